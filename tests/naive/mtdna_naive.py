"""Mitochondrial profiles compared the slow, obvious way: written out in letters, and probabilities summed over every state."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from repatria.model.mitotype import GAP, PLACEHOLDER, Mitotype
from repatria.reference.mtdna import mtdna_rates, rcrs
from repatria.tables.mitotypes import shared, spans_of

BASES = "ACGT-"


def written(profile: Mitotype, spans: Sequence[tuple[int, int]]) -> str:
    """The sequence over ``spans`` in letters, mixtures as sets in brackets."""
    cells = {(s.position, s.insert): s.mask for s in profile.differences}
    out = []
    for first, last in spans:
        for p in range(first, last + 1):
            if p == PLACEHOLDER:
                continue
            for insert in itertools.count():
                mask = cells.get((p, insert))
                if mask is None and insert:
                    break
                states = rcrs()[p - 1] if mask is None else "".join(b for i, b in enumerate(BASES) if mask >> i & 1)
                if states != "-":
                    out.append(states if len(states) == 1 else f"[{states}]")
        out.append("|")
    return "".join(out)


def states(profile: Mitotype, position: int) -> str:
    """The bases read at a position."""
    mask = next((s.mask for s in profile.differences if (s.position, s.insert) == (position, 0)), None)
    return rcrs()[position - 1] if mask is None else "".join(b for i, b in enumerate(BASES) if mask >> i & 1)


def changes(x: str, y: str, position: int, meioses: int) -> float:
    """P(base y | base x) after ``meioses``."""
    rates = mtdna_rates()
    stay = math.exp(-meioses * float(rates.substitution[position]))
    if x == y:
        return stay
    partner = {"A": "G", "G": "A", "C": "T", "T": "C"}[x] == y
    return (1.0 - stay) * (rates.transitions if partner else (1.0 - rates.transitions) / 2.0)


def log_given_kin(query: Mitotype, reference: Mitotype, meioses: int, counted: float) -> float:
    """ln P(query | reference) by summing over the states of both at every shared position; substitutions only.

    ``counted`` is the rate of all changes of length over those positions, none of which is to be seen.
    """
    total = -meioses * counted
    for first, last in shared(spans_of(query), spans_of(reference)):
        for p in range(first, last + 1):
            mine, theirs = states(query, p), states(reference, p)
            total += math.log(sum(changes(x, y, p, meioses) / len(theirs) for x in theirs for y in mine))
    return total


def compatible(query: Mitotype, entry: Mitotype, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the two share a base at every position; substitutions only."""
    return all(set(states(query, p)) & set(states(entry, p)) for a, b in spans for p in range(a, b + 1) if p != PLACEHOLDER)


assert GAP == 16
