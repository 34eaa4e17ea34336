"""The report on disk: everything twice drawn, every row marked, same data same bytes, all or nothing."""

from __future__ import annotations

import csv
import io
import re
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from pictures.exercise import exercise_report
from repatria.model import Incident
from repatria.pictures import report
from repatria.pictures.data import Figure, ReportData
from repatria.pictures.report import build_report, report_files

BANNER = "Exercise: everyone here is invented."


def test_every_picture_is_there_as_svg_and_png_with_its_table(files: dict[str, bytes]) -> None:
    stems = {name.rpartition(".")[0] for name in files if name.startswith("pictures/")}
    assert len(stems) >= 12
    for stem in stems:
        assert files[f"{stem}.svg"].startswith(b"<svg ") and files[f"{stem}.png"].startswith(b"\x89PNG")
        assert f"tables/{stem.removeprefix('pictures/')}.csv" in files


def test_every_export_of_an_exercise_says_so(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if name.endswith(".csv"):
            rows = list(csv.reader(io.StringIO(content.decode())))
            assert len(rows) > 1 and all(row[-1] == BANNER for row in rows[1:]), name
        elif not name.endswith(".png"):
            assert BANNER in content.decode(), name


def test_pngs_are_twice_the_size_of_their_svg(files: dict[str, bytes]) -> None:
    for name in (n for n in files if n.endswith(".png")):
        width, height = struct.unpack(">II", files[name][16:24])
        opening = re.match(rb'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"', files[name.replace(".png", ".svg")])
        assert opening is not None
        assert abs(2 * float(opening[1]) - width) <= 1 and abs(2 * float(opening[2]) - height) <= 1
        assert 100 < height < 4_000


def test_the_same_data_give_the_same_bytes(files: dict[str, bytes]) -> None:
    assert dict(report_files(exercise_report())) == files


def test_it_writes_what_it_says(tmp_path: Path, files: dict[str, bytes], report_data: ReportData) -> None:
    written = build_report(report_data, tmp_path / "new" / "report")
    assert {p.relative_to(tmp_path / "new/report").as_posix(): p.read_bytes() for p in written} == files
    assert not list(tmp_path.rglob("*.part"))


def test_nothing_is_written_when_a_picture_cannot_be_made(
    tmp_path: Path, report_data: ReportData, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("no page")

    monkeypatch.setattr(report, "write_page", broken)
    with pytest.raises(RuntimeError, match="no page"):
        build_report(replace(report_data, evidence=(), calibration=None), tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_a_record_needs_little_and_says_nothing_of_an_exercise() -> None:
    data = ReportData(Incident("Hand-over of 1998", "record"), figures=(Figure("containers", 9, "counted"),))
    made = dict(report_files(data))
    assert set(made) == {
        "pictures/figures.svg", "pictures/figures.png", "tables/figures.csv", "summary.txt", "index.html",
    }  # fmt: skip
    assert not [n for n, c in made.items() if b"xercise" in c]


def test_a_hostile_title_is_harmless_everywhere(report_data: ReportData) -> None:
    bad = Incident("<script>alert(1)</script>\x1b[2J", "exercise", "</style><script>")
    made = dict(report_files(replace(report_data, incident=bad, evidence=(), calibration=None, contents=())))
    for name in ("index.html", "summary.txt"):
        assert b"\x1b" not in made[name]
    assert b"<script" not in made["index.html"]
