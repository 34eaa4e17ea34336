"""About how many people, from the pairs of one element: the printed estimate, and one that knows of errors and of clustering.

Both are wrong when the recovered bones are no sample of those buried: an element that animals carry off, a side that was kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from repatria.errors import InvalidInput
from repatria.evidence.bones.counting_floor import SIDE_WORDS
from repatria.kernels.headcount import (
    Floats,
    Ints,
    densest,
    log_claims,
    log_clustered,
    log_independent,
    log_sum_of_chances,
    numbers,
)
from repatria.model.counted import CountedBone

MASS = 0.95
AT_MOST = 10_000
"""More people than this are not looked at unless a number is given."""
CLUSTERING = 0.3
"""The left and the right bone of a person are found together with a correlation anywhere from 0 to this. Our own assumption."""
STEPS = 5
"""Values of the correlation, evenly spaced from 0 to its limit, with equal weight."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """How well pairs are told: chance that a true pair is claimed, and that a bone without its partner is paired wrongly."""

    sensitivity: float = 0.95
    false_rate: float = 0.02

    def __post_init__(self) -> None:
        if not 0.0 < self.sensitivity <= 1.0:
            raise InvalidInput(f"pairing sensitivity {self.sensitivity}: is no chance above 0. Write a number such as 0.95.")
        if not 0.0 <= self.false_rate < 1.0:
            raise InvalidInput(f"rate of wrong pairs {self.false_rate}: is no chance below 1. Write a number such as 0.02.")


@dataclass(frozen=True, slots=True)
class Estimate:
    """About ``people``, with 95 % between ``low`` and ``high``; ``open_top``: nothing bounds it from above."""

    people: int
    low: int
    high: int
    open_top: bool = False

    @property
    def words(self) -> str:
        """As a report says it."""
        top = "more" if self.open_top else str(self.high)
        return f"about {self.people} (95 %: {self.low} to {top})"


@dataclass(frozen=True, slots=True)
class Counts:
    """Lefts, rights and claimed pairs of one element; ``chances``: for each left, the chance that its right is there, if known."""

    element: str
    left: int
    right: int
    pairs: int | None
    chances: tuple[float, ...] = ()


def counts_of(bones: Sequence[CountedBone], element: str, posterior: Mapping[tuple[str, str], float] | None = None) -> Counts:
    """The lefts, rights and pairs of ``element`` among whole bones; ``pairs`` None where nobody stated any pair.

    ``posterior``: chances of pairs of specimens, as ``repatria bones sort`` writes them; they take the place of stated pairs.
    """
    own = [b for b in bones if b.element == element and (b.whole or b.zones)]
    left, right = ([b for b in own if b.side == side] for side in ("L", "R"))
    if posterior is not None:
        known = {name: b for b in own for name in (b.code, f"{b.code} {SIDE_WORDS[b.side]} {element}")}
        chance = {b.code: 0.0 for b in left}
        for (one, two), value in posterior.items():
            for a, b in ((known.get(one), known.get(two)), (known.get(two), known.get(one))):
                if a and b and (a.side, b.side) == ("L", "R"):
                    chance[a.code] += value
        spread = tuple(min(1.0, chance[code]) for code in sorted(chance))
        return Counts(element, len(left), len(right), round(sum(spread)), spread)
    named = {b.pair for b in left if b.pair} & {b.pair for b in right if b.pair}
    stated = any(b.pair for b in own)
    return Counts(element, len(left), len(right), len(named) if stated else None)


def most_likely(left: int, right: int, pairs: int) -> int:
    """floor((L + 1)(R + 1) / (P + 1)) - 1 (Chapman 1951; Adams and Konigsberg 2004).

    >>> most_likely(21, 15, 11)
    28
    """
    if not 0 <= pairs <= min(left, right):
        raise InvalidInput(f"pairs {pairs}: of {left} lefts and {right} rights. Pairs are at most the fewer of the two sides.")
    return (left + 1) * (right + 1) // (pairs + 1) - 1


def printed_estimate(counts: Counts, at_most: int = AT_MOST) -> Estimate | None:
    """The most likely number and its exact interval if pairing is perfect and every bone was found by chance alone.

    None without a pair: nothing bounds the number then.
    """
    if not counts.pairs:
        return None
    least = counts.left + counts.right - counts.pairs
    people, width = numbers(least, max(at_most, least))
    log_p = log_independent(counts.left, counts.right, np.array([counts.pairs]), people)[:, 0]
    return _told(people, log_p, width, most_likely(counts.left, counts.right, counts.pairs), at_most)


def estimate(
    counts: Counts, pairing: Pairing, *, clustering: float = CLUSTERING, least: int = 1, at_most: int = AT_MOST
) -> Estimate | None:
    """The number of people with errors of pairing and clustered recovery in its interval; None if no pair is known or likely.

    ``least``: the floor that all elements give together. The point is the median: the interval has a long upper side.
    """
    if not 0.0 <= clustering < 1.0:
        raise InvalidInput(f"clustering {clustering}: is no correlation below 1. Write a number such as 0.3.")
    if not counts.pairs:
        return None
    true, log_w = _true_pairs(counts, pairing)
    floor = max(least, counts.left, counts.right)
    people, width = numbers(floor, max(at_most, floor))
    rho = np.linspace(0.0, clustering, STEPS if clustering else 1)
    log_n = logsumexp(log_clustered(counts.left, counts.right, true, people, rho) + log_w[None, :], axis=1)
    share = np.cumsum(np.exp(log_n + width - logsumexp(log_n + width)))
    return _told(people, log_n, width, int(people[int(np.searchsorted(share, 0.5))]), at_most)


def _true_pairs(counts: Counts, pairing: Pairing) -> tuple[Ints, Floats]:
    if counts.chances:
        log_p = log_sum_of_chances(np.array(counts.chances))[: min(counts.left, counts.right) + 1]
        true = np.arange(len(log_p))
    else:
        true, log_p = log_claims(counts.left, counts.right, counts.pairs or 0, pairing.sensitivity, pairing.false_rate)
    keep = log_p > log_p.max() - 14.0  # a millionth of the likeliest
    return true[keep], log_p[keep]


def _told(people: Ints, log_p: Floats, width: Floats, point: int, at_most: int) -> Estimate:
    first, last = densest(log_p, width, MASS)
    high = int(people[last + 1]) - 1 if last + 1 < len(people) else at_most
    return Estimate(point, int(people[first]), max(high, point), open_top=last + 1 >= len(people) and at_most >= AT_MOST)
