"""Fit stature and bone measurements of named pools from people, with the robustness and shrinkage that small pools need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from repatria.errors import OutOfScope
from repatria.kernels.body import Floats, fit
from repatria.model.body import BodyModel, Pool

MEASURES = (
    *("Cla_01", "Cla_09", "Sca_01", "Sca_04", "Hum_01", "Hum_02", "Hum_03", "Rad_01", "Rad_04", "Uln_01", "Uln_11", "MC2_01"),
    *("Osc_01", "Osc_17", "Fem_01", "Fem_03", "Fem_04", "Tib_01", "Tib_02", "Tib_03", "Fib_01", "Cal_01", "Tal_02", "MT2_01"),
)
"""Lengths for stature, joint breadths for sex; those that most people of the reference have."""
STATURE = "stature"
NU = 5.0
"""Degrees of freedom of the t: heavier tails than a normal, for entry errors and guessed statures. Our own choice."""
SHRINK = 30.0
"""The spread common to all pools counts as this many people in each. Our own choice; coverage in `repatria bench stature`."""
ENOUGH = 15
"""People with a measurement below which a pool does not support it."""


@dataclass(frozen=True, slots=True)
class Body:
    """A person of known pool: stature in cm or None, measurements in mm by code."""

    pool: str
    stature: float | None
    values: Mapping[str, float]


def fit_pools(people: Sequence[Body], measures: Sequence[str] = MEASURES, rounds: int = 40) -> BodyModel:
    """The model of every pool among ``people``; pools of fewer than :data:`ENOUGH` people are refused.

    One t per pool over (stature, measurements): a mean of its own, a scale drawn towards the one that all pools share. ``rounds`` of EM.
    """
    names = tuple(sorted({body.pool for body in people}))
    x = np.full((len(people), len(measures) + 1), np.nan)
    for row, body in zip(x, people, strict=True):
        row[0] = np.nan if body.stature is None else body.stature
        row[1:] = [body.values.get(code, np.nan) for code in measures]
    group = np.array([names.index(body.pool) for body in people])
    few = [(name, int((group == g).sum())) for g, name in enumerate(names) if (group == g).sum() < ENOUGH]
    if few:
        raise OutOfScope(f"pool {few[0][0]}: not supported by the reference (n = {few[0][1]}). Give at least {ENOUGH} people.")
    unit = np.nanstd(x, axis=0)
    common = fit(x / unit, group, nu=NU, rounds=rounds)
    pools = tuple(_pool(name, x[group == g], unit, common.scale, rounds) for g, name in enumerate(names))
    return BodyModel((STATURE, *measures), pools, NU)


def _pool(name: str, x: Floats, unit: Floats, prior: Floats, rounds: int) -> Pool:
    found = fit(x / unit, np.zeros(len(x), dtype=np.int64), nu=NU, prior=prior, weight=SHRINK, rounds=rounds)
    counts = tuple(int(n) for n in (~np.isnan(x)).sum(axis=0))
    return Pool(name, counts, found.mean[0] * unit, found.scale * np.outer(unit, unit), len(x))


def table_of(model: BodyModel) -> list[str]:
    """The lines of ``body_pools.csv``: people and means (``second`` empty), then scales, six significant digits."""
    lines = ["pool,first,second,people,value"]
    for pool in model.pools:
        for i, first in enumerate(model.items):
            lines.append(f"{pool.name},{first},,{pool.counts[i]},{pool.mean[i]:.6g}")
            lines += [f"{pool.name},{first},{model.items[j]},,{pool.scale[i, j]:.6g}" for j in range(i + 1)]
    return lines
