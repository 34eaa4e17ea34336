"""From an Altair chart to a framed picture, on the server, without a browser or a network."""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import vl_convert

from repatria.pictures.style import BLUE, FONT, INK, MUTED, RULE, Picture, Table, picture

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "aria": False,
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "domainColor": MUTED,
        "tickColor": MUTED,
        "gridColor": RULE,
        "gridOpacity": 0.6,
        "labelLimit": 220,
    },
    "legend": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "orient": "bottom",
        "labelLimit": 320,
        "symbolSize": 200,
        "symbolStrokeWidth": 2.5,
    },
    "text": {"fontSize": 11, "color": INK, "font": FONT},
    "bar": {"color": BLUE},
}


_NOISE = re.compile(
    r' (?:role|aria-hidden|aria-roledescription|pointer-events|opacity)="(?:1|true|none|graphics-\w+|[\w ]*container)"'
    rf'| font-family="{re.escape(FONT)}"| font-weight="normal"|<path class="(?:fore|back)ground"[^>]*? d="(?:M0,0h0v0h0Z)?"[^>]*/>'
)
"""What the renderer repeats on every element and the frame says once."""


def framed(name: str, title: str, reading: str, chart: Any, table: Table, banner: str = "") -> Picture:
    """Render ``chart`` and frame it as a :class:`Picture`; ids are renumbered, so the same chart gives the same bytes."""
    spec = chart.configure(**CONFIG).properties(padding=12).to_dict()
    svg = vl_convert.vegalite_to_svg(spec)
    opening = re.match(r'<svg[^>]*?width="([0-9.]+)" height="([0-9.]+)"[^>]*>', svg)
    if opening is None:  # a renderer of another version: better loud than a picture of the wrong size
        raise RuntimeError("the chart renderer returned an SVG without a size. Install the pinned version of vl-convert.")
    body = _NOISE.sub("", svg[opening.end() : svg.rindex("</svg>")])
    for i, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', body))):
        body = re.sub(rf'(id="|url\(#){re.escape(old)}(?=["\)])', rf"\g<1>{name}-{i}", body)
    return picture(name, title, reading, body, (float(opening[1]), float(opening[2])), table, banner)


def values(rows: list[dict[str, Any]]) -> alt.InlineData:
    """Rows as inline data of a chart."""
    return alt.InlineData(values=rows)
