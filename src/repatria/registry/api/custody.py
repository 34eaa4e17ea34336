"""Items for programs."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema

from repatria.registry.api.seat import once, seat
from repatria.registry.api.shapes import REFUSALS, Answer, Listing, Slug, answer, listing
from repatria.registry.custody import actions, queries
from repatria.registry.custody.models import Item, Transfer
from repatria.registry.refusals import Impossible

router = Router()


class Offer(Schema):
    """Hand an item over: to a person of this registry by code, or to somebody outside by name."""

    to: str = ""
    to_outside: str = ""
    reason: str


class Why(Schema):
    """A reason."""

    reason: str = ""


@router.get("/items", response={200: Listing, **REFUSALS})
def items(request: Any, incident: Slug, kind: str = "", q: str = "", offset: int = 0, limit: int = 100) -> Any:
    """Items, newest first."""
    at = seat(request, incident)
    return listing(at, queries.items(at, kind=kind, text=q), told, offset, limit)


@router.get("/items/{code}", response={200: Answer, **REFUSALS})
def item(request: Any, incident: Slug, code: str) -> Any:
    """One item with its line of holders and places."""
    at = seat(request, incident)
    row = queries.item_called(at, code)
    legs, broken = queries.line(at, row)
    return answer(
        at,
        {
            **told(row),
            "line": [{"who": x.who, "place": x.place, "since": x.since, "until": x.until} for x in legs],
            "breaks": [{"kind": b.kind, "since": b.since, "until": b.until} for b in broken],
        },
    )


@router.post("/items/{code}/offers", response={200: Answer, **REFUSALS})
def offer(request: Any, incident: Slug, code: str, told_offer: Offer) -> Any:
    """Offer an item to the next holder."""
    at = seat(request, incident)

    def act() -> dict[str, Any]:
        person = next((u for u in queries.receivers(at) if u.code == told_offer.to), None)
        if told_offer.to and person is None:
            raise Impossible(f"to {told_offer.to!r}: does not work in this incident. Use a code such as u-0007.")
        row = actions.offer(
            at, queries.item_called(at, code), to=person, to_outside=told_offer.to_outside, reason=told_offer.reason
        )
        return answer(at, _offer(row))

    at.need("custody.hand_over")
    return once(request, act)


@router.post("/items/{code}/offers/{pk}/accept", response={200: Answer, **REFUSALS})
def accept(request: Any, incident: Slug, code: str, pk: int) -> Any:
    """Acknowledge a hand-over."""
    at = seat(request, incident)
    at.need("custody.receive")
    transfer = queries.transfer_of(at, queries.item_called(at, code), pk)
    return once(request, lambda: answer(at, _offer(actions.accept(at, transfer))))


@router.post("/items/{code}/offers/{pk}/decline", response={200: Answer, **REFUSALS})
def decline(request: Any, incident: Slug, code: str, pk: int, why: Why) -> Any:
    """Do not take an item over."""
    at = seat(request, incident)
    at.need("custody.receive")
    transfer = queries.transfer_of(at, queries.item_called(at, code), pk)
    return once(request, lambda: answer(at, _offer(actions.decline(at, transfer, reason=why.reason))))


@router.get("/discrepancies", response={200: Listing, **REFUSALS})
def discrepancies(request: Any, incident: Slug, only_open: bool = True, offset: int = 0, limit: int = 100) -> Any:
    """What does not agree."""
    at = seat(request, incident)
    rows = queries.discrepancies(at, only_open=only_open).order_by("pk")
    return listing(
        at,
        rows,
        lambda d: {
            "code": d.thing.code,
            "kind": d.kind,
            "sentence": d.sentence,
            "opened": d.opened,
            "explanation": d.explanation,
        },
        offset,
        limit,
    )


def told(row: Item) -> dict[str, Any]:
    """An item as programs see it. Masses are text, so that no digit is lost."""
    return {
        "code": row.code,
        "kind": row.thing.get_kind_display(),
        "what": row.what,
        "inside": row.inside.code if row.inside else None,
        "mass_g": None if row.mass_g is None else str(row.mass_g),
        "pieces": row.pieces,
        "state": row.state,
    }


def _offer(row: Transfer) -> dict[str, Any]:
    return {"offer": row.pk, "item": row.item.code, "state": row.state, "reason": row.reason}
