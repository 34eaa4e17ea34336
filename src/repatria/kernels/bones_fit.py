"""Fitting the body: means per pool, factors of size and shape, residuals per element, and what differs between the two sides.

A person's log measurements of side s are ``mean[pool] ± lean + loadings·f + u + a_s``: f are factors of the whole body
(standard normal), u is the residual of an element, shared by its two sides, a_s is what each side has of its own (asymmetry and
error of measurement). u and a are full covariances within an element and independent between elements. Estimated by expectation
and conditional maximisation (Rubin and Thayer 1982, Psychometrika 47:69; Meng and Rubin 1993, Biometrika 80:267) with what was
not measured integrated out, and shrunken: loadings by a ridge, covariances towards their diagonals, means of pools towards sex
plus group.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
Spans = Sequence[tuple[int, int]]
"""First measurement and end of each element."""


@dataclass(frozen=True, slots=True)
class Shrinkage:
    """How much is borrowed: ridge on loadings, pseudo-people behind diagonals, behind means, and behind the lean to one side."""

    ridge: float = 4.0
    diagonal: float = 8.0
    mean: float = 4.0
    lean: float = 10.0


@dataclass(slots=True)
class Body:
    """The fitted numbers; covariances are lists by element."""

    mean: Array
    lean: Array
    loadings: Array
    shared: list[Array]
    own: list[Array]


@dataclass(slots=True)
class _Kind:
    """People whose bones of one element are measured in one and the same way: which values, who, and the values."""

    seen: Codes
    who: Codes
    values: Array


def fit_body(
    x: Array, pool: Codes, design: Array, spans: Spans, factors: int, rounds: int, shrinkage: Shrinkage | None = None
) -> Body:
    """Fit to ``x`` ``[people, 2 sides, measurements]`` (natural logs of mm, NaN where not measured).

    ``pool`` ``[people]`` numbers the pools; ``design`` ``[pools, columns]`` is the additive plan that their means shrink
    towards. Deterministic: begins at the principal components of what is known.
    """
    by = shrinkage or Shrinkage()
    body, y = _begun(x, pool, design, spans, factors, by)
    kinds = [_kinds(y[:, :, a:b]) for a, b in spans]
    for _ in range(rounds):
        _step(body, y, pool, design, spans, kinds, by)
    return body


def _begun(x: Array, pool: Codes, design: Array, spans: Spans, factors: int, by: Shrinkage) -> tuple[Body, Array]:
    """First values by moments, and ``x`` with the lean to one side taken out."""
    difference = x[:, 0] - x[:, 1]
    both = np.isfinite(difference)
    n = both.sum(axis=0)
    tilt = np.where(both, difference, 0.0).sum(axis=0) / np.maximum(n, 1)
    lean = tilt * n / (n + by.lean) / 2.0
    y = x - np.stack([lean, -lean])[None]
    held = np.isfinite(y)
    sides = held.sum(axis=1)
    middle = np.where(held, y, 0.0).sum(axis=1) / np.maximum(sides, 1)
    known = sides > 0
    mean = pooled_means(middle, known, pool, design, by.mean)
    rest = np.where(known, middle - mean[pool], 0.0)
    spread = np.sqrt((rest**2).sum(axis=0) / np.maximum(known.sum(axis=0), 1)) + 1e-4
    _, size, axes = np.linalg.svd(rest / spread / np.sqrt(len(x)), full_matrices=False)
    loadings = (axes[:factors].T * size[:factors]) * spread[:, None] * 1.2
    apart = (np.where(both, difference - tilt, 0.0) ** 2).sum(axis=0) / np.maximum(n, 1) / 2.0
    usual = float(np.median((apart / spread**2)[n > 5])) if (n > 5).any() else 0.1
    apart = np.where(n > 5, apart, usual * spread**2) + 1e-7
    left = np.maximum(spread**2 - (loadings**2).sum(axis=1) - apart / 2.0, 0.1 * spread**2)
    shared = [np.diag(left[a:b]) for a, b in spans]
    return Body(mean, lean, loadings, shared, [np.diag(apart[a:b]) for a, b in spans]), y


def pooled_means(values: Array, known: NDArray[np.bool_], pool: Codes, design: Array, weight: float) -> Array:
    """Means per pool ``[pools, measurements]``, each shrunken towards the additive plan with the weight of ``weight`` people."""
    pools, m = len(design), values.shape[1]
    n = np.array([known[pool == g].sum(axis=0) for g in range(pools)], dtype=float)
    sums = np.array([np.where(known[pool == g], values[pool == g], 0.0).sum(axis=0) for g in range(pools)])
    raw, out = sums / np.maximum(n, 1.0), np.empty((pools, m))
    for j in range(m):
        root = np.sqrt(n[:, j])
        effect = np.linalg.lstsq(design * root[:, None], raw[:, j] * root, rcond=None)[0]
        out[:, j] = (n[:, j] * raw[:, j] + weight * (design @ effect)) / (n[:, j] + weight)
    return out


def _kinds(y: Array) -> list[_Kind]:
    flat = y.reshape(len(y), -1)
    patterns, which = np.unique(np.isfinite(flat), axis=0, return_inverse=True)
    out = []
    for t, pattern in enumerate(patterns):
        if pattern.any():
            seen, who = np.flatnonzero(pattern), np.flatnonzero(which.ravel() == t)
            out.append(_Kind(seen, who, flat[np.ix_(who, seen)]))
    return out


def _step(body: Body, y: Array, pool: Codes, design: Array, spans: Spans, kinds: Sequence[list[_Kind]], by: Shrinkage) -> None:
    """One round: everybody's factors given the body, then the body given the factors."""
    people, r = len(y), body.loadings.shape[1]
    heard, pull = np.zeros((people, r, r)), np.zeros((people, r))
    solved: list[list[tuple[Array, Array, Array]]] = []
    for e, (a, b) in enumerate(spans):
        k = b - a
        cov = np.tile(body.shared[e], (2, 2))
        cov[:k, :k] += body.own[e]
        cov[k:, k:] += body.own[e]
        twice = np.tile(body.loadings[a:b], (2, 1))
        solved.append([])
        for one in kinds[e]:
            precision: Array = np.asarray(np.linalg.inv(cov[np.ix_(one.seen, one.seen)]), dtype=np.float64)
            load = twice[one.seen]
            rest = one.values - body.mean[pool[one.who]][:, a + one.seen % k]
            weight = load.T @ precision
            heard[one.who] += weight @ load
            pull[one.who] += rest @ weight.T
            solved[e].append((precision, load, rest))
    spread: Array = np.asarray(np.linalg.inv(np.eye(r) + heard), dtype=np.float64)
    f = np.einsum("pij,pj->pi", spread, pull)
    left, known = np.zeros((people, y.shape[2])), np.zeros((people, y.shape[2]), dtype=bool)
    loadings = body.loadings.copy()
    for e, (a, b) in enumerate(spans):
        loadings[a:b] = _element(body, e, (a, b), kinds[e], solved[e], f, spread, left, known, by)
    body.loadings = loadings
    body.mean = pooled_means(body.mean[pool] + left, known, pool, design, by.mean)


