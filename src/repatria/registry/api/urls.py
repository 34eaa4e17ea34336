"""The machine entrance: one OpenAPI, the same queries and actions as the pages, refusals with the same sentences."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from repatria import __version__
from repatria.errors import RepatriaError
from repatria.registry.api.seat import Key
from repatria.registry.refusals import NotFound, Refusal
from repatria.registry.web import in_words, public


class Machine(NinjaAPI):
    """Every answer, refusals included, carries the mark of an exercise in the header ``X-Notice`` besides its body."""

    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The answer, marked."""
        response = super().create_response(request, *args, **kwargs)
        if notice := _notice(request):
            response.headers["X-Notice"] = notice
        return response


api = Machine(
    title="Repatria",
    version=__version__,
    description="The registry for programs. Every act needs an Idempotency-Key; what is not yours is not found.",
    auth=Key(),
    docs_url=None,
    urls_namespace="machine",
)

ROUTERS = (
    "custody",
    "claims",
    "reports",
    "programme",
    "intake",
    "families",
    "imports",
    "inventory",
    "individuals",
    "effects",
    "laboratory",
    "profiles",
    "searching",
    "identification",
    "review",
    "court",
    "accounting",
    "homecoming_telling",
    "homecoming_disposing",
    "homecoming_going",
    "homecoming_ending",
    "homecoming_undoing",
    "homecoming_asking",
    "journal",
    "erasing",
    "search",
)
"""Modules of ``registry/api`` with a ``router`` each, under ``/api/i/<incident>/<name>/``."""

for _name in ROUTERS:
    if find_spec(f"repatria.registry.api.{_name}") is not None:
        api.add_router(f"/i/{{incident}}/{_name}", import_module(f"repatria.registry.api.{_name}").router, tags=[_name])


@api.exception_handler(RepatriaError)
def refused(request: HttpRequest, fault: RepatriaError) -> HttpResponse:
    """A refusal, with the status of its kind and a sentence that says what to do."""
    status = fault.status if isinstance(fault, Refusal) else 422
    return _refuse(request, status, str(NotFound()) if isinstance(fault, NotFound) else str(fault), type(fault).__name__)


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:
    """No key, or one that does not work any more."""
    said = "Authorization: no key that works. Make one on the page Keys, and send it as Bearer."
    return _refuse(request, 401, said, "NoKey")


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """A request that is not of the shape that the OpenAPI gives. What was sent is not repeated."""
    wrong: dict[str, None] = {}
    for one in fault.errors:
        place = [str(part) for part in one["loc"][1:] if part != "told"] or [str(one["loc"][0])]
        wrong[f"{'.'.join(place)}: {one['msg']}"] = None
    return _refuse(request, 422, " · ".join(wrong)[:2000] + ". See the OpenAPI.", "Misshapen")


@api.exception_handler(HttpError)
def unread(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """A body that is no JSON."""
    return _refuse(request, fault.status_code, f"request: {fault}. Send what the OpenAPI says.", "Unread")


@api.exception_handler(RequestDataTooBig)
@api.exception_handler(TooManyFilesSent)
def too_large(request: HttpRequest, fault: Exception) -> HttpResponse:
    """More than is read."""
    return _refuse(request, 413, "request: larger than is accepted. Nothing was written. Send less at a time.", "TooLarge")


@api.exception_handler(DatabaseError)
def contradicted(request: HttpRequest, fault: DatabaseError) -> HttpResponse:
    """What the database itself forbids: mixing the kinds of incident, rewriting. Anything else is a fault of the program."""
    if not any(words in str(fault) for words in ("never mix", "append-only")):
        raise fault
    return _refuse(request, 409, str(fault).splitlines()[0], "Impossible")


@api.exception_handler(OperationalError)
def unserved(request: HttpRequest, fault: OperationalError) -> HttpResponse:
    """The database could not; nothing was written."""
    return _refuse(request, 503, in_words(fault), "NotReady")


def _refuse(request: HttpRequest, status: int, said: str, kind: str) -> HttpResponse:
    return api.create_response(request, {"said": said, "kind": kind, "notice": _notice(request)}, status=status)


def _notice(request: HttpRequest) -> str:
    seat = getattr(request, "seat", None)
    return str(seat.incident.banner) if seat else ""


@csrf_exempt
@public
def nothing(request: HttpRequest, **_address: str) -> HttpResponse:
    """An address under ``/api/`` that is none: refused as every other, in JSON, whatever a program meant to do there."""
    if Key()(request) is None:
        return unknown(request, AuthenticationError())
    return refused(request, NotFound())


urlpatterns = [path("", api.urls), path("<path:address>", nothing, name="no-address")]
