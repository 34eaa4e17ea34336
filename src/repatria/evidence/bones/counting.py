"""How many people an assemblage holds: the floor, the estimate, what DNA tells apart, and how the numbers moved over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from repatria.evidence.bones.counting_dna import Told, told_by_dna
from repatria.evidence.bones.counting_floor import Floor, floor_of, floors_by_element
from repatria.evidence.bones.counting_likely import (
    AT_MOST,
    CLUSTERING,
    Counts,
    Estimate,
    Pairing,
    counts_of,
    estimate,
    printed_estimate,
)
from repatria.model.counted import CountedBone
from repatria.model.skeleton import KINDS

ASSUMED = (
    "A floor holds whatever was lost; an estimate holds only if what was recovered is a fair sample of what was buried.",
    "The printed estimate takes pairing as perfect, and the left and right bone of one person as found independently.",
    "The second estimate allows for errors of pairing and for bones of one person being found together.",
    "DNA tells apart people of different mothers' lines only; two of one line count once unless a bone repeats.",
)


@dataclass(frozen=True, slots=True)
class ElementCount:
    """One element: its bones, the floor, and both estimates where pairs are known."""

    counts: Counts
    unsided: int
    floor: Floor
    printed: Estimate | None
    allowed: Estimate | None


@dataclass(frozen=True, slots=True)
class Step:
    """From ``day`` on the floor was this, because ``why``."""

    day: str
    floor: Floor
    why: str


@dataclass(frozen=True, slots=True)
class HeadCount:
    """Everything that is said about the number of people."""

    bones: int
    floor: Floor
    elements: tuple[ElementCount, ...]
    deciding: ElementCount | None
    """The element whose pairs the estimate rests on: the one of most lefts and rights among those with a pair."""
    dna: Told | None
    history: tuple[Step, ...]
    not_counted: tuple[str, ...]
    """Fragments of which nobody listed the parts: they may belong to bones that are counted."""
    pairing: Pairing
    clustering: float


def count_people(
    bones: Sequence[CountedBone],
    *,
    posterior: Mapping[tuple[str, str], float] | None = None,
    pairing: Pairing | None = None,
    clustering: float = CLUSTERING,
    at_most: int = AT_MOST,
) -> HeadCount:
    """Count the people of whom ``bones`` are left, and say how surely.

    ``posterior``: chances of pairs from sorting, instead of stated pairs. ``clustering``: the largest correlation between finding
    the left and the right bone of one person. ``at_most``: no more people than this can be there.
    """
    held = [replace(b, until="") for b in bones if not b.until]
    told = pairing or Pairing()
    floors = {floor.element: floor for floor in floors_by_element(held)}
    dna = told_by_dna(held)
    least = max(floor_of(held).people, dna.people if dna else 0)
    elements = tuple(_element(held, floors[name], posterior, told, clustering, least, at_most) for name in sorted(floors))
    known = [one for one in elements if one.allowed is not None]
    return HeadCount(
        bones=len(held),
        floor=floor_of(held),
        elements=elements,
        deciding=max(known, key=lambda one: (one.counts.left + one.counts.right, one.counts.pairs), default=None),
        dna=dna,
        history=history_of(bones),
        not_counted=tuple(b.code for b in held if not b.whole and not b.zones),
        pairing=told,
        clustering=clustering,
    )


def _element(
    bones: Sequence[CountedBone],
    floor: Floor,
    posterior: Mapping[tuple[str, str], float] | None,
    pairing: Pairing,
    clustering: float,
    least: int,
    at_most: int,
) -> ElementCount:
    unsided = sum(b.element == floor.element and b.side == "U" for b in bones)
    kind = KINDS[floor.element]
    if not kind.sided or kind.count > 1:
        return ElementCount(Counts(floor.element, 0, 0, None), unsided, floor, None, None)
    counts = counts_of(bones, floor.element, posterior)
    allowed = estimate(counts, pairing, clustering=clustering, least=least, at_most=at_most)
    return ElementCount(counts, unsided, floor, printed_estimate(counts, at_most), allowed)


def history_of(bones: Sequence[CountedBone]) -> tuple[Step, ...]:
    """Every day on which the floor changed, and what was added or withdrawn that day; empty where no day is stated."""
    days = sorted({day for b in bones for day in (b.since, b.until) if day})
    steps: list[Step] = []
    for day in days:
        there = [b for b in bones if b.since <= day and (not b.until or b.until > day)]
        floor = floor_of(there)
        if steps and floor.people == steps[-1].floor.people:
            continue
        came = sum(b.since == day for b in bones)
        went = sum(b.until == day for b in bones)
        words = [f"{came} bones were added"] * bool(came) + [f"{went} bones were withdrawn"] * bool(went)
        steps.append(Step(day, floor, " and ".join(words)))
    return tuple(steps)
