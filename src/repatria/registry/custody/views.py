"""Pages of custody: items, one item with its line, and the acts on it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from repatria.registry.codes.models import Kind
from repatria.registry.custody import (
    actions,
    dividing,
    forms,
    outside,
    outsideforms,
    paper,
    pictures,
    queries,
    records,
    sealing,
)
from repatria.registry.custody.models import Holding, Item
from repatria.registry.people.desks import at
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import AskAgain, Impossible, NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50


@page("custody.read", methods=("GET",))
def index(request: SeatRequest) -> HttpResponse:
    """All items, with filters; and the field to scan into."""
    seat, told = request.seat, request.GET
    rows = queries.items(seat, kind=told.get("kind", ""), holder=told.get("holder", ""), text=told.get("q", ""))
    shown = Paginator(rows, PAGE).get_page(told.get("page"))
    context = {
        "page": shown,
        "kinds": [(k.value, k.label) for k in (Kind.CONTAINER, Kind.SPECIMEN, Kind.EFFECT, Kind.SAMPLE)],
        "told": told,
        "waiting": queries.waiting_for(seat),
        "scan": forms.Scan(),
    }
    return render(request, "custody/index.html", context)


@page("custody.read")
def scan(request: SeatRequest) -> HttpResponse:
    """A label was scanned, or a number typed: straight to the item."""
    form = forms.Scan(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = queries.item_scanned(request.seat, form.cleaned_data["code"])
            return redirect(at(request.seat, "custody:item", code=found.code))
        except NotFound as nothing:
            form.add_error("code", str(nothing))
    return render(request, "custody/scan.html", {"form": form})


@page("custody.read", methods=("GET",))
def item(request: SeatRequest, code: str) -> HttpResponse:
    """One item: who holds it, its unbroken line with map and timeline, what lies in it, what happened."""
    seat = request.seat
    row = queries.item_called(seat, code)
    legs, broken = queries.line(seat, row)
    held = queries.holding(row)
    mine = held is not None and held.holder_id == seat.user.pk
    context = {
        "item": row,
        "held": held,
        "mine": mine,
        "offer": queries.open_transfer(row),
        "legs": legs,
        "broken": broken,
        "timeline": pictures.timeline(legs),
        "map": pictures.map_of(legs, invented=seat.incident.is_exercise),
        "contents": Paginator(queries.contents(seat, row), PAGE).get_page(request.GET.get("page")),
        "seals": queries.seals(seat, row),
        "discrepancies": queries.discrepancies(seat, item=row),
        "transfers": queries.transfers(seat, row),
        "history": queries.history(seat, row),
        "acts": [(n, a[0]) for n, a in ACTS.items() if seat.may(a[1]) and _fits(seat, n, row, held)],
        "left_form": outsideforms.Left() if seat.may("custody.take") else None,
        "seal_form": forms.CheckSeal(),
        "can_seal": seat.may("custody.seal"),
    }
    return render(request, "custody/item.html", context)


Act = Callable[[Any, Item, dict[str, Any]], Any]


def _offer(seat: Any, row: Item, told: dict[str, Any]) -> Any:
    return actions.offer(seat, row, to=told["to"], to_outside=told["to_outside"], place=told["place"], reason=told["reason"])


def _move(seat: Any, row: Item, told: dict[str, Any]) -> Any:
    with transaction.atomic():  # a new place is not left behind where the move is refused
        place = told["place"] or actions.name_place(seat, name=told["new_place"])
        return actions.move(seat, row, place=place, reason=told["reason"])


def _split(seat: Any, row: Item, told: dict[str, Any]) -> Any:
    return dividing.split(seat, row, parts=read_parts(told["parts"]), reason=told["reason"], sure=told["sure"])


def _merge(seat: Any, row: Item, told: dict[str, Any]) -> Any:
    others = [queries.item_called(seat, code) for code in told["codes"].replace(",", " ").split()]
    return dividing.merge(seat, [row, *others], what=told["what"], reason=told["reason"], sure=told["sure"])


def _pack(seat: Any, row: Item, told: dict[str, Any]) -> Any:
    return actions.pack(seat, row, container=queries.item_scanned(seat, told["container"]))


ACTS: dict[str, tuple[Any, str, type[django_forms.Form], Act]] = {
    "hand-over": (_("Hand over"), "custody.hand_over", forms.Offer, _offer),
    "take-back": (_("It came back"), "custody.take", outsideforms.Back, lambda s, r, t: outside.take_back(s, r, **t)),
    "move": (_("Put elsewhere"), "custody.move", forms.Move, _move),
    "pack": (_("Put into a container"), "custody.move", forms.Pack, _pack),
    "unpack": (_("Take out"), "custody.move", forms.Reason, lambda s, r, t: actions.unpack(s, r, **t)),
    "seal": (_("Set a seal"), "custody.seal", forms.SetSeal, lambda s, r, t: sealing.set_seal(s, r, **t)),
    "weigh": (_("Weigh"), "custody.weigh", forms.Weigh, lambda s, r, t: dividing.weigh(s, r, **t)),
    "split": (_("Split"), "custody.divide", forms.Split, _split),
    "merge": (_("Merge with others"), "custody.divide", forms.Merge, _merge),
    "consume": (_("Use up"), "custody.divide", forms.Consume, lambda s, r, t: dividing.consume(s, r, **t)),
    "destroy": (_("Destroy"), "custody.destroy", forms.Destroy, lambda s, r, t: dividing.destroy(s, r, **t)),
    "raise": (
        _("Something does not agree"),
        "custody.raise",
        forms.Raise,
        lambda s, r, t: actions.open_discrepancy(s, r.thing, **t),
    ),
}
"""Each act on an item: label, verb, form, and the action it speaks to."""


@page("custody.read")
def act(request: SeatRequest, code: str, name: str) -> HttpResponse:
    """Do one act on an item: its form, then the act."""
    seat = request.seat
    if name not in ACTS:
        raise NotFound
    label, verb, kind, do = ACTS[name]
    seat.need(verb)
    row = queries.item_called(seat, code)
    extra: dict[str, Any] = {}
    if kind is forms.Offer:
        extra = {"people": queries.receivers(seat), "places": queries.places(seat)}
    elif kind is forms.Move:
        extra = {"places": queries.places(seat)}
    form = kind(request.POST if request.method == "POST" else None, **extra)
    if request.method == "POST" and form.is_valid():
        try:
            do(seat, row, form.cleaned_data)
            return redirect(at(seat, "custody:item", code=row.code))
        except AskAgain as again:
            form.add_error("sure" if "sure" in form.fields else None, str(again))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "custody/act.html", {"item": row, "form": form, "label": label, "name": name})


@page("custody.receive", methods=("POST",))
def answer(request: SeatRequest, code: str, pk: int, name: str) -> HttpResponse:
    """Accept, decline or take back an offer, or enter that somebody outside has signed for it."""
    seat = request.seat
    row = queries.item_called(seat, code)
    transfer = queries.transfer_of(seat, row, pk)
    reason = request.POST.get("reason", "")
    if name == "accept":
        actions.accept(seat, transfer)
    elif name == "decline":
        actions.decline(seat, transfer, reason=reason)
    elif name == "withdraw":
        actions.withdraw(seat, transfer, reason=reason)
    elif name == "left":
        form = outsideforms.Left(request.POST)
        if not form.is_valid():
            raise Impossible(f"{row.code}: name the person outside who signed for it, and the paper.")
        outside.acknowledge_outside(seat, transfer, **form.cleaned_data)
    else:
        raise NotFound
    return redirect(at(seat, "custody:item", code=row.code))


@page("custody.seal", methods=("POST",))
def seal(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """Say how a seal was found."""
    row = queries.item_called(request.seat, code)
    found = queries.seals(request.seat, row).filter(pk=pk).first()
    form = forms.CheckSeal(request.POST)
    if found is None or not form.is_valid():
        raise NotFound
    sealing.check_seal(request.seat, found, **form.cleaned_data)
    return redirect(at(request.seat, "custody:item", code=row.code))


@page("custody.explain", methods=("POST",))
def explain(request: SeatRequest, pk: int) -> HttpResponse:
    """Explain a discrepancy."""
    row = queries.discrepancies(request.seat).filter(pk=pk).first()
    form = forms.Explain(request.POST)
    if row is None:
        raise NotFound
    if not form.is_valid():
        raise Impossible(f"{row.thing.code}: write what explains it, in 600 letters at most.")
    actions.explain(request.seat, row, **form.cleaned_data)
    return redirect(at(request.seat, "custody:discrepancies"))


@page("custody.read", methods=("GET",))
def discrepancies(request: SeatRequest) -> HttpResponse:
    """Everything that does not agree, the open ones first."""
    rows = queries.discrepancies(request.seat).order_by("explained", "-opened")
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "custody/discrepancies.html", {"page": shown, "can_explain": request.seat.may("custody.explain")})


@page("custody.read", methods=("GET",))
def receipt(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """The receipt of a hand-over as PDF, with the journal's head."""
    row = queries.item_called(request.seat, code)
    pdf = paper.receipt_of(request.seat, queries.transfer_of(request.seat, row, pk))
    return _pdf(pdf, f"receipt-{row.code}-{pk}.pdf")


