"""How often the right antimere comes first among ten of one pool, and among a hundred of all, beside a robust score."""

from __future__ import annotations

import time
from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from repatria.bench import bones_held_out as held
from repatria.bench.protocol import Figure, Peak, Ratio, checked, checks
from repatria.evidence.bones import same

HELP = "the right antimere first among ten of one pool and among a hundred, people not used in fitting"
LONG = ("humerus", "femur", "tibia", "radius", "ulna", "fibula", "clavicle")
OTHER = ("os_coxa", "scapula", "calcaneus", "talus")
LOTS = 5
"""Lots drawn for each left bone."""


def figures(quick: bool) -> list[Figure]:
    """One figure an element and size of lot: the share right; reach is the robust score's share on the same lots."""
    found: dict[tuple[str, int], list[tuple[bool, bool, float, float]]] = defaultdict(list)
    errors: list[float] = []
    rng = np.random.default_rng(held.SEED)
    with Peak() as peak:
        began = time.perf_counter()
        for size, folds in ((10, 5), (100, 2)):
            if quick and size == 100:
                continue
            for one in held.held_out(folds, 1 if quick else None, 4 if quick else 25):
                weights = same.pool_weights(one.model)
                ready = {(p.block.element, p.block.side): p for p in same.prepare(one.bones, one.model)}
                for element in ("humerus",) if quick else LONG + OTHER:
                    left, right = ready[element, "L"], ready[element, "R"]
                    block = same.compare(left, right, one.model, weights)
                    errors += held.twin_errors(one, block, weights, rng, checks(quick) // 12)
                    _lots(found[element, size], one, block, size, rng)
        seconds = time.perf_counter() - began
    worst = checked(errors, "bones-match")
    return [_figure(element, size, np.array(rows), seconds, peak.mb, worst) for (element, size), rows in found.items() if rows]


def _lots(
    found: list[tuple[bool, bool, float, float]], one: held.HeldOut, block: same.Block, size: int, rng: np.random.Generator
) -> None:
    """Each left bone whose right is there, against its own and ``size`` - 1 others of its pool (of all pools for 100)."""
    codes = one.model.codes_of(block.first.element)
    mm = [np.array([[one.bones[i].values.get(c, np.nan) for c in codes] for i in b.index]) for b in (block.first, block.second)]
    score = held.robust_score(mm[0], mm[1], *held.millimetres(one.train, block.first.element, codes))
    left, right = one.who[block.first.index], one.who[block.second.index]
    pool: NDArray[np.str_] = np.array(one.pool)
    for i, who in enumerate(left):
        own = np.flatnonzero(right == who)
        others = np.flatnonzero((right != who) & ((pool[right] == pool[who]) | (size > 10)))
        if not len(own) or len(others) < size - 1:
            continue
        for _ in range(LOTS):
            lot = np.concatenate([own, rng.choice(others, size - 1, replace=False)])
            values, far = block.log_lr[i, lot], score[i, lot]
            found.append(
                (bool((values[1:] < values[0]).all()), bool((far[1:] > far[0]).all()), held.log_score(values),
                 held.log_score(-far if np.isfinite(far[0]) else np.zeros(size)))
            )  # fmt: skip


def _figure(element: str, size: int, rows: NDArray[np.float64], seconds: float, peak_mb: float, worst: float) -> Figure:
    share, beside, ours, theirs = rows.mean(axis=0)
    which = "of one pool" if size == 10 else "of all pools"
    note = f"log score {ours:.3f}, the robust score's {theirs:.3f} (0 is best, {-np.log(size):.2f} says nothing)"
    ratio = Ratio("the robust median score on the same lots", float(beside), float(share / beside))
    return Figure(
        f"{element} among {size} {which}", float(share), "share right", f"{len(rows)} lots", float(beside), True, seconds, peak_mb,
        worst, ratio, note,
    )  # fmt: skip
