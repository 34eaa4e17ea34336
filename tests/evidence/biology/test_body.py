"""The t of stature and bones: fit, density, condition, against slow twins; what a pool with few people does."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from repatria.errors import InvalidInput, OutOfScope
from repatria.evidence.biology.fitting import MEASURES, Body, fit_pools, table_of
from repatria.kernels.body import condition, fit, log_density
from repatria.reference.biology import body_model, reach

MEAN = np.array([175.0, 450.0, 47.0])
SCALE = np.array([[40.0, 100.0, 6.0], [100.0, 500.0, 25.0], [6.0, 25.0, 7.0]])
NAN = math.nan


class TestAgainstTheTwin:
    def test_density_as_another_library_has_it(self) -> None:
        slow = stats.multivariate_t(MEAN[1:], SCALE[1:, 1:], df=5.0).logpdf([430.0, 50.0])
        assert math.isclose(log_density(np.array([NAN, 430.0, 50.0]), MEAN, SCALE, 5.0), slow, rel_tol=1e-12)

    @settings(max_examples=10, deadline=None)
    @given(st.floats(380.0, 520.0), st.floats(40.0, 55.0))
    def test_condition_by_cutting_the_joint_density(self, femur: float, head: float) -> None:
        centre, scale, df, _ = condition(np.array([NAN, femur, head]), MEAN, SCALE, 5.0, 0)
        grid = np.linspace(60.0, 290.0, 4001)
        joint = stats.multivariate_t(MEAN, SCALE, df=5.0).pdf(
            np.column_stack([grid, np.full_like(grid, femur), np.full_like(grid, head)])
        )
        joint /= joint.sum() * (grid[1] - grid[0])
        np.testing.assert_allclose(stats.t.pdf((grid - centre) / scale, df) / scale, joint, atol=2e-6)

    def test_with_light_tails_and_nothing_missing_the_fit_is_mean_and_covariance(self) -> None:
        x = np.random.default_rng(3).multivariate_normal(MEAN, SCALE, 60)
        found = fit(x, np.zeros(60, dtype=np.int64), nu=1e9)
        np.testing.assert_allclose(found.mean[0], x.mean(axis=0), rtol=1e-6)
        np.testing.assert_allclose(found.scale, np.cov(x.T, bias=True), rtol=1e-5)


class TestLaws:
    def test_nothing_measured_says_nothing(self) -> None:
        assert log_density(np.full(3, NAN), MEAN, SCALE, 5.0) == 0.0
        assert condition(np.full(3, NAN), MEAN, SCALE, 5.0, 0) == (175.0, math.sqrt(40.0), 5.0, 0.0)

    def test_a_strange_bone_widens_the_answer(self) -> None:
        usual, strange = (condition(np.array([NAN, mm, NAN]), MEAN, SCALE, 5.0, 0)[1] for mm in (450.0, 560.0))
        assert strange > usual

    def test_a_mistyped_value_hardly_moves_a_robust_fit(self) -> None:
        x = np.random.default_rng(4).multivariate_normal(MEAN, SCALE, 80)
        x[0, 1] = 87.0
        group = np.zeros(80, dtype=np.int64)
        assert abs(fit(x, group, nu=5.0).mean[0, 1] - 450.0) < abs(x[:, 1].mean() - 450.0)

    def test_missing_values_are_filled_from_what_is_there(self) -> None:
        x = np.random.default_rng(5).multivariate_normal(MEAN, SCALE, 60)
        full = fit(x, np.zeros(60, dtype=np.int64), nu=5.0)
        x[:20, 0] = NAN
        part = fit(x, np.zeros(60, dtype=np.int64), nu=5.0)
        assert abs(part.mean[0, 0] - full.mean[0, 0]) < 1.0


class TestPools:
    def test_few_people_are_no_pool(self) -> None:
        with pytest.raises(OutOfScope, match=r"not supported by the reference \(n = 1\)"):
            fit_pools([Body("korean_m", None, {"Fem_01": 430.0})])

    def test_the_shipped_model_reads_back(self) -> None:
        model = body_model()
        assert model.items == ("stature", *MEASURES) and [p.name for p in model.pools][:2] == ["asian_f", "asian_m"]
        assert [p.counts[0] for p in model.pools] == [0, 0, 31, 57, 21, 129]
        assert table_of(model)[1].startswith("asian_f,stature,,0,")
        with pytest.raises(InvalidInput, match="pool 'korean_m'"):
            model.pool("korean_m")

    def test_a_femur_of_87_mm_is_beyond_reach(self) -> None:
        low, high = reach()["Fem_01"]
        assert 87.0 < 0.75 * low < 450.0 < high
