"""An inventory to count people from: a table with a specimen, an element and a side, and what else is known of each bone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from repatria.errors import UnreadableFile
from repatria.formats.text import code_of, number_of, rows
from repatria.model.counted import CountedBone
from repatria.model.skeleton import KINDS, SIDES, element_of, nearest_element

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "specimen": ("id", "specimen", "specimen_id", "designator", "code"),
    "element": ("element", "bone"),
    "side": ("side", "laterality"),
    "zones": ("zones", "zone"),
    "completeness": ("completeness", "complete"),
    "growth": ("growth", "maturity"),
    "pair": ("pair", "pair_match", "pairmatch"),
    "sequence": ("mtdna", "mtdna_sequence", "sequence", "dna_group", "dna"),
    "since": ("since", "from", "date"),
    "until": ("until", "withdrawn"),
}
"""What is read -> headings it may have, in any case. Other columns are left alone."""
GROWING: Mapping[str, bool | None] = {
    "": None,
    "adult": False,
    "fused": False,
    "growing": True,
    "subadult": True,
    "juvenile": True,
}
WHOLE = ("complete", "whole", "1", "100", "")
PARTIAL = ("fragment", "partial", "incomplete", "2", "3", "0")


def read_inventory(path: Path) -> tuple[CountedBone, ...]:
    """The bones of the sheet at ``path``; :class:`UnreadableFile` with row and field at the first thing that cannot be."""
    source = rows(path)
    first, heading = next(source)
    where = _columns(heading, path, first)
    found: list[CountedBone] = []
    seen: dict[tuple[str, str, str], int] = {}
    for line, cells in source:
        bone = _bone({name: cells[at].strip() if at < len(cells) else "" for name, at in where.items()}, path, line)
        key = (bone.code, bone.element, bone.side)
        if key in seen:
            raise UnreadableFile(
                f"{bone.code!r}, {bone.side} {bone.element} stands on line {seen[key]} as well. Give each specimen its own designator.",
                path=path, line=line, field="specimen",
            )  # fmt: skip
        seen[key] = line
        found.append(bone)
    if not found:
        raise UnreadableFile("has headings and no bone. Check the export.", path=path, line=first)
    if "pair" not in where:
        found = _paired_by_id(found)
    _pairs_hold(found, path)
    return tuple(found)


def _paired_by_id(bones: Sequence[CountedBone]) -> list[CountedBone]:
    """Where an id recurs, as in a reference whose id is the person, the left and right bone of an element with it are a pair."""
    sides: dict[tuple[str, str], set[str]] = {}
    for bone in bones:
        sides.setdefault((bone.code, bone.element), set()).add(bone.side)
    both = {key for key, held in sides.items() if held >= {"L", "R"}}
    if not both:
        return list(bones)
    return [replace(bone, pair=bone.code) if (bone.code, bone.element) in both else bone for bone in bones]


def _columns(heading: Sequence[str], path: Path, line: int) -> dict[str, int]:
    names = [cell.strip().lower().replace(" ", "_").lstrip("\ufeff") for cell in heading]
    where = {what: next((names.index(n) for n in known if n in names), -1) for what, known in COLUMNS.items()}
    for needed in ("specimen", "element", "side"):
        if where[needed] < 0:
            raise UnreadableFile(
                f"no column {needed!r} among {', '.join(heading[:12])!r}. Name one of them {' or '.join(COLUMNS[needed][:3])}.",
                path=path, line=line, field=needed,
            )  # fmt: skip
    return {what: at for what, at in where.items() if at >= 0}


def _bone(cell: Mapping[str, str], path: Path, line: int) -> CountedBone:
    element = element_of(cell["element"])
    if element is None:
        raise UnreadableFile(
            f"{cell['element'][:60]!r} is no element known here. The nearest is {nearest_element(cell['element'])!r}.",
            path=path, line=line, field="element",
        )  # fmt: skip
    side = _side(cell["side"], element, path, line)
    zones = tuple(sorted({z.lower() for z in re.split(r"[\s;,|+]+", cell.get("zones", "")) if z}))
    since, until = (_day(cell.get(name, ""), path, line, name) for name in ("since", "until"))
    if since and until and until < since:
        raise UnreadableFile(f"{until} is before {since}. Correct one of the two.", path=path, line=line, field="until")
    return CountedBone(
        code=code_of(cell["specimen"], path=path, line=line, field="specimen"),
        element=element,
        side=side,
        zones=zones,
        whole=not zones and _whole(cell.get("completeness", ""), path, line),
        growing=_growing(cell.get("growth", ""), path, line),
        pair=cell.get("pair", ""),
        sequence=cell.get("sequence", ""),
        since=since,
        until=until,
        line=line,
    )


def _side(text: str, element: str, path: Path, line: int) -> str:
    side = SIDES.get(text.lower(), "" if text else "U")
    if not side:
        raise UnreadableFile(
            f"side {text[:60]!r}: not understood. Write left, right, or leave it empty.", path=path, line=line, field="side"
        )
    if not KINDS[element].sided:
        if side in ("L", "R"):
            raise UnreadableFile(
                f"a {element} has no {text}. Write midline, or leave the side empty.", path=path, line=line, field="side"
            )
        return "M"
    if side == "M":
        raise UnreadableFile(
            f"a {element} is left or right, not {text}. Leave the side empty if it is not known.",
            path=path,
            line=line,
            field="side",
        )
    return side


def _whole(text: str, path: Path, line: int) -> bool:
    word = text.lower().rstrip("%").strip()
    if word in WHOLE:
        return True
    if word in PARTIAL:
        return False
    share = number_of(word, path=path, line=line, field="completeness")
    if not 0.0 <= share <= 100.0:
        raise UnreadableFile(
            f"{text!r} is no share of a bone. Write complete, fragment or a percentage.",
            path=path,
            line=line,
            field="completeness",
        )
    return share >= 100.0 or share == 1.0


def _growing(text: str, path: Path, line: int) -> bool | None:
    if text.lower() not in GROWING:
        raise UnreadableFile(
            f"{text[:60]!r}: not understood. Write adult or growing, or leave it empty.", path=path, line=line, field="growth"
        )
    return GROWING[text.lower()]


def _day(text: str, path: Path, line: int, field: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError as error:
        raise UnreadableFile(f"{text[:60]!r} is no day. Write it as 2018-07-27.", path=path, line=line, field=field) from error


def _pairs_hold(bones: Sequence[CountedBone], path: Path) -> None:
    """A pair is one left and one right of the same element."""
    by_pair: dict[tuple[str, str], list[CountedBone]] = {}
    for bone in bones:
        if bone.pair:
            by_pair.setdefault((bone.element, bone.pair), []).append(bone)
    for (element, name), held in by_pair.items():
        if sorted(b.side for b in held) not in (["L", "R"], ["L"], ["R"], ["U"]):
            last = held[-1]
            sides = ", ".join(f"{b.code} ({b.side})" for b in held)
            raise UnreadableFile(
                f"pair {name!r} of {element} holds {sides}. A pair is one left and one right; name others differently.",
                path=path, line=last.line, field="pair",
            )  # fmt: skip


def read_pairs(path: Path) -> dict[tuple[str, str], float]:
    """Posterior chance of each (specimen_a, specimen_b) that ``repatria bones sort --pairs`` calls a pair of one bone."""
    source = rows(path)
    first, heading = next(source)
    names = [cell.strip().lower() for cell in heading]
    for needed in ("specimen_a", "specimen_b", "relation", "posterior"):
        if needed not in names:
            raise UnreadableFile(
                f"no column {needed!r}. Give the file that `repatria bones sort --pairs` writes.",
                path=path,
                line=first,
                field=needed,
            )
    a, b, relation, posterior = (names.index(n) for n in ("specimen_a", "specimen_b", "relation", "posterior"))
    found: dict[tuple[str, str], float] = {}
    for line, cells in source:
        if len(cells) > max(a, b, relation, posterior) and "pair" in cells[relation].lower():
            chance = number_of(cells[posterior], path=path, line=line, field="posterior")
            if not 0.0 <= chance <= 1.0:
                raise UnreadableFile(
                    f"{chance} is no chance. Write a number from 0 to 1.", path=path, line=line, field="posterior"
                )
            found[cells[a].strip(), cells[b].strip()] = chance
    return found
