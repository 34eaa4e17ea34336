"""The way of a public record as a drawing: places in their order, with the day of each leg. Server-drawn SVG, no outside tiles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from repatria.registry.claims.queries import Chapter

WIDTH, HEIGHT, MARGIN = 720, 130, 60
_LEG = re.compile(r"^(?P<start>[^,;]+?) to (?P<end>[^,;]+)")


def stations(chapters: Sequence[Chapter]) -> list[tuple[str, str]]:
    """(place, day of arrival) in the order of the legs; the first place has no day. The shortest wording of each leg is drawn."""
    found: list[tuple[str, str]] = []
    for chapter in chapters:
        for _topic, group in chapter.topics:
            legs = [(c, _LEG.match(c.text)) for c in group.claims if c.kind == "place"]
            read = sorted(((c, m) for c, m in legs if m), key=lambda pair: len(pair[0].text))
            if not read:
                continue
            claim, leg = read[0]
            if not found or found[-1][0] != leg["start"]:
                found.append((leg["start"], ""))
            found.append((leg["end"], claim.as_of_words))
    return found


def way(chapters: Sequence[Chapter]) -> SafeString:
    """The drawing, or nothing where there is no leg."""
    stops = stations(chapters)
    if len(stops) < 2:
        return SafeString("")
    step = (WIDTH - 2 * MARGIN) / (len(stops) - 1)
    points = [(round(MARGIN + i * step), name, day) for i, (name, day) in enumerate(stops)]
    told = " → ".join(name for name, _day in stops)
    marks = format_html_join(
        "",
        '<circle cx="{}" cy="54" r="6" fill="currentColor"/>'
        '<text x="{}" y="82" font-size="13" fill="currentColor" text-anchor="middle">{}</text>'
        '<text x="{}" y="100" font-size="11" fill="currentColor" text-anchor="middle">{}</text>',
        ((x, x, name, x, day) for x, name, day in points),
    )
    return format_html(
        '<svg class="way" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<line x1="{}" y1="54" x2="{}" y2="54" stroke="currentColor" stroke-width="2"/>{}</svg>',
        WIDTH,
        HEIGHT,
        _("The way: %(way)s") % {"way": told},
        points[0][0],
        points[-1][0],
        marks,
    )
