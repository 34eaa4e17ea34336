"""Every table has its papers, and the loader refuses one whose bytes are not the ones vouched for."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from repatria.errors import MissingReference, UnreadableFile
from repatria.reference import paper, rows, tables

GOOD = "".join(f'{key} = "said"\n' for key in ("title", "citation", "licence", "unit", "source", "transcribed"))


def folder_with(tmp_path: Path, csv: bytes = b"a,b\n1,2\n", toml: str = GOOD, digest: str = "") -> Path:
    (tmp_path / "made.csv").write_bytes(csv)
    (tmp_path / "made.toml").write_text(toml + f'sha256 = "{digest or hashlib.sha256(csv).hexdigest()}"\n')
    return tmp_path


@pytest.mark.parametrize("name", tables())
def test_every_table_has_papers_and_the_bytes_they_vouch_for(name: str) -> None:
    assert rows(name)
    assert "GPL" not in paper(name).licence


def test_a_table_reads_as_text(tmp_path: Path) -> None:
    assert rows("made", folder_with(tmp_path)) == ({"a": "1", "b": "2"},)


def test_a_changed_table_is_refused_by_its_checksum(tmp_path: Path) -> None:
    folder = folder_with(tmp_path)
    (folder / "made.csv").write_bytes(b"a,b\n1,3\n")
    with pytest.raises(UnreadableFile, match=r"made\.csv, field sha256: .* is not the checksum in made\.toml"):
        rows("made", folder)


def test_a_table_without_papers_is_refused(tmp_path: Path) -> None:
    (tmp_path / "made.csv").write_text("a\n1\n")
    with pytest.raises(MissingReference, match=r"no made\.toml says where it is from"):
        rows("made", tmp_path)


@pytest.mark.parametrize("lacking", ["title", "citation", "licence", "unit", "source", "transcribed"])
def test_incomplete_papers_are_refused(tmp_path: Path, lacking: str) -> None:
    toml = "".join(line + "\n" for line in GOOD.splitlines() if not line.startswith(lacking))
    with pytest.raises(UnreadableFile, match=f"field {lacking}: is not stated"):
        rows("made", folder_with(tmp_path, toml=toml))


def test_papers_that_are_not_toml_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Write it as TOML"):
        rows("made", folder_with(tmp_path, toml="title = \n"))
