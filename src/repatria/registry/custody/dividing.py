"""Acts that change what an item is: weigh, split, merge, consume, destroy. Masses and counts must add up.

Acts that cannot be taken back are asked twice: the first call answers with :class:`AskAgain`, the second repeats it knowingly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from repatria.registry.codes.models import Kind
from repatria.registry.custody import entries, masses
from repatria.registry.custody.hooks import CARRIERS
from repatria.registry.custody.models import Holding, Item, Packing
from repatria.registry.custody.within import (
    begin_holding_like,
    current_holding,
    everything_inside,
    hold_check,
    locked,
    mass_differs,
    now,
    open_item,
)
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import AskAgain, Impossible


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a split: what it is, its mass in grams and its number of pieces, where known."""

    what: str
    mass_g: Decimal | None = None
    pieces: int | None = None


@recorded(entries.ItemWeighed, verb="custody.weigh")
def weigh(by: Any, item: Item, *, mass_g: Decimal) -> Done[Item]:
    """Weigh an item one holds. A mass further from the first accepted one than the tolerated loss opens a discrepancy."""
    row = locked(item)
    hold_check(by, row)
    new, before = masses.grams(row, mass_g), row.mass_g
    said = masses.weigh_in(row, new)
    row.save(update_fields=["mass_g", "accepted_g"])
    if said:
        mass_differs(by, row, said)
    return Done(row, subject=row.code, facts={"mass_g": new, "before": before})


@recorded(entries.ItemSplit, verb="custody.divide")
def split(by: Any, item: Item, *, parts: Sequence[Part], reason: str, sure: bool = False) -> Done[list[Item]]:
    """Split an item one holds into two or more. Masses and pieces of the parts may not exceed those of the whole."""
    row = locked(item)
    hold_check(by, row)
    if len(parts) < 2:
        raise Impossible(f"{row.code}: a split has two parts or more. Enter the others.")
    _reason(row, reason)
    masses.parts_add_up(row, [p.mass_g for p in parts], [p.pieces for p in parts])
    if everything_inside(row):
        raise Impossible(f"{row.code}: something lies in it. Take it out first.")
    for carrier in CARRIERS:
        carrier.may_split(row)
    _ask(sure, f"{row.code} will no longer exist as one item. Split it into {len(parts)}?")
    made = []
    for part in parts:
        new = open_item(
            by,
            Kind(row.thing.kind),
            what=part.what or row.what,
            mass_g=part.mass_g,
            pieces=part.pieces,
            came_from=row,
            inside=row.inside,
            like=row.thing,
        )
        begin_holding_like(new, row)
        made.append(new)
    for carrier in CARRIERS:
        carrier.carry_split(by, row, made)
    _end(row, Item.State.SPLIT)
    known = [p.mass_g for p in parts]
    said = masses.lost_in_splitting(row, known)
    if said:
        mass_differs(by, row, said)
    facts = {"parts": [i.code for i in made], "masses_g": known, "mass_g": row.mass_g, "reason": reason.strip()}
    return Done(made, subject=row.code, facts=facts)


@recorded(entries.ItemsMerged, verb="custody.divide")
def merge(by: Any, items: Sequence[Item], *, what: str, reason: str, sure: bool = False) -> Done[Item]:
    """Merge items one holds, of one kind and in one place, into a new one."""
    rows = [locked(i) for i in sorted(items, key=lambda i: i.pk)]
    if len({r.pk for r in rows}) < 2:
        raise Impossible("merging needs two items or more.")
    if len({(r.thing.kind, r.thing.incident_id, r.inside_id) for r in rows}) > 1:
        raise Impossible(f"{rows[0].code} and others: not of one kind, incident and container. Bring them together first.")
    for row in rows:
        hold_check(by, row)
        if everything_inside(row):
            raise Impossible(f"{row.code}: something lies in it. Take it out first.")
    if rows[0].thing.kind == Kind.SAMPLE and len({_cut_from(r) for r in rows}) > 1:
        raise Impossible(f"{rows[0].code} and others: samples of different specimens. Nobody could say whose DNA that is.")
    _reason(rows[0], reason)
    _together(rows)
    for carrier in CARRIERS:
        carrier.may_merge(rows)
    _ask(sure, f"{len(rows)} items will no longer exist apart. Merge them?")
    known, pieces = [r.mass_g for r in rows], [r.pieces for r in rows]
    if None in known and known != [None] * len(known):
        unknown = rows[known.index(None)]
        raise Impossible(f"{unknown.code}: was never weighed, and the others were. Weigh it before they are merged.")
    new = open_item(
        by,
        Kind(rows[0].thing.kind),
        what=what,
        mass_g=None if None in known else sum((m for m in known if m is not None), Decimal(0)),
        accepted_g=None if None in known else sum((masses.expected(r) or Decimal(0) for r in rows), Decimal(0)),
        pieces=None if None in pieces else sum(p for p in pieces if p is not None),
        inside=rows[0].inside,
        came_from=rows[0].came_from if len({r.came_from_id for r in rows}) == 1 else None,
        like=rows[0].thing,
    )
    begin_holding_like(new, rows[0])
    for carrier in CARRIERS:
        carrier.carry_merge(by, rows, new)
    for row in rows:
        _end(row, Item.State.MERGED)
    return Done(new, subject=new.code, facts={"parts": [r.code for r in rows], "mass_g": new.mass_g, "reason": reason.strip()})


