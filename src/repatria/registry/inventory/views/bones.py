"""What bones tell: where a value lies while it is typed, scores, the conflicts of a grouping, its profile, what to compare next."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from repatria.registry.gateway import bodies, bones
from repatria.registry.inventory import drawn, forms
from repatria.registry.inventory.actions import scoring
from repatria.registry.inventory.measures import judge
from repatria.registry.inventory.queries import bones as queries
from repatria.registry.inventory.queries import individuals as individual_queries
from repatria.registry.inventory.queries.specimens import specimen_called
from repatria.registry.people.desks import at
from repatria.registry.web import SeatRequest, page

PRIORS = ("0.5", "0.9", "0.99")
"""Chances of a man before the bones that a reader may choose; the first is no opinion."""


@page("inventory.measure", methods=("GET",))
def place(request: SeatRequest, code: str) -> HttpResponse:
    """Where a value that is being typed lies in the reference. Nothing is kept."""
    specimen_called(request.seat, code)
    measurement, text = request.GET.get("code", "")[:12], request.GET.get("value_mm", "")[:12].replace(",", ".")
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(0)
    told = bones.measured(measurement, float(value)) if value.is_finite() and 0 < value <= 2000 else None
    context = {
        "told": told,
        "typed": text,
        "picture": drawn.draw_place(told, "place-typed") if told else "",
        "warning": judge(measurement, value).warning if told else "",
    }
    return render(request, "inventory/part_place.html", context)


@page("inventory.measure", methods=("POST",))
def withdraw_score(request: SeatRequest, code: str, pk: int) -> HttpResponse:
    """Withdraw a mistaken score."""
    row = specimen_called(request.seat, code)
    scoring.withdraw_score(request.seat, queries.observation(request.seat, row, pk), reason=request.POST.get("reason", ""))
    return redirect(at(request.seat, "inventory:specimen", code=row.code))


@page("inventory.individuals", methods=("GET",))
def next_bones(request: SeatRequest, code: str) -> HttpResponse:
    """Which bones to measure, and which to lay beside a grouping, next."""
    seat = request.seat
    row = individual_queries.individual_called(seat, code)
    found = queries.next_to_compare(seat, individual_queries.version(seat, row))
    return render(request, "inventory/next.html", {"row": row, "found": found})


@page("inventory.individuals", methods=("GET",))
def profile(request: SeatRequest, code: str) -> HttpResponse:
    """What kind of person the bones of a grouping tell. Blind: no list, candidate or name enters it."""
    seat = request.seat
    row = individual_queries.individual_called(seat, code)
    prior = forms.chosen(request.GET.get("men", ""), PRIORS)
    version = individual_queries.version(seat, row)
    body, why = queries.body(seat, version, float(prior))
    context: dict[str, Any] = {"row": row, "version": version, "body": body, "why": why, "prior": prior, "priors": PRIORS}
    context["against"] = [one for one in queries.conflicts(seat, version) if one.open]
    if body is not None:
        context |= {
            "sex": drawn.draw_chance(body.male, "sex") if body.male is not None else "",
            "male": drawn.chance_words(body.male) if body.male is not None else "",
            "age": _drawn(body.age, "years", "age", "Age"),
            "stature": _drawn(body.stature, "cm", "stature", "Stature"),
        }
    return render(request, "inventory/profile.html", context)


def _drawn(told: bodies.Told, unit: str, name: str, title: str) -> str:
    if told.point is None:
        return ""
    return drawn.draw_distribution(told.curve, (told.point, told.low, told.high), unit=unit, name=name, title=title)
