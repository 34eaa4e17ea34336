"""Slow twins of screening: every pair in plain loops, lists by sorting everything, chance by listing every result."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from repatria.model import Call, CallKind, Profile
from repatria.tables.loci import LocusArrays
from repatria.tables.observations import weights


def lists(values: np.ndarray, allowed: np.ndarray, best: int, threshold: float) -> dict[tuple[int, int], tuple[int, int]]:
    """Pairs to keep of a full matrix ``[profiles, people]`` of LRs, with their true ranks in the profile and the person."""
    ranks: dict[tuple[int, int], list[int]] = {}
    for axis in (0, 1):
        for row in range(values.shape[axis]):
            cells = [(row, o) if axis == 0 else (o, row) for o in range(values.shape[1 - axis])]
            cells = [c for c in cells if allowed[c] and values[c] > 0.0]
            cells.sort(key=lambda c: (-values[c], c[1 - axis]))
            for n, cell in enumerate(cells):
                ranks.setdefault(cell, []).append(n + 1)
    return {c: (a, b) for c, (a, b) in ranks.items() if a <= best or b <= best or values[c] >= threshold}


def results_like(call: Call, locus: LocusArrays, alleles: Sequence[str]) -> list[Call]:
    """Every call that could have been reported in place of ``call``, read in the same way."""
    pairs = list(itertools.combinations_with_replacement(alleles, 2))
    if call.kind is CallKind.CALLED:
        return [Call(p) for p in pairs]
    if call.kind is CallKind.AT_LEAST:
        return [Call((a,), CallKind.AT_LEAST) for a in alleles]
    shown = [(a,) for a in alleles] + [p for p in pairs if p[0] != p[1]]
    return [Call(s, CallKind.DROPPED, call.dropout, call.dropout_hom, call.dropin) for s in shown]


def came_about(call: Call, table: np.ndarray, locus: LocusArrays) -> float:
    """P(the laboratory reports ``call``): of "at least one" calls, one of the two alleles is shown."""
    weight = weights([call], locus)
    if call.kind is CallKind.AT_LEAST:
        a = locus.encode(call.alleles[0])
        weight = 0.5 * weight
        weight[a, a] = 1.0
    return float((weight * table).sum())


def chance(
    profile: Profile,
    arrays: Mapping[str, LocusArrays],
    names: Mapping[str, Sequence[str]],
    missing: Mapping[str, np.ndarray],
    pools: Sequence[tuple[float, Mapping[str, np.ndarray]]],
    alternative: Mapping[str, np.ndarray],
    threshold: float,
) -> float:
    """P(LR >= threshold) when the profile is drawn from ``alternative``; tables are ``[alleles, alleles]`` by locus.

    A result with more than two alleles is not a result; what cannot be told from the table has LR 1.
    """
    total = 0.0
    for loci in itertools.product(*(_outcomes(profile.calls[m], arrays[m], names[m], m) for m in profile.calls)):
        p = math.prod(_probability(c, alternative[m], arrays[m], names[m], profile.calls[m]) for m, c in loci)
        seen = [(m, c) for m, c in loci if c is not None]
        top = math.prod(float((weights([c], arrays[m]) * missing[m]).sum()) for m, c in seen)
        below = sum(w * math.prod(float((weights([c], arrays[m]) * t[m]).sum()) for m, c in seen) for w, t in pools)
        if top >= threshold * below and top > 0.0:
            total += p
    return total


def _outcomes(call: Call, locus: LocusArrays, alleles: Sequence[str], marker: str) -> Iterator[tuple[str, Call | None]]:
    for other in results_like(call, locus, alleles):
        yield marker, other
    if call.kind is CallKind.DROPPED:
        yield marker, None


def _probability(call: Call | None, table: np.ndarray, locus: LocusArrays, alleles: Sequence[str], like: Call) -> float:
    if call is not None:
        return came_about(call, table, locus)
    return 1.0 - math.fsum(came_about(c, table, locus) for c in results_like(like, locus, alleles))
