"""Everything that can happen to accounts, laboratories, incidents and roles."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import IntegrityError

from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people import entries
from repatria.registry.people.models import Incident, Laboratory, Membership, User
from repatria.registry.people.roles import Role, conflict, kept_from_the_blind, may
from repatria.registry.refusals import Impossible, NotAllowed, Overtaken
from repatria.registry.texts import plain


@recorded(entries.UserAdded, verb="people.setup")
def add_user(
    by: Any, username: str, *, name: str = "", password: str | None = None, stands_in: str = "", language: str = ""
) -> Done[User]:
    """Open an account. Without ``password`` nobody can log in with it until one is set."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{1,40}", username):
        raise Impossible(f"user {username!a}: use 2 to 41 small letters from a to z, digits from 0 to 9, dots, dashes.")
    name = plain(name, f"user {username}: name")
    if len(name) > 150:
        raise Impossible(f"user {username}: a name of {len(name)} characters. Use at most 150.")
    if User.objects.filter(username=username).exists():
        raise Overtaken(f"user {username!r}: the name is taken. Choose another.")
    user = User(username=username, first_name=name, stands_in=stands_in)
    user.set_password(password) if password else user.set_unusable_password()
    user.save()
    return Done(user, subject=user.code, facts={"stands_in": stands_in}, personal={"name": name or username})


@recorded(entries.UserClosed, verb="people.setup")
def close_user(by: Any, user: User, *, reason: str) -> Done[User]:
    """Close an account: every session and token of it stops working with the next request."""
    why = _reason(reason, f"user {user.username}", "closing an account")
    for row in Membership.objects.filter(user=user, role=Role.ADMINISTRATOR, until__isnull=True).select_related("incident"):
        _not_the_last_administrator(row)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return Done(user, subject=user.code, personal={"reason": why})


@recorded(entries.PasswordSet, verb="people.setup")
def set_password(by: Any, user: User, *, password: str) -> Done[User]:
    """Set a password; the account's open sessions stop working."""
    user.set_password(password)
    user.save(update_fields=["password"])
    return Done(user, subject=user.code)


@recorded(entries.LaboratoryAdded, verb="people.setup")
def add_laboratory(by: Any, slug: str, *, name: str) -> Done[Laboratory]:
    """Enter an institution."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", slug):
        raise Impossible(f"laboratory {slug!a}: use 1 to 40 small letters from a to z, digits from 0 to 9, dashes.")
    name = plain(name, f"laboratory {slug}: name")
    if not name or len(name) > 120:
        raise Impossible(f"laboratory {slug}: a name of {len(name)} characters. Use 1 to 120.")
    if Laboratory.objects.filter(slug=slug).exists():
        raise Overtaken(f"laboratory {slug!r}: already entered.")
    return Done(Laboratory.objects.create(slug=slug, name=name), subject=slug, facts={"name": name})


@recorded(entries.IncidentOpened, verb="people.setup")
def open_incident(
    by: Any, slug: str, *, mark: str, kind: str, title: str, laboratory: Laboratory, when: date | None = None, note: str = ""
) -> Done[Incident]:
    """Open an incident: a ``record`` of public claims, or an ``exercise`` with invented people. The kind never changes."""
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", slug):
        raise Impossible(f"incident {slug!a}: use 1 to 40 small letters from a to z, digits from 0 to 9, dashes.")
    title, note = plain(title, f"incident {slug}: title"), plain(note, f"incident {slug}: note", lines=True)
    if not title or len(title) > 160:
        raise Impossible(f"incident {slug}: a title of {len(title)} characters. Use 1 to 160.")
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
    if getattr(by, "user", None) == user:
        raise NotAllowed(f"{user.username}: nobody gives a role to themself. Ask another administrator.")
    User.objects.select_for_update().get(pk=user.pk)
    if role not in Role.values:
        raise Impossible(f"role {role!a}: not known. Roles: {', '.join(Role.values)}.")
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
    """Refuse as grouper of bones somebody who reads or has read names here: a role that has ended is not forgotten.

    A role held while the same person grouped blind showed no names (:func:`may`), so it does not count.
    """
    rows = list(Membership.objects.filter(user=user, incident=incident).order_by("since"))
    blind = [row for row in rows if row.role == Role.ANTHROPOLOGIST]
    for row in rows:
        shows = any(may(frozenset({row.role}), verb) for verb in kept_from_the_blind())
        within = any(b.since <= row.since and row.until and b.until and row.until <= b.until for b in blind)
        if shows and not within:
            clash = conflict(frozenset({row.role, Role.ANTHROPOLOGIST}))
            why = clash[2] if clash else "who has read names, papers or candidates does not group bones blind afterwards"
            has = "works" if row.until is None else "has worked"
            raise Impossible(
                f"{user.username}: {has} in {incident.slug} as {row.get_role_display()}: {why}. Give the work to somebody else."
            )
    read = Entry.objects.filter(incident=incident.slug, actor=user.code, tag__in=SHOWN_NAMES).order_by("seq").first()
    if read is not None:
        raise Impossible(
            f"{user.username}: read names on {read.at:%Y-%m-%d} (entry {read.seq}, {read.tag}) and cannot group bones blind "
            "afterwards. Give the work to somebody else."
        )


SHOWN_NAMES = (
    "families.missing_opened",
    "families.kin_opened",
    "inventory.effect_photograph_opened",
    "inventory.lead_noted",
    "families.missing_added",
    "families.name_added",
    "families.kin_added",
)
"""Entries whose author has seen a name, whatever role they had then."""


def _not_the_last_administrator(row: Membership) -> None:
    """Refuse to leave an incident without an administrator: nobody could give roles there any more."""
    others = Membership.objects.select_for_update(of=("self",)).filter(
        incident=row.incident, role=Role.ADMINISTRATOR, until__isnull=True, user__is_active=True
    )
    if not [one for one in others if one.pk != row.pk]:
        raise Impossible(
            f"{row.user.username}: the last administrator of {row.incident.slug}. Make somebody else administrator first."
        )


def _reason(reason: str, where: str, act: str) -> str:
    why = plain(reason, f"{where}: reason")
    if not why or len(why) > 300:
        raise Impossible(f"{where}: {act} needs a reason of 1 to 300 characters.")
    return why


@recorded(entries.RoleEnded, verb="people.manage")
def end_role(by: Any, membership: Membership, *, reason: str) -> Done[Membership]:
    """End a role; it works no longer from the next request on."""
    row = Membership.objects.select_for_update().get(pk=membership.pk)
    if row.until is not None:
        raise Overtaken("this role has already been ended.")
    why = _reason(reason, f"{row.user.username} as {row.get_role_display()}", "ending a role")
    if row.role == Role.ADMINISTRATOR:
        _not_the_last_administrator(row)
    row.until = clock.now()
    row.save(update_fields=["until"])
    return Done(row, subject=row.user.code, facts={"role": row.role, "in": row.incident.slug}, personal={"reason": why})


@recorded(entries.ExerciseEntered, verb="people.setup")
def enter_exercise(by: Any, user: User, *, role: str) -> Done[User]:
    """Note that somebody on this machine entered the exercise as a role."""
    return Done(user, subject=user.code, facts={"role": role})
