"""`repatria ystr`: what it prints, writes and refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from repatria.cli.main import main

HEAD = "id,line,meioses,DYS19,DYS385,DYS389I,DYS389II,DYS390,DYS391,DYS392,DYS393\n"
BONE = 'B-1,,,14,"11,14",13,29,24,11,13,13\n'
MEN = HEAD + 'K-1,F-1,2,14,"11,14",13,29,24,10,13,13\nK-2,F-2,3,15,"14,17",12,28,23,10,11,12\n'
PED = "id\tfid\tmid\tsex\nG\t0\t0\t1\nX\tG\t0\t1\nU\tG\t0\t1\nA\tG\t0\t2\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bones.csv").write_text(HEAD + BONE)
    (tmp_path / "men.csv").write_text(MEN)
    (tmp_path / "pool.csv").write_text(HEAD + "".join(BONE.replace("B-1", f"P-{i}") for i in range(3)))
    (tmp_path / "family.ped").write_text(PED)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_compare_and_search(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["ystr", "compare", "bones.csv", "men.csv", "--reference-id", "K-1", "--database", "pool.csv", "--simulated"]
    assert main([*words, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["frequency"] == {**answer["frequency"], "seen": 3, "size": 3, "simulated": True} and answer["log10_lr"] < -2.0
    assert [(d["place"], d["what"]) for d in answer["differences"]] == [("DYS391", "one step")]
    assert main(words) == 0
    assert "(simulated)" in capsys.readouterr().out
    assert main(["ystr", "search", "bones.csv", "men.csv", "--database", "pool.csv", "--simulated", "--out", "pairs.csv"]) == 0
    assert "pool.csv (simulated)" in capsys.readouterr().out
    rows = list(csv.DictReader((files / "pairs.csv").read_text().splitlines()))
    assert [(r["query"], r["reference"], r["differences"]) for r in rows] == [("B-1", "K-1", "1")]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--reference-id", "K-1"], "no database of Y haplotypes: none is open"),
        (
            [
                "--reference-id",
                "K-1",
                "--counted",
                "0/99",
                "--counted-where",
                "asked",
                "--pedigree",
                "family.ped",
                "--missing",
                "X",
                "--donor",
                "A",
            ],
            "A is a woman",
        ),
        ([], "men.csv: it holds 2 profiles"),
    ],
)
def test_refusals(files: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ystr", "compare", "bones.csv", "men.csv", *words]) == 2
    assert message in capsys.readouterr().err
    assert files.exists()
