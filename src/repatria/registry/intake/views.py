"""Pages of hand-overs: the list, one hand-over with its steps, the giver's list, containers, field review, accessions."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from repatria.registry.claims import queries as claims
from repatria.registry.custody import paper, records
from repatria.registry.intake import actions, doing, figures, forms, giverlist, queries
from repatria.registry.intake.reading import read_boxes, read_seals
from repatria.registry.people.desks import at
from repatria.registry.programme.queries import matters_about
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page

PAGE = 30


@page("intake.read", methods=("GET",))
def handovers(request: SeatRequest) -> HttpResponse:
    """All hand-overs."""
    shown = Paginator(queries.handovers(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "intake/handovers.html", {"page": shown, "may_write": request.seat.may("intake.write")})


@page("intake.write")
def announce(request: SeatRequest) -> HttpResponse:
    """Open a hand-over."""
    seat = request.seat
    form = forms.Announce(request.POST or None, **_lists(seat))
    if request.method == "POST" and form.is_valid():
        try:
            row = doing.announce(seat, form.cleaned_data)
            return redirect(at(seat, "intake:handover", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(
        request, "intake/form.html", {"form": form, "label": _("Announce a hand-over"), "back": at(seat, "intake:handovers")}
    )


@page("intake.read", methods=("GET",))
def handover(request: SeatRequest, code: str) -> HttpResponse:
    """One hand-over: its steps, its figures, containers, papers, way, ceremony, review."""
    seat = request.seat
    row = queries.handover_called(seat, code)
    context = {
        "handover": row,
        "steps": queries.steps(seat, row),
        "figures": figures.summary(seat, row),
        "page": Paginator(queries.containers(seat, row), PAGE).get_page(request.GET.get("page")),
        "absent": queries.expected(seat, row, only_absent=True)[:PAGE],
        "counts": queries.counts(seat, row),
        "signatures": queries.signatures(seat, row),
        "legs": queries.legs(seat, row),
        "ceremonies": queries.ceremonies(seat, row),
        "statements": queries.statements(seat, row),
        "discrepancies": queries.discrepancies(seat, row)[:PAGE],
        "matters": matters_about(seat, row.thing),
        "acts": {name: act.label for name, act in doing.ACTS.items() if seat.may(act.verb)},
        "may_write": seat.may("intake.write"),
        "may_review": seat.may("intake.review"),
    }
    return render(request, "intake/handover.html", context)


@page("intake.read")
def act(request: SeatRequest, code: str, name: str) -> HttpResponse:
    """Do one act at a hand-over: its form, then the act."""
    seat = request.seat
    told = doing.ACTS.get(name)
    if told is None:
        raise NotFound
    seat.need(told.verb)
    row = queries.handover_called(seat, code)
    form = told.form(request.POST if request.method == "POST" else None, **_lists(seat))
    if request.method == "POST" and form.is_valid():
        try:
            told.do(seat, row, form.cleaned_data)
            return redirect(at(seat, "intake:handover", code=row.code) + f"#{told.step}")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "label": told.label, "handover": row, "back": at(seat, "intake:handover", code=row.code)}
    return render(request, "intake/form.html", context)


@page("intake.write")
def giver_list(request: SeatRequest, code: str) -> HttpResponse:
    """Take up the giver's list: looked at first, every fault shown with line and field; then whole or nothing."""
    seat = request.seat
    row = queries.handover_called(seat, code)
    form = forms.ListFile(request.POST or None, request.FILES or None)
    parsed, text = None, ""
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read(giverlist.MOST_BYTES + 1) if file else form.cleaned_data["text"].encode()
        try:
            if "take" in request.POST and not file:
                actions.import_list(seat, row, data=data)
                return redirect(at(seat, "intake:handover", code=row.code) + "#containers")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        parsed = giverlist.parse(data)
        text = "" if parsed.faults else data.decode("utf-8-sig")
    context = {"form": form, "handover": row, "parsed": parsed, "text": text, "columns": giverlist.COLUMNS}
    return render(request, "intake/list.html", context)


@page("intake.write")
def arrived(request: SeatRequest, code: str, number: int) -> HttpResponse:
    """Note the end of a leg."""
    seat = request.seat
    row = queries.handover_called(seat, code)
    leg = queries.leg_of(seat, row, number)
    form = forms.Arrive(request.POST or None)
    if request.method == "POST" and form.is_valid():
        offset = form.cleaned_data["arrived_offset"]
        try:
            actions.arrive_leg(seat, leg, arrived=forms.utc(form.cleaned_data["arrived"], offset), arrived_offset=offset)
            return redirect(at(seat, "intake:handover", code=row.code) + "#legs")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "label": _("Arrival"), "handover": row, "back": at(seat, "intake:handover", code=row.code)}
    return render(request, "intake/form.html", context)


