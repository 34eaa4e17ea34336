"""Spans between two years, or between two months of one or two years."""

from __future__ import annotations

from repatria.reports.claim import AboutTime
from repatria.reports.finder import Finder, When

JOINS = ("to", "-", "–", "—", "through", "until", "till", "and")


def year_span(f: Finder, i: int) -> When | None:
    """1990 to 2005; 1996-2005; 1950-53; between 1996 and 2005."""
    first, low = i, f.year(i)
    if low is None:
        return None
    opened = f.low(i - 1) in ("between", "from")
    if f.low(i + 1) not in ("to", "-", "–", "—", "through", "until", "till", "and") or (
        f.low(i + 1) == "and" and not _both(f, i, opened)
    ):
        return None
    high, text = f.number(i + 2), f.row[i + 2].text if i + 2 < len(f.row) else ""
    if high is not None and len(text) == 2:
        high += low // 100 * 100
    if high is None or not low < high <= 2199 or len(text) not in (2, 4) or (len(text) == 2 and f.low(i + 1) not in ("-", "–")):
        return None
    value = f"{low:04d}/{high:04d}"
    first -= 1 if opened else 0
    return When(first, i + 3, AboutTime(value, "span", "stated in full"), True, value, low, high, "years")


def _both(f: Finder, i: int, opened: bool) -> bool:
    """Whether "1998 and 1999" is one span: opened by "between", or neighbouring years named as "the years"."""
    return opened or f.low(i - 1) == "years"


def month_span(f: Finder, i: int) -> When | None:
    """May to November 1992; between June 1951 and March 1953; July–August; from October until May."""
    opened = f.low(i - 1) in ("between", "from")
    low = f.month(i)
    if low is None:
        return None
    at = f.past_stop(i + 1)
    began = f.year(at)
    at = at + 1 if began is not None else at
    if f.low(at) not in JOINS or (f.low(at) == "and" and f.low(i - 1) != "between"):
        return None
    high = f.month(at + 1)
    if high is None or f.number(f.past_stop(at + 2)) in range(1, 32):
        return None
    last = f.past_stop(at + 2)
    year = f.year(last + 1 if f.low(last) == "," else last)
    last = last if year is None else last + (2 if f.low(last) == "," else 1)
    ended = year if year is not None else began + (high < low) if began is not None else None
    first = i - 1 if opened else i
    if ended is None:
        return When(first, last, AboutTime(None, "span", "between two months of a year that is not stated"), True)
    began = began if began is not None else ended - (high < low)
    if (began, low) >= (ended, high):
        return None
    ends = f"{began:04d}-{low:02d}", f"{ended:04d}-{high:02d}"
    value = "/".join(ends)
    return When(first, last, AboutTime(value, "span", "stated in full"), True, value, *ends, "months")
