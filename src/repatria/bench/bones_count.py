"""How often the interval for the number of people holds the truth, in invented assemblages that were not recovered by chance alone."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from repatria.bench.protocol import Figure, Peak, Ratio, checked
from repatria.evidence.bones.counting_likely import Counts, Estimate, Pairing, estimate, printed_estimate
from repatria.kernels.headcount import log_independent

HELP = "coverage of the head-count's interval under clustered recovery and errors of pairing"
SEED = 9
"""Not the seed on which the assumptions of the estimate were chosen."""
ASSEMBLAGES = 200
ELEMENTS = 6
PEOPLE = (20, 120)
FOUND = (0.25, 0.75)
"""Share of bones found, over assemblages."""
CLUSTERED = (0.0, 0.4)
"""Correlation between finding the left and the right bone of one person, over assemblages."""
LOST = (0.6, 1.0)
"""Share of an element that survives at all, over elements."""
SENSITIVITY, FALSE = (0.85, 1.0), (0.0, 0.05)
"""How well pairs are told, over assemblages; the estimate is not told these, it assumes its own."""


@dataclass(frozen=True, slots=True)
class Invented:
    """An assemblage: how many people, the element of most bones with its claimed pairs, and the floor of all elements."""

    people: int
    counts: Counts
    true_pairs: int
    least: int


def figures(quick: bool) -> list[Figure]:
    """Coverage of both estimates, beside each other, and their widths."""
    rng = np.random.default_rng(SEED)
    made = [invented(rng) for _ in range(12 if quick else ASSEMBLAGES)]
    with Peak() as peak:
        began = time.perf_counter()
        allowed = [estimate(one.counts, Pairing(), least=one.least) for one in made]
        cold = time.perf_counter() - began
        printed = [printed_estimate(one.counts) for one in made]
    error = checked([_twin(one.counts) for one in made[:40]], "bones-count")
    size = f"{len(made)} assemblages of {PEOPLE[0]} to {PEOPLE[1]} people"
    held = [found is not None and found.low <= one.people <= found.high for found, one in zip(allowed, made, strict=True)]
    plain = [found is not None and found.low <= one.people <= found.high for found, one in zip(printed, made, strict=True)]
    share, bare = float(np.mean(held)), float(np.mean(plain))
    wide = float(np.median([(f.high - f.low) / one.people for f, one in zip(allowed, made, strict=True) if f]))
    narrow = float(np.median([(f.high - f.low) / one.people for f, one in zip(printed, made, strict=True) if f]))
    low = float(np.mean([one.least / one.people for one in made]))
    note = (
        f"aimed at 0.90 to 0.98; interval of half the assemblages is wider than {wide:.2f} of the people there (without both: "
        f"{narrow:.2f}); point over truth, median {_ratio(allowed, made):.2f} (printed {_ratio(printed, made):.2f}); the floor alone "
        f"finds {low:.2f} of the people"
    )
    beside = Ratio("coverage of the printed interval, without errors and clustering", bare, share / bare if bare else math.inf)
    return [Figure("coverage of the 95 % interval", share, "share", size, 0.90, True, cold, peak.mb, error, beside, note)]


def invented(rng: np.random.Generator) -> Invented:
    """One assemblage: each person is found with a chance of their own, and each bone of them by that chance."""
    people = int(rng.integers(PEOPLE[0], PEOPLE[1] + 1))
    found, rho = rng.uniform(*FOUND), rng.uniform(*CLUSTERED)
    lives = rng.beta(found * (1 / rho - 1), (1 - found) * (1 / rho - 1), people) if rho > 0.01 else np.full(people, found)
    sensitivity, false = rng.uniform(*SENSITIVITY), rng.uniform(*FALSE)
    best: tuple[Counts, int] | None = None
    least = 1
    for element in range(ELEMENTS):
        chance = lives * rng.uniform(*LOST)
        left, right = (rng.random(people) < chance for _ in range(2))
        both = int((left & right).sum())
        n_left, n_right = int(left.sum()), int(right.sum())
        least = max(least, n_left, n_right)
        claimed = rng.binomial(both, sensitivity) + rng.binomial(min(n_left, n_right) - both, false)
        counts = Counts(f"element {element + 1}", n_left, n_right, int(claimed))
        if best is None or n_left + n_right > best[0].left + best[0].right:
            best = counts, both
    assert best is not None
    return Invented(people, best[0], best[1], least)


def _ratio(found: Sequence[Estimate | None], made: Sequence[Invented]) -> float:
    points = [one.people / truth.people for one, truth in zip(found, made, strict=True) if one is not None]
    return float(np.median(points))


def _twin(counts: Counts) -> float:
    """Relative error of the hypergeometric against whole numbers of combinations."""
    people = counts.left + counts.right - (counts.pairs or 0) + 3
    slow = math.comb(counts.left, counts.pairs or 0) * math.comb(people - counts.left, counts.right - (counts.pairs or 0))
    exact = slow / math.comb(people, counts.right) / (people + 1)
    fast = math.exp(log_independent(counts.left, counts.right, np.array([counts.pairs or 0]), np.array([people]))[0, 0])
    return abs(fast - exact) / exact
