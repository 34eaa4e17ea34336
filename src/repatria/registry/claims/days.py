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


_BETWEEN = re.compile(r"(?:(?P<words>.*\S) )?\(?(?P<since>[0-9-]{4,10})\.\.(?P<until>[0-9-]{4,10})\)?")


def between(text: str, where: str = "date") -> tuple[date, date]:
    """First and last day that a claimed date may mean.

    Written as ``2018-07-27``, as ``2018-07``, or as words with a range: ``late July (2018-07-21..2018-07-31)``.

    The words are the source's; the range is what whoever records them takes them to mean.
    """
    found = _BETWEEN.fullmatch(" ".join(text.split()))
    if found is None:
        return span(*read_day(text, where))
    since, until = (span(*read_day(found[end], where)) for end in ("since", "until"))
    if until[1] < since[0]:
        raise Impossible(f"{where}: {found['since']}..{found['until']} ends before it begins. Swap the two days.")
    return since[0], until[1]


def as_said(words: str, since: str, until: str) -> str:
    """The words of a source with the range they are taken to mean, as :func:`between` reads it; without a range the words alone."""
    return f"{words} ({since}..{until})" if since and until else words


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
