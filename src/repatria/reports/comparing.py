"""Two reports held against each other: agree, compatible, conflict or not comparable, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from repatria.reports.claim import Claim, Pair


def compare(a: Sequence[Claim], b: Sequence[Claim]) -> tuple[Pair, ...]:
    """Every claim of ``a`` beside those of ``b`` on the same topic, in the order of ``a``."""
    return tuple(pair for one in a for other in b if (pair := _counts(one, other)) is not None)


def topic_of(claim: Claim) -> str:
    """The topic before the colon of a subject; the whole subject where there is none."""
    return claim.subject.partition(":")[0]


def _counts(a: Claim, b: Claim) -> Pair | None:
    if a.kind != "count" or b.kind != "count" or topic_of(a) != topic_of(b):
        return None
    if a.counts != b.counts:
        return Pair(a, b, "conflict", f"the one counts {a.counts}, the other {b.counts}")
    if (a.low, a.high) == (b.low, b.high):
        return Pair(a, b, "agree", "the same number of the same kind")
    above = a.low is not None and b.high is not None and a.low > b.high
    below = a.high is not None and b.low is not None and a.high < b.low
    if above or below:
        return Pair(a, b, "conflict", f"{a.quote} and {b.quote} cannot both be true")
    return Pair(a, b, "compatible", "their ranges meet")
