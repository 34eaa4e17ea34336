"""The doors: any file in, whatever its name; any format out, whole or not at all."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from formats.cases import small_case
from formats.samples import CMF, CSV_LONG, SAMPLES
from repatria.errors import InvalidCase, UnreadableFile
from repatria.formats.casefile import write_case
from repatria.formats.catalogue import FORMATS
from repatria.formats.notes import Notes
from repatria.formats.reader import read, stream
from repatria.formats.reading import Reading
from repatria.formats.sniff import sniff
from repatria.formats.writer import atomically, write

PROFILE_SAMPLES = ["csv", "csv-wide", "genemapper", "genemapper-long", "cmf", "xlsx"]


def placed(tmp_path: Path, content: bytes, name: str = "file") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


class TestSniffing:
    @pytest.mark.parametrize("name", SAMPLES)
    @pytest.mark.parametrize("as_if", ["file", "file.fam", "file.xml", "file.csv"])
    def test_the_extension_does_not_matter(self, tmp_path: Path, name: str, as_if: str) -> None:
        found = sniff(placed(tmp_path, SAMPLES[name], as_if))
        expected = {"plink": "ped", "xlsx": "csv-wide"}.get(name) or max((f for f in FORMATS if name.startswith(f)), key=len)
        assert found.format == expected
        assert found.workbook == (name == "xlsx")

    def test_a_case_is_a_folder(self, tmp_path: Path) -> None:
        write_case(small_case(), tmp_path / "case")
        assert sniff(tmp_path / "case").format == "case"
        assert read(tmp_path / "case").case == small_case()
        with pytest.raises(UnreadableFile, match=r"without case\.json"):
            sniff(tmp_path)

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "is empty"),
            (b" \n\t\n", "is empty"),
            (b"\xef\xbb\xbf", "is empty"),
            (b"dear reader\n", "no format"),
            (b"%PDF-1.4\n\x81\n", "no format|no text"),
            (b"PK\x03\x04", "not a workbook"),
            (b'{"schema": "oracle-lr/1"}', "is JSON"),
            (b"<svg/>", "is not of"),
        ],
    )
    def test_anything_else_is_refused_with_a_reason(self, tmp_path: Path, content: bytes, said: str) -> None:
        with pytest.raises(UnreadableFile, match=said):
            read(placed(tmp_path, content))

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="is not a file"):
            read(tmp_path / "nowhere")


class TestStreaming:
    @pytest.mark.parametrize("name", PROFILE_SAMPLES)
    def test_one_by_one_gives_the_same(self, tmp_path: Path, name: str) -> None:
        path, notes = placed(tmp_path, SAMPLES[name]), Notes()
        whole = read(path)
        assert tuple(stream(path, notes)) == whole.profiles
        assert notes.seen == whole.notes.seen

    def test_a_project_is_read_whole(self, tmp_path: Path) -> None:
        with pytest.raises(UnreadableFile, match="Read it whole"):
            stream(placed(tmp_path, SAMPLES["familias"]), Notes())

    def test_a_pedigree_in_a_workbook_is_refused(self, tmp_path: Path) -> None:
        from formats.samples import workbook

        path = placed(tmp_path, workbook([["id", "fid", "mid", "sex"], ["A", 0, 0, 1]]))
        with pytest.raises(UnreadableFile, match="Save the sheet as CSV"):
            read(path)


class TestWriting:
    @pytest.mark.parametrize("name", PROFILE_SAMPLES)
    @pytest.mark.parametrize("format", ["csv", "csv-wide", "xlsx", "cmf"])
    def test_profiles_pass_through_every_format(self, tmp_path: Path, name: str, format: str) -> None:
        first, notes = read(placed(tmp_path, SAMPLES[name])), Notes()
        write(first, tmp_path / "out", format, notes)
        second = read(tmp_path / "out", single="at_least")
        kept = [p for p in first.profiles if p.id in {q.id for q in second.profiles}]
        assert len(kept) == len(first.profiles) - notes.left_out > 0
        assert [p.calls for p in second.profiles] == [p.calls for p in kept]
        assert format == "cmf" or second.profiles == tuple(kept)

    @pytest.mark.parametrize("name", ["familias", "familias-dvi"])
    def test_a_project_passes_through_itself(self, tmp_path: Path, name: str) -> None:
        first = read(placed(tmp_path, SAMPLES[name]))
        write(first, tmp_path / "out", "familias", Notes())
        second = read(tmp_path / "out")
        assert dataclasses.replace(second, panels=(), notes=Notes()) == dataclasses.replace(first, panels=(), notes=Notes())

    def test_the_same_input_gives_the_same_bytes(self, tmp_path: Path) -> None:
        for name, formats in (
            ("familias-dvi", ["familias", "csv", "ped", "frequencies"]),
            ("csv", ["csv", "csv-wide", "xlsx", "cmf"]),
        ):
            reading = read(placed(tmp_path, SAMPLES[name]))
            for format in formats:
                write(reading, tmp_path / "one", format, Notes())
                write(reading, tmp_path / "two", format, Notes())
                assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()

    def test_an_earlier_file_stays_until_the_new_one_is_whole(self, tmp_path: Path) -> None:
        reading, target = read(placed(tmp_path, CSV_LONG.encode())), tmp_path / "out"
        target.write_text("earlier")
        with pytest.raises(InvalidCase, match="no pedigree"):
            write(reading, target, "ped", Notes())

        def refuse() -> None:
            raise InvalidCase("not accepted")

        with pytest.raises(InvalidCase, match="not accepted"):
            write(reading, target, "csv", Notes(), accept=refuse)
        assert target.read_text() == "earlier"
        assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "out"]

    def test_a_fault_on_the_way_leaves_nothing(self, tmp_path: Path) -> None:
        def stops(file: object) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            atomically(tmp_path / "out", stops)
        assert list(tmp_path.iterdir()) == []

    def test_what_a_format_cannot_hold_is_refused(self, tmp_path: Path) -> None:
        profiles = read(placed(tmp_path, CMF.encode()))
        case = small_case()
        twice = Reading("x", families=case.families)
        for reading, format, said in (
            (profiles, "case", "not a whole case"),
            (profiles, "frequencies", "no frequencies"),
            (profiles, "genemapper", "is not written"),
            (Reading("x"), "csv", "no profile"),
            (twice, "csv", "K1 occurs twice"),
        ):
            with pytest.raises(InvalidCase, match=said):
                write(reading, tmp_path / "out", format, Notes())
        with pytest.raises(InvalidCase, match="is a folder"):
            write(profiles, tmp_path, "csv", Notes())
        assert sorted(p.name for p in tmp_path.iterdir()) == ["file"]

    def test_what_a_format_has_no_place_for_is_said(self, tmp_path: Path) -> None:
        reading = read(placed(tmp_path, SAMPLES["familias-dvi"]))
        for format, said in (("csv", 2), ("ped", 2), ("frequencies", 2), ("familias", 0)):
            notes = Notes()
            write(reading, tmp_path / "out", format, notes)
            assert notes.seen["not_carried"] == said, format
