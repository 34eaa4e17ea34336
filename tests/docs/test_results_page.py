"""The page on the results folder names every file, column and field there is."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from pictures.exercise import exercise_report
from repatria.pictures import results
from repatria.pictures.data import Bin, ChanceHits, Figure, Progress, YieldRow

PAGE = (Path(__file__).parents[2] / "docs/reference/results.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`]+)`", PAGE))


@pytest.mark.parametrize("noun", [Figure, Bin, YieldRow, Progress, ChanceHits])
def test_every_field_of_a_noun_is_named(noun: type) -> None:
    assert {f.name for f in fields(noun)} <= NAMED  # type: ignore[arg-type]


@pytest.mark.parametrize("columns", [results.CANDIDATES, results.CONTENTS, results.WEIGHTS])
def test_every_column_is_named(columns: dict[str, type]) -> None:
    assert set(columns) <= NAMED


def test_every_file_and_every_field_written_is_named(tmp_path: Path) -> None:
    import json

    results.write_results(exercise_report(), tmp_path)
    files = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert files <= NAMED
    for name in ("report.json", "screen/manifest.json"):
        assert set(json.loads((tmp_path / name).read_text())) <= NAMED
    evidence = json.loads((tmp_path / "report.json").read_text())["evidence"][0]
    assert set(evidence) | set(evidence["family"]) | set(evidence["finding"]) <= NAMED
    assert results.SCHEMA in NAMED
