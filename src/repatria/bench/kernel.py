"""Scoring alone: prepared families against clean and against drop-out profiles, two threads."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from repatria.bench import twin
from repatria.bench.protocol import Figure, Ratio, checked, checks, timed
from repatria.evidence.kinship.matrix import pad_lanes
from repatria.evidence.kinship.prepare import PreparedFamilies, prepare
from repatria.kernels.scoring import score
from repatria.model import Conventions, Family, Profile
from repatria.screening.block import NOBODY
from repatria.simulate import bench_panel, families, profiles
from repatria.tables.profiles import ProfileColumns, profile_columns

HELP = "scoring alone, clean and drop-out profiles"
Array = NDArray[np.float64]
Codes = NDArray[np.int64]


def figures(quick: bool = False) -> list[Figure]:
    """Million likelihood ratios a second, for clean profiles and for profiles with drop-out and drop-in."""
    n, m = (64, 100) if quick else (7700, 10_000)
    panel = bench_panel()
    kin = families(n)
    prepared = prepare(kin, panel, Conventions())
    out = []
    for name, dropout, reach in (("clean profiles", 0.0, 30.0), ("drop-out profiles", 0.15, 8.0)):
        shown = profiles(m, seed=2, dropout=dropout)
        columns = profile_columns(shown, panel)
        halves = [prepared.subset(np.arange(n) // (-(-n // 2)) == h) for h in (0, 1)]
        ready = [(half, *pad_lanes(half)) for half in halves]

        def work(
            ready: list[tuple[PreparedFamilies, Array, Codes, Array]] = ready, columns: ProfileColumns = columns
        ) -> list[Array]:
            with ThreadPoolExecutor(2) as pool:
                return list(pool.map(lambda r: run(columns, *r), ready))

        found, seconds, cold, peak = timed(work, repeat=1 if quick else 3)
        rate = n * m / seconds / 1e6
        error = checked(_errors(kin, shown, found, checks(quick) // 2), "kernel")
        beside = _plain(prepared, columns)
        out.append(
            Figure(
                name, rate, "million LRs/s", f"{n} families x {m} profiles x {len(panel.loci)} loci", reach, True, cold, peak, error,
                Ratio("numpy look-up and product, one thread (a part of the pairs)", beside, rate / beside),
            )
        )  # fmt: skip
    return out


def run(columns: ProfileColumns, half: PreparedFamilies, blocks: Array, person: Codes, weight: Array) -> Array:
    """Score one half; returns (profile, person, value) of the best of each person."""
    profiles_, people, best = len(columns.ids), len(half.people), 10
    bests = (
        np.zeros((profiles_, best)),
        np.full((profiles_, best), NOBODY),
        np.zeros((people, best)),
        np.full((people, best), NOBODY),
    )
    above = np.zeros(1 << 16, dtype=np.int64), np.zeros(1 << 16, dtype=np.int64), np.zeros(1 << 16)
    score(
        blocks, person, weight, half.sex, columns.first, columns.ends, columns.rows, columns.weights, columns.scale,
        np.ones(profiles_), columns.sex, 1e4, *bests, *above,
    )  # fmt: skip
    return np.stack([bests[3].astype(float), bests[2]])


def _errors(kin: Sequence[Family], shown: Sequence[Profile], found: list[Array], count: int) -> list[float]:
    who, value = np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])
    rng = np.random.default_rng(4)
    out = []
    for i in rng.choice(len(kin), min(count, len(kin)), replace=False):
        k = int(rng.integers(0, 3))
        slow = twin.log_lr(kin[int(i)], shown[int(who[i, k])], bench_panel())
        out.append(abs(math.expm1(math.log(value[i, k]) - slow)))
    return out


def _plain(prepared: PreparedFamilies, columns: ProfileColumns) -> float:
    """Million LRs a second of an array program: one profile against all families at a time."""
    some = min(20, len(columns.ids))
    began = time.perf_counter()
    for r in range(some):
        total = np.ones(len(prepared.tables))
        for n in range(columns.first[r], columns.first[r + 1]):
            terms = slice(columns.ends[n], columns.ends[n + 1])
            total *= prepared.tables[:, columns.rows[terms]] @ (columns.weights[terms] * columns.scale[n])
    return some * len(prepared.people) / (time.perf_counter() - began) / 1e6
