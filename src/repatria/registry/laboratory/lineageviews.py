"""Pages of mitochondrial and Y lineages: what a subject's samples say together, two beside each other, and settling."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.registry.codes.naming import read_code
from repatria.registry.laboratory import forms, lineage_queries, lineage_settling, profiling, queries
from repatria.registry.laboratory.lineages import LINEAGES
from repatria.registry.laboratory.models import Lineage
from repatria.registry.laboratory.views import form_page
from repatria.registry.people.desks import at
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page


def _kind(type: str) -> str:
    if type not in LINEAGES:
        raise NotFound
    return type


@page("laboratory.genotypes")
def lineage(request: SeatRequest, code: str, type: str) -> HttpResponse:
    """All versions of one lineage of one subject, with its contradictions, and settling them. The look is journalled."""
    seat = request.seat
    rows = lineage_queries.open_lineage(seat, code, _kind(type))
    now = rows[0]
    form = _settlement(seat, now, request.POST or None)
    if request.method == "POST":
        if form is None:
            raise NotFound
        if form.is_valid() and _settled(seat, now, form):
            return redirect(at(seat, "laboratory:lineage", code=now.subject.code, type=type))
    context = {
        "now": now,
        "versions": rows,
        "shown": lineage_queries.shown(type, now.subject.code, now.kept) if now.kept else None,
        "off": lineage_queries.off_the_line(seat.incident, now),
        "form": form,
        "second": isinstance(form, forms.Confirm),
        "beside": forms.Beside(),
    }
    return render(request, "laboratory/lineage.html", context)


def _settlement(seat: Any, now: Lineage, told: Any) -> Any:
    """The form that this person may send about a lineage: a proposal, or the second person's answer to one."""
    if now.state == Lineage.State.HELD and seat.may("laboratory.resolve"):
        return forms.Settle(told, members=now.members)
    if now.state == Lineage.State.PROPOSED and seat.may("laboratory.confirm") and now.settled_by_id != seat.user.pk:
        return forms.Confirm(told)
    return None


def _settled(seat: Any, now: Lineage, form: Any) -> bool:
    told = form.cleaned_data
    try:
        if isinstance(form, forms.Settle):
            lineage_settling.settle_lineage(seat, now, reason=told["reason"], without=told["without"])
        elif told["answer"] == "confirm":
            lineage_settling.confirm_lineage(seat, now, reason=told["reason"])
        else:
            lineage_settling.decline_lineage(seat, now, reason=told["reason"])
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return not form.errors


@page("laboratory.genotypes", methods=("GET",))
def beside(request: SeatRequest, code: str, type: str) -> HttpResponse:
    """One lineage of two subjects beside each other. The look is journalled."""
    seat = request.seat
    form = forms.Beside(request.GET)
    if not form.is_valid():
        raise NotFound
    one, other, found = lineage_queries.open_beside(seat, code, _kind(type), read_code(form.cleaned_data["other"]) or "")
    return render(request, "laboratory/beside.html", {"one": one, "other": other, "found": found, "mt": type == "mt"})


@page("laboratory.staff")
def control_lineage(request: SeatRequest, token: str) -> HttpResponse:
    """Enter what a member of staff or a control shows in a lineage."""
    seat = request.seat
    row = queries.control_of(seat, token)
    form = forms.ControlLineage(request.POST or None)
    back = at(seat, "laboratory:quality")
    if request.method == "POST" and form.is_valid():
        try:
            profiling.enter_control_lineage(seat, row, **form.cleaned_data)
            return redirect(back)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, form, _("Enter a lineage of %(token)s") % {"token": row.token}, back)
