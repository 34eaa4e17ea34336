"""Numbers over time as steps: how many of what were known on each day. Every line is named at its end, and in a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from repatria.registry.drawing import svg

WIDTH, HEIGHT = 760.0, 330.0
LEFT, RIGHT, TOP, BOTTOM = 60.0, 560.0, 20.0, 280.0
DASHES = (None, "7 4", "2 4", "10 3 2 3", "1 5")
NAME = 17.0
"""Height of a line's name."""
MOST = 200
"""Points drawn of one line."""


@dataclass(frozen=True, slots=True)
class Series:
    """A named line: (day, number known at its end; None: not yet known), by day."""

    name: str
    points: Sequence[tuple[date, int | None]]


def draw_curve(lines: Sequence[Series], *, until: date, name: str = "curve", title: str = "Over time", unit: str = "") -> str:
    """SVG text; empty where nothing was ever known. ``until``: the last day, to which every line runs on."""
    known = [line for line in lines if any(value is not None for _day, value in line.points)]
    if not known:
        return ""
    first = min(day for line in known for day, value in line.points if value is not None)
    high = max(1, max(value or 0 for line in known for _day, value in line.points))
    span = max(1, (until - first).days)
    step = next(s for s in _steps() if high / s <= 5)
    top = -(-high // step) * step

    def x(day: date) -> float:
        return LEFT + min(span, max(0, (day - first).days)) / span * (RIGHT - LEFT)

    def y(value: int) -> float:
        return BOTTOM - value / top * (BOTTOM - TOP)

    inside = [svg.tag("rect", x=0, y=0, width=WIDTH, height=HEIGHT, fill="#ffffff", class_="line-ground")]
    for value in range(0, top + 1, step):
        inside.append(
            svg.tag(
                "path",
                d=f"M{LEFT} {svg.number(y(value))}H{RIGHT}",
                stroke="#8f877a",
                stroke_width=0.6,
                fill="none",
                class_="fall-grid",
            )
        )
        inside.append(svg.words(f"{value:,}", LEFT - 8, y(value) + 4, size=12, anchor="end"))
    for day in _marks(first, until):
        anchor = "end" if x(day) > RIGHT - 40 else "middle"
        inside.append(svg.words(day.isoformat(), x(day), BOTTOM + 20, size=12, anchor=anchor))
    inside += _named(known, x, y, until)
    if unit:
        inside.append(svg.words(unit, LEFT, TOP - 6, size=12, class_="drawing-soft", fill="#5f5a52"))
    return svg.picture(WIDTH, HEIGHT, name, title, _summary(known), inside, interactive=False)


def curve_table(lines: Sequence[Series], *, caption: str = "The same in numbers", most: int = 60) -> str:
    """The days on which something changed, with every line's number; the last ``most`` of them."""
    days = sorted({day for line in lines for day, _value in line.points})[-most:]
    rows = []
    for day in days:
        told = (_at(line, day) for line in lines)
        rows.append((day.isoformat(), *("not yet known" if value is None else f"{value:,}" for value in told)))
    return svg.table(caption, ("At the end of", *(line.name for line in lines)), rows)


def _named(lines: Sequence[Series], x: Callable[[date], float], y: Callable[[int], float], until: date) -> list[str]:
    """The lines, and at the right end of each its name; names that would touch are moved apart."""
    drawn, ends = [], []
    for place, line in enumerate(lines):
        points = [(day, value) for day, value in line.points if value is not None]
        if len(points) > MOST:
            points = [*points[:: -(-len(points) // MOST)], points[-1]]
        d = f"M{svg.number(x(points[0][0]))} {svg.number(y(points[0][1]))}"
        for day, value in points[1:]:
            d += f"H{svg.number(x(day))}V{svg.number(y(value))}"
        d += f"H{svg.number(RIGHT)}"
        path = svg.tag("path", d=d, fill="none", stroke="#3a4f66", stroke_width=2.4,
                       stroke_dasharray=DASHES[place % len(DASHES)], class_="curve-line")  # fmt: skip
        said = f"{line.name}: {points[-1][1]:,} on {until.isoformat()}"
        drawn.append(svg.tag("g", svg.tag("title", escape(svg.clean(said))), path))
        ends.append((y(points[-1][1]), f"{line.name}: {points[-1][1]:,}"))
    low, heights = -99.0, []
    for height, _words in sorted(ends):
        low = max(height + 4, low + NAME)
        heights.append(low)
    up = max(0.0, heights[-1] - (HEIGHT - 10)) if heights else 0.0
    for place, (_height, words) in enumerate(sorted(ends)):
        top = min(heights[place], heights[-1] - up - (len(heights) - 1 - place) * NAME)
        drawn.append(svg.words(words if len(words) < 30 else words[:29] + "…", RIGHT + 10, top, size=12.5, font_weight="600"))
    return drawn


def _at(line: Series, day: date) -> int | None:
    value = None
    for one, number in line.points:
        if one > day:
            break
        value = number
    return value


def _steps() -> list[int]:
    return [n * 10**power for power in range(9) for n in (1, 2, 5)]


def _marks(first: date, until: date) -> list[date]:
    days = (until - first).days
    if days < 5:
        return [first]
    return [date.fromordinal(first.toordinal() + round(days * part / 4)) for part in range(5)]


def _summary(lines: Sequence[Series]) -> str:
    told = []
    for line in lines:
        points = [(day, value) for day, value in line.points if value is not None]
        told.append(
            f"{line.name}: {points[0][1]:,} on {points[0][0].isoformat()}, {points[-1][1]:,} from {points[-1][0].isoformat()} on."
        )
    return " ".join(told)
