"""One new profile against prepared families; one new relative: the family prepared again and scored."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from repatria.bench import twin
from repatria.bench.protocol import Figure, Ratio, checked, checks, timed
from repatria.evidence.kinship.matrix import pad_lanes
from repatria.evidence.kinship.prepare import prepare
from repatria.kernels.scoring import score_all
from repatria.model import Conventions, Family
from repatria.simulate import bench_panel, families, profiles
from repatria.tables.profiles import profile_columns

HELP = "one new profile, and one family prepared again"


def figures(quick: bool = False) -> list[Figure]:
    """Milliseconds for one profile against all prepared families; seconds for one family against all profiles."""
    n, m = (64, 100) if quick else (7700, 10_000)
    panel, kin, shown = bench_panel(), families(n), profiles(m, seed=2)
    prepared = prepare(kin, panel, Conventions())
    blocks, person, weight = pad_lanes(prepared)

    def new_profile() -> NDArray[np.float64]:
        columns = profile_columns(shown[:1], panel)
        out = np.zeros((1, n))
        score_all(
            blocks, person, weight, columns.first, columns.ends, columns.rows, columns.weights, columns.scale, np.ones(1), out
        )
        return np.asarray(out[0])

    values, seconds, cold, peak = timed(new_profile, repeat=9)
    chosen = np.random.default_rng(5).choice(n, min(checks(quick) * 9 // 10, n), replace=False)
    errors = [abs(np.expm1(np.log(values[i]) - twin.log_lr(kin[i], shown[0], panel))) for i in chosen if values[i] > 0.0]
    began = time.perf_counter()
    profile_columns(shown[: min(m, 200)], panel)
    again = (time.perf_counter() - began) / min(m, 200) * m
    columns = profile_columns(shown, panel)

    def new_relative() -> np.ndarray:
        family = max(kin[:64], key=lambda f: len(f.references))
        fresh = prepare([family], panel, Conventions())
        out = np.zeros((m, 1))
        score_all(*pad_lanes(fresh), columns.first, columns.ends, columns.rows, columns.weights, columns.scale, np.ones(m), out)
        return out[:, 0]

    row, seconds_relative, cold_relative, peak_relative = timed(new_relative, repeat=9)
    widest: Family = max(kin[:64], key=lambda f: len(f.references))
    errors_relative = [
        abs(np.expm1(np.log(row[i]) - twin.log_lr(widest, shown[int(i)], panel)))
        for i in np.random.default_rng(6).choice(m, min(checks(quick) // 10, m), replace=False)
        if row[i] > 0.0
    ]
    return [
        Figure("one new profile", seconds * 1e3, "ms", f"{n} prepared families", 50.0, False, cold, peak, checked(errors, "one-profile"),
               Ratio("preparing the families again for it (one run)", _prepare_ms(kin), _prepare_ms(kin) / (seconds * 1e3))),
        Figure("one new relative", seconds_relative, "s", f"{m} profiles", 1.0, False, cold_relative, peak_relative,
               checked(errors_relative, "one-profile"),
               Ratio("reading all profiles again for it (scaled)", again, again / seconds_relative)),
    ]  # fmt: skip


def _prepare_ms(kin: tuple[Family, ...]) -> float:
    some = kin[: min(len(kin), 500)]
    began = time.perf_counter()
    prepare(some, bench_panel(), Conventions())
    return (time.perf_counter() - began) / len(some) * len(kin) * 1e3
