"""Pages about the machine entrance: one's own keys, and what there is to ask for."""

from __future__ import annotations

from functools import cache

from django.http import HttpResponse
from django.shortcuts import redirect, render

from repatria.registry.api import actions, forms, queries
from repatria.registry.journal import clock
from repatria.registry.people.desks import at
from repatria.registry.refusals import Refusal
from repatria.registry.web import SeatRequest, page


@page("api.tokens")
def keys(request: SeatRequest) -> HttpResponse:
    """One's own keys; a new one is shown once, with the answer that made it."""
    seat = request.seat
    form = forms.MakeKey(request.POST or None, choices=queries.choices(seat))
    if request.method == "POST" and form.is_valid():
        try:
            row, key = actions.make_token(seat, **form.cleaned_data)
            return render(request, "api/made.html", {"row": row, "key": key})
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    rows = [(row, row.ended is None and row.expires > clock.now()) for row in queries.keys(seat)]
    return render(request, "api/keys.html", {"form": form, "rows": rows})


@page("api.tokens", methods=("POST",))
def end(request: SeatRequest, pk: int) -> HttpResponse:
    """End one of one's own keys; it stops with its next request."""
    actions.end_token(request.seat, queries.key_of(request.seat, pk))
    return redirect(at(request.seat, "api:keys"))


@page("api.tokens", methods=("GET",))
def endpoints(request: SeatRequest) -> HttpResponse:
    """Everything a program may ask for, read from the OpenAPI. Nothing on it can be tried out."""
    prefix = queries.PREFIX.replace("{incident}", request.seat.slug)
    return render(request, "api/endpoints.html", {"stages": _offered(), "prefix": prefix})


@cache
def _offered() -> list[tuple[str, list[queries.Endpoint]]]:
    """What there is to ask for, read once: it stays the same as long as the program runs, and reading it takes a second."""
    from repatria.registry.api.urls import api

    return queries.endpoints(api.get_openapi_schema())
