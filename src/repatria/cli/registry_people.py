"""Acts of ``repatria registry`` on incidents and the people who work in them."""

from __future__ import annotations

import argparse
import getpass
import sys
from difflib import get_close_matches
from typing import Any


def add_incident(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("slug", help="short name in addresses, small letters")
    parser.add_argument("--mark", required=True, help="2 to 8 capital letters that begin every code")
    parser.add_argument("--title", required=True)
    parser.add_argument(
        "--kind",
        choices=("record", "exercise"),
        required=True,
        help="record: public cited claims only; exercise: invented people",
    )
    parser.add_argument("--laboratory", default="laboratory", help="short name of the leading laboratory; entered if it is new")
    parser.add_argument("--laboratory-name", default="", help="its name in words")


def do_incident(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.registry import operations

    operations.wake(args.folder)
    from repatria.registry.people import actions
    from repatria.registry.people.models import Laboratory
    from repatria.registry.people.seats import TheRegistry

    laboratory = Laboratory.objects.filter(slug=args.laboratory).first() or actions.add_laboratory(
        TheRegistry(), args.laboratory, name=args.laboratory_name or args.laboratory
    )
    made = actions.open_incident(
        TheRegistry(), args.slug, mark=args.mark, kind=args.kind, title=args.title, laboratory=laboratory
    )
    return {"incident": made.slug, "kind": made.kind}, f"The incident {made.title} is open as {made.get_kind_display()}."


def add_user(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("username", help="small letters, digits, dots, dashes")
    parser.add_argument("--name", default="", help="how pages call the person")
    parser.add_argument("--incident", default="", help="incident to work in")
    parser.add_argument(
        "--role",
        action="append",
        default=[],
        help="role there, as intake; may be given several times; a wrong one lists them all",
    )
    parser.add_argument("--whole", action="store_true", help="sees what every laboratory of the incident holds")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def do_user(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.errors import InvalidInput
    from repatria.registry import operations

    operations.wake(args.folder)
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from repatria.registry.people import actions
    from repatria.registry.people.models import Incident, User
    from repatria.registry.people.roles import Role
    from repatria.registry.people.seats import TheRegistry

    unknown = [role for role in args.role if role not in Role.values]
    if unknown:
        near = get_close_matches(unknown[0], Role.values, n=1)
        said = f" Nearest: {near[0]}." if near else ""
        raise InvalidInput(f"--role {unknown[0]}: not known.{said} Roles: {', '.join(Role.values)}.")
    incident = Incident.objects.filter(slug=args.incident).first() if args.incident else None
    if args.incident and incident is None:
        raise InvalidInput(f"--incident {args.incident}: not here. Open it first: repatria registry incident …")
    if bool(args.role) != bool(incident):
        raise InvalidInput("--incident and --role belong together: give both, or neither.")
    known = User.objects.filter(username=args.username).first()
    password = "" if known else asked_password(args)
    try:
        if password:
            validate_password(password, User(username=args.username, first_name=args.name))
    except ValidationError as weak:
        raise InvalidInput("password: " + " ".join(weak.messages)) from weak
    with transaction.atomic():
        user = known or actions.add_user(TheRegistry(), args.username, name=args.name, password=password or None)
        if incident is not None:
            for role in args.role:
                actions.give_role(TheRegistry(incident), user, incident=incident, role=role, whole=args.whole)
    return {"user": user.code, "roles": args.role}, (
        f"{user.username} ({user.code}) can log in; the second factor is set up at the first log-in."
    )


def add_close_user(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("username", help="the account")
    parser.add_argument("--reason", required=True, help="why it is closed")


def do_close_user(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.errors import InvalidInput
    from repatria.registry import operations

    operations.wake(args.folder)
    from repatria.registry.people import actions
    from repatria.registry.people.models import User
    from repatria.registry.people.seats import TheRegistry

    user = User.objects.filter(username=args.username, is_active=True).first()
    if user is None:
        raise InvalidInput(f"{args.username!a}: no open account. Look the name up on the page People.")
    actions.close_user(TheRegistry(), user, reason=args.reason)
    return {"user": user.code}, f"{user.username} ({user.code}) is closed; its sessions and keys have stopped working."


def asked_password(args: argparse.Namespace) -> str:
    """A password from standard input, or asked for twice at the terminal."""
    if args.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        from repatria.errors import InvalidInput

        raise InvalidInput("password: there is no terminal to ask at. Give it on standard input with --password-stdin.")
    first = getpass.getpass("Password (12 characters or more): ")
    if first != getpass.getpass("Once more: "):
        from repatria.errors import InvalidInput

        raise InvalidInput("password: the two differ. Nothing was written.")
    return first


def add_preset(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("incident", help="short name of the incident")
    parser.add_argument("name", choices=("laboratory", "office", "examiner"), help="which division of the work")


def do_preset(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.errors import InvalidInput
    from repatria.registry import operations

    operations.wake(args.folder)
    from django.db import transaction

    from repatria.registry.people import actions
    from repatria.registry.people.models import Incident
    from repatria.registry.people.roles import PRESETS
    from repatria.registry.people.seats import TheRegistry

    incident = Incident.objects.filter(slug=args.incident).first()
    if incident is None:
        raise InvalidInput(f"{args.incident}: no such incident. Open it first: repatria registry incident …")
    words, accounts = PRESETS[args.name]
    made = {}
    with transaction.atomic():
        for name, roles in accounts:
            user = actions.add_user(TheRegistry(), f"{incident.slug}.{name}", name=name.capitalize())
            for role in roles:
                actions.give_role(TheRegistry(incident), user, incident=incident, role=role)
            made[user.username] = [str(role) for role in roles]
    lines = "\n".join(f"  {name}: {', '.join(roles)}" for name, roles in made.items())
    return {"accounts": made}, f"{words}:\n{lines}\nGive each a password: repatria registry password {args.folder} ACCOUNT"


def add_password(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("username", help="the account")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def set_password(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.errors import InvalidInput
    from repatria.registry import operations

    operations.wake(args.folder)
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from repatria.registry.people import actions
    from repatria.registry.people.models import User
    from repatria.registry.people.seats import TheRegistry

    user = User.objects.filter(username=args.username, stands_in="").first()
    if user is None:
        raise InvalidInput(f"{args.username}: no such account. Open it first: repatria registry user …")
    password = asked_password(args)
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise InvalidInput("password: " + " ".join(weak.messages)) from weak
    actions.set_password(TheRegistry(), user, password=password)
    return {"user": user.code}, f"{user.username} has a new password; open sessions of it have ended."
