"""Reading a CSV file row by row: bounded, strict about encoding and quotes, never guessing. No database."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from repatria.registry.refusals import Impossible

LARGEST = 256 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST = 500_000, 200, 4_000
ENCODINGS = ("utf-8", "utf-16", "windows-1252")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """An opened file: its column headings and its rows as (line of the file, cells)."""

    headings: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def digest_of(path: Path) -> str:
    """SHA-256 of the file as it is."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def open_sheet(path: Path, *, encoding: str = "utf-8") -> Iterator[Sheet]:
    """Open a CSV file. A byte-order mark decides the encoding; without one it is ``encoding``. The separator (comma,
    semicolon or tab) is the one that occurs most in the heading.

    Raises
    ------
    Impossible
        For an empty or too large file, bytes that are not in the encoding, an unclosed quote, headings that repeat, a row
        with a cell too many or too few.
    """
    name = path.name
    size = path.stat().st_size
    if not size:
        raise Impossible(f"{name}: is empty. Choose a file with a heading and rows.")
    if size > LARGEST:
        raise Impossible(f"{name}: {size} bytes; at most {LARGEST} are read. Divide the file.")
    if encoding not in ENCODINGS:
        raise Impossible(f"{name}: encoding {encoding!r}. Choose one of {', '.join(ENCODINGS)}.")
    with path.open("rb") as raw:
        head = raw.read(65_536)
    marked = next((e for mark, e in _MARKS if head.startswith(mark)), "")
    if b"\0" in head and marked != "utf-16":
        raise Impossible(f"{name}: holds NUL bytes, so it is no text. Save it as CSV in UTF-8.")
    used = {"utf-8": "utf-8-sig", "windows-1252": "cp1252"}.get(marked or encoding, marked or encoding)
    try:
        with path.open(encoding=used, newline="") as file:
            first = file.readline()
            file.seek(0)
            reader = csv.reader(file, strict=True, delimiter=_separator(first))
            yield Sheet(_headings(name, next(reader, [])), _rows(name, reader))
    except UnicodeError as fault:
        raise Impossible(
            f"{name}: is not in {marked or encoding} ({fault.reason if isinstance(fault, UnicodeDecodeError) else fault}). "
            "Save it as UTF-8, or say which encoding it has."
        ) from fault
    except csv.Error as fault:
        raise Impossible(f"{name}, line {reader.line_num}: {fault}. Check the quotes of this row.") from fault


def _separator(first: str) -> str:
    return max((",", ";", "\t"), key=first.count)


def _headings(name: str, cells: list[str]) -> tuple[str, ...]:
    found = tuple(" ".join(c.split()) for c in cells)
    if not any(found):
        raise Impossible(f"{name}, line 1: no headings. The first row must name the columns.")
    if len(found) > MOST_COLUMNS:
        raise Impossible(f"{name}, line 1: {len(found)} columns; at most {MOST_COLUMNS} are read.")
    for heading in found:
        if not heading or found.count(heading) > 1:
            raise Impossible(f"{name}, line 1: the heading {heading!r} is empty or stands twice. Give every column its own.")
    return found


def _rows(name: str, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for count, cells in enumerate((c for c in reader if c), 1):
        line: int = reader.line_num  # type: ignore[attr-defined]
        if count > MOST_ROWS:
            raise Impossible(f"{name}, line {line}: more than {MOST_ROWS} rows. Divide the file.")
        if any(len(c) > LONGEST for c in cells):
            raise Impossible(f"{name}, line {line}: a cell with more than {LONGEST} characters. Is a quote missing?")
        yield line, cells


def width_fault(cells: list[str], headings: tuple[str, ...]) -> str:
    """What is wrong with the number of cells of a row; empty if nothing is."""
    if len(cells) == len(headings):
        return ""
    return f"{len(cells)} cells under {len(headings)} headings. Put quotes around cells that hold the separator."
