"""Two days, two lengths of time, two places or two acts about one event."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace

from repatria.reports.claim import Claim, Pair
from repatria.reports.language import load
from repatria.reports.moments import DAYS, in_words, one_moment
from repatria.reports.parties import canonical, same_party
from repatria.reports.places import zone
from repatria.reports.tokens import tokens
from repatria.reports.topics import label

ONCE = ("ceremony", "armistice", "suspension", "summit")
"""Events of which a report tells one: two days of it are a conflict. Of others two days may be two events."""
NEAR = 600
"""Characters after an event within which its report says what comes after it."""


def compare_days(a: Claim, b: Claim) -> Pair | None:
    """The days of one event; a difference of place where the day is the same."""
    about = label(a.subject) if a.kind == "date" else "ceremony"
    one, other = a.about_time, b.about_time
    if one is None or other is None or one.value is None or other.value is None:
        return None
    if one.precision in DAYS and other.precision in DAYS:
        return _days(a, b, about)
    if one.precision in ("before", "after") or other.precision in ("before", "after"):
        return None
    short, long = sorted((one.value, other.value), key=len)
    if (
        "/" in one.value
        or "/" in other.value
        or one.precision in ("decade", "century")
        or other.precision in ("decade", "century")
    ):
        return Pair(a, b, "agree", f"the same time, {short}") if short == long else None
    if short == long[: len(short)]:
        verdict = "agree" if short == long else "compatible"
        return Pair(
            a,
            b,
            verdict,
            f"{in_words(a)} and {in_words(b)}: the one lies within the other" if short != long else f"both say {short}",
        )
    if about in ONCE:
        return Pair(a, b, "conflict", f"{about}: {in_words(a)} and {in_words(b)} are different times")
    return None


def _days(a: Claim, b: Claim, about: str) -> Pair | None:
    met, same = one_moment(a, b), a.about_time.value == b.about_time.value if a.about_time and b.about_time else False
    known = zone(a.place), zone(b.place)
    if a.place and b.place and a.place != b.place and about == "ceremony" and not same_party(a.place, b.place):
        return Pair(a, b, "conflict", f"a difference of place: {in_words(a)} and {in_words(b)}")
    if same and None not in known and known[0] != known[1] and not met:
        return Pair(a, b, "compatible", f"one date in two places that do not share the day: {in_words(a)}, {in_words(b)}")
    if same:
        return Pair(a, b, "agree", f"the same day, {a.about_time.value if a.about_time else ''}")
    if met:
        return Pair(a, b, "agree", f"{in_words(a)} and {in_words(b)} are one moment across the date line or between two clocks")
    if about in ONCE:
        return Pair(a, b, "conflict", f"{about}: {in_words(a)} and {in_words(b)} are different days")
    return Pair(a, b, "not_comparable", f"{in_words(a)} and {in_words(b)} are different days, and may be different events")


def place_after(pair: Pair, first: Sequence[Claim], second: Sequence[Claim]) -> Pair:
    """A ceremony set at a place to which the other report has the remains go only after it: a difference of place.

    ``first`` and ``second`` in the order of their texts.
    """
    a, b = pair.a, pair.b
    if pair.verdict == "conflict" or {a.kind, b.kind} - {"plan", "date", "expectation", "promise"} or (a.place and b.place):
        return pair
    for there, here, others in ((a, b, second), (b, a, first)):
        if not there.place or here.place or "ceremony" not in f"{there.quote} {here.quote}".lower():
            continue
        near = following(others, here.start, NEAR)
        after = next((c for c in near if c.place == there.place and _after(c)), None)
        if after is not None:
            why = (
                f"a difference of place: the one sets it in {there.place}, the other has “{' '.join(after.quote.split())[:80]}”"
            )
            return replace(pair, verdict="conflict", reason=why)
    return pair


def following(claims: Sequence[Claim], start: int, reach: int) -> Sequence[Claim]:
    """Of ``claims``, in the order of their text, those that begin less than ``reach`` characters from ``start`` on."""
    begin = bisect.bisect_left(claims, start, key=lambda c: c.start)
    return claims[begin : bisect.bisect_left(claims, start + reach, key=lambda c: c.start)]


def _after(claim: Claim) -> bool:
    """Whether a claim says that it comes after what was told before it."""
    row = tuple(tokens(claim.quote))
    return load().phrases("time", "relative", "event_days").find(row, 0, len(row)) is not None


def compare_periods(a: Claim, b: Claim) -> Pair | None:
    """Two spans of years, or two lengths of time."""
    spans = [isinstance(c.value, str) for c in (a, b)]
    if spans[0] != spans[1]:
        return None
    if (a.value, a.low, a.high, a.unit) == (b.value, b.low, b.high, b.unit):
        return Pair(a, b, "agree", f"both say “{' '.join(a.quote.split())}”")
    if all(spans):
        if str(a.low)[:4] > str(b.high)[:4] or str(b.low)[:4] > str(a.high)[:4]:
            return Pair(a, b, "not_comparable", f"the spans {a.value} and {b.value} do not touch")
        return Pair(a, b, "conflict", f"the spans {a.value} and {b.value} overlap, but begin or end differently")
    one, other = (a.unit or "").split(), (b.unit or "").split()
    if set(one) & set(other) - {"or", "and", "to"}:
        low_a, high_a = a.low or 0, a.high if a.high is not None else float("inf")
        low_b, high_b = b.low or 0, b.high if b.high is not None else float("inf")
        if float(low_a) <= float(high_b) and float(low_b) <= float(high_a):
            return Pair(a, b, "compatible", f"“{' '.join(a.quote.split())}” and “{' '.join(b.quote.split())}” meet")
        return Pair(a, b, "conflict", f"“{' '.join(a.quote.split())}” and “{' '.join(b.quote.split())}” do not meet")
    return Pair(
        a, b, "not_comparable", f"“{' '.join(a.quote.split())}” and “{' '.join(b.quote.split())}” are in different units"
    )


def compare_places(a: Claim, b: Claim) -> Pair | None:
    """Two places of one event: the same, or two stations of a way."""
    if not a.place or not b.place:
        return None
    if a.place == b.place:
        return Pair(a, b, "agree", f"both name {a.place}")
    return None


def compare_acts(a: Claim, b: Claim) -> Pair | None:
    """Two promises, plans or requests about one event: by one party in two spellings, or by different ones."""
    shared = next(((x, y) for x in names(a) for y in names(b) if same_party(x, y)), None)
    if a.kind == "promise":
        if shared is None:
            return Pair(a, b, "compatible", "both tell of a promise about the same matter; the parties are not named alike")
        spelt = "" if shared[0] == shared[1] else f" (“{shared[0]}” and “{shared[1]}” are one party: {canonical(shared[0])})"
        return Pair(a, b, "agree", f"both tell of a promise about the same matter that {shared[0]} has part in{spelt}")
    if a.place and b.place and a.place != b.place:
        return Pair(a, b, "compatible", f"two {a.kind}s about one matter, in {a.place} and in {b.place}")
    if shared is not None:
        return Pair(a, b, "compatible", f"two {a.kind}s about one matter, both with {shared[0]}")
    return None


def names(claim: Claim) -> list[str]:
    """The runs of capital words in an act, its speaker included."""
    row, out, run = tuple(tokens(claim.quote)), list[str](), list[str]()
    for i, token in enumerate((*row, *tokens("."))):
        if token.capital and token.kind == "word" and (i > 0 or (len(row) > 1 and row[1].capital)):
            run.append(token.text.removesuffix("’s").removesuffix("'s"))
        elif run:
            out.append(" ".join(run))
            run = []
    return [name for name in out if len(name) > 3] + ([claim.asserted_by] if claim.asserted_by else [])
