"""The left hand, palm to the viewer, fingers down: 27 bones in millimetres, wrist at y = 0, thumb at x > 0."""

from __future__ import annotations

import math

from repatria.registry.drawing.bones.outline import Point, Ring, Shape, mirror, tube

_SHAFT = (
    (0, 0.6, 0.6),
    (0.04, 1, 1),
    (0.16, 0.86, 0.86),
    (0.45, 0.56, 0.56),
    (0.7, 0.6, 0.6),
    (0.88, 0.88, 0.88),
    (0.98, 0.66, 0.66),
    (1, 0.2, 0.2),
)
_TUFT = (
    (0, 0.7, 0.7),
    (0.06, 1, 1),
    (0.25, 0.78, 0.78),
    (0.55, 0.45, 0.45),
    (0.78, 0.55, 0.55),
    (0.92, 0.66, 0.66),
    (1, 0.3, 0.3),
)
_METACARPALS: tuple[tuple[Point, Point, float], ...] = (
    ((29, 38), (47, 76), 6.6),
    ((12.5, 38), (19, 103), 6.6),
    ((-0.5, 40), (1, 105), 6.4),
    ((-12.5, 39), (-15, 97), 5.8),
    ((-23, 37), (-30, 90), 5.6),
)
_HEADING = ((0.55, 0.835), (0.13, 0.99), (0.015, 1.0), (-0.08, 0.997), (-0.2, 0.98))
_ROWS: tuple[tuple[str, tuple[float, ...], float], ...] = (
    ("proximal", (31, 39, 43, 40, 33), 5.4),
    ("middle", (0, 24, 28, 27, 20), 4.7),
    ("distal", (22, 18, 19, 19, 17), 4.2),
)
_CARPALS: dict[str, Ring] = {
    "scaphoid": ((5, 12), (10, 4), (20, 5), (27, 13), (28, 21), (22, 23), (14, 19), (7, 18)),
    "lunate": ((-10, 6), (-3, 2), (6, 4), (6, 11), (4, 18), (-3, 16), (-9, 18), (-11, 12)),
    "triquetral": ((-12, 8), (-18, 7), (-26, 14), (-27, 21), (-20, 24), (-13, 21)),
    "pisiform": ((-28, 15), (-23, 12), (-19, 16), (-20, 22), (-25, 24), (-29, 20)),
    "trapezium": ((17, 25), (24, 23), (32, 26), (33, 33), (27, 37), (20, 36), (18, 31)),
    "trapezoid": ((8, 22), (15, 22), (17, 28), (18, 35), (12, 37), (8, 34)),
    "capitate": ((-5, 18), (1, 17), (6, 21), (7, 30), (7, 37), (0, 39), (-6, 37), (-6, 27)),
    "hamate": ((-8, 20), (-13, 23), (-20, 26), (-27, 26), (-28, 34), (-20, 37), (-8, 37), (-7, 28)),
}


def left() -> list[Shape]:
    """27 bones of the left hand; the pisiform lies over the triquetral."""
    order = ["scaphoid", "lunate", "triquetral", "trapezium", "trapezoid", "capitate", "hamate", "pisiform"]
    shapes = [Shape(f"{name}-left", (_CARPALS[name],)) for name in order]
    for digit in range(5):
        base, head, width = _METACARPALS[digit]
        shapes.append(Shape(f"metacarpal-{digit + 1}-left", (_bone(base, head, width, _SHAFT),)))
        shapes += _finger(digit, head)
    return shapes


def _finger(digit: int, joint: Point) -> list[Shape]:
    heading = _HEADING[digit]
    size = math.hypot(*heading)
    ux, uy = heading[0] / size, heading[1] / size
    shapes, (x, y) = [], joint
    slim = 0.86 if digit == 4 else 1.12 if digit == 0 else 1.0
    for row, lengths, width in _ROWS:
        length = lengths[digit]
        if not length:
            continue
        start = (x + ux * 2.2, y + uy * 2.2)
        x, y = start[0] + ux * length, start[1] + uy * length
        profile = _TUFT if row == "distal" else _SHAFT
        shapes.append(Shape(f"hand-{row}-phalanx-{digit + 1}-left", (_bone(start, (x, y), width * slim, profile),)))
    return shapes


def _bone(a: Point, b: Point, width: float, profile: tuple[tuple[float, float, float], ...]) -> Ring:
    return tube(a, b, [(t, p * width, q * width) for t, p, q in profile])


def right() -> list[Shape]:
    """27 bones of the right hand."""
    return [mirror(shape, shape.code.replace("-left", "-right")) for shape in left()]
