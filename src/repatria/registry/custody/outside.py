"""Items that leave the building and come back: to somebody without an account, against a paper that they sign.

Whoever gave an item away cannot also be the one who says that it arrived: a second keeper enters the name and the paper. It comes
back by an act of its own, and its line goes on without a gap.
"""

from __future__ import annotations

from typing import Any

from repatria.registry.custody import entries
from repatria.registry.custody.models import Holding, Item, Packing, Place, Transfer
from repatria.registry.custody.within import (
    answerable,
    current_holding,
    everything_inside,
    locked,
    now,
    pass_on,
    stay_if_they_must,
)
from repatria.registry.journal.recording import Done, recorded
from repatria.registry.people.models import User
from repatria.registry.refusals import Impossible, NotAllowed


@recorded(entries.HandedOutside, verb="custody.take")
def acknowledge_outside(by: Any, transfer: Transfer, *, signed_by: str, document: str) -> Done[Transfer]:
    """Enter that somebody outside has taken an item over: who signed, and which paper says so. Never by the giver."""
    row, item = answerable(transfer)
    if row.receiver is not None:
        raise NotAllowed(f"{item.code}: offered to {row.receiver.called}. Only they can acknowledge it.")
    if row.giver is not None and getattr(by, "user", None) == row.giver:
        raise NotAllowed(
            f"{item.code}: offered by you. Another keeper reads the signed paper and enters that {row.receiver_outside} has it."
        )
    stay_if_they_must(item)
    who = _told(item, signed_by, "name the person outside who signed for it")
    paper = _told(item, document, "name the paper that was signed, such as receipt 17 of 4 May 2031")
    row.signed_by, row.document, row.acknowledged_by = who, paper, getattr(by, "user", None)
    moved = pass_on(row, item, row.place, outside=row.receiver_outside)
    row.save(update_fields=["state", "answered", "signed_by", "document", "acknowledged_by"])
    facts = {"count": moved - 1, "transfer": row.pk}
    personal = {"to": row.receiver_outside, "document": paper, "signed_by": who}
    return Done(row, subject=item.code, facts=facts, personal=personal)


@recorded(entries.ItemReturned, verb="custody.take")
def take_back(
    by: Any, item: Item, *, giver: str, document: str, reason: str, place: Place | None = None, holder: User | None = None
) -> Done[Transfer]:
    """Take an item back from somebody outside: who brought it, and which paper says so. What lies in it comes along."""
    row = locked(item)
    held = current_holding(row)
    keeper = getattr(by, "user", None) or holder
    if held.holder is not None:
        raise Impossible(f"{row.code}: held by {held.who}, who works here. They hand it over.")
    if keeper is None:
        raise Impossible(f"{row.code}: name who takes it back.")
    if Transfer.objects.filter(item=row, state=Transfer.State.OFFERED).exists():
        raise Impossible(f"{row.code}: is offered to somebody. Withdraw that offer first.")
    who = _told(row, giver, "name who brought it")
    paper, why = _told(row, document, "name the paper that says so"), _told(row, reason, "give a reason")
    if row.inside is not None:  # it came back without its container
        Packing.objects.filter(item=row, until__isnull=True).update(until=now())
        row.inside = None
        row.save(update_fields=["inside"])
    moment = now()
    transfer = Transfer.objects.create(
        item=row,
        giver_outside=held.outside,
        receiver=keeper,
        place=place,
        reason=why[:300],
        offered=moment,
        answered=moment,
        state=Transfer.State.ACCEPTED,
        signed_by=who,
        document=paper,
        acknowledged_by=keeper,
    )
    moved = [row, *everything_inside(row)]
    Holding.objects.filter(item__in=moved, until__isnull=True).update(until=moment)
    Holding.objects.bulk_create(Holding(item=i, holder=keeper, place=place, since=moment, transfer=transfer) for i in moved)
    facts = {"reason": why, "count": len(moved) - 1, "transfer": transfer.pk}
    personal = {"giver": held.outside, "document": paper, "brought_by": who}
    return Done(transfer, subject=row.code, facts=facts, personal=personal)


def _told(item: Item, words: str, what: str) -> str:
    told = " ".join(words.split())[:160]
    if not told:
        raise Impossible(f"{item.code}: {what}.")
    return told
