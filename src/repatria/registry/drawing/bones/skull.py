"""The skull from the front (about 154 wide, 230 high, x = 0 in the middle), from below, and the ossicles of the ears."""

from __future__ import annotations

from repatria.registry.drawing.bones.outline import Ring, Shape, both, oval, whole

_ORBIT: Ring = ((12, 98), (18, 88), (33, 83), (48, 88), (54, 101), (51, 114), (41, 124), (27, 125), (16, 117), (12, 107))
_APERTURE: Ring = whole([(0, 126), (6, 128), (10, 138), (13, 148), (9, 155), (0, 157)])


def front() -> list[Shape]:
    """22 bones less the occipital and the palatines, back to front; teeth and openings are drawn around them."""
    return [*_vault(), *_sides(), _jaw(), *_openings(), *_inner(), *_face(), _teeth()]


def _vault() -> list[Shape]:
    parietal: Ring = (
        (0, 0), (0, 0), (26, 2), (48, 10), (65, 27), (75, 50), (78, 74), (76, 92), (76, 92), (69, 88), (66, 72), (59, 50), (44, 32),
        (24, 22), (0, 19), (0, 19),
    )  # fmt: skip
    frontal = whole([
        (0, 19), (24, 22), (44, 32), (59, 50), (65, 70), (66, 86), (68, 97), (61, 101), (55, 96), (48, 86), (33, 81), (18, 86),
        (12, 98), (8, 104), (0, 105),
    ])  # fmt: skip
    brows: tuple[Ring, ...] = (((16, 80), (30, 74), (44, 77)), ((-16, 80), (-30, 74), (-44, 77)))
    return [*both("parietal", [parietal]), Shape("frontal", (frontal,), brows, mark=(0, 55))]


def _sides() -> list[Shape]:
    temporal: Ring = (
        (76, 91), (78, 104), (76, 118), (75, 132), (71, 146), (66, 148), (63, 138), (62, 124), (66, 112), (69, 100), (70, 90),
    )  # fmt: skip
    return both("temporal", [temporal], mark=(71, 112))


def _jaw() -> Shape:
    ring = whole([
        (0, 198), (12, 198), (28, 194), (40, 186), (46, 172), (49, 156), (53, 146), (59, 142), (66, 143), (68, 150), (65, 164),
        (62, 182), (56, 198), (42, 214), (27, 225), (14, 229), (0, 229),
    ])  # fmt: skip
    chin: tuple[Ring, ...] = (
        ((-12, 221), (0, 217), (12, 221)),
        ((48, 190), (52, 176), (54, 160)),
        ((-48, 190), (-52, 176), (-54, 160)),
    )
    return Shape("mandible", (ring,), chin, mark=(0, 213))


def _openings() -> list[Shape]:
    left = _ORBIT
    right = tuple((-x, y) for x, y in _ORBIT)
    return [Shape("", (left, right, _APERTURE), role="opening")]


def _inner() -> list[Shape]:
    """What is seen within the orbits and the nasal opening, and the temple."""
    temple: Ring = ((67, 96), (70, 91), (69, 101), (66, 112), (61, 118), (60, 108), (63, 102))
    wall: Ring = ((36, 96), (46, 93), (51, 101), (48, 111), (41, 116), (36, 108))
    other = tuple(tuple((-x, y) for x, y in ring) for ring in (temple, wall))
    sphenoid = Shape("sphenoid", (temple, wall, *other), mark=(44, 104))
    plate: Ring = ((-1.6, 129), (1.6, 129), (2, 143), (-2, 143))
    orbital: Ring = ((20, 98), (27, 97), (29, 107), (26, 114), (20, 113))
    ethmoid = Shape("ethmoid", (orbital, tuple((-x, y) for x, y in orbital), plate), mark=(24, 105))
    vomer = Shape("vomer", (((-2, 144), (2, 144), (3.4, 154), (0, 156), (-3.4, 154)),))
    concha = both("inferior-concha", [((5, 140), (9, 139), (11, 145), (9, 151), (5, 150))])
    lacrimal = both("lacrimal", [((14, 101), (18.5, 99), (18.5, 113), (15, 115), (13.5, 108))])
    return [sphenoid, ethmoid, vomer, *concha, *lacrimal]


def _face() -> list[Shape]:
    maxilla: Ring = (
        (0, 156), (0, 156), (8, 154), (12, 148), (9.5, 138), (6, 127), (7, 114), (7, 105), (12, 105), (13, 114), (20, 122), (33, 127),
        (42, 134), (46, 143), (40, 153), (35, 164), (32, 177), (22, 182), (10, 184), (0, 184), (0, 184),
    )  # fmt: skip
    zygomatic: Ring = (
        (56, 98), (61, 101), (66, 100), (65, 112), (70, 120), (76, 122), (76, 129), (68, 135), (58, 144), (48, 146), (44, 136), (36, 127),
        (43, 122), (51, 114), (55, 104),
    )  # fmt: skip
    nasal: Ring = ((0, 105), (0, 105), (6, 106), (6.5, 118), (7, 129), (3, 127), (0, 132), (0, 132))
    return [
        *both("maxilla", [maxilla], [((26, 138), (29, 137), (31, 139))], mark=(24, 152)),
        *both("zygomatic", [zygomatic], mark=(56, 128)),
        *both("nasal", [nasal]),
    ]


