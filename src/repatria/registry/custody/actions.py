"""Everything that can happen to the whereabouts of an item.

Dividing and ending items: dividing.py; seals: sealing.py; the world outside: outside.py.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody import entries
from repatria.registry.custody.models import Discrepancy, Holding, Item, Packing, Place, Transfer
from repatria.registry.custody.within import (
    answerable,
    current_holding,
    everything_inside,
    locked,
    must_hold,
    not_ahead,
    now,
    open_item,
    open_transfer,
    pass_on,
    stay_if_they_must,
)
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import Membership, User
from repatria.registry.refusals import Impossible, NotAllowed, Overtaken


@recorded(entries.PlaceNamed, verb="custody.move")
def name_place(
    by: Any, *, name: str, longitude: float | None = None, latitude: float | None = None, within_km: float | None = None
) -> Done[Place]:
    """Enter a place where items can be; the same name gives the same place."""
    place, _made = Place.objects.get_or_create(
        incident=by.incident,
        name=" ".join(name.split()),
        defaults={"longitude": longitude, "latitude": latitude, "within_km": within_km},
    )
    return Done(place, facts={"name": place.name})


@recorded(entries.ItemTaken, verb="custody.take")
def take(
    by: Any,
    *,
    what: str,
    giver: str,
    kind: Kind = Kind.CONTAINER,
    place: Place | None = None,
    since: datetime | None = None,
    inside: Item | None = None,
    mass_g: Decimal | None = None,
    pieces: int | None = None,
    holder: User | None = None,
) -> Done[Item]:
    """Take a new item into custody from ``giver``, somebody outside. The first leg of its line begins here.

    Into a container (``inside``) only its holder puts it, and it is then theirs to hold.
    """
    moment = now() if since is None else not_ahead(what, since)
    keeper = holder or getattr(by, "user", None)
    outside = "" if keeper else giver
    box = None if inside is None else _held_alike(by, inside, keeper, outside)
    item = open_item(by, kind, what=what, inside=inside, mass_g=mass_g, pieces=pieces)
    where = place or (box.place if box else None)
    Holding.objects.create(item=item, holder=keeper, outside=outside, place=where, since=moment)
    return Done(
        item,
        subject=item.code,
        facts={
            "what": what,
            "mass_g": _text(mass_g),
            "pieces": pieces,
            "holder": keeper.code if keeper else None,
        },
        personal={"giver": giver},
    )


@recorded(entries.HandOverOffered, verb="custody.hand_over")
def offer(
    by: Any, item: Item, *, to: User | None = None, to_outside: str = "", reason: str, place: Place | None = None
) -> Done[Transfer]:
    """Offer ``item`` to the next holder. Only the present holder may; what lies inside goes along."""
    item = locked(item)
    held = current_holding(item)
    must_hold(by, item, held)
    if item.inside is not None:
        raise Impossible(f"{item.code}: lies in {item.inside.code}. Take it out first, or hand over the container.")
    if not reason.strip():
        raise Impossible(f"{item.code}: a hand-over needs a reason.")
    if to is not None:
        _must_work_here(by, to)
        if to == held.holder:
            raise Impossible(f"{item.code}: {to.called} already holds it.")
    elif not to_outside.strip():
        raise Impossible(f"{item.code}: name the receiver.")
    else:
        stay_if_they_must(item)
    try:
        with transaction.atomic():
            transfer = Transfer.objects.create(
                item=item,
                giver=held.holder,
                giver_outside=held.outside,
                receiver=to,
                receiver_outside="" if to else to_outside.strip(),
                place=place or held.place,
                reason=reason.strip(),
                offered=now(),
            )
    except IntegrityError as fault:
        raise Overtaken(f"{item.code}: already offered to somebody. Withdraw that offer first.") from fault
    facts = {"to": to.code, "reason": reason.strip()} if to else {"reason": reason.strip()}
    return Done(transfer, subject=item.code, facts=facts, personal={} if to else {"to": to_outside.strip()})


@recorded(entries.HandOverAccepted, verb="custody.receive")
def accept(by: Any, transfer: Transfer, *, place: Place | None = None) -> Done[Transfer]:
    """Acknowledge a hand-over. Only the named receiver may; from this moment they hold the item and all that lies in it."""
    row, item = answerable(transfer)
    if row.receiver is None:
        raise NotAllowed(
            f"{item.code}: offered to {row.receiver_outside}, who has no account here. Enter who signed for it, and the paper."
        )
    if getattr(by, "user", None) != row.receiver:
        raise NotAllowed(f"{item.code}: offered to {row.receiver.called}. Only they can acknowledge it.")
    row.acknowledged_by = row.receiver
    moved = pass_on(row, item, place or row.place, holder=row.receiver)
    row.save(update_fields=["state", "answered", "acknowledged_by"])
    facts = {"count": moved - 1, "transfer": row.pk} | ({"giver": row.giver.code} if row.giver else {})
    return Done(row, subject=item.code, facts=facts, personal={} if row.giver else {"giver": row.giver_outside})


@recorded(entries.HandOverDeclined, verb="custody.receive")
def decline(by: Any, transfer: Transfer, *, reason: str) -> Done[Transfer]:
    """Do not take an item over; it stays with the giver."""
    row = open_transfer(transfer)
    if row.receiver is None or getattr(by, "user", None) != row.receiver:
        raise NotAllowed(f"{row.item.code}: not offered to you. Only the named receiver can decline.")
    return Done(_answered(row, Transfer.State.DECLINED, reason), subject=row.item.code, facts={"reason": reason.strip()})


@recorded(entries.HandOverWithdrawn, verb="custody.hand_over")
def withdraw(by: Any, transfer: Transfer, *, reason: str) -> Done[Transfer]:
    """Take back an offer that nobody has acknowledged."""
    row = open_transfer(transfer)
    if getattr(by, "user", None) != row.giver:
        raise NotAllowed(f"{row.item.code}: not offered by you. Only the giver can take the offer back.")
    return Done(_answered(row, Transfer.State.WITHDRAWN, reason), subject=row.item.code, facts={"reason": reason.strip()})


@recorded(entries.ItemMoved, verb="custody.move")
def move(by: Any, item: Item, *, place: Place, reason: str) -> Done[Item]:
    """Put an item one holds in another place; a new leg of its line, with the same holder."""
    item = locked(item)
    held = current_holding(item)
    must_hold(by, item, held)
    moment = now()
    moved = [item, *everything_inside(item)]
    Holding.objects.filter(item__in=moved, until__isnull=True).update(until=moment)
    Holding.objects.bulk_create(
        Holding(item=i, holder=held.holder, outside=held.outside, place=place, since=moment) for i in moved
    )
    return Done(item, subject=item.code, facts={"place": place.name, "reason": reason.strip()})


@recorded(entries.ItemPacked, verb="custody.move")
def pack(by: Any, item: Item, *, container: Item) -> Done[Item]:
    """Put an item one holds into a container one holds."""
    item, container = locked(item), locked(container)
    must_hold(by, item, current_holding(item))
    must_hold(by, container, current_holding(container))
    if container.thing.kind != Kind.CONTAINER:
        raise Impossible(f"{container.code}: not a container. Choose one.")
    if item.inside is not None:
        raise Impossible(f"{item.code}: already lies in {item.inside.code}. Take it out first.")
    if Transfer.objects.filter(item=item, state=Transfer.State.OFFERED).exists():
        raise Impossible(f"{item.code}: is offered to somebody. Withdraw that offer first.")
    if item.pk == container.pk or item.pk in {i.pk for i in _around(container)}:
        raise Impossible(f"{item.code}: cannot lie in {container.code}, which lies in it.")
    item.inside = container
    item.save(update_fields=["inside"])
    Packing.objects.create(item=item, container=container, since=now())
    return Done(item, subject=item.code, facts={"container": container.code})


@recorded(entries.ItemUnpacked, verb="custody.move")
def unpack(by: Any, item: Item, *, reason: str) -> Done[Item]:
    """Take an item out of its container; it stays in the same hands."""
    item = locked(item)
    must_hold(by, item, current_holding(item))
    if item.inside is None:
        raise Impossible(f"{item.code}: lies in no container.")
    container = item.inside
    Packing.objects.filter(item=item, until__isnull=True).update(until=now())
    item.inside = None
    item.save(update_fields=["inside"])
    return Done(item, subject=item.code, facts={"container": container.code, "reason": reason.strip()})


@recorded(entries.DiscrepancyOpened, verb="custody.raise")
def open_discrepancy(by: Any, thing: Thing, *, kind: str, sentence: str) -> Done[Discrepancy]:
    """Say that something does not agree. It stays on the desk until somebody explains it."""
    if not sentence.strip():
        raise Impossible(f"{thing.code}: say what does not agree.")
    row = Discrepancy.objects.create(
        thing=thing, kind=kind, sentence=sentence.strip()[:400], opened=now(), opened_by=getattr(by, "user", None)
    )
    return Done(row, subject=thing.code, facts={"kind": str(kind), "what": row.sentence})


@recorded(entries.DiscrepancyExplained, verb="custody.explain")
def explain(by: Any, discrepancy: Discrepancy, *, explanation: str) -> Done[Discrepancy]:
    """Explain a discrepancy. The explanation is added; the discrepancy stays readable.

    Where a mass did not add up and the explanation is somebody else's than the weighing, the present mass is accepted from now on.
    """
    row = Discrepancy.objects.select_for_update().select_related("thing").get(pk=discrepancy.pk)
    if row.explained is not None:
        raise Overtaken(f"{row.thing.code}: already explained: {row.explanation}")
    if not explanation.strip():
        raise Impossible(f"{row.thing.code}: write what explains it.")
    row.explained, row.explained_by = now(), getattr(by, "user", None)
    row.explanation = explanation.strip()[:600]
    row.save(update_fields=["explained", "explained_by", "explanation"])
    facts: dict[str, Any] = {"explanation": row.explanation}
    item = Item.objects.select_for_update(of=("self",)).filter(pk=row.thing_id, mass_g__isnull=False).first()
    if row.kind == Discrepancy.Kind.MASS and item is not None and row.explained_by_id != row.opened_by_id:
        item.accepted_g = item.mass_g + (item.removed_g or 0)  # type: ignore[operator]
        item.save(update_fields=["accepted_g"])
        facts["accepted_g"] = item.accepted_g
    return Done(row, subject=row.thing.code, facts=facts)


def _held_alike(by: Any, inside: Item, keeper: User | None, outside: str) -> Holding:
    """The holding of a container that a new item is put into: the actor's, and the new item's holder's."""
    box = locked(inside)
    if box.thing.kind != Kind.CONTAINER:
        raise Impossible(f"{box.code}: not a container. Choose one.")
    held = current_holding(box)
    must_hold(by, box, held)
    if (held.holder, held.outside) != (keeper, outside):
        raise Impossible(f"{box.code}: held by {held.who}. What lies in it is held by them: take the item, then hand it over.")
    return held


def _around(item: Item) -> list[Item]:
    found = []
    here = item.inside
    while here is not None:
        found.append(here)
        here = here.inside
    return found


def _must_work_here(by: Any, user: User) -> None:
    works = Membership.objects.filter(user=user, incident=by.incident, until__isnull=True, user__is_active=True)
    if not works.exists():
        raise Impossible(f"{user.called}: does not work in this incident. Choose somebody who does.")


def _answered(row: Transfer, state: Transfer.State, reason: str) -> Transfer:
    if not reason.strip():
        raise Impossible(f"{row.item.code}: give a reason.")
    row.state, row.answered, row.answer = state, now(), reason.strip()[:300]
    row.save(update_fields=["state", "answered", "answer"])
    return row


def _text(mass: Decimal | None) -> str | None:
    return None if mass is None else str(mass)
