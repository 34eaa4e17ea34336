"""Gene-dropping: alleles of founders are drawn, every child takes one of each parent's two, mutation included. Arrays only.

The method of MacCluer et al., *Zoo Biology* 5 (1986) 147, vectorised over families of one shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int16]
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class RealPeople:
    """Founders who show, locus by locus, what a real person of their population shows: both alleles together.

    ``groups`` are their rows of frequencies, one for each subpopulation; ``genotypes`` one ``[people, 2]`` per locus. A copy is with
    probability ``share`` the allele ``own`` ``[groups, loci]`` of its subpopulation, so that two copies of one subpopulation are
    alike by descent with probability theta = ``share`` squared.
    """

    groups: NDArray[np.int64]
    genotypes: tuple[Codes, ...]
    own: Codes
    share: float


@dataclass(frozen=True, eq=False)
class Genome:
    """What is needed to draw people, one entry per locus.

    ``founders`` are frequencies ``[groups, alleles]``; ``female`` and ``male`` mutation matrices ``[alleles, alleles]`` with
    parental alleles in rows; ``linked`` holds (locus, later locus, recombination fraction). Groups of ``real`` people have their
    founders from there; their rows of ``founders`` are the frequencies that follow.
    """

    founders: tuple[Array, ...]
    female: tuple[Array, ...]
    male: tuple[Array, ...]
    linked: tuple[tuple[int, int, float], ...] = ()
    real: tuple[RealPeople, ...] = ()

    @property
    def loci(self) -> int:
        """Number of loci."""
        return len(self.founders)


def drop(
    rng: np.random.Generator, genome: Genome, father: Sequence[int], mother: Sequence[int], group: NDArray[np.int64]
) -> Codes:
    """Genotypes of families of one shape: codes ``[families, people, loci, 2]``, the paternal allele first.

    ``father`` and ``mother`` are positions of earlier people, -1 for a founder; ``group`` ``[families]`` chooses the row of
    frequencies that the founders of a family are drawn from.
    """
    out = np.empty((len(group), len(father), genome.loci, 2), dtype=np.int16)
    for person, parents in enumerate(zip(father, mother, strict=True)):
        if max(parents) < 0:
            out[:, person] = founder(rng, genome, group)
            continue
        for side, parent in enumerate(parents):
            if parent < 0:
                out[:, person, :, side] = draw(rng, genome, group)
            else:
                out[:, person, :, side] = _transmit(rng, genome, out[:, parent], genome.male if side == 0 else genome.female)
    return out


def founder(rng: np.random.Generator, genome: Genome, group: NDArray[np.int64]) -> Codes:
    """The genotype of one founder per family, ``[families, loci, 2]``."""
    out = np.stack([draw(rng, genome, group) for _ in range(2)], axis=2)
    for real in genome.real:
        rows = np.flatnonzero(np.isin(group, real.groups))
        place = np.searchsorted(real.groups, group[rows])
        for locus, people in enumerate(real.genotypes):
            shown = rng.permuted(people[rng.integers(0, len(people), len(rows))], axis=1)
            own = rng.random((len(rows), 2)) < real.share
            out[rows, locus] = np.where(own, real.own[place, locus][:, None], shown)
    return out


def draw(rng: np.random.Generator, genome: Genome, group: NDArray[np.int64]) -> Codes:
    """One founder allele per family and locus, ``[families, loci]``."""
    out = np.empty((len(group), genome.loci), dtype=np.int16)
    for locus, frequencies in enumerate(genome.founders):
        out[:, locus] = _pick(rng, frequencies, group)
    return out


def _transmit(rng: np.random.Generator, genome: Genome, parent: Codes, matrices: tuple[Array, ...]) -> Codes:
    which = rng.integers(0, 2, size=parent.shape[:2])
    for first, second, recombination in genome.linked:
        which[:, second] = which[:, first] ^ (rng.random(len(parent)) < recombination)
    allele = np.take_along_axis(parent, which[:, :, None], axis=2)[:, :, 0]
    out = np.empty_like(allele)
    for locus, matrix in enumerate(matrices):
        out[:, locus] = _pick(rng, matrix, allele[:, locus].astype(np.int64))
    return out


def _pick(rng: np.random.Generator, rows: Array, row: NDArray[np.int64]) -> NDArray[np.int16]:
    """One draw per entry of ``row`` from the distribution in that row of ``rows``."""
    steps = np.cumsum(rows, axis=1)
    steps[:, -1] = np.inf  # rounding must not point past the last allele
    above = rng.random(len(row))[:, None] >= steps[row]
    return np.asarray(above.sum(axis=1), dtype=np.int16)
