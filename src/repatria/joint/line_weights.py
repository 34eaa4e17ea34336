"""What the lines say of one candidate with all donors, without one, and with one alone: for the errors of references.

A donor's sample is one sample whatever was typed of it: where it is another family's, or its relation is told wrongly, its
autosomal, mitochondrial and Y profiles fall together. Of several donors on a line the nearest of those that are left speaks. That two
donors of a line agree confirms them; that is not taken into account, which leaves the errors as probable as they were told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from repatria.evidence.kinship.matrix import log_pool_shares
from repatria.evidence.mtdna.matrix import mitotype_matrix
from repatria.evidence.ystr.matrix import haplotype_matrix
from repatria.joint.kinds import own_weights
from repatria.joint.lineages import Lineage, counted_lines
from repatria.joint.lines import LINE_OF
from repatria.joint.problem import Floats
from repatria.model.casefile import CaseFile
from repatria.model.family import Family
from repatria.model.profile import Profile
from repatria.tables.lineage_pairs import Columns, LineageMatrix
from repatria.tables.lines import above


@dataclass(frozen=True, slots=True)
class LineWeights:
    """One candidate against one missing person by the donors of lineage profiles. Natural log LRs.

    ``without`` and ``only`` by donor; ``cut`` and ``side`` by the child whose told parent is cut off: what is left for the missing person,
    and what tells of the true parent. ``record`` is what age, stature and place say, which no reference touches.
    """

    donors: tuple[str, ...] = ()
    log_lr: float = 0.0
    without: Mapping[str, float] = field(default_factory=dict)
    only: Mapping[str, float] = field(default_factory=dict)
    cut: Mapping[str, float] = field(default_factory=dict)
    side: Mapping[str, float] = field(default_factory=dict)
    record: float = 0.0


NOTHING = LineWeights()


@dataclass(frozen=True, eq=False)
class _Told:
    """One kind: its donors, nearest first, with ln P(type | donor), and by pool ln of the frequency with the line left out, and with
    all lines; ``below`` are the children through whom the line of each donor runs."""

    donors: tuple[str, ...]
    log_kin: Floats
    log_pool: Floats
    alone: Floats
    below: tuple[frozenset[tuple[str, str]], ...]


def line_weights(
    case: CaseFile,
    lineages: Sequence[Lineage],
    unit: tuple[Profile, ...],
    family: Family,
    missing: str,
    children: Sequence[tuple[str, str]] = (),
    record: float = 0.0,
) -> LineWeights:
    """Weigh one person, whose profiles ``lineages`` hold alone, as ``missing``. ``children`` are told links: child and parent."""
    column = [m for f in case.families for m in f.missing].index(missing)
    told = [t for x in lineages if (t := _told(case, x, family, column)) is not None]
    donors = tuple(sorted({d for t in told for d in t.donors}))
    shares = log_pool_shares([unit], case)[:, 0]
    own = own_weights(case)[:, column]
    weights = shares if np.isnan(own[0]) else own

    def log_lr(allowed: Callable[[_Told, int], bool]) -> float:
        """With the donors that are ``allowed``, the nearest of each kind."""
        kin, free, below = 0.0, np.zeros(len(shares)), np.zeros(len(shares))
        for t in told:
            k = next((k for k in range(len(t.donors)) if allowed(t, k)), None)
            if k is None:
                free, below = free + t.alone, below + t.alone
            else:
                kin, below = kin + float(t.log_kin[k]), below + t.log_pool[:, k]
        return kin + float(np.logaddexp.reduce(weights + free)) - float(np.logaddexp.reduce(shares + below))

    def one(child: tuple[str, str], through: bool) -> float:
        return log_lr(lambda t, k: (child in t.below[k]) == through)

    return LineWeights(
        donors,
        log_lr(lambda t, k: True),
        {d: log_lr(lambda t, k, d=d: t.donors[k] != d) for d in donors},  # type: ignore[misc]
        {d: log_lr(lambda t, k, d=d: t.donors[k] == d) for d in donors},  # type: ignore[misc]
        {c[0]: one(c, False) for c in children},
        {c[0]: one(c, True) for c in children},
        record,
    )


def _told(case: CaseFile, lineage: Lineage, family: Family, column: int) -> _Told | None:
    speaking = next((s for s in lineage.references.speaking if s[0].column == column), ())
    columns = Columns(
        np.array([s.reference for s in speaking], dtype=np.int64),
        np.array([max(1, s.meioses) for s in speaking], dtype=np.int64),
    )
    found = _matrix(case, lineage, columns)
    known = ~np.isnan(found.log_kin[0]) & ~np.isnan(found.log_pool[:, 0]).any(axis=0)
    kept = np.flatnonzero(known)
    at, held = lineage.database, lineage.references
    codes = [held.donor[speaking[k].reference] for k in kept.tolist()]
    below = tuple(_below(family, code, LINE_OF[lineage.kind]) for code in codes)
    return _Told(tuple(codes), found.log_kin[0, kept], found.log_pool[at, 0][:, kept], lineage.matrix.log_alone[at, 0], below)


def _matrix(case: CaseFile, lineage: Lineage, columns: Columns) -> LineageMatrix:
    held: object = lineage.references.profiles
    counted = counted_lines(case, lineage.references.family, lineage.databases, tuple(lineage.database.tolist()))
    if lineage.kind == "mtdna":
        bases = [case.beside.mtdna[n] for n in lineage.databases]
        return mitotype_matrix(lineage.profiles, held, columns, bases, counted)  # type: ignore[arg-type]
    men = [case.beside.ystr[n] for n in lineage.databases]
    return haplotype_matrix(lineage.profiles, held, columns, men, counted)  # type: ignore[arg-type]


def _below(family: Family, donor: str, line: str) -> frozenset[tuple[str, str]]:
    """The links (child, parent) that a donor's line runs up through."""
    chain = above(family.pedigree, donor, line)  # type: ignore[arg-type]
    return frozenset(pairwise(chain))
