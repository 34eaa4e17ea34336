"""A file of a report: bytes to the text that is read, whatever its encoding; HTML to the words a reader of the page sees.

The text is what places in claims count in. Line ends become ``\\n``, as Python's own text files have them; nothing else is changed.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from repatria.errors import UnreadableFile
from repatria.reports.html import Page, page

MOST = 20_000_000
"""Bytes of a report. Larger files are refused."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHER = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a Word document or an archive", b"\xd0\xcf\x11\xe0": "an old Word document", b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"\x1f\x8b": "a compressed file", b"{\\rtf": "a rich-text document",
}  # fmt: skip
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
_MARKUP = re.compile(
    r"<(?:!doctype html|html|head|body|p|div|article|br|meta|a|h[1-6]|span|table|script)\b[^<>]{0,2000}>", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Opened:
    """The text of a report, the stretches that are links, what the page states of its day, and how it was decoded."""

    text: str
    links: tuple[tuple[int, int], ...]
    published: date | None
    title: str
    encoding: str
    html: bool


def open_report(path: Path) -> Opened:
    """Open a text or HTML file; :class:`UnreadableFile` says where and why it is none, and what to do."""
    if not path.is_file():
        raise UnreadableFile("is no file. Name a text or HTML file.", path=path)
    if path.stat().st_size > MOST:
        raise UnreadableFile(f"has {path.stat().st_size:,} bytes; at most {MOST:,} are read. Split it.", path=path)
    return opened(path.read_bytes(), path)


def opened(data: bytes, path: object = "report") -> Opened:
    """The report in ``data``; ``path`` names it in refusals."""
    if len(data) > MOST:
        raise UnreadableFile(f"has {len(data):,} bytes; at most {MOST:,} are read. Split it.", path=path)
    for start, what in _OTHER.items():
        if data.startswith(start):
            raise UnreadableFile(f"is {what}, not text. Save its text as a .txt or .html file.", path=path)
    text, encoding = _decoded(data, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        raise UnreadableFile(
            f"holds the control character {control.group()!r}. Save it as plain UTF-8 text.", path=path, line=line
        )
    if not text.strip("\ufeff \n\t"):
        raise UnreadableFile("holds no text. Name a file with the words of a report.", path=path)
    if not _MARKUP.search(text[:20_000]):
        return Opened(text, (), None, "", encoding, False)
    seen: Page = page(text)
    return Opened(seen.text, seen.links, seen.published, seen.title, encoding, True)


def _decoded(data: bytes, path: object) -> tuple[str, str]:
    """(text, encoding): by its mark, by what the page says, as UTF-8, else as Windows-1252."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _tried(data, name, path)
    if len(data) >= 4 and data[1::2].count(0) > len(data) // 4:
        return _tried(data, "utf-16-le", path)
    if len(data) >= 4 and data[0::2].count(0) > len(data) // 4:
        return _tried(data, "utf-16-be", path)
    stated = _CHARSET.search(data[:4096])
    names = ["utf-8"]
    if stated is not None:
        try:
            names.append(codecs.lookup(stated.group(1).decode("ascii")).name)
        except (LookupError, UnicodeDecodeError):
            names.append("utf-8")
    for name in [*names, "cp1252"]:
        try:
            return data.decode(name), name
        except (UnicodeDecodeError, ValueError):
            continue
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {data[error.start]:#04x} at {error.start} is neither UTF-8 nor Windows-1252. Save the file as UTF-8 text."
        raise UnreadableFile(what, path=path, line=line) from error
    raise UnreadableFile("cannot be decoded. Save the file as UTF-8 text.", path=path)


def _tried(data: bytes, name: str, path: object) -> tuple[str, str]:
    try:
        return data.decode(name), name
    except UnicodeDecodeError as error:
        what = f"breaks off as {name} at byte {error.start}. Save the file as UTF-8 text."
        raise UnreadableFile(what, path=path) from error
