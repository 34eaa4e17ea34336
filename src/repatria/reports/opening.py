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

MOST = 8_000_000
"""Bytes of a file: a page and all its scripts. Larger files are refused."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OTHER = {
    b"%PDF": "a PDF", b"PK\x03\x04": "a Word document or an archive", b"\xd0\xcf\x11\xe0": "an old Word document", b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"\x1f\x8b": "a compressed file", b"{\\rtf": "a rich-text document",
}  # fmt: skip
_TEXTUAL = re.compile(
    r"cp(?:125\d|437|85\d|866|874|932|949|950)|iso8859[_-]\d{1,2}|latin-?1|koi8[_-][a-z]|mac[_-][a-z]+|gb(?:k|2312|18030)|hz"
    r"|big5(?:hkscs)?|euc[_-](?:jp|kr)|shift_jis|utf-8(?:-sig)?|utf-16(?:-[bl]e)?|ascii|ptcp154|tis-620"
)
"""Names of encodings of text, as Python knows them; a page that names another is read as if it named none."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
_MARKUP = re.compile(
    r"<(?:!doctype html|html|head|body|p|div|article|br|meta|a|h[1-6]|span|table|script)\b[^<>]{0,2000}>", re.IGNORECASE
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LINE_END = re.compile(r"\r\n|[\r\u2028\u2029\x85]")
_BEYOND = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
"""A letter beyond ASCII in UTF-8."""


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
    text = _LINE_END.sub("\n", text)
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        raise UnreadableFile(
            f"holds the control character {control.group()!r}. Save it as plain UTF-8 text.", path=path, line=line
        )
    if not text.strip("\ufeff \n\t"):
        raise UnreadableFile("holds no text. Name a file with the words of a report.", path=path)
    if not _MARKUP.search(text if text.lstrip("\ufeff \n\t").startswith("<") else text[:20_000]):
        return Opened(text, (), None, "", encoding, False)
    seen: Page = page(text)
    if not seen.text.strip():
        raise UnreadableFile(
            "is a page that shows no text. Save the page as its reader sees it, or its words as a .txt file.", path=path
        )
    return Opened(seen.text, seen.links, seen.published, seen.title, encoding, True)


def _decoded(data: bytes, path: object) -> tuple[str, str]:
    """(text, encoding): by its mark, as UTF-8, as the page says, as UTF-8 with Windows-1252 in it, else as Windows-1252."""
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
            name = codecs.lookup(stated.group(1).decode("ascii")).name
        except LookupError:
            name = "utf-8"
        names += [name] if _TEXTUAL.fullmatch(name) else []
    for name in names:
        try:
            return data.decode(name), name
        except ValueError:
            continue
    if _mostly_utf8(data) and (mixed := _mixed(data)) is not None:
        return mixed, "utf-8, windows-1252 in places"
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        pass
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"byte {data[error.start]:#04x} at {error.start} is neither UTF-8 nor Windows-1252. Save the file as UTF-8 text."
        raise UnreadableFile(what, path=path, line=line) from error
    raise UnreadableFile("cannot be decoded. Save the file as UTF-8 text.", path=path)


def _mostly_utf8(data: bytes) -> bool:
    """Whether at least half of the bytes beyond ASCII stand as UTF-8 writes them."""
    beyond = sum(map(len, _BEYOND.findall(data)))
    return beyond > 0 and 2 * beyond >= len(data) - len(data.translate(None, bytes(range(128, 256)))) > 0


def _mixed(data: bytes) -> str | None:
    """UTF-8 in which pieces of Windows-1252 stand, as pages put together from several sources have them; ``None`` where it is neither."""
    try:
        return data.decode("utf-8", "repatria-1252")
    except UnicodeDecodeError:
        return None


def _as_1252(error: UnicodeError) -> tuple[str, int]:
    """The bytes that are no UTF-8, each as Windows-1252; refused again where they are not that either."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252"), error.end


codecs.register_error("repatria-1252", _as_1252)


def _tried(data: bytes, name: str, path: object) -> tuple[str, str]:
    try:
        return data.decode(name), name
    except UnicodeDecodeError as error:
        what = f"breaks off as {name} at byte {error.start}. Save the file as UTF-8 text."
        raise UnreadableFile(what, path=path) from error
