"""Stature from bones, as a distribution: each pool's own, mixed by how well the bones fit it; printed equations stand beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import stats
from scipy.special import logsumexp

from repatria.errors import InvalidInput
from repatria.evidence.biology.fitting import ENOUGH, STATURE
from repatria.kernels.body import Floats, condition, log_density
from repatria.model.body import BodyModel, Pool

LOW, HIGH, STEP = 110.0, 230.0, 0.1
GRID: Floats = np.arange(LOW, HIGH + STEP / 2, STEP)
"""Statures looked at, in centimetres."""
MOST_DF = 3
"""However many bones: the tails stay at least as heavy as with this many, since a stature may be recorded wrongly all the same."""


@dataclass(frozen=True, slots=True)
class Share:
    """A pool in an answer: its weight before and after the bones, and how many people its stature rests on."""

    pool: str
    before: float
    after: float
    statured: int


@dataclass(frozen=True, slots=True)
class Stature:
    """A stature in cm: median, central 95 % for one new person, standard deviation; ``used``: measurements it rests on."""

    point: float
    low: float
    high: float
    sd: float
    used: tuple[str, ...]
    shares: tuple[Share, ...]
    unsupported: float
    """Weight of pools without a stature in the reference; the answer rests on the others alone."""


@dataclass(frozen=True, slots=True)
class NotSupported:
    """No number: ``reason`` says what the reference lacks."""

    reason: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """A person's bones against every pool of a scenario: log density of the bones, and of stature given them on :data:`GRID`."""

    model: BodyModel
    pools: tuple[Pool, ...]
    before: Floats
    log_bones: Floats
    given: tuple[Floats | None, ...]
    used: tuple[str, ...]

    @property
    def after(self) -> Floats:
        """The weight of each pool given the bones."""
        weight = np.log(self.before) + self.log_bones
        return np.asarray(np.exp(weight - logsumexp(weight)))

    @property
    def alone(self) -> tuple[Floats | None, ...]:
        """Density of stature in each pool without any bone; None where the pool has no statures."""
        nothing = np.full(len(self.model.items), np.nan)
        return tuple(_density(self.model, p, nothing) if p.counts[0] >= ENOUGH else None for p in self.pools)


def scenario(model: BodyModel, weights: Mapping[str, float] | None = None, sex: str = "") -> tuple[tuple[Pool, ...], Floats]:
    """The named pools and their weights: those given, or all of the sex with equal weight. Refuses unknown names and no weight."""
    chosen = {pool.name: 1.0 for pool in model.pools} if weights is None else dict(weights)
    pools = tuple(model.pool(name) for name in chosen)
    share = np.array([chosen[pool.name] if not sex or pool.sex == sex else 0.0 for pool in pools])
    if not np.isfinite(share).all() or (share < 0).any() or share.sum() <= 0.0:
        raise InvalidInput(
            f"pools {dict(chosen)}: weights of sex {sex or 'm or f'} add to nothing. Give each pool a weight of 0 or more."
        )
    kept = share > 0.0
    return tuple(pool for pool, k in zip(pools, kept, strict=True) if k), share[kept] / share.sum()


def pools_named(model: BodyModel, text: str) -> dict[str, float]:
    """Weights of pools from ``white=0.6 black=0.1 asian_m=0.3``; a name without a sex stands for both, one without a weight for 1."""
    found: dict[str, float] = {}
    for part in text.replace(",", " ").replace(";", " ").split():
        name, _, share = part.partition("=")
        own = [pool.name for pool in model.pools if name in (pool.name, pool.name[:-2])]
        if not own:
            raise InvalidInput(f"pool {name!r}: there is none. Choose among {', '.join(pool.name for pool in model.pools)}.")
        try:
            weight = float(share or 1.0)
        except ValueError as error:
            raise InvalidInput(f"weight {share!r} of pool {name}: is no number. Write {name}=0.5.") from error
        if not 0.0 <= weight < float("inf"):
            raise InvalidInput(f"weight {share!r} of pool {name}: is no share. Write a number from 0, such as {name}=0.5.")
        found |= {one: weight / len(own) for one in own}
    return found


