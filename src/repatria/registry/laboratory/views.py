"""Pages of samples, requests and the files that come back."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.registry.codes.models import Kind
from repatria.registry.laboratory import actions, delivering, forms, lineage_queries, papers, profiling, queries, receiving
from repatria.registry.laboratory.models import DeliveryLine
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 50


@page("laboratory.read", methods=("GET",))
def samples(request: SeatRequest) -> HttpResponse:
    """All samples with what became of them."""
    seat, told = request.seat, request.GET
    rows = queries.samples(seat, text=told.get("q", ""), state=told.get("state", ""))
    context = {
        "page": Paginator(rows, PAGE).get_page(told.get("page")),
        "told": told,
        "states": [
            ("result", _("with a result")),
            ("failed", _("failed")),
            ("held", _("held by an alarm")),
            ("requested", _("requested, nothing came back yet")),
            ("cut", _("cut, not requested yet")),
        ],
        "may_cut": seat.may("laboratory.cut"),
    }
    return render(request, "laboratory/samples.html", context)


@page("laboratory.cut")
def cut(request: SeatRequest) -> HttpResponse:
    """Cut a sample; the balance of masses is shown while one types."""
    seat = request.seat
    form = forms.Cut(request.POST or None, initial=_weight_of(seat, request.GET.get("of", "")))
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.cut(
                seat,
                queries.item_to_cut(seat, told["of"]),
                weighed=actions.Cut(told["before_g"], told["taken_g"], told["remaining_g"]),
                purpose=told["purpose"],
                what=told["what"],
                treatment=told["treatment"],
            )
            return redirect(at(seat, "laboratory:sample", code=made.code))
        except NotFound as nothing:
            form.add_error("of", str(nothing))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "laboratory/cut.html", {"form": form, "told": _balance(request.POST)})


def _weight_of(seat: Any, code: str) -> dict[str, Any]:
    """What the form can know of an item before anybody weighs it."""
    if not code:
        return {}
    try:
        item = queries.item_to_cut(seat, code)
    except NotFound:
        return {}
    return {"of": item.code, "before_g": item.mass_g}


@page("laboratory.cut", methods=("GET",))
def balance(request: SeatRequest) -> HttpResponse:
    """The live part of the cut form: what would be lost."""
    return render(request, "laboratory/_balance.html", {"told": _balance(request.GET)})


def _balance(told: Any) -> dict[str, Any]:
    """(state, lost grams) of three weighings as typed; ``state`` is empty until all three can be read."""
    try:
        before, taken, left = (Decimal(told.get(name, "")) for name in ("before_g", "taken_g", "remaining_g"))
    except InvalidOperation:
        return {"state": ""}
    if not all(m.is_finite() for m in (before, taken, left)):
        return {"state": ""}
    lost = before - taken - left
    tolerated = max(Decimal("0.001"), before * actions.TOLERATED)
    state = "more" if lost < 0 else "much" if lost > tolerated else "fine"
    return {"state": state, "lost": lost, "before": before, "taken": taken, "left": left, "over": -lost}


@page("laboratory.read", methods=("GET",))
def sample(request: SeatRequest, code: str) -> HttpResponse:
    """One sample in its tree: what was cut from what, what was extracted, what came of it."""
    seat = request.seat
    row = queries.sample_called(seat, code)
    subject = lineage_queries.subject_of(row)
    context = {
        "sample": row,
        "tree": queries.tree(seat, row.root),
        "extractions": row.extractions.select_related("by"),
        "profiles": queries.profiles_of(seat, row.item.thing),
        "kinds": lineage_queries.kinds_of(seat, subject),
        "subject": subject,
        "consensus": seat.may("laboratory.genotypes") and lineage_queries.has_consensus(row),
        "genotypes": seat.may("laboratory.genotypes"),
        "may_cut": seat.may("laboratory.cut"),
        "may_record": seat.may("laboratory.record"),
        "remains": row.root.kind == Kind.SPECIMEN,
    }
    return render(request, "laboratory/sample.html", context)


@page("laboratory.cut")
def extract(request: SeatRequest, code: str) -> HttpResponse:
    """Enter an extraction."""
    row = queries.sample_called(request.seat, code)
    form = forms.Extract(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.extract(request.seat, row, **form.cleaned_data)
            return redirect(at(request.seat, "laboratory:sample", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    back = at(request.seat, "laboratory:sample", code=row.code)
    return form_page(request, form, _("Enter an extraction of %(code)s") % {"code": row.code}, back)


def form_page(request: SeatRequest, form: django_forms.Form, title: str, back: str, lead: str = "") -> HttpResponse:
    """A page that is one form."""
    return render(request, "laboratory/form.html", {"form": form, "title": title, "back": back, "lead": lead})


@page("laboratory.read", methods=("GET",))
def requests(request: SeatRequest) -> HttpResponse:
    """All requests with what came back."""
    shown = Paginator(queries.requests(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "laboratory/requests.html", {"page": shown, "may": request.seat.may("laboratory.request")})


@page("laboratory.request")
def new_request(request: SeatRequest) -> HttpResponse:
    """Choose samples and a laboratory."""
    seat = request.seat
    waiting = "\n".join(s.code for s in queries.waiting_samples(seat)[:500])
    form = forms.NewRequest(request.POST or None, initial={"codes": waiting})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            items = [queries.sample_item(seat, line) for line in told["codes"].split("\n") if line.strip()]
            made = actions.make_request(seat, items, to=told["to"], wanted=told["wanted"])
            return redirect(at(seat, "laboratory:request", code=made.thing.code))
        except NotFound as nothing:
            form.add_error("codes", str(nothing))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    lead = _("Listed are the samples that were cut and never asked for.")
    return form_page(request, form, _("Ask a laboratory to type samples"), at(seat, "laboratory:requests"), lead)


@page("laboratory.read", methods=("GET",))
def request(request: SeatRequest, code: str) -> HttpResponse:
    """One request: its samples and what became of each."""
    seat = request.seat
    row = queries.request_called(seat, code)
    lines = Paginator(queries.request_lines(seat, row), 200).get_page(request.GET.get("page"))
    may = {"may": seat.may("laboratory.request"), "may_import": seat.may("laboratory.import")}
    return render(request, "laboratory/request.html", {"row": row, "page": lines, **may})


@page("laboratory.request", methods=("POST",))
def send(request: SeatRequest, code: str) -> HttpResponse:
    """Say that the samples left."""
    row = actions.send(request.seat, queries.request_called(request.seat, code))
    return redirect(at(request.seat, "laboratory:request", code=row.thing.code))


@page("laboratory.read", methods=("GET",))
def manifest(request: SeatRequest, code: str) -> HttpResponse:
    """The manifest of a request, for print."""
    row = queries.request_called(request.seat, code)
    lines = list(queries.request_lines(request.seat, row))
    if not lines:
        raise NotFound  # every line is of somebody this seat may not see
    paper = papers.manifest(request.seat, row, lines)
    name = f'inline; filename="{row.thing.code}-manifest.pdf"'
    return HttpResponse(paper, content_type="application/pdf", headers={"Content-Disposition": name})


@page("laboratory.import", methods=("GET",))
def deliveries(request: SeatRequest) -> HttpResponse:
    """All files that came back."""
    shown = Paginator(queries.deliveries(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "laboratory/files.html", {"page": shown})


@page("laboratory.import")
def new_delivery(request: SeatRequest) -> HttpResponse:
    """Take in a file: kept as it came, read apart, reconciled with what was asked for."""
    seat = request.seat
    initial = {"request": request.GET.get("request", "")}
    form = forms.NewDelivery(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made, _new = _take_in(seat, form.cleaned_data)
            return redirect(at(seat, "laboratory:file", code=made.thing.code))
        except NotFound:
            form.add_error("request", _("There is no such request that you may see."))
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    return form_page(request, form, _("Take in a file that came back"), at(seat, "laboratory:files"))


def _take_in(seat: Any, told: dict[str, Any]) -> tuple[Any, bool]:
    upload = told["file"]
    asked = queries.request_called(seat, told["request"]) if told["request"].strip() else None
    run = delivering.RunTold(
        told["run"], told["first_reader"], told["second_reader"], where=told["where"], kit=told["kit"],
        instrument=told["instrument"], day=told["day"],
    )  # fmt: skip
    return receiving.receive(
        seat, upload.chunks(), upload.name, run=run, request=asked, holds=told["holds"] or "str", ranges=told["ranges"]
    )


@page("laboratory.import", methods=("GET",))
def delivery(request: SeatRequest, code: str) -> HttpResponse:
    """One file: every row with its outcome, and whether they add up."""
    seat = request.seat
    row = queries.delivery_called(seat, code)
    chosen = request.GET.get("outcome", "")
    context = {
        "row": row,
        "page": Paginator(queries.delivery_lines(seat, row, chosen), 100).get_page(request.GET.get("page")),
        "outcomes": [(o.value, o.label, getattr(row, o.value)) for o in DeliveryLine.Outcome],
        "chosen": chosen,
        "missing": None if row.request is None else row.request.lines.filter(outcome="asked").count(),
        "may": seat.may("laboratory.resolve"),
        "genotypes": seat.may("laboratory.genotypes"),
    }
    return render(request, "laboratory/file.html", context)


@page("laboratory.resolve")
def explain(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """Say whose a quarantined profile is."""
    seat = request.seat
    row = queries.delivery_called(seat, code)
    line = queries.line_of(seat, row, pk)
    of = line.profile.of if line.profile else None
    form = forms.Explain(request.POST or None, initial={"of": of.code if of else ""})
    back = at(seat, "laboratory:file", code=row.thing.code)
    if request.method == "POST" and form.is_valid():
        try:
            item = queries.sample_item(seat, form.cleaned_data["of"])
            profiling.explain(seat, line, of=item, reason=form.cleaned_data["reason"])
            return redirect(back)
        except NotFound as nothing:
            form.add_error("of", str(nothing))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    lead = _("The file calls it %(name)s. Nobody uses it until this is said.") % {"name": line.called}
    return form_page(request, form, _("Explain an unknown profile"), back, lead)
