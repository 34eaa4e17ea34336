"""All pairs of an assemblage of five thousand measured bones, weighed and written."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np

from repatria.bench import bones_held_out as held
from repatria.bench.protocol import Figure, Ratio, checked, checks, timed
from repatria.evidence.bones import same, sorting
from repatria.formats.bonesout import PAIR_COLUMNS, named, write_columns
from repatria.model.bones import BoneModel, MeasuredBone
from repatria.reference.osteometry import bone_model
from repatria.tables.bones import centres, shared_covariance

HELP = "all pairs of 5,000 specimens, weighed and written"
SPECIMENS, REACH, WRITTEN = 5000, 30.0, 60.0
PEER = 1.0e-3
"""Seconds a pair of OsteoSort 1.2.3, its last version in R, on one thread, as measured once beside this project."""


def invented(model: BoneModel, n: int, seed: int) -> list[MeasuredBone]:
    """``n`` bones drawn from the model: elements, sides and pools at random, three in ten measurements missing. Invented."""
    rng = np.random.default_rng(seed)
    elements, pools = list(model.spans), np.array(model.people) / sum(model.people)
    roots = {e: np.linalg.cholesky(shared_covariance(model, e) + model.own[e]) for e in elements}
    bones = []
    for i in range(n):
        element, side = elements[int(rng.integers(len(elements)))], "LR"[int(rng.integers(2))]
        x = centres(model, element, side)[int(rng.choice(len(pools), p=pools))]
        x = x + roots[element] @ rng.standard_normal(len(x))
        kept = rng.random(len(x)) > 0.3
        kept[int(rng.integers(len(x)))] = True
        values = {c: float(np.exp(v)) for c, v, k in zip(model.codes_of(element), x, kept, strict=True) if k}
        bones.append(MeasuredBone(f"S{i:05d}", element, side, values))
    return bones


def figures(quick: bool) -> list[Figure]:
    """Seconds to weigh every pair, and seconds until the file of those worth reading is written."""
    model, n = bone_model(), 200 if quick else SPECIMENS
    bones = invented(model, n, held.SEED)
    weights, names = same.pool_weights(model), [bone.code for bone in bones]
    repeat = 1 if quick else 2
    pairs, warm, cold, peak = timed(lambda: _weighed(bones, model, weights), repeat)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        path = Path(folder) / "pairs.csv"
        columns = (named(names, pairs.a), named(names, pairs.b), named(sorting.RELATIONS, pairs.relation), pairs.log_lr,
                   np.zeros(len(pairs.a)), pairs.measurements, pairs.reference_n)  # fmt: skip
        write_columns(path, dict(zip(PAIR_COLUMNS, columns, strict=True)))
        writing = time.perf_counter() - began
    rng = np.random.default_rng(held.SEED)
    some = rng.choice(len(pairs.a), min(checks(quick), len(pairs.a)), replace=False)
    slow = [held.twin(bones[pairs.a[i]], bones[pairs.b[i]], model, weights) for i in some]
    worst = checked([abs(s - pairs.log_lr[i]) / max(1.0, abs(s)) for s, i in zip(slow, some, strict=True)], "bones-pairs")
    size = f"{n} specimens, {pairs.compared:,} pairs, 2 threads"
    ratio = Ratio("the R peer at 1 ms a pair", pairs.compared * PEER, pairs.compared * PEER / warm)
    return [
        Figure("weighed", warm, "s", size, REACH, False, cold, peak, worst, ratio),
        Figure("weighed and written", warm + writing, "s", f"{size}, {len(pairs.a):,} kept", WRITTEN, False, cold + writing, peak,
               worst, ratio, "the posterior column needs the grouping, which is timed under bones-rebuild"),
    ]  # fmt: skip


def _weighed(bones: list[MeasuredBone], model: BoneModel, weights: np.ndarray) -> sorting.Pairs:
    return sorting.weigh(same.prepare(bones, model), model, weights, specimens=len(bones))
