"""Laws that likelihood ratios must obey, and measures of how far posteriors can be trusted. Arrays and nouns in, numbers out.

Of a likelihood ratio LR = P(g | H1) / P(g | H2) it follows that its expectation under H2 is one, and (Markov's inequality) that
P(LR >= x | H2) <= 1/x; Good, *Probability and the Weighing of Evidence* (1950), after Turing. An engine that breaks
either overstates its evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from repatria.evidence.kinship import Question, marker_likelihoods
from repatria.evidence.kinship.prepare import PreparedFamilies
from repatria.model import Call, Conventions, Family, Panel, Profile
from repatria.tables.genotypes import genotypes
from repatria.tables.loci import panel_arrays
from repatria.tables.profiles import row_offsets, unrelated_rows

Array = NDArray[np.float64]


def marker_law(family: Family, panel: Panel, conventions: Conventions) -> Array:
    """Σ_g P0(g)·LR(g) over all genotypes g of the missing person, marker by marker, ``[loci]``; exactly 1 for a true ratio."""
    missing = family.missing[0]
    known = {who: (profile,) for who, profile in family.references.items()}
    pairs = [np.triu_indices(len(locus.alleles)) for locus in panel.loci]
    shown = [_nth(n, panel, pairs) for n in range(max(len(a) for a, _ in pairs))]
    h1 = [Question(family.pedigree, {**known, missing: (profile,)}) for profile in shown]
    h2 = [Question(family.pedigree, known, strangers=((profile,),)) for profile in shown]
    top, bottom = np.split(marker_likelihoods([*h1, *h2], panel, conventions), 2)
    out = np.empty(len(panel.loci))
    for i, (arrays, (a, b)) in enumerate(zip(panel_arrays(panel), pairs, strict=True)):
        unrelated = arrays.p[a] * arrays.p[b] * np.where(a == b, 1.0, 2.0)
        out[i] = (unrelated * top[: len(a), i] / bottom[: len(a), i]).sum()
    return out


@dataclass(frozen=True, slots=True)
class TailPoint:
    """P(LR >= x) among unrelated people, with the standard error of its estimate. ``chance`` may not exceed 1/x."""

    x: float
    chance: float
    error: float

    @property
    def breach(self) -> float:
        """By how many standard errors ``chance`` exceeds 1/x (negative where it keeps the bound)."""
        over = self.chance - 1.0 / self.x
        return over / self.error if self.error > 0.0 else (0.0 if over <= 0.0 else np.inf)


def tail(
    prepared: PreparedFamilies, panel: Panel, rng: np.random.Generator, draws: int, thresholds: Sequence[float]
) -> list[TailPoint]:
    """P(LR >= x) over unrelated people and the given families, by importance sampling from H1.

    ``draws`` genotypes of each missing person are drawn from the person's own table; each counts with P0 / q, q the probability
    it was drawn with, so that the estimate is unbiased for unrelated people even at x = 1e9.
    """
    log_lr, log_weight = sampled_ratios(prepared, panel, rng, draws)
    weight = np.exp(log_weight)
    out = []
    for x in thresholds:
        per_family = np.where(log_lr >= np.log(x), weight, 0.0).mean(axis=1)
        error = per_family.std(ddof=1) / np.sqrt(len(per_family)) if len(per_family) > 1 else np.inf
        out.append(TailPoint(float(x), float(per_family.mean()), float(error)))
    return out


def sampled_ratios(prepared: PreparedFamilies, panel: Panel, rng: np.random.Generator, draws: int) -> tuple[Array, Array]:
    """Log LRs of genotypes drawn under H1 and their log weights ln(P0/q), both ``[people, draws]``."""
    people = len(prepared.people)
    offsets, base = row_offsets(panel), unrelated_rows(panel)
    log_lr, log_weight = np.zeros((people, draws)), np.zeros((people, draws))
    for i, arrays in enumerate(panel_arrays(panel)):
        rows = slice(int(offsets[i]), int(offsets[i]) + genotypes(len(arrays.p)))
        table, unrelated = prepared.tables[:, rows], base[rows]
        total = table.sum(axis=1, keepdims=True)
        steps = np.cumsum(table / total, axis=1)
        steps[:, -1] = 1.0
        at = np.arange(people)[:, None]
        uniform = rng.random((people, draws))
        g = (np.searchsorted((steps + at).ravel(), (uniform + at).ravel(), side="right") % table.shape[1]).reshape(
            people, draws
        )
        ratio = np.log(table[at, g]) - np.log(unrelated[g])
        log_lr += ratio
        log_weight -= ratio - np.log(total)
    return log_lr, log_weight


def cllr(true: Array, false: Array) -> float:
    """The cost of log likelihood ratios, in bits: Brümmer and du Preez, *Computer Speech and Language* 20 (2006) 230.

    0 is perfect, 1 what saying nothing costs; natural log LRs of true and of false pairs.
    """
    miss = np.logaddexp(0.0, -np.asarray(true)).mean()
    alarm = np.logaddexp(0.0, np.asarray(false)).mean()
    return float((miss + alarm) / (2.0 * np.log(2.0)))


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Posteriors from ``low`` to below ``high``: how many, their mean, how many were right, and the 95 % interval of that share."""

    low: float
    high: float
    n: int
    stated: float
    right: int
    share_low: float
    share_high: float


EDGES = (0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0)


def reliability(posterior: Array, right: NDArray[np.bool_], edges: Sequence[float] = EDGES) -> list[ReliabilityBin]:
    """Compare posteriors with what was true, range by range; intervals of Clopper and Pearson (1934)."""
    out = []
    for low, high in pairwise(edges):
        inside = (posterior >= low) & ((posterior < high) | (high == 1.0))
        n, hits = int(inside.sum()), int(right[inside].sum())
        if n:
            ends = stats.binomtest(hits, n).proportion_ci(0.95, "exact")
            out.append(ReliabilityBin(low, high, n, float(posterior[inside].mean()), hits, float(ends.low), float(ends.high)))
    return out


def _nth(n: int, panel: Panel, pairs: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]) -> Profile:
    """A profile with the n-th genotype at every marker that has so many, the last one at the others."""
    calls = {}
    for locus, (a, b) in zip(panel.loci, pairs, strict=True):
        k = min(n, len(a) - 1)
        calls[locus.name] = Call((locus.alleles[a[k]], locus.alleles[b[k]]))
    return Profile(f"G{n}", calls)
