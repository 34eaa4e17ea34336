"""Sorting an assemblage: every pair weighed, the ones worth reading kept, and who belongs to whom with its uncertainty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.evidence.bones import same
from repatria.model.bones import BoneModel

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

BEST = 20
"""Pairs kept of each specimen besides every pair with a log LR above 0."""
RELATIONS = (same.PAIR, same.ARTICULATION, same.REGRESSION)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs as columns, ``[pairs]`` each: places in the assemblage (a < b), relation (index of :data:`RELATIONS`), ln LR."""

    a: Codes
    b: Codes
    relation: NDArray[np.int8]
    log_lr: Array
    measurements: NDArray[np.int16]
    reference_n: NDArray[np.int16]
    compared: int


def weigh(
    ready: Sequence[same.Prepared], model: BoneModel, weights: Array, *, specimens: int, all_pairs: bool = False,
    threads: int = 2, tick: Callable[[], None] = lambda: None,
) -> Pairs:  # fmt: skip
    """All pairs weighed; kept are each specimen's best 20 and every one above 0, or with ``all_pairs`` all of them.

    Sorted by specimen, then by ln LR downwards. The answer does not depend on ``threads``.
    """
    work = same.plan(ready, model)
    parts: list[tuple[NDArray[np.generic], ...]] = []
    best = _Best(specimens)
    compared = 0
    with ThreadPoolExecutor(threads) as pool:
        for block in pool.map(lambda two: same.compare(two[0], two[1], model, weights), work):
            compared += block.log_lr.size
            keep = np.ones(block.log_lr.shape, dtype=bool) if all_pairs else block.log_lr > 0.0
            parts.append(_part(block, keep))
            if not all_pairs:
                best.see(block)
            tick()
    if not all_pairs:
        parts.append(best.left())
    columns = [np.concatenate([part[c] for part in parts]) for c in range(6)] if parts else [np.empty(0)] * 6
    a, b = columns[0].astype(np.int64), columns[1].astype(np.int64)
    swap = a > b
    a, b = np.where(swap, b, a), np.where(swap, a, b)
    order = np.lexsort((b, -columns[3].astype(float), a))
    return Pairs(
        a[order], b[order], columns[2].astype(np.int8)[order], columns[3].astype(float)[order],
        columns[4].astype(np.int16)[order], columns[5].astype(np.int16)[order], compared,
    )  # fmt: skip


def _part(block: same.Block, keep: NDArray[np.bool_]) -> tuple[NDArray[np.generic], ...]:
    i, j = np.nonzero(keep)
    n = len(i)
    return (
        block.first.index[i], block.second.index[j], np.full(n, RELATIONS.index(block.relation), dtype=np.int8),
        block.log_lr[i, j], block.measurements[i, j].astype(np.int16), np.full(n, block.reference_n, dtype=np.int16),
    )  # fmt: skip


class _Best:
    """The best 20 partners of every specimen, kept block by block; ties go to the specimen that stands first."""

    def __init__(self, specimens: int) -> None:
        self.log_lr = np.full((specimens, BEST), -np.inf)
        self.other = np.full((specimens, BEST), -1, dtype=np.int64)
        self.told = np.zeros((specimens, BEST, 3), dtype=np.int16)

    def see(self, block: same.Block) -> None:
        """Take the pairs of one block into account, from both ends."""
        kind = RELATIONS.index(block.relation)
        for mine, others, values, counts in (
            (block.first.index, block.second.index, block.log_lr, block.measurements),
            (block.second.index, block.first.index, block.log_lr.T, block.measurements.T),
        ):
            top = min(BEST, len(others))
            at = np.argsort(-values, axis=1, kind="stable")[:, :top]
            value = np.take_along_axis(values, at, 1)
            facts = np.empty((*at.shape, 3), dtype=np.int16)
            facts[..., 0], facts[..., 1], facts[..., 2] = kind, np.take_along_axis(counts, at, 1), block.reference_n
            both = np.concatenate([self.log_lr[mine], value], axis=1)
            order = np.argsort(-both, axis=1, kind="stable")[:, :BEST]
            self.log_lr[mine] = np.take_along_axis(both, order, 1)
            self.other[mine] = np.take_along_axis(np.concatenate([self.other[mine], others[at]], axis=1), order, 1)
            told = np.concatenate([self.told[mine], facts], axis=1)
            self.told[mine] = np.take_along_axis(told, order[..., None], 1)

    def left(self) -> tuple[NDArray[np.generic], ...]:
        """Those of the best that are not above 0, once each: the others are kept already."""
        i, slot = np.nonzero((self.other >= 0) & (self.log_lr <= 0.0))
        j = self.other[i, slot]
        _, first = np.unique(np.minimum(i, j) * len(self.other) + np.maximum(i, j), return_index=True)
        i, slot = i[first], slot[first]
        told = self.told[i, slot]
        return (i, self.other[i, slot], told[:, 0], self.log_lr[i, slot], told[:, 1], told[:, 2])


def worth(pairs: Pairs, specimens: int) -> NDArray[np.bool_]:
    """Of all pairs, those above 0 and each specimen's best 20: what :func:`weigh` keeps without ``all_pairs``."""
    keep = pairs.log_lr > 0.0
    mine, row = np.concatenate([pairs.a, pairs.b]), np.tile(np.arange(len(pairs.a)), 2)
    order = np.lexsort((np.concatenate([pairs.b, pairs.a]), -pairs.log_lr[row], mine))
    first = np.searchsorted(mine[order], np.arange(specimens))
    keep[row[order[np.arange(len(order)) - first[mine[order]] < BEST]]] = True
    return keep
