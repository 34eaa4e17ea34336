"""Which donor speaks for which missing person on a line of mothers or of fathers, derived from the pedigrees.

Of several donors on one line the nearest speaks, and of equally near ones the one who was read or typed most: they are one line
and not two pieces of evidence, so the others are not multiplied. All of them count as one line of the list for frequencies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Generic, Literal

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidPedigree
from repatria.joint.consensus import Haplotype, consensus_haplotype, consensus_mitotype
from repatria.model.beside import Reference
from repatria.model.casefile import CaseFile
from repatria.model.family import Family
from repatria.model.mitotype import Mitotype
from repatria.model.yhaplotype import YHaplotype
from repatria.tables.lineage_pairs import Columns
from repatria.tables.lines import Line, meioses_between, top_of_line
from repatria.tables.once import alike

Kind = Literal["mtdna", "ystr"]
LINE_OF: dict[Kind, Line] = {"mtdna": "mothers", "ystr": "fathers"}


@dataclass(frozen=True, slots=True)
class Speaking:
    """The donor at position ``reference`` is on the line of the missing person in ``column``, ``meioses`` transmissions away."""

    column: int
    reference: int
    meioses: int


@dataclass(frozen=True, eq=False)
class LineReferences(Generic[Haplotype]):
    """The references of one kind: one profile for each donor, with its line, and who speaks for whom.

    ``speaking`` holds for each missing person who has any all donors on the line, the one who is weighed first.
    """

    kind: Kind
    profiles: tuple[Haplotype, ...]
    family: tuple[str, ...]
    donor: tuple[str, ...]
    speaking: tuple[tuple[Speaking, ...], ...]
    contradictory: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> Columns:
        """The donors who are weighed, one for each missing person with any."""
        first = [s[0] for s in self.speaking]
        return Columns(
            np.array([s.reference for s in first], dtype=np.int64), np.array([max(1, s.meioses) for s in first], dtype=np.int64)
        )

    @cached_property
    def of_missing(self) -> NDArray[np.int64]:
        """int64[columns]: the column of the case at which each missing person of :attr:`columns` stands."""
        return np.array([s[0].column for s in self.speaking], dtype=np.int64)


def mitochondrial_references(case: CaseFile) -> LineReferences[Mitotype]:
    """The maternal lines of a case."""
    return _maternal(case.beside.references, case.families)


def paternal_references(case: CaseFile) -> LineReferences[YHaplotype]:
    """The paternal lines of a case."""
    return _paternal(case.beside.references, case.families)


@alike(2)
def _maternal(references: tuple[Reference, ...], families: tuple[Family, ...]) -> LineReferences[Mitotype]:
    held: dict[tuple[str, str], list[Mitotype]] = {}
    for r in references:
        if r.mitotype is not None:
            held.setdefault((r.family, r.person), []).append(r.mitotype)
    found = {key: consensus_mitotype(v, f"{key[0]}/{key[1]}") for key, v in held.items()}
    return _references(families, "mtdna", {k: c.profile for k, c in found.items()}, _read)


@alike(2)
def _paternal(references: tuple[Reference, ...], families: tuple[Family, ...]) -> LineReferences[YHaplotype]:
    held: dict[tuple[str, str], list[YHaplotype]] = {}
    for r in references:
        if r.yhaplotype is not None:
            held.setdefault((r.family, r.person), []).append(r.yhaplotype)
    found = {key: consensus_haplotype(v, f"{key[0]}/{key[1]}") for key, v in held.items()}
    return _references(families, "ystr", {k: c.profile for k, c in found.items()}, lambda y: len(y.alleles))


def _read(profile: Mitotype) -> int:
    return sum(last - first + 1 for first, last in profile.ranges) - len(profile.unread)


def _references(
    told: Sequence[Family],
    kind: Kind,
    found: Mapping[tuple[str, str], Haplotype | None],
    size: Callable[[Haplotype], int],
) -> LineReferences[Haplotype]:
    donors: dict[str, list[int]] = {}
    profiles: list[Haplotype] = []
    families, codes, contradictory = [], [], []
    by_id = {f.id: f for f in told}
    for (family, person), profile in found.items():
        if profile is None:
            contradictory.append(f"{family}/{person}")
            continue
        line = top_of_line(by_id[family].pedigree, person, LINE_OF[kind])
        donors.setdefault(family, []).append(len(profiles))
        profiles.append(replace(profile, line=f"{family}/{line}"))
        families.append(family)
        codes.append(person)
    speaking, column = [], 0
    for each in told:
        for k, missing in enumerate(each.missing):
            mine = _on_line(each, missing, column + k, donors.get(each.id, ()), codes, kind)
            if mine:
                mine.sort(key=lambda s: (s.meioses, -size(profiles[s.reference]), codes[s.reference]))
                speaking.append(tuple(mine))
        column += len(each.missing)
    return LineReferences(kind, tuple(profiles), tuple(families), tuple(codes), tuple(speaking), tuple(contradictory))


def _on_line(
    family: Family, missing: str, column: int, donors: Sequence[int], codes: Sequence[str], kind: Kind
) -> list[Speaking]:
    out = []
    for r in donors:
        try:
            out.append(Speaking(column, r, meioses_between(family.pedigree, missing, codes[r], LINE_OF[kind])))
        except InvalidPedigree:  # another line, or a woman's: the donor says nothing of this person here
            continue
    return out
