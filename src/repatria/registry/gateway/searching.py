"""A search through the door: everybody of a frozen case against everybody, kept in blocks, and the joint answer in plain values.

What was weighed lies in files under digests of what went in, so that a search that was cut off goes on where it stopped and a
later one weighs only what is new. Nothing here depends on how often it was cut off or on who did which part.
"""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase, TooManyLoops
from repatria.model import CaseFile, Family, Profile
from repatria.tables.once import once

if TYPE_CHECKING:
    from repatria.joint.answer import Identification
    from repatria.joint.kinds import Kinds
    from repatria.joint.listed import Listed

Tick = Callable[[str, int, int], None]
"""Told what is being done, and how many steps of how many are behind."""
UNITS = "units"
"""The table of a case that says which profiles are one locked individual."""


@dataclass(frozen=True, slots=True)
class ListingRule:
    """How lists are made: λ, its other values, and natural log LRs: ``threshold`` for keeping, ``grouping`` for one person."""

    listed: float
    sensitivity: tuple[float, ...]
    threshold: float
    best: int
    grouping: float


@dataclass(frozen=True, eq=False)
class Searched:
    """A case weighed at all λ. ``people`` are the profiles weighed as each person, by the person's name; ``log_lr`` natural,
    ``[people, missing]``; ``usable[missing]``; ``report`` says in plain values how people were put together; ``left_out`` are the
    missing who could not be compared with their reason. ``subjects`` are the remains of a person of which no autosomal profile exists, by
    the person's name; ``kinds`` the parts of ``log_lr`` that are not autosomal, ``None`` where the case has nothing of the sort."""

    case: CaseFile
    people: Mapping[str, tuple[str, ...]]
    log_lr: NDArray[np.float64]
    usable: NDArray[np.bool_]
    families: tuple[str, ...]
    missing: tuple[str, ...]
    answers: Mapping[str, Identification]
    report: Sequence[Mapping[str, Any]]
    left_out: Sequence[tuple[str, str, str]]
    chance: Mapping[str, float]
    subjects: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kinds: Kinds | None = None


def with_units(case: CaseFile, units: Sequence[tuple[str, str, int]], rule: ListingRule) -> CaseFile:
    """``case`` with its prior as the rule says and the table of units: (profile, individual, version)."""
    from repatria.model import Prior

    rows = sorted(units)
    table = {
        "profile": [p for p, _, _ in rows],
        "individual": [i for _, i, _ in rows],
        "version": [str(v) for _, _, v in rows],
    }
    prior = Prior(listed=rule.listed, sensitivity=rule.sensitivity)
    return replace(case, prior=prior, extra={**case.extra, **({UNITS: table} if rows else {})})


@once(4)
def units_of(case: CaseFile) -> dict[str, tuple[str, ...]]:
    """The locked individuals of a case with their profiles, by code."""
    table = case.extra.get(UNITS)
    out: dict[str, list[str]] = {}
    if table:
        for profile, individual in zip(table["profile"], table["individual"], strict=True):
            out.setdefault(str(individual), []).append(str(profile))
    return {unit: tuple(profiles) for unit, profiles in out.items()}


_JUST_KEPT: dict[Path, tuple[dict[str, bytes], CaseFile]] = {}
"""The case that this process wrote last, and the SHA-256 of each of its files as they were written."""


def keep_case(case: CaseFile, folder: Path) -> str:
    """Write ``case`` beside its place in ``folder``, then move it there under its digest, and return that. Read it back before use."""
    from repatria.formats.casefile import is_case, write_case

    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as beside:
        fresh = Path(beside) / "case"
        digest = write_case(case, fresh)
        written = _files(fresh)
        if not is_case(folder / digest):
            fresh.replace(folder / digest)
        _JUST_KEPT.clear()
        _JUST_KEPT[folder / digest] = (written, case)  # believed only while what lies there is this, byte for byte
    return digest


def _files(place: Path) -> dict[str, bytes]:
    """SHA-256 of every file of a case."""
    return {path.name: hashlib.sha256(path.read_bytes()).digest() for path in sorted(place.iterdir())}


def read_kept(folder: Path, digest: str) -> CaseFile:
    """The case kept under ``digest``; refused if a byte of its content was changed or another case lies in its place.

    The case that this process wrote last is not made anew from files that are still what it wrote, byte for byte.
    """
    from repatria.formats.casefile import HEAD, read_case

    place = folder / digest
    files, just_kept = _JUST_KEPT.get(place, ({}, None))
    if just_kept is not None and place.is_dir() and _files(place) == files:
        return just_kept
    case = read_case(place)  # every table was held against the digest in its head
    found = json.loads((place / HEAD).read_text(encoding="utf-8"))["digest"]
    if found != digest:
        raise InvalidCase(
            f"{place.name}: this case has the digest {found[:12]}…, not the one it is kept under. Restore it from a backup."
        )
    return case


