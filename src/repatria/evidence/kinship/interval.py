"""How far a likelihood ratio could move because the frequencies come from a database of limited size.

Delta method on a multinomial sample of n chromosomes. With s_a = ∂ ln LR / ∂ ln p_a, the other frequencies rescaled so that they
sum to 1, the variance of ln LR at a marker is Σ s_a² / p_a / n, where all alleles that nobody shows count as one. Markers add
up. The derivatives are central differences.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from repatria.evidence.kinship.likelihood import marker_likelihoods
from repatria.evidence.kinship.questions import Question
from repatria.model.casefile import Conventions
from repatria.model.locus import Locus, Panel

STEP = 1e-4
"""Relative change of one frequency."""


def database_interval(
    pair: Sequence[Question], panel: Panel, conventions: Conventions, total: float
) -> tuple[float, float] | None:
    """95 % interval of the log LR ``total`` from sampling of the frequency database; ``None`` if its size is unknown."""
    if any(locus.sampled <= 0 for locus in panel.loci):
        return None
    variance = 0.0
    for locus in panel.loci:
        alleles = sorted(_shown(pair[0], locus))
        if alleles:
            slope = np.array([_slope(pair, locus, allele, conventions) for allele in alleles])
            p = np.array([locus.frequencies[locus.alleles.index(a)] for a in alleles])
            rest = max(0.0, 1.0 - float(p.sum()))
            variance += (float((slope**2 / p).sum()) + (float(slope.sum()) ** 2 / rest if rest > 1e-9 else 0.0)) / locus.sampled
    spread = 1.959964 * math.sqrt(variance)
    return (total - spread, total + spread)


def _shown(question: Question, locus: Locus) -> set[str]:
    groups = (*question.evidence.values(), *question.strangers)
    return {a for g in groups for p in g if locus.name in p.calls for a in p.calls[locus.name].alleles}


def _slope(pair: Sequence[Question], locus: Locus, allele: str, conventions: Conventions) -> float:
    values = []
    for sign in (1.0, -1.0):
        p = np.array(locus.frequencies)
        p[locus.alleles.index(allele)] *= 1.0 + sign * STEP
        moved = replace(locus, frequencies=tuple((p / p.sum()).tolist()))
        top, bottom = marker_likelihoods(pair, Panel("moved", (moved,)), conventions)[:, 0]
        values.append(math.log(top / bottom) if top > 0.0 else -math.inf)
    return (values[0] - values[1]) / (2.0 * STEP)
