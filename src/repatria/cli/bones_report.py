"""The page of ``bones sort --report``: what was compared, who may lie with whom, and a skeleton for each group of several bones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

SKELETONS = 12
"""Groups whose skeleton is drawn, the surest first."""
NAMES = {
    "os_coxa": "os-coxae",
    "cuneiform_1": "medial-cuneiform",
    "cuneiform_2": "intermediate-cuneiform",
    "cuneiform_3": "lateral-cuneiform",
}
SIDES = {"L": "left", "R": "right"}
_NAMED = re.compile(r'(\s(?:id|aria-labelledby|aria-describedby)="|url\(#|href="#)([^")]+)')


def report_page(
    bones: Sequence[Any],
    pairs: Any,
    posterior: Any,
    rows: Any,
    clusters: Mapping[str, Sequence[Any]],
    told: Mapping[str, Any],
    banner: str,
) -> str:
    """The page as HTML, self-contained.

    ``rows`` of ``pairs`` and of their ``posterior`` are worth showing; ``told`` is the answer as JSON has it.
    """
    from repatria.pictures.bones import groups_drawn, pairs_drawn
    from repatria.pictures.page import write_page
    from repatria.pictures.story import Section, Tabled, Words

    groups = dict(zip(clusters["specimen"], clusters["cluster"], strict=True))
    stability = dict(zip(clusters["specimen"], clusters["stability"], strict=True))
    found = _pairs(bones, pairs, posterior, rows)
    labels = {bone.code: f"{bone.code} · {_short(bone)}" for bone in bones}
    sections = [
        Section("what", "What was compared", tuple(Words(line) for line in _in_words(told))),
        Section("distances", "Pair by pair", (pairs_drawn(found, banner),)),
        Section(
            "groups",
            "Groups",
            (
                groups_drawn(groups, stability, found, labels, banner),
                Tabled("Every specimen", _listed(bones, groups, stability), "specimens"),
            ),
        ),
    ]
    drawn = _skeletons(bones, groups, stability)
    if drawn:
        sections.append(Section("skeletons", "Skeletons", (Words(_how_many(groups, len(drawn))), *drawn)))
    return write_page("Which bones belong together", banner, sections)


def _in_words(told: Mapping[str, Any]) -> list[str]:
    out = [
        f"{told['specimens']} specimens, {told['compared']} compared in {told['pairs_compared']:,} pairs; {told['clusters']} groups.",
    ]
    if told["exact"]:
        out.append("Every possible grouping was weighed.")
    elif told["agreement_of_chains"] is not None:
        sure = (
            "" if told["settled"] else " That is too little to read groups: look at pairs, and take the groups for questions."
        )
        out.append(
            f"Groupings were sampled; independent runs agree to {told['agreement_of_chains']:.2f}, where 1 is best.{sure}"
        )
    if told["groups_95"]:
        low, high = told["groups_95"]
        out.append(
            f"With 95 % of the weight the bones form {low} to {high} groups. That is no head-count: repatria bones count gives one."
        )
    out += [f"Not compared, {why}: {len(who)}." for why, who in told["not_compared"].items() if who]
    out += [f"A second look: {line}." for line in told["second_look"]]
    out += [f"{line}." for line in told["not_supported_by_the_reference"]]
    out.append(f"Reference: {sum(told['reference'].values())} people. {told['caution']}")
    out.append(
        "A group is what the bones' sizes say. No name follows from it, and a separate bone may still belong to anybody here."
    )
    return out


def _pairs(bones: Sequence[Any], pairs: Any, posterior: Any, rows: Any) -> list[Any]:
    from repatria.pictures.bones import Pair

    out = []
    columns = (column[rows].tolist() for column in (pairs.a, pairs.b, pairs.log_lr, posterior))
    for a, b, value, chance in zip(*columns, strict=True):
        first, second = bones[a], bones[b]
        words = " and ".join(sorted({_plain(first.element), _plain(second.element)}))
        compared = f"left and right {words}" if first.element == second.element else words
        out.append(Pair(first.code, second.code, compared, value, 0.0 if chance != chance else chance))
    return out


def _listed(bones: Sequence[Any], groups: Mapping[str, str], stability: Mapping[str, float]) -> Any:
    from repatria.pictures.style import Table

    rows = [(b.code, SIDES.get(b.side, ""), _plain(b.element), groups[b.code], f"{stability[b.code]:.2f}") for b in bones]
    return Table(("specimen", "side", "element", "group", "stability"), tuple(sorted(rows, key=lambda row: (row[3], row[0]))))


def _plain(element: str) -> str:
    return element.replace("_", " ")


def _short(bone: Any) -> str:
    return f"{bone.side.lower()} {_plain(bone.element)}" if bone.side in SIDES else _plain(bone.element)


def _how_many(groups: Mapping[str, str], drawn: int) -> str:
    several = [g for g in set(groups.values()) if sum(other == g for other in groups.values()) > 1]
    rest = f" Of {len(several)} groups with several bones the {drawn} surest are drawn." if len(several) > drawn else ""
    return f"Each figure shows the bones of one group in place; the others of that person may lie anywhere.{rest}"


def _skeletons(bones: Sequence[Any], groups: Mapping[str, str], stability: Mapping[str, float]) -> list[Any]:
    from repatria.pictures.style import Picture, Table
    from repatria.registry.drawing.elements import catalogue
    from repatria.registry.drawing.skeleton import BoneState, draw_skeleton

    of_group: dict[str, list[Any]] = {}
    for bone in bones:
        of_group.setdefault(groups[bone.code], []).append(bone)
    several = [g for g, some in of_group.items() if len(some) > 1]
    several.sort(key=lambda g: (-min(stability[b.code] for b in of_group[g]), -len(of_group[g]), g))
    out = []
    for group in several[:SKELETONS]:
        held: dict[str, int] = {}
        for bone in of_group[group]:
            code = f"{NAMES.get(bone.element, bone.element.replace('_', '-'))}-{SIDES.get(bone.side, '')}"
            if code in catalogue():
                held[code] = held.get(code, 0) + 1
        sure = min(stability[b.code] for b in of_group[group])
        svg = _named_apart(draw_skeleton({code: BoneState(n) for code, n in held.items()}), group)
        rows = tuple((b.code, SIDES.get(b.side, ""), _plain(b.element), f"{stability[b.code]:.2f}") for b in of_group[group])
        words = f"Group {group}, {len(rows)} bones; least stability {sure:.2f}: the share of the weight in which a bone lies with the rest."
        out.append(
            Picture(f"group-{group}", f"Group {group}", words, svg, Table(("specimen", "side", "element", "stability"), rows))
        )
    return out


def _named_apart(svg: str, group: str) -> str:
    """The drawing with every name in it made the group's own, so that many stand on one page; and of a width that fits it."""
    own = _NAMED.sub(lambda found: found[1] + " ".join(f"{group}-{name}" for name in found[2].split()), svg)
    return own.replace("<svg ", '<svg width="620" ', 1)