@page("intake.read", methods=("GET",))
def labels(request: SeatRequest, code: str) -> HttpResponse:
    """The labels of all containers of a hand-over, as PDF."""
    row = queries.handover_called(request.seat, code)
    items = [container.item for container in queries.containers(request.seat, row)]
    if not items:
        raise NotFound
    data = paper.labels_of(request.seat, items)
    name = f'inline; filename="labels-{row.code}.pdf"'
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": name})


@page("intake.read", methods=("GET",))
def seal_sheet(request: SeatRequest, code: str) -> HttpResponse:
    """The seals of all containers of a hand-over with room to write what is found, as PDF."""
    row = queries.handover_called(request.seat, code)
    items = [container.item for container in queries.containers(request.seat, row)]
    if not items:
        raise NotFound
    name = f'inline; filename="seals-{row.code}.pdf"'
    data = records.seal_sheet(request.seat, items, row.code)
    return HttpResponse(data, content_type="application/pdf", headers={"Content-Disposition": name})


@page("intake.read", methods=("GET",))
def container(request: SeatRequest, code: str) -> HttpResponse:
    """One container: what is claimed of it, its seals, its reviews."""
    seat = request.seat
    row = queries.container_called(seat, code)
    context = {
        "container": row,
        "claims": claims.claims_about(seat, row.item.thing),
        "seals": queries.seals(seat, row),
        "reviews": queries.reviews(seat, row),
        "may_write": seat.may("intake.write"),
        "may_review": seat.may("intake.review"),
    }
    return render(request, "intake/container.html", context)


@page("intake.write")
def seals(request: SeatRequest, code: str) -> HttpResponse:
    """Say which seals are on a container."""
    seat = request.seat
    row = queries.container_called(seat, code)
    form = forms.ReadSeals(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.check_seals(seat, row, found=read_seals(form.cleaned_data["lines"]))
            return redirect(at(seat, "intake:container", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "label": _("Seals of %(code)s") % {"code": row.code},
        "back": at(seat, "intake:container", code=row.code),
    }
    return render(request, "intake/form.html", context)


@page("intake.read", methods=("GET",))
def review(request: SeatRequest, code: str) -> HttpResponse:
    """The field review of a hand-over: a step of its own, container by container."""
    seat = request.seat
    row = queries.handover_called(seat, code)
    rows = queries.containers(seat, row)
    context = {
        "handover": row,
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "next": queries.next_to_review(seat, row),
        "statements": queries.statements(seat, row),
        "may_review": seat.may("intake.review"),
    }
    return render(request, "intake/review.html", context)


@page("intake.review")
def review_one(request: SeatRequest, code: str) -> HttpResponse:
    """Review one container; then the next that waits."""
    seat = request.seat
    row = queries.container_called(seat, code)
    form = forms.Review(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.review_container(seat, row, **form.cleaned_data)
            return redirect(_after_review(seat, row))
        except Refusal as refusal:
            form.add_error("note", str(refusal))
    back = at(seat, "intake:review", code=row.handover.code) if row.handover else at(seat, "intake:container", code=row.code)
    label = _("Field review of %(code)s, box %(number)s") % {"code": row.code, "number": row.number}
    return render(request, "intake/form.html", {"form": form, "label": label, "back": back})


def _after_review(seat: Any, row: Any) -> str:
    if row.handover is None:
        return at(seat, "intake:container", code=row.code)
    following = queries.next_to_review(seat, row.handover)
    if following is None:
        return at(seat, "intake:review", code=row.handover.code)
    return at(seat, "intake:review-one", code=following.code)


@page("intake.read", methods=("GET",))
def accessions(request: SeatRequest) -> HttpResponse:
    """All accessions."""
    shown = Paginator(queries.accessions(request.seat), PAGE).get_page(request.GET.get("page"))
    return render(request, "intake/accessions.html", {"page": shown, "may_write": request.seat.may("intake.write")})


@page("intake.read", methods=("GET",))
def accession(request: SeatRequest, code: str) -> HttpResponse:
    """One accession and its containers."""
    row = queries.accession_called(request.seat, code)
    shown = Paginator(queries.containers(request.seat, accession=row), PAGE).get_page(request.GET.get("page"))
    return render(request, "intake/accession.html", {"accession": row, "page": shown})


@page("intake.write")
def older(request: SeatRequest) -> HttpResponse:
    """Enter an older assemblage that came without a hand-over here."""
    seat = request.seat
    form = forms.Older(request.POST or None, places=queries.places(seat))
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            row = actions.enter_assemblage(seat, boxes=read_boxes(told.pop("lines")), **told)
            return redirect(at(seat, "intake:accession", code=row.thing.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "label": _("Enter an older assemblage"), "back": at(seat, "intake:accessions")}
    return render(request, "intake/form.html", context)


def _lists(seat: Any) -> dict[str, Any]:
    """The choices of the incident."""
    return {"places": queries.places(seat), "parties": claims.parties(seat), "people": queries.colleagues(seat)}
