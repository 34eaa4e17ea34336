"""Profiles of one person put together before naming, cautiously, and every step reported.

Agglomeration by whole groups: in each round every two groups are compared as wholes (all samples of both from one person,
against two unrelated people), and groups that are each other's best match with a log LR of at least the threshold are merged.
Two profiles that fit each other but end apart are named as a contradiction: something is wrong with one of them, or relatives
lie together. The threshold is high because a wrong merge gives two people one name; a missed one only leaves a fragment unnamed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from repatria.errors import InvalidInput
from repatria.model.profile import Profile

THRESHOLD = math.log(1e6)

Group = tuple[int, ...]
Link = tuple[int, int, float]
Compare = Callable[[Sequence[Group]], Sequence[Link]]


@dataclass(frozen=True, slots=True)
class Grouping:
    """``groups`` of profile positions in order of their first; ``merges`` and ``contradictions`` as (i, j, log LR)."""

    groups: tuple[Group, ...]
    merges: tuple[tuple[Group, Group, float], ...]
    contradictions: tuple[Link, ...]

    def report(self, codes: Sequence[str]) -> tuple[dict[str, Any], ...]:
        """One plain entry per group of several profiles, then one per contradiction."""
        told: list[dict[str, Any]] = []
        for group in self.groups:
            if len(group) > 1:
                weakest = min(v for a, b, v in self.merges if set(a) <= set(group))
                told.append({"person": codes[group[0]], "profiles": [codes[i] for i in group], "weakest_log_lr": weakest})
        for i, j, value in self.contradictions:
            text = "fit each other but not each other's groups; look for relatives or a mixed-up sample"
            told.append({"contradiction": [codes[i], codes[j]], "log_lr": value, "text": text})
        return tuple(told)


def group(count: int, compare: Compare, threshold: float = THRESHOLD, start: Sequence[Group] | None = None) -> Grouping:
    """Group ``count`` profiles, each alone at first or as in the groups of ``start``, which are never taken apart.

    compare  given groups, the links (position, position, log LR "one person" against "two unrelated") worth at least the
             threshold, the rest left out
    """
    if not (math.isfinite(threshold) and threshold > 0.0):
        raise InvalidInput(f"grouping: threshold {threshold!r}. Use a log LR above 0.")
    groups: list[Group] = [(i,) for i in range(count)] if start is None else list(start)
    merges: list[tuple[Group, Group, float]] = []
    first: list[Link] | None = None
    while True:
        links = [link for link in compare(groups) if link[2] >= threshold]
        if first is None:
            first = [(groups[a][0], groups[b][0], v) for a, b, v in links]
        pairs = _mutual(links)
        if not pairs:
            break
        merges += [(groups[a], groups[b], v) for a, b, v in pairs]
        gone = {b for _, b, _ in pairs}
        joined = {a: tuple(sorted((*groups[a], *groups[b]))) for a, b, _ in pairs}
        groups = [joined.get(k, g) for k, g in enumerate(groups) if k not in gone]
    home = {i: k for k, g in enumerate(groups) for i in g}
    apart = tuple(link for link in first if home[link[0]] != home[link[1]])
    return Grouping(tuple(groups), tuple(merges), apart)


def _mutual(links: Sequence[Link]) -> list[Link]:
    """Links whose two ends have no better one (of equals, the first)."""
    best: dict[int, Link] = {}
    for link in sorted(links, key=lambda x: (-x[2], x[0], x[1])):
        best.setdefault(link[0], link)
        best.setdefault(link[1], link)
    return sorted((min(x[:2]), max(x[:2]), x[2]) for x in set(best.values()) if best[x[0]] == x == best[x[1]])


def links_between(profiles: Sequence[Profile], panel: Any, threshold: float = THRESHOLD) -> Compare:
    """A comparison of groups by the genotypes of their profiles."""
    from repatria.evidence.kinship import compare_profiles

    def compare(groups: Sequence[Group]) -> list[Link]:
        people = [tuple(profiles[i] for i in group) for group in groups]
        found = compare_profiles(people, panel, relation="same", threshold=threshold)
        return list(zip(found.left.tolist(), found.right.tolist(), found.log_lr.tolist(), strict=True))

    return compare
