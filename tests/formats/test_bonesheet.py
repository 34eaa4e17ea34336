"""Sheets of bones: what is understood, what is refused at row and field, and what sorting writes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from repatria.cli.main import main
from repatria.errors import InvalidInput, UnreadableFile
from repatria.formats.bonesheet import BoneSheet, read_bones, read_lines
from repatria.formats.bonesout import CLUSTER_COLUMNS, PAIR_COLUMNS, write_columns
from repatria.reference.osteometry import bone_model, measurement_codes

MODEL = bone_model()
GOOD = "id,Side,Element,Notes,Hum_01,Hum_06,Fem_01,Fem_04\na,left,Humerus,x,330,45,,\nb,RIGHT,humerus,,331,45.5,,\nc,Left,FEMUR,,,,460,48\n"


def read(folder: Path, text: str) -> BoneSheet:
    path = folder / "in.csv"
    path.write_text(text, encoding="utf-8")
    return read_bones(path, {e: MODEL.codes_of(e) for e in MODEL.spans}, MODEL.limits, measurement_codes())


class TestUnderstood:
    def test_any_case_and_other_columns(self, tmp_path: Path) -> None:
        sheet = read(tmp_path, GOOD)
        assert [(b.code, b.element, b.side) for b in sheet.bones] == [
            ("a", "humerus", "L"), ("b", "humerus", "R"), ("c", "femur", "L"),
        ]  # fmt: skip
        assert sheet.ignored == ("Notes",) and sheet.bones[1].values == {"Hum_01": 331.0, "Hum_06": 45.5}

    def test_an_id_that_recurs_is_a_person_and_tells_nothing(self, tmp_path: Path) -> None:
        sheet = read(
            tmp_path, "id,Side,Element,Hum_01,Fem_01\n15,left,humerus,330,\n15,right,humerus,330,\n16,left,femur,,460\n"
        )
        assert [b.code for b in sheet.bones] == ["15 left humerus", "15 right humerus", "16"]

    def test_the_key_of_cora_is_put_together(self, tmp_path: Path) -> None:
        sheet = read(tmp_path, "Accession,Provenance1,Designator,Side,Bone,Hum_01\nCIL 2003-116,G-01,102A,Left,Humerus,330\n")
        assert sheet.bones[0].code == "CIL 2003-116 G-01 102A"

    def test_what_cannot_be_compared_is_named(self, tmp_path: Path) -> None:
        sheet = read(tmp_path, "id,Side,Element,Hum_01,Fem_11\nu,,Humerus,330,\nv,left,Femur,,30\nw,left,Humerus,180,\n")
        assert (sheet.unsided, sheet.unmeasured, sheet.unused) == (("u",), ("v",), {"Fem_11": 1})
        assert len(sheet.doubtful) == 1 and "line 4, Hum_01: 180 mm" in sheet.doubtful[0]


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "is empty"),
            ("id,Side,Element,Hum_01\n", "no bone"),
            ("id,Element,Hum_01\na,Humerus,330\n", "no column 'side'"),
            ("id,Side,Element\na,left,Humerus\n", "no column of measurements"),
            ("id,Side,Element,Hum_1\na,left,Humerus,330\n", "no column of measurements"),
            ("id,Side,Element,Hum_77\na,left,Humerus,330\n", "no measurement known here. The nearest is 'Hum_0"),
            ("id,Side,Element,Hum_01,hum_01\na,left,Humerus,330,330\n", "stands twice"),
            ("id,Side,Element,Fem_01\na,left,Femur,87\n", "line 2, field Fem_01: 87 mm cannot be"),
            ("id,Side,Element,Fem_01\na,left,Femur,45.2\n", "centimetres"),
            ("id,Side,Element,Fem_01\na,left,Femur,-450\n", "cannot be"),
            ("id,Side,Element,Fem_01\na,left,Femur,long\n", "is not a number"),
            ("id,Side,Element,Fem_01\na,lefft,Femur,450\n", "field Side: 'lefft' is no side"),
            ("id,Side,Element,Fem_01\na,midline,Femur,450\n", "is no side of a femur"),
            ("id,Side,Element,Fem_01\na,left,Femer,450\n", "The nearest is 'femur'"),
            ("id,Side,Element,Fem_01,Hum_01\na,left,Femur,450,330\n", "another bone than femur"),
            ("id,Side,Element,Fem_01\na,left,Femur,450\na,left,Femur,451\n", "stands on line 2 as well"),
            ("id,Side,Element,Fem_01\n,left,Femur,450\n", "specimen"),
        ],
    )
    def test_told_at_the_row_and_field(self, tmp_path: Path, text: str, words: str) -> None:
        with pytest.raises(UnreadableFile, match=words.replace("(", r"\(")):
            read(tmp_path, text)

    def test_lines_of_strangers(self, tmp_path: Path) -> None:
        path = tmp_path / "lines.csv"
        for text, words in (
            ("specimen,mtdna\nz,A\n", "no specimen of the sheet"),
            ("who,what\na,A\n", "no columns specimen and mtdna"),
        ):
            path.write_text(text)
            with pytest.raises(UnreadableFile, match=words):
                read_lines(path, ["a"])
        path.write_text("specimen,mtdna\na,A\nb,\n")
        assert read_lines(path, ["a", "b"]) == {0: "A"}

    def test_a_folder_is_no_file(self, tmp_path: Path) -> None:
        for path in (tmp_path, tmp_path / "none" / "x.csv"):
            with pytest.raises(InvalidInput):
                write_columns(path, {"a": [1]})


class TestTheCommand:
    def test_the_contract(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        source, pairs, clusters, every = (tmp_path / n for n in ("in.csv", "pairs.csv", "clusters.csv", "all.parquet"))
        source.write_text(GOOD)
        words = ["bones", "sort", str(source), "--pairs", str(pairs), "--clusters", str(clusters), "--all", str(every)]
        words += ["--classic", str(tmp_path / "classic.csv")]
        assert main([*words, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert (told["specimens"], told["pairs_compared"], told["exact"]) == (3, 3, True)
        rows = list(csv.DictReader(pairs.read_text().splitlines()))
        assert tuple(rows[0]) == PAIR_COLUMNS and len(rows) == 3
        assert {(r["specimen_a"], r["specimen_b"], r["relation"]) for r in rows} == {
            ("a", "b", "pair"), ("a", "c", "regression"), ("b", "c", "regression"),
        }  # fmt: skip
        assert all(0.0 <= float(r["posterior"]) <= 1.0 and int(r["reference_n"]) > 9 for r in rows)
        groups = list(csv.DictReader(clusters.read_text().splitlines()))
        assert tuple(groups[0]) == CLUSTER_COLUMNS and [r["specimen"] for r in groups] == ["a", "b", "c"]
        first = pairs.read_bytes(), clusters.read_bytes()
        assert main([*words, "--threads", "1"]) == 0
        assert (pairs.read_bytes(), clusters.read_bytes()) == first
        assert "3 specimens" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("more", "words"),
        [
            (["--pools", "white_m=x"], "no number"),
            (["--pools", "green_m"], "there is none"),
            (["--seed", "-1"], "seed"),
            (["--threads", "0"], "threads"),
        ],
    )
    def test_options_that_cannot_be(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], words: str
    ) -> None:
        source = tmp_path / "in.csv"
        source.write_text(GOOD)
        assert main(["bones", "sort", str(source), "--pairs", str(tmp_path / "p.csv"), *more]) == 2
        assert words in capsys.readouterr().err and not (tmp_path / "p.csv").exists()

    def test_nothing_to_compare_writes_nothing(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        source = tmp_path / "in.csv"
        source.write_text("id,Side,Element,Hum_01\na,,Humerus,330\n")
        assert main(["bones", "sort", str(source), "--pairs", str(tmp_path / "p.csv")]) == 2
        assert "no bone has a side" in capsys.readouterr().err and not (tmp_path / "p.csv").exists()


def test_na_and_decimal_commas_are_read_and_a_slipped_row_is_not(tmp_path: Path) -> None:
    sheet = read(tmp_path, "id;Side;Element;Hum_01;Hum_06\na;left;humerus;330,5;NA\n")
    assert sheet.bones[0].values == {"Hum_01": 330.5}
    with pytest.raises(UnreadableFile, match="line 2: 6 cells under 5 headings"):
        read(tmp_path, "id,Side,Element,Hum_01,Hum_06\na,left,humerus,330,5,45\n")


def test_one_specimen_has_one_mother_s_line(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text("specimen,mtdna\na,X\na,Y\n")
    with pytest.raises(UnreadableFile, match="'a' is 'Y' here and 'X' above"):
        read_lines(path, ["a"])
