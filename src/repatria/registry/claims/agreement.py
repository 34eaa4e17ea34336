"""Whether claims can hold together. Pure: values in, a word out; it judges no source and chooses none.

A number said as "about" is taken as rounded at its last digit that is not zero: about 30 means 25 up to, but not including, 35.
"At least", "at most" and "over" are open to one side. "Believed" says how sure the speaker was, not how wide the number is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from repatria.registry.claims.days import between
from repatria.registry.refusals import Impossible

ALONE, SAME, DIFFER, CONTRADICT = "alone", "same", "differ", "contradict"
INFINITE = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Said:
    """The value of one claim; ``since`` and ``until`` bound the day it speaks of."""

    kind: str
    low: Decimal | None = None
    high: Decimal | None = None
    text: str = ""
    hedge: str = "none"
    since: date = date.min
    until: date = date.max


@dataclass(frozen=True, slots=True)
class Reach:
    """The numbers that a claim leaves possible. ``open_low`` / ``open_high``: the end itself is not among them."""

    low: Decimal
    high: Decimal
    open_low: bool = False
    open_high: bool = False

    def meets(self, other: Reach) -> bool:
        """Whether some number is possible under both."""
        return not (_ends_before(self, other) or _ends_before(other, self))


def _ends_before(left: Reach, right: Reach) -> bool:
    return left.high < right.low or (left.high == right.low and (left.open_high or right.open_low))


def reach(said: Said) -> Reach:
    """The numbers that a number or range leaves possible, its hedge considered."""
    low = said.low if said.low is not None else -INFINITE
    high = said.high if said.high is not None else (INFINITE if said.kind == "range" else low)
    if said.hedge == "at least":
        return Reach(low, INFINITE)
    if said.hedge == "over":
        return Reach(low, INFINITE, open_low=True)
    if said.hedge == "at most":
        return Reach(-INFINITE, high)
    if said.hedge == "about":
        half = _step(low) / 2
        return Reach(low - half, high + _step(high) / 2, open_high=True)
    return Reach(low, high)


def _step(value: Decimal) -> Decimal:
    """The place of the last digit that is not zero: 10 for 30, 1000 for 36,000, 0.1 for 2.5."""
    if not value.is_finite() or not value:
        return Decimal(0)
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def same(a: Said, b: Said) -> bool:
    """Whether two claims say the same thing, hedge included."""
    return (a.kind, a.low, a.high, a.hedge, _plain(a.text)) == (b.kind, b.low, b.high, b.hedge, _plain(b.text))


def contradict(a: Said, b: Said) -> bool:
    """Whether two claims about the same time cannot both hold. Words are never judged, only numbers and dates are."""
    if a.until < b.since or b.until < a.since:
        return False
    numbers = {"number", "range"}
    if a.kind in numbers and b.kind in numbers:
        return not reach(a).meets(reach(b))
    if a.kind == b.kind == "date":
        return _days_apart(a.text, b.text)
    return False


def _days_apart(left: str, right: str) -> bool:
    try:
        (a, b), (c, d) = between(left), between(right)
    except Impossible:
        return False
    return b < c or d < a


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def verdict(claims: Sequence[Said]) -> str:
    """``alone``, ``same``, ``differ`` (told differently, may both hold) or ``contradict`` (cannot all hold)."""
    pairs = [(a, b) for a, b in combinations(claims, 2) if a.until >= b.since and b.until >= a.since]
    if not pairs:
        return ALONE
    if any(contradict(a, b) for a, b in pairs):
        return CONTRADICT
    return SAME if all(same(a, b) for a, b in pairs) else DIFFER
