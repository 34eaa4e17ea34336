"""What is known beside measurements binds every grouping: against every partition by hand, and what contradicts itself is refused."""

from __future__ import annotations

import numpy as np
import pytest

from repatria.errors import InvalidInput
from repatria.evidence.bones import layout, partition, recalibrating, same
from repatria.evidence.bones.bounds import Bounds, bounds_of
from repatria.model.bonenotes import BoneNote
from repatria.model.bones import MeasuredBone
from repatria.reference.osteometry import bone_model

MODEL = bone_model()
BONES = tuple(
    MeasuredBone(code, element, side, {name: value}, line)
    for line, (code, element, side, name, value) in enumerate(
        [
            ("f1", "femur", "L", "Fem_01", 450.0), ("f2", "femur", "R", "Fem_01", 452.0), ("t1", "tibia", "L", "Tib_01", 372.0),
            ("h1", "humerus", "R", "Hum_01", 321.0), ("f3", "femur", "L", "Fem_01", 451.0),
        ],
        start=2,
    )
)  # fmt: skip


def chances(bounds: Bounds) -> dict[tuple[str, str], float]:
    found = partition.solve(layout.problem(same.prepare(BONES, MODEL), MODEL, same.pool_weights(MODEL), bounds), 1)
    assert found.exact
    pairs = [(i, j) for i in range(5) for j in range(5) if i < j]
    both = partition.together(found, np.array([i for i, _ in pairs]), np.array([j for _, j in pairs]))
    return {(BONES[i].code, BONES[j].code): float(p) for (i, j), p in zip(pairs, both, strict=True)}


def test_what_must_and_what_may_not() -> None:
    free = chances(Bounds())
    bound = chances(
        bounds_of(
            BONES,
            [
                BoneNote(nuclear="N1"), BoneNote(apart=("h1",)), BoneNote(together="grave 3", age=(17, 20)),
                BoneNote(together="grave 3"), BoneNote(nuclear="N2", age=(25, 40)),
            ],
        )
    )  # fmt: skip
    assert bound["t1", "h1"] == pytest.approx(1.0) and free["t1", "h1"] < 0.99
    assert bound["f2", "h1"] == bound["f2", "t1"] == 0.0 and free["f2", "h1"] > 0.01
    assert bound["t1", "f3"] == 0.0 and free["t1", "f3"] > 0.01
    assert free["f1", "f3"] == bound["f1", "f3"] == 0.0


def test_containers_lean_by_what_their_share_says() -> None:
    """Two bones of one container: Σ_m π_m Π [s + (1−s)(i in m)/π_m] relative to bones that lie anywhere."""
    two, stray = BONES[:1] + BONES[2:3], 0.3
    share = {"A": 0.5, "B": 0.5}
    plain, leant = (
        partition.solve(layout.problem(same.prepare(two, MODEL), MODEL, same.pool_weights(MODEL), bounds), 1)
        for bounds in (
            Bounds(),
            Bounds(boxes={0: "A", 1: "B"}, stray=stray),
        )
    )
    odds = [float(x.shares[0, 0, 1] / (1.0 - x.shares[0, 0, 1])) for x in (plain, leant)]
    want = sum(p * np.prod([stray + (1.0 - stray) * (box == m) / share[box] for box in ("A", "B")]) for m, p in share.items())
    assert odds[1] / odds[0] == pytest.approx(want, rel=1e-4)


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        ([BoneNote(together="x"), BoneNote(), BoneNote(), BoneNote(), BoneNote(together="x")], "both a left femur"),
        ([BoneNote(nuclear="x", mtdna="A"), BoneNote(nuclear="x", mtdna="B")], "maternal lines A and B"),
        ([BoneNote(nuclear="x", age=(10, 15)), BoneNote(nuclear="x", age=(20, 30))], "ages 10 to 15 and 20 to 30"),
        ([BoneNote(together="x", nuclear="1"), BoneNote(together="x", nuclear="2")], "nuclear DNA 1 and 2"),
        ([BoneNote(together="x", apart=("f2",)), BoneNote(together="x")], "said to be apart"),
        ([BoneNote(apart=("nobody",))], "no other specimen"),
    ],
)
def test_contradictions_are_told(notes: list[BoneNote], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        bounds_of(BONES, [*notes, *[BoneNote()] * (5 - len(notes))])


@pytest.mark.parametrize("stray", [0.0, 1.0, -1.0, float("nan")])
def test_a_share_of_strays_is_a_share(stray: float) -> None:
    with pytest.raises(InvalidInput, match="share of strays"):
        bounds_of(BONES, [BoneNote()] * 5, stray=stray)


def test_a_line_brings_ratios_to_mean_what_they_say() -> None:
    """Logs that are twice too large and shifted: honest ones are N(±2, 4) for two normals a deviation of 2 apart."""
    rng = np.random.default_rng(3)
    true, false = 2.0 + 2.0 * rng.standard_normal(4000), -2.0 + 2.0 * rng.standard_normal(4000)
    one = recalibrating.Judged(2.0 * true + 1.0, np.arange(4000), np.ones(4000), 2.0 * false + 1.0, np.ones(4000))
    intercept, slope = recalibrating.lines({("femur", "tibia"): one})["femur", "tibia"]
    assert (intercept, slope) == pytest.approx((-0.5, 0.5), abs=0.06)
    assert recalibrating.lines({}) == {}


def test_a_bone_in_gross_error_speaks_for_nothing() -> None:
    bones = [MeasuredBone("m", "metatarsal_2", "L", {"MT2_01": 35.0}), MeasuredBone("t", "tibia", "L", {"Tib_01": 340.0})]
    ready = same.prepare(bones, MODEL)
    block = next(iter(same.blocks(ready, MODEL, same.pool_weights(MODEL))))
    assert abs(block.log_lr[0, 0]) < 1e-3


def test_chains_that_went_elsewhere_are_told_from_those_that_agree() -> None:
    rng = np.random.default_rng(1)
    same_place = rng.standard_normal((4, 200))
    assert partition.r_hat(same_place) < 1.05 < 1.5 < partition.r_hat(same_place + np.arange(4)[:, None] * 3.0)
