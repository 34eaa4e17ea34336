"""What every page knows: the seat, the navigation and the mark of an exercise."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import get_language

NAVIGATION = "repatria.registry.people.desks.nav"
"""Named, not imported: the look stands below the people."""


def house(request: HttpRequest) -> dict[str, Any]:
    """``seat``, ``incident``, ``nav``, ``banner``, ``language`` for templates."""
    seat = getattr(request, "seat", None)
    return {
        "seat": seat,
        "incident": seat.incident if seat else None,
        "nav": import_string(NAVIGATION)(seat, request.path),
        "banner": seat.incident.banner if seat else "",
        "language": get_language() or "en",
    }