def weigh_anew() -> None:
    """The next search takes nothing over that this process weighed before."""
    from repatria.joint import lineage_rows

    lineage_rows.forget()


def search_case(case: CaseFile, rule: ListingRule, folder: Path, tick: Tick) -> Searched:
    """Compare everybody of ``case`` with everybody and answer at every λ of the rule; what ``folder`` holds is not done again."""
    from repatria.joint.listed import weigh_listed

    if not (case.profiles or case.beside.remains):
        raise InvalidCase("search: no profile of remains can be used. Take in and check profiles first.")
    if not case.families and not case.open_missing:
        raise InvalidCase("search: nobody is on the list of the missing. Enter the missing first.")
    folder.mkdir(parents=True, exist_ok=True)
    tick("putting profiles together", 0, 0)
    case, too_complex = _computable(case)
    people, subjects, report = _people(case, rule)
    by_code = {p.id: p for p in case.profiles}
    shown = [tuple(by_code[c] for c in mine) for mine in people.values()]
    tick("comparing everybody with everybody", 0, len(case.families))
    listed = weigh_listed(
        case, list(people), shown, lambda done, total: tick("comparing everybody with everybody", done, total), folder, subjects
    )
    answers = _answers(listed, rule, tick)
    tick("counting what chance would give", 0, 0)
    chance = _chance(case, people, shown, listed, rule, folder)
    families = tuple(f.id for f in case.families for _ in f.missing)
    missing = tuple(m for f in case.families for m in f.missing)
    left_out = [*too_complex]
    told = {m for m, _, _ in left_out}
    for m, usable in zip(missing, listed.usable.tolist(), strict=True):
        if not usable and m not in told:
            markers = listed.contradicted.get(m)
            left_out.append(
                (m, "references_contradict_pedigree", " ".join(markers)) if markers else (m, "no_usable_reference", "")
            )
    return Searched(
        case,
        people,
        listed.log_lr,
        listed.usable,
        families,
        missing,
        answers,
        tuple(report),
        left_out,
        chance,
        subjects,
        listed.kinds,
    )


def _people(
    case: CaseFile, rule: ListingRule
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], list[Mapping[str, Any]]]:
    """Who is to be named: profiles by person, remains without an autosomal profile by person, and what is told about it."""
    from repatria.joint.persons import persons_of
    from repatria.joint.units import individuals

    people: dict[str, tuple[str, ...]] = {}
    if {r.subject for r in case.beside.remains} - {p.id for p in case.profiles}:
        placed = persons_of(case, rule.grouping, units_of(case))
        for name, members in placed.profiles.items():
            people[name.rpartition("/")[2]] = tuple(case.profiles[i].id for i in members)
        return people, {name.rpartition("/")[2]: codes for name, codes in placed.subjects.items()}, list(placed.report)
    found = individuals((*case.profiles, *case.controls), case.panel, rule.grouping, units_of(case), len(case.profiles))
    known = len(case.profiles)
    report: list[Mapping[str, Any]] = list(found.report)
    codes = [p.id for p in (*case.profiles, *case.controls)]
    for members, name in zip(found.groups, found.names, strict=True):
        mine = tuple(codes[i] for i in members if i < known)
        staff = [codes[i] for i in members if i >= known]
        if staff and mine:
            report.append({"staff": staff, "profiles": list(mine)})
        elif mine:
            people[name.rpartition("/")[2]] = mine
    if not people:
        raise InvalidCase("search: every profile fits a control. Look at the laboratory's alarms.")
    return people, {}, report


def _answers(listed: Listed, rule: ListingRule, tick: Tick) -> dict[str, Identification]:
    """The joint answer at each λ, the rule's own first; each draws from its own stream."""
    from repatria.joint.lambdas import answers_at
    from repatria.joint.solve import BUDGET

    values = list(dict.fromkeys((rule.listed, *rule.sensitivity)))
    tick("weighing everybody together", 0, len(values))
    out = {}
    for n, (value, answer) in enumerate(zip(values, answers_at(listed, values), strict=True), 1):
        tick("weighing everybody together", n, len(values))
        neglected = min(1.0, answer.neglected_mass + listed.neglected)
        exact = answer.exact and not listed.left_out and neglected <= BUDGET
        method = dict(answer.method)
        if listed.left_out:  # the same words as the joint answer itself, so that a recomputation agrees to the letter
            method.update(joint_ways_left_out=list(listed.left_out), weighed_one_by_one=list(listed.too_large))
        out[f"{value:g}"] = replace(answer, exact=exact, neglected_mass=neglected, method=method)
    return out


