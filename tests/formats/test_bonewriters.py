"""Sheets that others read, written and read again; what a sheet tells beside measurements."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from repatria.cli.main import main
from repatria.errors import UnreadableFile
from repatria.formats.bonesheet import BoneSheet, read_bones
from repatria.formats.bonewriters import CORA_PAIRS, osteosort_sheet
from repatria.reference.osteometry import bone_model, measurement_codes

MODEL = bone_model()
CORA = (
    "se_id,skeletal_element,accession_number,provenance1,provenance2,designator,skeletal_bone,side,Hum_01,Hum_06\n"
    "11,CIL 2003-116:G-01:X-1:102A,CIL 2003-116,G-01,X-1,102A,Humerus,Left,330,45\n"
    "12,CIL 2003-116:G-01:X-1:102B,CIL 2003-116,G-01,X-1,102B,Humerus,Right,331.5,45.25\n"
)


def read(folder: Path, text: str) -> BoneSheet:
    path = folder / "in.csv"
    path.write_bytes(text.encode())
    return read_bones(path, {e: MODEL.codes_of(e) for e in MODEL.spans}, MODEL.limits, measurement_codes())


def test_what_osteosort_reads_is_read_again_as_the_same_bones(tmp_path: Path) -> None:
    sheet = read(tmp_path, CORA)
    text = osteosort_sheet(sheet.bones, measurement_codes())
    assert text.startswith("id,Side,Element,")
    again = read(tmp_path, text)
    assert [(b.code, b.element, b.side, dict(b.values)) for b in again.bones] == [
        (b.code, b.element, b.side, dict(b.values)) for b in sheet.bones
    ]


def test_pairs_for_cora_carry_its_ids_and_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, cora, sheet = (tmp_path / name for name in ("in.csv", "cora.csv", "sheet.csv"))
    source.write_text(CORA)
    assert main(["bones", "sort", str(source), "--cora", str(cora), "--osteosort", str(sheet)]) == 0
    rows = list(csv.DictReader(cora.read_text().splitlines()))
    assert tuple(rows[0]) == CORA_PAIRS and len(rows) == 1
    row = rows[0]
    assert (row["se_id"], row["pair_id"]) == ("11", "12")
    assert row["pair_skeletal_element"] == "CIL 2003-116:G-01:X-1:102B" and row["se_designator"] == "102A"
    assert (
        row["measurements_used"] == "Hum_01 Hum_06" and row["num_measurements"] == "2" and 0.05 <= float(row["pvalue"]) <= 1.0
    )
    assert sheet.read_text().splitlines()[1].startswith("CIL 2003-116 G-01 X-1 102A,left,Humerus,")
    assert "Written" in capsys.readouterr().out


NOTED = "id,Side,Element,Hum_01,mtDNA,Nuclear DNA,Together,Apart,Age from,Age to,Growth,Box\n"


def test_what_is_told_beside_measurements_is_read(tmp_path: Path) -> None:
    sheet = read(
        tmp_path,
        NOTED + "a,left,humerus,330,A,N1,x,b; c,17,,adult,B-1\nb,right,humerus,200,,,,,,20,growing,NA\nc,,femur,,,,,,,,,\n",
    )
    one, two, three = sheet.notes
    assert (one.mtdna, one.nuclear, one.together, one.apart, one.age, one.container) == (
        "A", "N1", "x", ("b", "c"), (17.0, 120.0), "B-1",
    )  # fmt: skip
    assert (two.age, two.container, sheet.growing) == ((0.0, 20.0), "", ("b",))
    assert three.age is None and not sheet.ignored and dict(sheet.comparable[1].values) == {}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a,left,humerus,330,,,,,130,,,", "field age_from: 130 years cannot be; the nearest value taken is 120"),
        ("a,left,humerus,330,,,,,30,20,,", "field age_to: from 30 to 20"),
        ("a,left,humerus,330,,,,,,,old,", "field growth: 'old': not understood"),
    ],
)
def test_what_cannot_be_is_told_at_line_and_field(tmp_path: Path, row: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=f"line 2, {words}"):
        read(tmp_path, NOTED + row + "\n")


def test_columns_that_tell_the_same_or_half(tmp_path: Path) -> None:
    for heading, words in (("Box,Container", "tell the same"), ("age_from,x", "stands alone")):
        with pytest.raises(UnreadableFile, match=words):
            read(tmp_path, f"id,Side,Element,Hum_01,{heading}\na,left,humerus,330,,\n")
