"""A CaseFile as a joint problem: groups of profiles, everybody on the list, and the prior that says who may be listed.

Each person is listed with probability λ; a listed person is missing man m with weight π_m (equal over **all** open missing, or
as the case says, Σ π = 1); otherwise one of the pools. The pair log LRs have the pools as their alternative, so relative to
"not listed" a pair weighs λ π_m / (1 - λ) times its LR. People without a usable reference have LR 1 and form the class.

Families with several missing: the interaction of two or three victims in one family, δ = log LR of the joint way minus the sum
of its pairs' log LRs, is computed from the whole pedigree for the victims worth it: those with LR >= 1000 for somebody of
the family, or related to each other (siblings, parent and child) with LR >= 100, at most six. Other joint ways of such a
family are left out. Lineages that two victims share where no relative gave a sample are part of δ (:mod:`.shared_lines`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase, OutOfScope
from repatria.joint.apart import FEW
from repatria.joint.kinds import Kinds, subjects_of, weigh_kinds
from repatria.joint.problem import FamilyTerms, Floats, Problem
from repatria.joint.shared_lines import SharedLines, Unspoken
from repatria.joint.terms import ways_to_fill
from repatria.model.beside import Remains
from repatria.model.casefile import CaseFile
from repatria.model.family import Family
from repatria.model.profile import Profile

if TYPE_CHECKING:
    from repatria.evidence.kinship.remembered import Memory

WORTH = math.log(1e3)
RELATED = math.log(100.0)
DOUBTFUL = -math.log(10.0)
MOST_IN_A_FAMILY = 6
MOST_WITH_SHARED_LINES = 150
"""People up to which brothers found together are weighed by the line they share although no relative speaks for it: everybody has to
be compared with everybody for that. Beyond, it is left out, which is on the careful side, and the answer says so."""
NEGLIGIBLE = 1e-12
"""Most posterior mass of one family's joint ways left out before the answer is no longer called exact."""
People = Sequence[tuple[Profile, ...]]


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
    from repatria.evidence.kinship import pair_log_lrs, person_log_likelihoods
    from repatria.evidence.kinship.matrix import in_order
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
    several, too_large, left_out, column, neglected = {}, [], [], 0, 0.0
    several_missing = any(len(f.missing) > 1 for f in case.families)
    related = _related(case, people) if several_missing else np.zeros((0, 0), dtype=bool)
    log_p = person_log_likelihoods(people, case) if several_missing else np.zeros(0)
    shared: SharedLines | None = None
    if kinds is not None and several_missing:
        log_p = log_p + kinds.log_p
        shared = SharedLines(case, kinds.lineages, len(people)) if len(people) <= MOST_WITH_SHARED_LINES else None
    spans: list[tuple[Family, slice]] = []
    for family in case.families:
        if len(family.missing) > 1:
            spans.append((family, slice(column, column + len(family.missing))))
        column += len(family.missing)

    def ways_of(asked: tuple[Family, slice]) -> tuple[NDArray[np.int32], Floats] | OutOfScope | None:
        try:
            family, span = asked
            lines = () if shared is None else shared.unspoken(family, span.start)
            return _interactions(family, case, people, log_lr[:, span], related, memory, shared, lines)
        except OutOfScope as refused:
            return refused

    for (family, span), found in zip(spans, in_order(ways_of, spans), strict=True):
        weighed: list[int] = []
        if isinstance(found, OutOfScope):
            too_large.append(family.id)
        elif found is not None:
            several[family.id] = found
            weighed = sorted(set(found[0][found[0] >= 0].tolist()))
        alone = None if kinds is None else kinds.independent[:, span]
        bound = _bound_left_out(log_lr[:, span], weighed, log_p, case, alone)
        neglected = min(1.0, neglected + bound)
        if bound > NEGLIGIBLE:
            left_out.append(family.id)
    if memory is not None:
        memory.forget_the_rest()
    aside = tuple(i for i, profiles in enumerate(people) if not profiles)
    return Listed(
        case,
        tuple(codes),
        log_lr,
        usable,
        several,
        tuple(too_large),
        tuple(left_out),
        neglected,
        contradicted,
        kinds,
        aside if len(aside) > FEW else (),
    )


def _remains(
    case: CaseFile, codes: Sequence[str], people: People, subjects: Mapping[str, Sequence[str]]
) -> tuple[tuple[Remains, ...], ...]:
    members = [(*(p.id for p in shown), *subjects.get(code, ())) for code, shown in zip(codes, people, strict=True)]
    return subjects_of(case, codes, members)


def _bound_left_out(
    log_lr: Floats, weighed: Sequence[int], log_p: Floats, case: CaseFile, alone: Floats | None = None
) -> float:
    """A bound on the posterior mass of all joint ways of a family that have a victim outside ``weighed``.

    For two missing, LR(v as m and w as n) <= LR(v as m) / P(w), since no phenotype is more probable than certain; the smaller of
    the two readings counts, times both prior odds at the largest λ. For more missing nothing is claimed: infinite, unless one
    victim at most is possible or all are weighed. ``alone`` float64[victims, missing] is the part of ``log_lr`` that depends on nobody
    else (age, stature): it stays with each.
    """
    possible = np.flatnonzero((log_lr > -np.inf).any(axis=1))
    if len(possible) < 2 or set(possible.tolist()) <= set(weighed):
        return 0.0
    if log_lr.shape[1] > 2 or case.prior.weights:
        return math.inf
    largest = max((case.prior.listed, *case.prior.sensitivity))
    odds = 2.0 * (math.log(largest) - math.log1p(-largest) - math.log(case.open_missing))
    one, two = log_lr[possible, 0][:, None] - log_p[possible][None, :], log_lr[possible, 1][None, :] - log_p[possible][:, None]
    if alone is not None:
        one, two = one + alone[possible, 1][None, :], two + alone[possible, 0][:, None]
    bound = np.minimum(one, two) + odds
    inside = np.isin(possible, weighed)
    bound[np.outer(inside, inside) | np.eye(len(possible), dtype=bool)] = -np.inf
    return float(np.exp(np.minimum(bound, 700.0)).sum())


