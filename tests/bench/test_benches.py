"""Every bench runs at a small size, agrees with its slow twin, keeps its contract, and fails when the twin disagrees."""

from __future__ import annotations

import json
import math

import pytest

from repatria.bench import screen, twin
from repatria.bench.protocol import BENCHES, Figure, Ratio, checked, document
from repatria.cli.main import main
from repatria.errors import ReproductionFailed
from repatria.evidence.kinship import compare
from repatria.simulate import bench_panel, families, profiles

FIELDS = {"name", "figure", "unit", "size", "reach", "cold_s", "peak_mb", "max_rel_error", "ratio_to"}


def test_the_list_names_every_bench(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["benches"] == BENCHES


@pytest.mark.parametrize("name", ["screen", "kernel", "one-profile", "one-lr", "pairs", "search", "start", "growth"])
def test_a_bench_keeps_its_contract(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", name, "--quick", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    for row in (answer, *answer.get("all", [])):
        assert set(row) >= FIELDS and set(row["ratio_to"]) == {"what", "figure", "ratio"}
        assert row["figure"] > 0.0 and row["max_rel_error"] <= 1e-9
    assert answer["name"] == name
    if "all" in answer:
        assert len(answer["all"]) > 1


def test_an_unknown_bench_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "warp"]) == 2
    assert "there is none of this name" in capsys.readouterr().err


def test_a_difference_from_the_twin_fails() -> None:
    assert checked([1e-12, 3e-13], "x") == 1e-12
    for errors in ([1e-8], [math.nan], []):
        with pytest.raises(ReproductionFailed, match="slow twin"):
            checked(errors, "x")


def test_a_wrong_screening_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = twin.log_lr
    monkeypatch.setattr(twin, "log_lr", lambda *a: honest(*a) + 1e-6)
    with pytest.raises(ReproductionFailed):
        screen.figures(quick=True)


def test_the_worst_figure_stands_on_top() -> None:
    def figure(name: str, value: float, more: bool) -> Figure:
        return Figure(name, value, "s", "", 10.0, more, 0.0, 0.0, 0.0, Ratio("", 1.0, 1.0))

    answer = document("x", [figure("fast", 5.0, False), figure("slow", 20.0, False), figure("rate", 12.0, True)])
    assert answer["figure"] == 20.0 and not answer["reached"] and [r["reached"] for r in answer["all"]] == [True, False, True]


@pytest.mark.parametrize("dropout", [0.0, 0.2])
def test_the_twin_agrees_with_the_engine(dropout: float) -> None:
    for family, profile in zip(families(12, seed=4), profiles(12, seed=5, dropout=dropout), strict=True):
        assert compare(family, profile, bench_panel()).log_lr == pytest.approx(
            twin.log_lr(family, profile, bench_panel()), rel=1e-11
        )
