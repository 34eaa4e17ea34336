"""Two reports held against each other: agree, compatible, conflict or not comparable, each pair with its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from repatria.errors import OutOfScope
from repatria.reports.claim import Claim, Pair
from repatria.reports.comparing_counts import compare_counts, history
from repatria.reports.comparing_events import compare_acts, compare_days, compare_periods, compare_places, place_after
from repatria.reports.topics import event, events, label

MOST = 200_000
"""Pairs that one comparison looks at: some seconds."""
ACTS = ("promise", "plan", "expectation", "request", "obligation")
Weigh = Callable[[Claim, Claim], Pair | None]


def compare(a: Sequence[Claim], b: Sequence[Claim]) -> tuple[Pair, ...]:
    """Every claim of ``a`` beside the claims of ``b`` on the same topic, in the order of ``a``, then of ``b``.

    Claims that say the same twice in one report are looked at once. :class:`OutOfScope` above two million pairs.
    """
    a, b = (sorted(claims, key=lambda c: c.start) for claims in (a, b))
    one, other = _once(a), _once(b)
    groups = _grouped(other)
    pairs: list[Pair] = []
    looked = 0
    for claim in one:
        for key, weigh in _ways(claim):
            looked += len(groups[key])
            if looked > MOST:
                raise OutOfScope(
                    f"compare: {len(one):,} and {len(other):,} claims are too many pairs. Compare parts of the reports."
                )
            pairs += [pair for mate in groups[key] if (pair := weigh(claim, mate)) is not None]
    pairs = [place_after(pair, a, b) for pair in pairs]
    pairs += history(one, other)
    return tuple(sorted(pairs, key=lambda p: (p.a.start, p.b.start, p.a.kind, p.b.kind)))


def _once(claims: Iterable[Claim]) -> list[Claim]:
    """Claims without those that say the same again."""
    seen: set[tuple[object, ...]] = set()
    out = []
    for c in claims:
        about = c.subject if c.kind not in ("count", "date") else label(c.subject)
        when = c.about_time.value if c.about_time else None
        said = (c.kind, about, c.counts, c.value, c.low, c.high, c.qualifier, c.unit, c.asserted_by, when, c.place)
        if said not in seen:
            seen.add(said)
            out.append(c)
    return out


def _keys(claim: Claim) -> Iterator[tuple[str, str]]:
    """The groups in which a claim stands."""
    about = label(claim.subject)
    if claim.kind == "count" and about:
        yield "count", about
    if claim.kind == "date" and about:
        yield "day", about
    if claim.kind == "period" and about:
        yield "period", about
    if claim.kind == "place" and about:
        yield "place", about
    if claim.kind in ACTS:
        words = f"{claim.subject} {claim.quote}"
        handed = claim.kind == "promise" and "hand-over" in events(words)
        happening = "hand-over" if handed else event(words)
        if happening:
            yield claim.kind, happening
            if claim.about_time is not None and happening == "ceremony":
                yield "day", happening


def _ways(claim: Claim) -> Iterator[tuple[tuple[str, str], Weigh]]:
    weighed: dict[str, Weigh] = {
        "count": compare_counts,
        "day": compare_days,
        "period": compare_periods,
        "place": compare_places,
    }
    for kind, about in _keys(claim):
        yield (kind, about), weighed.get(kind, compare_acts)


def _grouped(claims: Iterable[Claim]) -> dict[tuple[str, str], list[Claim]]:
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        for key in _keys(claim):
            groups[key].append(claim)
    return groups
