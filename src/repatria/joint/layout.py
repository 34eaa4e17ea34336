"""All terms of a problem in one set of arrays, family after family: what every pass over a large problem reads.

A layout holds what does not depend on prior weights, so that the same problem at another λ shares it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from repatria.joint.network import Arranged
    from repatria.joint.problem import FamilyTerms

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Layout:
    """All terms but "nobody" of ``families`` families, ``victims`` victims and ``missing`` columns.

    assigned  int64[terms, slots]    victims of each term by the family's missing, -1 nobody
    family    int64[terms], column int64[terms]  its family and that family's first column
    start     int64[families + 1]    the terms of a family are ``start[f]:start[f + 1]``
    log_lr    float64[terms]         natural log
    """

    victims: int
    missing: int
    assigned: Indices
    family: Indices
    column: Indices
    start: Indices
    log_lr: Floats

    @cached_property
    def filled(self) -> Indices:
        """int64[terms]: how many missing each term fills."""
        return np.asarray((self.assigned >= 0).sum(axis=1))

    @cached_property
    def single(self) -> tuple[Indices, Indices]:
        """The terms that fill one missing person, and the victim of each."""
        rows = np.flatnonzero(self.filled == 1)
        return rows, self.assigned[rows].max(axis=1, initial=-1)

    @cached_property
    def possible(self) -> NDArray[np.bool_]:
        """bool[victims, missing]: the pair occurs in some term."""
        table = np.zeros((self.victims, self.missing), dtype=bool)
        for slot in range(self.assigned.shape[1]):
            there = self.assigned[:, slot] >= 0
            table[self.assigned[there, slot], self.column[there] + slot] = True
        return table

    @cached_property
    def components(self) -> Indices:
        """int64[victims + families]: the connected component of each victim and each family."""
        families, n = len(self.start) - 1, self.victims
        met = np.zeros((families, n), dtype=bool)
        for slot in range(self.assigned.shape[1]):
            there = self.assigned[:, slot] >= 0
            met[self.family[there], self.assigned[there, slot]] = True
        rows, columns = np.nonzero(met)
        graph = coo_array((np.ones(len(rows)), (n + rows, columns)), shape=(n + families, n + families))
        _, label = connected_components(graph, directed=False)
        return np.asarray(label, dtype=np.int64)

    @cached_property
    def alone(self) -> Arranged:
        """The terms arranged with every victim by itself: the same at every λ."""
        from repatria.joint.network import arranged  # a network stands on a problem, and a problem on its layout

        return arranged(self, [np.array([v], dtype=np.int64) for v in range(self.victims)])

    def log_weights(self, log_odds: Floats) -> Floats:
        """float64[terms]: log LR plus the prior weights ``log_odds`` ``[missing]`` of the people filled."""
        out = np.zeros(len(self.log_lr))
        for slot in range(self.assigned.shape[1]):
            there = self.assigned[:, slot] >= 0
            out += np.where(there, np.append(log_odds, 0.0)[np.where(there, self.column + slot, -1)], 0.0)
        return np.asarray(self.log_lr + out)

    def only(self, keep: NDArray[np.bool_]) -> Layout:
        """The layout of the terms in ``keep``, for the same victims and families."""
        count = np.bincount(self.family[keep], minlength=len(self.start) - 1)
        start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        parts = self.assigned[keep], self.family[keep], self.column[keep], start, self.log_lr[keep]
        return Layout(self.victims, self.missing, *parts)


def layout_of(victims: int, families: Sequence[FamilyTerms], first_column: Sequence[int]) -> Layout:
    """The layout of ``families``, whose first columns are ``first_column``."""
    count = np.array([len(f.log_lr) - 1 for f in families], dtype=np.int64)
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    widest = max((f.assigned.shape[1] for f in families), default=1)
    assigned = np.full((int(start[-1]), widest), -1, dtype=np.int64)
    for f, a in zip(families, start.tolist(), strict=False):
        if len(f.log_lr) > 1:
            assigned[a : a + len(f.log_lr) - 1, : f.assigned.shape[1]] = f.assigned[1:]
    return Layout(
        victims,
        sum(len(f.missing) for f in families),
        assigned,
        np.repeat(np.arange(len(count)), count),
        np.repeat(np.array(first_column, dtype=np.int64), count),
        start,
        np.concatenate([np.zeros(0), *[f.log_lr[1:] for f in families]]),
    )
