"""Everybody against every missing man of one kind of lineage, as arrays: the bridge from haplotypes to the joint answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Columns:
    """One column for each missing person who has a reference on the line: ``reference`` int64[columns] its number, ``meioses``
    int64[columns] the transmissions to him, at least 1."""

    reference: Ints
    meioses: Ints


@dataclass(frozen=True, eq=False)
class LineageMatrix:
    """``log_kin`` float64[queries, columns] ln P(query | reference), NaN where the two share too little to be compared.

    ``log_pool`` float64[databases, queries, columns] ln of the frequency of the query's type over what the two share, the column's
    own line left out of the count; ``log_alone`` float64[databases, queries] the same over what the database reads of the query,
    every line counted, NaN where it reads too little. ``compared`` int64[queries, columns] positions or markers compared.
    """

    log_kin: Floats
    log_pool: Floats
    log_alone: Floats
    compared: Ints

    @classmethod
    def empty(cls, databases: int, queries: int, columns: int) -> LineageMatrix:
        """Nothing compared yet."""
        nothing = np.full((queries, columns), np.nan)
        pool = np.full((databases, queries, columns), np.nan)
        return cls(nothing, pool, np.full((databases, queries), np.nan), np.zeros((queries, columns), dtype=np.int64))


@dataclass(frozen=True, eq=False)
class LinesHeld:
    """Which lines of the list show each type asked for: ``holds`` bool[types, lines]; ``covering`` bool[lines] which could show it."""

    holds: NDArray[np.bool_]
    covering: NDArray[np.bool_]

    def log_frequency(self, seen: Ints, size: int, counted: NDArray[np.bool_], own: Ints) -> Floats:
        """float64[types, columns]: ln (k + 1) / (n + 1) from ``seen`` int64[types] of ``size`` people and the lines in ``counted``
        bool[lines], one each, without the ``own`` line int64[columns] (-1 none)."""
        mine = own >= 0
        held = np.pad(self.holds & counted, ((0, 0), (0, 1)))  # the last column is the line of nobody, -1
        there = np.pad(self.covering & counted, (0, 1))
        k = (seen + held.sum(axis=1))[:, None] - np.where(mine, held[:, own], False)
        n = size + int(there.sum()) - np.where(mine, there[own], False)
        return np.asarray(np.log((k + 1.0) / (n + 1.0)[None, :]))


def lines_held(pairs: Iterable[tuple[int, int]], members: list[Ints], line: Ints, types: int, lines: int) -> LinesHeld:
    """From ``pairs`` of a type asked for and a compatible type of references; ``members`` are references by type, ``line``
    int64[references] their lines (-1 none)."""
    holds, covering = np.zeros((types, lines + 1), dtype=bool), np.zeros(lines + 1, dtype=bool)
    for rows in members:
        covering[line[rows]] = True
    for i, j in pairs:
        holds[i, line[members[j]]] = True
    return LinesHeld(holds[:, :lines], covering[:lines])
