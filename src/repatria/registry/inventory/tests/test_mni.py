"""The smallest number of people: by hand, against a slow twin, and its history."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from math import ceil

import pytest

from repatria.registry.inventory.kinds import kind_of, kinds
from repatria.registry.inventory.mni import Bone, Change, Floor, by_scope, floor_of, history, present_zones

DAY = datetime(2026, 1, 1, tzinfo=UTC)


def bone(code: str, element: str, zones: str = "", completeness: int | None = None, human: str = "human") -> Bone:
    return Bone(code, element, zones, completeness, human)


class TestByHand:
    def test_nothing_is_not_none(self) -> None:
        assert floor_of([]) == Floor(None)
        assert floor_of([]).words == "not yet known"

    def test_one_bone_is_at_least_one_person(self) -> None:
        assert floor_of([bone("a", "femur-left", "1p")]).words == "at least 1"

    def test_two_left_femora_are_two_people(self) -> None:
        found = floor_of([bone("a", "femur-left", "1 2"), bone("b", "femur-left", "2 3"), bone("c", "femur-right", "2")])
        assert (found.people, found.basis, found.codes) == (2, "left femur, zone 2", ("a", "b"))

    def test_two_pieces_of_one_femur_are_not(self) -> None:
        assert floor_of([bone("a", "femur-left", "1 2"), bone("b", "femur-left", "3 4")]).people == 1

    def test_partly_present_zones_do_not_count(self) -> None:
        assert floor_of([bone("a", "femur-left", "1p"), bone("b", "femur-left", "1p")]).people == 1

    def test_a_complete_bone_has_all_its_zones(self) -> None:
        assert floor_of([bone("a", "femur-left", completeness=5), bone("b", "femur-left", "7")]).people == 2

    def test_animals_and_the_unrecorded_do_not_count(self) -> None:
        assert floor_of([bone("a", "femur-left", "1", human=h) for h in ("animal", "undetermined", "")]).people is None

    def test_bones_without_a_side_count_by_two(self) -> None:
        three = [bone(c, "femur-unsided", "1") for c in "abc"]
        assert floor_of(three).people == 2
        assert floor_of([*three, bone("d", "femur-left", "1"), bone("e", "femur-right", "1")]).people == 3

    def test_ribs_without_a_number_count_by_twenty_two(self) -> None:
        assert floor_of([bone(str(i), "rib-unsided", "1") for i in range(23)]).people == 2

    def test_a_cranium_and_a_frontal_share_zones(self) -> None:
        found = floor_of([bone("a", "cranium", "1 2 3"), bone("b", "frontal", "1")])
        assert (found.people, found.basis) == (2, "cranium, zone 1")

    def test_by_scope(self) -> None:
        found = by_scope(
            [("x", bone("a", "femur-left", "1")), ("x", bone("b", "femur-left", "1")), ("y", bone("c", "sacrum", "1"))]
        )
        assert {k: v.people for k, v in found.items()} == {"x": 2, "y": 1}


def slow(bones: list[Bone]) -> int | None:
    """The same by plain counting, bone by bone and pair by pair of side and zone."""
    human = [b for b in bones if b.human == "human"]
    if not human:
        return None
    counts: Counter[tuple[str, str, int]] = Counter()
    for b in human:
        kind = kind_of(b.element)
        cranial = (kind.kind == "bone" and kind.region == "cranium") or kind.code == "cranium"
        for zone in present_zones(b):
            counts["cranium" if cranial else kind.family, "M" if cranial else kind.side, zone] += 1
    most = 1
    for (family, side, zone), n in counts.items():
        if side == "U":
            adult = [k.count for k in kinds().values() if k.family == family]
            holds = 2 if any(k.family == family and k.side in "LR" for k in kinds().values()) else max(adult)
            n = ceil(sum(counts[family, s, zone] for s in "LRMU") / holds)
        most = max(most, n)
    return most


@pytest.mark.parametrize("seed", range(12))
def test_it_equals_the_slow_twin(seed: int) -> None:
    draw = random.Random(seed)
    codes = draw.sample(sorted(kinds()), 12)
    bones = []
    for i in range(draw.randint(0, 80)):
        kind = kind_of(draw.choice(codes))
        some = draw.sample([z.number for z in kind.zones], draw.randint(0, len(kind.zones)))
        zones = " ".join(f"{z}{draw.choice(['', 'p'])}" for z in sorted(some))
        bones.append(bone(f"b{i}", kind.code, zones, draw.choice([None, 5]), draw.choice(["human", "human", "animal", ""])))
    assert floor_of(bones).people == slow(bones)
    changes = [Change(DAY + timedelta(days=i), None, b, b.code) for i, b in enumerate(bones)]
    gone = [Change(DAY + timedelta(days=100 + i), b, None, f"without {b.code}") for i, b in enumerate(bones[::2])]
    steps = history([*changes, *gone])
    assert (steps[-1].floor.people if steps else None) == slow(bones[1::2])
    before = history(changes)
    assert (before[-1].floor.people if before else None) == slow(bones)


def test_the_number_may_fall_and_the_history_says_why() -> None:
    first, second = bone("a", "femur-left", "1"), bone("b", "femur-left", "1")
    steps = history(
        [
            Change(DAY, None, first, "a was entered"),
            Change(DAY + timedelta(days=1), None, second, "b was entered"),
            Change(DAY + timedelta(days=2), second, bone("b", "femur-right", "1"), "b: held the wrong way"),
        ]
    )
    assert [(s.floor.people, s.why) for s in steps] == [
        (1, "a was entered"),
        (2, "b was entered"),
        (1, "b: held the wrong way"),
    ]
