"""One look for every picture and page: colours, type, how untrusted text is made safe, and how an SVG is framed.

Colours were chosen dark on a light ground; every text colour has a contrast of at least 4.5 on every ground (a test computes
it), and whatever a colour says is also said by a shape, a pattern, a dash or a word.
"""

from __future__ import annotations

import csv
import html
import io
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first family is built into the SVG renderer: a server without any fonts still prints text. A family that is not
installed would make text vanish from a PNG without a word."""

INK = "#1c2733"
MUTED = "#4c5967"
GROUND = "#fbfaf7"
PAPER = "#ffffff"
RULE = "#c9ced4"
BLUE = "#1f5a94"
TEAL = "#0b6b5d"
AMBER = "#97500a"
WINE = "#8c2450"
GREY = "#66707b"
PALE = "#dde6ef"
TEXT_COLOURS = (INK, MUTED, BLUE, TEAL, AMBER, WINE, GREY)
GROUNDS = (GROUND, PAPER)

PATTERNS: Mapping[str, tuple[str, str]] = {
    "#97500b": (AMBER, '<path d="M-1 7L7 -1M5 9L9 5M-1 -1" stroke="#fff" stroke-width="1.6" fill="none"/>'),
    "#8c2451": (WINE, '<path d="M0 0L8 8M8 0L0 8" stroke="#fff" stroke-width="1.4" fill="none"/>'),
    "#0b6b5e": (TEAL, '<circle cx="4" cy="4" r="1.5" fill="#fff"/>'),
    "#66707c": (PAPER, '<path d="M0 4H8" stroke="#66707b" stroke-width="1.4" fill="none"/>'),
}
"""Signal colours in a chart that the frame replaces by a pattern: signal -> (ground of the pattern, what is drawn on it)."""
HATCHED, CROSSED, DOTTED, LINED = PATTERNS


def clean(text: object) -> str:
    """``text`` on one line, control and format characters made visible: safe for a terminal, for HTML and for XML."""
    return "".join(c if c.isprintable() else " " if c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in str(text))


def escape(text: object) -> str:
    """Untrusted ``text`` as HTML or XML content or attribute value."""
    return html.escape(clean(text), quote=True)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21, by WCAG 2.2 (relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def width_of(text: str, size: float, bold: bool = False) -> float:
    """A safe estimate (never far below) of the width in pixels of ``text`` at ``size``; wide scripts count double."""
    units = sum(1.0 if ord(c) > 0x2E80 else 0.3 if c in "il.,:;'|! " else 0.62 if not c.isupper() else 0.74 for c in text)
    return units * size * (1.06 if bold else 0.92)


def wrap(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """``text`` broken into lines of at most ``width`` pixels (estimated)."""
    typical = width_of("the quick brown fox jumps over", size, bold) / 30
    return textwrap.wrap(text, max(8, int(width / typical))) or [""]


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows: the same facts as a picture, for eyes that cannot see it and for a spreadsheet."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def csv(self, note: str = "") -> str:
        """The table as CSV; ``note`` (the banner of an exercise) stands on every row, so that no cut loses it.

        A text that a spreadsheet would take for a formula gets a leading apostrophe.
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*self.columns, *(["note"] if note else [])])
        writer.writerows([*map(_cell, row), *([note] if note else [])] for row in self.rows)
        return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str):
        text = clean(value)
        return "'" + text if text[:1] in "=+-@" and not _NUMBER.match(text) else text
    return value


_NUMBER = re.compile(r"[-+]?[0-9.,]+(e[-+]?[0-9]+)?\Z|-inf\Z")


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture: file stem, title, one or two sentences on how to read it, a stand-alone SVG, and its facts."""

    name: str
    title: str
    reading: str
    svg: str
    table: Table

    @property
    def png(self) -> bytes:
        """The picture as PNG at twice its size, rendered from the SVG (no browser, no network)."""
        import vl_convert

        return vl_convert.svg_to_png(self.svg, scale=2.0)


def picture(
    name: str,
    title: str,
    reading: str,
    body: str,
    size: tuple[float, float],
    table: Table,
    banner: str = "",
    *,
    spoken: str = "",
) -> Picture:
    """Frame ``body`` (SVG elements in a box of ``size`` pixels) with a title, the banner of an exercise and a description.

    ``spoken`` is what a screen reader says, by default ``reading``. Every ``id`` in the result begins with ``name``, so that
    many pictures can stand on one page.
    """
    width, height = max(size[0], 420.0), size[1]
    heading = wrap(clean(title), 16, width - 24, bold=True)
    top = (26 if banner else 8) + 20 * len(heading) + 2
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{top + height + 8:g}" '
        f'viewBox="0 0 {width:g} {top + height + 8:g}" font-family="{FONT}" role="img" '
        f'aria-labelledby="{name}-title {name}-desc">',
        f'<title id="{name}-title">{escape(title)}</title>',
        f'<desc id="{name}-desc">{escape(" ".join(x for x in (banner, spoken or reading) if x))}</desc>',
        f'<rect width="{width:g}" height="{top + height + 8:g}" fill="{PAPER}"/>',
    ]
    if banner:
        lines.append(f'<rect width="{width:g}" height="20" fill="{PALE}"/>')
        lines.append(f'<text x="12" y="14" font-size="11.5" font-weight="bold" fill="{INK}">{escape(banner)}</text>')
    for i, text in enumerate(heading):
        y = (26 if banner else 8) + 16 + 20 * i
        lines.append(f'<text x="12" y="{y}" font-size="16" font-weight="bold" fill="{INK}">{escape(text)}</text>')
    lines.append(f'<g transform="translate(0 {top:g})">{_with_patterns(name, body)}</g></svg>')
    return Picture(name, clean(title), clean(reading), "".join(lines), table)


def _with_patterns(name: str, body: str) -> str:
    defs = ""
    for signal, (ground, mark) in PATTERNS.items():
        if signal in body:
            ref = f"{name}-p{signal[1:]}"
            body = re.sub(f'(fill|stroke)="{signal}"', rf'\g<1>="url(#{ref})"', body)
            defs += (
                f'<pattern id="{ref}" width="8" height="8" patternUnits="userSpaceOnUse">'
                f'<rect width="8" height="8" fill="{ground}"/>{mark}</pattern>'
            )
    return (f"<defs>{defs}</defs>" if defs else "") + body
