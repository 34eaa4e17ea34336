"""The standing skeleton from the front, 206 bones each with its own id, and a table that says the same in words.

Skull, spine, hands and feet stand enlarged beside the figure, and there each of their bones is drawn once as ``bone-<code>``; in the
figure they appear as copies without id. The states are told apart by the line and the filling as well as by colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Literal

from repatria.registry.drawing import elements, svg
from repatria.registry.drawing.bones import foot, hand, limbs, skull, trunk
from repatria.registry.drawing.bones.outline import Ring, Shape, smooth

WIDTH, HEIGHT = 1180.0, 1090.0
State = Literal["unrecorded", "absent", "partial", "present", "several"]
STATE_WORDS: Mapping[State, str] = {
    "unrecorded": "not yet recorded",
    "absent": "recorded as absent",
    "partial": "partly present",
    "present": "present",
    "several": "several",
}


@dataclass(frozen=True, slots=True)
class BoneState:
    """What is recorded of a bone: how many (0 is recorded as absent) and how complete the most complete one is, in percent.

    ``percent`` None means that completeness is not recorded. A bone without a BoneState is not yet recorded.
    """

    count: int
    percent: int | None = None

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(f"bone state: count is {self.count}. Give 0 or more.")
        if self.percent is not None and not 0 <= self.percent <= 100:
            raise ValueError(f"bone state: completeness is {self.percent} %. Give 0 to 100.")

    @property
    def state(self) -> State:
        """Absent, several, partly present or present."""
        if self.count == 0:
            return "absent"
        if self.count > 1:
            return "several"
        return "partial" if self.percent is not None and self.percent < 100 else "present"

    @property
    def words(self) -> str:
        """The state in words, with count and completeness."""
        if self.count == 0:
            return STATE_WORDS["absent"]
        some = f"{self.count} present" if self.count > 1 else STATE_WORDS[self.state]
        if self.percent is None:
            return some
        return f"{some}, the most complete {self.percent} %" if self.count > 1 else f"{some}, {self.percent} %"


Links = Callable[[str], str | None]

_PAINT: Mapping[State, dict[str, svg.Attribute]] = {
    "unrecorded": {"fill": "#f7f4ee", "stroke": "#a39b8d", "stroke_width": 0.9},
    "absent": {"fill": "#ffffff", "stroke": "#6b6459", "stroke_width": 1, "stroke_dasharray": "2.5 2.5"},
    "partial": {"fill": "url(#bone-partial)", "stroke": "#3c3832", "stroke_width": 1.1},
    "present": {"fill": "#d5c7aa", "stroke": "#3c3832", "stroke_width": 1.1},
    "several": {"fill": "url(#bone-several)", "stroke": "#1c1a17", "stroke_width": 2.2},
}
_AROUND = {"opening": ("#4a463f", "none"), "tooth": ("#fffdf8", "#a39b8d"), "cartilage": ("#efece5", "#d2cbbe")}


def draw_skeleton(state: Mapping[str, BoneState], links: Links = lambda code: None) -> str:
    """SVG text of the skeleton; ``links`` gives the address of a bone's page by its code, or None.

    Raises elements.UnknownElement for a code that is not in the catalogue. Entries whose side or number is not known have no place
    in the figure; they stand in ``skeleton_table``.
    """
    for code in state:
        elements.element(code)
    pen = _Pen(state, links)
    counted = summary(state)
    inside = [_patterns(), _captions(), _figure(pen), _insets(pen), _legend()]
    interactive = any(links(bone.code) for bone in elements.bones())
    title = "Skeleton, front view"
    return svg.picture(WIDTH, HEIGHT, "skeleton", title, counted, inside, interactive=interactive)


def summary(state: Mapping[str, BoneState]) -> str:
    """How many of the 206 bones are present, partly present, absent and not yet recorded, in one sentence."""
    tally: dict[State, int] = dict.fromkeys(STATE_WORDS, 0)
    for bone in elements.bones():
        recorded = state.get(bone.code)
        tally[recorded.state if recorded else "unrecorded"] += 1
    if tally["unrecorded"] == elements.ADULT_BONES:
        return "Of the 206 bones of an adult, none is yet recorded."
    said = "; ".join(f"{words}: {tally[name]}" for name, words in STATE_WORDS.items() if tally[name])
    return f"Of the 206 bones of an adult: {said}."


def skeleton_table(state: Mapping[str, BoneState], links: Links = lambda code: None) -> str:
    """An HTML table of every recorded entry, head to foot, with those whose side or number is not known last."""
    rows = []
    for code, entry in elements.catalogue().items():
        if (recorded := state.get(code)) is None:
            continue
        percent = "not recorded" if recorded.percent is None else f"{recorded.percent} %"
        address = links(code)
        name = svg.tag("a", escape(entry.name), href=address) if address else escape(entry.name)
        cells = (
            entry.side_word,
            STATE_WORDS[recorded.state],
            str(recorded.count) if recorded.count else "none",
            percent if recorded.count else "",
        )
        rows.append(f'<tr><th scope="row">{name}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    heads = "".join(f'<th scope="col">{head}</th>' for head in ("Bone", "Side", "State", "How many", "Most complete"))
    caption = svg.tag("caption", escape(summary(state)))
    return svg.tag(
        "table", caption, f"<thead><tr>{heads}</tr></thead>", f"<tbody>{''.join(rows)}</tbody>", class_="drawing-table"
    )


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws shapes with the states and links of one skeleton."""

    states: Mapping[str, BoneState]
    links: Links

    def part(self, shapes: Iterable[Shape], x: float, y: float, sx: float, sy: float = 0, *, own: bool, turn: float = 0) -> str:
        """Shapes moved to (x, y), scaled (``sy`` 0: as ``sx``) and turned by degrees."""
        place = f"translate({svg.number(x)} {svg.number(y)})" + (f" rotate({svg.number(turn)})" if turn else "")
        place += f" scale({svg.number(sx)} {svg.number(sy or sx)})"
        drawn = (self._bone(shape, own=own and shape.role != "copy") if shape.code else _around(shape) for shape in shapes)
        return svg.tag("g", *drawn, transform=place)

    def _bone(self, shape: Shape, *, own: bool) -> str:
        """A bone with id, label and link (``own``), or a copy that only the pointer can reach."""
        recorded = self.states.get(shape.code)
        state: State = recorded.state if recorded else "unrecorded"
        label = f"{elements.element(shape.code).name}: {recorded.words if recorded else STATE_WORDS['unrecorded']}"
        look = f"bone bone-{state}" + ("" if own else " bone-copy")
        paint = dict(_PAINT[state])
        inside = [_path(shape.rings, class_="bone-shape", fill_rule="evenodd")]
        if shape.lines:
            inside.append(_path(shape.lines, closed=False, fill="none", stroke="#6b6459", stroke_width=0.7, class_="bone-line"))
        link = self.links(shape.code)
        if not own:
            paint["stroke_width"] = 1.2 if state == "several" else 0.6
            group = svg.tag("g", *inside, class_=look, **paint)
            return svg.tag("a", group, href=link, tabindex="-1", aria_hidden="true", class_="bone-link") if link else group
        inside = [svg.tag("title", escape(label)), *inside, _count(shape, recorded)]
        group = svg.tag("g", *inside, id=f"bone-{shape.code}", class_=look, **paint)
        return svg.tag("a", group, href=link, aria_label=label, class_="bone-link") if link else group


