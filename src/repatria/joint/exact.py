"""Exact naming of one component: every probability by dynamic programming over subsets of its victims.

Three passes. ``best`` is the (max, +) programme: the best assignment and, for every pair, the best assignment with it. Its
prices then scale the sums: u_i = best - best without victim i, v_f = the largest excess of a term of family f over the prices
of its victims, not below 0. Divided by these, no term of any family exceeds 1, so that nothing overflows, and where each
family misses one person the best assignment weighs exactly 1 (the prices are an optimal dual: Demange & Gale 1985,
Econometrica 53:873-888). What underflows is then below 1e-308 of a number that is checked to be at least 1e-200 of the total;
otherwise the sums are taken on logarithms. All terms are positive, so that nothing cancels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.joint.problem import Floats, Problem
from repatria.joint.subsets import LOG, MAX, SUM, Arithmetic, SetsOf, counts, forward, masses, sets_of, without

WORK_LIMIT = 6e9
"""Multiplications that one pass may take (about ten seconds for all passes)."""
CELL_LIMIT = 1 << 27
"""Numbers kept in forward tables (1 GB)."""
MAX_VICTIMS = 24
SMALLEST = 1e-200
"""Scaled total below which underflow could matter."""


@dataclass(frozen=True, eq=False)
class BestWays:
    """Best complete ways. ``pair[i, m]`` float64: log weight of the best with that pair; ``none[i]``: with i unnamed."""

    log_weight: float
    named: NDArray[np.int64]
    pair: Floats
    none: Floats


@dataclass(frozen=True, eq=False)
class Masses:
    """Sums over all ways, as logs. ``left[r]``: total of ways that leave r victims unnamed, before what these then weigh."""

    left: Floats
    _tables: Floats
    _weights: list[Floats]
    _lost: Floats
    _kind: Arithmetic
    _scale: float


def cost(problem: Problem) -> tuple[float, float]:
    """Multiplications of one pass and numbers kept, by which the method is chosen."""
    n = len(problem.victims)
    if n > MAX_VICTIMS:
        return np.inf, np.inf
    work = 0.0
    for family in problem.families:
        sizes = np.bincount((family.assigned >= 0).sum(axis=1), minlength=1)
        ways = np.minimum(sizes, [_choose(n, q) for q in range(len(sizes))])
        work += float((ways * 2.0 ** (n - np.arange(len(sizes)))).sum())
    return work, float((len(problem.families) + 1) << n)


def feasible(problem: Problem) -> bool:
    """Whether the exact programme fits time and memory."""
    work, cells = cost(problem)
    return work <= WORK_LIMIT and cells <= CELL_LIMIT


def best_ways(problem: Problem) -> BestWays:
    """The best assignment and the best with each pair, by log weight (prior weights included)."""
    n, sets = len(problem.victims), [sets_of(f) for f in problem.families]
    logs = [f.log_weight for f in problem.families]
    weights = [s.best(w) for s, w in zip(sets, logs, strict=True)]
    tables = forward(sets, weights, n, MAX)
    mass = masses(tables, np.zeros(1 << n), sets, weights, n, MAX)
    pair = np.full((n, len(problem.missing)), -np.inf)
    for family, first, s, w, m in zip(problem.families, problem.first_column, sets, logs, mass, strict=True):
        row, slot = np.nonzero(family.assigned >= 0)
        np.maximum.at(pair, (family.assigned[row, slot], first + slot), (w + m[s.of_term])[row])
    last = tables[-1]
    none = np.array([without(last, i).max() for i in range(n)])
    return BestWays(float(last.max()), _walk_back(problem, tables, sets, weights, logs), pair, none)


def _walk_back(
    problem: Problem, tables: Floats, sets: list[SetsOf], weights: list[Floats], logs: list[Floats]
) -> NDArray[np.int64]:
    """int64[victims]: column of the missing person that each victim is in the best assignment, or -1."""
    named = np.full(len(problem.victims), -1, dtype=np.int64)
    used = int(np.argmax(tables[-1]))
    for k in range(len(sets) - 1, -1, -1):
        inside = np.flatnonzero((sets[k].masks & ~np.int64(used)) == 0)
        chosen = int(inside[np.argmax(tables[k][used ^ sets[k].masks[inside]] + weights[k][inside])])
        terms = np.flatnonzero(sets[k].of_term == chosen)
        term = terms[np.argmax(logs[k][terms])]
        for slot, victim in enumerate(problem.families[k].assigned[term]):
            if victim >= 0:
                named[victim] = problem.first_column[k] + slot
        used ^= int(sets[k].masks[chosen])
    return named


def sum_masses(problem: Problem, price: Floats) -> Masses:
    """Forward sums over all ways, scaled by prices, or on logarithms where no scaling is safe.

    price  float64[victims]  best log weight minus the best without that victim
    """
    n, sets = len(problem.victims), [sets_of(f) for f in problem.families]
    price = np.maximum(np.nan_to_num(price, nan=0.0, posinf=0.0), 0.0)
    logs = [f.log_weight - _price_of(f.assigned, price) for f in problem.families]
    excess = [max(float(w.max()), 0.0) for w in logs]
    scale = float(price.sum()) + float(np.sum(excess))
    kind = SUM
    weights = [np.exp(s.total(w - v)) for s, w, v in zip(sets, logs, excess, strict=True)]
    lost = np.exp(_lost(price))
    tables = forward(sets, weights, n, kind)
    whole = tables[-1] * lost
    if whole.sum() < SMALLEST:
        kind = LOG
        weights, lost = [s.total(w - v) for s, w, v in zip(sets, logs, excess, strict=True)], _lost(price)
        tables = forward(sets, weights, n, kind)
        whole = tables[-1] + lost
    left = np.full(n + 1, -np.inf)
    unnamed = counts(n)
    for r in range(n + 1):
        left[r] = _log_total(whole[unnamed == r], kind) + scale
    return Masses(left, tables, weights, lost, kind, scale)


def posterior(problem: Problem, sums: Masses, context: Floats) -> tuple[Floats, Floats, Floats]:
    """Pair posteriors float64[victims, missing]; float64[victims, victims + 1], P(i unnamed and r victims unnamed in all); and
    float64[families], P(nobody of the family is found).

    ``context`` float64[victims + 1] is the log weight of leaving r victims of this component unnamed.
    """
    n, kind, sets = len(problem.victims), sums._kind, [sets_of(f) for f in problem.families]
    unnamed = counts(n)
    logs = context - context.max()
    final = sums._lost * np.exp(logs)[unnamed] if kind is SUM else sums._lost + logs[unnamed]
    last = sums._tables[-1]
    whole = last * final if kind is SUM else last + final
    log_z = _log_total(whole, kind)
    mass = masses(sums._tables, final, sets, sums._weights, n, kind)
    table, empty = np.zeros((n, len(problem.missing))), np.zeros(len(sets))
    for k, (family, first, s, w, m) in enumerate(
        zip(problem.families, problem.first_column, sets, sums._weights, mass, strict=True)
    ):
        of_set = np.exp(_log(m, kind) + _log(w, kind) - log_z)
        p = of_set[s.of_term] * np.exp(family.log_weight - s.total(family.log_weight)[s.of_term])
        empty[k] = of_set[0]
        row, slot = np.nonzero(family.assigned >= 0)
        np.add.at(table, (family.assigned[row, slot], first + slot), p[row])
    share = np.exp(_log(whole, kind) - log_z)
    none = np.array([np.bincount(without(unnamed, i).ravel(), without(share, i).ravel(), minlength=n + 1) for i in range(n)])
    return table, none.reshape(n, n + 1), empty


def _price_of(assigned: NDArray[np.int32], price: Floats) -> Floats:
    return np.asarray(np.where(assigned >= 0, np.append(price, 0.0)[assigned], 0.0).sum(axis=1))


def _lost(price: Floats) -> Floats:
    """float64[2**n]: minus the prices of the victims outside each subset."""
    out = np.zeros(1)
    for u in price:
        out = np.concatenate([out - u, out])
    return out


def _log(values: Floats, kind: Arithmetic) -> Floats:
    if kind is LOG:
        return values
    with np.errstate(divide="ignore"):
        return np.log(values)


def _log_total(values: Floats, kind: Arithmetic) -> float:
    if kind is LOG:
        peak = float(values.max(initial=-np.inf))
        return peak + float(np.log(np.exp(values - peak).sum())) if np.isfinite(peak) else -np.inf
    total = float(values.sum())
    return float(np.log(total)) if total > 0.0 else -np.inf


def _choose(n: int, q: int) -> float:
    return float(np.prod(np.arange(n, n - q, -1.0)) / np.prod(np.arange(1.0, q + 1.0))) if q <= n else 0.0
