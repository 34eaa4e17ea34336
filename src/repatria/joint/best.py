"""The best assignment of a whole problem, component by component, with the cheapest method that proves it."""

from __future__ import annotations

import numpy as np

from repatria.joint import exact
from repatria.joint.components import split
from repatria.joint.exact import BestWays
from repatria.joint.pairing import best_pairs, is_single
from repatria.joint.problem import Problem


def provable(problem: Problem) -> bool:
    """Whether :func:`best` can give the best with every pair."""
    return all(is_single(part.problem) or exact.feasible(part.problem) for part in split(problem))


def best(problem: Problem) -> BestWays:
    """The best ways of the whole problem.

    Pair values are NaN in components beyond the subset programme that hold a family with several missing: there only the
    terms that weigh more than nothing are searched, since the best assignment has no other.
    """
    n, m = len(problem.victims), len(problem.missing)
    named = np.full(n, -1, dtype=np.int64)
    pair, none = np.full((n, m), -np.inf), np.zeros(n)
    solved = [(part, _best_of(part.problem)) for part in split(problem)]
    total = float(np.sum([ways.log_weight for _, ways in solved]))
    for part, ways in solved:
        hit = ways.named >= 0
        named[part.victims[hit]] = part.columns[ways.named[hit]]
        others = total - ways.log_weight
        pair[np.ix_(part.victims, part.columns)] = ways.pair + others
        none[part.victims] = ways.none + others
    return BestWays(total, named, pair, none)


def _best_of(problem: Problem) -> BestWays:
    if is_single(problem) and len(problem.victims) > 2:
        return best_pairs(problem)
    if exact.feasible(problem):
        return exact.best_ways(problem)
    reduced = useful(problem)
    n, m = len(problem.victims), len(problem.missing)
    named, total = np.full(n, -1, dtype=np.int64), 0.0
    for part in split(reduced):
        if is_single(part.problem):
            ways = best_pairs(part.problem)
        else:
            ways = exact.best_ways(part.problem) if exact.feasible(part.problem) else _ascended(part.problem)
        hit = ways.named >= 0
        named[part.victims[hit]] = part.columns[ways.named[hit]]
        total += ways.log_weight
    return BestWays(total, named, np.full((n, m), np.nan), np.full(n, np.nan))


def useful(problem: Problem) -> Problem:
    """Only the terms that weigh more than nothing; dropping another from an assignment improves it."""
    return problem.only(problem.log_weights > 0.0)


def _ascended(problem: Problem) -> BestWays:
    """A local optimum: each family in turn takes its best term, victims taken from others counted as their loss."""
    held = [0] * len(problem.families)
    logs = [f.log_weight for f in problem.families]
    owner = np.full(len(problem.victims) + 1, -1)
    changed = True
    while changed:
        changed = False
        for k, family in enumerate(problem.families):
            loss = np.zeros(len(logs[k]))
            others = [h for h in range(len(held)) if h != k and held[h]]
            for h in others:
                members = problem.families[h].assigned[held[h]]
                loss += np.isin(family.assigned, members[members >= 0]).any(axis=1) * logs[h][held[h]]
            gain = logs[k] - loss
            term = int(np.argmax(gain))
            if gain[term] > logs[k][held[k]] + 1e-12:
                changed = True
                robbed = set(family.assigned[term][family.assigned[term] >= 0].tolist())
                for h in others:
                    if robbed & set(problem.families[h].assigned[held[h]].tolist()):
                        held[h] = 0
                held[k] = term
    for k, family in enumerate(problem.families):
        for slot, victim in enumerate(family.assigned[held[k]]):
            if victim >= 0:
                owner[victim] = problem.first_column[k] + slot
    n, m = len(problem.victims), len(problem.missing)
    total = float(np.sum([logs[k][held[k]] for k in range(len(held))]))
    return BestWays(total, owner[:n].astype(np.int64), np.full((n, m), np.nan), np.full(n, np.nan))
