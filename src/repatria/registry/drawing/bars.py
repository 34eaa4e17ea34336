"""Rows of bars: what is claimed beside what was found, or how much of something there is. Numbers are written, never only drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from repatria.registry.drawing import svg

WIDTH, ROW, TOP, LEFT, RIGHT = 760.0, 30.0, 34.0, 190.0, 640.0
MOST = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A label and one value for each kind of bar; None: not yet known."""

    label: str
    values: Sequence[int | None]


def draw_bars(
    rows: Sequence[Row], kinds: Sequence[str], *, name: str = "bars", title: str = "Side by side", most: int | None = None
) -> str:
    """SVG text; the first ``MOST`` rows. ``kinds``: what each value is; ``most``: the number that a whole bar means."""
    rows = rows[:MOST]
    high = most or max((value or 0 for row in rows for value in row.values), default=0)
    if not rows or not high:
        return ""
    tall = 13 * len(kinds) + 9
    inside = [svg.tag("rect", x=0, y=0, width=WIDTH, height=TOP + tall * len(rows) + 8, fill="#ffffff", class_="line-ground")]
    x = LEFT
    for place, kind in enumerate(kinds):
        inside.append(
            svg.tag("rect", x=x, y=10, width=12, height=11, fill=_fill(place), stroke="#3c3832", class_=f"bar-{place}")
        )
        inside.append(svg.words(kind, x + 18, 20, size=12))
        x += 30 + 7 * len(kind)
    for place, row in enumerate(rows):
        inside.append(_row(row, kinds, TOP + place * tall, high))
    said = ". ".join(
        f"{row.label}: " + ", ".join(f"{k} {_said(v)}" for k, v in zip(kinds, row.values, strict=True)) for row in rows[:12]
    )
    return svg.picture(WIDTH, TOP + tall * len(rows) + 8, name, title, f"{said}.", inside, interactive=False)


def bars_table(rows: Sequence[Row], kinds: Sequence[str], *, caption: str, head: str) -> str:
    """All rows as a table."""
    return svg.table(caption, (head, *kinds), [(row.label, *(_said(value) for value in row.values)) for row in rows])


def _row(row: Row, kinds: Sequence[str], y: float, high: int) -> str:
    label = row.label if len(row.label) < 27 else row.label[:26] + "…"
    said = f"{row.label}: " + ", ".join(f"{kind} {_said(value)}" for kind, value in zip(kinds, row.values, strict=True))
    parts = [svg.tag("title", escape(svg.clean(said))), svg.words(label, LEFT - 10, y + 13, size=12, anchor="end")]
    for place, value in enumerate(row.values):
        width = 0.0 if value is None else value / high * (RIGHT - LEFT)
        top = y + 3 + place * 13
        if value:
            parts.append(svg.tag("rect", x=LEFT, y=top, width=max(1.5, min(width, RIGHT - LEFT)), height=11, fill=_fill(place),
                                 stroke="#3c3832", stroke_width=0.8, class_=f"bar-{place}"))  # fmt: skip
        parts.append(svg.words(_said(value), LEFT + min(width, RIGHT - LEFT) + 6, top + 10, size=11))
    return svg.tag("g", *parts)


def _fill(place: int) -> str:
    return ("#e6dfd0", "#3a4f66", "#b8c9b5")[place % 3]


def _said(value: int | None) -> str:
    return "not yet known" if value is None else f"{value:,}"
