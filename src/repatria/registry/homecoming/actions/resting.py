"""Unresolved remains: what is left of one box, written up, compared again every year, ended when something is found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import DatabaseError, transaction

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.homecoming.entries import ending as entries
from repatria.registry.homecoming.free import of_box, why_not_free
from repatria.registry.homecoming.models import Comparison, Release, Unresolved, UnresolvedMember
from repatria.registry.homecoming.within import day, own, text, user_of
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal import clock
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.searching.models import Search

SHOWN = 5
"""How many bones a refusal names."""


@recorded(entries.UnresolvedWritten, verb="homecoming.rest")
def write_up(
    by: Any, container: Thing, *, ground: str, exhumation: str, compare_next: date | None = None,
    specimens: Sequence[Specimen] | None = None,
) -> Done[Unresolved]:  # fmt: skip
    """Write up what remains of a container: all its bones that are free, or those of ``specimens``. ``ground``: why nothing more can
    be said; ``exhumation``: under which rule a grave may be opened again; compared again a year on at the latest."""
    own(by, container)
    if container.kind != Kind.CONTAINER:
        raise Impossible(f"{container.code}: is no container. Write up what remains of one container at a time.")
    bones = list(of_box(container)) if specimens is None else _asked(by, container, specimens)
    if not bones:
        raise Impossible(f"{container.code}: holds no bones that are free. Nothing remains to be written up.")
    thing = new_thing(by, Kind.UNRESOLVED)
    row = Unresolved.objects.create(
        thing=thing, incident=by.incident, container=container, made=clock.now(), by=user_of(by),
        ground=text(thing.code, ground, "the ground", 8_000, needed=True, lines=True),
        exhumation=text(thing.code, exhumation, "the rule for opening the grave again", 400, needed=True),
        compare_next=_next(thing.code, clock.today(), compare_next),
    )  # fmt: skip
    try:
        with transaction.atomic():
            UnresolvedMember.objects.bulk_create(UnresolvedMember(unresolved=row, specimen=one) for one in bones)
    except DatabaseError as fault:
        raise Overtaken(f"{row.code}: one of its bones was taken a moment ago. Look at them again.") from fault
    codes = sorted(one.code for one in bones)
    facts = {"container": container.code, "count": len(codes), "bones": codes, "next": row.compare_next}
    return Done(row, subject=row.code, facts=facts, personal={"ground": row.ground})


@recorded(entries.UnresolvedCompared, verb="homecoming.rest")
def compare(
    by: Any, unresolved: Unresolved, *, on: date, words: str, search: Search | None = None, compare_next: date | None = None
) -> Done[Comparison]:  # fmt: skip
    """The yearly look: with what they were compared (``search``, by default the last one finished) and what came of it; the next is
    due within a year."""
    row = _held(by, unresolved)
    _must_stand(row)
    with_what = search or Search.objects.filter(incident=by.incident, current=True).select_related("thing").first()
    if with_what is not None and (with_what.incident_id != row.incident_id or with_what.finished is None):
        raise NotFound
    made = Comparison.objects.create(
        unresolved=row, on=day(row.code, on, "compared", earliest=row.made.date(), since="they were written up"),
        search=with_what.thing if with_what else None, words=text(row.code, words, "what came of it", 400, needed=True),
        at=clock.now(), by=user_of(by),
    )  # fmt: skip
    row.compare_next = _next(row.code, made.on, compare_next)
    row.save(update_fields=["compare_next"])
    facts = {"date": made.on, "search": with_what.code if with_what else None, "next": row.compare_next}
    return Done(made, subject=row.code, facts=facts, personal={"words": made.words})


@recorded(entries.UnresolvedEnded, verb="homecoming.rest")
def end(by: Any, unresolved: Unresolved, *, reason: str) -> Done[Unresolved]:
    """Something was found: these remains are unresolved no more, and their bones are free for what was found. Never stands again."""
    row = _held(by, unresolved)
    _must_stand(row)
    waiting = row.releases.filter(state=Release.State.PREPARED).select_related("thing").first()
    if waiting is not None:
        raise Impossible(f"{row.code}: release {waiting.code} is prepared for them. Cancel that first.")
    row.ended, row.ended_why = clock.now(), text(row.code, reason, "the reason", 400, needed=True)
    row.save(update_fields=["ended", "ended_why"])
    count = row.members.filter(current=True).update(current=False)
    left = [one.code for one in row.releases.exclude(state=Release.State.CANCELLED).select_related("thing")]
    return Done(row, subject=row.code, facts={"count": count, "left": left}, personal={"reason": row.ended_why})


def _asked(by: Any, container: Thing, specimens: Sequence[Specimen]) -> list[Specimen]:
    rows = Specimen.objects.select_for_update(of=("self",)).select_related("item__thing")
    found = list(rows.filter(pk__in={one.pk for one in specimens}).order_by("item__thing__number"))
    taken = why_not_free(one.pk for one in found)
    said = []
    for one in found:
        own(by, one.item.thing)
        if one.found_in_id != container.pk:
            said.append(f"{one.code} was not found in {container.code}. Write it up with its own box.")
        elif one.pk in taken:
            said.append(f"{one.code} {taken[one.pk]}")
    if said:
        more = f" And {len(said) - SHOWN} more." if len(said) > SHOWN else ""
        raise Impossible(f"{container.code}: {' · '.join(said[:SHOWN])}{more}")
    return found


def _next(code: str, since: date, asked: date | None) -> date:
    """The day of the next comparison: as asked, within a year of ``since``; by default a year on."""
    latest = since + timedelta(days=365)
    if asked is None:
        return latest
    if asked <= since or asked > latest:
        raise Impossible(f"{code}: to be compared again on {asked}. Give a day after {since} and not after {latest}.")
    return asked


def _held(by: Any, unresolved: Unresolved) -> Unresolved:
    rows = Unresolved.objects.select_for_update(of=("self",)).select_related("thing")
    row = rows.filter(pk=unresolved.pk).first()
    if row is None:
        raise NotFound
    own(by, row.thing)
    return row


def _must_stand(row: Unresolved) -> None:
    if row.ended is not None:
        raise Overtaken(f"{row.code}: ended at {row.ended:%Y-%m-%d %H:%M} UTC ({row.ended_why}). Nothing is left to do.")
