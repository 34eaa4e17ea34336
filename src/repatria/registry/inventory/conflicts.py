"""What cannot be one person: the same zone twice, a grown and an unborn bone, an animal's, bones excluded from each other.

Pure, over plain descriptions. Higher stages add their own grounds (DNA) to ``CONFLICTS``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from repatria.registry.inventory import kinds
from repatria.registry.inventory.mni import Bone, present_zones
from repatria.registry.inventory.told import AGE_ORDER

CONFLICTS: list[Callable[[Sequence[Any]], Iterable[str]]] = []
"""Called with the specimens of a grouping (rows of :class:`Specimen`); each gives sentences that name the codes in order."""
DOUBTS: list[Callable[[Any, Any], Iterable[int]]] = []
"""Called with an incident and pairs (specimen id, grouping id); each gives specimens that a companion may contradict."""
APART = 2
"""Ages this many classes apart are not one person."""


@dataclass(frozen=True, slots=True)
class Member:
    """What judging needs of one specimen of a grouping."""

    bone: Bone
    age_class: str = ""


def impossible(members: Sequence[Member]) -> list[str]:
    """Why ``members`` cannot be one person, one sentence a pair and ground; empty where nothing speaks against it."""
    return [sentence for _kind, sentence in by_kind(members)]


def by_kind(members: Sequence[Member]) -> list[tuple[str, str]]:
    """(kind, sentence) of each ground; the kinds are those of a settlement: animal, duplication, age."""
    standing = sorted(members, key=lambda m: m.bone.code)
    said = [("animal", f"{m.bone.code}: called animal") for m in standing if m.bone.human == "animal"]
    for left, right in combinations(standing, 2):
        said.extend(("duplication", sentence) for sentence in _twice(left.bone, right.bone))
        said.extend(("age", sentence) for sentence in _ages(left, right))
    return said


def _twice(left: Bone, right: Bone) -> Iterable[str]:
    one, other = kinds.kind_of(left.element), kinds.kind_of(right.element)
    unit = kinds.unit_of(one)
    if unit != kinds.unit_of(other) or (one.kind == "open" and one.count > 1) or (other.kind == "open" and other.count > 1):
        return
    if one.side != other.side and unit != kinds.CRANIUM:
        return
    shared = sorted(set(present_zones(left)) & set(present_zones(right)))
    if shared:
        zones = ", ".join(str(zone) for zone in shared)
        name = one.name if one.code == other.code else f"{one.name} and {other.name}"
        yield f"{left.code} and {right.code}: {name}, zone {zones} twice"


def _ages(left: Member, right: Member) -> Iterable[str]:
    if left.age_class and right.age_class:
        apart = abs(AGE_ORDER.index(left.age_class) - AGE_ORDER.index(right.age_class))
        if apart >= APART:
            yield f"{left.bone.code} and {right.bone.code}: {left.age_class} and {right.age_class}"
