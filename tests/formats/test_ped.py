"""Pedigree tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from formats.cases import small_case
from formats.samples import PED, PLINK_FAM
from repatria.errors import InvalidCase, UnreadableFile
from repatria.formats.notes import Notes
from repatria.formats.ped import ped_rows
from repatria.formats.reader import read
from repatria.formats.reading import Reading
from repatria.model import Call, CallKind, Family, Pedigree, Person, Profile


def reading(tmp_path: Path, text: str) -> Reading:
    (tmp_path / "table").write_text(text, encoding="utf-8")
    return read(tmp_path / "table")


def test_people_parents_and_genotypes(tmp_path: Path) -> None:
    found = reading(tmp_path, PED)
    assert found.format == "ped"
    assert found.pedigrees == (
        Pedigree((Person("F", "M"), Person("M", "F"), Person("K", "M", "F", "M")), "A"),
        Pedigree((Person("F2", "M"), Person("K2", "U", "F2")), "B"),
    )
    assert found.typed == {
        "F": Profile("F", {"TH01": Call(("6", "9.3")), "DXS8378": Call(("10",))}, "M"),
        "M": Profile("M", {"DXS8378": Call(("10", "11"))}, "F"),
        "K": Profile("K", {"TH01": Call(("6",), CallKind.AT_LEAST), "DXS8378": Call(("11",))}, "M"),
        "K2": Profile("K2", {"TH01": Call(("8", "8"))}),
    }
    assert found.notes.seen == {"half_typed": 1}


def test_pairs_of_columns_and_words_for_sex(tmp_path: Path) -> None:
    found = reading(tmp_path, "id father mother sex TH01.1 TH01.2\nF 0 0 male 6 7\nK F 0 female 0 0\n")
    assert found.pedigrees == (Pedigree((Person("F", "M"), Person("K", "F", "F"))),)
    assert found.typed == {"F": Profile("F", {"TH01": Call(("6", "7"))}, "M")}


def test_quoted_cells_and_names_with_spaces(tmp_path: Path) -> None:
    found = reading(tmp_path, '"id" "fid" "mid" "sex"\n"A B"  "0"  "-9" 1\nK "A B" 0 2\n')
    assert found.pedigrees == (Pedigree((Person("A B", "M"), Person("K", "F", "A B"))),)
    with pytest.raises(UnreadableFile, match="line 2: .*quotes"):
        reading(tmp_path, 'id fid mid sex\n"A 0 0 1\n')


@pytest.mark.parametrize("text", [PLINK_FAM, "FID IID PAT MAT SEX PHENO\n" + PLINK_FAM, PLINK_FAM.replace(" -9", "")])
def test_plink_files_are_pedigrees_whatever_their_extension(tmp_path: Path, text: str) -> None:
    found = reading(tmp_path, text)
    assert found.pedigrees == (Pedigree((Person("F", "M"), Person("M", "F"), Person("K", "M", "F", "M")), "A"),)
    assert not found.typed


def test_families_that_share_codes_keep_apart(tmp_path: Path) -> None:
    found = reading(tmp_path, "famid\tid\tfid\tmid\tsex\nA\tF\t0\t0\t1\nA\tK\tF\t0\t1\nB\tF\t0\t0\t1\n")
    assert [p.id for ped in found.pedigrees for p in ped.people] == ["A:F", "A:K", "B:F"]
    assert found.pedigrees[0]["A:K"].father == "A:F" and found.notes.seen == {"renamed": 1}


def test_round_trip(tmp_path: Path) -> None:
    first = reading(tmp_path, PED)
    text = "\n".join("\t".join(row) for row in ped_rows(first, Notes()))
    second = reading(tmp_path, text)
    assert (second.pedigrees, second.typed) == (first.pedigrees, first.typed)


def test_what_cannot_be_stated_is_refused_or_said() -> None:
    case = small_case()
    with pytest.raises(InvalidCase, match="twins or inbred"):
        list(ped_rows(Reading("x", families=case.families), Notes()))
    with pytest.raises(InvalidCase, match="no pedigree"):
        list(ped_rows(Reading("x", profiles=case.profiles), Notes()))
    dropped = {"F": Profile("F", {"TH01": Call(("6",), CallKind.DROPPED, 0.1)})}
    family = Family("A", Pedigree((Person("F", "M"), Person("MP", "M", "F"))), ("MP",), dropped)
    with pytest.raises(InvalidCase, match="drop-out"):
        list(ped_rows(Reading("x", families=(family,)), Notes()))
    notes = Notes()
    list(ped_rows(Reading("x", families=case.families[1:], profiles=case.profiles), notes))
    assert notes.seen == {"not_carried": 1, "profile_left_out": 1}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("id fid mid sex\nF 0 0\n", 2, "3 cells instead of 4"),
        ("id fid mid sex\nF 0 0 x\n", 2, "sex 'x'"),
        ("id fid mid sex\nK F 0 1\n", 2, "'F' is not in the pedigree"),
        ("id fid mid sex\nA B 0 1\nB A 0 1\n", 2, "own ancestor"),
        ("id fid mid sex\nF 0 0 2\nK F 0 1\n", 2, "father F has sex F"),
        ("id fid mid sex\nF 0 0 1\nF 0 0 1\n", 2, "listed twice"),
        ("id fid mid sex TH01 THO1\nF 0 0 1 6/7 6/7\n", 1, "TH01 is listed twice"),
        ("id fid mid sex TH01\nF 0 0 1 1_2/7\n", 2, "'1_2' is not an allele"),
        ("A F 0 0 1 -9 6 7 8 9\n", 1, "no format"),
    ],
)
def test_refusals_say_where_and_what(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        reading(tmp_path, text)
    assert caught.value.line == line and said in str(caught.value)