def _element(
    body: Body, e: int, span: tuple[int, int], kinds: Sequence[_Kind], solved: Sequence[tuple[Array, Array, Array]],
    f: Array, spread: Array, left: Array, known: NDArray[np.bool_], by: Shrinkage,
) -> Array:  # fmt: skip
    """New loadings of one element; its covariances are renewed in ``body``, residual means written to ``left``."""
    (a, b), r = span, f.shape[1]
    k, shared, own, old = b - a, body.shared[e], body.own[e], body.loadings[span[0] : span[1]]
    yf, ff, yy, sides = np.zeros((k, r)), np.zeros((r, r)), np.zeros((k, k)), np.zeros((k, k))
    people = bones = 0
    for one, (precision, load, rest) in zip(kinds, solved, strict=True):
        of = shared[:, one.seen % k]
        gain = of @ precision
        turn, doubt = old - gain @ load, shared - gain @ of.T
        fw, vw, n = f[one.who], spread[one.who].sum(axis=0), len(one.who)
        value = fw @ turn.T + rest @ gain.T
        yf += value.T @ fw + turn @ vw
        ff += fw.T @ fw + vw
        yy += value.T @ value + turn @ vw @ turn.T + n * doubt
        people += n
        left[one.who, a:b] = value - fw @ old.T
        flags = np.zeros(k, dtype=bool)
        flags[one.seen % k] = True
        known[one.who, a:b] = flags
        for side in (0, 1):
            here = one.seen // k == side
            if here.any():
                mine = own[:, one.seen[here] % k]
                gain_own = mine @ precision[here]
                apart, carried = (rest - fw @ load.T) @ gain_own.T, gain_own @ load
                sides += apart.T @ apart + carried @ vw @ carried.T + n * (own - gain_own[:, here] @ mine.T)
                bones += n
    new = yf @ np.linalg.inv(ff + by.ridge * np.eye(r))
    body.shared[e] = _shrunken(yy - new @ yf.T - yf @ new.T + new @ ff @ new.T, people, by.diagonal, 1e-8)
    body.own[e] = _shrunken(sides, bones, by.diagonal, 1e-7)
    return new


def _shrunken(total: Array, n: int, weight: float, floor: float) -> Array:
    """``total / n`` with the off-diagonal drawn towards zero by ``weight`` pseudo-observations."""
    mean = total / max(n, 1)
    out = (n * mean + weight * np.diag(np.diag(mean))) / (n + weight)
    return np.asarray((out + out.T) / 2.0 + floor * np.eye(len(out)))
