"""Where remains are from, against where each missing person was lost: one ratio for place, day and unit together.

For an origin o and the loss of m (``g`` multiplies place, day and unit, whichever both sides know)::

    P(o | m) = (1 - e) g(o | m) + e G(o)          G(o) = sum_k w_k G_k(o)
    P(o | pool k) = (1 - e) G_k(o) + e G(o)       G_list(o) = sum_j pi_j g(o | j)

with e the probability that the origin has nothing to do with these remains: then it is where anybody may be from, which says
nothing. Without other populations the ratio is (1 - e) g / G + e: never below e, and near 1 for a place that many share. A
population described by its places has days and units as the list has them there. Whoever has no recorded place (day, unit) is
taken as the average of those who have. Several origins of one person are ways in which it may have come, one of them right: their
mean, not their product, since parts of one person lie apart and one giver errs more than once.

The form is this project's; the mixture with an uninformative part follows the robust likelihood of Tukey (1960, in Olkin,
Contributions to Probability and Statistics, pp. 448-485).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from repatria.errors import InvalidCase
from repatria.kernels.places import RADIUS_95, Floats, along, dense, distance_km, nearest, same_days, scatter
from repatria.model.beside import Origin, Place, Recorded
from repatria.model.circumstance import Corridor, Nation, Scene
from repatria.tables.losses import NEVER, Losses, days_of, distinct_origins, losses_table, unit_parts

USUAL = Scene()
KIND = {"excavated": "place", "stated": "statement"}
"""The kind of evidence by how an origin is known: our own recovery is evidence, what a giver states is a lead."""
FACTORS = ("place", "day", "unit")


@dataclass(frozen=True, slots=True)
class OriginWeights:
    """Origins of some people against the list: natural logarithms, 0 where nothing is known.

    ``log_h1`` [rows, missing] is log P(origin | m) / G, ``log_h2`` [rows] by pool log P(origin | pool) / G, and ``log_lr`` their
    difference under the weights of the pools. ``men`` [rows] is exp of the entropy of P(m | origin): as many men are as likely.
    """

    kind: str
    missing: tuple[str, ...]
    log_lr: Floats
    log_h1: Floats
    log_h2: Mapping[str, Floats]
    men: Floats
    parts: Mapping[str, Floats] = field(default_factory=dict)


def weigh_origins(
    rows: Sequence[Sequence[Origin]],
    missing: Sequence[str],
    recorded: Sequence[Recorded],
    *,
    how: str,
    prior: Floats | None = None,
    scene: Scene = USUAL,
    weights: Mapping[str, float] | None = None,
    explained: bool = False,
) -> OriginWeights:
    """Weigh the origins known ``how`` (``excavated`` or ``stated``) of each row (a person) against every one of ``missing``.

    ``prior`` [missing] are the weights of the list (equal if not given); ``weights`` those of the pools of the alternative, of which
    those that the scene describes as nations have their own places and all others those of the list. ``explained`` gives ``parts``
    too: log P / G of place, of place and day, and of all three, [rows, missing] each. Time and memory grow with
    distinct origins x missing.
    """
    if how not in KIND:
        raise InvalidCase(f"origins: known how {how!r}. Write excavated or stated.")
    if prior is not None and (len(prior) != len(missing) or not np.all(prior >= 0.0) or not abs(prior.sum() - 1.0) < 1e-9):
        raise InvalidCase(f"origins: the {len(prior)} weights of {len(missing)} missing people must sum to 1. Correct them.")
    known = [tuple(o for o in row if o.how == how) for row in rows]
    origins, at = distinct_origins(known)
    losses, pi = losses_table(missing, recorded), np.full(len(missing), 1.0 / max(1, len(missing))) if prior is None else prior
    pools = dict(weights or {"": 1.0})
    each = [_one(o, losses, pi, scene, pools) for o in origins]
    h1 = np.array([_mean(at[r], [x.h1 for x in each], len(missing)) for r in range(len(rows))]).reshape(len(rows), len(missing))
    h2 = {
        k: np.array([float(_mean(at[r], [np.array([x.h2[k]]) for x in each], 1)[0]) for r in range(len(rows))]) for k in pools
    }
    below = sum((w * h2[k] for k, w in pools.items()), np.zeros(len(rows)))
    parts = (
        {}
        if not explained
        else {
            name: np.log(
                np.array([_mean(at[r], [x.parts[n] for x in each], len(missing)) for r in range(len(rows))]).reshape(h1.shape)
            )
            for n, name in enumerate(FACTORS)
        }
    )
    return OriginWeights(
        KIND[how],
        tuple(missing),
        np.log(h1) - np.log(below)[:, None],
        np.log(h1),
        {k: np.log(v) for k, v in h2.items()},
        _as_many(h1, pi),
        parts,
    )


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One origin: P(o | m) / G and P(o | pool) / G; and the first of place, of place and day, and of all three, [missing] each."""

    h1: Floats
    h2: Mapping[str, float]
    parts: tuple[Floats, ...]


