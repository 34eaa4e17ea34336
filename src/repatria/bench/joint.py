"""Naming everybody together: fathers and sons, twenty people against families of three, and the size of a large hand-over."""

from __future__ import annotations

import itertools
import math
from functools import cache

import numpy as np
from scipy.optimize import linear_sum_assignment

from repatria.bench.protocol import Figure, Ratio, checked, timed
from repatria.joint.chain import Chains
from repatria.joint.problem import FamilyTerms, Floats, Problem, from_pairs
from repatria.joint.solve import solve

HELP = "naming everybody together"
PRIOR = {"text": "bench"}
PEER_S = 17.0
"""dvir 3.4.2 on five fathers and five sons, measured elsewhere; it refuses seven."""


def figures(quick: bool = False) -> list[Figure]:
    """Seconds from a problem with its likelihoods to the whole answer, for three problems.

    The likelihoods themselves are not in these figures: they are those of ``one-lr`` and ``screen``.
    """
    return [_fathers_and_sons(6 if quick else 12), _families_of_three(6 if quick else 20, 2 if quick else 7), _large(quick)]


def _fathers_and_sons(n: int) -> Figure:
    rng = np.random.default_rng(12)
    log_lr = rng.normal(-4.0, 3.0, (n, n)) + np.where(np.eye(n, dtype=bool), 15.0, 0.0)
    problem = from_pairs([f"V{i}" for i in range(n)], [f"M{i}" for i in range(n)], log_lr)
    answer, seconds, cold, peak = timed(lambda: solve(problem, prior=PRIOR, force="exact"))
    slow, other, _, _ = timed(lambda: _matchings(log_lr), repeat=1)
    errors = _sampled(answer.table[:, :n], slow, 200)
    return Figure(f"{n} fathers x {n} sons", seconds, "s", f"{n} x {n}, exact", 1.0, False, cold, peak, checked(errors, "joint"),
                  Ratio("counting matchings one victim after another in plain Python", other, other / seconds),
                  f"R peer at 5 x 5, measured elsewhere: {PEER_S:g} s; it refuses 7 x 7")  # fmt: skip


def _families_of_three(n: int, families: int) -> Figure:
    problem = _of_three(n, families, 20)
    answer, seconds, cold, peak = timed(lambda: solve(problem, prior=PRIOR, force="exact"), repeat=1)
    small = _of_three(5, 2, 21)
    slow, other, _, _ = timed(lambda: _enumerated(small), repeat=1)
    quick_answer, little, _, _ = timed(lambda: solve(small, prior=PRIOR, force="exact"))
    errors = _sampled(quick_answer.table[:, :6], slow, 200)
    errors += [abs(float(row.sum()) - 1.0) for row in answer.table]
    ways = sum(len(f.log_lr) for f in problem.families)
    return Figure(f"{n} victims x {families} families of three", seconds, "s", f"{ways} joint terms, all pairs possible, exact", 10.0,
                  False, cold, peak, checked(errors, "joint"),
                  Ratio("every assignment written down, 5 victims x 2 families (ratio at that size)", other, other / little),
                  "the twin is run on 5 victims x 2 families, rows sum to one here")  # fmt: skip


def _large(quick: bool) -> Figure:
    n, m = (20, 300) if quick else (250, 7_700)
    problem = _hand_over(n, m)
    chains = Chains(sweeps=60, burn=10) if quick else Chains()
    answer, seconds, cold, peak = timed(lambda: solve(problem, prior=PRIOR, chains=chains, force="chain"), repeat=1)
    log_lr, odds = _pairs(n, m), -math.log(m)
    likelihood = from_pairs([str(i) for i in range(n)], [f"M{i}" for i in range(m)], log_lr)
    errors = _forced(log_lr, solve_glr(likelihood), 3 if quick else 200)
    shown = answer.method
    note = f"R-hat {shown['r_hat']:.4f}, largest standard error {shown['standard_error']:.4f}, prior odds exp({odds:.2f}) each"
    _, ten, _, _ = timed(lambda: _one_by_one(log_lr), repeat=1)
    other = ten / 10 * n * m
    return Figure(f"{n} x {m}", seconds, "s", f"{n} victims x {m} missing, Markov chains, best and generalised LRs", 60.0, False,
                  cold, peak, checked(errors, "joint"),
                  Ratio("best with every pair by solving again (ten timed, scaled to all)", other, other / seconds), note)  # fmt: skip


def solve_glr(problem: Problem) -> Floats:
    """float64[victims, missing]: best log weight with each pair."""
    from repatria.joint.best import best

    return best(problem).pair


