"""Excel workbooks: in, out, and hostile ones."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import pytest

from formats.samples import XLSX, repacked, workbook
from repatria.errors import UnreadableFile
from repatria.formats.reader import read
from repatria.formats.workbook import workbook_rows, write_workbook
from repatria.model import Call, CallKind, Profile


def rows(tmp_path: Path, content: bytes) -> list[tuple[int, list[str]]]:
    path = tmp_path / "book"
    path.write_bytes(content)
    return list(workbook_rows(path))


def test_profiles_come_from_a_workbook(tmp_path: Path) -> None:
    (tmp_path / "book").write_bytes(XLSX)
    found = read(tmp_path / "book")
    assert found.format == "csv-wide"
    assert found.profiles == (
        Profile("U1", {"TH01": Call(("6", "9.3"))}),
        Profile("U2", {"TH01": Call(("8",), CallKind.AT_LEAST)}),
    )


def test_frequencies_come_from_a_workbook(tmp_path: Path) -> None:
    for table in (
        [["Allele", "TH01"], [6, 0.25], [9.3, 0.75]],
        [["marker", "allele", "frequency"], ["TH01", 6, 0.25], ["TH01", 9.3, 0.75]],
    ):
        (tmp_path / "book").write_bytes(workbook(table))
        locus = read(tmp_path / "book").panels[0]["TH01"]
        assert (locus.alleles, locus.frequencies) == (("6", "9.3"), (0.25, 0.75))


def test_empty_rows_and_sheets_are_passed_over(tmp_path: Path) -> None:
    assert rows(tmp_path, workbook([[None], ["a", None, 12], [None], ["b"]])) == [(2, ["a", "", "12"]), (4, ["b", "", ""])]
    with pytest.raises(UnreadableFile, match="holds no rows"):
        rows(tmp_path, workbook([]))


def test_writing_is_repeatable_and_writes_no_formula(tmp_path: Path) -> None:
    table = [["profile", "TH01_1"], ["=1+1", "9.3"], ["@x", ""]]
    first, second = io.BytesIO(), io.BytesIO()
    write_workbook(table, first)
    write_workbook(table, second)
    assert first.getvalue() == second.getvalue()
    assert rows(tmp_path, first.getvalue()) == [(1, table[0]), (2, table[1]), (3, ["@x"])]
    with zipfile.ZipFile(first) as parts:
        assert b"<f>" not in b"".join(parts.read(n) for n in parts.namelist())


@pytest.mark.parametrize("value", [datetime.date(2003, 9, 1), True, datetime.time(9, 3)])
def test_a_date_is_not_an_allele(tmp_path: Path, value: object) -> None:
    with pytest.raises(UnreadableFile, match=r"line 2, field column 2: .*Format the column as text"):
        rows(tmp_path, workbook([["profile", "TH01_1"], ["U1", value]]))


class TestHostile:
    def test_a_part_that_unpacks_too_far(self, tmp_path: Path) -> None:
        bomb = b"<worksheet>" + b" " * 30_000_000 + b"</worksheet>"
        with pytest.raises(UnreadableFile, match="unpacks 100 times"):
            rows(tmp_path, repacked(XLSX, "xl/worksheets/sheet1.xml", bomb))

    def test_a_document_type(self, tmp_path: Path) -> None:
        for encoding in ("utf-8", "utf-16"):
            part = '<!DOCTYPE x [<!ENTITY e "v">]><worksheet>&e;</worksheet>'.encode(encoding)
            with pytest.raises(UnreadableFile, match="document type"):
                rows(tmp_path, repacked(XLSX, "xl/worksheets/sheet1.xml", part))

    def test_too_many_parts(self, tmp_path: Path) -> None:
        file = io.BytesIO(XLSX)
        with zipfile.ZipFile(file, "a") as parts:
            for i in range(1001):
                parts.writestr(f"x/{i}", b"")
        with pytest.raises(UnreadableFile, match="1000 parts"):
            rows(tmp_path, file.getvalue())

    @pytest.mark.parametrize(("row", "cell"), [("1000000000", "A1000000000"), ("30", "XFD30"), ("20000", "A20000")])
    def test_rows_and_columns_far_away(self, tmp_path: Path, row: str, cell: str) -> None:
        part = f'<worksheet><sheetData><row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData></worksheet>'
        name = "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
        with pytest.raises(UnreadableFile, match="4096 columns or 10000 empty rows"):
            rows(
                tmp_path,
                repacked(XLSX, "xl/worksheets/sheet1.xml", part.replace("<worksheet>", f"<worksheet {name}>").encode()),
            )

    @pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"])
    @pytest.mark.parametrize("content", [b"", b"<a", b"<a/>", b"\0\1\2"])
    def test_broken_parts(self, tmp_path: Path, part: str, content: bytes) -> None:
        with pytest.raises(UnreadableFile, match="workbook|no rows"):
            rows(tmp_path, repacked(XLSX, part, content))

    @pytest.mark.parametrize("end", [4, 40, 400, len(XLSX) - 30])
    def test_a_truncated_archive(self, tmp_path: Path, end: int) -> None:
        with pytest.raises(UnreadableFile, match="not a workbook"):
            rows(tmp_path, XLSX[:end])

    def test_an_archive_of_something_else(self, tmp_path: Path) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as parts:
            parts.writestr("letter.txt", "dear")
        (tmp_path / "book").write_bytes(file.getvalue())
        with pytest.raises(UnreadableFile, match="ZIP archive but not a workbook"):
            read(tmp_path / "book")
