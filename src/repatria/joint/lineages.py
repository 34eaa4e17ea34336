"""The lineage profiles of a case, one for each person, against the reference of every missing person, with what they are counted in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.errors import MissingReference
from repatria.evidence.mtdna.matrix import mitotype_matrix
from repatria.evidence.ystr.matrix import haplotype_matrix
from repatria.joint.consensus import Consensus, Haplotype, consensus_haplotype, consensus_mitotype
from repatria.joint.lineage_rows import Weigh, weighed_rows
from repatria.joint.lines import Kind, LineReferences, mitochondrial_references, paternal_references
from repatria.joint.problem import Floats
from repatria.model.beside import Remains
from repatria.model.casefile import CaseFile
from repatria.model.haplotypes import Database
from repatria.model.mitotype import Mitotype
from repatria.model.yhaplotype import YHaplotype
from repatria.tables.lineage_pairs import LineageMatrix
from repatria.tables.once import once

NAMES: dict[Kind, str] = {"mtdna": "mitochondrial DNA", "ystr": "Y-chromosomal markers"}
Told = list[dict[str, Any]]


@dataclass(frozen=True, eq=False)
class Lineage:
    """One kind of lineage in a case: ``person`` int64[typed] are the people with a profile of it, ``profiles`` theirs.

    ``matrix`` has a row for each of them and a column for each missing person with a reference; ``database`` int64[pools] says which
    of ``databases`` serves each pool.
    """

    kind: Kind
    person: NDArray[np.int64]
    profiles: tuple[Mitotype, ...] | tuple[YHaplotype, ...]
    references: LineReferences[Mitotype] | LineReferences[YHaplotype]
    databases: tuple[str, ...]
    database: NDArray[np.int64]
    matrix: LineageMatrix

    @property
    def compared(self) -> NDArray[np.bool_]:
        """bool[typed, columns]: pairs that share enough and whose type can be counted."""
        return np.asarray(~np.isnan(self.matrix.log_kin) & ~np.isnan(self.matrix.log_pool).any(axis=0))

    def alone(self, people: int, missing: int) -> Floats:
        """float64[people, missing] where one database serves all pools: P(type | reference) over the one frequency, natural log."""
        out = np.zeros((people, missing))
        found = self.matrix.log_kin - self.matrix.log_pool[self.database[0]]
        out[np.ix_(self.person, self.references.of_missing)] = np.where(self.compared, found, 0.0)
        return out

    def spread(self, people: int, missing: int) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]]:
        """``[people, missing]`` ln P(type | reference); ``[pools, people, missing]`` ln of the frequency with the own line left out;
        ``[pools, people]`` ln of the frequency with all lines; and ``[people, missing]`` where a reference speaks."""
        known = np.zeros((people, missing), dtype=bool)
        kin, pools = np.zeros((people, missing)), len(self.database)
        log_pool, alone = np.zeros((pools, people, missing)), np.zeros((pools, people))
        place, there = np.ix_(self.person, self.references.of_missing), self.compared
        known[place] = there
        kin[place] = np.where(there, self.matrix.log_kin, 0.0)
        for k, d in enumerate(self.database.tolist()):
            alone[k, self.person] = self.matrix.log_alone[d]
            log_pool[k] = alone[k][:, None]
            log_pool[k][place] = np.where(there, self.matrix.log_pool[d], self.matrix.log_alone[d][:, None])
        return kin, log_pool, alone, known


def lineages_of(case: CaseFile, codes: Sequence[str], remains: Sequence[Sequence[Remains]], told: Told) -> tuple[Lineage, ...]:
    """Both kinds, where anybody has a profile and a database counts it; ``told`` gets what is not weighed and why."""
    mothers = _lineage(
        case, "mtdna", codes, [[m for r in mine for m in r.mitotypes] for mine in remains], consensus_mitotype,
        case.beside.mtdna, mitochondrial_references, mitotype_matrix, told,
    )  # fmt: skip
    fathers = _lineage(
        case, "ystr", codes, [[y for r in mine for y in r.yhaplotypes] for mine in remains], consensus_haplotype,
        case.beside.ystr, paternal_references, haplotype_matrix, told,
    )  # fmt: skip
    return tuple(x for x in (mothers, fathers) if x is not None)


def _lineage(
    case: CaseFile,
    kind: Kind,
    codes: Sequence[str],
    samples: Sequence[Sequence[Haplotype]],
    consensus: Callable[[Sequence[Haplotype], str], Consensus[Haplotype]],
    databases: Mapping[str, Database[Haplotype]],
    references: Callable[[CaseFile], LineReferences[Haplotype]],
    weigh: Weigh[Haplotype],
    told: Told,
) -> Lineage | None:
    person: list[int] = []
    profiles: list[Haplotype] = []
    for i, (code, shown) in enumerate(zip(codes, samples, strict=True)):
        if not shown:
            continue
        found = consensus(shown, code)
        if found.apart:
            words = (
                "its samples read differently there" if found.profile else "its samples are hardly of one person; not weighed"
            )
            told.append({"person": code, "kind": kind, "at": list(found.apart), "text": f"{NAMES[kind]}: {words}"})
        if found.profile is not None:
            person.append(i)
            profiles.append(found.profile)
    if not profiles:
        return None
    if not databases:
        told.append({"kind": kind, "text": f"{NAMES[kind]}: not weighed, since no database of types is in the case"})
        return None
    names, at = _served(case, kind, databases)
    held = references(case)
    told += [
        {"donor": d, "kind": kind, "text": f"{NAMES[kind]}: samples of this donor are hardly of one person; not weighed"}
        for d in held.contradictory
    ]
    counted = counted_lines(case, held.family, names, tuple(at.tolist()))
    matrix = weighed_rows(kind, weigh, profiles, held, [databases[n] for n in names], counted)
    rows = np.isfinite(matrix.log_alone).all(axis=0)
    for i in np.flatnonzero(~rows).tolist():
        text = f"{NAMES[kind]}: not weighed, since nobody of a database was read over what this person shows"
        told.append({"person": codes[person[i]], "kind": kind, "text": text})
    kept = matrix
    if not rows.all():
        kept = LineageMatrix(matrix.log_kin[rows], matrix.log_pool[:, rows], matrix.log_alone[:, rows], matrix.compared[rows])
    chosen = np.flatnonzero(rows)
    mine: Any = tuple(profiles[i] for i in chosen.tolist())
    return Lineage(kind, np.array(person, dtype=np.int64)[chosen], mine, held, names, at, kept) if len(chosen) else None


def _served(
    case: CaseFile, kind: Kind, databases: Mapping[str, Database[Haplotype]]
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """The databases that serve some pool, and int64[pools] which serves each; the one under "" serves every pool without its own."""
    pools = [pool.name for pool in case.pools] or [""]
    names: list[str] = []
    at = []
    for pool in pools:
        name = pool if pool in databases else "" if "" in databases else next(iter(databases)) if not case.pools else None
        if name is None:
            raise MissingReference(
                f"case: no database of {NAMES[kind]} for pool {pool!r}. Add one under its name, or under '' one for every pool."
            )
        if name not in names:
            names.append(name)
        at.append(names.index(name))
    return tuple(names), np.array(at, dtype=np.int64)


@once(8)
def counted_lines(case: CaseFile, families: tuple[str, ...], names: tuple[str, ...], at: tuple[int, ...]) -> NDArray[np.bool_]:
    """bool[databases, references]: lines of the list are counted in the databases of the pools that their families may be from."""
    pools = [pool.name for pool in case.pools] or [""]
    of_family = {f.id: {p for p, w in f.pools.items() if w > 0.0} for f in case.families}
    out = np.zeros((len(names), len(families)), dtype=bool)
    for r, family in enumerate(families):
        mine = of_family[family]
        for pool, d in zip(pools, at, strict=True):
            out[d, r] |= not mine or pool in mine
    out.setflags(write=False)
    return out
