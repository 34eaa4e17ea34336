"""From prior to posterior as a drawing: each line of evidence moves the odds to one side, and the last bar is where they end.

The axis is log10 odds: 0 is even, 3 is a thousand to one for. A step that ends in certainty or exclusion runs to the edge and says so.
Direction is told by an arrow head, a sign and a word, never by colour alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from repatria.registry.drawing import svg

WIDTH, ROW, TOP, LEFT, RIGHT = 480.0, 46.0, 40.0, 14.0, 466.0


HALO: dict[str, str | float] = {
    "paint_order": "stroke", "stroke": "#ffffff", "stroke_width": 4, "stroke_linejoin": "round", "class_": "drawing-text fall-said",
}  # fmt: skip
"""Around words that the rule's line or the grid may cross: they are read over it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One level of the waterfall: ``level`` is log10 odds after it, possibly infinite; the first is the prior."""

    label: str
    level: float


def draw_waterfall(steps: Sequence[Step], *, threshold: float | None = None, name: str = "waterfall") -> str:
    """SVG text of the steps from prior to posterior; ``threshold`` (log10 odds) is drawn as a line. No steps give an empty text."""
    if not steps:
        return ""
    low, high = _bounds(steps, threshold)
    bottom = TOP + (len(steps) + 1) * ROW + 4
    inside = _axis(low, high, bottom, threshold)
    before: float | None = None
    for i, step in enumerate(steps):
        inside.append(_bar(step.label, before, step.level, TOP + i * ROW, (low, high)))
        before = step.level
    inside.append(_end(steps[-1].level, TOP + len(steps) * ROW, (low, high)))
    return svg.picture(WIDTH, bottom + 22, name, "From prior to posterior", _summary(steps), inside, interactive=False)


def odds_in_words(level: float) -> str:
    """Log10 odds as people read them: ``1 : 2,000`` or ``5,010 : 1``."""
    if math.isinf(level):
        return "certain" if level > 0 else "excluded"
    much = 10.0 ** min(abs(level), 300.0)
    shown = f"{much:,.0f}" if much < 1e7 else f"10^{abs(level):.1f}"
    if shown == "1":
        return "1 : 1"
    return f"{shown} : 1" if level > 0 else f"1 : {shown}"


def _bounds(steps: Sequence[Step], threshold: float | None) -> tuple[float, float]:
    levels = [s.level for s in steps if math.isfinite(s.level)] + [0.0] + ([] if threshold is None else [threshold])
    low, high = min(levels), max(levels)
    room = max(1.0, 0.08 * (high - low))
    return math.floor(low - room), math.ceil(high + room)


def _x(level: float, span: tuple[float, float]) -> float:
    low, high = span
    if math.isinf(level):
        return RIGHT if level > 0 else LEFT
    return LEFT + (level - low) / (high - low) * (RIGHT - LEFT)


def _axis(low: float, high: float, bottom: float, threshold: float | None) -> list[str]:
    span = (low, high)
    gap = next(g for g in (1, 2, 5, 10, 20, 50, 100, 1000) if (high - low) / g <= 9)
    parts = [svg.words("log10 odds", LEFT, 14, size=11, class_="drawing-soft", fill="#5f5a52")]
    first = math.ceil(low / gap) * gap
    for n in range(int((high - first) // gap) + 1):
        value = first + n * gap
        x = _x(value, span)
        parts.append(
            svg.tag("path", d=f"M{svg.number(x)} {TOP - 8}V{svg.number(bottom)}", stroke="#8f877a", fill="none",
                    stroke_width=1.4 if value == 0 else 0.5, class_="fall-grid")
        )  # fmt: skip
        parts.append(svg.words(f"{value:g}", x, TOP - 12, size=11, anchor="middle", class_="drawing-soft", fill="#5f5a52"))
    if threshold is not None:
        x = _x(threshold, span)
        parts.append(
            svg.tag("path", d=f"M{svg.number(x)} {TOP - 8}V{svg.number(bottom)}", stroke="#222222", fill="none",
                    stroke_width=1.6, stroke_dasharray="5 4", class_="fall-threshold")
        )  # fmt: skip
        anchor = "end" if x > WIDTH * 0.6 else "start"
        parts.append(svg.words("the rule asks for this", x, bottom + 15, size=11, anchor=anchor))
    return parts


def _bar(label: str, before: float | None, level: float, y: float, span: tuple[float, float]) -> str:
    start, end = _x(0.0 if before is None else before, span), _x(level, span)
    step = level if before is None else level - before
    if math.isnan(step):
        step = 0.0
    kind = "prior" if before is None else "for" if step > 0 else "against" if step < 0 else "none"
    fill = {"prior": "#e6dfd0", "for": "#cdd7e0", "against": "#ffffff", "none": "#ffffff"}[kind]
    sign = f"{step:+z.2f}" if math.isfinite(step) else odds_in_words(level)
    word = {"prior": "before any evidence", "for": "speaks for", "against": "speaks against", "none": "changes nothing"}[kind]
    said = f"{label}: {sign} ({word})"
    parts = [
        svg.tag("title", escape(svg.clean(said))),
        svg.words(label if len(label) < 52 else label[:51] + "…", LEFT, y + 14, size=13, font_weight="600", **HALO),
        svg.tag("rect", x=min(start, end), y=y + 20, width=max(1.5, abs(end - start)), height=14, fill=fill, stroke="#3c3832",
                stroke_width=1.1, stroke_dasharray="3 2" if kind == "against" else None, class_=f"fall-{kind}"),
        _head(start, end, y + 27),
    ]  # fmt: skip
    inside = max(start, end) > RIGHT - 90
    x = min(start, end) - 6 if inside and min(start, end) > LEFT + 90 else max(start, end) + 6
    if inside and min(start, end) <= LEFT + 90:
        parts.append(svg.words(sign, RIGHT, y + 14, size=12, anchor="end", **HALO))
    else:
        parts.append(svg.words(sign, x, y + 31, size=12, anchor="end" if inside else "start", **HALO))
    return svg.tag("g", *parts, class_="fall-row")


def _head(start: float, end: float, y: float) -> str:
    if abs(end - start) < 9:
        return ""
    back = 6 if end > start else -6
    d = f"M{svg.number(end - back)} {svg.number(y - 4)}L{svg.number(end)} {svg.number(y)}L{svg.number(end - back)} {svg.number(y + 4)}"
    return svg.tag("path", d=d, fill="none", stroke="#3c3832", stroke_width=1.6, class_="line-axis")


def _end(level: float, y: float, span: tuple[float, float]) -> str:
    x = _x(level, span)
    mark = f"M{svg.number(x)} {svg.number(y + 18)}l7 8l-7 8l-7 -8z"
    anchor = "end" if x > WIDTH / 2 else "start"
    return svg.tag(
        "g",
        svg.tag("path", d=mark, fill="#222222", class_="fall-end"),
        svg.words(
            f"posterior odds {odds_in_words(level)}",
            x + (-12 if anchor == "end" else 12),
            y + 31,
            size=13,
            anchor=anchor,
            font_weight="600",
            **HALO,
        ),
    )


def _summary(steps: Sequence[Step]) -> str:
    said = [f"Prior odds {odds_in_words(steps[0].level)}."]
    for before, now in pairwise(steps):
        change = now.level - before.level
        much = f"{change:+z.2f}" if math.isfinite(change) else odds_in_words(now.level)
        said.append(f"{now.label}: {much} in log10 odds.")
    return " ".join([*said, f"Posterior odds {odds_in_words(steps[-1].level)}."])
