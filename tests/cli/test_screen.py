"""``repatria screen``: from a CaseFile to ranked candidates, on paper and for scripts."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from repatria.cli.main import main
from repatria.formats.casefile import read_case, write_case
from repatria.pictures.results import screening_part
from repatria.simulate import heron


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("heron") / "case"
    write_case(heron(7, 0.03)[0], where)
    return where


def test_what_it_prints_and_leaves(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", str(folder), "--out", str(tmp_path / "r"), "--best", "3"]) == 0
    out = capsys.readouterr().out
    manifest = json.loads((tmp_path / "r" / "manifest.json").read_text())
    assert "Exercise: everyone here is invented." in out
    assert f"{manifest['pairs']['compared']:,} pairs compared" in out and "chance among unrelated people would give" in out
    rows = list(csv.DictReader((tmp_path / "r" / "candidates.csv").read_text().splitlines()))
    assert len(rows) == manifest["candidates"]["rows"] > 0
    case = read_case(folder)
    assert manifest["profiles"] == len(case.profiles)
    assert manifest["missing_in_case"] == sum(len(f.missing) for f in case.families)
    assert {r["profile"] for r in rows} <= {p.id for p in case.profiles}


def test_a_code_that_looks_like_a_formula_is_text_in_the_csv(folder: Path, tmp_path: Path) -> None:
    case = read_case(folder)
    first, *others = case.profiles
    write_case(replace(case, profiles=(replace(first, id="=1+1"), *others)), tmp_path / "case")
    assert main(["screen", str(tmp_path / "case"), "--out", str(tmp_path / "r")]) == 0
    rows = list(csv.DictReader((tmp_path / "r" / "candidates.csv").read_text().splitlines()))
    assert "'=1+1" in {r["profile"] for r in rows} and "=1+1" not in {r["profile"] for r in rows}
    assert "=1+1" in pq.read_table(tmp_path / "r" / "candidates.parquet")["profile"].to_pylist()


def test_json_is_the_manifest_and_nothing_else(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["screen", str(folder), "--out", str(tmp_path / "r"), "--json"]
    assert main(words) == 0
    first = json.loads(capsys.readouterr().out)
    assert first == json.loads((tmp_path / "r" / "manifest.json").read_text())
    blocks = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "r" / "blocks").iterdir()}
    assert main([*words, "--workers", "2"]) == 0
    assert json.loads(capsys.readouterr().out) == first
    assert {p.name: p.stat().st_mtime_ns for p in (tmp_path / "r" / "blocks").iterdir()} == blocks


def test_the_report_can_read_the_manifest(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", str(folder), "--out", str(tmp_path / "r"), "--json"]) == 0
    manifest = json.loads(capsys.readouterr().out)
    part = screening_part(manifest, [])
    assert part.pairs_compared == manifest["pairs"]["compared"] and part.profiles == manifest["profiles"]
    page = (Path(__file__).parents[2] / "docs/reference/results.md").read_text()
    assert [name for name in (*manifest, *manifest["pairs"], *manifest["chance"][0]) if f"`{name}`" not in page] == []
    reasons = {row["reason"] for row in manifest["missing_not_compared"]}
    assert reasons and [r for r in reasons if f"`{r}`" not in page] == []


@pytest.mark.parametrize(
    "words", [["--threshold", "0"], ["--threshold", "nan"], ["--threshold", "inf"], ["--best", "0"], ["--workers", "0"]]
)
def test_bad_input_is_refused_and_nothing_written(
    words: list[str], folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["screen", str(folder), "--out", str(tmp_path / "r"), *words]) == 2
    assert capsys.readouterr().err.startswith("repatria: ")
    assert not (tmp_path / "r").exists()


def test_a_case_is_not_written_into(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "way").symlink_to(folder)
    for out in (folder, folder / "results", tmp_path / "way"):
        assert main(["screen", str(folder), "--out", str(out)]) == 2
        assert "lies in the case" in capsys.readouterr().err
    read_case(folder)


def test_a_case_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["screen", str(tmp_path / "none"), "--out", str(tmp_path / "r")]) == 2
    assert "none" in capsys.readouterr().err and not (tmp_path / "r").exists()


def test_profiles_are_compared_with_each_other_where_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case, truth = heron(11, 0.04)
    write_case(case, tmp_path / "case")
    words = ["screen", str(tmp_path / "case"), "--out", str(tmp_path / "out"), "--among", "same", "sibling", "--json"]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)
    rows = pq.read_table(tmp_path / "out/profile_pairs.parquet").to_pylist()
    assert told["profile_pairs"] == len(rows) > 0 and {r["relation"] for r in rows} <= {"same", "sibling"}
    donor = truth.person_of
    same = [r for r in rows if r["relation"] == "same" and not r["control"] and r["log_lr"] > 16.0]
    assert same and all(donor[r["left"]] == donor[r["right"]] for r in same)
    assert "Exercise: everyone here is invented." in (tmp_path / "out/profile_pairs.csv").read_text()
