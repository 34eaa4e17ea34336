"""A line of custody as a drawing: who held a thing, where and from when to when, with the stretches that nobody answers for hatched.

The rows stand in the order of time and are not to scale, because a line may hold a minute beside a decade; every length is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from html import escape
from typing import Literal

from repatria.registry.drawing import svg

Moment = datetime | date
WIDTH, ROW, TOP = 760.0, 62.0, 34.0
_DATES, _BAR, _TEXT = 150.0, 166.0, 206.0
NO_HOLDER = "no holder recorded"
TWO_HOLDERS = "two holders recorded at once"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One leg of the line. ``end`` None: until now. ``kind``: "held", or "moving" for a journey."""

    holder: str
    place: str
    start: Moment
    end: Moment | None
    note: str = ""
    kind: Literal["held", "moving"] = "held"

    def __post_init__(self) -> None:
        if self.end is not None and _at(self.end) < _at(self.start):
            raise ValueError(
                f"timeline: {self.holder} holds until {_said(self.end)} but since {_said(self.start)}. Correct one of the two times."
            )


@dataclass(frozen=True, slots=True)
class _Row:
    kind: Literal["held", "moving", "gap", "overlap"]
    head: str
    place: str
    start: Moment
    end: Moment | None
    note: str = ""


def draw_timeline(line: Sequence[Stretch], *, name: str = "timeline", tolerated: timedelta = timedelta(minutes=1)) -> str:
    """SVG text of the line, earliest first; breaks up to ``tolerated`` are not shown. An empty line gives an empty text."""
    rows = _rows(line, tolerated)
    if not rows:
        return ""
    inside = [
        _hatch(name),
        svg.words("Line of custody, earliest first; not to scale", 12, 20, size=12, class_="drawing-soft", fill="#5f5a52"),
    ]
    for i, row in enumerate(rows):
        inside.append(_drawn(row, TOP + i * ROW, name, last=i == len(rows) - 1))
    return svg.picture(WIDTH, TOP + len(rows) * ROW + 16, name, "Line of custody", _summary(rows), inside, interactive=False)


def timeline_table(line: Sequence[Stretch], *, tolerated: timedelta = timedelta(minutes=1)) -> str:
    """The same as an HTML table."""
    rows = [
        (
            row.head,
            row.place or "not recorded",
            _said(row.start),
            _said(row.end) if row.end else "until now",
            _length(row),
            row.note,
        )
        for row in _rows(line, tolerated)
    ]
    return svg.table("Line of custody, earliest first", ("Holder", "Place", "From", "To", "Length", "Note"), rows)


def _rows(line: Sequence[Stretch], tolerated: timedelta) -> list[_Row]:
    rows: list[_Row] = []
    reached: Moment | None = None
    for i, leg in enumerate(sorted(line, key=lambda leg: _at(leg.start))):
        if i and reached is not None and _at(leg.start) - _at(reached) > tolerated:
            rows.append(_Row("gap", NO_HOLDER, "", reached, leg.start))
        elif i and (reached is None or _at(reached) - _at(leg.start) > tolerated):
            until = leg.end if reached is None or (leg.end is not None and _at(leg.end) < _at(reached)) else reached
            rows.append(_Row("overlap", TWO_HOLDERS, "", leg.start, until))
        rows.append(_Row(leg.kind, leg.holder, leg.place, leg.start, leg.end, leg.note))
        if i == 0 or (reached is not None and (leg.end is None or _at(leg.end) > _at(reached))):
            reached = leg.end
    return rows


_FILL = {"held": "#cdd7e0", "moving": "#b8c9b5", "overlap": "#ffffff"}


def _drawn(row: _Row, y: float, name: str, *, last: bool) -> str:
    break_ = row.kind in ("gap", "overlap")
    fill = f"url(#{name}-hatch)" if break_ else _FILL[row.kind]
    bar = svg.tag("rect", x=_BAR, y=y, width=22, height=ROW - 6, rx=3, fill=fill, stroke="#3c3832", stroke_width=1.2,
                  stroke_dasharray="4 3" if break_ else None, class_=f"line-{row.kind}")  # fmt: skip
    parts = [svg.tag("title", escape(svg.clean(_sentence(row)))), bar]
    parts.append(svg.words(_said(row.start), _DATES, y + 13, size=12, anchor="end"))
    if last:
        parts.append(svg.words(_said(row.end) if row.end else "until now", _DATES, y + ROW - 2, size=12, anchor="end"))
    if row.kind == "moving":
        parts.append(svg.tag("path", d=f"M{_BAR + 11} {y + 16}V{y + 38}M{_BAR + 5} {y + 31}L{_BAR + 11} {y + 38}L{_BAR + 17} {y + 31}",
                             fill="none", stroke="#3c3832", stroke_width=1.6, class_="line-axis"))  # fmt: skip
    parts.append(
        svg.words(_short(row.head, 62), _TEXT, y + 14, size=14, font_weight="600", font_style="italic" if break_ else None)
    )
    second = ", ".join(piece for piece in (row.place, _length(row)) if piece)
    parts.append(svg.words(_short(second, 82), _TEXT, y + 31, size=12))
    if row.note:
        parts.append(svg.words(_short(row.note, 84), _TEXT, y + 47, size=12, class_="drawing-soft", fill="#5f5a52"))
    return svg.tag("g", *parts, class_=f"line-row line-row-{row.kind}")


def _hatch(name: str) -> str:
    ground = svg.tag("rect", width=7, height=7, fill="#ffffff", class_="line-hatch-ground")
    stripe = svg.tag("path", d="M0 0V7", stroke="#5f5a52", stroke_width=2.4, class_="line-hatch-line")
    pattern = svg.tag(
        "pattern",
        ground,
        stripe,
        id=f"{name}-hatch",
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )
    return svg.tag("defs", pattern)


def _summary(rows: Sequence[_Row]) -> str:
    held = sum(row.kind in ("held", "moving") for row in rows)
    gaps, twice = (sum(row.kind == kind for row in rows) for kind in ("gap", "overlap"))
    said = f"{held} stretch{'es' if held != 1 else ''} in order of time. "
    broken = [f"{what}: {count}" for what, count in ((NO_HOLDER, gaps), (TWO_HOLDERS, twice)) if count]
    said += f"Breaks: {'; '.join(broken)}. " if broken else "No break. "
    return said + " ".join(_sentence(row) for row in rows)


def _sentence(row: _Row) -> str:
    place = f" at {row.place}" if row.place else ""
    until = f"until {_said(row.end)}" if row.end else "until now"
    return f"{row.head}{place} from {_said(row.start)} {until}."


def _at(moment: Moment) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(), UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _said(moment: Moment) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


def _length(row: _Row) -> str:
    """The time between two moments in its two largest units; empty where it has no end."""
    if row.end is None:
        return ""
    span = _at(row.end) - _at(row.start)
    minutes = int(span.total_seconds() // 60)
    years, days, hours, rest = minutes // 525_960, minutes % 525_960 // 1440, minutes // 60 % 24, minutes % 60
    if years:
        hours = rest = 0
    elif days:
        rest = 0
    units = ((years, "year"), (days, "day"), (hours, "hour"), (rest, "minute"))
    said = [f"{count} {unit}{'s' if count != 1 else ''}" for count, unit in units if count]
    return " ".join(said[:2]) or "under a minute"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
