"""At least how many people: the largest repeat of one element, side and zone, adult and growing bones apart. A floor, no estimate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from repatria.model.counted import CountedBone
from repatria.model.skeleton import KINDS

SIDE_WORDS = {"L": "left", "R": "right", "M": "", "U": "side not known"}


@dataclass(frozen=True, slots=True)
class Floor:
    """At least ``people``, because of ``reason``; ``codes``: the specimens that decide it."""

    people: int
    reason: str
    element: str = ""
    side: str = ""
    zone: str = ""
    codes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """As a report says it."""
        return f"at least {self.people}" if self.people else "not yet known"


def floor_of(bones: Sequence[CountedBone]) -> Floor:
    """The floor of a whole assemblage: the highest of its elements (White 1953; zones: Knüsel and Outram 2004)."""
    floors = floors_by_element(bones)
    if not floors:
        return Floor(1, "there is human bone") if bones else Floor(0, "no bone is listed")
    return max(floors, key=lambda floor: floor.people)


def floors_by_element(bones: Sequence[CountedBone]) -> tuple[Floor, ...]:
    """The floor that each element gives, in the order of the elements' names; fragments without a listed part give none."""
    by_element: dict[str, list[CountedBone]] = defaultdict(list)
    for bone in bones:
        if bone.whole or bone.zones:
            by_element[bone.element].append(bone)
    return tuple(_floor_of_element(element, by_element[element]) for element in sorted(by_element))


def _floor_of_element(element: str, bones: Sequence[CountedBone]) -> Floor:
    zones = sorted({zone for bone in bones for zone in bone.zones}) or [""]
    floors = [_repeat(element, zone, [b for b in bones if b.whole or zone in b.zones]) for zone in zones]
    return max(floors, key=lambda floor: floor.people)


def _repeat(element: str, zone: str, bones: Sequence[CountedBone]) -> Floor:
    """The floor of one element and zone: one repeat, or an adult's and a growing person's repeats together."""
    everybody = _of_group(element, zone, bones)
    adult = _of_group(element, zone, [b for b in bones if b.growing is False])
    growing = _of_group(element, zone, [b for b in bones if b.growing is True])
    if adult.people and growing.people and adult.people + growing.people > everybody.people:
        return Floor(
            adult.people + growing.people,
            f"{adult.reason}, adult; and {growing.reason}, growing",
            element,
            "",
            zone,
            (*adult.codes, *growing.codes),
        )
    return everybody


def _of_group(element: str, zone: str, bones: Sequence[CountedBone]) -> Floor:
    kind = KINDS[element]
    place = f", zone {zone}" if zone else ""
    best = Floor(0, "none")
    for side in ("L", "R", "M", "U"):
        codes = tuple(b.code for b in bones if b.side == side)
        whole = _at_least(len(codes), kind.count * (2 if side == "U" and kind.sided else 1))
        if whole > best.people:
            name = (
                f"{SIDE_WORDS[side]} {element}"
                if side in ("L", "R")
                else f"{element}{', side not known' if side == 'U' else ''}"
            )
            best = Floor(whole, f"{len(codes)} × {name}{place}", element, side, zone, codes)
    if kind.sided and any(b.side == "U" for b in bones):
        together = _at_least(len(bones), 2 * kind.count)
        if together > best.people:
            codes = tuple(b.code for b in bones)
            best = Floor(together, f"{len(bones)} × {element}, {2 * kind.count} in one adult{place}", element, "", zone, codes)
    return best


def _at_least(bones: int, in_one: int) -> int:
    return -(-bones // in_one)
