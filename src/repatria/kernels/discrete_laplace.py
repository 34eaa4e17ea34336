"""Haplotype frequencies from a mixture of discrete Laplace distributions, fitted to a database (shown beside the count, never used).

Andersen, Eriksen and Morling 2013, J. Theor. Biol. 329:39. In cluster c the repeats at marker l are y_cl ± d with probability
(1 - p) / (1 + p) p^d, markers independent, and log p_cl = ω_c + λ_l. Everything here starts from the data alone, so the same data give the
same fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS, ENOUGH = 500, 1e-8
CANDIDATES = 400
"""Types tried as centres to begin with; of a larger database as many, evenly spread."""
LEAST, MOST = 1e-4, 0.95
"""Bounds of p: a marker at which nobody differs is not without any chance of it."""


@dataclass(frozen=True, eq=False)
class Fit:
    """Weights τ [clusters], central haplotypes y [clusters, markers], dispersion p [clusters, markers], log likelihood and BIC."""

    weights: Array
    centres: Ints
    dispersion: Array
    log_likelihood: float
    bic: float


def fit(values: Ints, clusters: int) -> Fit:
    """EM with ``clusters`` clusters on ``values`` [people, markers] (whole repeats); centres move until they stay."""
    centres = _medoids(values, clusters)
    seen: set[bytes] = set()
    while True:
        weights, dispersion, member = _em(values, centres)
        moved = np.array(
            [[_weighted_median(values[:, l], member[:, c]) for l in range(values.shape[1])] for c in range(clusters)]
        )
        if np.array_equal(moved, centres) or moved.tobytes() in seen:
            break
        seen.add(moved.tobytes())
        centres = moved
    log = _log_parts(values, weights, centres, dispersion)
    total = float(np.logaddexp.reduce(log, axis=1).sum())
    free = clusters * values.shape[1] + (values.shape[1] + clusters - 1) + (clusters - 1)
    return Fit(weights, centres, dispersion, total, free * float(np.log(len(values))) - 2.0 * total)


def best_fit(values: Ints, most: int = 5) -> Fit:
    """The fit with the least BIC among 1 to ``most`` clusters."""
    return min((fit(values, k) for k in range(1, min(most, len(values)) + 1)), key=lambda f: f.bic)


def frequencies(values: Ints, model: Fit) -> Array:
    """``[people]`` P(haplotype) of ``values`` [people, markers] under ``model``."""
    return np.asarray(np.exp(np.logaddexp.reduce(_log_parts(values, model.weights, model.centres, model.dispersion), axis=1)))


def _log_parts(values: Ints, weights: Array, centres: Ints, p: Array) -> Array:
    d = np.abs(values[:, None, :] - centres[None])
    return np.asarray(np.log(weights) + (np.log((1 - p) / (1 + p)) + d * np.log(p)).sum(axis=2))


def _em(values: Ints, centres: Ints) -> tuple[Array, Array, Array]:
    clusters = len(centres)
    d = np.abs(values[:, None, :] - centres[None]).astype(np.float64)
    near = d.sum(axis=2).argmin(axis=1)
    member = np.full((len(values), clusters), 0.1 / clusters)
    member[np.arange(len(values)), near] += 0.9
    last = -np.inf
    for _ in range(ROUNDS):
        weights = np.maximum(member.mean(axis=0), 1e-12)
        p = _dispersion(np.einsum("ic,icl->cl", member, d), member.sum(axis=0))
        log = _log_parts(values, weights, centres, p)
        whole = np.logaddexp.reduce(log, axis=1)
        member = np.exp(log - whole[:, None])
        if whole.sum() - last < ENOUGH:
            break
        last = whole.sum()
    return weights, p, member


def _dispersion(apart: Array, people: Array) -> Array:
    """p [clusters, markers] with log p = ω + λ by Newton's steps on ω and λ in turn; ``apart`` weighted distances, ``people`` weights.

    The score of a cell in log p is ``apart`` - ``people`` 2 p / (1 - p²), from the mean distance 2 p / (1 - p²).
    """
    start = np.clip(apart.sum() / max(1e-12, people.sum() * apart.shape[1]), 0.01, 0.5)
    omega, lam = np.zeros(len(apart)), np.full(apart.shape[1], float(np.log(start / 2)))
    for _ in range(200):
        moved = 0.0
        for axis in (0, 1):
            p = np.clip(np.exp(omega[:, None] + lam[None]), LEAST, MOST)
            score = apart - people[:, None] * 2 * p / (1 - p**2)
            slope = people[:, None] * 2 * p * (1 + p**2) / (1 - p**2) ** 2
            step = np.clip(score.sum(axis=1 - axis) / np.maximum(slope.sum(axis=1 - axis), 1e-12), -0.5, 0.5)
            if axis == 0:
                omega = omega + step
            else:
                lam = lam + step
            moved = max(moved, float(np.abs(step).max()))
        if moved < 1e-9:
            break
    return np.asarray(np.clip(np.exp(omega[:, None] + lam[None]), LEAST, MOST))


def _medoids(values: Ints, clusters: int) -> Ints:
    """Central haplotypes to begin with: of all people those nearest to everybody, by building up and exchanging (Kaufman and
    Rousseeuw 1990, Finding Groups in Data, chapter 2)."""
    types = np.unique(values, axis=0)
    types = types[np.linspace(0, len(types) - 1, min(len(types), CANDIDATES)).astype(np.int64)]
    apart = np.abs(values[:, None, :] - types[None]).sum(axis=2)
    chosen: list[int] = []
    for _ in range(clusters):
        cost = [np.minimum(apart[:, [*chosen, t]].min(axis=1), 10**6).sum() for t in range(len(types))]
        chosen.append(int(np.argmin(cost)))
    best = apart[:, chosen].min(axis=1).sum()
    while True:
        trials = [
            (apart[:, [*chosen[:i], t, *chosen[i + 1 :]]].min(axis=1).sum(), i, t)
            for i in range(clusters)
            for t in range(len(types))
        ]
        cost, i, t = min(trials)
        if cost >= best:
            return np.asarray(types[chosen])
        best, chosen[i] = cost, t


def _weighted_median(values: Ints, weights: Array) -> int:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return int(values[order][np.searchsorted(total, total[-1] / 2)])
