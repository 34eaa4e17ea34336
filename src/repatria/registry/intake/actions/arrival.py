"""Containers are received, their seals read, and all of them counted by two people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from repatria.registry.claims.models import Claim
from repatria.registry.custody.models import Place, Seal
from repatria.registry.custody.within import locked, now
from repatria.registry.intake import entries
from repatria.registry.intake.arriving import BOXES, Arrival, receive_rows, set_seals, tell
from repatria.registry.intake.comparing import ABSENT, Differs, FoundSeal, counts_differ, seals_differ
from repatria.registry.intake.models import Container, Count, ExpectedContainer, Handover
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import User
from repatria.registry.refusals import Impossible, NotAllowed, Overtaken


@recorded(entries.ContainerReceived, verb="intake.write")
def receive_container(
    by: Any,
    handover: Handover,
    arrival: Arrival,
    *,
    place: Place | None = None,
    since: datetime | None = None,
    holder: User | None = None,
) -> Done[Container]:
    """Receive one container: it becomes an item of custody in the officer's hands. What its label claims stays a claim."""
    keeper = holder or getattr(by, "user", None)
    row = receive_rows(by, handover, [arrival], place=place or handover.place, since=since or now(), holder=keeper)[0]
    facts = {"number": row.number, "handover": handover.code, "seals": [seal.number for seal in arrival.seals]}
    return Done(row, subject=row.code, facts={**facts, "mass_g": arrival.mass_g, "holder": keeper.code if keeper else None})


@recorded(entries.ContainersReceived, verb="intake.write")
def receive_many(
    by: Any,
    handover: Handover,
    arrivals: Sequence[Arrival],
    *,
    place: Place | None = None,
    since: datetime | None = None,
    holder: User | None = None,
) -> Done[list[Container]]:
    """Receive many containers in one act, all of them or none."""
    keeper = holder or getattr(by, "user", None)
    rows = receive_rows(by, handover, arrivals, place=place or handover.place, since=since or now(), holder=keeper)
    facts = {"count": len(rows), "first": rows[0].code, "last": rows[-1].code, "holder": keeper.code if keeper else None}
    return Done(rows, subject=handover.code, facts=facts)


@recorded(entries.SealsChecked, verb="intake.write")
def check_seals(by: Any, container: Container, *, found: Sequence[FoundSeal]) -> Done[list[Seal]]:
    """Say which seals are on a container at this moment. Whatever differs from list or custody opens a discrepancy by itself."""
    item = locked(container.item)
    moment = now()
    if len({seal.number for seal in found}) != len(found) or any(
        not s.number.strip() or s.state not in Seal.State.values for s in found
    ):
        raise Impossible(f"{container.code}: give each seal once, with its number and how it was found.")
    known = {seal.number: seal for seal in Seal.objects.select_for_update(of=("self",)).filter(item=item)}
    read = {seal.number: seal for seal in found}
    line = ExpectedContainer.objects.filter(container=container).first()
    expected = sorted({*(line.seals if line else ()), *(n for n, s in known.items() if s.state == Seal.State.INTACT)})
    for number, seal in known.items():
        if number in read:
            if seal.state != Seal.State.INTACT and read[number].state == Seal.State.INTACT:
                raise Impossible(f"seal {number}: was {seal.get_state_display()}, so it cannot be intact now. Set a new seal.")
            seal.state = read[number].state
        elif seal.state == Seal.State.INTACT:
            seal.state = Seal.State.MISSING
        seal.checked = moment
        seal.save(update_fields=["state", "checked"])
    set_seals(by, [(container, [seal for seal in found if seal.number not in known])], moment)
    tell(by, container.item.thing, seals_differ(container.number, expected, found))
    said = [f"{seal.number} {seal.state}" for seal in found]
    return Done(list(Seal.objects.filter(item=item)), subject=container.code, facts={"found": said})


@recorded(entries.ContainersCounted, verb="intake.count")
def count_again(by: Any, handover: Handover, *, counted: int, note: str = "") -> Done[Count]:
    """Count the containers on hand. Nobody counts twice, nor whoever brought them; what differs opens a discrepancy by itself."""
    user = getattr(by, "user", None)
    row = Handover.objects.select_for_update(of=("self",)).select_related("thing").get(pk=handover.pk)
    if user is not None and row.brought_by_id == user.pk:
        raise NotAllowed(f"{row.code}: you brought these containers. Somebody else counts them.")
    if not 0 <= counted <= 100_000:
        raise Impossible(f"{row.code}: counted {counted}. Give a number of containers.")
    registered = Container.objects.filter(handover=row).count()
    if not registered:
        raise Impossible(f"{row.code}: no container has been received yet. Receive them first, then count.")
    earlier = {count.number: count.counted for count in Count.objects.filter(handover=row)}
    if user is not None and Count.objects.filter(handover=row, by=user).exists():
        raise NotAllowed(f"{row.code}: you have counted already. A second count is by somebody else.")
    try:
        with transaction.atomic():
            made = Count.objects.create(
                handover=row, number=len(earlier) + 1, counted=counted, by=user, moment=now(), note=note.strip()[:300]
            )
    except IntegrityError as fault:
        raise Overtaken(f"{row.code}: somebody counted a moment ago. Look at their count, then add yours.") from fault
    listed = ExpectedContainer.objects.filter(handover=row)
    differs = counts_differ(counted, listed=listed.count(), registered=registered, stated=_stated(row), earlier=earlier)
    absent = listed.filter(container__isnull=True).values_list("number", flat=True)
    differs += [Differs(ABSENT, f"box {number} is on the giver's list and did not come") for number in absent]
    tell(by, row.thing, differs)
    return Done(made, subject=row.code, facts={"number": made.number, "counted": counted, "registered": registered})


def _stated(handover: Handover) -> int | None:
    """The number of containers that the giver states, if it is one plain number."""
    claims = Claim.objects.filter(
        about=handover.thing, topic__key=BOXES, part="", kind="number", hedge="none", superseded_by=None
    )
    found = claims.aggregate(value=Max("value_low"))["value"]
    return int(found) if found is not None and found == found.quantize(Decimal(1)) else None
