"""Lines, cells, numbers and codes of text files, each checked before anything is built from it."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from repatria.errors import UnreadableFile
from repatria.formats.limits import MAX_COLUMNS, MAX_FIELD, MAX_LINE, MAX_ROWS, bounded_size
from repatria.model.locus import ALLELE

Row = tuple[int, list[str]]
"""A line number, from 1, and the cells that start there."""

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?\Z", re.ASCII)
_WHOLE = re.compile(r"[+-]?\d{1,12}\Z", re.ASCII)
_REPEATS = re.compile(r"0*(\d+?)(?:\.(\d*?)0*)?\Z", re.ASCII)
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file with their numbers, without line ends: UTF-8, UTF-16 with a mark, else Windows-1252."""
    with bounded_size(path).open("rb") as file:
        start = file.read(4)
        wide = _UTF16.get(start[:2])
        file.seek(2 if wide else 3 if start.startswith(codecs.BOM_UTF8) else 0)
        if wide:
            yield from _wide_lines(path, wide)
            return
        number = 0
        while raw := file.readline(MAX_LINE + 1):
            number += 1
            if len(raw) > MAX_LINE:
                raise UnreadableFile(f"a line of more than {MAX_LINE} bytes. Is this a text file?", path=path, line=number)
            yield number, _clean(_decoded(raw, path, number), path, number)


def _decoded(raw: bytes, path: Path, number: int) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("bytes that are no text. Save the file as UTF-8 text.", path=path, line=number)


def _wide_lines(path: Path, encoding: str) -> Iterator[tuple[int, str]]:
    with path.open(encoding=encoding, newline="\n") as file:
        number = 0
        try:
            file.read(1)  # the byte-order mark
            while text := file.readline(MAX_LINE + 1):
                number += 1
                if len(text) > MAX_LINE:
                    raise UnreadableFile(f"a line of more than {MAX_LINE} characters. Split it.", path=path, line=number)
                yield number, _clean(text, path, number)
        except UnicodeError as error:
            raise UnreadableFile("bytes that are no text. Save the file as UTF-8 text.", path=path, line=number + 1) from error


def _clean(text: str, path: Path, number: int) -> str:
    text = text.rstrip("\r\n")
    if "\0" in text:
        raise UnreadableFile("a NUL character. Save the file as UTF-8 text.", path=path, line=number)
    return text


def delimiter_of(header: str) -> str:
    """What separates the cells of ``header``: tab, semicolon, comma, bar, or a space for runs of white space."""
    counts = {mark: header.count(mark) for mark in "\t;,|"}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else " "


def rows(path: Path, numbered: Iterable[tuple[int, str]] | None = None) -> Iterator[Row]:
    """The rows of a delimited text file; the first line that is not empty decides the delimiter. Empty rows are skipped."""
    source = iter(lines(path) if numbered is None else numbered)
    first = next(((n, text) for n, text in source if text.strip()), None)
    if first is None:
        raise UnreadableFile("is empty. Check the export.", path=path)
    delimiter = delimiter_of(first[1])
    split = _by_space if delimiter == " " else _by_mark
    for count, (number, cells) in enumerate(split(path, first, source, delimiter)):
        if count > MAX_ROWS:
            raise UnreadableFile(f"more than {MAX_ROWS} rows. Split the file.", path=path, line=number)
        if len(cells) > MAX_COLUMNS:
            raise UnreadableFile(f"{len(cells)} columns, more than {MAX_COLUMNS}. Check the delimiter.", path=path, line=number)
        if max(map(len, cells), default=0) > MAX_FIELD:
            raise UnreadableFile(f"a cell of more than {MAX_FIELD} characters. Shorten it.", path=path, line=number)
        if any(cells):
            yield number, cells


def _by_space(path: Path, first: tuple[int, str], rest: Iterator[tuple[int, str]], _mark: str) -> Iterator[Row]:
    for number, text in chain([first], rest):
        if '"' not in text:
            yield number, text.split()
            continue
        try:
            yield number, next(csv.reader([" ".join(text.split())], delimiter=" ", strict=True), [])
        except csv.Error as error:
            raise UnreadableFile(f"{error}. Check the quotes on this line.", path=path, line=number) from error


def _by_mark(path: Path, first: tuple[int, str], rest: Iterator[tuple[int, str]], mark: str) -> Iterator[Row]:
    at = [first[0]]

    def fed() -> Iterator[str]:
        yield first[1]
        for number, text in rest:
            at[0] = number
            yield text

    reader = csv.reader(fed(), delimiter=mark, strict=True)
    while True:
        before = at[0]
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFile(f"{error}. Check the quotes on this line.", path=path, line=at[0]) from error
        yield (at[0] if at[0] <= before + 1 else before + 1), [cell.strip() for cell in cells]


def number_of(text: str, *, path: object, line: int | None, field: str, comma: bool = False) -> float:
    """A finite number in plain notation (``comma``: a decimal comma is allowed), else :class:`UnreadableFile`."""
    text = text.strip()
    plain = text.replace(",", ".") if comma and text.count(",") == 1 and "." not in text else text
    if not _NUMBER.match(plain) or len(plain) > 60:
        raise UnreadableFile(f"{text[:60]!r} is not a number. Write digits and a point.", path=path, line=line, field=field)
    value = float(plain)
    if value in (float("inf"), float("-inf")):
        raise UnreadableFile(f"{text[:60]!r} is too large. Correct it.", path=path, line=line, field=field)
    return value


def whole_of(text: str, *, path: object, line: int | None, field: str, top: int, least: int = 0) -> int:
    """A whole number from ``least`` to ``top``, else :class:`UnreadableFile`."""
    text = text.strip()
    if not _WHOLE.match(text) or not least <= int(text) <= top:
        raise UnreadableFile(
            f"{text[:60]!r}: expected a whole number from {least} to {top}. Correct it or export the file again.",
            path=path,
            line=line,
            field=field,
        )
    return int(text)


def code_of(text: str, *, path: object, line: int | None, field: str) -> str:
    """The code of a person, family or profile: 1 to 120 printable characters."""
    text = text.strip()
    if not text or len(text) > 120 or not text.isprintable():
        raise UnreadableFile(
            f"{text[:60]!r}: expected a code of 1 to 120 printable characters. Correct it.", path=path, line=line, field=field
        )
    return text


def allele_of(text: str, *, path: object, line: int | None, field: str) -> str:
    """An allele by the strict ASCII grammar, a number of repeats in its shortest form (``09.30`` is ``9.3``)."""
    text = text.strip()
    if not ALLELE.match(text):
        raise UnreadableFile(
            f"{text[:60]!r} is not an allele. Write letters, digits and a dot, such as 12 or 9.3.",
            path=path,
            line=line,
            field=field,
        )
    repeats = _REPEATS.match(text)
    if not repeats:
        return text
    return repeats[1] + (f".{repeats[2]}" if repeats[2] else "")


def sex_of(text: str, *, path: object, line: int | None, field: str = "sex") -> str:
    """``M``, ``F`` or ``U`` from the usual ways to write it (1, 2, 0; male, female, unknown)."""
    short = text.strip().lower()
    for sex, words in (
        ("M", ("m", "male", "1", "xy")),
        ("F", ("f", "female", "2", "xx")),
        ("U", ("", "u", "0", "unknown", "na", "-")),
    ):
        if short in words:
            return sex
    raise UnreadableFile(f"sex {text[:60]!r}: not understood. Write M, F or U.", path=path, line=line, field=field)
