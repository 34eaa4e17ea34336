"""Dates as people write them. Pure text: an ambiguous one is refused, or kept with both readings; nothing is guessed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from repatria.registry.refusals import Impossible

EARLIEST, LATEST = 1800, 2100
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_NAMES = {name: i for names in (MONTHS, _LONG) for i, name in enumerate(names, 1)} | {"sept": 9}


@dataclass(frozen=True, slots=True)
class When:
    """A time that is known to some precision: it lies from ``first`` to ``last``, both included. ``raw`` is what was written.

    ``precision`` is ``day``, ``month``, ``year``, ``range`` or ``either`` (two readings of one ambiguous date, which are
    exactly ``first`` and ``last``).
    """

    first: date
    last: date
    precision: str
    raw: str

    @property
    def iso(self) -> str:
        """The same in a form that :func:`read_date` reads back (for ``either``: as a range)."""
        if self.precision == "day":
            return self.first.isoformat()
        if self.precision == "month":
            return self.first.isoformat()[:7]
        if self.precision == "year":
            return f"{self.first.year:04d}"
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def words(self) -> str:
        """The same for a reader."""
        if self.precision == "day":
            return _day(self.first)
        if self.precision == "month":
            return f"{_LONG[self.first.month - 1].title()} {self.first.year}"
        if self.precision == "year":
            return str(self.first.year)
        joint = "or" if self.precision == "either" else "to"
        return f"{_day(self.first)} {joint} {_day(self.last)}"


def read_date(text: str, *, where: str = "date", keep_both: bool = False) -> When:
    """Read ISO dates, ``2 Nov 1950``, ``Nov 1950``, ``1950`` and ranges ``A..B``.

    ``03/04/1951`` is refused, because it is 3 April to some and 4 March to others; with ``keep_both`` it becomes a time with
    both readings. ``23/04/1951`` has one reading only and is accepted. Only ASCII digits count as digits.

    Raises
    ------
    Impossible
        With ``where``, the value and what to write instead.
    """
    raw = " ".join(text.split())
    if ".." in raw:
        return _range(raw, where)
    for pattern, read in _FORMS:
        found = re.fullmatch(pattern, raw, re.IGNORECASE | re.ASCII)
        if found:
            return read(found, raw, where)
    found = re.fullmatch(r"([0-9]{1,2})([/.\-])([0-9]{1,2})\2([0-9]{4})", raw)
    if found:
        return _numbers(int(found[1]), int(found[3]), int(found[4]), raw, where, keep_both)
    raise Impossible(
        f"{where}: {text!r} is not a date. Write 1950-11-02, 2 Nov 1950, Nov 1950, 1950 or 1950-11-02..1950-11-05."
    )


def kept(first: date | None, last: date | None, precision: str, raw: str) -> When | None:
    """A time as it lies in a table; None where nothing is known."""
    return When(first, last, precision, raw) if first and last else None


def _numbers(one: int, two: int, year: int, raw: str, where: str, keep_both: bool) -> When:
    readings = sorted({d for d in (_try(year, two, one), _try(year, one, two)) if d})
    if not readings or not EARLIEST <= year <= LATEST:
        raise Impossible(f"{where}: {raw!r} is not in the calendar. Write it as 1950-11-02.")
    if len(readings) == 1:
        return When(readings[0], readings[0], "day", raw)
    if not keep_both:
        raise Impossible(
            f"{where}: {raw!r} can mean {_day(readings[0])} or {_day(readings[1])}. "
            f"Write {readings[0].isoformat()} or {readings[1].isoformat()}, or keep both readings."
        )
    return When(readings[0], readings[1], "either", raw)


def _range(raw: str, where: str) -> When:
    parts = [p.strip() for p in raw.split("..")]
    if len(parts) != 2 or not all(parts):
        raise Impossible(f"{where}: {raw!r}. Write a range as 1950-11-02..1950-11-05.")
    first, last = (read_date(p, where=where) for p in parts)
    if last.last < first.first:
        raise Impossible(f"{where}: {raw!r} ends before it begins. Swap the two dates.")
    return When(first.first, last.last, "range", raw)


def _iso_day(found: re.Match[str], raw: str, where: str) -> When:
    return _one_day(int(found[1]), int(found[2]), int(found[3]), raw, where)


def _written_day(found: re.Match[str], raw: str, where: str) -> When:
    return _one_day(int(found[3]), _month(found[2], raw, where), int(found[1]), raw, where)


def _american_day(found: re.Match[str], raw: str, where: str) -> When:
    return _one_day(int(found[3]), _month(found[1], raw, where), int(found[2]), raw, where)


def _iso_month(found: re.Match[str], raw: str, where: str) -> When:
    return _whole_month(int(found[1]), int(found[2]), raw, where)


def _written_month(found: re.Match[str], raw: str, where: str) -> When:
    return _whole_month(int(found[2]), _month(found[1], raw, where), raw, where)


def _year(found: re.Match[str], raw: str, where: str) -> When:
    year = _sane(int(found[1]), raw, where)
    return When(date(year, 1, 1), date(year, 12, 31), "year", raw)


_FORMS: tuple[tuple[str, Callable[[re.Match[str], str, str], When]], ...] = (
    (r"([0-9]{4})-([0-9]{2})-([0-9]{2})", _iso_day),
    (r"([0-9]{4})([0-9]{2})([0-9]{2})", _iso_day),
    (r"([0-9]{1,2})[ \-]([a-z]{3,9})\.?,?[ \-]([0-9]{4})", _written_day),
    (r"([a-z]{3,9})\.? ([0-9]{1,2}),? ([0-9]{4})", _american_day),
    (r"([0-9]{4})-([0-9]{2})", _iso_month),
    (r"([a-z]{3,9})\.?,?[ \-]([0-9]{4})", _written_month),
    (r"([0-9]{4})", _year),
)


def _one_day(year: int, month: int, day: int, raw: str, where: str) -> When:
    found = _try(_sane(year, raw, where), month, day)
    if found is None:
        raise Impossible(f"{where}: {raw!r} is not in the calendar. Correct the day or the month.")
    return When(found, found, "day", raw)


def _whole_month(year: int, month: int, raw: str, where: str) -> When:
    if not 1 <= month <= 12:
        raise Impossible(f"{where}: {raw!r} has no month {month}. Write 1 to 12.")
    _sane(year, raw, where)
    return When(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month", raw)


def _month(name: str, raw: str, where: str) -> int:
    month = _NAMES.get(name.lower())
    if month is None:
        raise Impossible(f"{where}: {raw!r} names no month that is known here ({name}). Write the English name or 1950-11.")
    return month


def _sane(year: int, raw: str, where: str) -> int:
    if not EARLIEST <= year <= LATEST:
        raise Impossible(f"{where}: {raw!r} lies outside {EARLIEST} to {LATEST}. Correct the year.")
    return year


def _try(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(day: date) -> str:
    return f"{day.day} {_LONG[day.month - 1].title()} {day.year}"