def _teeth() -> Shape:
    """Eight crowns a jaw as they show from the front; the dental chart records teeth one by one."""
    rings = []
    for top, bottom, widths in ((182, 192, (8.2, 6.6, 6.6, 5)), (191.5, 200.5, (5.6, 6, 6.4, 5.4))):
        x = 0.4
        for k, width in enumerate(widths):
            rise = 0.9 * k * (1 if top < 190 else 0.8)
            left, right = x, x + width - 0.8
            crown: Ring = ((left, top - rise), (right, top - rise), (right - 0.4, bottom - rise), (left + 0.4, bottom - rise))
            rings += [crown, tuple((-u, v) for u, v in crown)]
            x += width
    return Shape("", tuple(rings), role="tooth")


def below() -> list[Shape]:
    """The skull from below, face at the top (about 150 wide, 195 high): the occipital and the palatines, the others as copies."""
    occipital = whole([
        (0, 88), (9, 89), (13, 98), (22, 108), (34, 118), (48, 127), (66, 138), (66, 152), (56, 172), (34, 188), (0, 194),
    ])  # fmt: skip
    temporal: Ring = (
        (66, 138), (73, 124), (75, 106), (70, 92), (60, 86), (46, 90), (32, 98), (20, 104), (22, 108), (34, 118), (48, 127),
    )  # fmt: skip
    sphenoid = whole(
        [(0, 74), (10, 68), (24, 66), (34, 62), (50, 62), (60, 72), (60, 86), (46, 90), (32, 98), (20, 104), (12, 94), (0, 88)]
    )
    zygomatic: Ring = ((48, 34), (60, 40), (70, 52), (76, 70), (75, 92), (71, 92), (69, 74), (62, 60), (52, 52), (44, 48))
    maxilla: Ring = ((0, 6), (0, 6), (16, 8), (30, 18), (38, 34), (42, 52), (37, 64), (28, 60), (24, 48), (0, 46), (0, 46))
    palatine: Ring = ((0, 46), (0, 46), (24, 48), (28, 60), (22, 66), (12, 62), (0, 66), (0, 66))
    copy = "copy"
    left = both("temporal", [temporal], [oval(54, 108, 4, 3)], mark=None) + both("zygomatic", [zygomatic])
    left += both("maxilla", [maxilla], [((8, 12), (22, 22), (29, 38), (31, 56))])
    copies = [Shape(s.code, s.rings, s.lines, role=copy) for s in [Shape("sphenoid", (sphenoid,)), *left]]
    vomer = Shape("vomer", (((-3, 66), (3, 66), (5, 80), (-5, 80)),), role=copy)
    ridge: tuple[Ring, ...] = (
        ((-44, 156), (-20, 150), (0, 156), (20, 150), (44, 156)),
        oval(18, 112, 5, 9, 20),
        oval(-18, 112, 5, 9, -20),
    )
    back = Shape("occipital", (occipital,), ridge, mark=(0, 172))
    hole = Shape("", (oval(0, 126, 13, 17),), role="opening")
    return [*copies, back, hole, vomer, *both("palatine", [palatine], mark=(13, 56)), _arch()]


def _arch() -> Shape:
    """Crowns of the upper jaw seen from below."""
    spots = (
        (4.5, 5, 4),
        (12.5, 7, 3.6),
        (20, 11.5, 3.8),
        (26.5, 18, 3.8),
        (31, 26, 4),
        (35, 35.5, 5),
        (38, 46, 5),
        (38.5, 56, 4.4),
    )
    rings = [oval(side * x, y, r, r * 0.85) for x, y, r in spots for side in (1, -1)]
    return Shape("", tuple(rings), role="tooth")


def ossicles() -> list[Shape]:
    """The three ossicles of the left ear in a row from x = 10 to 66, and those of the right ear mirrored; much enlarged."""
    malleus: Ring = ((12, 6), (17, 3), (21, 7), (20, 13), (18, 18), (17, 28), (14, 36), (12, 35), (14, 26), (15, 18), (11, 12))
    incus: Ring = (
        (30, 8),
        (36, 5),
        (41, 8),
        (46, 12),
        (45, 16),
        (40, 16),
        (39, 24),
        (37, 33),
        (34, 34),
        (35, 24),
        (33, 17),
        (29, 13),
    )
    arch: Ring = ((56, 8), (62, 8), (63, 14), (68, 26), (70, 32), (70, 36), (48, 36), (48, 32), (50, 26), (55, 14))
    window: Ring = ((59, 17), (64, 28), (59, 31), (54, 28))
    left = [
        Shape("malleus-left", (malleus,)),
        Shape("incus-left", (incus,)),
        Shape("stapes-left", (arch,), (window + window[:1],)),
    ]
    right = [Shape(s.code.replace("left", "right"), _flip(s.rings), _flip(s.lines)) for s in left]
    return left + right


def _flip(rings: tuple[Ring, ...]) -> tuple[Ring, ...]:
    return tuple(tuple((-x, y) for x, y in ring) for ring in rings)
