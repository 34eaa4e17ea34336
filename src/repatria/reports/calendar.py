"""Days from words: what a weekday, a day without a year or "last month" means, seen from the day of publication. Pure dates.

Nothing is guessed: without a day of publication, given or stated, a relative time has no value, and ``how_inferred`` says so.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from repatria.reports.claim import AboutTime

SOON = 45
"""Days: a day named without its year, and not looked ahead to, lies at most so long after the publication."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day and place of the report, and where the day is from: ``given`` or ``stated``; no day, no relative dates."""

    day: date | None
    how: str
    place: str | None = None

    @property
    def words(self) -> str:
        """``the publication date 2018-07-27 (given)``."""
        return f"the publication date {self.day} ({self.how})"


UNRESOLVED = "no publication date is given or stated: not resolved"


def span_of(month: int, year: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def whole_date(year: int, month: int, day: int) -> date | None:
    """The date, or ``None`` if there is none, as for 31 June."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def weekday(number: int, anchor: Anchor, *, future: bool, lead: str, part: str | None) -> AboutTime:
    """The weekday nearest the publication in the direction of the tense; ``last`` and ``next`` leave the day itself out."""
    precision = part or "day"
    if anchor.day is None:
        return AboutTime(None, precision, UNRESOLVED)
    back = (anchor.day.weekday() - number) % 7
    if lead == "last":
        day, how = anchor.day - timedelta(back or 7), "the last such weekday before"
    elif lead == "next":
        day, how = anchor.day + timedelta((-back) % 7 or 7), "the next such weekday after"
    elif future:
        day, how = anchor.day + timedelta((-back) % 7), "the first such weekday from"
    else:
        day, how = anchor.day - timedelta(back), "the latest such weekday up to"
    return AboutTime(day.isoformat(), precision, f"{how} {anchor.words}")


def day_without_year(month: int, day: int, anchor: Anchor, named: date | None, *, future: bool) -> AboutTime:
    """A day of a month: the nearest to the publication, or of the year of the day named last."""
    seen = anchor.day
    if seen is not None:
        years = range(seen.year - 1, seen.year + 2)
        days = [found for year in years if (found := whole_date(year, month, day))]
        if future and any(found >= seen for found in days):
            return AboutTime(
                min(d for d in days if d >= seen).isoformat(), "day", f"year: the first such day from {anchor.words}"
            )
        if days:
            nearest = max(d for d in days if (d - seen).days <= SOON)
            return AboutTime(nearest.isoformat(), "day", f"year: the latest such day up to {SOON} days after {anchor.words}")
    if named is not None and (found := whole_date(named.year, month, day)):
        return AboutTime(found.isoformat(), "day", f"year: that of {named}, the day named before it")
    return AboutTime(f"--{month:02d}-{day:02d}", "day", "the year is not stated, and no publication date is given or stated")


def month_without_year(month: int, anchor: Anchor, named: date | None, *, future: bool) -> AboutTime:
    """A month: the latest up to the publication, or the first from it where the sentence looks ahead."""
    if anchor.day is not None:
        year = anchor.day.year
        if future and month < anchor.day.month:
            year += 1
        if not future and month > anchor.day.month:
            year -= 1
        side = "first such month from" if future else "latest such month up to"
        return AboutTime(f"{year:04d}-{month:02d}", "month", f"year: the {side} {anchor.words}")
    if named is not None:
        return AboutTime(f"{named.year:04d}-{month:02d}", "month", f"year: that of {named}, the day named before it")
    return AboutTime(f"--{month:02d}", "month", "the year is not stated, and no publication date is given or stated")


def shifted(anchor: Anchor, amount: float, unit: str, *, back: bool, words: str) -> AboutTime:
    """So many days, weeks, months or years before or after the publication; as exact as the unit."""
    precision = unit.rstrip("s") if unit not in ("centuries", "fortnight") else {"centuries": "century"}.get(unit, "week")
    if anchor.day is None:
        return AboutTime(None, precision, UNRESOLVED)
    how = f"{words}, counted from {anchor.words}"
    sign = -1 if back else 1
    if precision in ("year", "decade", "century"):
        year = anchor.day.year + sign * round(amount * {"year": 1, "decade": 10, "century": 100}[precision])
        return AboutTime(f"{year:04d}", precision, how) if 1 <= year <= 9999 else AboutTime(None, precision, UNRESOLVED)
    if precision == "month":
        months = anchor.day.year * 12 + anchor.day.month - 1 + sign * round(amount)
        if not 12 <= months < 120_000:
            return AboutTime(None, precision, UNRESOLVED)
        return AboutTime(f"{months // 12:04d}-{months % 12 + 1:02d}", "month", how)
    days = sign * amount * {"week": 7, "day": 1, "hour": 1 / 24}.get(precision, 1)
    if abs(days) > 700_000:
        return AboutTime(None, precision, UNRESOLVED)
    moved = anchor.day + timedelta(round(days))
    if precision == "week":
        return AboutTime(_week(moved), "week", how)
    return AboutTime(moved.isoformat(), "day", how)


def neighbour(anchor: Anchor, lead: str, unit: str, words: str) -> AboutTime:
    """Last, this or next week, month, year."""
    if anchor.day is None:
        return AboutTime(None, unit, UNRESOLVED)
    step = {"last": -1, "next": 1}.get(lead, 0)
    how = f"{words}, seen from {anchor.words}"
    if unit == "week":
        return AboutTime(_week(anchor.day + timedelta(7 * step)), "week", how)
    if unit in ("weekend", "day"):
        return AboutTime((anchor.day + timedelta(step)).isoformat(), "day", how)
    if unit == "month":
        months = anchor.day.year * 12 + anchor.day.month - 1 + step
        return AboutTime(f"{months // 12:04d}-{months % 12 + 1:02d}", "month", how)
    size = 10 if unit == "decade" else 1
    return AboutTime(f"{anchor.day.year + size * step:04d}", unit, how)


def _week(day: date) -> str:
    """The ISO interval of the week, Monday to Sunday, that holds ``day``."""
    monday = day - timedelta(day.weekday())
    return f"{monday.isoformat()}/{(monday + timedelta(6)).isoformat()}"
