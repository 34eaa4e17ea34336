"""What a search of haplotypes gives back, and the bookkeeping that mitochondrial and Y profiles share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

BLOCK = 256
"""Distinct types scored at once."""


@dataclass(frozen=True, eq=False)
class Kept:
    """Pairs by index of query and reference, the best of each query first; ``compared`` names what was compared in words."""

    query: Ints
    reference: Ints
    differences: Ints
    log_given_kin: Floats
    log_given_pool: Floats
    seen: Ints
    size: Ints
    compared: Ints

    @property
    def log_lr(self) -> Floats:
        """Natural log LR of each pair."""
        return np.asarray(self.log_given_kin - self.log_given_pool)

    def __len__(self) -> int:
        return len(self.query)


@dataclass(frozen=True, eq=False)
class LineageSearch:
    """The pairs kept, and what became of all others.

    ``compared`` pairs share enough to be compared, ``apart`` of them differ in more than ``most`` places and were not scored: none of
    these can reach ``bound`` (natural log LR). ``too_little`` pairs share too little.
    """

    kept: Kept
    ranges: tuple[str, ...]
    compared: int
    apart: int
    too_little: int
    most: int
    bound: float


def trimmed(kept: Kept, best: int, threshold: float) -> Kept:
    """The ``best`` of each query and all that reach ``threshold`` (natural log LR), sorted; ties by reference."""
    order = np.lexsort((kept.reference, -kept.log_lr, kept.query))
    queries = kept.query[order]
    fresh = np.r_[True, queries[1:] != queries[:-1]] if len(queries) else np.zeros(0, dtype=bool)
    starts = np.flatnonzero(fresh)
    rank = np.arange(len(queries)) - np.repeat(starts, np.diff(np.r_[starts, len(queries)]))
    chosen = order[(rank < best) | (kept.log_lr[order] >= threshold)]
    return taken(kept, chosen)


def taken(kept: Kept, rows: Ints) -> Kept:
    """The chosen rows."""
    return Kept(*(getattr(kept, name)[rows] for name in Kept.__dataclass_fields__))


def together(parts: Sequence[Kept]) -> Kept:
    """All parts, one after the other."""
    if not parts:
        none, nan = np.zeros(0, dtype=np.int64), np.zeros(0)
        return Kept(none, none, none, nan, nan, none, none, none)
    return Kept(*(np.concatenate([getattr(p, name) for p in parts]) for name in Kept.__dataclass_fields__))


def spread(kept: Kept, members: Sequence[Ints]) -> Kept:
    """Each row once for every query that shows its type; ``members`` are the queries by type."""
    counts = np.array([len(members[i]) for i in kept.query], dtype=np.int64)
    rows = np.repeat(np.arange(len(kept)), counts)
    out = taken(kept, rows)
    query = np.concatenate([members[i] for i in kept.query]) if len(kept) else kept.query
    return Kept(query, *(getattr(out, name) for name in list(Kept.__dataclass_fields__)[1:]))


def in_blocks(types: int, score: Callable[[int, int], tuple[Kept, int]], workers: int) -> list[tuple[Kept, int]]:
    """``score(first, last)`` over all blocks of types, in order whatever the number of threads."""
    firsts = range(0, types, BLOCK)
    work = [(first, min(types, first + BLOCK)) for first in firsts]
    if workers <= 1:
        return [score(*block) for block in work]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda block: score(*block), work))


@dataclass(frozen=True, eq=False)
class Lines:
    """Which lines of the list show each type of the queries: sorted keys type × ``lines`` + line, and how many per type."""

    keys: Ints
    per_type: Ints
    lines: int
    known: int

    def holds(self, kinds: Ints, line: Ints) -> NDArray[np.bool_]:
        """Whether the line itself (-1: none) is among those that show the type."""
        keys = kinds * self.lines + line
        at = np.searchsorted(self.keys, keys)
        at = np.minimum(at, max(0, len(self.keys) - 1))
        return (line >= 0) & (self.keys[at] == keys if len(self.keys) else False)


def lines_of(pairs: NDArray[np.int32], members: Sequence[Ints], line: Ints, types: int, lines: int) -> Lines:
    """From ``pairs`` [n, 2] of query type and compatible reference type; ``members`` are references by type, ``line`` their lines."""
    keys: list[Ints] = [np.zeros(0, dtype=np.int64)]
    for i, j in pairs[:, :2].tolist():
        named = line[members[j]]
        keys.append(i * lines + named[named >= 0])
    flat = np.unique(np.concatenate(keys)) if lines else np.zeros(0, dtype=np.int64)
    covering = {int(x) for rows in members for x in line[rows] if x >= 0}
    per_type = (
        np.bincount(flat // max(1, lines), minlength=types).astype(np.int64) if lines else np.zeros(types, dtype=np.int64)
    )
    return Lines(flat, per_type, lines, len(covering))


def numbered(lines: Iterable[str]) -> tuple[Ints, int]:
    """Lines as numbers, -1 where none is named; and how many there are."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(x, len(known)) if x else -1 for x in lines], dtype=np.int64), len(known)
