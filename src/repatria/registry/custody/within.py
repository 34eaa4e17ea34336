"""Steps that acts of custody and of higher stages share. Call them inside a recorded action only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody.hooks import why_they_stay
from repatria.registry.custody.models import Discrepancy, Holding, Item, Packing, Place, Transfer
from repatria.registry.journal import clock
from repatria.registry.people.models import User
from repatria.registry.refusals import Impossible, NotAllowed, Overtaken


def now() -> datetime:
    """The present moment, UTC."""
    return clock.now()


CLOCKS = timedelta(minutes=5)
"""How far two clocks may differ: a moment later than that has not come yet."""


def not_ahead(what: str, moment: datetime) -> datetime:
    """``moment``, or now where another clock is a little ahead; refuses what has not come yet."""
    if moment > now() + CLOCKS:
        raise Impossible(f"{what}: at {moment:%Y-%m-%d %H:%M} UTC, which has not come yet. Correct the moment.")
    return min(moment, now())


def open_item(
    by: Any,
    kind: Kind,
    *,
    what: str,
    inside: Item | None = None,
    mass_g: Decimal | None = None,
    accepted_g: Decimal | None = None,
    pieces: int | None = None,
    came_from: Item | None = None,
    thing: Thing | None = None,
    like: Thing | None = None,
) -> Item:
    """A new item row, for the actions of this and of higher stages; call it inside a recorded action, then give it a holding.

    ``accepted_g``: the mass that its weighings are held against, where that is not ``mass_g`` itself. ``like``: a thing whose
    laboratory it belongs to (a part, a sample), whoever acts.
    """
    if mass_g is not None and mass_g < 0:
        raise Impossible(f"mass {mass_g} g: a mass is not negative. Weigh again.")
    thing = thing or new_thing(by, kind)
    if like is not None and thing.laboratory_id != like.laboratory_id:
        thing.laboratory_id = like.laboratory_id
        thing.save(update_fields=["laboratory"])
    item = Item.objects.create(
        thing=thing,
        what=what.strip()[:200],
        inside=inside,
        mass_g=mass_g,
        accepted_g=mass_g if accepted_g is None else accepted_g,
        pieces=pieces,
        came_from=came_from,
    )
    if inside is not None:
        Packing.objects.create(item=item, container=inside, since=now())
    return item


def begin_holding_like(item: Item, other: Item, *, since: datetime | None = None) -> Holding:
    """Put ``item`` in the same hands and place as ``other`` (a cut sample, a part of a split). Inside a recorded action."""
    held = Holding.objects.get(item=other, until__isnull=True)
    moment = now() if since is None else not_ahead(item.code, since)
    return Holding.objects.create(item=item, holder=held.holder, outside=held.outside, place=held.place, since=moment)


def mass_differs(by: Any, row: Item, sentence: str) -> None:
    """Open a discrepancy about the mass of ``row``, unless the same is open already. Inside a recorded action."""
    there = Discrepancy.objects.filter(thing=row.thing, kind=Discrepancy.Kind.MASS, sentence=sentence, explained__isnull=True)
    if not there.exists():
        Discrepancy.objects.create(
            thing=row.thing, kind=Discrepancy.Kind.MASS, sentence=sentence, opened=now(), opened_by=getattr(by, "user", None)
        )


def locked(item: Item) -> Item:
    """The item's row, locked until the transaction ends; refuses one that no longer exists as such."""
    row = Item.objects.select_for_update(of=("self",)).select_related("thing", "inside__thing").get(pk=item.pk)
    if row.state != Item.State.HELD:
        raise Impossible(f"{row.code}: {row.get_state_display()}. Nothing more can happen to it.")
    return row


def everything_inside(item: Item) -> list[Item]:
    """All that lies in ``item``, at any depth."""
    found: list[Item] = []
    layer: Sequence[Item] = [item]
    while layer:
        layer = list(Item.objects.filter(inside__in=layer, state=Item.State.HELD))
        found.extend(layer)
    return found


def stay_if_they_must(item: Item) -> None:
    """Impossible where a stage above has a reason against giving ``item``, or what lies in it, to somebody outside."""
    if why := why_they_stay([item, *everything_inside(item)]):
        raise Impossible(why)


def hold_check(by: Any, item: Item) -> Holding:
    """The current holding of ``item``; refuses an actor who is not its holder."""
    held = current_holding(item)
    must_hold(by, item, held)
    return held


def current_holding(item: Item) -> Holding:
    """The item's current holding, locked. Refuses one that begins in the future: nothing can follow on it yet."""
    held = Holding.objects.select_for_update(of=("self",)).select_related("holder", "place").get(item=item, until__isnull=True)
    if held.since > now():
        raise Impossible(
            f"{item.code}: its line says that it is held from {held.since:%Y-%m-%d %H:%M} UTC, which has not come yet. "
            "Correct the journey that says so, or wait."
        )
    return held


def must_hold(by: Any, item: Item, held: Holding) -> None:
    """Refuse an actor with an account who is not the holder."""
    user = getattr(by, "user", None)
    if user is not None and held.holder is None:
        raise NotAllowed(f"{item.code}: held by {held.who}, outside. Enter that it came back first.")
    if user is not None and held.holder != user:
        raise NotAllowed(f"{item.code}: held by {held.who}, not by you. Ask them to hand it over.")


def open_transfer(transfer: Transfer) -> Transfer:
    """The row of an offer, locked; refuses one that was answered."""
    row = (
        Transfer.objects.select_for_update(of=("self",))
        .select_related("item__thing", "giver", "receiver", "place")
        .get(pk=transfer.pk)
    )
    if row.state != Transfer.State.OFFERED:
        raise Overtaken(f"{row.item.code}: this offer was {row.get_state_display()} at {row.answered:%Y-%m-%d %H:%M} UTC.")
    return row


def answerable(transfer: Transfer) -> tuple[Transfer, Item]:
    """An open offer and its item, both locked, as the giver holds it still; refuses what was overtaken since."""
    row = open_transfer(transfer)
    item = locked(row.item)
    held = current_holding(item)
    if (held.holder_id, held.outside) != (row.giver_id, row.giver_outside):
        raise Overtaken(f"{item.code}: no longer held by whoever offered it, but by {held.who}. Ask them to offer it.")
    if item.inside is not None:
        raise Overtaken(f"{item.code}: was put into {item.inside.code} since it was offered. Ask for the container.")
    return row, item


def pass_on(row: Transfer, item: Item, place: Place | None, *, holder: User | None = None, outside: str = "") -> int:
    """Move ``item`` and all that lies in it to the next holder; the offer is then accepted (not saved). Returns how many moved."""
    moment = now()
    moved = [item, *everything_inside(item)]
    Holding.objects.filter(item__in=moved, until__isnull=True).update(until=moment)
    Holding.objects.bulk_create(
        Holding(item=i, holder=holder, outside=outside, place=place, since=moment, transfer=row) for i in moved
    )
    row.state, row.answered = Transfer.State.ACCEPTED, moment
    return len(moved)
