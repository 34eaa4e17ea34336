"""The machine entrance: one OpenAPI, the same queries and actions as the pages, refusals with the same sentences."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI

from repatria import __version__
from repatria.errors import RepatriaError
from repatria.registry.api.seat import Key
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import in_words

api = NinjaAPI(
    title="Repatria",
    version=__version__,
    description="The registry for programs. Every act needs an Idempotency-Key; what is not yours is not found.",
    auth=Key(),
    docs_url=None,
    urls_namespace="machine",
)

ROUTERS = ("custody", "intake", "inventory", "laboratory", "families", "claims", "journal")
"""Modules of ``registry/api`` with a ``router`` each, under ``/api/i/<incident>/<name>/``."""

for _name in ROUTERS:
    if find_spec(f"repatria.registry.api.{_name}") is not None:
        api.add_router(f"/i/{{incident}}/{_name}", import_module(f"repatria.registry.api.{_name}").router, tags=[_name])


@api.exception_handler(RepatriaError)
def refused(request: HttpRequest, fault: RepatriaError) -> HttpResponse:
    """A refusal, with the status of its kind and a sentence that says what to do."""
    status = fault.status if isinstance(fault, Refusal) else 422
    said = str(NotFound()) if isinstance(fault, NotFound) else str(fault)
    return api.create_response(request, _marked(request, {"said": said, "kind": type(fault).__name__}), status=status)


@api.exception_handler(OperationalError)
def unserved(request: HttpRequest, fault: OperationalError) -> HttpResponse:
    """The database could not; nothing was written."""
    return api.create_response(request, _marked(request, {"said": in_words(fault), "kind": "NotReady"}), status=503)


def _marked(request: HttpRequest, body: dict[str, Any]) -> dict[str, Any]:
    seat = getattr(request, "seat", None)
    return {**body, "notice": seat.incident.banner} if seat else body


urlpatterns = [path("", api.urls)]