def _path(rings: Iterable[Ring], *, closed: bool = True, **attributes: svg.Attribute) -> str:
    d = "".join(smooth(ring, closed=closed) for ring in rings)
    return svg.tag("path", d=d, vector_effect="non-scaling-stroke", **attributes)


def _around(shape: Shape) -> str:
    fill, stroke = _AROUND[shape.role]
    return _path(shape.rings, fill=fill, stroke=stroke, stroke_width=0.7, class_=f"bone-{shape.role}")


def _count(shape: Shape, recorded: BoneState | None) -> str:
    if recorded is None or recorded.count < 2:
        return ""
    x, y = shape.middle()
    halo: dict[str, svg.Attribute] = {
        "stroke": "#ffffff",
        "stroke_width": 3,
        "paint_order": "stroke",
        "stroke_dasharray": "none",
    }
    return svg.words(str(recorded.count), x, y + 3.2, size=9, class_="bone-count", anchor="middle", font_weight="700", **halo)


_MID = 560.0
_TOP = 34.0
_SPINE_TOP = 58 - 96 * 1.9


def _figure(pen: _Pen) -> str:
    """The standing figure; spine, skull, hands and feet in it are copies."""

    def here(shapes: Iterable[Shape], *, own: bool = True) -> str:
        return pen.part(shapes, _MID, _TOP, 1, own=own)

    sides = ((foot.left(), hand.left(), 1), (foot.right(), hand.right(), -1))
    feet = [pen.part(shapes, _MID + way * 57, _TOP + 936, 0.42, 0.31, own=False, turn=-14 * way) for shapes, _, way in sides]
    hands = [pen.part(shapes, _MID + way * 161, _TOP + 527, 0.56, own=False, turn=-7 * way) for _, shapes, way in sides]
    trunk_parts = [here(trunk.shoulder_blades()), here(trunk.spine(), own=False), here(trunk.ribs())]
    trunk_parts += [here([trunk.cartilages()]), here(trunk.breastbone())]
    lower = [here(limbs.hips()), *feet, here(limbs.legs())]
    head = [pen.part(skull.front(), _MID, _TOP, 0.56, own=False), here([trunk.hyoid()])]
    return svg.tag("g", *trunk_parts, *lower, *hands, here(limbs.arms()), *head, class_="skeleton-figure")


