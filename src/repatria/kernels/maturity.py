"""Stages of several growing places of one person, given age: one maturity for the person, thresholds for each place. Arrays only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NODES = 31
"""Gauss-Hermite nodes over the person's maturity."""


def stage_likelihood(age: Floats, first: Ints, last: Ints, threshold: Floats, sd: Floats, shared: float) -> Floats:
    """P(all stages | age), shape of ``age``.

    Place e is in a stage from ``first[e]`` to ``last[e]`` (equal when it is known). It has reached stage k or more when
    age + m + r_e > ``threshold[e, k - 1]`` (years; NaN: not a threshold of this place), with the person's maturity m of variance
    ``shared`` × sd², and the place's own r_e of the rest: total standard deviation ``sd[e]`` years. Given m the places are
    independent (latent-trait form of cumulative probit, as in transition analysis: Boldsen et al. 2002). m is one standard normal
    times the square root of ``shared`` times each place's own spread.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    total = np.ones((*age.shape, NODES))
    for e in range(len(sd)):
        reached = age[..., None] + np.sqrt(shared) * sd[e] * nodes
        own = np.sqrt(1.0 - shared) * sd[e]
        below, above = _edge(threshold[e], int(first[e])), _edge(threshold[e], int(last[e]) + 1)
        total = total * (ndtr((reached - below) / own) - ndtr((reached - above) / own))
    return np.asarray(total @ (weights / weights.sum()))


def _edge(threshold: Floats, stage: int) -> float:
    """The age at which ``stage`` begins: -inf for the first, +inf beyond the last."""
    if stage <= 0:
        return -np.inf
    return float(threshold[stage - 1]) if stage <= len(threshold) and not np.isnan(threshold[stage - 1]) else np.inf
