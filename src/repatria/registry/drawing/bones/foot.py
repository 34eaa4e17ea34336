"""The left foot from above, toes down: 26 bones in millimetres, heel at y = 0, big toe at x < 0."""

from __future__ import annotations

from repatria.registry.drawing.bones.outline import Point, Ring, Shape, mirror, tube

_SHAFT = (
    (0, 0.75, 0.75),
    (0.05, 1, 1),
    (0.18, 0.84, 0.84),
    (0.45, 0.5, 0.5),
    (0.72, 0.52, 0.52),
    (0.9, 0.84, 0.84),
    (1, 0.4, 0.4),
)
_STUB = ((0, 0.75, 0.75), (0.12, 1, 1), (0.5, 0.74, 0.74), (0.85, 0.9, 0.9), (1, 0.45, 0.45))
_TUFT = ((0, 0.75, 0.75), (0.12, 1, 1), (0.5, 0.6, 0.6), (0.8, 0.72, 0.72), (1, 0.3, 0.3))
_METATARSALS: tuple[tuple[Point, Point, float], ...] = (
    ((-22, 127), (-31, 184), 9.4),
    ((-8, 120), (-12.5, 191), 6.2),
    ((4, 123), (4, 188), 5.8),
    ((15, 118), (19.5, 182), 5.8),
    ((26, 112), (35, 173), 6.0),
)
_PHALANGES: tuple[tuple[str, tuple[float, ...], tuple[float, ...]], ...] = (
    ("proximal", (31, 28, 26, 24, 22), (8.2, 5, 4.8, 4.6, 4.6)),
    ("middle", (0, 14, 12, 11, 10), (0, 4.5, 4.4, 4.3, 4.3)),
    ("distal", (24, 13, 12, 11, 10), (8, 4.3, 4.2, 4.1, 4.1)),
)
_HEADING = ((-0.05, 1.0), (-0.02, 1.0), (0.03, 1.0), (0.07, 1.0), (0.1, 1.0))
_TARSALS: dict[str, tuple[Ring, ...]] = {
    "calcaneus": (
        (
            (2, 0),
            (12, 2),
            (19, 10),
            (20, 28),
            (22, 50),
            (27, 68),
            (28, 80),
            (20, 86),
            (10, 84),
            (-4, 70),
            (-12, 56),
            (-11, 40),
            (-13, 22),
            (-12, 8),
        ),
    ),
    "talus": (
        ((-16, 44), (-4, 38), (10, 42), (14, 54), (10, 66), (2, 72), (0, 84), (-10, 91), (-22, 87), (-24, 76), (-20, 62)),
    ),
    "navicular": (((-31, 92), (-26, 90), (-10, 94), (2, 88), (6, 94), (4, 101), (-8, 104), (-22, 105), (-31, 101)),),
    "cuboid": (((9, 88), (19, 89), (29, 84), (33, 96), (31, 110), (20, 116), (12, 116), (9, 104)),),
    "medial-cuneiform": (((-31, 105), (-22, 108), (-16, 108), (-14, 118), (-15, 126), (-24, 127), (-32, 122)),),
    "intermediate-cuneiform": (((-13, 107), (-4, 106), (-3, 112), (-4, 118), (-12, 118)),),
    "lateral-cuneiform": (((-1, 106), (7, 103), (8, 112), (9, 120), (0, 121), (-1, 114)),),
}


def left() -> list[Shape]:
    """26 bones of the left foot; the talus lies over the calcaneus."""
    lines: dict[str, tuple[Ring, ...]] = {"talus": (((-19, 52), (-6, 50), (11, 54)), ((-18, 70), (-6, 68), (4, 70)))}
    shapes = [Shape(f"{name}-left", rings, lines.get(name, ()), mark=_MARKS.get(name)) for name, rings in _TARSALS.items()]
    for digit in range(5):
        base, head, width = _METATARSALS[digit]
        shapes.append(Shape(f"metatarsal-{digit + 1}-left", (_bone(base, head, width, _SHAFT),)))
        shapes += _toe(digit, head)
    return shapes


_MARKS: dict[str, Point] = {"calcaneus": (4, 20)}


def _toe(digit: int, joint: Point) -> list[Shape]:
    ux, uy = _HEADING[digit]
    shapes, (x, y) = [], joint
    for row, lengths, widths in _PHALANGES:
        length = lengths[digit]
        if not length:
            continue
        start = (x + ux * 2.4, y + uy * 2.4)
        x, y = start[0] + ux * length, start[1] + uy * length
        profile = _TUFT if row == "distal" else _SHAFT if row == "proximal" else _STUB
        shapes.append(Shape(f"foot-{row}-phalanx-{digit + 1}-left", (_bone(start, (x, y), widths[digit], profile),)))
    return shapes


def _bone(a: Point, b: Point, width: float, profile: tuple[tuple[float, float, float], ...]) -> Ring:
    return tube(a, b, [(t, p * width, q * width) for t, p, q in profile])


def right() -> list[Shape]:
    """26 bones of the right foot."""
    return [mirror(shape, shape.code.replace("-left", "-right")) for shape in left()]