def _insets(pen: _Pen) -> str:
    return svg.tag(
        "g",
        pen.part(skull.front(), 150, 52, 1.22, own=True),
        pen.part(skull.below(), 870, 52, 1.02, own=True),
        pen.part(skull.ossicles(), 870, 284, 1.1, own=True),
        pen.part(hand.right(), 165, 400, 1.42, own=True),
        pen.part(hand.left(), 865, 400, 1.42, own=True),
        pen.part(foot.right(), 155, 742, 1.16, own=True),
        pen.part(foot.left(), 870, 742, 1.16, own=True),
        pen.part(trunk.spine(), 1085, _SPINE_TOP, 1.62, 1.9, own=True),
        class_="skeleton-insets",
    )


_CAPTIONS = (
    (150, 30, "Skull, front"),
    (870, 30, "Skull, from below"),
    (870, 346, "Bones of the ears, enlarged"),
    (150, 380, "Right hand, palm"),
    (870, 380, "Left hand, palm"),
    (155, 728, "Right foot, from above"),
    (870, 728, "Left foot, from above"),
    (1085, 30, "Spine, front"),
)


def _captions() -> str:
    labels = [
        svg.words(text, x, y, size=14, class_="drawing-caption", anchor="middle", font_weight="600") for x, y, text in _CAPTIONS
    ]
    labels += [svg.words("right side", _MID - 130, 66, size=14, anchor="middle")]
    labels += [svg.words("left side", _MID + 130, 66, size=14, anchor="middle")]
    labels += [svg.words("R", 774, 308, size=13, anchor="middle"), svg.words("L", 966, 308, size=13, anchor="middle")]
    for part, letter, last in (("cervical", "C", 7), ("thoracic", "T", 12), ("lumbar", "L", 5)):
        for n in range(1, last + 1):
            y = _SPINE_TOP + trunk.level(f"{part}-{n}") * 1.9 + 4
            labels.append(svg.words(f"{letter}{n}", 1140, y, size=11, class_="drawing-small"))
    return svg.tag("g", *labels, aria_hidden="true")


def _patterns() -> str:
    hatch = svg.tag("rect", width=5, height=5, fill="#f6f1e6", class_="bone-hatch-ground")
    hatch += svg.tag("path", d="M0 0V5", stroke="#8c7a58", stroke_width=3, class_="bone-hatch-line")
    dots = svg.tag("rect", width=5, height=5, fill="#c9b99a", class_="bone-dots-ground")
    dots += svg.tag("path", d="M0 0H5M0 0V5", stroke="#4f4330", stroke_width=1.6, class_="bone-dots-line")
    return svg.tag(
        "defs",
        svg.tag(
            "pattern", hatch, id="bone-partial", width=5, height=5, patternUnits="userSpaceOnUse", patternTransform="rotate(45)"
        ),
        svg.tag(
            "pattern", dots, id="bone-several", width=5, height=5, patternUnits="userSpaceOnUse", patternTransform="rotate(45)"
        ),
    )


def _legend() -> str:
    parts, x = [], 190.0
    for state, text in STATE_WORDS.items():
        said = f"{text} (the number stands on the bone)" if state == "several" else text
        box = svg.tag("rect", x=x, y=1058, width=28, height=16, rx=4, class_="bone-shape")
        parts.append(svg.tag("g", box, class_=f"bone bone-{state}", **_PAINT[state]))
        parts.append(svg.words(said, x + 36, 1071, size=14))
        x += 62 + 7.6 * len(said)
    return svg.tag("g", *parts, class_="skeleton-legend", aria_hidden="true")
