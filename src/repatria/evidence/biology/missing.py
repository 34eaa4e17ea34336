"""What bones say of a missing man: his recorded age and stature against another man of the pool. Affinity only as named weights."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from repatria.evidence.biology.age import NONE, Tables, log_age_ratio, shares_of
from repatria.evidence.biology.recorded import Recorded, record_likelihood
from repatria.evidence.biology.stature import GRID, STEP, Fitted
from repatria.kernels.body import Floats


@dataclass(frozen=True, slots=True)
class Man:
    """A missing person: ``ages`` at loss, from and to in years, or None; ``record`` of stature or None; ``sex`` m, f or empty.

    ``pools``: weights of named pools for this person, empty where the scenario's hold.
    """

    code: str
    ages: tuple[float, float] | None = None
    record: Recorded | None = None
    sex: str = ""
    pools: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """Natural log likelihood ratios: age, stature and bones, and both; None where nothing was there to compare."""

    code: str
    age: float | None
    stature: float | None
    total: float


def weigh(
    men: Sequence[Man], stages: Mapping[str, tuple[int, int]], size: Fitted | None, pool_ages: Floats, own: Tables = NONE
) -> tuple[Weighed, ...]:
    """log P(bones | this man) - log P(bones | another man of the pool), for each of ``men``.

    ``own``: places of a table of the user's own.

    Age and stature are taken as independent given the man and the pools. The posterior of age is not used anywhere in it.
    """
    found = []
    for man in men:
        age = log_age_ratio(stages, shares_of([man.ages]), pool_ages, own) if man.ages is not None and stages else None
        stature = log_stature_ratio(man, size) if size is not None and size.used else None
        total = math.fsum(x for x in (age, stature) if x is not None)
        found.append(Weighed(man.code, age, stature, total))
    return tuple(found)


def log_stature_ratio(man: Man, size: Fitted) -> float | None:
    """log [ sum w P(x | pool) P(record | x, pool) / sum w P(record | pool) ] - log sum w P(x | pool); None without record or pools.

    x are the measurements, w the weights of the man's pools in front, of the scenario's in the comparison. In a pool without a
    stature in the reference the record says nothing: its two factors are equal there. Never beyond the log of the people of the pools.
    """
    if man.record is None and not man.pools and not man.sex:
        return None
    before = _own_weights(man, size)
    if before.sum() <= 0.0:
        return None
    top = float(size.log_bones.max())
    bones = np.exp(size.log_bones - top)
    compared = math.log(float(size.before @ bones))
    if man.record is None:
        return _held(math.log(float(before @ bones) + 1e-300) - compared, size)
    recorded = record_likelihood(man.record, GRID)
    given, alone = (_expected(densities, recorded, before) for densities in (size.given, size.alone))
    without = np.array([density is None for density in size.given])
    given[without] = alone[without]
    top_part, base = float((before * bones) @ given), float(before @ alone)
    if base <= 0.0:
        return None
    return _held(math.log(top_part / base + 1e-300) - compared, size)


def _held(log_ratio: float, size: Fitted) -> float:
    limit = math.log(sum(pool.people for pool in size.pools))
    return max(-limit, min(limit, log_ratio))


def _expected(densities: Sequence[Floats | None], recorded: Floats, weight: Floats) -> Floats:
    """P(record) in each pool; in pools without statures the mean of the others, 1 if there is none."""
    values = np.array([np.nan if d is None else float((d * recorded).sum() * STEP) for d in densities])
    known = ~np.isnan(values)
    mean = float(weight[known] @ values[known] / weight[known].sum()) if weight[known].sum() > 0.0 else 1.0
    return np.where(known, values, mean)


def _own_weights(man: Man, size: Fitted) -> Floats:
    named = dict(man.pools)
    weight = np.array([named.get(pool.name, 0.0) if named else w for pool, w in zip(size.pools, size.before, strict=True)])
    if man.sex:
        weight = weight * np.array([pool.sex == man.sex for pool in size.pools])
    return np.asarray(weight / weight.sum() if weight.sum() > 0.0 else weight)
