"""Which format a file is in, from its first bytes. The extension is never asked: ``.fam`` alone means two unrelated things."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from repatria.errors import UnreadableFile
from repatria.formats.familias import FIRST_LINE
from repatria.formats.frequencytable import shape_of
from repatria.formats.limits import MAX_LINE, bounded_size
from repatria.formats.notes import Notes
from repatria.formats.ped import is_bare_ped, is_ped_header
from repatria.formats.profilecolumns import columns_of
from repatria.formats.text import Row, lines, rows
from repatria.formats.workbook import workbook_rows


@dataclass(frozen=True, slots=True)
class Sniffed:
    """A format of the catalogue; ``shape`` tells tables of one format apart; ``workbook`` if the rows come from one."""

    format: str
    shape: str = ""
    workbook: bool = False


def sniff(path: Path) -> Sniffed:
    """The format of a file or folder, or :class:`UnreadableFile` with what was looked for."""
    if path.is_dir():
        if not (path / "case.json").is_file():
            raise UnreadableFile("is a folder without case.json. Name a file, or the folder of a case.", path=path)
        return Sniffed("case")
    with bounded_size(path).open("rb") as file:
        start = file.read(4096)
    bare = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"PK\x03\x04"):
        return _workbook(path)
    if not bare:
        raise UnreadableFile("is empty. Check the export.", path=path)
    if bare.startswith((b"<", codecs.BOM_UTF16_LE + b"<", codecs.BOM_UTF16_BE + b"\0<")):
        return Sniffed("cmf")
    if bare.startswith(FIRST_LINE.encode()):
        return Sniffed("familias")
    if bare[:1] in (b"{", b"["):
        return Sniffed("oracle")
    return _table(path, _first_rows(path))


def _workbook(path: Path) -> Sniffed:
    try:
        with zipfile.ZipFile(path) as parts:
            if "xl/workbook.xml" not in parts.namelist():
                raise UnreadableFile("is a ZIP archive but not a workbook. Unpack it and name one file.", path=path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableFile(f"is not a workbook: {error}. Save it again as XLSX.", path=path) from error
    found = _table(path, list(islice(workbook_rows(path), 2)))
    return Sniffed(found.format, found.shape, workbook=True)


def _first_rows(path: Path) -> list[Row]:
    """The first two rows. A line of bytes that are no text is named as such before anything is guessed."""
    ahead: Iterator[tuple[int, str]] = islice(lines(path), 1000)
    numbered: Iterable[tuple[int, str]] = [(n, text) for n, text in islice(ahead, 50) if len(text) <= MAX_LINE]
    return list(islice(rows(path, numbered), 2))


def _table(path: Path, first: list[Row]) -> Sniffed:
    if not first:
        raise UnreadableFile("holds no rows. Check the export.", path=path)
    line, header = first[0]
    second = first[1][1] if len(first) > 1 else []
    if is_ped_header(header) or is_bare_ped(header):
        return Sniffed("ped")
    if (shape := shape_of(header, second)) is not None:
        return Sniffed("frequencies", shape)
    try:
        columns = columns_of(header, Notes(), path=path, line=line)
    except UnreadableFile as error:
        raise UnreadableFile(
            f"is in no format that is read here. As a table of profiles: {str(error).partition(': ')[2] or error} "
            "'repatria check --help' lists the formats.",
            path=path,
            line=line,
        ) from error
    if columns.shape == "wide":
        return Sniffed("csv-wide", "wide")
    return Sniffed("genemapper" if columns.genemapper else "csv", columns.shape)
