"""Pages of the programme: all of it on one page, one matter, the forms, and that of a public record without login."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render

from repatria.registry.claims import days
from repatria.registry.codes.queries import thing_called
from repatria.registry.people.desks import at
from repatria.registry.programme import actions, forms, pictures, queries
from repatria.registry.programme.models import Matter
from repatria.registry.programme.showing import sections
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import SeatRequest, page, public

KIND_ACTS = dict(Matter.Kind.choices)
"""What may be entered, by the word in the address."""


def _on(request: HttpRequest) -> date | None:
    """The day asked for; none where it is no day, so that a mistyped address still answers."""
    try:
        first, precision = days.read_day(request.GET.get("on", "")[:20], "on")
    except Refusal:
        return None
    return first if precision == days.DAY else None


@page("programme.read", methods=("GET",))
def index(request: SeatRequest) -> HttpResponse:
    """The whole programme of the incident."""
    told = queries.programme(request.seat, _on(request))
    context = {
        "programme": told,
        "sections": sections(told),
        "picture": pictures.line_of(told.story),
        "readiness": queries.readiness(request.seat),
        "kinds": KIND_ACTS.items(),
        "may_record": request.seat.may("programme.record"),
    }
    return render(request, "programme/index.html", context)


@public
def public_programme(request: HttpRequest, incident: str) -> HttpResponse:
    """The programme of a public record: open to everybody, each matter with its source."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        row, told = queries.public_programme(incident, _on(request))
    except NotFound as nothing:
        raise Http404(str(nothing)) from nothing
    context = {"record": row, "programme": told, "sections": sections(told), "picture": pictures.line_of(told.story)}
    return render(request, "programme/public.html", context)


@page("programme.read", methods=("GET",))
def matter(request: SeatRequest, code: str) -> HttpResponse:
    """One matter: what it is, what has come of it according to whom, and the legs of a journey."""
    row = queries.matter_called(request.seat, code)
    context = {
        "matter": row,
        "claims": queries.claims_about(request.seat, row),
        "may_record": request.seat.may("programme.record"),
    }
    return render(request, "programme/matter.html", context)


@page("programme.record")
def enter(request: SeatRequest, kind: str) -> HttpResponse:
    """Enter a matter of a kind."""
    if kind not in KIND_ACTS:
        raise NotFound
    seat = request.seat
    form = forms.NewMatter(request.POST or None, kind=kind, **_lists(seat))
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        claim, about = told.pop("claim"), told.pop("about")
        try:
            told["claim"] = queries.claim_called(seat, claim) if claim else None
            told["about"] = thing_called(seat, about) if about else None
            row = actions.enter_matter(seat, kind=kind, **told)
            return redirect(at(seat, "programme:matter", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "programme/form.html", {"form": form, "what": KIND_ACTS[kind], "act": "enter"})


@page("programme.record")
def tell(request: SeatRequest, code: str) -> HttpResponse:
    """Enter what somebody says has come of a matter."""
    seat = request.seat
    row = queries.matter_called(seat, code)
    form = forms.NewState(request.POST or None, kind=row.kind, **_lists(seat))
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell_state(seat, row, **form.cleaned_data)
            return redirect(at(seat, "programme:matter", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "programme/form.html", {"form": form, "matter": row, "act": "tell"})


@page("programme.record")
def add_leg(request: SeatRequest, code: str) -> HttpResponse:
    """Add the next leg of a journey."""
    seat = request.seat
    row = queries.matter_called(seat, code)
    if row.kind != Matter.Kind.JOURNEY:
        raise NotFound
    form = forms.NewLeg(request.POST or None, **_lists(seat))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_leg(seat, row, **form.cleaned_data)
            return redirect(at(seat, "programme:matter", code=row.code))
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "programme/form.html", {"form": form, "matter": row, "act": "leg"})


def _lists(seat: Any) -> dict[str, Any]:
    return {"parties": queries.parties(seat), "documents": queries.documents(seat)}
