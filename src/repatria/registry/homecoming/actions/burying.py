"""Where somebody lies, written down after they arrived; and a grave that was opened again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.homecoming import gates
from repatria.registry.homecoming.entries import going as entries
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Burial, Release
from repatria.registry.homecoming.stopping import why_not_laid
from repatria.registry.homecoming.within import day, own, text, user_of
from repatria.registry.identification.within import locked
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import AskAgain, Impossible, Overtaken


@recorded(entries.LaidToRest, verb="homecoming.bury")
def bury(
    by: Any, release: Release, *, place: str, grave: str, on: date, honours: str = "", exhumation: str = ""
) -> Done[Burial]:
    """Write down where the remains of a release that arrived lie. A grave under a number says by which rule it may be opened again.

    GateClosed where what the release rests on fell since: nothing is laid to rest under it.
    """
    rows = Release.objects.select_for_update(of=("self",)).select_related(
        "thing", "missing", "determination__thing", "unresolved__thing"
    )
    row = rows.get(pk=release.pk)
    own(by, row.thing)
    if row.state != Release.State.ARRIVED or row.arrived is None:
        raise Impossible(f"{row.code}: {Release.State(row.state).label}. A grave is written down once it was counted in.")
    _still_stands(row)
    if not row.portions.filter(counted_in=True, standing=True, item__specimen__isnull=False).exists():
        raise Impossible(f"{row.code}: no bone of it arrived, or all came back. There is nobody to lay to rest.")
    rule = exhumation or (row.unresolved.exhumation if row.unresolved else "")
    made = Burial(
        incident=row.incident, release=row, missing=row.missing, determination=row.determination, unresolved=row.unresolved,
        place=text(row.code, place, "the place", 200, needed=True), grave=text(row.code, grave, "the grave", 120, needed=True),
        on=day(row.code, on, "laid to rest", earliest=row.arrived.date(), since="counted in"),
        honours=text(row.code, honours, "honours", 200),
        exhumation=text(row.code, rule, "the rule for opening it again", 400, needed=row.unresolved is not None),
        at=clock.now(), by=user_of(by),
    )  # fmt: skip
    _keep(made, row.code)
    facts = {"about": about_code(made), "date": on, "burial": made.pk}
    personal = {"place": made.place, "grave": made.grave, "honours": made.honours, "exhumation": made.exhumation}
    return Done(made, subject=row.code, facts=facts, personal=personal)


@recorded(entries.BurialRefused, verb="homecoming.bury")
def note_refused(by: Any, release: Release, *, why: str) -> Done[None]:
    """Note that somebody tried to write down a grave under what had fallen, and why it was refused."""
    return Done(None, subject=release.code, facts={"why": why[:1_000]})


def try_to_bury(by: Any, release: Release, **told: Any) -> Burial:
    """Write a grave down; a closed gate leaves its own entry in the journal and is then raised."""
    try:
        return bury(by, release, **told)
    except GateClosed as refusal:
        note_refused(by, release, why=str(refusal))
        raise


@recorded(entries.GraveOpened, verb="homecoming.bury")
def open_grave(by: Any, burial: Burial, *, reason: str, sure: bool = False) -> Done[Burial]:
    """Write down that a grave was opened again, and why. It stays readable; what is taken out comes back by its own act."""
    rows = Burial.objects.select_for_update(of=("self",)).select_related(
        "release__thing", "missing", "determination__thing", "unresolved__thing"
    )
    row = rows.get(pk=burial.pk)
    own(by, row.release.thing)
    code = row.release.code
    if row.opened is not None:
        raise Overtaken(f"{code}: this grave was opened at {row.opened:%Y-%m-%d %H:%M} UTC. Nothing is left to write.")
    why = text(code, reason, "why it was opened", 400, needed=True)
    if not sure:
        raise AskAgain(f"{code}: the grave will stand as opened for good. Was it opened?")
    row.opened, row.opened_why = clock.now(), why
    row.save(update_fields=["opened", "opened_why"])
    return Done(row, subject=code, facts={"about": about_code(row), "burial": row.pk}, personal={"reason": why})


def about_code(row: Burial) -> str:
    """The code of who lies there: a person, a group, or unresolved remains."""
    if row.missing is not None:
        return row.missing.code
    kept = row.determination or row.unresolved
    return kept.code if kept is not None else ""


def _still_stands(row: Release) -> None:
    """What a release rests on, locked while it is looked at; GateClosed where it fell."""
    told = gates.told_of(row.missing_id) if row.missing_id is not None else None
    if told is not None:
        locked(told.identification)
    why = why_not_laid(row)
    if why:
        raise GateClosed(why)


def _keep(row: Burial, code: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        _say_if_fallen(code, fault)
        if "counted in before" in str(fault):
            raise Impossible(f"{code}: a grave is written down once the release was counted in.") from fault
        raise Overtaken(f"{code}: its grave was written down already. Look at it.") from fault
    except DatabaseError as fault:
        _say_if_fallen(code, fault)
        if "counted in before" not in str(fault):
            raise
        raise Impossible(f"{code}: a grave is written down once the release was counted in.") from fault


def _say_if_fallen(code: str, fault: DatabaseError) -> None:
    if "is laid to rest under it" in str(fault):
        raise GateClosed(f"{code}: what it rests on fell a moment ago. Nothing is laid to rest; look again.") from fault
