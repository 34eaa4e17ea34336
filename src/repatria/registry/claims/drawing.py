"""One public figure as ranges over time: a bar from the least to the most that a claim leaves possible. Server-drawn SVG."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from repatria.registry.claims.models import Claim
from repatria.registry.claims.reportqueries import Figure

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 150, 70, 20, 14, 30


def ranges(figure: Figure) -> SafeString:
    """The drawing; nothing where fewer than two claims have a day, or all say one number on one day."""
    rows = [(claim, day, low, high) for claim, low, high in figure.claims if (day := claim.as_of or claim.said_on)]
    if len(rows) < 2:
        return SafeString("")
    known = [value for _claim, _day, low, high in rows for value in (low, high) if value is not None]
    own = [Decimal(one.value) for one in figure.own if one.value is not None]
    least, most = min([*known, *own]), max([*known, *own])
    first, last = min(day for _c, day, _l, _h in rows), max(day for _c, day, _l, _h in rows)
    if least == most and first == last:
        return SafeString("")

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / max(1, (last - first).days), 1)

    def y(value: Decimal | None, open_end: Decimal) -> float:
        told = open_end if value is None else value
        return round(float(TOP + (HEIGHT - TOP - BOTTOM) * (1 - (told - least) / ((most - least) or 1))), 1)

    bars = ((x(day), y(high, most), y(low, least), _title(claim)) for claim, day, low, high in rows)
    ours = ((LEFT, y(value, most), WIDTH - RIGHT) for value in own)
    return format_html(
        '<svg class="way" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
        WIDTH,
        HEIGHT,
        _("%(label)s: %(n)d claims from %(first)s to %(last)s")
        % {"label": figure.topic.label, "n": len(rows), "first": first.year, "last": last.year},
        format_html_join("", _BAR, bars),
        format_html_join("", _OURS, ours),
        format_html_join("", _TEXT, _texts(least, most, first, last)),
    )


_BAR = (
    '<g><title>{3}</title><line x1="{0}" y1="{1}" x2="{0}" y2="{2}" stroke="currentColor" stroke-width="3"/>'
    '<circle cx="{0}" cy="{2}" r="4" fill="currentColor"/></g>'
)
_OURS = '<line x1="{0}" y1="{1}" x2="{2}" y2="{1}" stroke="currentColor" stroke-width="1" stroke-dasharray="6 4"/>'
_TEXT = '<text x="{}" y="{}" font-size="11" fill="currentColor" text-anchor="{}">{}</text>'


def _title(claim: Claim) -> str:
    return f"{claim.words}: {claim.said_by}, {claim.said_words}"


def _texts(least: Decimal, most: Decimal, first: date, last: date) -> list[tuple[float, float, str, str]]:
    told = [(float(LEFT - 8), float(HEIGHT - BOTTOM + 4), "end", f"{least.normalize():,f}")]
    if most != least:
        told.append((float(LEFT - 8), float(TOP + 8), "end", f"{most.normalize():,f}"))
    told.append((float(LEFT), float(HEIGHT - 8), "start", str(first.year)))
    if last.year != first.year:
        told.append((float(WIDTH - RIGHT), float(HEIGHT - 8), "end", str(last.year)))
    return told
