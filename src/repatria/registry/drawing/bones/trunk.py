"""Spine, ribs, breastbone and shoulder girdle in the coordinates of the standing figure: x = 0 in the middle, 1000 units high."""

from __future__ import annotations

from repatria.registry.drawing.bones.outline import Ring, Shape, band, both, oval, whole

_SACRUM_TOP = 436.0


def _levels() -> list[tuple[str, float, float, float, float]]:
    """(code, middle, height, half width of the body, half width of the processes) of the 24 vertebrae, top to bottom."""
    levels: list[tuple[str, float, float, float, float]] = []
    top = 98.0
    for n in range(1, 8):
        levels.append((f"cervical-{n}", top + 5, 8.4, 7.2 + 0.35 * n, (19.0, 13.5, 13.0, 13.3, 13.8, 14.6, 17.5)[n - 1]))
        top += 10.2
    for n in range(1, 13):
        height = 12.4 + 0.3 * n
        levels.append((f"thoracic-{n}", top + height / 2, height - 2, 9.0 + 0.42 * n, 20.5 - 0.5 * n))
        top += height
    for n in range(1, 6):
        height = (_SACRUM_TOP - 341) / 5 - 0.3 * (3 - n)
        levels.append((f"lumbar-{n}", top + height / 2, height - 2.6, 14.0 + 0.8 * n, (23, 27, 30, 28, 26)[n - 1]))
        top += height
    return levels


def level(code: str) -> float:
    """The height of the middle of a vertebra."""
    return next(middle for name, middle, *_ in _levels() if name == code)


def spine() -> list[Shape]:
    """24 vertebrae, sacrum and coccyx from the front."""
    shapes = [_vertebra(*row) for row in _levels()]
    sacrum = whole([
        (0, 436), (16, 436), (18, 440), (33, 437), (37, 446), (34, 460), (26, 473), (15, 484), (9, 491), (0, 492),
    ])  # fmt: skip
    holes = [oval(side * x, y, 2.4, 1.9) for x, y in ((17, 449), (15, 459), (12.5, 469), (10, 478)) for side in (1, -1)]
    bars: list[Ring] = [((-13, y), (0, y + 1), (13, y)) for y in (451, 462, 472)]
    coccyx = whole([(0, 494), (7, 494), (8, 497), (4.5, 501), (5, 505), (3, 511), (0, 515)])
    return [
        *shapes,
        Shape("sacrum", (sacrum,), tuple(h + h[:1] for h in holes) + tuple(bars), mark=(0, 457)),
        Shape("coccyx", (coccyx,)),
    ]


def _vertebra(code: str, y: float, h: float, b: float, w: float) -> Shape:
    if code == "cervical-1":
        ring = whole([(0, y - 2), (8, y - 4.4), (15, y - 4), (w, y - 1), (w, y + 2), (14, y + 4), (8, y + 4.5), (0, y + 3)])
    elif code == "cervical-2":
        ring = whole(
            [(0, y - 8), (2.6, y - 7), (2.8, y - 3), (8, y - 4), (w, y), (w, y + 2.4), (8, y + 3), (7, y + 4.4), (0, y + 4.6)]
        )
    else:
        thick = 0.3 if code.startswith("lumbar") else 0.36
        waist, reach = b * 0.86, w
        rise = 0.3 if code.startswith("thoracic") else 0.12
        ring = whole([
            (0, y - h / 2), (b * 0.8, y - h / 2), (b, y - h * 0.42), (waist + 0.5, y - h * (rise + 0.08)),
            (reach - 1, y - h * (rise + thick * 0.6)), (reach, y - h * (rise - thick * 0.3)), (reach - 1.5, y - h * (rise - thick)),
            (waist, y + h * 0.16), (b, y + h * 0.42), (b * 0.8, y + h / 2), (0, y + h / 2),
        ])  # fmt: skip
    return Shape(code, (ring,), mark=(0, y))


_LATERAL = ((37, 12), (52, 20), (62, 27), (69, 33), (75, 37), (79, 41), (82, 45), (83, 48), (82, 50), (78, 50))
_FRONT_END = ((19, 194), (24, 213), (27, 232), (30, 251), (34, 270), (40, 289), (48, 309), (56, 328), (62, 345), (67, 360))


