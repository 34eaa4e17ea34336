"""``repatria report`` through the front door."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from repatria.cli import report
from repatria.cli.main import BAD_INPUT, COMMANDS, DONE, main
from repatria.model import Incident
from repatria.pictures.data import Figure, ReportData
from repatria.pictures.results import write_results


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    data = ReportData(Incident("Exercise Heron", "exercise"), figures=(Figure("containers", 55, "counted"),))
    write_results(data, folder)
    return folder


def test_it_is_listed_under_its_help() -> None:
    assert COMMANDS["report"] == report.HELP


def test_it_writes_a_report_and_says_where(results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(results), "--out", str(tmp_path / "out")]) == DONE
    said = capsys.readouterr().out
    assert said.startswith("Exercise: everyone here is invented.\n5 files written")
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"index.html", "summary.txt", "pictures", "tables"}


def test_json_is_one_document_with_every_file(results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(results), "--out", str(tmp_path / "out"), "--json"]) == DONE
    answer = json.loads(capsys.readouterr().out)
    assert answer["kind"] == "exercise" and answer["note"] == "Exercise: everyone here is invented."
    assert sorted(answer["written"]) == sorted(
        p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()
    )


def test_a_damaged_folder_writes_nothing(results: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (results / "report.json").write_text("{")
    assert main(["report", str(results), "--out", str(tmp_path / "out")]) == BAD_INPUT
    assert "report.json, line 1: is not JSON" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
