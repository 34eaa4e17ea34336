"""The public account: open to everybody, read from the last published account that stands and from nothing else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from repatria.registry.accounting import opendata, queries
from repatria.registry.accounting.models import Statement
from repatria.registry.accounting.three import three
from repatria.registry.people.models import Incident
from repatria.registry.refusals import NotFound
from repatria.registry.web import public


def _answered(request: HttpRequest, slug: str, answer: Callable[[Incident, Statement], HttpResponse]) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    try:
        incident, row = queries.public_incident(slug)
    except NotFound as nothing:
        raise Http404(str(nothing)) from nothing
    response = answer(incident, row)
    response.headers["Cache-Control"] = "no-cache"
    if incident.banner:
        response.headers["X-Notice"] = incident.banner
    return response


@public
def account(request: HttpRequest, incident: str) -> HttpResponse:
    """The public page of an incident."""

    def answer(found: Incident, row: Statement) -> HttpResponse:
        context = {"statement": row, "three": three(row), "withdrawn": queries.withdrawn_since(row), "banner": found.banner}
        return render(request, "accounting/public.html", context)

    return _answered(request, incident, answer)


@public
def data_json(request: HttpRequest, incident: str) -> HttpResponse:
    """The same as open data, with definitions."""
    return _answered(
        request, incident, lambda _found, row: HttpResponse(opendata.as_json(row), content_type="application/json")
    )


@public
def data_csv(request: HttpRequest, incident: str) -> HttpResponse:
    """The same as a table."""
    return _answered(
        request, incident, lambda _found, row: HttpResponse(opendata.as_csv(row), content_type="text/csv; charset=utf-8")
    )
