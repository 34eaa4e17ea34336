"""Solutions that the data cannot order, reported as sets.

A pair is *tied* if some assignment with it is as good as the best, within 1e-9. Tied pairs that share a victim or a missing
person hang together; a group with two victims or two missing people is a set: "these two brothers are these two". Pairs
that say nothing (log LR 0, as with an unrelated founder) would tie everybody to everybody, so each name costs 1e-8 here.

Where the best with every pair is not known, because too many victims fit too many families somehow, only the terms that weigh
more than nothing are searched: no assignment that is as good as the best has another.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from repatria.joint.best import useful
from repatria.joint.exact import BestWays
from repatria.joint.problem import Problem

TOLERANCE = 1e-9
COST_OF_A_NAME = 1e-8

Sets = list[tuple[tuple[int, ...], tuple[int, ...]]]


def interchangeable(problem: Problem, ways: BestWays, solve: Callable[[Problem], BestWays]) -> Sets:
    """Groups of victims and missing people (rows and columns) among whom the best assignment cannot choose.

    ``ways`` are the best ways of ``problem``, ``solve`` finds those of a problem with a cost on every name; it is only
    called where something is tied.
    """
    if not (np.isnan(ways.none).any() or _ties(ways).any()):
        return []
    unknown = bool(np.isnan(ways.none).any())
    costed = useful(problem) if unknown else problem
    costed = costed.at_odds(
        [f.log_odds - COST_OF_A_NAME for f in costed.families], problem.unreferenced, problem.unreferenced_log_odds
    )
    ways = solve(useful(costed) if unknown else costed)
    tied = ways.pair >= ways.log_weight - TOLERANCE
    n, m = tied.shape
    rows, columns = np.nonzero(tied)
    graph = coo_array((np.ones(len(rows)), (rows, n + columns)), shape=(n + m, n + m))
    _, label = connected_components(graph, directed=False)
    groups = []
    for group in sorted(set(label[rows].tolist()), key=lambda g: int(np.argmax(label == g))):
        who = np.flatnonzero(label == group)
        victims, missing = who[who < n], who[who >= n] - n
        if len(victims) > 1 or len(missing) > 1:
            groups.append((tuple(victims.tolist()), tuple(missing.tolist())))
    return groups


def _ties(ways: BestWays) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """bool[victims]: more than one option is as good as the best."""
    options = np.column_stack([ways.pair, ways.none]) >= ways.log_weight - TOLERANCE
    return np.asarray(options.sum(axis=1) > 1)
