"""Pages of the look itself: the living style page and the answers to faults."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from repatria.registry.look.sample import sample


def style(request: HttpRequest) -> HttpResponse:
    """Every component with sample data."""
    return render(request, "look/style.html", sample())


style.public = True  # type: ignore[attr-defined]


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400."""
    return _say(request, 400, _("This request was not understood"), _("Nothing was written. Go back and try again."))


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403."""
    said = _("You may not do this here. Nothing was written. Go back, or ask an administrator.")
    return _say(request, 403, _("This was not done"), said)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404, the same for what is not there and for what is not yours."""
    return _say(request, 404, _("Not found"), _("There is nothing here that you may see."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    said = _("This is a fault in the program. What had been acknowledged before is safe. Tell the administrator the time.")
    context = {"title": _("Something failed"), "sentence": said, "status": 500}
    try:
        page = render_to_string("refusal.html", context, request)
    except Exception:  # the fault may be in what every page asks for: then a page that asks for nothing
        seat = getattr(request, "seat", None)
        page = render_to_string("refusal.html", context | {"banner": seat.incident.banner if seat else ""})
    return HttpResponse(page, status=500)


def _say(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    return render(request, "refusal.html", {"title": title, "sentence": sentence, "status": status}, status=status)
