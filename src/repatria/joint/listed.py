"""A CaseFile as a joint problem: groups of profiles, everybody on the list, and the prior that says who may be listed.

Each person is listed with probability λ; a listed person is missing man m with weight π_m (equal over **all** open missing, or
as the case says, Σ π = 1); otherwise one of the pools. The pair log LRs have the pools as their alternative, so relative to
"not listed" a pair weighs λ π_m / (1 - λ) times its LR. People without a usable reference have LR 1 and form the class.

Families with several missing have joint ways (:mod:`.interactions`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase
from repatria.joint.apart import FEW
from repatria.joint.interactions import MOST_WITH_SHARED_LINES, People, joint_ways
from repatria.joint.kinds import Kinds, subjects_of, weigh_kinds
from repatria.joint.problem import FamilyTerms, Floats, Problem
from repatria.model.beside import Remains
from repatria.model.casefile import CaseFile
from repatria.model.family import Family


@dataclass(frozen=True, eq=False)
class Listed:
    """Everything about a case's problem that does not depend on λ.

    log_lr  float64[victims, missing], usable bool[missing] in the order of the case's families; ``joint`` maps a family to
    its joint ways int32[ways, missing] and their δ float64[ways]. ``too_large`` are the families with several missing whose
    pedigree is beyond the engine with several victims in it: their missing are weighed one by one. ``left_out`` are all families
    some of whose joint ways are not computed; with any of them no answer is called exact. ``neglected`` bounds the posterior mass
    of all ways not computed; 1 where no bound is known.
    """

    case: CaseFile
    victims: tuple[str, ...]
    log_lr: Floats
    usable: NDArray[np.bool_]
    joint: Mapping[str, tuple[NDArray[np.int32], Floats]]
    too_large: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    neglected: float = 0.0
    contradicted: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Missing people whose relatives cannot fit their own pedigree, with the markers; they count as without a reference."""
    kinds: Kinds | None = None
    """What is not autosomal, which ``log_lr`` and ``usable`` hold too; ``None`` where the case has nothing of it."""

    aside: tuple[int, ...] = ()
    """Rows of those without an autosomal profile where they are many: weighed each for itself (:mod:`repatria.joint.apart`)."""

    @property
    def shared_lines_left_out(self) -> bool:
        """Whether lines that brothers share without a donor were left out because there are too many people."""
        several = any(len(f.missing) > 1 for f in self.case.families)
        return self.kinds is not None and several and len(self.victims) > MOST_WITH_SHARED_LINES

    def problem(self, listed: float) -> Problem:
        """The joint problem of those named ``together`` at λ = ``listed``; all λ share the terms."""
        odds = math.log(listed) - math.log1p(-listed)
        base = self._at_even_odds
        return base.at_odds([f.log_odds + odds for f in base.families], base.unreferenced, odds + base.unreferenced_log_odds)

    @cached_property
    def _at_even_odds(self) -> Problem:
        """The joint problem at λ = 1/2, whose prior weights are those of the missing alone."""
        case = self.case
        weights = case.prior.weights
        shared, members = self._alike_without_reference()
        log_lr = self.log_lr[self.together] if self.aside else self.log_lr
        victims = tuple(self.victims[i] for i in self.together)
        families, column = [], 0
        for family in case.families:
            span = slice(column, column + len(family.missing))
            column = span.stop
            own = [_log(weights.get(m, 0.0) if weights else shared) for m in family.missing]
            if family.id in self.joint:
                families.append(_several(family, log_lr[:, span], *self._joint_of(family.id), np.array(own)))
                continue
            for k, (m, weight) in enumerate(zip(family.missing, own, strict=True)):
                if m not in members and weight > -math.inf:
                    families.append(_single(m, log_lr[:, span.start + k], weight))
        others = set(weights) - members - {m for family in case.families for m in family.missing}
        for m in sorted(w for w in others if weights[w] > 0.0):
            families.append(_single(m, np.zeros(len(victims)), _log(weights[m])))
        unknown = 0 if weights else case.open_missing - column
        return Problem(victims, tuple(families), len(members) + unknown, math.log(shared))

    @cached_property
    def together(self) -> NDArray[np.int64]:
        """int64: rows of those who are named jointly, everybody but those who stand ``aside``."""
        return np.setdiff1d(np.arange(len(self.victims)), self.aside)

    def of_aside(self, problem: Problem) -> Floats:
        """float64[aside, missing of ``problem``]: the log LRs of those who stand ``aside``; 0 for who is listed by a weight alone."""
        column = {m: c for c, m in enumerate(m for family in self.case.families for m in family.missing)}
        of = np.array([column.get(m, -1) for m in problem.missing], dtype=np.int64)
        found = self.log_lr[np.ix_(np.array(self.aside, dtype=np.int64), np.maximum(of, 0))]
        found[:, of < 0] = 0.0
        return np.asarray(found)

    def _joint_of(self, family: str) -> tuple[NDArray[np.int32], Floats]:
        """The joint ways of a family, by place among :attr:`together`, and their δ."""
        ways, delta = self.joint[family]
        if not self.aside:
            return ways, delta
        place = np.full(len(self.victims) + 1, -2, dtype=np.int32)
        place[self.together], place[-1] = np.arange(len(self.together)), -1
        found = place[ways]
        kept = (found > -2).all(axis=1)
        return found[kept], delta[kept]

    def _alike_without_reference(self) -> tuple[float, set[str]]:
        """The prior weight that most of those share whom every victim fits with LR 1, and the codes of all who have it.

        They form the class of the problem. People whom the case lists by weight alone, without a family, count among them;
        those with a weight of their own are columns like everybody else, so that no listed person's weight is lost.
        """
        codes = [m for family in self.case.families for m in family.missing]
        joint = {m for family in self.case.families if family.id in self.joint for m in family.missing}
        blank = [
            m for m, u, lr in zip(codes, self.usable, self.log_lr.T, strict=True) if not u and not lr.any() and m not in joint
        ]
        weights = self.case.prior.weights
        if not weights:
            return 1.0 / self.case.open_missing, set(blank)
        stated = {m: weights.get(m, 0.0) for m in (*blank, *(w for w in weights if w not in set(codes)))}
        times = Counter(w for w in stated.values() if w > 0.0)
        shared = max((w for w, n in times.items() if n > 1), key=lambda w: (times[w], w), default=2.0)  # 2: nobody's weight
        return shared, {m for m, w in stated.items() if w == shared}

    def prior(self, listed: float) -> dict[str, Any]:
        """The prior as printed."""
        case = self.case
        with_reference = int(self.usable.sum())
        return {
            "kind": "listed",
            "listed": listed,
            "open_missing": case.open_missing,
            "with_usable_reference": with_reference,
            "weights": "as stated by the case" if case.prior.weights else "equal",
            "weight_each": None if case.prior.weights else 1.0 / max(1, case.open_missing),
            "pools": {pool.name: pool.weight for pool in case.pools} or {"panel": 1.0},
            "text": f"each person is listed with probability {listed:g}; a listed person is each of {case.open_missing} open "
            "missing with the stated weight, those without a usable reference included at LR 1; otherwise from a pool",
        }


