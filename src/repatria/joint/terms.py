"""From families and victims to the terms of a joint problem: which ways are possible, and what the genotypes make of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase, OutOfScope
from repatria.joint.problem import FamilyTerms, Floats, Ints
from repatria.model.casefile import Conventions
from repatria.model.family import Family
from repatria.model.locus import Panel
from repatria.model.profile import Profile

MAX_TERMS = 2_000_000
Evidence = Profile | tuple[Profile, ...]


def ways_to_fill(possible: NDArray[np.bool_]) -> Ints:
    """int32[ways, missing]: every way to fill a family's missing with victims, "nobody" first.

    possible  bool[victims, missing]
    """
    count = 1.0
    for slot in range(possible.shape[1]):
        count *= 1.0 + possible[:, slot].sum()
    if count > MAX_TERMS * 10:
        raise OutOfScope(
            f"a family with {possible.shape[1]} missing people and {int(possible.any(axis=1).sum())} possible victims has about "
            f"{count:.0f} ways to be filled. Rule out pairs first, for instance by a threshold on their LR."
        )
    options = [[-1, *np.flatnonzero(possible[:, slot]).tolist()] for slot in range(possible.shape[1])]
    rows = list(_fill(options, ()))
    if len(rows) > MAX_TERMS:
        raise OutOfScope(f"a family can be filled in {len(rows)} ways, more than {MAX_TERMS}. Rule out pairs first.")
    return np.array(rows, dtype=np.int32).reshape(len(rows), possible.shape[1])


def _fill(options: Sequence[Sequence[int]], so_far: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if len(so_far) == len(options):
        yield so_far
        return
    for victim in options[len(so_far)]:
        if victim < 0 or victim not in so_far:
            yield from _fill(options, (*so_far, victim))


def family_terms(
    family: Family,
    victims: Sequence[Evidence],
    possible: NDArray[np.bool_],
    log_alone: Floats,
    panel: Panel,
    conventions: Conventions,
    tick: Callable[[int], None] | None = None,
) -> tuple[FamilyTerms, float]:
    """The family's terms and the log likelihood of its references alone.

    victims    one entry per victim, a tuple where a victim has several profiles
    possible   bool[victims, missing of the family]
    log_alone  float64[victims]  log likelihood of each victim as an unrelated person
    tick       told how many terms were weighed, if given
    """
    from repatria.evidence.kinship import assignment_log_likelihoods

    alike = _alike(family)

    def weigh(rows: Ints) -> Floats:
        different, of_row = np.unique(_canonical(rows, alike), axis=0, return_inverse=True)
        asked = [{m: victims[v] for m, v in zip(family.missing, row, strict=True) if v >= 0} for row in different]
        if tick is not None:
            tick(len(rows))
        return np.asarray(assignment_log_likelihoods(family, asked, panel, conventions=conventions))[of_row]

    ways = ways_to_fill(possible)
    size = (ways >= 0).sum(axis=1)
    logs = np.full(len(ways), -np.inf)
    impossible: set[bytes] = set()
    for q in range(int(size.max()) + 1):  # a way is impossible as soon as a part of it is
        rows = [k for k in np.flatnonzero(size == q) if not any(part in impossible for part in _parts(ways[k]))]
        logs[rows] = weigh(ways[rows]) if rows else 0.0
        if q == 0 and not np.isfinite(logs[0]):
            raise InvalidCase(
                f"family {family.id}: its references do not fit its own pedigree. Check them with `repatria check` or allow mutation."
            )
        impossible.update(ways[k].tobytes() for k in np.flatnonzero((size == q) & (logs == -np.inf)))
    unrelated = np.where(ways >= 0, np.append(log_alone, 0.0)[ways], 0.0).sum(axis=1)
    log_lr = logs - logs[0] - unrelated
    log_lr[0] = 0.0
    return FamilyTerms(family.id, family.missing, ways, log_lr), float(logs[0])


def _alike(family: Family) -> list[list[int]]:
    """Groups of missing (positions) who may be exchanged: same recorded parents and sex, no children, no twin."""
    groups: dict[tuple[str | None, str | None, str], list[int]] = {}
    for k, code in enumerate(family.missing):
        person = family.pedigree[code]
        if person.father and person.mother and not person.twins and not family.pedigree.children(code):
            groups.setdefault((person.father, person.mother, person.sex), []).append(k)
    return [g for g in groups.values() if len(g) > 1]


def _canonical(ways: Ints, alike: list[list[int]]) -> Ints:
    """The same ways with exchangeable missing filled in one order: brothers cannot be told apart, so one number serves all."""
    out = ways.copy()
    for group in alike:
        out[:, group] = np.sort(out[:, group], axis=1)
    return out


def _parts(way: Ints) -> Iterator[bytes]:
    """The ways with one victim less."""
    for slot in np.flatnonzero(way >= 0):
        less = way.copy()
        less[slot] = -1
        yield less.tobytes()
