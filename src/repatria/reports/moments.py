"""Whether two days at two places can be one moment: intervals of universal time, wide where a place is not known."""

from __future__ import annotations

from datetime import datetime, timedelta

from repatria.reports.claim import AboutTime, Claim
from repatria.reports.language import load
from repatria.reports.places import zone

ANYWHERE = (-12.0, 14.0)
"""Hours from Greenwich of a place that nobody named."""
DAYS = ("day", "night", "morning")


def moment(claim: Claim, code: str = "en") -> tuple[datetime, datetime] | None:
    """First and last instant (universal time) that the day of a claim can mean, or ``None`` if it names no day."""
    when = claim.about_time
    if when is None or when.value is None or when.precision not in DAYS or len(when.value) != 10:
        return None
    first, last = _hours(when, code)
    least, most = zone(claim.place, code) or ANYWHERE
    day = datetime.fromisoformat(when.value)
    return day + timedelta(hours=first - most), day + timedelta(hours=last - least)


def _hours(when: AboutTime, code: str) -> tuple[float, float]:
    parts = load(code).sheets["time"]["parts"]
    first, last = parts.get(when.precision, (0, 24))
    return float(first), float(last)


def one_moment(a: Claim, b: Claim) -> bool | None:
    """Whether the days of two claims can be one moment; ``None`` where one of them names no day."""
    one, other = moment(a), moment(b)
    if one is None or other is None:
        return None
    return one[0] <= other[1] and other[0] <= one[1]


def in_words(claim: Claim) -> str:
    """``“Friday” (2018-07-27, North Korea)``."""
    when = claim.about_time.value if claim.about_time else None
    where = f", {claim.place}" if claim.place else ""
    return f"“{' '.join(claim.quote.split())[:40]}” ({when}{where})"
