"""What may be written: told before anything is computed, and never over what is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from repatria.cli.main import main
from repatria.cli.outputs import refuse_outputs
from repatria.errors import InvalidInput

SHEET = "id,Side,Element,Hum_01\na,left,humerus,300\nb,right,humerus,301\n"


def test_a_new_file_and_an_old_one_may_be_written(tmp_path: Path) -> None:
    old = tmp_path / "old.csv"
    old.write_text("x")
    refuse_outputs({"--pairs": tmp_path / "new.csv", "--clusters": old, "--all": None}, (tmp_path / "in.csv", None))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("sheet.csv", "is read here"),
        ("pairs.csv", "--pairs names the same file"),
        ("none/c.csv", "is not there"),
        ("", "is a folder"),
    ],
)
def test_what_cannot_be_written_is_told_first(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        refuse_outputs({"--pairs": tmp_path / "pairs.csv", "--clusters": tmp_path / name}, (tmp_path / "sheet.csv",))


@pytest.mark.parametrize(
    "words",
    [
        ["bones", "sort", "IN", "--pairs", "NEW", "--clusters", "IN"],
        ["bones", "count", "IN", "--out", "IN"],
        ["bones", "stature", "IN", "--out", "IN"],
        ["bones", "profile", "IN", "--out", "IN"],
        ["claims", "read", "IN", "--out", "IN"],
        ["claims", "compare", "IN", "IN", "--out", "IN"],
        ["mtdna", "search", "IN", "IN", "--out", "IN"],
        ["mtdna", "compare", "IN", "IN", "--sheet", "IN"],
        ["ystr", "search", "IN", "IN", "--database", "IN", "--out", "IN"],
    ],
)
def test_no_answer_is_written_over_its_question(words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet, new = tmp_path / "in.csv", tmp_path / "new.csv"
    sheet.write_text(SHEET)
    assert main([{"IN": str(sheet), "NEW": str(new)}.get(word, word) for word in words]) == 2
    assert sheet.read_text() == SHEET and not new.exists()
    assert str(sheet) in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "told"),
    [(["--meioses", "-1"], "--meioses -1"), (["--counted", "\u00b2/5"], "--counted"), (["--meioses", "101"], "101")],
)
def test_numbers_of_a_comparison_are_checked(
    more: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "p.tsv"
    profile.write_text("id\trange\tdifferences\np\tHV1\t16223T\n")
    assert main(["mtdna", "compare", str(profile), str(profile), *more]) == 2
    assert told in capsys.readouterr().err


def test_fewer_people_than_the_bones_hold_cannot_be_the_most(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "in.csv"
    sheet.write_text("id,side,element\n1,left,femur\n2,left,femur\n")
    assert main(["bones", "count", str(sheet), "--at-most", "1"]) == 2
    assert "at least 2" in capsys.readouterr().err


@pytest.mark.parametrize("pools", ["white_m=1 black_m=-0.5", "white_m=nan", "white_m=inf"])
def test_a_weight_of_a_pool_is_a_share(pools: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "in.csv"
    sheet.write_text(SHEET)
    assert main(["bones", "stature", str(sheet), "--pools", pools]) == 2
    assert "is no share" in capsys.readouterr().err


def test_a_measurement_that_the_reference_lacks_is_told_and_no_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet = tmp_path / "in.csv"
    sheet.write_text("id,Side,Element,Hum_05\na,left,humerus,17\n")
    assert main(["bones", "stature", str(sheet)]) == 0
    assert "none of the measurements" in capsys.readouterr().out
