"""The story as a line of years: spans as bars, days as points, gaps left open. Server-drawn SVG, no outside parts."""

from __future__ import annotations

from datetime import date
from math import floor

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from repatria.registry.programme.telling import CONTINUES, Line, Story

WIDTH, MARGIN, ROW, TOP = 720, 30, 26, 26
LABELS = 9


def line_of(story: Story) -> SafeString:
    """The drawing, or nothing where fewer than two days are told."""
    lines = [told.line for told in story.told if told.line is not None and not told.line.said]
    if len({line.since for line in lines}) < 2:
        return SafeString("")
    first, last = min(line.since for line in lines), max(line.until for line in lines)
    scale = (WIDTH - 2 * MARGIN) / max(1, (last - first).days)

    def x(day: date) -> float:
        return round(MARGIN + (day - first).days * scale, 1)

    spans = [line for line in lines if line.matter.kind in CONTINUES and (line.until - line.since).days > 31]
    points = [line for line in lines if line not in spans]
    base = TOP + ROW * max(1, len(spans))
    height = base + 44
    return format_html(
        '<svg class="way" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="1"/>{}{}{}{}</svg>',
        WIDTH,
        height,
        _("From %(first)s to %(last)s: %(n)d dated lines, %(gaps)d gaps")
        % {"first": first.year, "last": last.year, "n": len(lines), "gaps": len(story.gaps)},
        MARGIN,
        base,
        WIDTH - MARGIN,
        base,
        format_html_join("", _BAR, (_bar(place, line, x(line.since), x(line.until)) for place, line in enumerate(spans))),
        format_html_join("", '<circle cx="{}" cy="{}" r="4" fill="currentColor"/>', ((x(p.since), base) for p in points)),
        format_html_join("", _HOLE, ((x(g.since), base, x(g.until), base) for g in story.gaps)),
        format_html_join("", _YEAR, ((x(date(year, 1, 1)), base + 20, year) for year in _years(first, last))),
    )


_BAR = (
    '<rect x="{}" y="{}" width="{}" height="6" fill="currentColor" opacity="0.55"/>'
    '<text x="{}" y="{}" font-size="11" fill="currentColor" text-anchor="{}">{}</text>'
)
_HOLE = '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="5" stroke-dasharray="2 6" opacity="0.45"/>'
_YEAR = '<text x="{}" y="{}" font-size="11" fill="currentColor" text-anchor="middle">{}</text>'


def _bar(place: int, line: Line, left: float, right: float) -> tuple[float, int, float, float, int, str, str]:
    y = TOP + ROW * place - 8
    to_the_left = left > WIDTH / 2
    label = line.words if len(line.words) <= 60 else line.words[:59] + "…"
    return left, y, max(2.0, right - left), left if not to_the_left else right, y - 3, "end" if to_the_left else "start", label


def _years(first: date, last: date) -> list[int]:
    """At most nine years to write below the line, at even steps."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 1000) if (last.year - first.year) / s <= LABELS)
    start = (floor(first.year / step) + 1) * step
    return list(range(start, last.year + 1, step))
