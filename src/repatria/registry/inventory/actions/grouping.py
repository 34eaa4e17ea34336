"""Individuals: begun, joined, left, locked, unlocked, withdrawn; always blind, always in versions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.inventory import entries
from repatria.registry.inventory.against import grounds_against, unanswered
from repatria.registry.inventory.hands import now, reasoned, user_of
from repatria.registry.inventory.models import Individual, IndividualVersion, Member, Specimen
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotAllowed, Overtaken

State = IndividualVersion.State


@recorded(entries.IndividualOpened, verb="inventory.group")
def open_individual(by: Any, specimens: Sequence[Specimen]) -> Done[Individual]:
    """Begin a grouping with one or more specimens that are in no other."""
    if not specimens:
        raise Impossible("grouping: choose at least one specimen.")
    thing = new_thing(by, Kind.INDIVIDUAL)
    individual = Individual.objects.create(thing=thing, made_by=user_of(by), made_at=now())
    version = IndividualVersion.objects.create(individual=individual, number=1, made_by=user_of(by), made_at=now())
    codes = _join(by, version, specimens)
    return Done(individual, subject=individual.code, facts={"members": codes})


@recorded(entries.MemberAdded, verb="inventory.group")
def add_members(by: Any, individual: Individual, specimens: Sequence[Specimen]) -> Done[IndividualVersion]:
    """Let specimens join an open grouping. Refused where they cannot be one person and no reviewer has allowed it."""
    version = _current(individual, State.OPEN)
    if not specimens:
        raise Impossible(f"{individual.code}: choose at least one specimen.")
    codes = _join(by, version, specimens)
    return Done(version, subject=individual.code, facts={"specimens": codes, "version": version.number})


@recorded(entries.MemberRemoved, verb="inventory.group")
def remove_member(by: Any, individual: Individual, specimen: Specimen, *, reason: str) -> Done[Member]:
    """Let a specimen leave an open grouping, with a reason; that it was there stays readable."""
    version = _current(individual, State.OPEN)
    why = reasoned(specimen.code, reason, "leaving a grouping")
    row = version.members.select_for_update().filter(specimen=specimen, removed__isnull=True).first()
    if row is None:
        raise Impossible(f"{specimen.code}: is not in {individual.code}.")
    row.current, row.removed, row.removed_by, row.removed_why = False, now(), user_of(by), why
    row.save(update_fields=["current", "removed", "removed_by", "removed_why"])
    return Done(row, subject=individual.code, facts={"specimen": specimen.code, "version": version.number, "reason": why})


@recorded(entries.IndividualLocked, verb="inventory.group")
def lock_individual(by: Any, individual: Individual) -> Done[IndividualVersion]:
    """Freeze the current version. From now on its candidates may be seen; the database refuses any change to it."""
    version = _current(individual, State.OPEN)
    specimens = _specimens(version)
    if not specimens:
        raise Impossible(f"{individual.code}: nothing is in it. Add a specimen, or withdraw the grouping.")
    left = unanswered(individual, specimens)
    if left:
        raise Impossible(f"{individual.code}: cannot be one person: {'; '.join(left)}. Take a specimen out, or ask a reviewer.")
    version.state, version.locked_at, version.locked_by = State.LOCKED, now(), user_of(by)
    version.digest = _digest(specimens)
    version.save(update_fields=["state", "locked_at", "locked_by", "digest"])
    facts = {"version": version.number, "count": len(specimens), "digest": version.digest}
    return Done(version, subject=individual.code, facts=facts)


@recorded(entries.IndividualUnlocked, verb="inventory.group")
def unlock_individual(by: Any, individual: Individual, *, reason: str) -> Done[IndividualVersion]:
    """Open a locked grouping again as its next version, a copy of the last, which stays readable as it was."""
    old = _current(individual, State.LOCKED)
    why = reasoned(individual.code, reason, "unlocking")
    IndividualVersion.objects.filter(pk=old.pk).update(current=False)
    members = list(old.members.filter(current=True).values_list("specimen_id", flat=True))
    old.members.filter(current=True).update(current=False)
    new = IndividualVersion.objects.create(
        individual=individual, number=old.number + 1, made_by=user_of(by), made_at=now(), reason=why
    )
    Member.objects.bulk_create(Member(version=new, specimen_id=pk, by=user_of(by), at=now()) for pk in members)
    return Done(new, subject=individual.code, facts={"version": new.number, "reason": why, "count": len(members)})


@recorded(entries.IndividualWithdrawn, verb="inventory.group")
def withdraw_individual(by: Any, individual: Individual, *, reason: str) -> Done[IndividualVersion]:
    """End a grouping that was not one person. Its specimens are free again; what was grouped stays readable."""
    version = _current(individual)
    why = reasoned(individual.code, reason, "withdrawing a grouping")
    version.members.filter(current=True).update(current=False)
    version.state, version.withdrawn_why = State.WITHDRAWN, why
    version.save(update_fields=["state", "withdrawn_why"])
    return Done(version, subject=individual.code, facts={"version": version.number, "reason": why})


def _current(individual: Individual, state: str = "") -> IndividualVersion:
    version = (
        IndividualVersion.objects.select_for_update(of=("self",))
        .select_related("individual__thing")
        .get(individual=individual, current=True)
    )
    code = version.individual.code
    if version.state == State.WITHDRAWN:
        raise Overtaken(f"{code}: this grouping was withdrawn ({version.withdrawn_why}).")
    if state == State.OPEN and version.state == State.LOCKED:
        raise NotAllowed(
            f"{code}: version {version.number} was locked at {version.locked_at:%Y-%m-%d %H:%M} UTC. Unlock it with a reason first."
        )
    if state == State.LOCKED and version.state == State.OPEN:
        raise Overtaken(f"{code}: version {version.number} is open already.")
    return version


def _specimens(version: IndividualVersion) -> list[Specimen]:
    return list(
        Specimen.objects.filter(memberships__version=version, memberships__removed__isnull=True)
        .select_related("item__thing")
        .order_by("pk")
    )


def _join(by: Any, version: IndividualVersion, specimens: Sequence[Specimen]) -> list[str]:
    fresh = list(
        Specimen.objects.select_for_update(of=("self",))
        .select_related("item__thing")
        .filter(pk__in=[s.pk for s in specimens])
        .order_by("pk")
    )
    for row in fresh:
        if row.withdrawn is not None:
            raise Overtaken(f"{row.code}: this entry was withdrawn ({row.withdrawn_why}).")
    _must_be_free(version, fresh)
    there = _specimens(version)
    said = grounds_against([*there, *fresh])
    left = unanswered(version.individual, [*there, *fresh], said)
    if left:
        raise Impossible(
            f"{version.individual.code}: cannot be one person: {'; '.join(left)}. Choose others, or ask a reviewer."
        )
    try:
        with transaction.atomic():
            Member.objects.bulk_create(Member(version=version, specimen=row, by=user_of(by), at=now()) for row in fresh)
    except IntegrityError as fault:
        _must_be_free(version, fresh)
        raise Overtaken(f"{version.individual.code}: a specimen was grouped elsewhere a moment ago. Look it up.") from fault
    return [row.code for row in fresh]


def _must_be_free(version: IndividualVersion, specimens: Sequence[Specimen]) -> None:
    held = (
        Member.objects.filter(specimen__in=specimens, current=True)
        .select_related("specimen__item__thing", "version__individual__thing")
        .first()
    )
    if held is None:
        return
    where = held.version.individual.code
    if held.version.individual_id == version.individual_id:
        raise Impossible(f"{held.specimen.code}: is in {where} already.")
    raise Overtaken(f"{held.specimen.code}: belongs to {where}. It must leave there first, with a reason.")


def _digest(specimens: Sequence[Specimen]) -> str:
    lines = sorted(f"{s.code} {s.descriptions.get(current=True).number}" for s in specimens)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
