"""How many people the mtDNA of the bones tells apart: each sequence at least one person, more where a bone repeats within it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from repatria.evidence.bones.counting_floor import floor_of
from repatria.model.counted import CountedBone

Z = 1.959963984540054
"""Standard normal quantile of 0.975."""


@dataclass(frozen=True, slots=True)
class Told:
    """``sequences`` among ``typed`` bones stand for at least ``people``; about ``estimate`` from ``low`` to ``high``, or None."""

    typed: int
    sequences: int
    people: int
    estimate: float | None
    low: float | None
    high: float | None
    deciding: tuple[tuple[str, int], ...]
    """Sequences that stand for more than one person, and how many."""


def told_by_dna(bones: Sequence[CountedBone]) -> Told | None:
    """People told apart by sequence and duplication; None if no bone is typed.

    The floor adds, over sequences, the floor of the bones that carry it. It holds if a sequence is never wrong; two people of
    one mother's line count once unless a bone repeats. The estimate adds those of whom nothing was typed (:func:`unseen`).
    """
    groups: dict[str, list[CountedBone]] = defaultdict(list)
    for bone in bones:
        if bone.sequence:
            groups[bone.sequence].append(bone)
    if not groups:
        return None
    floors = {name: max(1, floor_of(held).people) for name, held in groups.items()}
    people = sum(floors.values())
    found = unseen(_bones_per_person({name: len(held) for name, held in groups.items()}, floors))
    more = tuple((name, n) for name, n in sorted(floors.items()) if n > 1)
    typed = sum(len(held) for held in groups.values())
    if found is None:
        return Told(typed, len(groups), people, None, None, None, more)
    centre, low, high = found
    return Told(typed, len(groups), people, people + centre, people + low, people + high, more)


def _bones_per_person(bones: dict[str, int], people: dict[str, int]) -> list[int]:
    """Typed bones per person told apart; those of a repeated sequence are shared out evenly, larger shares first."""
    return [bones[name] // n + (k < bones[name] % n) for name, n in people.items() for k in range(n)]


def unseen(seen: Sequence[int]) -> tuple[float, float, float] | None:
    """(estimate, low, high) of people of whom nothing was seen, from how often each seen one was; 95 % log-normal interval.

    f1 (f1 - 1) / (2 (f2 + 1)), at least (Chao 1984, Scand. J. Stat. 11:265-270); variance and interval of Chao 1987, Biometrics
    43:783-791. A lower bound when some people are much easier to find than others. None without both once- and twice-seen ones.

    >>> [round(x, 2) for x in unseen([1] * 8 + [2] * 6 + [5] * 4)]
    [4.0, 0.61, 26.31]
    """
    times = Counter(seen)
    once, twice = times[1], times[2]
    if not once or not twice:
        return None
    missed = once * (once - 1) / (2.0 * (twice + 1.0))
    if missed == 0.0:
        return None
    ratio = once / twice
    variance = twice * (0.5 * ratio**2 + ratio**3 + 0.25 * ratio**4)
    spread = math.exp(Z * math.sqrt(math.log1p(variance / missed**2)))
    return missed, missed / spread, missed * spread
