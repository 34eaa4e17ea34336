"""The shapes that every answer shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from django.db.models import QuerySet
from ninja import Path, Schema

from repatria.registry.journal.recording import told as plain
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible

LONGEST = 500
FARTHEST = 10**9
Slug = Path[str]
"""The incident in the address."""


class Refused(Schema):
    """Why something was not done or not found."""

    said: str
    kind: str
    notice: str = ""


REFUSALS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 503), Refused)
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


def chosen(name: str, told: str, among: Mapping[str, str]) -> str:
    """The value of the filter ``name`` that was told by itself or by its word; empty is no filter. Impossible if there is none.

    A filter that is not understood would answer with everything, or with nothing, and either would be believed.
    """
    words = {word.lower(): value for value, word in among.items()} | {value.lower(): value for value in among}
    if not told or told.lower() in words:
        return words[told.lower()] if told else ""
    near = get_close_matches(told.lower()[:80], words, n=1, cutoff=0.3) or sorted(words)[:1]
    taken = ", ".join(f"{value} ({word})" if value != word else value for value, word in among.items())
    raise Impossible(f"{name}: {told[:40]!a} is none of those it takes. Nearest: {near[0]}. All: {taken}.")


def listing(seat: Seat, rows: QuerySet[Any] | Sequence[Any], tell: Any, offset: int, limit: int) -> dict[str, Any]:
    """A page of ``rows`` from ``offset``, each told by ``tell``."""
    limit = max(1, min(limit, LONGEST))
    offset = max(0, min(offset, FARTHEST))
    found: Iterable[Any] = rows[offset : offset + limit]
    count = rows.count() if isinstance(rows, QuerySet) else len(rows)
    following = offset + limit
    return {
        "notice": seat.incident.banner,
        "count": count,
        "next": following if following < count else None,
        "rows": [plain(tell(row)) for row in found],
    }


def answer(seat: Seat, row: dict[str, Any]) -> dict[str, Any]:
    """One thing with the mark of its incident. Decimals and moments become text."""
    return {"notice": seat.incident.banner, "row": plain(row)}
