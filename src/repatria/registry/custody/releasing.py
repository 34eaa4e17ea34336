"""Items that leave for good, under a release of a higher stage: the last leg of their line ends; and what comes back from there.

A release names nobody here: custody is read by everybody at work, and who receives somebody home is not theirs to read.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from repatria.registry.custody import entries
from repatria.registry.custody.models import Holding, Item, Packing, Place, Transfer
from repatria.registry.custody.within import current_holding, everything_inside, locked, must_hold, not_ahead, now
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.refusals import Impossible, NotAllowed, Overtaken


@recorded(entries.ItemReleased, verb="custody.hand_over")
def let_go(by: Any, item: Item, *, release: str, since: datetime | None = None) -> Done[Item]:
    """An item one holds leaves with release ``release`` (its code): taken out of its container, held by nobody here any more."""
    row = locked(item)
    held = current_holding(row)
    must_hold(by, row, held)
    if held.holder is None:
        raise Impossible(f"{row.code}: held by {held.who}, outside. Enter that it came back first.")
    if everything_inside(row):
        raise Impossible(f"{row.code}: something lies in it. Take it out first.")
    if Transfer.objects.filter(item=row, state=Transfer.State.OFFERED).exists():
        raise Impossible(f"{row.code}: is offered to somebody. Withdraw that offer first.")
    moment = now() if since is None else not_ahead(row.code, since)
    if moment < held.since:
        raise Impossible(
            f"{row.code}: held since {held.since:%Y-%m-%d %H:%M} UTC, and cannot leave before. Correct the moment."
        )
    Packing.objects.filter(item=row, until__isnull=True).update(until=moment)
    Holding.objects.filter(item=row, until__isnull=True).update(until=moment)
    row.state, row.inside = Item.State.RELEASED, None
    row.save(update_fields=["state", "inside"])
    return Done(row, subject=row.code, facts={"release": release})


@recorded(entries.ReleasedCameBack, verb="custody.take")
def take_in_again(by: Any, item: Item, *, release: str, place: Place | None = None) -> Done[Item]:
    """A released item is here again, in the hands of whoever enters it. The time between is a leg of its own: the line has no gap."""
    rows = Item.objects.select_for_update(of=("self",)).select_related("thing")
    row = rows.get(pk=item.pk)
    if row.state != Item.State.RELEASED:
        raise Overtaken(f"{row.code}: {row.get_state_display()}. Only what was released can come back.")
    keeper = getattr(by, "user", None)
    if keeper is None:
        raise NotAllowed(f"{row.code}: the registry holds nothing. Somebody takes it into their hands, by name.")
    last = Holding.objects.filter(item=row).order_by("-until").first()
    moment = now()
    if last is not None and last.until is not None:
        Holding.objects.create(item=row, outside=f"away with release {release}", since=last.until, until=moment)
    Holding.objects.create(item=row, holder=keeper, place=place, since=moment)
    row.state = Item.State.HELD
    row.save(update_fields=["state"])
    return Done(row, subject=row.code, facts={"release": release})
