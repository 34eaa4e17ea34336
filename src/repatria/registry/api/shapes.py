"""The shapes that every answer shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import QuerySet
from ninja import Path, Schema

from repatria.registry.people.seats import Seat

LONGEST = 500
Slug = Path[str]
"""The incident in the address."""
Row = TypeVar("Row")


class Refused(Schema):
    """Why something was not done or not found."""

    said: str
    kind: str
    notice: str = ""


REFUSALS: dict[int, Any] = {400: Refused, 401: Any, 403: Refused, 404: Refused, 409: Refused, 422: Any, 503: Refused}
"""What any endpoint may answer besides its own shape."""


class Listing(Schema):
    """A page of rows. ``notice`` carries the mark of an exercise; ``next`` is the offset of the following page."""

    notice: str
    count: int
    next: int | None
    rows: list[dict[str, Any]]


class Answer(Schema):
    """One thing, or what an act made."""

    notice: str
    row: dict[str, Any]


def listing(seat: Seat, rows: QuerySet[Any], tell: Any, offset: int, limit: int) -> dict[str, Any]:
    """A page of ``rows`` from ``offset``, each told by ``tell``."""
    limit = max(1, min(limit, LONGEST))
    offset = max(0, offset)
    found: Iterable[Any] = rows[offset : offset + limit]
    count = rows.count()
    following = offset + limit
    return {
        "notice": seat.incident.banner,
        "count": count,
        "next": following if following < count else None,
        "rows": [tell(row) for row in found],
    }


def answer(seat: Seat, row: dict[str, Any]) -> dict[str, Any]:
    """One thing with the mark of its incident."""
    return {"notice": seat.incident.banner, "row": row}