@page("custody.read", methods=("GET",))
def label(request: SeatRequest, code: str) -> HttpResponse:
    """The item's label as PDF; of a container also those of what lies in it."""
    row = queries.item_called(request.seat, code)
    rows = [row, *queries.contents(request.seat, row)] if "contents" in request.GET else [row]
    return _pdf(paper.labels_of(request.seat, rows), f"label-{row.code}.pdf")


@page("custody.read", methods=("GET",))
def record(request: SeatRequest, code: str) -> HttpResponse:
    """The custody record of one item as PDF."""
    row = queries.item_called(request.seat, code)
    return _pdf(records.custody_record(request.seat, row), f"custody-record-{row.code}.pdf")


@page("custody.read", methods=("GET",))
def seal_sheet(request: SeatRequest, code: str) -> HttpResponse:
    """The sheet on which the seals of a container are checked, as PDF."""
    row = queries.item_called(request.seat, code)
    if row.thing.kind != Kind.CONTAINER:
        raise NotFound
    return _pdf(records.seal_sheet(request.seat, [row], row.code), f"seals-{row.code}.pdf")


def read_parts(text: str) -> list[dividing.Part]:
    """The parts of a split as typed: ``what; grams; pieces``, one a line."""
    parts = []
    for number, raw in enumerate(text.splitlines(), start=1):
        if not raw.strip():
            continue
        cells = [cell.strip() for cell in raw.split(";")] + ["", ""]
        try:
            mass = Decimal(cells[1]) if cells[1] else None
            pieces = int(cells[2]) if cells[2] else None
        except (InvalidOperation, ValueError) as fault:
            raise Impossible(f"parts, line {number}: {raw.strip()[:60]!r}. Write: what it is; grams; pieces.") from fault
        if not (cells[1] + cells[2]).isascii() or (pieces is not None and pieces < 0):
            raise Impossible(f"parts, line {number}: {raw.strip()[:60]!r}. Use plain digits.")
        parts.append(dividing.Part(what=cells[0], mass_g=mass, pieces=pieces))
    return parts


def _fits(seat: Seat, name: str, row: Item, held: Holding | None) -> bool:
    if name == "raise":
        return True
    if row.state != Item.State.HELD or held is None:
        return False
    if name == "take-back":
        return held.holder_id is None
    if held.holder_id != seat.user.pk:
        return False
    if name == "unpack":
        return row.inside_id is not None
    if name in ("pack", "hand-over"):
        return row.inside_id is None
    if name == "seal":
        return row.thing.kind == Kind.CONTAINER
    if name in ("split", "merge", "consume"):
        return row.thing.kind != Kind.CONTAINER
    if name == "destroy":
        return row.thing.kind in (Kind.CONTAINER, Kind.EFFECT)
    return True


def _pdf(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'})
