"""The text of the pages of a PDF that typst wrote, read with the standard library: enough for tests, not a PDF reader."""

from __future__ import annotations

import re
import zlib

_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_PLAIN = rb"\\.|[^\\()]"
_INNER = rb"\((?:%s|\((?:%s)*\))*\)" % (_PLAIN, _PLAIN)  # brackets in pairs need no escape
_TOKEN = re.compile(rb"/(\w+) [\d.]+ Tf|\(((?:%s|%s)*)\)|<([0-9A-Fa-f]+)>(?=[\s\]\d<(T-])|(ET)" % (_PLAIN, _INNER), re.S)


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page; lines are joined with spaces as they were set."""
    objects = {int(m[1]): m[2] for m in re.finditer(rb"(?<!\d)(\d+) 0 obj\s(.*?)\sendobj", pdf, re.S)}
    pages = next(body for body in objects.values() if b"/Type/Pages" in body)
    kids = re.search(rb"/Kids\[([^\]]*)\]", pages)
    assert kids is not None
    return [_page(objects, int(number)) for number in re.findall(rb"(\d+) 0 R", kids[1])]


def _stream(body: bytes) -> bytes:
    found = re.search(rb"stream\r?\n(.*)\r?\nendstream", body, re.S)
    assert found is not None
    return zlib.decompress(found[1]) if b"FlateDecode" in body[: found.start()] else found[1]


def _page(objects: dict[int, bytes], number: int) -> str:
    page = objects[number]
    resources, contents = (re.search(rb"/%s (\d+) 0 R" % key, page) for key in (b"Resources", b"Contents"))
    assert contents is not None
    around = objects[int(resources[1])] if resources else page
    fonts = {}
    for name, font in re.findall(rb"/(f\d+) (\d+) 0 R", around):
        unicode_at = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(font)])
        assert unicode_at is not None
        fonts[name] = _table(_stream(objects[int(unicode_at[1])]))
    table: dict[int, str] = {}
    out = []
    for font_name, literal, digits, end in _TOKEN.findall(_stream(objects[int(contents[1])])):
        if font_name:
            table = fonts.get(font_name, {})
        elif literal or digits:
            raw = bytes.fromhex(digits.decode()) if digits else _unescaped(literal)
            out += [table.get(int.from_bytes(raw[i : i + 2]), "") for i in range(0, len(raw) - 1, 2)]
        elif end:
            out.append(" ")
    return " ".join("".join(out).split())


def _unescaped(text: bytes) -> bytes:
    def plain(m: re.Match[bytes]) -> bytes:
        return bytes([int(m[1], 8)]) if m[1][:1].isdigit() else _ESCAPES.get(m[1], m[1])

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, text, flags=re.S)


def _table(cmap: bytes) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>\s*\n", cmap)
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}
