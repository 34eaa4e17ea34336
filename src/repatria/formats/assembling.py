"""From the alleles a file lists at each marker to a profile: one place for what one, two and three alleles mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from repatria.errors import UnreadableFile
from repatria.formats.markers import AMELOGENIN, is_x, is_y
from repatria.formats.notes import Notes
from repatria.formats.text import allele_of
from repatria.model import Call, CallKind, Profile

Single = Literal["at_least", "homozygote"]
"""How one allele at a marker is read: one copy is certain, or the laboratory writes homozygotes once."""

NOTHING = frozenset({"", "-", "na", "n/a", "nr", "inc", "null", "none", "."})
"""Texts (lower case) of a cell without a result."""
_OFF_LADDER = re.compile(r"(?:OL\??|\?|[<>]=?\s?\d{1,3}(?:\.\d)?)\Z", re.ASCII | re.IGNORECASE)


@lru_cache(maxsize=65_536)
def _shown(cells: tuple[str, ...]) -> tuple[str, ...] | None:
    """The alleles that ``cells`` name, without empty ones; ``None`` if one lies outside the ladder."""
    filled = [cell for cell in cells if cell.strip().lower() not in NOTHING]
    if any(_OFF_LADDER.match(cell.strip()) for cell in filled):
        return None
    return tuple(allele_of(cell, path="", line=None, field="") for cell in filled)


def seen_alleles(cells: Sequence[str], *, path: object, line: int | None, field: str) -> tuple[str, ...] | None:
    """The alleles that ``cells`` name, without empty ones; ``None`` if one lies outside the ladder. What repeats is read once."""
    try:
        return _shown(tuple(cells))
    except UnreadableFile:
        for cell in cells:
            if cell.strip().lower() not in NOTHING:
                allele_of(cell, path=path, line=line, field=field)
        raise


def build_profile(
    id: str,
    cells: Mapping[str, tuple[int | None, Sequence[str]]],
    notes: Notes,
    *,
    path: object,
    sex: str = "U",
    kit: str = "",
    source: str = "",
    single: Single = "at_least",
) -> Profile | None:
    """The profile whose markers show ``cells`` (line, texts); ``None``, with a note, if more than one person may be in it."""
    calls: dict[str, Call] = {}
    read_sex = "U"
    for marker, (line, texts) in cells.items():
        alleles = seen_alleles(texts, path=path, line=line, field=marker)
        if alleles is None:
            notes.add("off_ladder", f"{id}, {marker}: {', '.join(t for t in texts if t.strip())}", line)
        elif len(set(alleles)) > 2:
            notes.add("more_than_two_alleles", f"{id}, {marker}: {', '.join(alleles)}", line)
            return None
        elif marker == AMELOGENIN:
            read_sex = _sex(id, alleles, single, path, line)
        elif is_y(marker):
            if alleles:
                notes.add("y_marker", f"{id}, {marker}", line)
        elif alleles:
            calls[marker] = _call(alleles, single, is_x(marker) and "M" in (sex, read_sex))
            if calls[marker].kind is CallKind.AT_LEAST:
                notes.add("half_typed", f"{id}, {marker}: {alleles[0]}", line)
    if "U" not in (sex, read_sex) and sex != read_sex:
        notes.add("sex_conflict", f"{id}: recorded {sex}, amelogenin {read_sex}")
    if not calls:
        notes.add("no_dna", id)
    return Profile(id, calls, read_sex if sex == "U" else sex, kit, source)


@lru_cache(maxsize=65_536)
def _call(alleles: tuple[str, ...], single: Single, hemizygous: bool) -> Call:
    """What ``alleles`` say; equal calls are one object, so that a long file stays small."""
    if len(set(alleles)) == 2:
        return Call(tuple(dict.fromkeys(alleles)))
    if hemizygous:
        return Call(alleles[:1])
    if len(alleles) > 1 or single == "homozygote":
        return Call((alleles[0], alleles[0]))
    return Call(alleles, CallKind.AT_LEAST)


def _sex(id: str, alleles: tuple[str, ...], single: Single, path: object, line: int | None) -> str:
    """The sex that amelogenin shows. One X alone may be a man whose Y dropped out: then unknown."""
    shown = {a.upper() for a in alleles}
    if not shown <= {"X", "Y"}:
        raise UnreadableFile(
            f"{id}: amelogenin shows {', '.join(alleles)}. Write X and Y.", path=path, line=line, field=AMELOGENIN
        )
    if "Y" in shown:
        return "M"
    return "F" if len(alleles) > 1 or (alleles and single == "homozygote") else "U"
