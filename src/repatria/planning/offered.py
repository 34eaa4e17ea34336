"""What the list offers to a new result: for every missing person the shape of the typed family and the type of each line.

Types are told apart over HV1 and HV2, which every mitochondrial reference covers, and over the markers most men of the Y database show;
a reference that covers less stands for no type. A type seen c times among the N people of database and references together is as frequent
as (1 - n1 / N) c / N, the n1 types seen once standing for all that nobody has shown yet (Good 1953, Biometrika 40:237; recalled).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.evidence.mtdna.counting import known_table
from repatria.evidence.mtdna.types import types_of
from repatria.model.casefile import CaseFile
from repatria.model.family import Family
from repatria.model.mitotype import REGIONS, Mitotype
from repatria.model.tracts import Rules
from repatria.model.yhaplotype import YHaplotype
from repatria.planning.kinpower import FamilyShape, shape_of
from repatria.planning.usable import usable_relatives
from repatria.tables.mitotypes import covers

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
LINES = {"mitochondrial": "mtdna", "y": "ystr"}
RANGE = "HV1/HV2"


@dataclass(frozen=True, eq=False)
class Offered:
    """The list as new results see it, in the order of ``missing``.

    ``shape`` ``[missing]`` is the position in ``shapes`` or -1; ``types`` by system ``[missing]`` the type of the line or -1; ``often``
    by system ``[types]`` the frequencies, which leave room for types not seen.
    """

    missing: tuple[str, ...]
    shape: Ints
    shapes: tuple[FamilyShape, ...]
    types: Mapping[str, Ints]
    often: Mapping[str, Array]

    @property
    def speaks(self) -> NDArray[np.bool_]:
        """``[missing]``: whether anything of a family is typed that a result could meet."""
        return np.asarray(
            (self.shape >= 0) | np.any([t >= 0 for t in self.types.values()], axis=0) if self.types else self.shape >= 0
        )


def offered(case: CaseFile) -> Offered:
    """Read it off ``case``; a system without a database is left out."""
    at = {m: n for n, m in enumerate(m for f in case.families for m in f.missing)}
    shapes: dict[FamilyShape, int] = {}
    shape = np.full(len(at), -1, dtype=np.int64)
    kinds = _types(case)
    types = {system: np.full(len(at), -1, dtype=np.int64) for system in kinds}
    for family in case.families:
        for missing in family.missing:
            found = shape_of(family.pedigree, missing, tuple(family.references)) if family.references else None
            if found is not None:
                shape[at[missing]] = shapes.setdefault(found, len(shapes))
            for system, donor in _lines(family, missing, kinds):
                types[system][at[missing]] = kinds[system][0][family.id, donor]
    often = {system: values for system, (_, values) in kinds.items()}
    return Offered(tuple(at), shape, tuple(shapes), types, often)


def _lines(
    family: Family, missing: str, kinds: Mapping[str, tuple[Mapping[tuple[str, str], int], Array]]
) -> list[tuple[str, str]]:
    """(system, donor) of the first donor on each line of ``missing``."""
    donors = [p.id for p in family.pedigree.people if any((family.id, p.id) in known for known, _ in kinds.values())]
    out: dict[str, str] = {}
    for use in usable_relatives(family.pedigree, [missing], donors) if donors else ():
        system = LINES.get(use.system, "")
        if use.can and system in kinds and (family.id, use.relative) in kinds[system][0]:
            out.setdefault(system, use.relative)
    return list(out.items())


def _types(case: CaseFile) -> dict[str, tuple[Mapping[tuple[str, str], int], Array]]:
    """By system: (family, donor) -> type, and how often each type is."""
    out: dict[str, tuple[Mapping[tuple[str, str], int], Array]] = {}
    mt, y = case.beside.mtdna, case.beside.ystr
    if mt:
        entries = mt.get("", next(iter(mt.values()))).entries
        given = [(r.family, r.person, r.mitotype) for r in case.beside.references if r.mitotype is not None]
        codes = _mt_types((*entries, *(m for *_, m in given)))
        out["mtdna"] = _counted(codes, [(f, p) for f, p, _ in given], len(entries))
    if y:
        men = y.get("", next(iter(y.values()))).entries
        gave = [(r.family, r.person, r.yhaplotype) for r in case.beside.references if r.yhaplotype is not None]
        out["ystr"] = _counted(_y_types((*men, *(h for *_, h in gave)), len(men)), [(f, p) for f, p, _ in gave], len(men))
    return out


def _mt_types(entries: tuple[Mitotype, ...]) -> list[Hashable]:
    table = known_table(entries, Rules())
    whole = [i for i, spans in enumerate(table.spans) if covers(spans, REGIONS[RANGE])]
    codes: list[Hashable] = [None] * len(entries)
    for n, members in enumerate(types_of(table, np.flatnonzero(np.isin(table.span, whole)), REGIONS[RANGE]).members):
        for row in members.tolist():
            codes[row] = n
    return codes


def _y_types(men: tuple[YHaplotype, ...], known: int) -> list[Hashable]:
    kit = Counter(frozenset(e.alleles) for e in men[:known]).most_common(1)[0][0]
    return [tuple(sorted((m, e.alleles[m]) for m in kit)) if kit <= set(e.alleles) else None for e in men]


def _counted(
    codes: Sequence[Hashable], donors: Sequence[tuple[str, str]], known: int
) -> tuple[dict[tuple[str, str], int], Array]:
    seen = Counter(c for c in codes if c is not None)
    number = {c: n for n, c in enumerate(seen)}
    counts = np.array(list(seen.values()), dtype=float)
    total = counts.sum()
    often = (1.0 - (counts == 1.0).sum() / total) * counts / total if len(counts) else counts
    often = np.maximum(often, 1e-9)
    mine = {who: number[c] for who, c in zip(donors, codes[known:], strict=True) if c is not None}
    return mine, often
