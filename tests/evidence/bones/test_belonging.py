"""One bone against a group: against the slow twin, against the pair it becomes with a group of one, and its refusals of a number."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from repatria.bench.bones_pairs import invented
from repatria.evidence.bones import belonging, same
from repatria.model.bones import MeasuredBone
from repatria.reference.osteometry import bone_model
from repatria.tables.bones import centres

MODEL = bone_model()
WEIGHTS = same.pool_weights(MODEL)


@cache
def group() -> tuple[MeasuredBone, ...]:
    """One invented bone each of four elements of one side, so that no asymmetry enters."""
    found = {}
    for bone in invented(MODEL, 420, 3):
        if bone.side == "L" and bone.element in ("humerus", "femur", "tibia", "talus"):
            found.setdefault(bone.element, bone)
    return tuple(found.values())


def slow_density(bones: tuple[MeasuredBone, ...]) -> np.ndarray:
    """ln p(all values | one person of each pool), the covariance written out value by value."""
    at = [(b, MODEL.codes.index(c), math.log(b.values[c])) for b in bones for c in MODEL.codes if c in b.values]
    cov = np.zeros((len(at), len(at)))
    for i, (one, p, _) in enumerate(at):
        for j, (other, q, _) in enumerate(at):
            cov[i, j] = MODEL.loadings[p] @ MODEL.loadings[q]
            if one is other:
                first = MODEL.spans[one.element][0]
                cov[i, j] += MODEL.shared[one.element][p - first, q - first] + MODEL.own[one.element][p - first, q - first]
    out = []
    for pool in range(len(MODEL.pools)):
        middle = [centres(MODEL, b.element, b.side)[pool][p - MODEL.spans[b.element][0]] for b, p, _ in at]
        out.append(multivariate_normal.logpdf([x for *_, x in at], middle, cov))
    return np.array(out)


def slow_log_lr(bone: MeasuredBone, rest: tuple[MeasuredBone, ...]) -> float:
    one, other, pools = slow_density((bone,)), slow_density(rest), np.log(WEIGHTS)
    apart = logsumexp(pools + one) + logsumexp(pools + other)
    alike = logsumexp(pools + one + other)
    two = np.logaddexp(math.log(same.ALIKE) + alike, math.log(1.0 - same.ALIKE) + apart)
    return float(logsumexp(pools + slow_density((bone, *rest))) - two)


def test_it_is_what_the_whole_covariance_says() -> None:
    for told in belonging.belongings(group(), MODEL):
        bone = next(b for b in group() if b.code == told.code)
        rest = tuple(b for b in group() if b is not bone)
        n = min(MODEL.reference_n(bone.element, b.element) for b in rest)
        assert told.reference_n == n
        assert told.log_lr == pytest.approx(float(same.bounded(np.array(slow_log_lr(bone, rest)), n)), abs=1e-6)
        assert set(told.against) == {b.code for b in rest}


def test_against_a_group_of_one_it_is_the_pair() -> None:
    femurs = [MeasuredBone(f"femur {side}", "femur", side, {"Fem_01": mm}) for side, mm in (("L", 455.0), ("R", 461.0))]
    for one, other in (group()[:2], femurs, (group()[0], femurs[1])):
        told = belonging.against_group(one, [other], MODEL, pairs=True)
        block = next(same.blocks(same.prepare([one, other], MODEL), MODEL, WEIGHTS))
        assert told.log_lr == pytest.approx(float(block.log_lr[0, 0]))
        assert told.pairs == (
            belonging.Pair(other.code, block.relation, told.log_lr, int(block.measurements[0, 0]), block.reference_n),
        )


def test_the_order_of_the_group_says_nothing() -> None:
    right = [MeasuredBone(b.code + "R", b.element, "R", b.values) for b in group()]
    everybody = [*group(), *right]
    forward = {b.code: b.log_lr for b in belonging.belongings(everybody, MODEL)}
    for told in belonging.belongings(everybody[::-1], MODEL):
        assert told.log_lr == pytest.approx(forward[told.code], abs=1e-9)
        assert told.log_lr > 0.0, "its own left or right of the same lengths speaks for it"


def test_one_after_the_other_is_all_at_once() -> None:
    block = [MeasuredBone(f"x{n}", "radius", "L", {"Rad_01": 200.0 + 10.0 * n}) for n in range(6)]
    at_once = belonging.many_against_group(block, group(), MODEL)
    assert [b.log_lr for b in at_once] == [belonging.against_group(b, group(), MODEL).log_lr for b in block]


def test_a_small_bone_does_not_belong_to_a_tall_body() -> None:
    femur = next(b for b in group() if b.element == "femur")
    tall = MeasuredBone("tall", "femur", "L", {"Fem_01": 520.0})
    tibia = MeasuredBone("small", "tibia", "L", {"Tib_01": 310.0})
    assert femur.code != tall.code
    assert belonging.against_group(tibia, [tall], MODEL).log_lr < math.log(0.01)


def test_the_odd_one_is_set_aside_and_the_others_are_not_blamed_for_it() -> None:
    values = {
        "femur": {"Fem_01": 455.0},
        "tibia": {"Tib_01": 372.0},
        "clavicle": {"Cla_01": 150.0},
        "radius": {"Rad_01": 180.0},
    }
    bones = [MeasuredBone(element, element, "L", told) for element, told in values.items()]
    plain = {one.code: one.log_lr for one in belonging.belongings(bones, MODEL)}
    apart = {one.code: one for one in belonging.belongings_apart(bones, MODEL, math.log(0.01))}
    assert plain["tibia"] < math.log(0.01), "the short radius counts against everybody"
    assert apart["radius"].log_lr < math.log(0.01)
    assert "radius" not in apart["tibia"].against
    assert apart["tibia"].log_lr > 0.0
    two = belonging.belongings_apart([bones[1], bones[3]], MODEL, math.log(0.01))
    assert two[0].log_lr == pytest.approx(two[1].log_lr), "of two nobody can tell the odd one"


@pytest.mark.parametrize(
    ("bone", "words"),
    [
        (MeasuredBone("a", "sacrum", "M", {}), "not supported by the reference (n = 0)"),
        (MeasuredBone("a", "femur", "U", {"Fem_01": 450.0}), "side is not known"),
        (MeasuredBone("a", "femur", "L", {}), "nothing was measured"),
        (MeasuredBone("a", "tibia", "L", {"Tib_01": 360.0}), ""),
    ],
)
def test_no_number_has_its_reason(bone: MeasuredBone, words: str) -> None:
    told = belonging.against_group(bone, [MeasuredBone("b", "femur", "R", {"Fem_01": 450.0})], MODEL)
    assert (told.log_lr is None) == bool(words)
    assert words in told.reason


def test_nothing_to_compare_with() -> None:
    bone = MeasuredBone("a", "femur", "L", {"Fem_01": 450.0})
    assert "nothing measured" in belonging.against_group(bone, [], MODEL).reason
    assert (
        "nothing measured" in belonging.against_group(bone, [MeasuredBone("b", "femur", "L", {"Fem_01": 450.0})], MODEL).reason
    )
