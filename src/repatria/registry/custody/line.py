"""The line of holders and places of one item, and what breaks it. Pure: rows in, sentences out."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

TOLERATED = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Leg:
    """One stretch of the line: in these hands, at this place, from then to then (None: until now)."""

    who: str
    place: str
    since: datetime
    until: datetime | None
    longitude: float | None = None
    latitude: float | None = None
    within_km: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A stretch that nobody answers for, or one that two holders claim."""

    kind: str
    """``gap`` or ``overlap``."""
    since: datetime
    until: datetime
    before: str
    after: str


def breaks(legs: Sequence[Leg]) -> list[Break]:
    """Where the line of ``legs`` (in order of their beginning) is not unbroken."""
    found = []
    for left, right in itertools.pairwise(legs):
        if left.until is None:
            found.append(Break("overlap", right.since, right.until or right.since, left.who, right.who))
        elif right.since - left.until > TOLERATED:
            found.append(Break("gap", left.until, right.since, left.who, right.who))
        elif left.until - right.since > TOLERATED:
            found.append(Break("overlap", right.since, left.until, left.who, right.who))
    return found
