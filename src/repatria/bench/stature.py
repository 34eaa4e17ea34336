"""How often the 95 % interval of stature holds the stature of a person not used in fitting: by pool, by bone, out of pool."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from importlib import import_module
from importlib.resources import files
from typing import Any

import numpy as np

from repatria.bench.protocol import Figure, Peak, Ratio, checked
from repatria.errors import MissingReference
from repatria.evidence.biology.fitting import ENOUGH, MEASURES, Body, fit_pools
from repatria.evidence.biology.stature import Stature, fitted, scenario, stature_of
from repatria.kernels.body import condition
from repatria.model.body import BodyModel
from repatria.reference.tables import rows

HELP = "coverage of the 95 % interval of stature, people not used in fitting"
PACK, TABLE = "repatria_data_gpl", "biology_people"
FOLDS, SEED = 5, 8
BONES = ("Cla_01", "Hum_01", "Rad_01", "Uln_01", "Osc_01", "Fem_01", "Tib_01", "Fib_01", "Cal_01")
LENGTHS = ("Hum_01", "Rad_01", "Uln_01", "Fem_01", "Tib_01", "Fib_01")
Seen = tuple[str, str, bool, float, float]
"""Pool, bones, whether the interval held, half its width and the error of the point, in cm."""


def people() -> list[Body]:
    """The people of the reference, from ``repatria-data-gpl``; :class:`MissingReference` without it."""
    try:
        import_module(PACK)
    except ModuleNotFoundError:
        raise MissingReference(f"bench stature: needs the rows of {PACK}. Install data-gpl beside Repatria.") from None
    folder: Any = files(PACK)
    return [
        Body(r["pool"], float(r["stature_cm"]) if r["stature_cm"] else None, {c: float(r[c]) for c in MEASURES if r[c]})
        for r in rows(TABLE, folder)
    ]


def figures(quick: bool) -> list[Figure]:
    """Coverage per pool from each single long bone, from all bones, with the pool unknown, and from a model of other pools."""
    everybody = people()
    rng = np.random.default_rng(SEED)
    fold = rng.integers(0, FOLDS, len(everybody))
    with Peak() as peak:
        began = time.perf_counter()
        seen: list[Seen] = []
        bare: list[bool] = []
        errors: list[float] = []
        for k in range(1 if quick else FOLDS):
            train = [b for b, f in zip(everybody, fold, strict=True) if f != k]
            test = [b for b, f in zip(everybody, fold, strict=True) if f == k and b.stature is not None]
            model = fit_pools(train, rounds=4 if quick else 40)
            for body in test[: 8 if quick else None]:
                seen += _tried(model, body)
            bare += _bare(train, test)
            errors += [_twin(model, body) for body in test[:10]]
        seen += _out_of_pool(everybody, quick)
        cold = time.perf_counter() - began
    worst = checked(errors, "stature")
    beside = Ratio(
        "coverage of a line per bone with a bare ± of 1.96 standard errors, pools together", float(np.mean(bare)), 1.0
    )
    held: dict[tuple[str, str], list[Seen]] = defaultdict(list)
    for one in seen:
        held[one[0], one[1]].append(one)
    return [_figure(pool, bones, own, cold, peak.mb, worst, beside) for (pool, bones), own in sorted(held.items())]


def _figure(pool: str, bones: str, own: Sequence[Seen], cold: float, peak_mb: float, worst: float, beside: Ratio) -> Figure:
    share = float(np.mean([one[2] for one in own]))
    half = float(np.mean([one[3] for one in own]))
    rmse = float(np.sqrt(np.mean([one[4] ** 2 for one in own])))
    note = f"aimed at 0.93 to 0.97; ± {half:.1f} cm on average, error of the point {rmse:.1f} cm (root mean square)"
    ratio = Ratio(beside.what, beside.figure, share / beside.figure if beside.figure else float("inf"))
    return Figure(f"{pool}, {bones}", share, "share", f"{len(own)} intervals", 0.93, True, cold, peak_mb, worst, ratio, note)


def _tried(model: BodyModel, body: Body) -> list[Seen]:
    sets = {
        f"one of {len(BONES)} bones": [{code: body.values[code]} for code in BONES if code in body.values],
        "all bones": [dict(body.values)],
    }
    found = []
    for name, values in sets.items():
        for own in values:
            found.append(_seen(model, body, own, {body.pool: 1.0}, body.pool, name))
            if name != "all bones":
                known = {pool.name: 1.0 for pool in model.pools if pool.counts[0] >= ENOUGH}
                found.append(_seen(model, body, own, known, body.pool, "one bone, pool and sex not told"))
    return found


def _seen(
    model: BodyModel,
    body: Body,
    values: dict[str, float],
    weights: dict[str, float],
    pool: str,
    name: str,
    outside: bool = False,
) -> Seen:
    pools, before = scenario(model, weights)
    told = stature_of(fitted(model, values, pools, before, outside=outside))
    assert isinstance(told, Stature) and body.stature is not None
    return pool, name, told.low <= body.stature <= told.high, (told.high - told.low) / 2, told.point - body.stature


def _out_of_pool(everybody: Sequence[Body], quick: bool) -> list[Seen]:
    """Each pool's long bones under a model of the other pool of the same sex, which knows nobody of it."""
    found: list[Seen] = []
    for pool, other in (("black_m", "white_m"), ("white_m", "black_m"), ("black_f", "white_f"), ("white_f", "black_f"))[
        : 1 if quick else 4
    ]:
        model = fit_pools([body for body in everybody if body.pool != pool], rounds=4 if quick else 40)
        for body in everybody:
            if body.pool == pool and body.stature is not None:
                for code in LENGTHS:
                    if code in body.values:
                        own, name = {code: body.values[code]}, "one long bone, fitted to another pool"
                        found.append(_seen(model, body, own, {other: 1.0}, pool, name))
                        found.append(_seen(model, body, own, {other: 1.0}, pool, f"{name}, widened", outside=True))
    return found


def _bare(train: Sequence[Body], test: Sequence[Body]) -> list[bool]:
    """The usual way: a line per long bone over everybody of the sex, plus or minus 1.96 times its standard error."""
    held = []
    for sex in ("m", "f"):
        for code in LENGTHS:
            own = [
                (b.values[code], b.stature)
                for b in train
                if b.stature is not None and code in b.values and b.pool.endswith(sex)
            ]
            x, y = np.array(own, dtype=float).T
            slope, constant = np.polyfit(x, y, 1)
            error = float(np.sqrt(((y - slope * x - constant) ** 2).sum() / (len(x) - 2)))
            for body in test:
                if code in body.values and body.stature is not None and body.pool.endswith(sex):
                    held.append(abs(slope * body.values[code] + constant - body.stature) <= 1.96 * error)
    return held


def _twin(model: BodyModel, body: Body) -> float:
    """Relative error of the conditional centre and scale against whole inverses."""
    pool = model.pool(body.pool)
    x = model.row(dict(body.values))
    centre, scale, _, _ = condition(x, pool.mean, pool.scale, model.nu, 0)
    at = np.flatnonzero(~np.isnan(x))
    inverse = np.linalg.inv(pool.scale[np.ix_(at, at)])
    off = x[at] - pool.mean[at]
    slow = pool.mean[0] + pool.scale[0, at] @ inverse @ off
    left = pool.scale[0, 0] - pool.scale[0, at] @ inverse @ pool.scale[at, 0]
    wide = np.sqrt((model.nu + off @ inverse @ off) / (model.nu + len(at)) * left)
    return float(max(abs(centre - slow) / slow, abs(scale - wide) / wide))
