"""Pages of plans: which bone to sample next, whom to ask next, and the act of asking for them."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from repatria.registry.people.desks import at
from repatria.registry.refusals import Refusal
from repatria.registry.searching import plan_queries, planning
from repatria.registry.web import SeatRequest, page

PAGE = 50


def systems() -> dict[str, Any]:
    """Systems as pages call them."""
    return {"autosomal": _("autosomal"), "mtdna": _("mitochondrial"), "ystr": _("Y chromosome")}


@page("searching.sampling", methods=("GET",))
def sampling(request: SeatRequest) -> HttpResponse:
    """The work list of bones."""
    told = plan_queries.sampling(request.seat)
    rows = [{**row, "system_told": systems().get(row["system"], "")} for row in told.rows]
    return _list(request, "searching/sampling.html", told, rows, shows_names=request.seat.may("searching.read"))


@page("searching.calls", methods=("GET",))
def calls(request: SeatRequest) -> HttpResponse:
    """The call list."""
    told = plan_queries.calls(request.seat)
    words = systems()
    rows = [{**row, "systems_told": ", ".join(str(words[s]) for s in row["systems"])} for row in told.rows]
    return _list(request, "searching/calls.html", told, rows, opens_kin=request.seat.may("families.read"))


def _list(request: SeatRequest, template: str, told: plan_queries.PlanTold, rows: list[Any], **more: Any) -> HttpResponse:
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, template, {"plan": told, "page": shown, "may_ask": request.seat.may("searching.plan"), **more})


@page("searching.plan")
def ask(request: SeatRequest) -> HttpResponse:
    """Queue a plan."""
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    back = at(request.seat, "searching:sampling")
    if request.method == "POST":
        try:
            planning.ask_plan(request.seat)
            return redirect(back)
        except Refusal as refusal:
            form.is_valid()
            form.add_error(None, str(refusal))
    lead = _(
        "Bones and relatives are ranked on the case of the lists in force. A worker does it beside the server; this page stays free."
    )
    return render(request, "searching/form.html", {"form": form, "title": _("Queue a plan"), "back": back, "lead": lead})
