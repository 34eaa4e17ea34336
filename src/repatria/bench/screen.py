"""Whole screening: 7,700 families × 10,000 profiles × 23 loci with stepwise mutation, prepared and scored."""

from __future__ import annotations

import math
import time

import numpy as np

from repatria.bench import twin
from repatria.bench.protocol import Figure, Ratio, checked, checks, timed
from repatria.evidence.kinship import marker_likelihoods
from repatria.evidence.kinship.questions import Question
from repatria.model import CaseFile, Incident
from repatria.screening import Screening, screen
from repatria.simulate import bench_panel, families, profiles

HELP = "whole screening: families prepared and scored against every profile"


def case_of(n_families: int, n_profiles: int) -> CaseFile:
    """Families by the kin mix of the exercise, and unrelated profiles, every locus typed."""
    return CaseFile(Incident("Bench", "exercise"), bench_panel(), (), families(n_families), profiles(n_profiles, seed=2))


def figures(quick: bool = False) -> list[Figure]:
    """One figure: seconds for the whole, two workers, chance hits included."""
    case = case_of(60, 80) if quick else case_of(7700, 10_000)
    found, seconds, cold, peak = timed(lambda: screen(case, workers=2), repeat=1 if quick else 3)
    pairs = len(case.families) * len(case.profiles)
    error = checked(twin_errors(case, found, checks(quick)), "screen")
    beside = _one_by_one(case) * pairs
    return [
        Figure(
            "screen", seconds, "s", f"{len(case.families)} families x {len(case.profiles)} profiles x {len(case.panel.loci)} loci",
            30.0, False, cold, peak, error,
            Ratio("the same pairs one by one without preparing families (50 pairs, scaled)", beside, beside / seconds),
        )
    ]  # fmt: skip


def twin_errors(case: CaseFile, found: Screening, count: int) -> list[float]:
    """Relative difference of ``count`` random kept LRs from the slow twin."""
    rng = np.random.default_rng(3)
    chosen = rng.choice(len(found.log_lr), min(count, len(found.log_lr)), replace=False)
    out = []
    for i in chosen:
        slow = twin.log_lr(case.families[int(found.person[i])], case.profiles[int(found.profile[i])], case.panel)
        out.append(abs(math.expm1(float(found.log_lr[i]) - slow)))
    return out


def _one_by_one(case: CaseFile) -> float:
    """Seconds per pair when every pair is computed from scratch."""
    n = 50
    began = time.perf_counter()
    for family, profile in zip(case.families[:n], case.profiles[:n], strict=False):
        known = {who: (p,) for who, p in family.references.items()}
        whole = Question(family.pedigree, {**known, family.missing[0]: (profile,)})
        marker_likelihoods([whole, Question(family.pedigree, known, strangers=((profile,),))], case.panel, case.conventions)
    return (time.perf_counter() - began) / n
