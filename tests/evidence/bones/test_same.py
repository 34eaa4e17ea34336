"""Two bones, one person? Against the slow twin, and the laws of a likelihood ratio."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.bench.bones_held_out import twin
from repatria.bench.bones_pairs import invented
from repatria.errors import InvalidInput
from repatria.evidence.bones import classic, same, sorting
from repatria.model.bones import MeasuredBone
from repatria.reference.osteometry import bone_model, from_rows, to_rows
from repatria.tables.bones import centres, shared_covariance

MODEL = bone_model()
WEIGHTS = same.pool_weights(MODEL)


@cache
def assemblage() -> tuple[MeasuredBone, ...]:
    """Some forty invented bones of three elements."""
    bones = [b for b in invented(MODEL, 420, 3) if b.element in ("humerus", "femur", "talus")]
    return tuple(bones)


@cache
def all_pairs() -> sorting.Pairs:
    bones = assemblage()
    return sorting.weigh(same.prepare(bones, MODEL), MODEL, WEIGHTS, specimens=len(bones), all_pairs=True)


class TestAgainstTheTwin:
    def test_every_kind_of_pair_equals_whole_covariance_matrices(self) -> None:
        bones, pairs = assemblage(), all_pairs()
        some = [i for kind in (0, 1, 2) for i in np.flatnonzero(pairs.relation == kind)[:4]]
        assert len(some) > 6
        for i in some:
            slow = twin(bones[pairs.a[i]], bones[pairs.b[i]], MODEL, WEIGHTS)
            assert pairs.log_lr[i] == pytest.approx(slow, abs=1e-9)

    def test_the_model_survives_its_own_table(self) -> None:
        again = from_rows(to_rows(MODEL))
        assert again.codes == MODEL.codes and again.alike == MODEL.alike
        np.testing.assert_allclose(again.mean, MODEL.mean)


class TestLaws:
    def test_a_ratio_does_not_change_with_the_number_of_bones(self) -> None:
        bones, pairs = assemblage(), all_pairs()
        i = int(np.flatnonzero(pairs.relation == 0)[0])
        two = [bones[pairs.a[i]], bones[pairs.b[i]]]
        alone = sorting.weigh(same.prepare(two, MODEL), MODEL, WEIGHTS, specimens=2, all_pairs=True)
        assert alone.log_lr.tolist() == pytest.approx([pairs.log_lr[i]], abs=1e-12)

    def test_threads_change_nothing(self) -> None:
        bones = assemblage()
        one = sorting.weigh(same.prepare(bones, MODEL), MODEL, WEIGHTS, specimens=len(bones), all_pairs=True, threads=1)
        assert one.log_lr.tobytes() == all_pairs().log_lr.tobytes()

    def test_the_best_of_all_pairs_are_those_kept_without_all(self) -> None:
        bones, pairs = assemblage(), all_pairs()
        kept = sorting.weigh(same.prepare(bones, MODEL), MODEL, WEIGHTS, specimens=len(bones))
        rows = sorting.worth(pairs, len(bones))
        best = set(zip(pairs.a[rows].tolist(), pairs.b[rows].tolist(), strict=True))
        assert best == set(zip(kept.a.tolist(), kept.b.tolist(), strict=True))

    def test_two_of_one_element_and_side_are_never_compared(self) -> None:
        bones, pairs = assemblage(), all_pairs()
        assert all(
            (bones[a].element, bones[a].side) != (bones[b].element, bones[b].side)
            for a, b in zip(pairs.a, pairs.b, strict=True)
        )

    @given(st.lists(st.floats(-50, 50), min_size=2, max_size=8), st.integers(10, 500))
    @settings(max_examples=40, deadline=None)
    def test_what_the_reference_cannot_support_is_not_said(self, values: list[float], n: int) -> None:
        drawn = same.bounded(np.array(sorted(values)), n)
        assert (np.abs(drawn) <= np.log(n) + 1e-12).all()
        assert all(a <= b for a, b in pairwise(drawn.tolist()))
        assert same.bounded(np.zeros(1), n)[0] == pytest.approx(0.0, abs=1e-12)

    def test_the_mean_ratio_of_different_people_is_about_one(self) -> None:
        """Pairs of bones that were drawn independently: E[LR] = 1 before bounding, which keeps it near."""
        pairs = all_pairs()
        ratios = np.exp(pairs.log_lr)
        assert 0.4 < ratios.mean() < 1.6


class TestFittedWeights:
    def test_an_assemblage_of_women_is_seen_as_one(self) -> None:
        rng, bones = np.random.default_rng(2), []
        first, end = MODEL.spans["humerus"]
        root = np.linalg.cholesky(shared_covariance(MODEL, "humerus") + MODEL.own["humerus"])
        for i in range(60):
            x = centres(MODEL, "humerus", "L")[MODEL.pools.index("white_f")] + root @ rng.standard_normal(end - first)
            bones.append(
                MeasuredBone(f"w{i}", "humerus", "L", dict(zip(MODEL.codes_of("humerus"), np.exp(x).tolist(), strict=True)))
            )
        weights = dict(zip(MODEL.pools, same.fitted_weights(same.prepare(bones, MODEL), MODEL), strict=True))
        assert sum(w for name, w in weights.items() if name.endswith("_f")) > 0.7
        assert sum(weights.values()) == pytest.approx(1.0)

    def test_no_bones_leave_the_weights_of_the_reference(self) -> None:
        np.testing.assert_array_equal(same.fitted_weights([], MODEL), WEIGHTS)


class TestClassic:
    def test_the_same_bone_twice_is_not_different(self) -> None:
        values = {
            code: float(np.exp(v))
            for code, v in zip(MODEL.codes_of("talus"), MODEL.mean[0, slice(*MODEL.spans["talus"])], strict=True)
        }
        lean = dict(zip(MODEL.codes_of("talus"), MODEL.lean[slice(*MODEL.spans["talus"])], strict=True))
        bones = [
            MeasuredBone(
                side, "talus", side, {c: v * float(np.exp(lean[c] * (1 if side == "L" else -1))) for c, v in values.items()}
            )
            for side in "LR"
        ]
        bones.append(MeasuredBone("far", "talus", "R", {c: v * 1.3 for c, v in values.items()}))
        left, right = classic.by_element(same.prepare(bones, MODEL))[0]
        p = classic.p_values(left, right, MODEL)
        assert p[0, 0] == pytest.approx(1.0) and p[0, 1] < 1e-6


class TestRefusals:
    @pytest.mark.parametrize("given_", [{"martian_m": 1.0}, {"white_m": -1.0}, {"white_m": 0.0}, {"white_m": float("nan")}])
    def test_weights_that_cannot_be(self, given_: dict[str, float]) -> None:
        with pytest.raises(InvalidInput, match="pool"):
            same.pool_weights(MODEL, given_)

    def test_too_small_a_reference_says_so(self) -> None:
        few = [pair for pair, n in MODEL.alike.items() if n < same.LEAST_REFERENCE]
        if few:
            a, b = few[0]
            bones = [
                MeasuredBone("x", a, "L", {MODEL.codes_of(a)[0]: 20.0}),
                MeasuredBone("y", b, "R", {MODEL.codes_of(b)[0]: 20.0}),
            ]
            ready = same.prepare(bones, MODEL)
            assert (min(a, b), max(a, b)) in [tuple(sorted(found[:2])) for found in same.unsupported(ready, MODEL)]