def ribs() -> list[Shape]:
    """24 ribs, lowest first, so that the front of each lies over the back of those below; a mark stands at the side."""
    shapes: list[Shape] = []
    for n in range(12, 0, -1):
        head = level(f"thoracic-{n}") - 4
        if n <= 10:
            ring, mark = _true_rib(n, head)
        else:
            tip = (62.0, head + 50) if n == 11 else (44.0, head + 34)
            path = [
                (13, head, 2.4),
                (24, head + 5, 3),
                (tip[0] - 14, tip[1] - 26, 3.1),
                (tip[0] - 2, tip[1] - 8, 2.6),
                (*tip, 1.2),
            ]
            ring, mark = band(path), (tip[0] - 9, tip[1] - 18)
        shapes += both(f"rib-{n}", [ring], mark=mark)
    return shapes


def _true_rib(n: int, head: float) -> tuple[Ring, tuple[float, float]]:
    far, drop = _LATERAL[n - 1]
    ex, ey = _FRONT_END[n - 1]
    side = head + drop
    rise = -2 if n > 1 else -1
    path = [
        (12, head, 2.2),
        (20, head + rise, 2.8),
        (far * 0.62, head + drop * 0.12, 2.9),
        (far * 0.9, head + drop * 0.5, 2.9),
        (far, side, 3.1),
        (far * 0.95, side + (ey - side) * 0.42 + 4, 3.4),
        ((far * 0.82 + ex) / 2 + 2, side + (ey - side) * 0.84 + 5, 3.6),
        (ex, ey, 3.6),
    ]
    return band(path), (far - 2, side)


def cartilages() -> Shape:
    """Rib cartilages: no bone, drawn pale so that the cage is whole."""
    ends = [(13, 193), (11, 210), (12, 227), (13, 242), (13, 256), (11, 267), (8, 276)]
    rings = []
    for (ex, ey), (sx, sy) in zip(_FRONT_END[:7], ends, strict=True):
        rings.append(band([(ex, ey, 2.6), ((ex + sx) / 2 + 2, (ey + sy) / 2 + (ey - sy) * 0.25, 2.5), (sx, sy, 2.5)]))
    for n in (8, 9, 10):
        (ex, ey), (px, py) = _FRONT_END[n - 1], _FRONT_END[n - 2]
        rings.append(band([(ex, ey, 2.4), (ex - 9, ey - 2, 2.3), (px - 12, py - 2, 2.2)]))
    flipped = [tuple((-x, y) for x, y in ring) for ring in rings]
    return Shape("", tuple(rings + flipped), role="cartilage")


def breastbone() -> list[Shape]:
    """Sternum (three parts, one bone) and both clavicles."""
    handle = whole([(0, 184), (7, 184), (15, 181), (19, 187), (17, 196), (11, 204), (10, 209), (0, 210)])
    blade = whole([(0, 212), (9, 212), (8.5, 228), (11, 246), (13, 262), (9, 278), (4, 283), (0, 283)])
    tip = whole([(0, 285), (4, 285), (4, 294), (2.4, 302), (0, 305)])
    clavicle = band([
        (13, 180, 4.6), (20, 177.5, 4.2), (38, 172, 3.2), (58, 172, 3.1), (76, 175, 3.3), (92, 173, 4), (106, 169, 4.2), (109, 168, 2.6),
    ])  # fmt: skip
    return [Shape("sternum", (handle, blade, tip), mark=(0, 196)), *both("clavicle", [clavicle], mark=(56, 172))]


def shoulder_blades() -> list[Shape]:
    """Both scapulae, behind the ribs; the socket, the acromion and the coracoid stand out at the side."""
    ring: Ring = (
        (46, 186), (58, 181), (74, 186), (84, 185), (89, 178), (95, 181), (94, 189), (99, 193), (101, 204), (98, 216), (93, 220),
        (88, 238), (79, 266), (68, 290), (62, 296), (57, 288), (50, 256), (45, 222), (43, 200),
    )  # fmt: skip
    acromion: Ring = ((82, 184), (96, 173), (110, 169), (119, 172), (120, 179), (112, 183), (104, 180), (94, 186))
    return both("scapula", [ring, acromion], [((92, 191), (90, 205), (84, 224), (74, 256))], mark=(87, 226))


def hyoid() -> Shape:
    """The hyoid below the jaw."""
    ring = band([(-14, 131, 1.2), (-11, 137, 1.9), (-5, 140.5, 2.8), (5, 140.5, 2.8), (11, 137, 1.9), (14, 131, 1.2)])
    return Shape("hyoid", (ring,), mark=(0, 140))
