"""Pictures of what bones tell: where a value lies, a distribution with its 95 %, and how much each bone speaks for its group. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from repatria.registry.drawing import svg
from repatria.registry.gateway.bones import Curve, Measured, Support

INK, FILL, LINE, MARK = "#3c3832", "#c9b99a", "#8f877a", "#7a1f1f"
SMALL = (220.0, 56.0)
WIDE, TALL = 640.0, 190.0
ROW, LEFT, RIGHT, TOP, EDGE = 26.0, 200.0, 560.0, 40.0, 3.0
HATCH = {"supported": None, "open": "1 3", "doubtful": "4 3", "refuted": "8 3"}


def draw_place(told: Measured, name: str) -> str:
    """A small curve of the reference with the value as a line; where it lies beyond the curve, an arrow at the edge."""
    wide, tall = SMALL
    low, high = told.curve[0][0], told.curve[-1][0]
    top = max(y for _x, y in told.curve)
    at = 4.0 + (min(max(told.value, low), high) - low) / (high - low) * (wide - 8.0)
    inside = [
        svg.tag("rect", x=0, y=0, width=wide, height=tall, fill="#ffffff", class_="line-ground"),
        _area(told.curve, (4.0, wide - 4.0), (tall - 8.0, 6.0), (low, high), top),
        svg.tag("path", d=f"M{svg.number(at)} 3V{svg.number(tall - 4)}", stroke=MARK, stroke_width=2.4, fill="none"),
    ]
    if not low <= told.value <= high:
        way = 6.0 if told.value < low else -6.0
        inside.append(
            svg.tag(
                "path", d=f"M{svg.number(at + way)} 6L{svg.number(at)} 11L{svg.number(at + way)} 16", stroke=MARK, fill="none"
            )
        )
    said = f"{told.code} of {told.value:g} mm: {told.percentile} of 100 of the reference lie below; its middle is {told.p50:.1f} mm."
    return svg.picture(wide, tall, name, f"Where {told.code} lies", said, inside, interactive=False)


def draw_distribution(curve: Curve, told: tuple[float, float, float], *, unit: str, name: str, title: str) -> str:
    """A curve with its middle and central 95 % (``told``: middle, low, high) in ``unit``."""
    point, low95, high95 = told
    total = sum(y for _x, y in curve)
    kept = [x for x, y in curve if y > 1e-4 * total]
    low, high = min(kept[0], low95), max(kept[-1], high95)
    top = max(y for _x, y in curve)
    span, floor = (40.0, WIDE - 20.0), TALL - 40.0

    def x_of(value: float) -> float:
        return span[0] + (value - low) / (high - low) * (span[1] - span[0])

    inner = tuple((x, y) for x, y in curve if low <= x <= high)
    middle = tuple((x, y) for x, y in inner if low95 <= x <= high95)
    inside = [
        svg.tag("rect", x=0, y=0, width=WIDE, height=TALL, fill="#ffffff", class_="line-ground"),
        _area(inner, span, (floor, 16.0), (low, high), top, fill="#efe8da"),
        _area(middle, (x_of(middle[0][0]), x_of(middle[-1][0])), (floor, 16.0), (middle[0][0], middle[-1][0]), top),
        svg.tag("path", d=f"M{span[0]} {floor}H{span[1]}", stroke=INK, fill="none", stroke_width=1),
        svg.tag("path", d=f"M{svg.number(x_of(point))} 14V{svg.number(floor)}", stroke=INK, stroke_width=2, fill="none"),
    ]
    for value, words in ((low95, f"{low95:.0f}"), (point, f"{point:.0f} {unit}"), (high95, f"{high95:.0f}")):
        inside.append(svg.words(words, x_of(value), TALL - 20.0, size=13, anchor="middle"))
    said = f"Middle {point:.1f} {unit}; 95 of 100 between {low95:.1f} and {high95:.1f} {unit}."
    return svg.picture(WIDE, TALL, name, title, said, inside, interactive=False)


def draw_chance(male: float, name: str) -> str:
    """The chance of a man as a bar of a hundred parts, with its words."""
    at = 40.0 + male * (WIDE - 80.0)
    inside = [
        svg.tag("rect", x=0, y=0, width=WIDE, height=70, fill="#ffffff", class_="line-ground"),
        svg.tag("rect", x=40, y=20, width=WIDE - 80, height=18, fill="#efe8da", stroke=INK),
        svg.tag("rect", x=40, y=20, width=max(0.0, at - 40), height=18, fill=FILL, stroke=INK),
        svg.words("woman", 40, 58, size=13),
        svg.words("man", WIDE - 40, 58, size=13, anchor="end"),
        svg.words(f"man with chance {chance_words(male)}", WIDE / 2, 58, size=13, anchor="middle"),
    ]
    said = f"The chance that this was a man is {chance_words(male)}."
    return svg.picture(WIDE, 70, name, "Sex", said, inside, interactive=False)


def chance_words(chance: float) -> str:
    """A chance with three decimals, never quite none and never quite certain."""
    return "below 0.001" if chance < 0.001 else "above 0.999" if chance > 0.999 else f"{chance:.3f}"


def draw_supports(rows: Sequence[Support], labels: Sequence[str], name: str = "supports") -> str:
    """A bar for each bone from 0 to its decimal log LR, left against and right for; the edges are a thousand to one."""
    known = [(one, label) for one, label in zip(rows, labels, strict=True) if one.log10_lr is not None]
    if not known:
        return ""
    tall = TOP + ROW * len(known) + 12
    middle = (LEFT + RIGHT) / 2
    inside = [
        svg.tag("rect", x=0, y=0, width=WIDE, height=tall, fill="#ffffff", class_="line-ground"),
        svg.words("another person", LEFT, 22, size=12),
        svg.words("the same person", RIGHT, 22, size=12, anchor="end"),
    ]
    for step in range(-3, 4):
        x = svg.number(middle + step / EDGE * (RIGHT - middle))
        inside.append(svg.tag("path", d=f"M{x} 30V{svg.number(tall - 8)}", stroke=LINE, stroke_width=0.6, fill="none"))
    for place, (one, label) in enumerate(known):
        inside.append(_bar(one, label, TOP + place * ROW, middle))
    said = "; ".join(f"{label}: {one.grade or 'not told'}" for one, label in known)
    return svg.picture(WIDE, tall, name, "How much each bone speaks for its group", f"{said}.", inside, interactive=False)


def _bar(one: Support, label: str, y: float, middle: float) -> str:
    value = max(-EDGE, min(EDGE, one.log10_lr or 0.0))
    end = middle + value / EDGE * (RIGHT - middle)
    return svg.tag(
        "g",
        svg.tag("title", escape(svg.clean(f"{label}: {one.log10_lr:+.1f}, {one.grade}"))),
        svg.words(label if len(label) < 30 else label[:29] + "…", LEFT - 10, y + 14, size=12, anchor="end"),
        svg.tag(
            "rect", x=min(middle, end), y=y + 3, width=max(1.5, abs(end - middle)), height=14, fill=FILL, stroke=INK,
            stroke_width=1.4, stroke_dasharray=HATCH.get(one.grade),
        ),
        svg.words(f"{one.log10_lr:+.1f} {one.grade}", RIGHT + 8, y + 14, size=12),
    )  # fmt: skip


def _area(
    curve: Sequence[tuple[float, float]], span: tuple[float, float], height: tuple[float, float], reach: tuple[float, float],
    top: float, fill: str = FILL,
) -> str:  # fmt: skip
    """The ground under a curve: ``span`` left and right, ``height`` floor and ceiling of the picture, ``reach`` values at them."""
    (left, right), (floor, ceiling), (low, high) = span, height, reach
    wide = (high - low) or 1.0
    points = [
        f"{svg.number(left + (x - low) / wide * (right - left))} {svg.number(floor - y / top * (floor - ceiling))}"
        for x, y in curve
    ]
    path = f"M{svg.number(left)} {svg.number(floor)}L{'L'.join(points)}L{svg.number(right)} {svg.number(floor)}Z"
    return svg.tag("path", d=path, fill=fill, stroke=INK, stroke_width=1)
