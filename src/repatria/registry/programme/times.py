"""Days of a story: the same moment elsewhere on earth, the gaps between spans, and anniversaries. Pure, no database, no clock.

A local day is known without its hour, so at another place it may be one of two days: 27 July at UTC+9 begins at 11:00 on 26 July at
UTC-4 and ends at 11:00 on 27 July there. Nothing here needs tables of time zones: an offset is stated with the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)
LONGEST_OFFSET = 14 * 60
"""Minutes from UTC; no place on earth lies further ahead, and none further behind than twelve hours."""


def moments(day: date, offset: int) -> tuple[datetime, datetime]:
    """First moment of a local day and the first after it, in UTC. ``offset``: minutes that the place is ahead of UTC."""
    first = datetime(day.year, day.month, day.day) - timedelta(minutes=offset)
    return first, first + DAY


def days_elsewhere(day: date, offset: int, other: int) -> tuple[date, date]:
    """First and last day that it may be at ``other`` while it is ``day`` at ``offset`` (both minutes ahead of UTC)."""
    first, after = moments(day, offset)
    ahead = timedelta(minutes=other)
    return (first + ahead).date(), (after + ahead - timedelta(microseconds=1)).date()


def may_be_one_moment(day: date, offset: int, other_day: date, other: int) -> bool:
    """Whether something told of two local days may be one and the same moment."""
    (a, b), (c, d) = moments(day, offset), moments(other_day, other)
    return a < d and c < b


def may_follow(left: date, offset: int, arrived: date, other: int) -> bool:
    """Whether an arrival on one local day may come after a departure on another. It may even be an earlier day of the calendar."""
    return moments(arrived, other)[1] > moments(left, offset)[0]


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of days in which nothing stands: from ``since`` up to and with ``until``."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.until - self.since).days + 1

    @property
    def years(self) -> float:
        """How long it lasts in years of 365.25 days, one decimal."""
        return round(self.days / 365.25, 1)


def gaps(spans: Iterable[tuple[date, date]], longer_than: int) -> list[Gap]:
    """The stretches of more than ``longer_than`` days between ``spans`` (first day, last day) that no span covers, in order."""
    found: list[Gap] = []
    reached: date | None = None
    for since, until in sorted(spans):
        if reached is not None and (since - reached).days - 1 > longer_than:
            found.append(Gap(reached + DAY, since - DAY))
        reached = until if reached is None else max(reached, until)
    return found


def years_on(first: date, day: date) -> int:
    """How many whole years ``first`` lies back on ``day``, if ``day`` is its anniversary; else 0. 29 February is kept on 28 February
    in years that have none."""
    years = day.year - first.year
    return years if years > 0 and anniversary(first, day.year) == day else 0


def anniversary(first: date, year: int) -> date:
    """The day on which ``first`` returns in ``year``."""
    try:
        return first.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


def next_anniversary(first: date, today: date) -> tuple[date, int]:
    """The next day on which ``first`` returns, today included, and how many years it lies back then."""
    year = max(today.year, first.year + 1)
    day = anniversary(first, year)
    if day < today:
        year += 1
        day = anniversary(first, year)
    return day, year - first.year
