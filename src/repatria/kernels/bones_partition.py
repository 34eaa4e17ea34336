"""Which bones are of one person: a walk over partitions, one bone at a time, and the likelihood of everything in a cluster.

A cluster is a sum over its bones of what each tells of the body's factors; left and right of one element enter as one vector,
since they share the residual of the element. Pools are mixed per cluster.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from repatria.kernels.bones_pairs import factor_gain, log_sum

Array = NDArray[np.float64]
Codes = NDArray[np.int64]


@njit(cache=True, nogil=True)
def pair_terms(
    told: Array, pull: Array, base: Array, at: Codes, i: int, j: int, pair: Codes, pair_told: Array, pair_pull: Array,
    pair_base: Array, told_out: Array, pull_out: Array, base_out: Array,
) -> None:  # fmt: skip
    """What is added when bone ``i`` joins a cluster whose bone of the other side is ``j`` (or -1): G, h and independent part.

    ``told`` ``[kinds, r, r]`` with ``at[i]`` the kind of bone i; ``pair[x]`` -> row of the pair tables, by :func:`pair_row`.
    """
    if j < 0:
        told_out[:] = told[at[i]]
        pull_out[:] = pull[i]
        base_out[:] = base[i]
        return
    row = pair_row(i, j, pair)
    told_out[:] = pair_told[pair[4 * len(at) + row]] - told[at[j]]
    pull_out[:] = pair_pull[row] - pull[j]
    base_out[:] = pair_base[row] - base[j]


@njit(cache=True, nogil=True)
def pair_row(i: int, j: int, pair: Codes) -> int:
    """Row of the pair tables for two bones of one element: ``pair`` holds, four a bone, side, place, partners, first row."""
    left, right = (i, j) if pair[4 * i] == 0 else (j, i)
    return int(pair[4 * left + 3] + pair[4 * left + 1] * pair[4 * left + 2] + pair[4 * right + 1])


@njit(cache=True, nogil=True)
def cluster_value(told: Array, pull: Array, base: Array, log_pools: Array, work: Array, terms: Array) -> float:
    """ln p(everything measured in a cluster): the factors integrated out, the pools mixed."""
    factor_gain(told, pull, work, terms)
    for g in range(len(terms)):
        terms[g] += log_pools[g] + base[g]
    return log_sum(terms)


@njit(cache=True, nogil=True)
def walk(
    label: Codes, group: Codes, opposite: Codes, line: Codes, told: Array, pull: Array, base: Array, at: Codes, pair: Codes,
    pair_told: Array, pair_pull: Array, pair_base: Array, log_pools: Array, log_people: Array, log_line: Array,
    draws: Array, heat: Array, kept: Codes, trace: Array,
) -> None:  # fmt: skip
    """Gibbs sweeps over the partition ``label`` (changed in place), one sweep a row of ``draws`` ``[sweeps, bones]``.

    Group = element and side: a cluster holds at most one of each; ``opposite`` is the group of the other side or -1; ``line``
    is a maternal line or -1, and two lines never share a cluster; ``log_line`` is ln of a line's share. ``log_people[k]`` is the
    prior of k clusters. ``heat`` ``[sweeps]`` divides the log weights (1 = the posterior). A bone of label -1 stands nowhere
    yet. ``kept`` ``[sweeps, bones]`` receives the labels after each sweep, ``trace`` ln posterior (up to a constant) before it.
    """
    n, groups = len(label), int(max(group.max(), opposite.max())) + 1
    pools, r = pull.shape[1], pull.shape[2]
    held, facts = np.full((n + 1, groups), -1), np.zeros((3, n + 1), dtype=np.int64)
    g_sum, h_sum, b_sum = np.zeros((n + 1, r, r)), np.zeros((n + 1, pools, r)), np.zeros((n + 1, pools))
    value, work, terms = np.zeros(n + 1), np.empty((r, r)), np.empty(pools)
    dg, dh, db = np.empty((r, r)), np.empty((pools, r)), np.empty(pools)
    weight, new_value, room = np.empty(n + 1), np.empty(n + 1), np.empty(n + 1, dtype=np.int64)
    for sweep in range(len(draws)):
        held[:], facts[:] = -1, 0
        g_sum[:], h_sum[:], b_sum[:] = 0.0, 0.0, 0.0  # built anew, so that rounding does not gather
        clusters, total = 0, 0.0
        for i in range(n):
            c = label[i]
            if c >= 0:
                j = held[c, opposite[i]] if opposite[i] >= 0 else -1
                pair_terms(told, pull, base, at, i, j, pair, pair_told, pair_pull, pair_base, dg, dh, db)
                clusters += _joins(i, c, group, line, held, facts, g_sum, h_sum, b_sum, dg, dh, db)
        for c in range(n + 1):
            if facts[0, c]:
                value[c] = cluster_value(g_sum[c], h_sum[c], b_sum[c], log_pools, work, terms)
                total += value[c] + (log_line[facts[1, c]] if facts[2, c] else 0.0)
        trace[sweep] = total + log_people[clusters]
        for i in range(n):
            c = label[i]
            if c >= 0:
                held[c, group[i]] = -1
                j = held[c, opposite[i]] if opposite[i] >= 0 else -1
                pair_terms(told, pull, base, at, i, j, pair, pair_told, pair_pull, pair_base, dg, dh, db)
                clusters -= _leaves(i, c, line, facts, g_sum, h_sum, b_sum, dg, dh, db)
                if facts[0, c]:
                    value[c] = cluster_value(g_sum[c], h_sum[c], b_sum[c], log_pools, work, terms)
            choices, free = 0, -1
            for c in range(n + 1):
                if facts[0, c] == 0:
                    free = c if free < 0 else free
                    continue
                if held[c, group[i]] >= 0 or (line[i] >= 0 and facts[2, c] and facts[1, c] != line[i]):
                    continue
                j = held[c, opposite[i]] if opposite[i] >= 0 else -1
                pair_terms(told, pull, base, at, i, j, pair, pair_told, pair_pull, pair_base, dg, dh, db)
                dg += g_sum[c]
                dh += h_sum[c]
                db += b_sum[c]
                new_value[choices] = cluster_value(dg, dh, db, log_pools, work, terms)
                newly = log_line[line[i]] if line[i] >= 0 and facts[2, c] == 0 else 0.0
                weight[choices] = new_value[choices] - value[c] + log_people[clusters] + newly
                room[choices] = c
                choices += 1
            new_value[choices] = cluster_value(told[at[i]], pull[i], base[i], log_pools, work, terms)
            weight[choices] = new_value[choices] + log_people[clusters + 1] + (log_line[line[i]] if line[i] >= 0 else 0.0)
            room[choices] = free
            pick = _drawn(weight[: choices + 1], heat[sweep], draws[sweep, i])
            c = room[pick]
            j = held[c, opposite[i]] if opposite[i] >= 0 else -1
            pair_terms(told, pull, base, at, i, j, pair, pair_told, pair_pull, pair_base, dg, dh, db)
            clusters += _joins(i, c, group, line, held, facts, g_sum, h_sum, b_sum, dg, dh, db)
            value[c], label[i] = new_value[pick], c
        kept[sweep] = label


@njit(cache=True, nogil=True)
def _joins(
    i: int, c: int, group: Codes, line: Codes, held: Codes, facts: Codes, g_sum: Array, h_sum: Array, b_sum: Array, dg: Array,
    dh: Array, db: Array,
) -> int:  # fmt: skip
    """Put bone ``i`` into cluster ``c``; 1 if the cluster is new. ``facts`` rows: size, line, bones with a line."""
    new = 1 if facts[0, c] == 0 else 0
    g_sum[c] += dg
    h_sum[c] += dh
    b_sum[c] += db
    held[c, group[i]] = i
    facts[0, c] += 1
    if line[i] >= 0:
        facts[1, c] = line[i]
        facts[2, c] += 1
    return new


@njit(cache=True, nogil=True)
def _leaves(
    i: int, c: int, line: Codes, facts: Codes, g_sum: Array, h_sum: Array, b_sum: Array, dg: Array, dh: Array, db: Array
) -> int:
    """Take bone ``i`` out of cluster ``c``; 1 if nothing is left of it."""
    facts[0, c] -= 1
    if line[i] >= 0:
        facts[2, c] -= 1
    if facts[0, c] == 0:
        g_sum[c], h_sum[c], b_sum[c] = 0.0, 0.0, 0.0
        return 1
    g_sum[c] -= dg
    h_sum[c] -= dh
    b_sum[c] -= db
    return 0


@njit(cache=True, nogil=True)
def _drawn(weight: Array, heat: float, draw: float) -> int:
    """A choice with chances e^(weight/heat); ``draw`` is uniform on [0, 1)."""
    top = weight.max()
    total = 0.0
    for w in weight:
        total += np.exp((w - top) / heat)
    step = draw * total
    for c in range(len(weight)):
        step -= np.exp((weight[c] - top) / heat)
        if step < 0.0:
            return c
    return int(np.argmax(weight))
