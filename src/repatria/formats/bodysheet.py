"""A sheet of bones with measurements, stages of growing places, scored traits: what tells stature, age and sex."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from repatria.errors import UnreadableFile
from repatria.formats.bonesheet import MEASURE, Limits, read_bones
from repatria.formats.headcount import read_inventory
from repatria.formats.text import rows
from repatria.model.bones import MeasuredBone
from repatria.model.profiled import ProfiledBone

Told = TypeVar("Told", str, int)
STAGE_WORDS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("open", "unfused", "not fused"), (0, 0)),
    **dict.fromkeys(("uniting", "fusing", "partial"), (1, 3)),
    **dict.fromkeys(("fused", "complete", "united"), (4, 4)),
}
"""Words for stages -> first and last stage of five."""
TOP = 4
SEXES: Mapping[str, str] = {"": "", "m": "m", "male": "m", "f": "f", "female": "f", "u": "", "unknown": ""}
PHASES: Mapping[str, int] = {
    "": 0,
    **{word: n for n, word in enumerate(("i", "ii", "iii", "iv", "v", "vi"), 1)},
    **{str(n): n for n in range(1, 7)},
}
PLAIN: Mapping[str, tuple[str, ...]] = {
    "individual": ("individual", "person"),
    "sex": ("sex",),
    "pool": ("pool",),
    "phase": ("suchey_brooks", "pubic_symphysis"),
}


def read_profiled(
    path: Path,
    elements: Mapping[str, Sequence[str]],
    limits: Limits,
    known: Sequence[str],
    places: Sequence[str],
    traits: Sequence[str],
    tops: Mapping[str, int] = MappingProxyType({}),
) -> tuple[ProfiledBone, ...]:
    """The bones of the sheet with what else it tells; :class:`UnreadableFile` at the first thing that cannot be.

    ``places``: growing places with a table, each a column of its own name (``clavicle_medial``), also with ``stage_`` before it;
    ``tops``: the last stage of a place where it is another than 4.
    ``traits``: traits with a table, each a column of scores. The first arguments are those of :func:`read_bones`.
    """
    source = rows(path)
    line, heading = next(source)
    if any(MEASURE.match(cell.strip()) for cell in heading):
        told = {bone.line: bone for bone in read_bones(path, elements, limits, known).bones}
    else:
        told = {b.line: MeasuredBone(b.code, b.element, b.side, {}, b.line) for b in read_inventory(path)}
    names = ["_".join(cell.strip().lower().replace("-", " ").split()) for cell in heading]
    plain = {what: next((names.index(n) for n in own if n in names), -1) for what, own in PLAIN.items()}
    stage_at = {name.removeprefix("stage_"): at for at, name in enumerate(names) if name.removeprefix("stage_") in places}
    strange = [name for name in names if name.startswith("stage_") and name.removeprefix("stage_") not in places]
    if strange:
        near = get_close_matches(strange[0].removeprefix("stage_"), places, n=1, cutoff=0.0)
        raise UnreadableFile(
            f"{strange[0]!r} has no table here: no stage is invented. The nearest place with one is {near[0]!r}; leave the column out.",
            path=path, line=line, field=strange[0],
        )  # fmt: skip
    trait_at = {name: at for at, name in enumerate(names) if name in traits}
    found = []
    for number, cells in source:
        cell = [cells[at].strip() if at < len(cells) else "" for at in range(len(names))]
        text = {what: cell[at] if at >= 0 else "" for what, at in plain.items()}
        found.append(
            ProfiledBone(
                told[number],
                text["individual"],
                _word(text["sex"], SEXES, "m or f", path, number, "sex"),
                text["pool"].lower(),
                {
                    place: _stage(cell[at], path, number, place, tops.get(place, TOP))
                    for place, at in stage_at.items()
                    if cell[at]
                },
                {trait: _score(cell[at], path, number, trait) for trait, at in trait_at.items() if cell[at]},
                _word(text["phase"], PHASES, "a phase from I to VI", path, number, "suchey_brooks"),
            )
        )
    return tuple(found)


def _word(text: str, known: Mapping[str, Told], wanted: str, path: Path, line: int, field: str) -> Told:
    if text.lower() not in known:
        raise UnreadableFile(
            f"{text[:60]!r}: not understood. Write {wanted}, or leave it empty.", path=path, line=line, field=field
        )
    return known[text.lower()]


def _stage(text: str, path: Path, line: int, field: str, top: int) -> tuple[int, int]:
    word = text.lower()
    if word in STAGE_WORDS and top == TOP:
        return STAGE_WORDS[word]
    parts = word.split("-")
    if len(parts) <= 2 and all(p in map(str, range(top + 1)) for p in parts) and int(parts[0]) <= int(parts[-1]):
        return int(parts[0]), int(parts[-1])
    words = "0 (open) to 4 (fused, no line), a range such as 1-3, or open, uniting, fused" if top == TOP else f"0 to {top}"
    raise UnreadableFile(f"{text[:40]!r} is no stage. Write {words}.", path=path, line=line, field=field)


def _score(text: str, path: Path, line: int, field: str) -> int:
    if text not in ("1", "2", "3", "4", "5"):
        raise UnreadableFile(f"{text[:40]!r} is no score. Write 1 to 5.", path=path, line=line, field=field)
    return int(text)
