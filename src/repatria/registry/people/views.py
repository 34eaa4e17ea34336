"""Front page, doors, desk and search."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import redirect, render

from repatria.registry.people import actions, doors, forms, fronts, queries
from repatria.registry.people.desks import at
from repatria.registry.people.roles import verbs
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.startup import refusals
from repatria.registry.web import SeatRequest, page, public


@public
def front(request: HttpRequest) -> HttpResponse:
    """What this registry holds, for everybody; the doors of exercises where they exist; the visitor's own incidents."""
    mine = set(queries.incidents_of(request.user).values_list("pk", flat=True)) if request.user.is_authenticated else set()
    rows = [
        {
            "incident": incident,
            "mine": incident.pk in mine,
            "doors": doors.roles_to_enter(request, incident),
            "told": fronts.told(incident),
        }
        for incident in queries.incidents()
    ]
    rows.sort(key=lambda row: not row["told"])  # who came home is told first
    return render(request, "people/front.html", {"rows": rows, "loopback": doors.doors_open(request)})


@public
def health(request: HttpRequest) -> JsonResponse:
    """``{"well": true}``, or 503; says nothing else to strangers."""
    well = not refusals()
    return JsonResponse({"well": well}, status=200 if well else 503)


@public
def enter_exercise(request: HttpRequest, incident: str, role: str) -> HttpResponse:
    """One click into an exercise as a role; not there unless it is an exercise served on this machine only."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        doors.enter(request, incident, role)
    except NotFound as nothing:
        raise Http404 from nothing
    return redirect("desk", incident=incident)


@page("people.desk", methods=("GET",))
def desk(request: SeatRequest) -> HttpResponse:
    """The incident's desk: what needs a person, and what is known so far."""
    seat = request.seat
    context: dict[str, Any] = {"alarms": queries.alarms(seat), "overview": queries.overview(seat)}
    return render(request, "people/desk.html", context)


@page("people.desk", methods=("GET",))
def search(request: SeatRequest) -> HttpResponse:
    """One field finds anything by any identifier."""
    text = request.GET.get("q", "")
    found = queries.search(request.seat, text)
    return render(request, "people/search.html", {"text": text, "found": found})


@page("people.desk", methods=("GET",))
def papers(request: SeatRequest) -> HttpResponse:
    """Every paper that the registry prints: who may print it, when, and where."""
    return render(request, "people/papers.html", {"rows": queries.papers(request.seat)})


@page("people.read")
def colleagues(request: SeatRequest) -> HttpResponse:
    """Who works in this incident, who may do what; an administrator gives and ends roles here."""
    seat = request.seat
    form = forms.GiveRole(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        seat.need("people.manage")
        if form.is_valid():
            try:
                user = queries.account(seat, form.cleaned_data["username"])
                told = {k: form.cleaned_data[k] for k in ("role", "whole")}
                actions.give_role(seat, user, incident=seat.incident, laboratory=queries.laboratory(seat), **told)
                return redirect(at(seat, "people:colleagues"))
            except Refusal as refusal:
                form.add_error(None, str(refusal))
    table = [(verb, words, sorted(str(r.label) for r in who)) for verb, (who, words) in sorted(verbs().items())]
    context = {
        "rows": queries.colleagues(seat),
        "verbs": table,
        "form": form,
        "can_manage": seat.may("people.manage"),
    }
    return render(request, "people/colleagues.html", context)


@page("people.manage", methods=("POST",))
def end_role(request: SeatRequest, pk: int) -> HttpResponse:
    """End somebody's role; it works no longer from their next request on."""
    row = queries.colleagues(request.seat).filter(pk=pk).first()
    if row is None:
        raise NotFound
    actions.end_role(request.seat, row, reason=request.POST.get("reason", ""))
    return redirect(at(request.seat, "people:colleagues"))


@page("journal.read", methods=("GET",))
def journal(request: SeatRequest) -> HttpResponse:
    """The journal of the incident as sentences, and its head."""
    from django.core.paginator import Paginator

    from repatria.registry.journal.heading import trouble
    from repatria.registry.people import record

    told = request.GET
    rows = record.entries(request.seat, subject=told.get("subject", ""), tag=told.get("tag", ""), actor=told.get("actor", ""))
    shown = Paginator(rows, 100).get_page(told.get("page"))
    context = {
        "page": shown,
        "rows": record.told(shown),
        "told": told,
        "tags": record.tags(),
        "head": record.last_head(request.seat),
        "trouble": trouble(),
    }
    return render(request, "people/journal.html", context)
