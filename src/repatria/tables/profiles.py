"""Profiles as columns for look-up scoring: which rows of a genotype table each call adds up, and with what weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCall, InvalidPedigree, MissingReference
from repatria.model.locus import Panel
from repatria.model.profile import Call, Profile
from repatria.tables.genotypes import Terms, rows, terms, unrelated
from repatria.tables.loci import LocusArrays, panel_arrays

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

SEX_CODE = {"U": 0, "M": 1, "F": 2}


@dataclass(frozen=True, eq=False)
class ProfileColumns:
    """People (each one or several profiles) ready for :func:`repatria.kernels.scoring.score`.

    ``first`` is ``[people + 1]`` into loci, ``ends`` ``[typed loci + 1]`` into ``rows`` and ``weights``; ``locus`` is
    ``[typed loci]``; ``scale`` is 1 / P(phenotype) per typed locus and ``log_p`` ``[people]`` ln P(profile) in the panel.
    """

    ids: tuple[str, ...]
    sex: Codes
    first: Codes
    ends: Codes
    rows: Codes
    weights: Array
    locus: Codes
    scale: Array
    log_p: Array

    @property
    def typed(self) -> Codes:
        """Number of loci with data, ``[people]``."""
        return np.diff(self.first)

    def typed_at(self, loci: int) -> NDArray[np.bool_]:
        """Which of the panel's ``loci`` carry data, ``[people, loci]``."""
        out = np.zeros((len(self.ids), loci), dtype=bool)
        out[np.repeat(np.arange(len(self.ids)), self.typed), self.locus] = True
        return out

    def locus_likelihoods(self, table: Array) -> Array:
        """P(phenotype) under one table ``[all rows]`` for every typed locus, ``[typed loci]``."""
        if not len(self.locus):
            return np.zeros(0)
        return np.asarray(np.add.reduceat(self.weights * table[self.rows], self.ends[:-1]))

    def log_likelihoods(self, table: Array) -> Array:
        """ln P(profile) under one table ``[all rows]``, ``[people]``."""
        with np.errstate(divide="ignore"):
            logs = np.log(self.locus_likelihoods(table))
        total = np.bincount(np.repeat(np.arange(len(self.ids)), self.typed), logs, minlength=len(self.ids))
        return np.asarray(total, dtype=np.float64)


def row_offsets(panel: Panel) -> Codes:
    """Where each locus starts in a table over all loci, and the total, ``[loci + 1]``."""
    return np.concatenate([[0], np.cumsum([rows(len(x.p)) for x in panel_arrays(panel)])]).astype(np.int64)


def unrelated_rows(panel: Panel) -> Array:
    """The table of somebody drawn from the population of ``panel``, ``[all rows]``."""
    return np.concatenate([unrelated(x.p)[0] for x in panel_arrays(panel)])


def profile_columns(people: Sequence[Profile | tuple[Profile, ...]], panel: Panel) -> ProfileColumns:
    """Columns for ``people`` at the autosomal loci of ``panel``; X-chromosomal loci are left to single comparisons."""
    arrays, offsets = panel_arrays(panel), row_offsets(panel).tolist()
    usable = {locus.name: i for i, locus in enumerate(panel.loci) if locus.chromosome == "autosomal"}
    first, ends, where, weight, at = [0], [0], [], [], []
    ids, sexes = [], []
    for person in people:
        shown = (person,) if isinstance(person, Profile) else person
        ids.append("+".join(p.id for p in shown))
        sexes.append(_sex(shown))
        for marker in _markers(shown, usable):
            i = usable[marker]
            try:
                found = _terms(tuple(p.calls[marker] for p in shown if marker in p.calls), arrays[i])
            except (InvalidCall, MissingReference) as error:
                raise type(error)(f"profile {ids[-1]}, {error}") from None
            if not found:
                raise InvalidPedigree(
                    f"profile {ids[-1]}, locus {marker}: its samples cannot come from one person. Separate them, or allow for drop-out."
                )
            base = offsets[i]
            where.extend([base + r for r, _ in found])
            weight.extend([w for _, w in found])
            ends.append(len(where))
            at.append(i)
        first.append(len(at))
    out = ProfileColumns(
        tuple(ids),
        np.array(sexes, dtype=np.int64),
        np.array(first, dtype=np.int64),
        np.array(ends, dtype=np.int64),
        np.array(where, dtype=np.int64),
        np.array(weight, dtype=np.float64),
        np.array(at, dtype=np.int64),
        np.ones(len(at)),
        np.zeros(len(ids)),
    )
    return _scaled(out, panel)


@lru_cache(maxsize=1 << 16)
def _terms(calls: tuple[Call, ...], locus: LocusArrays) -> Terms:
    """The terms of one person's calls; a case asks for the same ones many times."""
    return terms(calls, locus)


def _markers(shown: tuple[Profile, ...], usable: dict[str, int]) -> list[str]:
    seen = {m for p in shown for m in p.calls if m in usable}
    return sorted(seen, key=usable.__getitem__)


def _sex(shown: tuple[Profile, ...]) -> int:
    known = {p.sex for p in shown} - {"U"}
    if len(known) > 1:
        raise InvalidPedigree(f"profiles {', '.join(p.id for p in shown)}: one person, but the sexes differ. Separate them.")
    return SEX_CODE[known.pop()] if known else 0


def _scaled(columns: ProfileColumns, panel: Panel) -> ProfileColumns:
    table = unrelated_rows(panel)
    likelihood = columns.locus_likelihoods(table)
    return ProfileColumns(
        columns.ids, columns.sex, columns.first, columns.ends, columns.rows, columns.weights, columns.locus,
        1.0 / likelihood, columns.log_likelihoods(table),
    )  # fmt: skip
