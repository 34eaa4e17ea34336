"""The benches of bones run at a small size, agree with their slow twin, and say what they need."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from repatria.bench import bones_held_out as held
from repatria.cli.main import main
from repatria.errors import MissingReference
from repatria.reference.osteometry import bone_model

PACK = Path(__file__).parents[2] / "data-gpl" / "src"


@pytest.mark.parametrize("name", ["bones-match", "bones-calibration", "bones-rebuild", "bones-pairs"])
def test_a_bench_keeps_its_contract(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACK))
    assert main(["bench", name, "--quick", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["name"] == name and answer["figure"] > 0.0 and answer["max_rel_error"] <= 1e-9


def test_without_the_rows_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, held.PACK, None)
    with pytest.raises(MissingReference, match="Install data-gpl"):
        held.reference()


def test_the_shipped_model_is_what_its_script_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(PACK))
    again, shipped = held.fit(held.reference()), bone_model()
    assert again.codes == shipped.codes and again.people == shipped.people and again.alike == shipped.alike
    np.testing.assert_allclose(again.mean, shipped.mean, rtol=1e-5)
    np.testing.assert_allclose(again.loadings @ again.loadings.T, shipped.loadings @ shipped.loadings.T, atol=1e-6)


class TestMeasures:
    def test_honest_ratios_lose_nothing_and_have_slope_one(self) -> None:
        """Two normals a deviation of 2 apart: ln LR = 2x − 2, so the true and false logs are N(±2, 4)."""
        rng = np.random.default_rng(1)
        true, false = 2.0 + 2.0 * rng.standard_normal(20000), -2.0 + 2.0 * rng.standard_normal(20000)
        assert held.slope(true, false) == pytest.approx(1.0, abs=0.05)
        assert held.slope(2.0 * true, 2.0 * false) == pytest.approx(0.5, abs=0.03)
        assert 0.0 < held.cllr_min(true, false) < 1.0
        assert held.cllr_min(3.0 * true + 1.0, 3.0 * false + 1.0) == pytest.approx(held.cllr_min(true, false), abs=1e-12)

    def test_the_robust_score_of_the_usual_difference_is_nothing(self) -> None:
        left, right = np.array([[10.0, np.nan], [12.0, 5.0]]), np.array([[9.0, 4.0], [np.nan, np.nan]])
        train_left, train_right = (
            np.array([[11.0, 5.0], [11.5, 6.0], [10.5, 7.0]]),
            np.array([[10.0, 5.0], [10.5, 6.1], [9.2, 6.9]]),
        )
        score = held.robust_score(left, right, train_left, train_right)
        assert score[0, 0] == pytest.approx(0.0) and np.isinf(score[0, 1]) and score[1, 0] > 1.0
