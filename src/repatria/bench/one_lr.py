"""Single likelihood ratios with stepwise mutation on 23 loci, every one its own family and candidate."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from repatria.bench import twin
from repatria.bench.protocol import Figure, Ratio, checked, timed
from repatria.evidence.kinship import marker_likelihoods
from repatria.evidence.kinship.questions import Question
from repatria.model import Conventions, Family, Pedigree, Person
from repatria.simulate import bench_panel, profiles
from repatria.tables import loci, shape

HELP = "single likelihood ratios with stepwise mutation, every one its own family"

_UP = (Person("GF", "M"), Person("GM", "F"), Person("F", "M", "GF", "GM"), Person("O", "F"), Person("M", "U", "F", "O"))
_UNCLE = Person("U", "U", "GF", "GM")
SHAPES: dict[str, tuple[Pedigree, tuple[str, ...], int]] = {
    "grandparent + uncle + aunt": (Pedigree((*_UP, _UNCLE, Person("A", "U", "GF", "GM"))), ("GF", "U", "A"), 20),
    "uncle": (Pedigree((*_UP, _UNCLE)), ("U",), 90),
    "first cousin": (Pedigree((*_UP, replace(_UNCLE, sex="M"), Person("X", "F"), Person("N", "U", "U", "X"))), ("N",), 90),
}
PEER_MS = {"grandparent + uncle + aunt": 290.0, "uncle": 17_500.0, "first cousin": 31_500.0}
"""Measured on another day and machine with the R programs forrel and pedprobr; see docs/explanation/speed.md."""


def figures(quick: bool = False) -> list[Figure]:
    """Milliseconds per LR for three families, asked in one call; the note says what a call for each costs."""
    n = 5 if quick else 300
    panel = bench_panel()
    out = []
    for name, (pedigree, typed, checks) in SHAPES.items():
        shown = iter(profiles(n * (len(typed) + 1), seed=len(name)))
        kin = [Family(f"F{i}", pedigree, ("M",), {t: next(shown) for t in typed}) for i in range(n)]
        candidates = list(shown)
        questions = []
        for family, candidate in zip(kin, candidates, strict=True):
            known = {w: (p,) for w, p in family.references.items()}
            questions += [
                Question(pedigree, {**known, "M": (candidate,)}),
                Question(pedigree, known, strangers=((candidate,),)),
            ]

        def one_by_one(questions: list[Question] = questions) -> np.ndarray:
            parts = [marker_likelihoods(questions[i : i + 2], panel, Conventions()) for i in range(0, len(questions), 2)]
            return np.concatenate(parts)

        def together(questions: list[Question] = questions) -> np.ndarray:
            return marker_likelihoods(questions, panel, Conventions())

        chosen = np.random.default_rng(7).choice(n, min(checks, n), replace=False)
        slow = {int(i): twin.log_lr(kin[int(i)], candidates[int(i)], panel) for i in chosen}
        single, alone, _, _ = timed(one_by_one, repeat=1 if quick else 3)
        values, seconds, cold, peak = timed(together, repeat=1 if quick else 3)
        logs = np.log(np.stack([single, values])).sum(axis=2)
        errors = [abs(math.expm1(row[2 * i] - row[2 * i + 1] - v)) for row in logs for i, v in slow.items()]
        each, forgotten = seconds / n * 1e3, _forgotten(questions[:2])
        out.append(
            Figure(name, each, "ms", f"{n} LRs in one call, every one its own family and candidate, x {len(panel.loci)} loci", 1.0,
                   False, cold, peak, checked(errors, "one-lr"),
                   Ratio("the same LR with no plan and no tables kept", forgotten, forgotten / each),
                   f"each in a call of its own: {alone / n * 1e3:.3g} ms; R peer, measured elsewhere: {PEER_MS[name]:g} ms")
        )  # fmt: skip
    return out


def _forgotten(questions: list[Question]) -> float:
    for cache in (shape.compiled, shape.canonical, loci.panel_bundles, loci.panel_stacks):
        cache.cache_clear()
    _, _, cold, _ = timed(lambda: marker_likelihoods(questions, bench_panel(), Conventions()), repeat=1)
    return cold * 1e3
