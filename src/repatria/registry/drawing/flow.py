"""Where everything went: bands from origins on the left to outcomes on the right, as wide as there are things in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from repatria.registry.drawing import svg

WIDTH = 760.0
LEFT, RIGHT, BAR, TOP, GAP = 190.0, 540.0, 14.0, 16.0, 6.0
ROOM = 420.0
MOST = 14
"""Origins drawn by name; the others together."""
FILLS = ("#cdd7e0", "#b8c9b5", "#e6dfd0", "#d9c9d4", "#e0d3bd", "#c7d3d1", "#d5c7aa", "#e4ebef")


@dataclass(frozen=True, slots=True)
class Band:
    """So many things from one origin came to one outcome."""

    origin: str
    outcome: str
    number: int


def draw_flow(bands: Sequence[Band], *, unit: str, name: str = "flow", title: str = "From boxes to outcomes") -> str:
    """SVG text; empty where there is nothing."""
    bands = gathered(bands)
    total = sum(band.number for band in bands)
    if not total:
        return ""
    origins, outcomes = _sums(bands, "origin"), _sums(bands, "outcome")
    scale = ROOM / total
    height = TOP * 2 + ROOM + GAP * max(len(origins), len(outcomes)) + 8 * max(len(origins), len(outcomes))
    starts, ends = _places(origins, scale), _places(outcomes, scale)
    fills = {outcome: FILLS[place % len(FILLS)] for place, outcome in enumerate(outcomes)}
    inside = [svg.tag("rect", x=0, y=0, width=WIDTH, height=height, fill="#ffffff", class_="line-ground")]
    used_left: dict[str, float] = defaultdict(float)
    used_right: dict[str, float] = defaultdict(float)
    for band in bands:
        a, b, thick = (
            starts[band.origin] + used_left[band.origin],
            ends[band.outcome] + used_right[band.outcome],
            band.number * scale,
        )
        used_left[band.origin] += thick
        used_right[band.outcome] += thick
        inside.append(_band(band, a, b, thick, fills[band.outcome], list(outcomes).index(band.outcome), unit))
    for place, (label, number) in enumerate(origins.items()):
        inside.append(_end(label, number, starts[label], number * scale, LEFT - BAR, LEFT - BAR - 6, "end", place))
    for place, (label, number) in enumerate(outcomes.items()):
        inside.append(_end(label, number, ends[label], number * scale, RIGHT, RIGHT + BAR + 6, "start", place))
    said = ". ".join(f"{label}: {number:,} {unit}" for label, number in outcomes.items())
    return svg.picture(
        WIDTH, height, name, title, f"{total:,} {unit} from {len(origins)} origins. {said}.", inside, interactive=False
    )


def flow_table(bands: Sequence[Band], *, unit: str) -> str:
    """Every band as a row: nothing is gathered here."""
    rows = [(band.origin, band.outcome, f"{band.number:,}") for band in bands if band.number]
    return svg.table(f"From where to where, in {unit}", ("From", "Outcome", "Number"), rows)


def gathered(bands: Sequence[Band]) -> list[Band]:
    """The same with the smaller origins put together, so that every name can be read."""
    sums = _sums([band for band in bands if band.number], "origin")
    named = sorted(sums, key=lambda label: (-sums[label], label))
    if len(named) > MOST:
        named = named[: MOST - 1]
    rest = f"{len(sums) - len(named)} others"
    told: dict[tuple[str, str], int] = defaultdict(int)
    for band in bands:
        if band.number:
            told[(band.origin if band.origin in named else rest, band.outcome)] += band.number
    order = [*sorted(label for label in {origin for origin, _outcome in told} if label != rest), rest]
    return [Band(a, b, n) for (a, b), n in sorted(told.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))]


def _sums(bands: Sequence[Band], what: str) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for band in bands:
        sums[getattr(band, what)] += band.number
    return dict(sums)


def _places(sums: dict[str, int], scale: float) -> dict[str, float]:
    places, y = {}, TOP
    for label, number in sums.items():
        places[label] = y
        y += max(number * scale, 9.0) + GAP
    return places


def _band(band: Band, a: float, b: float, thick: float, fill: str, kind: int, unit: str) -> str:
    middle = (LEFT + RIGHT) / 2
    n = svg.number
    d = (
        f"M{n(LEFT)} {n(a)}C{n(middle)} {n(a)} {n(middle)} {n(b)} {n(RIGHT)} {n(b)}V{n(b + thick)}"
        f"C{n(middle)} {n(b + thick)} {n(middle)} {n(a + thick)} {n(LEFT)} {n(a + thick)}Z"
    )
    said = svg.tag("title", escape(svg.clean(f"{band.origin} to {band.outcome}: {band.number:,} {unit}")))
    path = svg.tag("path", d=d, fill=fill, stroke="#8f877a", stroke_width=0.4, class_=f"flow-band flow-{kind % len(FILLS)}")
    return svg.tag("g", said, path)


def _end(label: str, number: int, y: float, thick: float, x: float, text: float, anchor: str, kind: int) -> str:
    bar = svg.tag("rect", x=x, y=y, width=BAR, height=max(1.5, thick), fill="#3c3832", class_="flow-end")
    words = f"{label if len(label) < 26 else label[:25] + '…'}: {number:,}"
    return svg.tag(
        "g", bar, svg.words(words, text, y + max(thick, 9.0) / 2 + 4, size=12, anchor=anchor), class_=f"flow-label-{kind % 2}"
    )
