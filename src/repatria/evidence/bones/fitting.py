"""A body fitted to a reference: values that cannot be are set aside by robust rules, then the model is estimated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.errors import MissingReference
from repatria.kernels.bones_fit import Shrinkage, fit_body
from repatria.model.bones import BoneModel
from repatria.tables.bones import ReferencePerson, ReferenceRows, reference_rows

Array = NDArray[np.float64]

FACTORS, ROUNDS = 10, 25
OUT_OF_POOL, OUT_OF_PAIR = 4.5, 5.0
"""Robust deviations (1.4826 times the median absolute one) from the pool's median, and from the usual difference of sides,
beyond which a value is not used for fitting."""
LEAST_PEOPLE = 40

POOLS: Mapping[str, tuple[float, ...]] = {
    "white_m": (1.0, 0.0, 0.0, 0.0),
    "black_m": (1.0, 1.0, 0.0, 0.0),
    "asian_m": (1.0, 0.0, 1.0, 0.0),
    "white_f": (1.0, 0.0, 0.0, 1.0),
    "black_f": (1.0, 1.0, 0.0, 1.0),
    "asian_f": (1.0, 0.0, 1.0, 1.0),
}
"""The pools of the shipped reference, and the plan (all, two groups, sex) that their means shrink towards."""


def fit(people: Sequence[ReferencePerson], factors: int = FACTORS, rounds: int = ROUNDS) -> BoneModel:
    """The model of ``people``; those outside :data:`POOLS` are left out. The same people give the same model, to the byte.

    :class:`MissingReference` with fewer than 40 people.
    """
    names = tuple(POOLS)
    rows = reference_rows(people, names)
    if len(rows.x) < LEAST_PEOPLE:
        raise MissingReference(
            f"reference: {len(rows.x)} people in the pools {', '.join(names)}. Give at least {LEAST_PEOPLE}."
        )
    x = without_gross_errors(rows.x, rows.pool, len(names))
    design = np.array(list(POOLS.values()))
    body = fit_body(x, rows.pool, design, list(rows.spans.values()), factors, rounds, Shrinkage())
    return BoneModel(
        codes=rows.codes,
        spans=rows.spans,
        pools=names,
        people=tuple(int(n) for n in np.bincount(rows.pool, minlength=len(names))),
        mean=body.mean,
        lean=body.lean,
        loadings=body.loadings,
        shared=dict(zip(rows.spans, body.shared, strict=True)),
        own=dict(zip(rows.spans, body.own, strict=True)),
        alike=_alike(rows),
        limits={c: _limits(x[:, :, j]) for j, c in enumerate(rows.codes)},
        bones={c: int(np.isfinite(x[:, :, j]).sum()) for j, c in enumerate(rows.codes)},
    )


def without_gross_errors(x: Array, pool: NDArray[np.int64], pools: int) -> Array:
    """``x`` ``[people, 2, m]`` with NaN for values far from their pool, and for the odd one of two sides far apart."""
    out = x.copy()
    rest = np.full_like(x, np.nan)
    for g in range(pools):
        here = pool == g
        if here.any():
            rest[here] = x[here] - _median(x[here].reshape(-1, x.shape[2]))
    spread = 1.4826 * _median(np.abs(rest).reshape(-1, x.shape[2]))
    out[np.abs(rest) > OUT_OF_POOL * spread] = np.nan
    apart = out[:, 0] - out[:, 1]
    usual = _median(apart)
    width = np.maximum(1.4826 * _median(np.abs(apart - usual)), 0.004)
    odd = np.abs(apart - usual) > OUT_OF_PAIR * np.where(np.isfinite(width), width, np.inf)
    far = np.abs(np.nan_to_num(rest[:, 0])) > np.abs(np.nan_to_num(rest[:, 1]))
    out[:, 0][odd & far] = np.nan
    out[:, 1][odd & ~far] = np.nan
    return out


def _median(values: Array) -> Array:
    """Median by column of what is known; NaN where nothing is."""
    known = np.isfinite(values).any(axis=0)
    out = np.full(values.shape[1], np.nan)
    out[known] = np.nanmedian(values[:, known], axis=0)
    return out


def _limits(values: Array) -> tuple[float, float]:
    known = np.exp(values[np.isfinite(values)])
    return (float(known.min()), float(known.max())) if len(known) else (0.0, np.inf)


def _alike(rows: ReferenceRows) -> dict[tuple[str, str], int]:
    """People who have both elements, on any side; for one element, both sides."""
    seen = np.isfinite(rows.x)
    by: dict[str, NDArray[np.bool_]] = {e: np.asarray(seen[:, :, a:b].any(axis=2)) for e, (a, b) in rows.spans.items()}
    names = list(by)
    out = {(e, e): int(by[e].all(axis=1).sum()) for e in names}
    for i, e in enumerate(names):
        for f in names[i + 1 :]:
            out[e, f] = int((by[e].any(axis=1) & by[f].any(axis=1)).sum())
    return out
