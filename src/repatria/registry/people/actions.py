"""Everything that can happen to accounts, laboratories, incidents and roles."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from django.db import IntegrityError

from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people import entries
from repatria.registry.people.models import Incident, Laboratory, Membership, User
from repatria.registry.people.roles import Role, conflict
from repatria.registry.refusals import Impossible, Overtaken


@recorded(entries.UserAdded, verb="people.setup")
def add_user(
    by: Any, username: str, *, name: str = "", password: str | None = None, stands_in: str = "", language: str = ""
) -> Done[User]:
    """Open an account. Without ``password`` nobody can log in with it until one is set."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,40}", username):
        raise Impossible(f"user {username!r}: use 2 to 41 small letters, digits, dots, dashes.")
    if User.objects.filter(username=username).exists():
        raise Overtaken(f"user {username!r}: the name is taken. Choose another.")
    user = User(username=username, first_name=name, stands_in=stands_in)
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    return Done(user, subject=user.code, facts={"stands_in": stands_in}, personal={"name": name or username})


@recorded(entries.UserClosed, verb="people.setup")
def close_user(by: Any, user: User, *, reason: str) -> Done[User]:
    """Close an account: every session and token of it stops working with the next request."""
    if not reason.strip():
        raise Impossible(f"user {user.username}: closing an account needs a reason.")
    user.is_active = False
    user.save(update_fields=["is_active"])
    return Done(user, subject=user.code, facts={"reason": reason})


@recorded(entries.PasswordSet, verb="people.setup")
def set_password(by: Any, user: User, *, password: str) -> Done[User]:
    """Set a password; the account's open sessions stop working."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return Done(user, subject=user.code)


@recorded(entries.LaboratoryAdded, verb="people.setup")
def add_laboratory(by: Any, slug: str, *, name: str) -> Done[Laboratory]:
    """Enter an institution."""
    if Laboratory.objects.filter(slug=slug).exists():
        raise Overtaken(f"laboratory {slug!r}: already entered.")
    return Done(Laboratory.objects.create(slug=slug, name=name), subject=slug, facts={"name": name})


@recorded(entries.IncidentOpened, verb="people.setup")
def open_incident(
    by: Any, slug: str, *, mark: str, kind: str, title: str, laboratory: Laboratory, when: date | None = None, note: str = ""
) -> Done[Incident]:
    """Open an incident: a ``record`` of public claims, or an ``exercise`` with invented people. The kind never changes."""
    if not re.fullmatch(r"[A-Z]{2,8}", mark):
        raise Impossible(f"incident {slug}: mark {mark!r}. Use 2 to 8 capital letters.")
    if kind not in Incident.Kind.values:
        raise Impossible(f"incident {slug}: kind {kind!r}. Write record or exercise.")
    if Incident.objects.filter(slug=slug).exists() or Incident.objects.filter(mark=mark).exists():
        raise Overtaken(f"incident {slug!r} or its mark {mark!r} exists already. Choose another.")
    incident = Incident.objects.create(
        slug=slug, mark=mark, kind=kind, title=title, laboratory=laboratory, when=when, note=note
    )
    return Done(incident, subject=slug, facts={"title": title, "kind": kind, "mark": mark})


@recorded(entries.RoleGiven, verb="people.manage")
def give_role(
    by: Any, user: User, *, incident: Incident, role: str, laboratory: Laboratory | None = None, whole: bool = False
) -> Done[Membership]:
    """Let ``user`` work in ``incident`` as ``role``. Refuses pairs of roles that one person may not hold together."""
    User.objects.select_for_update().get(pk=user.pk)
    held = frozenset(Membership.objects.filter(user=user, incident=incident, until__isnull=True).values_list("role", flat=True))
    if role in held:
        raise Overtaken(f"{user.username} already works in {incident.slug} as {Role(role).label}.")
    clash = conflict(held | {role})
    if clash:
        first, second, why = clash
        raise Impossible(
            f"{user.username}: {first.label} and {second.label} in one person: {why}. Give the work to two people."
        )
    if role == Role.ANTHROPOLOGIST:
        _has_read_no_names(user, incident)
    where = laboratory or incident.laboratory
    try:
        row = Membership.objects.create(user=user, incident=incident, laboratory=where, role=role, whole=whole)
    except IntegrityError as fault:
        raise Overtaken(f"{user.username} was given this role a moment ago by somebody else.") from fault
    return Done(row, subject=user.code, facts={"role": role, "laboratory": where.slug, "whole": whole, "in": incident.slug})


def _has_read_no_names(user: User, incident: Incident) -> None:
    """Refuse as grouper of bones somebody who could read names here before: a role that has ended is not forgotten."""
    before = Membership.objects.filter(user=user, incident=incident).values_list("role", flat=True)
    for role in sorted(set(before)):
        clash = conflict(frozenset({role, Role.ANTHROPOLOGIST}))
        if clash:
            raise Impossible(
                f"{user.username}: has worked in {incident.slug} as {Role(role).label}: {clash[2]}. Give the work to somebody else."
            )


@recorded(entries.RoleEnded, verb="people.manage")
def end_role(by: Any, membership: Membership, *, reason: str) -> Done[Membership]:
    """End a role; it works no longer from the next request on."""
    row = Membership.objects.select_for_update().get(pk=membership.pk)
    if row.until is not None:
        raise Overtaken("this role has already been ended.")
    if not reason.strip():
        raise Impossible("ending a role needs a reason.")
    row.until = datetime.now(UTC)
    row.save(update_fields=["until"])
    return Done(row, subject=row.user.code, facts={"role": row.role, "reason": reason, "in": row.incident.slug})


@recorded(entries.ExerciseEntered, verb="people.setup")
def enter_exercise(by: Any, user: User, *, role: str) -> Done[User]:
    """Note that somebody on this machine entered the exercise as a role."""
    return Done(user, subject=user.code, facts={"role": role})