def statured(model: BodyModel) -> dict[str, float]:
    """Equal weights of the pools that hold statures."""
    return {pool.name: 1.0 for pool in model.pools if pool.counts[0] >= ENOUGH}


def fitted(
    model: BodyModel, values: Mapping[str, float], pools: Sequence[Pool], before: Floats, *, outside: bool = False
) -> Fitted:
    """What ``values`` (code -> mm) say in each pool; measurements that a pool has of fewer than 15 people are not used in it.

    ``outside``: the person is of none of the pools, so that a pool's own centre is off by as much as pools differ among each other
    (:func:`between_pools`), and the spread of stature is widened by that.
    """
    row = model.row(dict(values))
    shift = between_pools(model, row) if outside else 0.0
    log_bones, given = [], []
    for pool in pools:
        x = np.where(np.array(pool.counts) >= ENOUGH, row, np.nan)
        x[0] = np.nan
        log_bones.append(log_density(x, pool.mean, pool.scale, model.nu))
        given.append(_density(model, pool, x, shift) if pool.counts[0] >= ENOUGH else None)
    used = tuple(item for item, value in zip(model.items, row, strict=True) if not math.isnan(value) and item != STATURE)
    return Fitted(model, tuple(pools), before, np.array(log_bones), tuple(given), used)


def between_pools(model: BodyModel, row: Floats) -> float:
    """How far apart two pools of one sex set the stature at the same bones, cm: root mean square over all such pairs of pools.

    The deviation of a new pool from a known one has this size if all pools are drawn alike. 0 where no two pools can be compared.
    """
    middle: dict[str, list[float]] = {"m": [], "f": []}
    for pool in model.pools:
        if pool.counts[0] >= ENOUGH:
            x = np.where(np.array(pool.counts) >= ENOUGH, row, np.nan)
            x[0] = np.nan
            middle[pool.sex].append(float(condition(x, pool.mean, pool.scale, model.nu, 0)[0]))
    apart = [(a - b) ** 2 for own in middle.values() for a, b in combinations(own, 2)]
    return math.sqrt(sum(apart) / len(apart)) if apart else 0.0


def _density(model: BodyModel, pool: Pool, x: Floats, shift: float = 0.0) -> Floats:
    """p(stature | x) per cm on the grid, widened for the people the pool rests on, 1 + 1/n + leverage/n, and by ``shift`` (cm)."""
    centre, scale, df, far = condition(x, pool.mean, pool.scale, model.nu, 0)
    n = pool.counts[0]
    wide = math.hypot(scale * math.sqrt(1.0 + 1.0 / n + far / n), shift)
    density = stats.t.pdf((GRID - centre) / wide, min(df, model.nu + MOST_DF)) / wide
    return np.asarray(density / (density.sum() * STEP))


def stature_of(found: Fitted) -> Stature | NotSupported:
    """The stature that the bones tell, or why there is none."""
    if not found.used:
        return NotSupported("none of the measurements of this specimen stands in the reference of statures")
    after = found.after
    known = np.array([density is not None for density in found.given])
    if not known.any():
        few = ", ".join(f"{pool.name}: n = {pool.counts[0]}" for pool in found.pools)
        return NotSupported(f"not supported by the reference ({few} with a stature)")
    density = density_of(found)
    below = np.cumsum(density) * STEP
    low, point, high = (float(np.interp(q, below, GRID + STEP / 2)) for q in (0.025, 0.5, 0.975))
    mean = float((density * GRID).sum() * STEP)
    sd = math.sqrt(float((density * (GRID - mean) ** 2).sum() * STEP))
    shares = tuple(
        Share(pool.name, float(b), float(a), pool.counts[0])
        for pool, b, a in zip(found.pools, found.before, after, strict=True)
    )
    return Stature(point, low, high, sd, found.used, shares, float(after[~known].sum()))


def density_of(found: Fitted) -> Floats:
    """Density of stature per cm on :data:`GRID` given the bones, pools without a stature left out; 0 where none has one."""
    told = [(w, d) for w, d in zip(found.after, found.given, strict=True) if d is not None]
    total = sum(w for w, _ in told)
    return np.asarray(sum((w * d for w, d in told), np.zeros_like(GRID)) / total) if total else np.zeros_like(GRID)
