"""Bodies against every missing man at once: the ratios of :mod:`repatria.evidence.biology.missing`, men with equal records together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidInput
from repatria.evidence.biology.age import AGES, likelihood, shares_of
from repatria.evidence.biology.recorded import Recorded, record_likelihood
from repatria.evidence.biology.stature import GRID, STEP, Fitted
from repatria.evidence.biology.transitions import MEN
from repatria.kernels.body import Floats

YOUNGEST, OLDEST = float(AGES[0] - 0.5), float(AGES[-1] + 0.5)


def covered(ages: tuple[float, float] | None) -> bool:
    """Whether some of the ages (years) lie where stages can be compared."""
    return ages is not None and max(ages[1], ages[0] + 1e-6) > YOUNGEST and ages[0] < OLDEST


def age_ratios(
    stages: Sequence[Mapping[str, tuple[int, int]]], ages: Sequence[tuple[float, float] | None], pool: Floats
) -> Floats:
    """float64[people, men]: log of P(stages | his age) / Σ pool P(stages | age); 0 without a stage or a recorded age.

    ``pool`` float64[years] shares of each year among the men, as :func:`repatria.evidence.biology.age.shares_of` gives them.
    """
    men = AgesAtLoss.of(ages)
    return np.array([men.ratio(mine, pool) for mine in stages]).reshape(len(stages), len(ages))


@dataclass(frozen=True, eq=False)
class AgesAtLoss:
    """The recorded ages of many men: ``shares`` float64[distinct, years] of each year, ``of_man`` int64[men] which is his, -1 none."""

    shares: Floats
    of_man: NDArray[np.int64]

    @classmethod
    def of(cls, ages: Sequence[tuple[float, float] | None]) -> AgesAtLoss:
        """``ages`` from and to, in years; men with equal ages stand together."""
        known = {a: k for k, a in enumerate(dict.fromkeys(a for a in ages if a is not None and covered(a)))}
        shares = np.array([shares_of([a]) for a in known]).reshape(len(known), len(AGES))
        return cls(shares, np.array([-1 if a is None else known.get(a, -1) for a in ages], dtype=np.int64))

    def ratio(self, stages: Mapping[str, tuple[int, int]], pool: Floats) -> Floats:
        """float64[men]: as :func:`age_ratios`, for one person."""
        if not stages or not len(self.shares):
            return np.zeros(len(self.of_man))
        each = likelihood(stages)
        if not float(each @ pool) > 0.0:
            raise InvalidInput("stages: no age of the pool fits all of them. Look at each of them again.")
        limit = math.log(MEN)
        with np.errstate(divide="ignore"):
            found = np.clip(np.log(self.shares @ each) - np.log(each @ pool), -limit, limit)
        return np.where(self.of_man >= 0, found[self.of_man], 0.0)


def stature_ratios(sizes: Sequence[Fitted | None], records: Sequence[Recorded | None]) -> Floats:
    """float64[people, men]: as :func:`repatria.evidence.biology.missing.log_stature_ratio` for men of the scenario's own pools; 0 without
    bones of use or without a record."""
    out = np.zeros((len(sizes), len(records)))
    known = {r: k for k, r in enumerate(dict.fromkeys(r for r in records if r is not None))}
    if not known or all(size is None for size in sizes):
        return out
    chance = np.array([_on_grid(r) for r in known]) * STEP
    of_man = np.array([-1 if r is None else known[r] for r in records])
    alone: dict[tuple[str, ...], Floats] = {}
    for i, size in enumerate(sizes):
        if size is None or not size.used or all(density is None for density in size.given):
            continue
        pools = tuple(pool.name for pool in size.pools)
        if pools not in alone:
            alone[pools] = _expected(size.alone, chance, size.before)
        given = _expected(size.given, chance, size.before)
        without = np.array([density is None for density in size.given])
        given[without] = alone[pools][without]
        bones = np.exp(size.log_bones - float(size.log_bones.max()))
        base = size.before @ alone[pools]
        with np.errstate(divide="ignore", invalid="ignore"):
            found = np.log((size.before * bones) @ given / base + 1e-300) - math.log(float(size.before @ bones))
        limit = math.log(sum(pool.people for pool in size.pools))
        found = np.where(base > 0.0, np.clip(found, -limit, limit), 0.0)
        out[i] = np.where(of_man >= 0, found[of_man], 0.0)
    return out


@lru_cache(maxsize=16_384)
def _on_grid(record: Recorded) -> Floats:
    found = record_likelihood(record, GRID)
    found.setflags(write=False)
    return found


def _expected(densities: Sequence[Floats | None], chance: Floats, weight: Floats) -> Floats:
    """float64[pools, records] P(record) in each pool; in pools without statures the mean of the others."""
    known = np.array([d is not None for d in densities])
    out = np.zeros((len(densities), len(chance)))
    if known.any():
        out[known] = np.stack([d for d in densities if d is not None]) @ chance.T
    share = weight[known]
    out[~known] = (share @ out[known]) / share.sum() if share.sum() > 0.0 else 1.0
    return out
