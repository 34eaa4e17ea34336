"""``repatria registry erase``: an erasure asked for by one person and carried out by another, each with their own password."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from repatria.cli.registry_lists import incident_called


def add_erase(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("incident", help="short name of the incident")
    parser.add_argument("about", help="code of a missing person, a relative or another thing; u-0007 for a closed account")
    parser.add_argument(
        "--as", dest="account", required=True, metavar="ACCOUNT", help="who you are; your password is asked for"
    )
    parser.add_argument("--reason", default="", help="who asked for it and by what right; or, with --decline, why not")
    parser.add_argument("--carry-out", action="store_true", help="as the second person, erase what was asked for")
    parser.add_argument("--decline", action="store_true", help="do not erase what was asked for")
    parser.add_argument(
        "--sure", action="store_true", help="you know that it cannot be taken back; without it you are told what goes"
    )
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def do_erase(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.errors import InvalidInput

    if args.carry_out and args.decline:
        raise InvalidInput("--carry-out and --decline: only one of them.")
    incident = incident_called(args)
    from repatria.registry.people import erasing
    from repatria.registry.people.queries_erasing import erasures
    from repatria.registry.people.seats import seat_of

    seat = seat_of(authenticated(args), incident.slug)
    if args.carry_out or args.decline:
        row = erasures(seat).filter(subject=args.about.strip(), state="asked").first()
        if row is None:
            raise InvalidInput(f"{args.about}: no erasure of it waits. Ask for one first, without --carry-out.")
        row = erasing.decline(seat, row, reason=args.reason) if args.decline else erasing.carry_out(seat, row, sure=args.sure)
    else:
        row = erasing.ask(seat, args.about, reason=args.reason, sure=args.sure)
    told = {"about": row.subject, "state": str(row.state), "values": row.values_blanked, "cells": row.cells_blanked}
    words = {
        "asked": f"{row.subject}: asked for. It waits for a second person: repatria registry erase … --as ANOTHER --carry-out",
        "done": f"{row.subject}: {row.values_blanked} values in the journal and {row.cells_blanked} in the tables are gone.",
        "declined": f"{row.subject}: not erased.",
    }
    return told, words[str(row.state)]


def authenticated(args: argparse.Namespace) -> Any:
    """The account that ``--as`` names, if the password is its own; InvalidInput otherwise."""
    from repatria.errors import InvalidInput
    from repatria.registry.people.models import User

    if args.password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    elif sys.stdin.isatty():
        password = getpass.getpass(f"Password of {args.account}: ")
    else:
        raise InvalidInput("password: there is no terminal to ask at. Give it on standard input with --password-stdin.")
    user = User.objects.filter(username=args.account, is_active=True, stands_in="").first()
    if user is None or not user.check_password(password):
        raise InvalidInput(f"--as {args.account}: no open account with this password. Check both.")
    return user
