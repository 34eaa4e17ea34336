"""How many people there are at least: the most groups found that are all different from each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from repatria.evidence.kinship import compare_profiles
from repatria.model.locus import Panel
from repatria.model.profile import Profile

DIFFERENT = math.log(1e-6)
"""Log LR "one person" against "two unrelated" at or below which two groups count as two people."""

FEWEST_LOCI = 8
"""Groups with fewer typed loci do not count: one mistyped locus must not make a person."""


def least_people(people: Sequence[tuple[Profile, ...]], panel: Panel) -> int:
    """Size of a set of groups that are pairwise different people, taken greedily from the best typed downwards.

    A floor: the greatest such set may be larger, and groups that are too poorly typed to be told apart from others count for
    nothing. It is never the number of groups, which falls when two of them prove to be one person.
    """
    similar = np.eye(len(people), dtype=bool)
    found = compare_profiles(people, panel, relation="same", threshold=DIFFERENT)
    similar[found.left, found.right] = similar[found.right, found.left] = True
    typed = [len({m for p in shown for m in p.calls if m in panel}) for shown in people]
    taken: list[int] = []
    for i in sorted(range(len(people)), key=lambda i: (-typed[i], i)):
        if typed[i] >= FEWEST_LOCI and not similar[i, taken].any():
            taken.append(i)
    return len(taken)
