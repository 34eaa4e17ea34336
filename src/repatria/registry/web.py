"""What every page shares: the headers, the answers to refusals, and the seat that a request speaks from."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import ExitStack
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import DatabaseError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils.translation import gettext as _

from repatria.errors import RepatriaError
from repatria.registry.people.lived import in_its_time
from repatria.registry.people.seats import Seat, seat_of
from repatria.registry.refusals import NotFound, Refusal

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
log = logging.getLogger("repatria.registry")


class SeatRequest(HttpRequest):
    """A request from somebody at work in an incident."""

    seat: Seat
    htmx: Any


def page(verb: str, *, methods: tuple[str, ...] = ("GET", "POST")) -> Callable[[Callable[..., HttpResponse]], Any]:
    """Make a view of an incident: it gets ``request.seat``, or the visitor gets "not found"."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def seated(request: Any, *args: Any, incident: str, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            try:
                request.seat = seat_of(request.user, incident)
                request.seat.need(verb)
                if request.method not in (*methods, "HEAD", "OPTIONS"):
                    return HttpResponseNotAllowed(methods)
                return view(request, *args, **kwargs)
            except NotFound as nothing:
                raise Http404(str(nothing)) from nothing

        seated.verb, seated.methods = verb, methods  # type: ignore[attr-defined]
        return seated

    return decorate


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that needs no login, so that the matrix of routes and roles knows it is meant."""
    view.public = True  # type: ignore[attr-defined]
    return view


class Headers:
    """The same strict headers on every answer, errors and files included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class OwnTime:
    """A page of an exercise that was lived in invented time is answered at that exercise's own last moment."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with ExitStack() as request.own_time:  # type: ignore[attr-defined]
            return self.get_response(request)

    def process_view(self, request: Any, _view: Any, _args: Any, told: dict[str, Any]) -> None:
        """As soon as it is known which incident is asked for."""
        if told.get("incident"):
            stand_in(request, told["incident"])


def stand_in(request: Any, slug: str) -> None:
    """Answer the rest of this request where the time of the incident ``slug`` stands."""
    request.own_time.enter_context(in_its_time(slug))


class Faults:
    """Refusals and faults become pages that say where, what and what to do; never a traceback."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Answer for ``fault``, or let Django do it."""
        if isinstance(fault, NotFound):
            return _say(request, 404, _("Not found"), str(NotFound()))
        if isinstance(fault, Refusal):
            return _say(request, fault.status, _("This was not done"), str(fault))
        if isinstance(fault, RepatriaError):
            return _say(request, 422, _("This was not done"), str(fault))
        if isinstance(fault, (RequestDataTooBig, TooManyFilesSent)):
            return _say(request, 413, _("Too large"), _("The upload is larger than this page accepts. Nothing was written."))
        if isinstance(fault, OperationalError):
            log.error("database: %s", type(fault).__name__)
            broken = _("The disk failed") if is_broken(fault) else _("Nothing was written")
            return _say(request, 503, broken, in_words(fault))
        if isinstance(fault, DatabaseError) and any(w in str(fault) for w in ("never mix", "append-only")):
            return _say(request, 409, _("This was not done"), str(fault).splitlines()[0])
        return None


def is_broken(fault: OperationalError) -> bool:
    """Whether the disk itself failed. A write whose sync failed may still be there after a restart."""
    return "i/o error" in str(fault).lower()


def in_words(fault: OperationalError) -> str:
    """A database fault as a person can act on it."""
    text = str(fault).lower()
    if is_broken(fault):
        return _(
            "The disk failed while this was being written. It may or may not have been kept: look before you do it again, "
            "and tell the administrator; the registry should stop until the disk is sound."
        )
    if "full" in text or "no space" in text:
        return _("The disk is full. Nothing was written; what was there can still be read. Free some space, then try again.")
    if "locked" in text or "busy" in text or "lock" in text:
        return _("Somebody else is writing a great deal at this moment. Nothing was written. Try again in a minute.")
    return _("The database did not answer as it should. Nothing was written. Tell the administrator, then try again.")


def _say(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    return render(request, "refusal.html", {"title": title, "sentence": sentence, "status": status}, status=status)
