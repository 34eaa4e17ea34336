"""Where one measurement lies among the people of the reference: a percentile, and the curve it is read from.

A measurement's log is a mixture of Gaussians, one per pool (:class:`repatria.model.bones.BoneModel`): the pool's mean, and the
spread of body, element and side together. Sides are not told apart; the shift between them is a fraction of a percent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from repatria.evidence.bones.same import pool_weights
from repatria.model.bones import BoneModel

Array = NDArray[np.float64]

FAR = 4.5
"""Standard deviations beyond the outermost pool that a curve is drawn to."""


@dataclass(frozen=True, slots=True)
class Placed:
    """``below``: share of the reference below the value; ``bones`` measured; ``least`` and ``most``: the extremes among them, mm."""

    code: str
    value: float
    below: float
    bones: int
    least: float
    most: float


def place(code: str, value: float, model: BoneModel) -> Placed | None:
    """Where ``value`` (mm) of ``code`` lies; None where the reference does not hold it."""
    if code not in model.codes:
        return None
    low, high = model.limits[code]
    return Placed(code, value, below(code, [value], model)[0], model.bones[code], low, high)


def below(code: str, values: Sequence[float], model: BoneModel) -> list[float]:
    """Share of the reference below each value (mm): sum over pools of weight x Phi((ln x - mean) / sd)."""
    middle, spread, weights = _pools(code, model)
    z = (np.log(np.asarray(values, dtype=float))[:, None] - middle) / spread
    return [float(x) for x in ndtr(z) @ weights]


def quantile(code: str, share: float, model: BoneModel) -> float:
    """The length in mm that ``share`` of the reference lies below, by bisection to a thousandth."""
    middle, spread, _ = _pools(code, model)
    low, high = math.exp(float(middle.min()) - 8.0 * spread), math.exp(float(middle.max()) + 8.0 * spread)
    while high - low > 1e-3:
        half = 0.5 * (low + high)
        low, high = (half, high) if below(code, [half], model)[0] < share else (low, half)
    return 0.5 * (low + high)


def curve(code: str, model: BoneModel, points: int = 61) -> tuple[tuple[float, float], ...]:
    """(mm, density per mm) at even steps over all the reference reaches."""
    middle, spread, weights = _pools(code, model)
    x = np.linspace(math.exp(middle.min() - FAR * spread), math.exp(middle.max() + FAR * spread), points)
    z = (np.log(x)[:, None] - middle) / spread
    density = (np.exp(-0.5 * z * z) @ weights) / (spread * math.sqrt(2.0 * math.pi) * x)
    return tuple((float(a), float(b)) for a, b in zip(x, density, strict=True))


def _pools(code: str, model: BoneModel) -> tuple[Array, float, Array]:
    """Log means by pool, the one log standard deviation, and the pools' weights as the reference holds them."""
    j = model.codes.index(code)
    element = next(e for e, (first, end) in model.spans.items() if first <= j < end)
    k = j - model.spans[element][0]
    variance = model.loadings[j] @ model.loadings[j] + model.shared[element][k, k] + model.own[element][k, k]
    return model.mean[:, j], math.sqrt(float(variance)), pool_weights(model)
