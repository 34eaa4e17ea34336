"""Brothers found together share their lines also where no relative gave a sample: what two people say of each other.

For two people u, v in places of one line to which no donor speaks, the joint way weighs more than its pairs by::

    P(type u | type v, meioses between the places) / f(type u)

with f the largest of the pools' frequencies, which speaks for nobody. With more than two in one line each further one is compared with
the first. Where a donor speaks for the line, both are weighed with the donor, and what they share beyond that is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Literal

import numpy as np

from repatria.evidence.mtdna.matrix import mitotype_matrix
from repatria.evidence.ystr.matrix import haplotype_matrix
from repatria.joint.lineages import Lineage
from repatria.joint.lines import LINE_OF
from repatria.joint.problem import Floats, Ints
from repatria.model.casefile import CaseFile
from repatria.model.family import Family
from repatria.tables.lineage_pairs import Columns, LineageMatrix
from repatria.tables.lines import above


@dataclass(frozen=True, slots=True)
class Unspoken:
    """Places of a family on one line of ``kind`` without a donor: ``slots`` int[places], ``meioses`` from the first to each."""

    kind: str
    slots: tuple[int, ...]
    meioses: tuple[int, ...]


class SharedLines:
    """Everybody's lineage profiles against each other's, by kind and meioses, worked out when asked for."""

    def __init__(self, case: CaseFile, lineages: Sequence[Lineage], people: int) -> None:
        self._case, self._people = case, people
        self._lineage = {x.kind: x for x in lineages}
        self._spoken = {x.kind: set(x.references.of_missing.tolist()) for x in lineages}
        self._one_at_a_time = Lock()
        self._pool = lru_cache(maxsize=None)(self._frequencies)
        self.between = lru_cache(maxsize=None)(self._between)

    def unspoken(self, family: Family, first: int) -> tuple[Unspoken, ...]:
        """The lines of a family with several missing in them and no donor; ``first`` is the column of its first missing person."""
        out = []
        for kind in self._lineage:
            line = LINE_OF[kind]
            chains = {
                s: above(family.pedigree, m, line)
                for s, m in enumerate(family.missing)
                if first + s not in self._spoken[kind] and not (kind == "ystr" and family.pedigree[m].sex == "F")
            }
            for top in dict.fromkeys(chain[-1] for chain in chains.values()):
                mine = [s for s, chain in chains.items() if chain[-1] == top]
                if len(mine) > 1:
                    out.append(Unspoken(kind, tuple(mine), tuple(max(1, _apart(chains[mine[0]], chains[s])) for s in mine)))
        return tuple(out)

    def gain(self, unspoken: Sequence[Unspoken], way: Ints) -> float:
        """What the people of ``way`` int32[missing] (-1 nobody) share beyond their pairs, natural log."""
        total = 0.0
        for line in unspoken:
            there = [(int(way[s]), m) for s, m in zip(line.slots, line.meioses, strict=True) if way[s] >= 0]
            for v, m in there[1:]:
                total += float(self.between(line.kind, m)[v, there[0][0]])
        return total

    def closest(self, unspoken: Sequence[Unspoken]) -> Floats:
        """float64[people]: the most that each shares with somebody else, natural log; 0 where no line is unspoken."""
        out = np.zeros(self._people)
        for line in unspoken:
            table = self.between(line.kind, line.meioses[-1]).copy()
            np.fill_diagonal(table, 0.0)
            out = np.maximum(out, np.maximum(table.max(axis=1, initial=0.0), table.max(axis=0, initial=0.0)))
        return out

    def _between(self, kind: Literal["mtdna", "ystr"], meioses: int) -> Floats:
        """float64[people, people]: ln P(type of the row | that of the column) / f; 0 without two profiles to compare."""
        lineage = self._lineage[kind]
        with self._one_at_a_time:
            pool = self._pool(kind)
        shared = self._matrix(lineage, meioses, ()).log_kin - pool
        out = np.zeros((self._people, self._people))
        out[np.ix_(lineage.person, lineage.person)] = np.where(np.isnan(shared), 0.0, shared)
        return out

    def _frequencies(self, kind: Literal["mtdna", "ystr"]) -> Floats:
        """float64[profiles, profiles]: ln f of the type of the row over what both show, the largest of the databases'."""
        lineage = self._lineage[kind]
        return np.asarray(self._matrix(lineage, 1, lineage.databases).log_pool.max(axis=0))

    def _matrix(self, lineage: Lineage, meioses: int, databases: Sequence[str]) -> LineageMatrix:
        n, profiles = len(lineage.person), lineage.profiles
        columns = Columns(np.arange(n), np.full(n, meioses))
        nobody = np.zeros((len(databases), n), dtype=bool)
        if lineage.kind == "mtdna":
            mothers = [self._case.beside.mtdna[name] for name in databases]
            return mitotype_matrix(profiles, profiles, columns, mothers, nobody)  # type: ignore[arg-type]
        fathers = [self._case.beside.ystr[name] for name in databases]
        return haplotype_matrix(profiles, profiles, columns, fathers, nobody)  # type: ignore[arg-type]


def _apart(one: Sequence[str], other: Sequence[str]) -> int:
    """Transmissions between the two who stand first in chains that end in one ancestor."""
    common = next(p for p in one if p in other)
    return list(one).index(common) + list(other).index(common)
