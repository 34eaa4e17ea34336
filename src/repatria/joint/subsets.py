"""The tables of the subset programme: forward, backward and what each family's sets weigh, in one of three arithmetics."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.joint.problem import FamilyTerms, Floats
from repatria.kernels import joint_subset as kernels


@dataclass(frozen=True)
class Arithmetic:
    """How weights add up along ways: ``sum`` (scaled), ``max`` or ``log`` (sum on logarithms)."""

    gather: Callable[..., None]
    dot: Callable[..., None]
    zero: float
    one: float


SUM = Arithmetic(kernels.gather_sum, kernels.dot_sum, 0.0, 1.0)
MAX = Arithmetic(kernels.gather_max, kernels.dot_max, -np.inf, 0.0)
LOG = Arithmetic(kernels.gather_log, kernels.dot_log, -np.inf, 0.0)


CHUNKS = 8
"""A large table is cut into this many chunks whatever the number of threads, so that sums come out the same."""
WORTH_THREADS = 1 << 26
"""Sets times subsets from which threads gain more than they cost."""


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=max(1, min(4, os.cpu_count() or 1)))


def _chunks(n: int, sets: int, kind: Arithmetic) -> list[tuple[int, int]]:
    blocks = 1 << (n - min(n, kernels.BLOCK_BITS))
    if kind is LOG or blocks < CHUNKS or sets << n < WORTH_THREADS:
        return [(0, blocks)]
    step = blocks // CHUNKS
    return [(k, k + step) for k in range(0, blocks, step)]


def _gather(src: Floats, masks: NDArray[np.int64], weights: Floats, n: int, kind: Arithmetic, out: Floats) -> None:
    parts = _chunks(n, len(masks), kind)
    jobs = [_threads().submit(kind.gather, src, masks, weights, n, a, b, out) for a, b in parts[1:]]
    kind.gather(src, masks, weights, n, *parts[0], out)
    for job in jobs:
        job.result()


def _dot(src: Floats, back: Floats, masks: NDArray[np.int64], n: int, kind: Arithmetic) -> Floats:
    parts = _chunks(n, len(masks), kind)
    out = np.empty((len(parts), len(masks)))
    jobs = [_threads().submit(kind.dot, src, back, masks, n, a, b, row) for (a, b), row in zip(parts[1:], out[1:], strict=True)]
    kind.dot(src, back, masks, n, *parts[0], out[0])
    for job in jobs:
        job.result()
    return np.asarray(out.max(axis=0) if kind is MAX else out[0] if kind is LOG else out.sum(axis=0))


@dataclass(frozen=True)
class SetsOf:
    """A family's terms by the set of victims they use.

    masks    int64[sets]    bit sets, ascending; the first is empty
    of_term  int64[terms]   set of each term
    """

    masks: NDArray[np.int64]
    of_term: NDArray[np.int64]

    def total(self, log_weight: Floats) -> Floats:
        """Log of the summed weights of each set, float64[sets]."""
        peak = self.best(log_weight)
        sums = np.zeros(len(self.masks))
        np.add.at(sums, self.of_term, np.exp(log_weight - peak[self.of_term]))
        return np.asarray(np.log(sums) + peak)

    def best(self, log_weight: Floats) -> Floats:
        """Largest log weight of each set, float64[sets]."""
        out = np.full(len(self.masks), -np.inf)
        np.maximum.at(out, self.of_term, log_weight)
        return out


def sets_of(family: FamilyTerms) -> SetsOf:
    """Group a family's terms by the victims they use (rows of the component, at most 30)."""
    bits = np.where(family.assigned >= 0, np.int64(1) << np.maximum(family.assigned, 0).astype(np.int64), 0).sum(axis=1)
    masks, of_term = np.unique(bits.astype(np.int64), return_inverse=True)
    return SetsOf(masks, of_term.astype(np.int64))


def forward(sets: Sequence[SetsOf], weights: Sequence[Floats], n: int, kind: Arithmetic) -> Floats:
    """float64[families + 1, 2**n]: weight of all ways in which the first k families use exactly the victims in T."""
    tables = np.empty((len(sets) + 1, 1 << n))
    tables[0] = kind.zero
    tables[0, 0] = kind.one
    for k, (s, w) in enumerate(zip(sets, weights, strict=True)):
        if k == 0:  # one family alone
            tables[1] = kind.zero
            tables[1, s.masks] = w
        else:
            _gather(tables[k], s.masks, w, n, kind, tables[k + 1])
    return tables


def masses(
    tables: Floats, final: Floats, sets: Sequence[SetsOf], weights: Sequence[Floats], n: int, kind: Arithmetic
) -> list[Floats]:
    """For each family, float64[sets]: weight of all complete ways in which it uses that set, its own weight left out.

    ``final`` is float64[2**n], what the victims outside T weigh when no family takes them.
    """
    out: list[Any] = [None] * len(sets)
    back = np.ascontiguousarray(final[::-1])
    spare = np.empty_like(back)
    for k in range(len(sets) - 1, -1, -1):
        if k == 0:  # no family before it
            out[0] = back[(len(back) - 1) ^ sets[0].masks]
        else:
            out[k] = _dot(tables[k], back, sets[k].masks, n, kind)
            _gather(back, sets[k].masks, weights[k], n, kind, spare)
            back, spare = spare, back
    return out


def without(values: NDArray[Any], victim: int) -> NDArray[Any]:
    """The entries of a table over subsets in which ``victim`` is not used."""
    return values.reshape(-1, 2, 1 << victim)[:, 0, :]


def counts(n: int) -> NDArray[np.int64]:
    """int64[2**n]: how many victims are *not* in each subset."""
    return n - np.bitwise_count(np.arange(1 << n)).astype(np.int64)
