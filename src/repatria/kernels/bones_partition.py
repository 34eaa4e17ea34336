"""Which bones are of one person: the likelihood of everything in a cluster.

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
