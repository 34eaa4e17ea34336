"""`repatria mtdna`: what it prints, writes and refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from repatria.cli.main import main

BONES = "id,range,differences\nB-1,HV1/HV2,16126C 16294T 73G 263G\nB-2,HV1,16223T\n"
KIN = "id,line,meioses,range,differences\nK-1,F-1,2,CR,16126C 16294T 16519C 73G 263G 315.1C\nK-2,F-2,3,CR,16223T 73G 263G\n"
PED = "id,fid,mid,sex\nGM,0,0,2\nM,0,GM,2\nA,0,GM,2\nX,0,M,1\nS,0,A,2\nF,0,0,1\nD,F,0,2\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, text in (("bones.csv", BONES), ("kin.csv", KIN), ("family.ped", PED.replace(",", "\t"))):
        (tmp_path / name).write_text(text)
    return tmp_path


def test_compare_says_all_of_it(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["mtdna", "compare", f"{files}/bones.csv", f"{files}/kin.csv", "--query-id", "B-1", "--reference-id", "K-1"]
    assert main([*words, "--sheet", f"{files}/ask.emp"]) == 0
    said = capsys.readouterr().out
    assert "compared: 16024-16365 73-340; meioses: 2" in said and "no difference" in said and "Clopper-Pearson" in said
    assert "#! 16024-16365 73-340\nB-1\t?\t1\t73G\t263G\t16126C\t16294T\n" in (files / "ask.emp").read_text()
    assert main([*words, "--counted", "4/999", "--counted-where", "a database asked in March", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["frequency"]["estimate"] == 5 / 1000 and answer["frequency"]["source"] == "a database asked in March"
    assert answer["log10_lr"] == pytest.approx(2.30, abs=0.01) and sum(answer["log10_parts"].values()) == pytest.approx(
        answer["log10_lr"]
    )


def test_meioses_from_a_pedigree_and_a_donor_not_of_the_line(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "mtdna",
        "compare",
        f"{files}/bones.csv",
        f"{files}/kin.csv",
        "--query-id",
        "B-1",
        "--reference-id",
        "K-1",
        "--json",
    ]
    pedigree = [*words, "--pedigree", f"{files}/family.ped", "--missing", "X", "--donor"]
    assert main([*pedigree, "S"]) == 0
    assert json.loads(capsys.readouterr().out)["meioses"] == 4
    assert main([*pedigree, "D"]) == 2
    assert "X and D are not of one line of mothers: it ends at GM and at D" in capsys.readouterr().err


def test_search_writes_pairs(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mtdna", "search", f"{files}/bones.csv", f"{files}/kin.csv", "--out", f"{files}/pairs.csv"]) == 0
    assert "4 pairs compared: 2 profiles with 2 references" in capsys.readouterr().out
    rows = list(csv.DictReader((files / "pairs.csv").read_text().splitlines()))
    assert [(r["query"], r["reference"], r["line"], r["differences"]) for r in rows] == [
        ("B-1", "K-1", "F-1", "0"),
        ("B-2", "K-2", "F-2", "0"),
    ]
    assert all(float(r["log10_lr"]) > 0.5 for r in rows)


def test_haplogroups_and_slips(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "typed.csv").write_text("id,range,differences\nA,HV1/HV2,16162C 16163G 16186T 16189C 16294T 73G 152C 195C 263G\n")
    assert main(["mtdna", "haplogroup", f"{files}/typed.csv"]) == 0
    assert "perhaps 16126C was meant" in capsys.readouterr().out
    assert main(["mtdna", "haplogroup", f"{files}/typed.csv", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)["profiles"]
    assert one["name"].startswith("T1a") and one["private"] == ["16162C"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["compare", "bones.csv", "kin.csv", "--reference-id", "K-1"],
            "bones.csv: it holds 2 profiles. Choose one of B-1, B-2",
        ),
        (["compare", "bones.csv", "kin.csv", "--query-id", "B-9"], "there is no profile 'B-9' in it"),
        (
            ["compare", "bones.csv", "kin.csv", "--query-id", "B-1", "--reference-id", "K-1", "--counted", "4"],
            "--counted 4: a count and",
        ),
        (
            ["compare", "bones.csv", "kin.csv", "--query-id", "B-1", "--reference-id", "K-1", "--pedigree", "family.ped"],
            "name the two people",
        ),
        (["search", "bones.csv", "kin.csv", "--out", "x.csv", "--leave-out", "310"], "tract '310'"),
        (["search", "bones.csv", "family.ped", "--out", "x.csv"], "no column holds differences"),
    ],
)
def test_refusals(
    files: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(files)
    assert main(["mtdna", *words]) == 2
    assert message in capsys.readouterr().err
    assert not (files / "x.csv").exists()
