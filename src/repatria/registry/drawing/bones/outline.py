"""Outlines of bones: points, joined by smooth curves, mirrored for the other side of the body."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from repatria.registry.drawing.svg import number

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A bone in a drawing: filled ``rings`` and open ``lines`` drawn over them, in the coordinates of its part.

    ``code``: the bone's code in the catalogue, or "" for what is drawn around bones (teeth, cartilage, openings); then ``role`` names
    the class that colours it. ``mark``: where a count stands.
    """

    code: str
    rings: tuple[Ring, ...]
    lines: tuple[Ring, ...] = ()
    role: str = "bone"
    mark: Point | None = field(default=None)

    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the rings."""
        xs = [x for ring in self.rings for x, _ in ring]
        ys = [y for ring in self.rings for _, y in ring]
        return min(xs), min(ys), max(xs), max(ys)

    def middle(self) -> Point:
        """Where a count stands: the given mark, or the middle of the largest ring."""
        if self.mark:
            return self.mark
        ring = max(self.rings, key=_area)
        return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)


def _area(ring: Ring) -> float:
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True)))


def smooth(points: Sequence[Point], *, closed: bool = True) -> str:
    """SVG path data of a Catmull-Rom curve through the points; a point given twice in a row is a corner."""
    return _smooth(tuple(points), closed)


@lru_cache(maxsize=4096)  # the outlines never change; only what is recorded of them does
def _smooth(points: tuple[Point, ...], closed: bool) -> str:
    n = len(points)
    at = [points[i % n] if closed else points[max(0, min(n - 1, i))] for i in range(-1, n + 2)]
    out = [f"M{_near(points[0][0])} {_near(points[0][1])}"]
    for i in range(1, n + 1 if closed else n):
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = at[i - 1 : i + 3]
        if (x1, y1) == (x2, y2):
            continue
        if (x0, y0) == (x1, y1):
            x0, y0 = x1, y1
        ends = (x1 + (x2 - x0) / 6, y1 + (y2 - y0) / 6, x2 - (x3 - x1) / 6, y2 - (y3 - y1) / 6, x2, y2)
        out.append("C" + " ".join(_near(v) for v in ends))
    return "".join(out) + ("Z" if closed else "")


def _near(value: float) -> str:
    return number(round(value, 1))


def mirror(shape: Shape, code: str) -> Shape:
    """The shape of the other side (x becomes -x) under its own code."""

    def flip(rings: tuple[Ring, ...]) -> tuple[Ring, ...]:
        return tuple(tuple((-x, y) for x, y in ring) for ring in rings)

    mark = (-shape.mark[0], shape.mark[1]) if shape.mark else None
    return replace(shape, code=code, rings=flip(shape.rings), lines=flip(shape.lines), mark=mark)


def both(family: str, rings: Iterable[Ring], lines: Iterable[Ring] = (), mark: Point | None = None) -> list[Shape]:
    """The left bone (drawn at the viewer's right, x > 0) and its mirror image, the right one."""
    left = Shape(f"{family}-left", tuple(rings), tuple(lines), mark=mark)
    return [left, mirror(left, f"{family}-right")]


def whole(half: Sequence[Point]) -> Ring:
    """A ring symmetrical about x = 0 from the points of its left half, top to bottom."""
    back = [(-x, y) for x, y in reversed(half) if x]
    return tuple(half) + tuple(back)


def oval(x: float, y: float, rx: float, ry: float, tilt: float = 0.0) -> Ring:
    """An ellipse of 12 points, tilted by ``tilt`` degrees."""
    c, s = math.cos(math.radians(tilt)), math.sin(math.radians(tilt))
    turn = [(rx * math.cos(k * math.pi / 6), ry * math.sin(k * math.pi / 6)) for k in range(12)]
    return tuple((x + u * c - v * s, y + u * s + v * c) for u, v in turn)


def tube(a: Point, b: Point, stations: Sequence[tuple[float, float, float]]) -> Ring:
    """A ring along the axis from a to b: stations are (share of the way, half width to the left, half width to the right).

    Left and right are those of somebody walking from a to b in a picture whose y grows downwards.
    """
    (ax, ay), (bx, by) = a, b
    length = math.hypot(bx - ax, by - ay)
    ux, uy = (bx - ax) / length, (by - ay) / length
    left = [(ax + ux * t * length + uy * w, ay + uy * t * length - ux * w) for t, w, _ in stations]
    right = [(ax + ux * t * length - uy * w, ay + uy * t * length + ux * w) for t, _, w in reversed(stations)]
    return tuple(left + right)


def band(path: Sequence[tuple[float, float, float]]) -> Ring:
    """A ring of changing width along a bent path of (x, y, half width)."""
    left, right = [], []
    for i, (x, y, w) in enumerate(path):
        (px, py, _), (qx, qy, _) = path[max(0, i - 1)], path[min(len(path) - 1, i + 1)]
        length = math.hypot(qx - px, qy - py) or 1.0
        nx, ny = (qy - py) / length, -(qx - px) / length
        left.append((x + nx * w, y + ny * w))
        right.append((x - nx * w, y - ny * w))
    return tuple(left + right[::-1])