def _related(case: CaseFile, people: People) -> NDArray[np.bool_]:
    from repatria.evidence.kinship import compare_profiles

    table = np.zeros((len(people), len(people)), dtype=bool)
    for relation in ("sibling", "parent"):
        found = compare_profiles(people, case.panel, relation=relation, threshold=RELATED)
        table[found.left, found.right] = table[found.right, found.left] = True
    return table


def _interactions(
    family: Family,
    case: CaseFile,
    people: People,
    log_lr: Floats,
    related: NDArray[np.bool_],
    memory: Memory | None = None,
    shared: SharedLines | None = None,
    lines: Sequence[Unspoken] = (),
) -> tuple[NDArray[np.int32], Floats] | None:
    """Joint ways of a family worth computing and their δ; ``None`` if no two victims are worth it.

    ``lines`` of the family without a donor are weighed between the victims themselves (``shared``).
    """
    top = log_lr.max(axis=1)
    chosen_by = top
    kin = (related & (top >= DOUBTFUL)[None, :]).any(axis=1)
    if shared is not None and lines:
        closest = shared.closest(lines)
        kin, chosen_by = kin | (closest >= RELATED), np.maximum(top, closest)
    worth = np.flatnonzero((top >= WORTH) | ((top >= DOUBTFUL) & kin))
    worth = np.sort(worth[np.argsort(-chosen_by[worth], kind="stable")][:MOST_IN_A_FAMILY])
    if len(worth) < 2:
        return None
    ways = ways_to_fill(log_lr[worth] > -np.inf)
    logs = _way_log_likelihoods(family, case, [people[int(v)] for v in worth], ways, memory)
    size = (ways >= 0).sum(axis=1)
    if not np.isfinite(logs[0]) or not (size > 1).any():
        return None
    alone = {(int(way.argmax()), int(way.max())): logs[k] for k, way in enumerate(ways) if size[k] == 1}
    chosen, delta = [], []
    for way, value, q in zip(ways, logs, size, strict=True):
        if q > 1:
            parts = [alone[s, int(v)] for s, v in enumerate(way) if v >= 0]
            apart = sum(parts) - (q - 1) * logs[0]
            row = np.where(way >= 0, worth[way], -1)
            together = shared.gain(lines, row) if shared is not None and lines else 0.0
            chosen.append(row)
            delta.append(value - apart + together if np.isfinite(apart) else -np.inf)
    return np.array(chosen, dtype=np.int32), np.array(delta)


def _way_log_likelihoods(
    family: Family, case: CaseFile, shown: People, ways: NDArray[np.int32], memory: Memory | None
) -> Floats:
    """ln P(references and people in their places) for each way, float64[ways], but for a constant of the family and one of each
    person, which interactions do not see; found again where ``memory`` holds it."""
    from repatria.evidence.kinship import assignment_log_likelihoods
    from repatria.evidence.kinship.remembered import common_text, family_text, person_text, text_digest

    name = ""
    if memory is not None:
        texts = [common_text(case), family_text(family), *map(person_text, shown), repr(ways.tolist())]
        name = f"{text_digest(texts)}-joint"
        kept = memory.get(name)
        if kept is not None:
            return np.asarray(kept["log_p"], dtype=np.float64)
    if _by_tables(family, case):
        logs = _two_by_tables(family, case, shown, ways)
    else:
        asked = [{m: shown[v] for m, v in zip(family.missing, way, strict=True) if v >= 0} for way in ways]
        logs = assignment_log_likelihoods(family, asked, case.panel, conventions=case.conventions)
    if memory is not None:
        memory.put(name, {"log_p": logs})
    return logs


def _by_tables(family: Family, case: CaseFile) -> bool:
    """Whether the second of two missing can be looked up in tables, one for each way to fill the first."""
    autosomal = all(locus.chromosome == "autosomal" for locus in case.panel.loci)
    return len(family.missing) == 2 and case.conventions.theta == 0.0 and autosomal


def _two_by_tables(family: Family, case: CaseFile, shown: People, ways: NDArray[np.int32]) -> Floats:
    """Log LR of each way to fill two missing people against nobody, by the chain rule: the first alone, the second given the
    first. One table of genotypes for each person in the first place serves everybody in the second."""
    from repatria.evidence.kinship.matrix import asked_log_lrs
    from repatria.evidence.kinship.questions import Question

    known = {person: (p,) for person, p in family.references.items()}
    first, second = family.missing
    questions = [Question(family.pedigree, known, asked=first), Question(family.pedigree, known, asked=second)]
    place = {int(v): k for k, v in enumerate(np.unique(ways[:, 0][ways[:, 0] >= 0]), len(questions))}
    questions += [Question(family.pedigree, {**known, first: shown[v]}, asked=second) for v in place]
    found = asked_log_lrs(shown, questions, case.panel, case.conventions)
    out = np.zeros(len(ways))
    for k, (v, w) in enumerate(ways.tolist()):
        if v >= 0:
            out[k] = found[v, 0]
        if w >= 0 and out[k] > -math.inf:
            out[k] += found[w, place[v] if v >= 0 else 1]
    return out


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
