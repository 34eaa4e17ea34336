"""``repatria simulate``: a case and, apart from it, its truth."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repatria.cli.main import main
from repatria.formats.casefile import read_case
from repatria.simulate import heron, read_truth


def test_it_writes_the_case_and_the_truth_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["simulate", "--seed", "9", "--out", str(tmp_path / "case"), "--truth", str(tmp_path / "truth"), "--scale", "0.03"]
    assert main([*words, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    case, truth = heron(9, 0.03)
    assert read_case(tmp_path / "case").profiles == case.profiles
    assert read_truth(tmp_path / "truth").missing_of == truth.missing_of
    assert answer["listed"] == case.open_missing and answer["profiles"] == len(case.profiles)


def test_without_truth_none_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["simulate", "--seed", "9", "--out", str(tmp_path / "case"), "--scale", "0.03", "--world", "matched", "--rich"])
        == 0
    )
    assert "Exercise: everyone here is invented." in capsys.readouterr().out
    assert [p.name for p in tmp_path.iterdir()] == ["case"]


@pytest.mark.parametrize("words", [["--seed", "-1"], ["--seed", "1", "--scale", "0"], ["--seed", "1", "--truth", "case/truth"]])
def test_bad_input_is_refused_and_nothing_written(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["simulate", *words, "--out", "case"]) == 2
    assert capsys.readouterr().err.startswith("repatria: ")
    assert not list(tmp_path.iterdir())
