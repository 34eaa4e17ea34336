"""A day as well as it is known: 2018-07-27, 2018-07, 2018, or not at all. Pure, no database."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from repatria.registry.refusals import Impossible

DAY, MONTH, YEAR, UNKNOWN = "day", "month", "year", "unknown"
_WRITTEN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def read_day(text: str, where: str = "date") -> tuple[date | None, str]:
    """(first day, precision) of ``text`` written as year, year-month or year-month-day; empty is "not known".

    Raises Impossible for every other way of writing: 03/04/1951 is two days, and nobody here may choose one.
    """
    text = text.strip()
    if not text:
        return None, UNKNOWN
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise Impossible(f"{where}: {text[:40]!r}. Write 2018-07-27, or 2018-07, or 2018; leave it empty if it is not known.")
    year, month, day = found.groups()
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError as fault:
        raise Impossible(f"{where}: {text!r} is no day of the calendar. Look at the paper again.") from fault
    return first, DAY if day else MONTH if month else YEAR


def written(first: date | None, precision: str) -> str:
    """The inverse of :func:`read_day`."""
    if first is None or precision == UNKNOWN:
        return ""
    return first.isoformat()[: {DAY: 10, MONTH: 7, YEAR: 4}[precision]]


def in_words(first: date | None, precision: str) -> str:
    """``27 July 2018``, ``July 2018``, ``2018``, or "date not known"."""
    if first is None or precision == UNKNOWN:
        return "date not known"
    month = _MONTHS[first.month - 1]
    return {DAY: f"{first.day} {month} {first.year}", MONTH: f"{month} {first.year}", YEAR: str(first.year)}[precision]


def span(first: date | None, precision: str) -> tuple[date, date]:
    """First and last day that the date may mean; the whole calendar if it is not known."""
    if first is None or precision == UNKNOWN:
        return date.min, date.max
    if precision == DAY:
        return first, first
    if precision == MONTH:
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    return first, date(first.year, 12, 31)