@recorded(entries.ItemConsumed, verb="custody.divide")
def consume(by: Any, item: Item, *, mass_g: Decimal, reason: str, sure: bool = False) -> Done[Item]:
    """Use up ``mass_g`` grams of an item one holds (in an extraction). Never more than there is; all of it ends the item."""
    row = locked(item)
    hold_check(by, row)
    used = masses.grams(row, mass_g)
    _reason(row, reason)
    if row.mass_g is None:
        raise Impossible(f"{row.code}: never weighed. Weigh it before some of it is used up.")
    if used > row.mass_g:
        raise Impossible(f"{row.code}: {used} g cannot be used up, there are {row.mass_g} g. Correct the mass.")
    left = row.mass_g - used
    if left == 0:
        if row.thing.kind == Kind.SPECIMEN:
            raise Impossible(f"{row.code}: {used} g is all there is. A specimen is not used up; cut a sample and use that.")
        _ask(sure, f"nothing of {row.code} will be left. Use it up?")
    masses.removed(row, used)
    row.mass_g = left
    row.save(update_fields=["mass_g", "accepted_g", "removed_g"])
    if left == 0:
        _end(row, Item.State.CONSUMED)
    return Done(row, subject=row.code, facts={"mass_g": used, "left_g": left, "reason": reason.strip()})


@recorded(entries.ItemDestroyed, verb="custody.destroy")
def destroy(by: Any, item: Item, *, reason: str, sure: bool = False) -> Done[Item]:
    """Destroy an empty container or an effect by order. Remains of people are never destroyed."""
    row = locked(item)
    hold_check(by, row)
    _reason(row, reason)
    if row.thing.kind in (Kind.SPECIMEN, Kind.SAMPLE):
        raise Impossible(f"{row.code}: remains of a person are not destroyed. A sample can be used up; a specimen is returned.")
    if everything_inside(row):
        raise Impossible(f"{row.code}: something lies in it. Take it out first.")
    _ask(sure, f"{row.code} cannot be brought back. Destroy it?")
    _end(row, Item.State.DESTROYED)
    return Done(row, subject=row.code, facts={"reason": reason.strip()})


def _cut_from(row: Item) -> int:
    """The specimen that a sample was cut from at last; a sample that came from nothing here is its own."""
    while row.came_from is not None and row.thing.kind == Kind.SAMPLE:
        row = row.came_from
    return row.pk


def _together(rows: Sequence[Item]) -> None:
    """Refuse items in two hands, at two places or of two laboratories: what is made of them can be in one only."""
    legs = [current_holding(row) for row in rows]
    first = legs[0]
    for row, leg in zip(rows, legs, strict=True):
        if (leg.holder_id, leg.outside) != (first.holder_id, first.outside):
            raise Impossible(f"{row.code}: held by {leg.who}, {rows[0].code} by {first.who}. Bring them into one hand first.")
        if leg.place_id != first.place_id:
            where, there = (x.place.name if x.place else "a place not yet known" for x in (leg, first))
            raise Impossible(f"{row.code}: lies at {where}, {rows[0].code} at {there}. Bring them together first.")
    if len({r.thing.laboratory_id for r in rows}) > 1:
        raise Impossible(f"{rows[0].code} and others: of two laboratories. They cannot become one item.")


def _reason(row: Item, reason: str) -> None:
    if not reason.strip():
        raise Impossible(f"{row.code}: this needs a reason.")


def _ask(sure: bool, sentence: str) -> None:
    if not sure:
        raise AskAgain(sentence)


def _end(row: Item, state: Item.State) -> None:
    moment = now()
    Holding.objects.filter(item=row, until__isnull=True).update(until=moment)
    Packing.objects.filter(item=row, until__isnull=True).update(until=moment)
    row.state, row.inside = state, None
    row.save(update_fields=["state", "inside"])
