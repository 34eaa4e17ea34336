"""Excel workbooks (XLSX): the rows of the first sheet that holds anything, as text.

A workbook is a ZIP of XML. Before it is opened its parts are counted and measured, and document types are refused. Cells keep
their text; numbers are written in their shortest form. A date is refused by name: Excel turns allele ``9.3`` into one.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from repatria.errors import UnreadableFile
from repatria.formats.limits import MAX_COLUMNS, MAX_FIELD, MAX_GAP, MAX_RATIO, MAX_ROWS, MAX_UNPACKED, bounded_size
from repatria.formats.text import Row

MAX_PARTS = 1_000
_CHUNK = 1 << 20


def workbook_rows(path: Path) -> Iterator[Row]:
    """The rows of the first sheet with content. The sheet is streamed; shared texts are held in memory by the library."""
    import openpyxl

    _refuse_bomb(path)
    try:
        with path.open("rb") as file:  # an open file, because the library would ask for the extension of a path
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about styles and extensions that hold no cells
                book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            yield from _sheet_rows(path, book)
    except UnreadableFile:
        raise
    except Exception as error:  # the library raises whatever a broken part runs into; there is no common class
        raise UnreadableFile(f"is not a readable workbook: {type(error).__name__}. Save it again.", path=path) from error


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(bounded_size(path)) as parts:
            infos = parts.infolist()
            if len(infos) > MAX_PARTS or sum(i.file_size for i in infos) > MAX_UNPACKED:
                raise UnreadableFile(f"unpacks to more than {MAX_UNPACKED} bytes or {MAX_PARTS} parts. Split it.", path=path)
            for info in infos:
                if info.file_size > _CHUNK and info.file_size > MAX_RATIO * max(1, info.compress_size):
                    raise UnreadableFile(f"part {info.filename[:80]!r} unpacks {MAX_RATIO} times. Save it again.", path=path)
                if info.filename.endswith((".xml", ".rels")):
                    _refuse_doctype(path, parts, info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnreadableFile(f"is not a workbook: {error}. Save it again as XLSX.", path=path) from error
    except Exception as error:  # zlib and its relatives have no common class either
        if isinstance(error, UnreadableFile):
            raise
        raise UnreadableFile(f"is not a workbook: {type(error).__name__}. Save it again as XLSX.", path=path) from error


def _refuse_doctype(path: Path, parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    tail = b""
    with parts.open(info) as part:
        while chunk := part.read(_CHUNK):
            text = (tail + chunk).replace(b"\0", b"")
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise UnreadableFile(f"part {info.filename[:80]!r} declares a document type. Save it again.", path=path)
            tail = text[-20:]


def _sheet_rows(path: Path, book: Any) -> Iterator[Row]:
    for sheet in book.worksheets:
        last = 0
        for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
            if line > MAX_ROWS or len(values) > MAX_COLUMNS or line - last > MAX_GAP:
                raise UnreadableFile(
                    f"more than {MAX_ROWS} rows, {MAX_COLUMNS} columns or {MAX_GAP} empty rows in succession. Split or tidy the sheet.",
                    path=path,
                    line=line,
                )
            if values.count(None) == len(values):
                continue
            cells = [_cell(path, line, column, value) for column, value in enumerate(values, 1)]
            if any(cells):
                last = line
                yield line, cells
        if last:
            return
    raise UnreadableFile("holds no rows. Check the sheet.", path=path)


def _cell(path: Path, line: int, column: int, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.strip()
    elif isinstance(value, bool) or not isinstance(value, int | float):
        raise UnreadableFile(
            f"{str(value)[:40]!r} is a {type(value).__name__}, not text or a number. Format the column as text and type it again.",
            path=path,
            line=line,
            field=f"column {column}",
        )
    else:
        text = format(value, ".12g") if abs(value) < 1e15 else str(value)
    if len(text) > MAX_FIELD or "\0" in text:
        raise UnreadableFile(f"a cell of more than {MAX_FIELD} characters.", path=path, line=line, field=f"column {column}")
    return text


def write_workbook(rows: Iterable[Sequence[str]], file: BinaryIO) -> None:
    """Write ``rows`` as one sheet of text cells; the same rows give the same bytes."""
    import datetime

    import openpyxl
    from openpyxl.cell import WriteOnlyCell

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("profiles")
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text or None)
            if text:
                cell.data_type = "s"  # never a formula, whatever a code begins with
            cells.append(cell)
        sheet.append(cells)
    moment = datetime.datetime(2000, 1, 1)
    book.properties.created = book.properties.modified = moment
    packed = io.BytesIO()
    book.save(packed)
    with zipfile.ZipFile(packed) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == "docProps/core.xml":
                content = _timeless(content)
            new.writestr(zipfile.ZipInfo(info.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def _timeless(core: bytes) -> bytes:
    """The properties part without the moment of saving, which the library always writes."""
    import re

    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", core)
