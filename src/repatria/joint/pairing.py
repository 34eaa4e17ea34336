"""The best assignment, and the best with every pair, where each family misses one person: by shortest paths, any size.

From the optimal pairing, forcing victim i to column j sets off a chain: the owner of j takes another column, whose owner takes
another, until somebody takes the column that i left, or a free one. The cheapest chain is a shortest path between owned
columns; there are no negative cycles because the pairing is optimal, so that Floyd's algorithm over the victims serves all
pairs at once. Source: Ahuja, Magnanti & Orlin (1993), Network Flows, chapter 12 (sensitivity of the assignment problem).
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from repatria.joint.exact import BestWays
from repatria.joint.problem import Floats, Problem


def is_single(problem: Problem) -> bool:
    """Whether every family misses one person."""
    return all(len(family.missing) == 1 for family in problem.families)


def best_pairs(problem: Problem) -> BestWays:
    """As :func:`repatria.joint.exact.best_ways`, for families that miss one person each."""
    n, m = len(problem.victims), len(problem.missing)
    log_weight = np.full((n, m), -np.inf)
    for column, family in enumerate(problem.families):
        log_weight[family.assigned[1:, 0], column] = family.log_weight[1:]
    whole = np.concatenate([log_weight, np.where(np.eye(n, dtype=bool), 0.0, -np.inf)], axis=1)
    _, owned = linear_sum_assignment(whole, maximize=True)
    now = whole[np.arange(n), owned]
    distance = _distances(whole, owned, now)
    best = float(now.sum())
    pair = best + whole - now[:, None] - distance[n, :n, None]
    pair[:, owned] = best + whole[:, owned] - now[:, None] - distance[:n, :n].T
    pair[np.arange(n), owned] = best
    none = pair[np.arange(n), m + np.arange(n)]
    return BestWays(best, np.where(owned < m, owned, -1).astype(np.int64), pair[:, :m], none)


def _distances(whole: Floats, owned: Floats, now: Floats) -> Floats:
    """float64[n + 1, n + 1]: least loss from the owner of column a to the column of b; node n is "any free column"."""
    n = len(whole)
    free = np.ones(whole.shape[1], dtype=bool)
    free[owned] = False
    cost = np.full((n + 1, n + 1), np.inf)
    cost[:n, :n] = now[:, None] - whole[:, owned]
    cost[:n, n] = now - whole[:, free].max(axis=1, initial=-np.inf)
    cost[n, :] = 0.0
    cost[np.arange(n + 1), np.arange(n + 1)] = 0.0
    for via in range(n + 1):
        np.minimum(cost, cost[:, via, None] + cost[None, via, :], out=cost)
    return cost