def _one(origin: Origin, losses: Losses, pi: Floats, scene: Scene, pools: Mapping[str, float]) -> _Weighed:
    nations = {n.name: n for n in scene.nations if n.name in pools}
    factors = {
        "place": None if origin.place is None else place_density(origin.place, losses, scene),
        "day": _day(origin, losses, scene),
        "unit": unit_chance(origin.unit, losses, pi, scene),
    }
    g = np.ones(len(pi))
    steps, one = [], np.ones(len(pi))
    theirs = dict.fromkeys(pools, 1.0)
    for name in FACTORS:
        value = factors[name]
        if value is not None and (seen := ~np.isnan(value)).any() and pi[seen].sum() > 0.0:
            mean = float(pi[seen] @ value[seen] / pi[seen].sum())
            g = g * np.where(seen, value, mean) / mean
            if name == "place" and origin.place is not None:
                theirs |= {k: _nation(origin.place, n, scene) / mean for k, n in nations.items() if n.lost}
        one = (1.0 - origin.error) * g / float(pi @ g) + origin.error
        steps.append(one)
    average = float(pi @ g) if len(pi) else 1.0
    theirs = {k: x * average for k, x in theirs.items()}
    whole = sum(w * theirs[k] for k, w in pools.items())
    share = 1.0 - origin.error
    return _Weighed(
        share * g / whole + origin.error,
        {k: share * theirs[k] / whole + origin.error for k in pools},
        tuple(steps),
    )


def place_density(place: Place, losses: Losses, scene: Scene) -> Floats:
    """P(found at ``place`` | loss) per km2, [missing], NaN where no place of loss is recorded: scatter, corridors and anywhere."""
    seen = ~np.isnan(losses.north)
    out = np.full(len(seen), np.nan)
    if not seen.any():
        return out
    north, east, sd = losses.north[seen], losses.east[seen], losses.sd[seen]
    mine = place.within_km / RADIUS_95
    scale = np.sqrt(sd**2 + mine**2 + scene.moved_km**2)
    near = scatter(distance_km(north, east, np.array(place.north), np.array(place.east)), scale, scene.tail)
    taken = np.zeros(len(north))
    onward = np.zeros(len(north))
    for corridor in scene.corridors:
        on, value = _corridor(corridor, place, north, east, sd, mine, scene)
        taken, onward = taken + corridor.share * on, onward + corridor.share * on * value
    out[seen] = (1.0 - scene.anywhere) * ((1.0 - taken) * near + onward) + scene.anywhere / scene.area_km2
    return out


def _corridor(
    corridor: Corridor, place: Place, north: Floats, east: Floats, sd: Floats, mine: float, scene: Scene
) -> tuple[Floats, Floats]:
    """Who was lost on the corridor (0 or 1), and the density at ``place`` of whoever was taken on from there."""
    width = corridor.width_km / RADIUS_95
    line = dense(np.array(corridor.points), max(0.5, width / 2.0))
    start, far = nearest(line, north, east)
    on = (far <= corridor.width_km + sd * RADIUS_95).astype(np.float64)
    scale = float(np.hypot(width, mine))
    return on, along(line, np.array([place.north, place.east]), scale, scene.tail, start)


def _nation(place: Place, nation: Nation, scene: Scene) -> float:
    """P(found at ``place`` | one of the nation), per km2."""
    records = [Recorded(str(n), lost_at=where) for n, (where, _) in enumerate(nation.lost)]
    value = place_density(place, losses_table([r.missing for r in records], records), scene)
    return float(np.array([share for _, share in nation.lost]) @ value)


def _day(origin: Origin, losses: Losses, scene: Scene) -> Floats | None:
    first, last = days_of(origin.first, origin.last)
    seen = losses.first != NEVER
    if first == NEVER or not seen.any():
        return None
    out = np.full(len(seen), np.nan)
    out[seen] = same_days(first, last, losses.first[seen], losses.last[seen], scene.days, scene.days_tail)
    return out


def unit_chance(unit: str, losses: Losses, pi: Floats, scene: Scene) -> Floats | None:
    """P(``unit`` is told | the recorded unit), [missing]: the same or a part of it, or by the share of those who were elsewhere."""
    told = unit_parts(unit)
    seen = np.array([bool(u) for u in losses.unit], dtype=bool)
    if not told or not seen.any():
        return None
    agree = np.array([u[: len(told)] == told[: len(u)] for u in losses.unit]) & seen
    common = float(pi[agree].sum() / pi[seen].sum()) if pi[seen].sum() > 0.0 else 0.0
    out = np.full(len(seen), np.nan)
    out[seen] = (1.0 - scene.other_unit) * agree[seen] + scene.other_unit * max(common, 1.0 / len(seen))
    return out


def _mean(at: Sequence[int], values: Sequence[Floats], size: int) -> Floats:
    return np.asarray(np.mean([values[i] for i in at], axis=0)) if at else np.ones(size)


def _as_many(h1: Floats, pi: Floats) -> Floats:
    p = h1 * pi
    p = p / p.sum(axis=1, keepdims=True) if h1.size else p
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.exp(-np.where(p > 0.0, p * np.log(p), 0.0).sum(axis=1)))
