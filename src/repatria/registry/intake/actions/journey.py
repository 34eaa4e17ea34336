"""Both sides sign, then the containers leave: leg after leg, with honours, to a ceremony."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from repatria.registry.custody.models import Holding, Place
from repatria.registry.custody.within import now
from repatria.registry.intake import entries
from repatria.registry.intake.arriving import MANY, tell
from repatria.registry.intake.comparing import way_breaks
from repatria.registry.intake.models import Ceremony, Container, Count, Handover, HandoverLeg, Signature
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, Overtaken

CLOCKS = timedelta(minutes=5)
"""By how much a clock may run ahead of the server's."""
EARLIEST = date(1900, 1, 1)


@recorded(entries.HandoverSigned, verb="intake.write")
def sign(
    by: Any, handover: Handover, *, side: str, name: str, title: str, role: str = "", moment: datetime | None = None
) -> Done[Signature]:
    """Note the signature of one side. Two counts by two people come first; the journal keeps a commitment to the name."""
    if side not in Signature.Side.values:
        raise Impossible(f"{handover.code}: side {side!r}. Write giver or receiver.")
    name, title = " ".join(name.split()), " ".join(title.split())
    if not name or not title or len(name) > 120 or len(title) > 120:
        raise Impossible(f"{handover.code}: a signature has a name and a title, of 120 characters at most.")
    _come(handover.code, "signed", moment)
    row = _locked(handover)
    if Count.objects.filter(handover=row).count() < 2:
        raise Impossible(f"{row.code}: count the containers twice, by two people, before anybody signs.")
    other = Signature.objects.filter(handover=row).exclude(side=side).first()
    if other is not None and other.name.casefold() == name.casefold():
        raise Impossible(f"{row.code}: {name} signed for the other side. One person does not sign for both.")
    try:
        with transaction.atomic():
            made = Signature.objects.create(
                handover=row,
                side=side,
                name=name,
                title=title,
                role=role.strip()[:120],
                moment=moment or now(),
                entered_by=getattr(by, "user", None),
            )
    except IntegrityError as fault:
        raise Overtaken(f"{row.code}: the {side} has signed already. A signature is not replaced.") from fault
    return Done(made, subject=row.code, facts={"side": side, "title": title, "role": made.role}, personal={"name": name})


@recorded(entries.LegAdded, verb="intake.write")
def add_leg(
    by: Any,
    handover: Handover,
    *,
    origin: Place,
    to: Place,
    departed: datetime,
    departed_offset: int = 0,
    arrived: datetime | None = None,
    arrived_offset: int = 0,
    vehicle: str = "",
    on_hand: Sequence[str] = (),
    honours: str = "",
    flag: str = "",
    note: str = "",
) -> Done[HandoverLeg]:
    """Note one stretch of the way. Nothing leaves before both sides have signed; offsets are minutes east of UTC at each end."""
    row = _locked(handover)
    if Signature.objects.filter(handover=row).count() < 2:
        raise Impossible(f"{row.code}: both sides sign before the containers leave.")
    if origin.pk == to.pk:
        raise Impossible(f"{row.code}: from {origin} to {to}. Name two places.")
    before = HandoverLeg.objects.filter(handover=row).select_related("to").order_by("-number").first()
    number = before.number + 1 if before else 1
    _check_times(row, departed, arrived, before)
    if max(abs(departed_offset), abs(arrived_offset)) > 840:
        raise Impossible(
            f"{row.code}: an offset of {departed_offset} or {arrived_offset} minutes. Clocks differ by 14 hours at most."
        )
    made = HandoverLeg.objects.create(
        handover=row,
        number=number,
        origin=origin,
        to=to,
        departed=departed,
        departed_offset=departed_offset,
        arrived=arrived,
        arrived_offset=arrived_offset,
        vehicle=vehicle.strip()[:120],
        on_hand=[" ".join(one.split())[:160] for one in on_hand if one.strip()][:60],
        honours=honours.strip()[:200],
        flag=flag.strip()[:120],
        note=note.strip()[:400],
    )
    tell(by, row.thing, way_breaks(before.to.name if before else "", origin.name, number))
    if arrived is not None:
        _carry(row, to, arrived)
    facts = {"origin": origin.name, "to": to.name, "number": number, "vehicle": made.vehicle, "departed": departed}
    return Done(made, subject=row.code, facts={**facts, "arrived": arrived})


