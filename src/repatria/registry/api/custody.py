"""Items for programs: where they are, who holds them, and the acts of the pages."""

from __future__ import annotations

from typing import Any

from ninja import Router

from repatria.registry.api.shapes import chosen
from repatria.registry.api.ways import Paper, Row, acts, fetches, lists, looks
from repatria.registry.codes.models import Kind
from repatria.registry.custody import actions as custody
from repatria.registry.custody import forms, outside, outsideforms, paper, queries, sealing, views
from repatria.registry.custody.models import Discrepancy, Item, Transfer
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

router = Router()
PDF = "application/pdf"
KINDS = {one.value: str(one.label) for one in (Kind.CONTAINER, Kind.SPECIMEN, Kind.EFFECT, Kind.SAMPLE)}


def _receivers(at: Seat, **_said: Any) -> Row:
    return {"people": queries.receivers(at), "places": queries.places(at)}


def _places(at: Seat, **_said: Any) -> Row:
    return {"places": queries.places(at)}


@lists(router, "/items", "custody.read")
def items(at: Seat, kind: str = "", holder: str = "", q: str = "") -> Any:
    """Items, newest first; ``kind`` as the answer tells it, ``holder`` is ``me`` or empty, ``q`` a code or another number."""
    kind, holder = chosen("kind", kind, KINDS), chosen("holder", holder, {"me": "me"})
    return queries.items(at, kind=kind, holder=holder, text=q), told


@looks(router, "/items/{code}", "custody.read")
def item(at: Seat, code: str) -> Row:
    """One item with its line of holders and places, seals and hand-overs."""
    row = queries.item_called(at, code)
    legs, broken = queries.line(at, row)
    return {
        **told(row),
        "line": [{"who": x.who, "place": x.place, "since": x.since, "until": x.until} for x in legs],
        "breaks": [{"kind": b.kind, "since": b.since, "until": b.until} for b in broken],
        "seals": [{"seal": s.pk, "number": s.number, "state": s.state} for s in queries.seals(at, row)],
        "offers": [_offer(one) for one in queries.transfers(at, row)],
    }


@lists(router, "/items/{code}/contents", "custody.read")
def contents(at: Seat, code: str) -> Any:
    """What lies in a container at this moment."""
    return queries.contents(at, queries.item_called(at, code)), told


@fetches(router, "/items/{code}/label", "custody.read", PDF)
def label(at: Seat, code: str) -> Paper:
    """The item's label as PDF."""
    row = queries.item_called(at, code)
    return Paper(paper.labels_of(at, [row]), f"label-{row.code}.pdf", PDF)


@fetches(router, "/items/{code}/offers/{pk}/receipt", "custody.read", PDF)
def receipt(at: Seat, code: str, pk: int) -> Paper:
    """The receipt of a hand-over as PDF, with the journal's head."""
    row = queries.item_called(at, code)
    return Paper(paper.receipt_of(at, queries.transfer_of(at, row, pk)), f"receipt-{row.code}-{pk}.pdf", PDF)


@acts(router, "/items/{code}/offers", "custody.hand_over", forms.Offer, _receivers)
def offer(at: Seat, form: Any, code: str) -> Row:
    """Offer an item to the next holder: a person by code, or somebody outside by name."""
    return _offer(custody.offer(at, queries.item_called(at, code), **form.cleaned_data))


@acts(router, "/items/{code}/offers/{pk}/accept", "custody.receive")
def accept(at: Seat, _form: Any, code: str, pk: int) -> Row:
    """Acknowledge a hand-over."""
    return _offer(custody.accept(at, queries.transfer_of(at, queries.item_called(at, code), pk)))


@acts(router, "/items/{code}/offers/{pk}/left", "custody.take", outsideforms.Left)
def left(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Enter that somebody outside has signed for an item; never by whoever offered it."""
    row = queries.transfer_of(at, queries.item_called(at, code), pk)
    return _offer(outside.acknowledge_outside(at, row, **form.cleaned_data))


@acts(router, "/items/{code}/offers/{pk}/decline", "custody.receive", forms.Reason)
def decline(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Do not take an item over."""
    return _offer(custody.decline(at, queries.transfer_of(at, queries.item_called(at, code), pk), **form.cleaned_data))


@acts(router, "/items/{code}/offers/{pk}/withdraw", "custody.hand_over", forms.Reason)
def withdraw(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Take back an offer that nobody has acknowledged."""
    return _offer(custody.withdraw(at, queries.transfer_of(at, queries.item_called(at, code), pk), **form.cleaned_data))


@acts(router, "/items/{code}/seals/{pk}/check", "custody.seal", forms.CheckSeal)
def check_seal(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Say how a seal was found."""
    found = queries.seals(at, queries.item_called(at, code)).filter(pk=pk).first()
    if found is None:
        raise NotFound
    row = sealing.check_seal(at, found, **form.cleaned_data)
    return {"item": code, "seal": row.pk, "state": row.state}


def _act_on_item(name: str) -> None:
    label, verb, form, do = views.ACTS[name]
    given = {forms.Offer: _receivers, forms.Move: _places}.get(form)  # type: ignore[call-overload]

    def act(at: Seat, form: Any, code: str) -> Row:
        do(at, queries.item_called(at, code), dict(form.cleaned_data))
        return {"item": queries.item_called(at, code).code, "done": name}

    act.__name__, act.__doc__ = name.replace("-", "_"), f"{label}."
    acts(router, f"/items/{{code}}/{name}", verb, form, given)(act)


for _name in views.ACTS:
    if _name != "hand-over":  # offers, above
        _act_on_item(_name)


@lists(router, "/places", "custody.read")
def places(at: Seat) -> Any:
    """The places of the incident; acts name a place by its name."""
    return queries.places(at), lambda p: {"name": p.name, "longitude": p.longitude, "latitude": p.latitude}


@lists(router, "/receivers", "custody.hand_over")
def receivers(at: Seat) -> Any:
    """Who in this incident may take an item over."""
    return queries.receivers(at), lambda u: {"code": u.code, "called": u.called}


@lists(router, "/discrepancies", "custody.read")
def discrepancies(at: Seat, only_open: bool = True) -> Any:
    """What does not agree."""
    return queries.discrepancies(at, only_open=only_open).order_by("pk"), differs


@acts(router, "/discrepancies/{pk}/explain", "custody.explain", forms.Explain)
def explain(at: Seat, form: Any, pk: int) -> Row:
    """Explain a discrepancy; it stays readable."""
    row = queries.discrepancies(at).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return {"discrepancy": custody.explain(at, row, **form.cleaned_data).pk}


def told(row: Item) -> Row:
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


def differs(row: Discrepancy) -> Row:
    """A discrepancy as programs see it."""
    return {
        "discrepancy": row.pk,
        "code": row.thing.code,
        "kind": row.kind,
        "sentence": row.sentence,
        "opened": row.opened,
        "explanation": row.explanation,
    }


def _offer(row: Transfer) -> Row:
    return {"offer": row.pk, "item": row.item.code, "state": row.state}
