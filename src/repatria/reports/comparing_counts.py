"""Two counts on one topic: is the same thing counted, do the ranges meet, do they speak of the same time and scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from repatria.reports.claim import Claim, Pair
from repatria.reports.comparing_events import following
from repatria.reports.language import load
from repatria.reports.moments import one_moment
from repatria.reports.numbers import spread
from repatria.reports.topics import label

HAPPEN = ("handed over", "recovered", "buried", "captured", "informed")
"""Topics of what happens on a day: two days may be two events. Of the others (missing, dead) a count stands until it is corrected."""
LIVES = ("missing", "dead", "believed still there")
"""Topics where a count of remains and one of persons is the same count in other words."""
OUTCOMES = ("handed over", "recovered", "identified", "accounted for")
"""Topics that one figure has passed through as it was told on."""
SAID = 50
"""Claims of one number that its history looks at."""
WORDS = {"persons": "persons", "sets": "sets of remains", "containers": "containers", "names": "names", "other": "other things"}


def compare_counts(a: Claim, b: Claim) -> Pair:
    """The verdict on two counts of one topic."""
    if a.counts != b.counts or (a.unit == "percent") != (b.unit == "percent"):
        return _kinds_differ(a, b)
    if a.counts == "other" and not _same_unit(a, b):
        return Pair(a, b, "not_comparable", f"the one counts {a.unit}, the other {b.unit}")
    if not _equal(a, b) and (times := _times_differ(a, b)):
        return Pair(a, b, "not_comparable", f"they speak of different times, {times}")
    scopes = _scopes(a, b)
    if _equal(a, b):
        hedged = "" if a.qualifier == b.qualifier else f", the one {_hedge(a)}, the other {_hedge(b)}"
        return Pair(a, b, "agree", f"both say “{said(a)}” of what is {label(a.subject)}{hedged}")
    if _meet(a, b):
        why = f"“{said(a)}” and “{said(b)}” can both be true"
        return Pair(
            a, b, "compatible", f"{why}: hedges over different subjects ({scopes})" if scopes else f"{why}: their ranges meet"
        )
    if _rounds(a, b):
        return Pair(a, b, "compatible", f"{said(a)} and {said(b)} are one figure, rounded")
    if scopes:
        return Pair(a, b, "not_comparable", f"{said(a)} and {said(b)} are said of different subjects ({scopes})")
    return Pair(a, b, "conflict", f"“{said(a)}” and “{said(b)}” cannot both be true of what is {label(a.subject)}")


def history(one: Sequence[Claim], other: Sequence[Claim]) -> list[Pair]:
    """One figure told of different outcomes: 229 identified here, 229 sets recovered and 153 accounted for there."""
    out: list[Pair] = []
    told: dict[object, list[Claim]] = defaultdict(list)
    for claim in other:
        if claim.kind == "count" and label(claim.subject) in OUTCOMES and len(told[claim.value]) < SAID:
            told[claim.value].append(claim)
    for a in one:
        if a.kind != "count" or label(a.subject) not in OUTCOMES or not isinstance(a.value, int) or a.value < 10:
            continue
        for b in told[a.value]:
            if label(a.subject) == label(b.subject):
                continue
            why = f"the same {a.value:,} is said of {_kind(a)} {label(a.subject)} and of {_kind(b)} {label(b.subject)}"
            out.append(Pair(a, b, "conflict", f"{why}: one figure with two meanings"))
            out += _later(a, b, one, other)
    return out


def _later(a: Claim, b: Claim, one: Sequence[Claim], other: Sequence[Claim]) -> list[Pair]:
    """Of a figure with two meanings: what the side that does not claim an end says was named of it."""
    named = ("identified", "accounted for")
    out = []
    for ended, begun, rest, swapped in ((a, b, other, False), (b, a, one, True)):
        if label(ended.subject) not in named or label(begun.subject) in named:
            continue
        for c in following(rest, begun.end, 400):
            if c.kind == "count" and label(c.subject) in named and isinstance(c.value, int) and c.value < int(ended.value or 0):
                whole = f"{begun.value:,} {label(begun.subject)}"
                why = f"{ended.value:,} {label(ended.subject)} against {c.value:,} {label(c.subject)} of {whole}"
                out.append(Pair(c, ended, "conflict", why) if swapped else Pair(ended, c, "conflict", why))
    return out


def _kinds_differ(a: Claim, b: Claim) -> Pair:
    kinds = f"{said(a)} counts {_kind(a)}, {said(b)} counts {_kind(b)}"
    if "other" in (a.counts, b.counts) or "names" in (a.counts, b.counts):
        return Pair(a, b, "not_comparable", kinds)
    met = _equal(a, b) or (_meet(a, b) and a.value is not None and a.value == b.value)
    if label(a.subject) in LIVES and {a.counts, b.counts} == {"persons", "sets"}:
        verdict = "compatible" if met or _meet(a, b) else "conflict"
        return Pair(a, b, verdict, f"{kinds}; of what is {label(a.subject)} that is the same count in other words")
    if met:
        return Pair(a, b, "conflict", f"one number, different things: {kinds}")
    return Pair(a, b, "not_comparable", f"different things are counted: {kinds}")


def said(claim: Claim) -> str:
    """The number as the report words it."""
    return " ".join(claim.quote.split())[:60]


def _kind(claim: Claim) -> str:
    return WORDS.get(claim.counts or "other", "other things")


def _hedge(claim: Claim) -> str:
    return {"exact": "without hedge", "believed": "as a belief"}.get(claim.qualifier, f"“{claim.qualifier.replace('_', ' ')}”")


def _same_unit(a: Claim, b: Claim) -> bool:
    one, other = (a.unit or "").rstrip("s").split(), (b.unit or "").rstrip("s").split()
    return bool(one and other) and one[-1] == other[-1]


def _times_differ(a: Claim, b: Claim) -> str:
    """The times of two counts where they cannot be one: two years; of what happens on a day, two days. Else ``""``."""
    one, other = (c.about_time.value if c.about_time and c.about_time.value else "" for c in (a, b))
    years = [value[:4] for value in (one, other) if value and value[0] != "-" and "/" not in value]
    if len(years) == 2 and years[0] != years[1]:
        return f"{years[0]} and {years[1]}"
    if label(a.subject) in HAPPEN and one_moment(a, b) is False:
        return f"{one} and {other}"
    return ""


def _equal(a: Claim, b: Claim) -> bool:
    if a.value is not None and b.value is not None:
        open_ends = {"more_than", "at_least", "at_most"}
        one, other = ({c.qualifier} & open_ends for c in (a, b))
        return a.value == b.value and one == other
    return (a.low, a.high) == (b.low, b.high) and a.value == b.value


def _meet(a: Claim, b: Claim) -> bool:
    """Whether the ranges have a number in common; "more than" leaves its own number out."""
    low_a, high_a, low_b, high_b = (_end(a.low, -1), _end(a.high, 1), _end(b.low, -1), _end(b.high, 1))
    if a.qualifier == "more_than" and high_b == low_a:
        return False
    if b.qualifier == "more_than" and high_a == low_b:
        return False
    return low_a <= high_b and low_b <= high_a


def _end(value: int | float | None, side: int) -> float:
    return float("inf") * side if value is None else float(value)


def _rounds(a: Claim, b: Claim) -> bool:
    """Whether the rounder of two numbers is the other, rounded to its last digit that is not nought."""
    if (
        not isinstance(a.value, int)
        or not isinstance(b.value, int)
        or {a.qualifier, b.qualifier} - {"exact", "about", "believed"}
    ):
        return False
    rough, fine = sorted((a.value, b.value), key=lambda v: -spread(v))
    return spread(rough) > 1 and abs(rough - fine) * 2 <= spread(rough)


def _scopes(a: Claim, b: Claim) -> str:
    """The scopes of two claims if both state one and they differ: ``the conflict; Korean Peninsula``.

    Where something was handed over and when says of which event a number is told, not of whom: two places of one day are stations of
    one way, and a place is no scope beside a day.
    """
    one, other = _scope(a), _scope(b)
    if not one or not other or one == other or _one_war(one, other):
        return ""
    if label(a.subject) in HAPPEN and one_moment(a, b):
        return ""
    return f"{one}; {other}"


def _scope(claim: Claim) -> str:
    """What a count is said of: its place, or the war or region after "during", "in", "of", "from" in its subject; never a day."""
    if claim.place:
        return claim.place
    words, sheet = claim.subject.split(), load().sheets["topics"]["scope"]
    for i in range(len(words) - 1, 0, -1):
        if words[i].lower() not in sheet["leads"]:
            continue
        rest = []
        for word in words[i + 1 : i + 6]:
            if word.lower() in sheet["articles"]:
                continue
            if not (word[:1].isupper() or word.lower().strip(".,") in sheet["nouns"]) or word.lower() in sheet["times"]:
                break
            rest.append(word.strip(".,"))
        if rest and not rest[0].isdigit():
            return " ".join(rest)
    return ""


def _one_war(one: str, other: str) -> bool:
    """Whether two scopes are one war: one of them names none ("that war"), or both share a name; a war and a region are two scopes."""
    wars = load().sheets["topics"]["scope"]["wars"]
    a, b = (name.lower().split() for name in (one, other))
    if a[-1] not in wars or b[-1] not in wars:
        return False
    named = [[word for word in words if word not in wars] for words in (a, b)]
    return not all(named) or any(x[:4] == y[:4] for x in named[0] for y in named[1])