def weigh_listed(
    case: CaseFile,
    codes: Sequence[str],
    people: People,
    tick: Callable[[int, int], None] | None = None,
    folder: Path | None = None,
    subjects: Mapping[str, Sequence[str]] | None = None,
) -> Listed:
    """Compare ``people`` (groups of profiles) with everybody on the list of ``case``; what ``folder`` holds is not weighed again.

    ``subjects`` are, by person, the codes of its remains in ``case.beside`` that are not those of its profiles, or its own.
    """
    from repatria.evidence.kinship import pair_log_lrs
    from repatria.evidence.kinship.remembered import Memory, remembered_log_lrs

    if case.open_missing == 0:
        raise InvalidCase("case: nobody is missing. Add families or open_missing.")
    contradicted: dict[str, list[str]] = {}
    memory = None if folder is None else Memory(folder)
    if memory is None:
        log_lr, usable = pair_log_lrs(list(people), case, tick, contradicted)
    else:
        log_lr, usable = remembered_log_lrs(people, case, memory, tick, contradicted)
    kinds = None
    if case.beside:
        kinds = weigh_kinds(case, codes, _remains(case, codes, people, subjects or {}), people)
        log_lr, usable = log_lr + kinds.log_lr, usable | kinds.usable
    found = joint_ways(case, people, log_lr, kinds, memory)
    if memory is not None:
        memory.forget_the_rest()
    aside = tuple(i for i, profiles in enumerate(people) if not profiles)
    return Listed(
        case,
        tuple(codes),
        log_lr,
        usable,
        found.ways,
        found.too_large,
        found.left_out,
        found.neglected,
        contradicted,
        kinds,
        aside if len(aside) > FEW else (),
    )


def _remains(
    case: CaseFile, codes: Sequence[str], people: People, subjects: Mapping[str, Sequence[str]]
) -> tuple[tuple[Remains, ...], ...]:
    members = [(*(p.id for p in shown), *subjects.get(code, ())) for code, shown in zip(codes, people, strict=True)]
    return subjects_of(case, codes, members)


def _several(family: Family, log_lr: Floats, ways: NDArray[np.int32], delta: Floats, log_odds: Floats) -> FamilyTerms:
    width = len(family.missing)
    victim, slot = np.nonzero(log_lr != -np.inf)
    single = np.full((len(victim), width), -1, dtype=np.int32)
    single[np.arange(len(victim)), slot] = victim
    pairs = np.where(ways >= 0, log_lr[ways, np.arange(width)], 0.0).sum(axis=1)
    assigned = np.concatenate([np.full((1, width), -1, dtype=np.int32), single, ways])
    values = np.concatenate([[0.0], log_lr[victim, slot], pairs + delta])
    keep = ~((assigned >= 0) & (log_odds == -np.inf)).any(axis=1)
    return FamilyTerms(family.id, family.missing, assigned[keep], values[keep], np.maximum(log_odds, -1e300))


def _single(code: str, log_lr: Floats, log_odds: float) -> FamilyTerms:
    rows = np.flatnonzero(log_lr != -np.inf)  # a NaN stays, to be refused
    assigned = np.concatenate([[-1], rows]).astype(np.int32)[:, None]
    return FamilyTerms(code, (code,), assigned, np.concatenate([[0.0], log_lr[rows]]), np.array([log_odds]))


def _log(weight: float) -> float:
    return math.log(weight) if weight > 0.0 else -math.inf
