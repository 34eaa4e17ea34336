"""Who is one person: profiles put together by DNA and by the bones, and subjects of which no autosomal profile exists.

A subject with a lineage profile is a person, also where nothing autosomal was had of it. Bones of which no DNA is known are
weighed with the person they are grouped with; alone they are told and not named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from repatria.errors import InvalidCase
from repatria.joint.units import Individuals, Units, individuals
from repatria.model.casefile import CaseFile

SPLIT = "grouped with profiles that are of two people by their DNA; weighed by itself"


@dataclass(frozen=True, slots=True)
class Persons:
    """By person: the positions of its profiles, and the subjects that are not under the code of one; what is told about it."""

    profiles: dict[str, tuple[int, ...]]
    subjects: dict[str, tuple[str, ...]]
    report: list[dict[str, Any]]


def persons_of(case: CaseFile, threshold: float, units: Units | None) -> Persons:
    """The people of ``case`` who are to be named, by name; whoever fits a control is told and not named."""
    remains = {r.subject: r for r in case.beside.remains}
    apart = set(remains) - {p.id for p in case.profiles}
    told_units = units
    if units is not None and apart:
        told_units = {u: kept for u, codes in units.items() if (kept := [c for c in codes if c not in apart]) or not codes}
    found = individuals((*case.profiles, *case.controls), case.panel, threshold, told_units, len(case.profiles))
    profiles, report = _without_controls(case, found)
    subjects = _placed(case, profiles, apart, units or {}, report)
    bare = sorted(
        name
        for name, codes in subjects.items()
        if name not in profiles and not any(remains[c].mitotypes or remains[c].yhaplotypes for c in codes)
    )
    for name in bare:
        del subjects[name]
    if bare:
        report.append({"without_dna": bare, "text": "no DNA of any kind is known; not named"})
    profiles.update({name: () for name in subjects if name not in profiles})
    if not profiles:
        raise InvalidCase("case: every profile fits a control. There is nobody to name.")
    return Persons(profiles, {name: tuple(codes) for name, codes in subjects.items()}, report)


def _placed(
    case: CaseFile, profiles: Mapping[str, tuple[int, ...]], apart: set[str], units: Units, report: list[dict[str, Any]]
) -> dict[str, list[str]]:
    """Subjects without an autosomal profile by the person they are part of, in the order of units, then by code."""
    home = {case.profiles[i].id: name for name, members in profiles.items() for i in members}
    out: dict[str, list[str]] = {}
    done: set[str] = set()
    for unit, codes in units.items():
        mine = [c for c in codes if c in apart]
        names = {home.get(c, "") for c in codes if c not in apart}
        if not mine:
            continue
        for code in mine:
            if code in done:
                raise InvalidCase(f"subject {code} is listed in unit {unit} and in another. Keep it in one.")
        done.update(mine)
        if len(names) > 1:
            report.append({"unit": unit, "subjects": mine, "text": SPLIT})
            out.update({code: [code] for code in mine})
        elif names != {""}:  # "": its profiles fit a control, and so does all of the unit
            name = names.pop() if names else unit
            out.setdefault(name, []).extend(mine)
            report.append({"person": name, "subjects": mine})
    out.update({code: [code] for code in sorted(apart - done)})
    return out


def _without_controls(case: CaseFile, found: Individuals) -> tuple[dict[str, tuple[int, ...]], list[dict[str, Any]]]:
    """The people to be named, by name, and the report; whoever fits a control is told and not named."""
    controls = {p.id for p in case.controls}
    codes = [p.id for p in (*case.profiles, *case.controls)]
    report = [entry for entry in found.report if not controls & set(entry.get("profiles", ()))]
    unknown: dict[str, tuple[int, ...]] = {}
    for members, name in zip(found.groups, found.names, strict=True):
        staff = [codes[i] for i in members if i >= len(case.profiles)]
        others = tuple(i for i in members if i < len(case.profiles))
        if staff and others:
            report.append({"staff": staff, "profiles": [codes[i] for i in others], "text": "fit a control; not named"})
        elif others:
            unknown[name] = others
    return unknown, report
