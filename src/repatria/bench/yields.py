"""Yield on the hidden truth: what was named, wrongly named and withheld, and where each wrong name came from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from repatria.joint.answer import Identification
from repatria.model import CaseFile
from repatria.simulate import Settings, Truth, heron

NAME_AT = 0.9995
"""Least posterior at which a name is counted as given."""

KINDS = ("child", "sibling", "several", "nephew", "cousin")
Cause = Literal["chance", "reference error", "sample error", "grouping"]


@dataclass(frozen=True, slots=True)
class Named:
    """One individual as the engine grouped and named it: profiles, the best name (empty for none), its posterior, and the
    missing people of the set it lies in, if the data cannot order them."""

    profiles: tuple[str, ...]
    missing: str
    posterior: float
    in_set: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """One wrong name: the profiles it was given to, the posterior, and where it came from."""

    profiles: tuple[str, ...]
    missing: str
    posterior: float
    cause: Cause


@dataclass(frozen=True, slots=True)
class Yield:
    """What one exercise gave. ``by_kin`` counts the listed men in the boxes with a reported profile, by kind of reference."""

    seed: int
    world: str
    named: int
    wrong: tuple[Wrong, ...]
    expected_wrong: float
    individuals: int
    withheld: int
    by_kin: Mapping[str, Mapping[str, int]]


def judge(truth: Truth, individuals: Sequence[Named], name_at: float = NAME_AT) -> Yield:
    """Hold the individuals of one exercise against its truth."""
    bone_of, listed = _owners(truth)
    given = [i for i in individuals if i.missing and i.posterior >= name_at]
    wrong = [i for i in given if {listed.get(bone_of[p], "") for p in i.profiles} != {i.missing}]
    return Yield(
        seed=int(truth.world["seed"]),
        world=str(truth.world["settings"]["world"]),
        named=len(given),
        wrong=tuple(Wrong(i.profiles, i.missing, i.posterior, cause(truth, i)) for i in wrong),
        expected_wrong=math.fsum(1.0 - i.posterior for i in given),
        individuals=len(individuals),
        withheld=len(individuals) - len(given),
        by_kin=_by_kin(truth, individuals, name_at),
    )


def cause(truth: Truth, individual: Named) -> Cause:
    """Where a wrong name came from, the first that applies: bones of several people in one individual, a sample that shows
    somebody else's DNA, an error among the references of the family named, or chance."""
    bone_of, _ = _owners(truth)
    if len({truth.person_of[p] for p in individual.profiles}) > 1:
        return "grouping"
    if any(bone_of[p] != truth.person_of[p] for p in individual.profiles):
        return "sample error"
    men = truth.tables["men"]
    family = dict(zip(men["missing"], men["family"], strict=True))[individual.missing]
    return "reference error" if family in truth.tables["slips"]["family"] else "chance"


def _owners(truth: Truth) -> tuple[dict[str, str], dict[str, str]]:
    """Profile -> whose bone it is from, and person -> listed man (empty text for the others)."""
    samples, people = truth.tables["samples"], truth.tables["people"]
    bone_of = dict(zip(samples["profile"], samples["bone_of"], strict=True))
    return bone_of, dict(zip(people["person"], people["missing"], strict=True))


def _by_kin(truth: Truth, individuals: Sequence[Named], name_at: float) -> dict[str, dict[str, int]]:
    bone_of, listed = _owners(truth)
    present = {listed[who] for who in set(bone_of.values()) if listed.get(who)}
    rightly: set[str] = set()
    wrongly: set[str] = set()
    in_set: set[str] = set()
    for one in individuals:
        owners = {listed.get(bone_of[p], "") for p in one.profiles} - {""}
        if one.missing and one.posterior >= name_at:
            (rightly if owners == {one.missing} else wrongly).update(owners)
        elif owners and owners <= set(one.in_set):
            in_set |= owners
    out = {kin: {"present": 0, "named": 0, "in_set": 0, "withheld": 0, "wrong": 0} for kin in (*KINDS, "none")}
    for man in sorted(present):
        row = out[truth.kin_of[man]]
        row["present"] += 1
        state = "wrong" if man in wrongly else "named" if man in rightly else "in_set" if man in in_set else "withheld"
        row[state] += 1
    return out


Solver = Callable[[CaseFile], Sequence[Named]]


def run(seeds: Sequence[int], solver: Solver, settings: Settings, scale: float = 1.0) -> list[Yield]:
    """Simulate, solve and judge one exercise per seed."""
    out = []
    for seed in seeds:
        case, truth = heron(seed, scale, settings)
        out.append(judge(truth, solver(case)))
    return out


def summary(yields: Sequence[Yield]) -> dict[str, Any]:
    """The exercises of one world together. ``upper`` is the 95 % upper limit of the share of wrong names, 3/n if none was."""
    named, wrong = sum(y.named for y in yields), [w for y in yields for w in y.wrong]
    by_kin = {
        kin: {state: sum(y.by_kin[kin][state] for y in yields) for state in yields[0].by_kin[kin]} for kin in yields[0].by_kin
    }
    return {
        "world": yields[0].world,
        "exercises": len(yields),
        "named": named,
        "wrong": len(wrong),
        "expected_wrong": math.fsum(y.expected_wrong for y in yields),
        "withheld": sum(y.withheld for y in yields),
        "three_over_n": 3.0 / named if named else None,
        "by_kin": by_kin,
        "causes": {c: sum(w.cause == c for w in wrong) for c in ("chance", "reference error", "sample error", "grouping")},
        "wrong_names": [asdict(w) for w in wrong],
    }


def identified(case: CaseFile) -> list[Named]:
    """Name everybody of ``case`` together by :func:`repatria.joint.identify.identify`."""
    from repatria.joint.identify import identify

    return named_of(identify(case))


def named_of(answer: Identification) -> list[Named]:
    """Each person of a joint answer with the most probable name."""
    groups = {g["person"]: tuple(g["profiles"]) for g in answer.grouping if "person" in g}
    sets = {victim: s.missing for s in answer.sets for victim in s.victims}
    out = []
    for victim, row in zip(answer.victims, answer.table, strict=True):
        names = row[: len(answer.missing)]
        top = int(names.argmax()) if len(names) else 0
        posterior = float(names[top]) if len(names) else 0.0
        out.append(
            Named(groups.get(victim, (victim,)), answer.missing[top] if posterior > 0 else "", posterior, sets.get(victim, ()))
        )
    return out