def _pairs(n: int, m: int) -> Floats:
    rng = np.random.default_rng(250)
    log_lr = rng.normal(-3.0, 3.0, (n, m))
    found = np.arange(int(0.6 * n))
    log_lr[found, found] = rng.normal(14.0, 6.0, len(found))
    return np.asarray(log_lr)


def _hand_over(n: int, m: int) -> Problem:
    odds = np.full(m, -math.log(m))
    return from_pairs([f"V{i}" for i in range(n)], [f"M{i}" for i in range(m)], _pairs(n, m), log_odds=odds)


def _of_three(n: int, families: int, seed: int) -> Problem:
    rng = np.random.default_rng(seed)
    rows = [r for r in itertools.product(range(-1, n), repeat=3) if len({x for x in r if x >= 0}) == sum(x >= 0 for x in r)]
    assigned = np.array(sorted(rows, key=lambda r: sum(x >= 0 for x in r)), dtype=np.int32)
    made = []
    for k in range(families):
        log_lr = rng.normal(-2.0, 5.0, len(assigned))
        log_lr[0] = 0.0
        made.append(FamilyTerms(f"F{k}", (f"M{k}a", f"M{k}b", f"M{k}c"), assigned, log_lr))
    return Problem(tuple(f"V{i}" for i in range(n)), tuple(made))


def _matchings(log_lr: Floats) -> Floats:
    """Posteriors of every pair by counting: weight of the pair times the matchings of the rest, over all matchings."""
    n, m = log_lr.shape
    weights = np.exp(log_lr).tolist()

    @cache
    def after(i: int, used: int) -> float:
        if i == n:
            return 1.0
        total = after(i + 1, used)
        for c in range(m):
            if not used >> c & 1:
                total += weights[i][c] * after(i + 1, used | 1 << c)
        return total

    before: list[dict[int, float]] = [{0: 1.0}]
    for i in range(n):
        step: dict[int, float] = {}
        for used, w in before[-1].items():
            for c in (-1, *(c for c in range(m) if not used >> c & 1)):
                to = used if c < 0 else used | 1 << c
                step[to] = step.get(to, 0.0) + w * (1.0 if c < 0 else weights[i][c])
        before.append(step)
    whole = after(0, 0)
    out = np.zeros((n, m))
    for i, c in itertools.product(range(n), range(m)):
        ways = [w * after(i + 1, used | 1 << c) for used, w in before[i].items() if not used >> c & 1]
        out[i, c] = math.fsum(ways) * weights[i][c] / whole
    return out


def _enumerated(problem: Problem) -> Floats:
    """Posteriors of every pair from every assignment written down."""
    out = np.zeros((len(problem.victims), len(problem.missing)))
    total = 0.0
    for terms in itertools.product(*[range(len(f.log_lr)) for f in problem.families]):
        rows = [f.assigned[t] for f, t in zip(problem.families, terms, strict=True)]
        used = [int(v) for row in rows for v in row if v >= 0]
        if len(set(used)) < len(used):
            continue
        weight = math.exp(math.fsum(float(f.log_lr[t]) for f, t in zip(problem.families, terms, strict=True)))
        total += weight
        for row, first in zip(rows, problem.first_column, strict=True):
            for slot, victim in enumerate(row):
                if victim >= 0:
                    out[victim, first + slot] += weight
    return np.asarray(out / total)


def _forced(log_lr: Floats, pair: Floats, count: int) -> list[float]:
    """Errors of ``pair`` against assignment problems solved anew with the pair forced."""
    rng = np.random.default_rng(7)
    n, m = log_lr.shape
    errors = []
    for i, c in zip(rng.integers(0, n, count), rng.integers(0, m, count), strict=True):
        value = float(log_lr[i, c]) + _best(np.delete(np.delete(log_lr, i, 0), c, 1))
        errors.append(float(abs(pair[i, c] - value)) / max(1.0, abs(value)))
    return errors


def _one_by_one(log_lr: Floats) -> list[float]:
    return [float(log_lr[0, c]) + _best(np.delete(log_lr[1:], c, 1)) for c in range(10)]


def _best(log_lr: Floats) -> float:
    useful = np.maximum(log_lr, 0.0)  # "nobody" weighs nothing
    rows, columns = linear_sum_assignment(useful, maximize=True)
    return float(useful[rows, columns].sum())


def _sampled(mine: Floats, twin: Floats, count: int) -> list[float]:
    rng = np.random.default_rng(7)
    chosen = rng.integers(0, twin.size, count)
    return [abs(float(mine.flat[k]) / float(twin.flat[k]) - 1.0) for k in chosen]
