"""Profiles against profiles: the same person despite drop-out, and siblings."""

from __future__ import annotations

import math
import time

import numpy as np

from repatria.bench.protocol import Figure, Ratio, checked, checks, timed
from repatria.evidence.kinship.pairs import Relation
from repatria.model import Panel, Profile
from repatria.screening.pairs import compare_profiles
from repatria.simulate import bench_panel, profiles
from repatria.tables.loci import locus_arrays
from repatria.tables.observations import weights

HELP = "profiles against profiles"


def figures(quick: bool = False) -> list[Figure]:
    """Seconds for all pairs of 10,000 drop-out profiles, two workers: same person, and siblings."""
    n = 100 if quick else 10_000
    panel = bench_panel()
    shown = profiles(n, seed=8, dropout=0.15)
    out = []
    for name, relation in (("same person with drop-out", "same"), ("siblings", "sibling")):
        relation_: Relation = relation  # type: ignore[assignment]
        _, seconds, cold, peak = timed(lambda r=relation_: compare_profiles(shown, panel, relation=r, workers=2), repeat=1)  # type: ignore[misc]
        few = shown[:200]
        some = compare_profiles(few, panel, relation=relation_, threshold=-700.0)
        rng = np.random.default_rng(9)
        chosen = rng.choice(len(some.left), min(checks(quick) // 2, len(some.left)), replace=False)
        began = time.perf_counter()
        slow = [pair_log_lr(few[int(some.left[i])], few[int(some.right[i])], panel, relation_) for i in chosen]
        beside = (time.perf_counter() - began) / max(1, len(chosen)) * n * (n - 1) / 2
        errors = [abs(math.expm1(float(some.log_lr[i]) - s)) for i, s in zip(chosen, slow, strict=True)]
        out.append(
            Figure(name, seconds, "s", f"{n} x {n} profiles, every pair once, x {len(panel.loci)} loci", 60.0, False, cold, peak,
                   checked(errors, "pairs"), Ratio("the slow twin (scaled)", beside, beside / seconds))
        )  # fmt: skip
    return out


def pair_log_lr(a: Profile, b: Profile, panel: Panel, relation: Relation) -> float:
    """ln LR by summing over both genotypes in full, without mutation."""
    total = 0.0
    for locus in panel.loci:
        if locus.name not in a.calls or locus.name not in b.calls:
            continue
        x = locus_arrays(locus)
        wa, wb = (weights([q.calls[locus.name]], x) for q in (a, b))
        free = np.outer(x.p, x.p)
        same = float((free * wa * wb).sum())
        sum_a, sum_b = float((free * wa).sum()), float((free * wb).sum())
        one = float(np.einsum("i,j,k,ij,ik->", x.p, x.p, x.p, wa, wb))
        shared = {"same": same, "sibling": 0.25 * same + 0.5 * one + 0.25 * sum_a * sum_b, "parent": one}[relation]
        total += math.log(shared / (sum_a * sum_b)) if shared > 0.0 else -math.inf
    return total
