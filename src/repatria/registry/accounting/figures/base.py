"""What a figure is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from repatria.registry.accounting.ledger.book import Book, book_of, moment_of
from repatria.registry.accounting.spans import Span, Spans, end_of
from repatria.registry.people.models import Incident

POINTS = 400
"""Points of a curve at most; more are thinned."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the list that makes a figure: what, in which words, since when; ``page`` with ``code`` is its address."""

    code: str
    words: str
    since: datetime | None
    page: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A named query. ``value`` answers None for "not yet known"; a true none is 0.

    ``spans``: the facts it counts, where it counts facts. ``verb``: what somebody must be allowed to do to open its list. ``topics``: keys
    of topics whose claims stand beside it; ``sections``: chapters of topics.
    """

    key: str
    title: Any
    definition: Any
    unit: Any
    group: str
    value: Callable[[Book, datetime], int | None]
    verb: str
    spans: Callable[[Book], Spans] | None = None
    lines: Callable[[Book, datetime], Sequence[Line]] | None = None
    page: str = ""
    topics: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    days: Callable[[Book], Sequence[date]] | None = None
    public: bool = False

    def of(self, incident: Incident, day: date) -> int | None:
        """What was known at the end of ``day`` (or by now, while it is not over); None: not yet known."""
        return self.value(book_of(incident), moment_of(incident, day))

    def at(self, incident: Incident, moment: datetime) -> list[Span]:
        """The facts that were so just before ``moment``."""
        return self.spans(book_of(incident)).at(moment) if self.spans else []

    def history(self, incident: Incident) -> list[tuple[date, int | None]]:
        """Every day on which it may have changed, with what was known at its end."""
        book = book_of(incident)
        days = list(self.days(book) if self.days else self.spans(book).days() if self.spans else [])
        if len(days) > POINTS:
            step = -(-len(days) // POINTS)
            days = [day for place, day in enumerate(days) if place % step == 0 or place == len(days) - 1]
        return [(day, self.value(book, end_of(day))) for day in days]


def counting(
    spans: Callable[[Book], Spans], ground: Callable[[Book], Sequence[Spans]]
) -> Callable[[Book, datetime], int | None]:
    """A value that counts ``spans``; not yet known before anything of ``ground`` is known."""

    def value(book: Book, moment: datetime) -> int | None:
        if not any(one.ever(moment) for one in ground(book)):
            return None
        return spans(book).count(moment)

    return value