def _computable(case: CaseFile) -> tuple[CaseFile, list[tuple[str, str, str]]]:
    """``case`` without the references of families whose pedigree is beyond the engine, and who is not compared for that."""
    from repatria.evidence.kinship.prepare import prepare
    from repatria.evidence.kinship.remembered import common_text, family_text

    common = common_text(case)
    suspects = [f for f in case.families if len(f.pedigree.people) > LARGE_PEDIGREE and f.references]
    out: list[tuple[str, str, str]] = []
    blank: dict[str, Family] = {}
    for family in suspects:
        asked = hashlib.sha256("\n".join((common, family_text(family))).encode()).digest()
        if asked in _WITHIN_REACH:
            continue
        try:
            prepare([family], case.panel, case.conventions, case.pools)
            if len(_WITHIN_REACH) >= MOST_KNOWN:
                _WITHIN_REACH.clear()
            _WITHIN_REACH.add(asked)
        except TooManyLoops:
            blank[family.id] = replace(family, references={})
            out += [(m, "pedigree_too_complex", family.id) for m in family.missing]
    return (replace(case, families=tuple(blank.get(f.id, f) for f in case.families)) if blank else case), out


_WITHIN_REACH: set[bytes] = set()
"""Families that this process found computable, by everything that decides it."""
MOST_KNOWN = 100_000
LARGE_PEDIGREE = 8
"""People of a pedigree from which on it is asked whether the engine can compute it: a smaller one has no loop that stops it."""


def recomputed(weighed: Searched, share: float, seed: int) -> list[str]:
    """Compute a share of the blocks of comparisons again, at least one, from nothing; what does not agree, in words.

    ``seed`` chooses the blocks, so that whoever made them cannot know which.
    """
    from repatria.evidence.kinship.matrix import CHUNK, pair_log_lrs

    case, wrong = weighed.case, []
    starts = list(range(0, len(case.families), CHUNK))
    if not starts:
        return []
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(starts), size=max(1, math.ceil(share * len(starts))), replace=False)
    column = np.cumsum([0, *(len(f.missing) for f in case.families)])
    by_code = {p.id: p for p in case.profiles}
    shown = [tuple(by_code[c] for c in mine) for mine in weighed.people.values()]
    for block in sorted(chosen.tolist()):
        span = slice(starts[block], min(starts[block] + CHUNK, len(case.families)))
        families = case.families[span]
        again, usable = pair_log_lrs(shown, replace(case, families=families))
        here = slice(int(column[span.start]), int(column[span.stop]))
        if weighed.kinds is not None:
            again, usable = again + weighed.kinds.log_lr[:, here], usable | weighed.kinds.usable[here]
        same = np.array_equal(again, weighed.log_lr[:, here]) and np.array_equal(usable, weighed.usable[here])
        if not same:
            wrong.append(f"families {families[0].id} to {families[-1].id}")
    return wrong


def _chance(
    case: CaseFile,
    people: Mapping[str, tuple[str, ...]],
    shown: Sequence[tuple[Profile, ...]],
    listed: Listed,
    rule: ListingRule,
    folder: Path,
) -> dict[str, float]:
    """For each person, how many of those compared would reach the rule's LR if the person were nobody's relative."""
    from repatria.registry.gateway.chancing import expected_by_chance

    return expected_by_chance(case, people, shown, listed.usable, rule.threshold, folder)


def rule_of(listed: str, sensitivity: Sequence[str], threshold_lr: int, best: int, grouping_lr: int) -> ListingRule:
    """A rule from its numbers as they are written."""
    return ListingRule(float(listed), tuple(float(x) for x in sensitivity), math.log(threshold_lr), best, math.log(grouping_lr))


def software() -> str:
    """What computed an answer."""
    from repatria import __version__

    return f"repatria {__version__}"


@once(2)
def intact_units(weighed: Searched) -> dict[str, str]:
    """The locked individual of each profile, where the DNA of the individual is of one person."""
    broken = {str(entry["unit"]) for entry in weighed.report if "unit" in entry and "contradiction" in entry}
    return {p: unit for unit, profiles in units_of(weighed.case).items() if unit not in broken for p in profiles}
