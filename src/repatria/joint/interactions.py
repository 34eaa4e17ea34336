"""Several missing in one family: what two victims placed there say together that they do not say apart.

Families with several missing: the interaction of two or three victims in one family, δ = log LR of the joint way minus the sum
of its pairs' log LRs, is computed from the whole pedigree for the victims worth it: those with LR >= 1000 for somebody of
the family, or related to each other (siblings, parent and child) with LR >= 100, at most six. Other joint ways of such a
family are left out. Lineages that two victims share where no relative gave a sample are part of δ (:mod:`.shared_lines`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from repatria.errors import OutOfScope
from repatria.joint.kinds import Kinds
from repatria.joint.problem import Floats
from repatria.joint.shared_lines import SharedLines, Unspoken
from repatria.joint.terms import ways_to_fill
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
Ways = tuple[NDArray[np.int32], Floats]


@dataclass(frozen=True, eq=False)
class JointWays:
    """The joint ways of all families with several missing; the fields are those of :class:`repatria.joint.listed.Listed`."""

    ways: Mapping[str, Ways]
    too_large: tuple[str, ...]
    left_out: tuple[str, ...]
    neglected: float


def joint_ways(case: CaseFile, people: People, log_lr: Floats, kinds: Kinds | None, memory: Memory | None) -> JointWays:
    """The joint ways worth computing of every family of ``case``, and a bound on the mass of all others.

    log_lr  float64[people, missing]  natural log, all kinds together; ``memory`` holds what was computed before
    """
    from repatria.evidence.kinship import person_log_likelihoods
    from repatria.evidence.kinship.matrix import in_order

    spans = _spans(case)
    if not spans:
        return JointWays({}, (), (), 0.0)
    related, log_p = _related(case, people), person_log_likelihoods(people, case)
    shared: SharedLines | None = None
    if kinds is not None:
        log_p = log_p + kinds.log_p
        shared = SharedLines(case, kinds.lineages, len(people)) if len(people) <= MOST_WITH_SHARED_LINES else None

    def ways_of(asked: tuple[Family, slice]) -> Ways | OutOfScope | None:
        try:
            family, span = asked
            lines = () if shared is None else shared.unspoken(family, span.start)
            return _interactions(family, case, people, log_lr[:, span], related, memory, shared, lines)
        except OutOfScope as refused:
            return refused

    several, too_large, left_out, neglected = {}, [], [], 0.0
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
    return JointWays(several, tuple(too_large), tuple(left_out), neglected)


def _spans(case: CaseFile) -> list[tuple[Family, slice]]:
    """The families with several missing, and their columns."""
    out, column = [], 0
    for family in case.families:
        if len(family.missing) > 1:
            out.append((family, slice(column, column + len(family.missing))))
        column += len(family.missing)
    return out


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
