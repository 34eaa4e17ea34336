"""Do log LRs of two bones mean what they say? Cllr against its least, slope and tail, per pair of elements, with intervals."""

from __future__ import annotations

import time
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from repatria.bench import bones_held_out as held
from repatria.bench.protocol import Figure, Peak, Ratio, checked, checks
from repatria.evidence.bones import same
from repatria.simulate.calibration import cllr

HELP = "calibration of log LRs per pair of elements, people not used in fitting"
Array = NDArray[np.float64]
REACH, PEOPLE, DRAWS = 0.05, 50, 200
CURVE = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


def figures(quick: bool) -> list[Figure]:
    """One figure a pair of elements with at least 50 people; different people are of one pool. Reach: Cllr − Cllr_min ≤ 0.05."""
    true: dict[tuple[str, str, str], list[tuple[Array, NDArray[np.int64]]]] = defaultdict(list)
    false: dict[tuple[str, str, str], list[Array]] = defaultdict(list)
    errors: list[float] = []
    rng, start = np.random.default_rng(held.SEED), 0
    with Peak() as peak:
        began = time.perf_counter()
        for one in held.held_out(5, 1 if quick else None, 4 if quick else 25):
            weights, pool = same.pool_weights(one.model), np.array(one.pool)
            ready = same.prepare(one.bones, one.model)
            if quick:
                ready = [r for r in ready if r.block.element in ("humerus", "femur")]
            for n, block in enumerate(same.blocks(ready, one.model, weights)):
                left, right = one.who[block.first.index], one.who[block.second.index]
                own = left[:, None] == right[None]
                key = (block.relation, block.first.element, block.second.element)
                true[key].append((block.log_lr[own], (start + left)[np.nonzero(own)[0]]))
                false[key].append(block.log_lr[(pool[left][:, None] == pool[right][None]) & ~own][:: 1 if quick else 4])
                if n % 40 == 0:
                    errors += held.twin_errors(one, block, weights, rng, checks(quick) // 12)
            start += len(one.people)
        seconds = time.perf_counter() - began
    worst = checked(errors, "bones-calibration")
    out = []
    for key, parts in true.items():
        logs, who = np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
        if len(np.unique(who)) >= (10 if quick else PEOPLE):
            out.append(_figure(key, logs, who, np.concatenate(false[key]), seconds, peak.mb, worst))
    return out


def _figure(
    key: tuple[str, str, str], true: Array, who: NDArray[np.int64], false: Array, seconds: float, peak_mb: float, worst: float
) -> Figure:
    cost, least = cllr(true, false), held.cllr_min(true, false)
    low, high = _interval(true, who, false)
    tail = max(float((false >= np.log(x)).mean()) * x for x in CURVE)
    curve = ", ".join(f"{x:g}: {(false >= np.log(x)).mean():.4f}" for x in CURVE)
    note = (
        f"95 % of draws by person {low:.3f} to {high:.3f}; slope {held.slope(true, false):.2f}; "
        f"P(LR ≥ x | different) · x at most {tail:.2f}; curve {curve}"
    )
    name = f"{key[0]}: {key[1]}" + (f" and {key[2]}" if key[1] != key[2] else "")
    loss = max(cost - least, 1e-6)
    size = f"{len(np.unique(who))} people, {len(false):,} pairs of different people of one pool"
    return Figure(
        name, loss, "Cllr − Cllr_min, bits", size, REACH, False, seconds, peak_mb, worst,
        Ratio("Cllr itself; saying nothing costs 1", cost, 1.0 / max(cost, 1e-6)), note,
    )  # fmt: skip


def _interval(true: Array, who: NDArray[np.int64], false: Array) -> tuple[float, float]:
    """2.5 and 97.5 % of the loss when people are drawn anew; a thousand pairs of different people stand for all."""
    rng = np.random.default_rng(held.SEED)
    some = false[:: max(len(false) // 1000, 1)]
    names, place = np.unique(who, return_inverse=True)
    losses = []
    for _ in range(DRAWS):
        often = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
        drawn = np.repeat(true, often[place])
        losses.append(cllr(drawn, some) - held.cllr_min(drawn, some))
    low, high = np.quantile(losses, [0.025, 0.975])
    return float(low), float(high)
