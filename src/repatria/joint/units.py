"""Profiles grouped by the anthropologists: a unit is one person, DNA may join units, and every disagreement is told.

Members of one unit are one person unless their DNA says that they are two (log LR "one person" at or below
:data:`repatria.joint.floor.DIFFERENT`, or no single genotype explains them): such a unit is told and its profiles are grouped
by DNA alone. Units, and profiles in no unit, are joined by DNA as in :mod:`repatria.joint.grouping`; units that DNA says are one
person are weighed as one and both named.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from repatria.errors import InvalidCase, InvalidPedigree
from repatria.joint.floor import DIFFERENT
from repatria.joint.grouping import Group, Grouping, group, links_between
from repatria.model.locus import Panel
from repatria.model.profile import Profile

Units = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Individuals:
    """Who is one person: positions of profiles, a name for each, and what is to be told about how it came about."""

    groups: tuple[Group, ...]
    names: tuple[str, ...]
    report: tuple[dict[str, Any], ...]


def individuals(profiles: Sequence[Profile], panel: Panel, threshold: float, units: Units | None, known: int) -> Individuals:
    """Group ``profiles``, of which the first ``known`` may stand in units; the others are controls.

    A person is named by its first unit, or by its first profile where none of its profiles is in a unit that holds; the
    profiles of a unit that does not hold are named ``unit/profile``.
    """
    codes = [p.id for p in profiles]
    compare = links_between(profiles, panel, threshold)
    if units is None:
        grouped = group(len(profiles), compare, threshold)
        return Individuals(grouped.groups, tuple(codes[g[0]] for g in grouped.groups), grouped.report(codes))
    unit_of = _unit_of(units, codes, known)
    broken = _contradictions(units, profiles, panel)
    start: dict[tuple[str, int], list[int]] = {}
    for i in range(len(profiles)):
        unit = unit_of.get(i, "")
        start.setdefault((unit, -1) if unit and unit not in broken else ("", i), []).append(i)
    grouped = group(len(profiles), compare, threshold, [tuple(g) for g in start.values()])
    names = tuple(_name(g, unit_of, broken, codes) for g in grouped.groups)
    inside = [
        {"unit": unit, "contradiction": [a, b], "log_lr": value, "text": APART}
        for unit, rows in broken.items()
        for a, b, value in rows
    ]
    return Individuals(grouped.groups, names, (*_told(grouped, names, codes, unit_of), *inside))


APART = "grouped as one person by the bones, but their DNA is of two; weighed apart. Look at the grouping and at the samples"
TOGETHER = "the DNA says that these units are one person; weighed as one. Look at the grouping"


def _unit_of(units: Units, codes: Sequence[str], known: int) -> dict[int, str]:
    place = {code: i for i, code in enumerate(codes[:known])}
    out: dict[int, str] = {}
    for unit, members in units.items():
        if not unit or not members:
            raise InvalidCase(f"unit {unit!r}: without a code or without profiles. Name it and give it at least one profile.")
        for code in members:
            if code not in place:
                raise InvalidCase(
                    f"unit {unit}: profile {code!r} is not among the unknown profiles of the case. Correct the code."
                )
            if place[code] in out:
                raise InvalidCase(f"profile {code} is listed in unit {out[place[code]]} and in {unit}. Keep it in one.")
            out[place[code]] = unit
    for unit in units:
        if unit in place and out.get(place[unit]) != unit:
            raise InvalidCase(f"unit {unit}: a profile outside it has the same code. Give the unit another.")
    return out


def _contradictions(units: Units, profiles: Sequence[Profile], panel: Panel) -> dict[str, list[tuple[str, str, float]]]:
    """For each unit that is not one person by DNA, the pairs that say so with their log LR (``-inf``: impossible)."""
    from repatria.evidence.kinship import compare_profiles

    by_code = {p.id: p for p in profiles}
    out: dict[str, list[tuple[str, str, float]]] = {}
    for unit, members in units.items():
        if len(members) < 2:
            continue
        shown = [by_code[code] for code in dict.fromkeys(members)]
        found = compare_profiles(shown, panel, relation="same", threshold=-700.0)
        value = {(i, j): v for i, j, v in zip(found.left.tolist(), found.right.tolist(), found.log_lr.tolist(), strict=True)}
        pairs = [(i, j) for i in range(len(shown)) for j in range(i + 1, len(shown))]
        rows = [(shown[i].id, shown[j].id, value.get((i, j), -math.inf)) for i, j in pairs]
        apart = [row for row in rows if row[2] <= DIFFERENT]
        if not apart and not _one_genotype(shown, panel):
            apart = [min(rows, key=lambda row: row[2])]
        if apart:
            out[unit] = apart
    return out


def _one_genotype(shown: Sequence[Profile], panel: Panel) -> bool:
    """Whether some genotype explains all of ``shown``: three may not fit together although each two do."""
    from repatria.tables.profiles import profile_columns

    try:
        profile_columns([tuple(shown)], panel)
    except InvalidPedigree:
        return False
    return True


def _name(members: Group, unit_of: Mapping[int, str], broken: Mapping[str, Any], codes: Sequence[str]) -> str:
    whole = [unit_of[i] for i in members if unit_of.get(i, "") not in ("", *broken)]
    if whole:
        return whole[0]
    first = members[0]
    return f"{unit_of[first]}/{codes[first]}" if first in unit_of else codes[first]


def _told(grouped: Grouping, names: Sequence[str], codes: Sequence[str], unit_of: Mapping[int, str]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for members, name in zip(grouped.groups, names, strict=True):
        if len(members) < 2:
            continue
        entry: dict[str, Any] = {"person": name, "profiles": [codes[i] for i in members]}
        units = list(dict.fromkeys(unit_of[i] for i in members if i in unit_of))
        merged = [v for a, b, v in grouped.merges if set(a) <= set(members)]
        if units:
            entry["units"] = units
        if merged:
            entry["weakest_log_lr"] = min(merged)
        if len(units) > 1:
            entry["text"] = TOGETHER
        told.append(entry)
    for i, j, value in grouped.contradictions:
        text = "fit each other but not each other's groups; look for relatives or a mixed-up sample"
        told.append({"contradiction": [codes[i], codes[j]], "log_lr": value, "text": text})
    return told