@recorded(entries.LegArrived, verb="intake.write")
def arrive_leg(by: Any, leg: HandoverLeg, *, arrived: datetime, arrived_offset: int = 0) -> Done[HandoverLeg]:
    """Note that a leg has ended; the containers of the hand-over are at its end from that moment on, in the same hands."""
    row = HandoverLeg.objects.select_for_update(of=("self",)).select_related("to", "handover__thing").get(pk=leg.pk)
    if row.arrived is not None:
        raise Overtaken(f"{row.handover.code}: leg {row.number} arrived at {row.arrived:%Y-%m-%d %H:%M} UTC already.")
    _check_times(row.handover, row.departed, arrived, None)
    row.arrived, row.arrived_offset = arrived, arrived_offset
    row.save(update_fields=["arrived", "arrived_offset"])
    count = _carry(row.handover, row.to, arrived)
    return Done(row, subject=row.handover.code, facts={"to": row.to.name, "number": row.number, "count": count})


@recorded(entries.CeremonyHeld, verb="intake.write")
def hold_ceremony(
    by: Any, handover: Handover, *, on: date, place: Place, words: str, parties: Sequence[str] = ()
) -> Done[Ceremony]:
    """Note a ceremony: its day where it was held, its place, who was there."""
    if not words.strip() or len(words) > 400:
        raise Impossible(f"{handover.code}: say in 1 to 400 characters what the ceremony was.")
    latest = (now() + timedelta(hours=14)).date()
    if not EARLIEST <= on <= latest:
        raise Impossible(
            f"{handover.code}: a ceremony on {on}. Write a day from {EARLIEST.year} to today; what is planned is no entry."
        )
    made = Ceremony.objects.create(
        handover=handover,
        on=on,
        place=place,
        words=" ".join(words.split()),
        parties=[" ".join(one.split())[:160] for one in parties if one.strip()][:60],
    )
    return Done(made, subject=handover.code, facts={"on": on, "place": place.name})


def _locked(handover: Handover) -> Handover:
    return Handover.objects.select_for_update(of=("self",)).select_related("thing").get(pk=handover.pk)


def _check_times(handover: Handover, departed: datetime, arrived: datetime | None, before: HandoverLeg | None) -> None:
    _come(handover.code, "departed", departed)
    _come(handover.code, "arrived", arrived)
    if arrived is not None and arrived < departed:
        raise Impossible(
            f"{handover.code}: arrived {arrived:%Y-%m-%d %H:%M} UTC, departed {departed:%Y-%m-%d %H:%M} UTC. Check the clocks."
        )
    if before is None:
        return
    if before.arrived is None:
        raise Impossible(f"{handover.code}: leg {before.number} has not arrived. Note its arrival first.")
    if departed < before.arrived:
        raise Impossible(f"{handover.code}: departs before leg {before.number} arrived ({before.arrived:%Y-%m-%d %H:%M} UTC).")


def _come(where: str, what: str, moment: datetime | None) -> None:
    """Refuse a moment that has not come yet; a few minutes are left to clocks that differ."""
    if moment is not None and moment > now() + CLOCKS:
        raise Impossible(
            f"{where}: {what} {moment:%Y-%m-%d %H:%M} UTC, which has not come yet. Correct the moment or the clock."
        )


def _carry(handover: Handover, place: Place, moment: datetime) -> int:
    """A new stretch, same hands and new place, for every item of the hand-over that was held at ``moment``."""
    layer = list(Container.objects.filter(handover=handover).values_list("pk", flat=True))
    moved = 0
    while layer:
        held = list(Holding.objects.filter(item__in=layer, until__isnull=True, since__lte=moment))
        Holding.objects.filter(pk__in=[one.pk for one in held]).update(until=moment)
        Holding.objects.bulk_create(
            (Holding(item_id=h.item_id, holder_id=h.holder_id, outside=h.outside, place=place, since=moment) for h in held),
            MANY,
        )
        moved += len(held)
        layer = list(_inside(layer))
    return moved


def _inside(layer: Sequence[int]) -> list[int]:
    from repatria.registry.custody.models import Item

    return list(Item.objects.filter(inside__in=layer, state=Item.State.HELD).values_list("pk", flat=True))
