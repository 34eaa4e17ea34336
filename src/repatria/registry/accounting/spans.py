"""Facts with a beginning and an end, and how many of them hold at a moment. Pure: no database.

A *span* says that something is so of one subject from a moment on, until another moment or until now. Every figure of the account is
such a set of spans, so that it can be asked for any past day at the cost of two searches in a sorted list.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


def end_of(day: date) -> datetime:
    """The moment at which ``day`` is over, UTC; what was known by then was known on that day."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Span:
    """So of ``subject`` (the id of a thing) from ``since``, to ``until`` (None: still). ``words``: what a list says of it."""

    subject: int
    since: datetime
    until: datetime | None = None
    words: str = ""

    def holds(self, moment: datetime) -> bool:
        """Whether it was so just before ``moment``."""
        return self.since < moment and (self.until is None or self.until >= moment)


class Spans:
    """Spans of one kind, each subject at most once at a time: overlapping ones of one subject are joined."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self.all: Sequence[Span] = joined(spans)
        self._starts = sorted(span.since for span in self.all)
        self._ends = sorted(span.until for span in self.all if span.until is not None)

    def count(self, moment: datetime) -> int:
        """How many subjects it was so of just before ``moment``."""
        return bisect_left(self._starts, moment) - bisect_left(self._ends, moment)

    def ever(self, moment: datetime) -> bool:
        """Whether it had been so of anybody by ``moment``."""
        return bisect_left(self._starts, moment) > 0

    def at(self, moment: datetime) -> list[Span]:
        """The spans that held just before ``moment``."""
        return [span for span in self.all if span.holds(moment)]

    def subjects(self, moment: datetime) -> set[int]:
        """Of whom it was so just before ``moment``."""
        return {span.subject for span in self.all if span.holds(moment)}

    def days(self) -> list[date]:
        """The days on which something began or ended, in order."""
        return sorted({moment.astimezone(UTC).date() for moment in (*self._starts, *self._ends)})

    def within(self, other: Spans) -> Spans:
        """Only as long as it is so of the same subject in ``other`` as well."""
        theirs: dict[int, list[Span]] = {}
        for span in other.all:
            theirs.setdefault(span.subject, []).append(span)
        return Spans(
            Span(mine.subject, max(mine.since, one.since), _earlier(mine.until, one.until), mine.words)
            for mine in self.all
            for one in theirs.get(mine.subject, ())
        )

    def without(self, other: Spans) -> Spans:
        """Only as long as it is not so of the same subject in ``other``."""
        theirs: dict[int, list[Span]] = {}
        for span in other.all:
            theirs.setdefault(span.subject, []).append(span)
        kept: list[Span] = []
        for mine in self.all:
            parts = [mine]
            for one in theirs.get(mine.subject, ()):
                parts = [piece for part in parts for piece in _cut(part, one)]
            kept += parts
        return Spans(kept)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The same spans without empty ones, overlapping and touching ones of one subject made one; by beginning."""
    by_subject: dict[int, list[Span]] = {}
    for span in spans:
        if span.until is None or span.until > span.since:
            by_subject.setdefault(span.subject, []).append(span)
    kept: list[Span] = []
    for some in by_subject.values():
        if len(some) > 1:
            some = _merged(sorted(some, key=lambda s: s.since))
        kept += some
    return sorted(kept, key=lambda s: (s.since, s.subject))


def _merged(some: Sequence[Span]) -> list[Span]:
    kept = [some[0]]
    for span in some[1:]:
        last = kept[-1]
        if last.until is None or span.since <= last.until:
            until = None if last.until is None or span.until is None else max(last.until, span.until)
            kept[-1] = Span(last.subject, last.since, until, last.words)
        else:
            kept.append(span)
    return kept


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    told = [moment for moment in (one, other) if moment is not None]
    return min(told) if told else None


def _cut(mine: Span, other: Span) -> list[Span]:
    """What is left of ``mine`` where ``other`` holds no more or not yet."""
    if (other.until is not None and other.until <= mine.since) or (mine.until is not None and mine.until <= other.since):
        return [mine]
    left = []
    if other.since > mine.since:
        left.append(Span(mine.subject, mine.since, other.since, mine.words))
    if other.until is not None and (mine.until is None or other.until < mine.until):
        left.append(Span(mine.subject, other.until, mine.until, mine.words))
    return left
