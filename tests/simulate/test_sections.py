"""Trials and the sections of ``repatria calibrate``, small."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from repatria import compare
from repatria.cli.main import main
from repatria.simulate import sections
from repatria.simulate.sections import Size
from repatria.simulate.trials import make_trial, prepared, score_trial, scores

TINY = Size(1, 10, 50, 30, 60, 30, 3)


def test_look_up_scores_are_the_likelihood_ratios_of_compare() -> None:
    trial = make_trial(1, 6, 4, "matched")
    values = scores(prepared(trial), [*trial.men, *trial.strangers], trial.panel)
    assert values.shape == (10, 6)
    for r, p in ((0, 0), (9, 5), (3, 2)):
        profile = (*trial.men, *trial.strangers)[r]
        assert np.log(values[r, p]) == pytest.approx(
            compare(trial.families[p], profile, trial.panel).log_lr, rel=1e-9, abs=1e-9
        )


def test_every_pair_is_counted_once_and_true_pairs_apart() -> None:
    trial = make_trial(1, 20, 30, "mismatched")
    scored = score_trial(trial, floor=1.0)
    assert scored.false_pairs == 20 * 50 - 20 and len(scored.true_log_lr) == 20
    values = scores(prepared(trial), [*trial.men, *trial.strangers], trial.panel)
    assert np.allclose(scored.true_log_lr, np.log(np.diagonal(values)))
    assert scored.false_at[0] == len(scored.false_high) == int((values >= 1.0).sum() - (np.diagonal(values) >= 1.0).sum())
    posterior, right = scored.posteriors(0.5)
    assert right.sum() == 20 and np.allclose(posterior[:20], 1 / (1 + np.exp(-scored.true_log_lr)))


def test_a_trial_is_the_same_for_the_same_seed() -> None:
    assert make_trial(3, 5, 5, "mismatched").families == make_trial(3, 5, 5, "mismatched").families


def test_the_published_design_agrees_with_full_enumeration() -> None:
    counts, ratios = sections.singles(1, TINY)
    assert {r["claim"] for r in ratios} == {"parent", "sibling"}
    assert all(abs(r["least"] - 1) < 1e-9 and abs(r["greatest"] - 1) < 1e-9 for r in ratios)
    assert all(row["n"] == 900 for row in counts)


def test_real_people_keep_the_bound_at_moderate_ratios() -> None:
    rows = [r for r in sections.nist_false_pairs() if 10.0 <= r["x"] <= 1e4]
    assert len(rows) == 2 * 2 * 4 and all(r["reached"] <= r["allowed"] for r in rows)
    assert sum(r["n"] for r in rows if r["claim"] == "parent" and r["x"] == 10.0) == 1036 * 1035


def test_the_command_writes_what_it_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sections, "SMALL", TINY)
    monkeypatch.setattr(sections, "nist_false_pairs", list)
    monkeypatch.setattr(sections, "laws", lambda seed, size: [])
    assert main(["calibrate", "--out", str(tmp_path / "cal"), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer == json.loads((tmp_path / "cal" / "calibration.json").read_text())
    assert answer["laws_held"] and {t["world"] for t in answer["trials"]} == {"matched", "mismatched"}
    tippett = pq.read_table(tmp_path / "cal" / "tippett.parquet")
    assert set(tippett["pairs"].to_pylist()) == {"true", "false"}


def test_a_broken_law_is_said_and_ends_with_code_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    broken = {"ancestors": "sum", "mutation": "stepwise", "must_be_exact": True, "families": 1, "worst": 1e-3, "marker": "FGA"}
    monkeypatch.setattr(sections, "SMALL", TINY)
    monkeypatch.setattr(sections, "nist_false_pairs", list)
    monkeypatch.setattr(sections, "laws", lambda seed, size: [{**broken, "product_of_markers": 1e-3}])
    assert main(["calibrate"]) == 1
    assert "A LAW OR BOUND WAS BROKEN" in capsys.readouterr().out


def test_a_negative_seed_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calibrate", "--seed", "-1"]) == 2
    assert "Use a whole number from 0" in capsys.readouterr().err
