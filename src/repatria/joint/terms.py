"""From families and victims to the terms of a joint problem: which ways are possible, and what the genotypes make of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase, OutOfScope
from repatria.joint.problem import FamilyTerms, Floats, Ints
from repatria.model.casefile import Conventions
from repatria.model.family import Family
from repatria.model.locus import Panel
from repatria.model.profile import Profile

MAX_TERMS = 2_000_000
TABLES_AT_ONCE = 256
WORTH_A_TABLE = 4
"""Victims per table from which looking up is cheaper than asking one by one."""
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

    (alone,) = assignment_log_likelihoods(family, [{}], panel, conventions=conventions)
    if not np.isfinite(alone):
        raise InvalidCase(
            f"family {family.id}: its references do not fit its own pedigree. Check them with `repatria check` or allow mutation."
        )
    ways = ways_to_fill(possible)
    canonical = _canonical(ways, _alike(family))
    different, of_way = np.unique(canonical, axis=0, return_inverse=True)
    by_table = conventions.theta == 0.0 and not any(isinstance(v, tuple) for v in victims)

    def weigh(rows: Ints, before: Floats) -> Floats:
        if tick is not None:
            tick(len(rows))
        places = _places(rows)
        if by_table and len(rows) >= WORTH_A_TABLE * len(places):
            return before + _last_by_table(family, rows, places, victims, panel, conventions)
        asked = [{m: victims[v] for m, v in zip(family.missing, row, strict=True) if v >= 0} for row in rows]
        logs = assignment_log_likelihoods(family, asked, panel, conventions=conventions)
        return np.asarray(logs - alone - np.where(rows >= 0, np.append(log_alone, 0.0)[rows], 0.0).sum(axis=1))

    log_lr = _by_size(different, _alike(family), weigh)[of_way]
    return FamilyTerms(family.id, family.missing, ways, log_lr), float(alone)


def _by_size(ways: Ints, alike: list[list[int]], weigh: Callable[[Ints, Floats], Floats]) -> Floats:
    """Log LRs of canonical ways, small ones first: a way is impossible as soon as a part of it is.

    ``weigh(rows, before)`` gives the log LRs of rows whose parts are possible; ``before`` are those without the last victim.
    """
    size = (ways >= 0).sum(axis=1)
    known = {ways[k].tobytes(): 0.0 for k in np.flatnonzero(size == 0)}
    out = np.full(len(ways), -np.inf)
    out[size == 0] = 0.0
    for q in range(1, int(size.max()) + 1):
        rows, before = [], []
        for k in np.flatnonzero(size == q):
            parts = [known.get(_canonical(part[None], alike)[0].tobytes(), -np.inf) for part in _parts(ways[k])]
            if min(parts) > -np.inf:
                rows.append(k)
                before.append(parts[-1])
        if rows:
            out[rows] = weigh(ways[rows], np.array(before))
        known.update((ways[k].tobytes(), float(out[k])) for k in np.flatnonzero(size == q))
    return out


def _places(rows: Ints) -> dict[tuple[bytes, int], list[int]]:
    """Rows that differ in their last victim alone, by the others and the last one's place."""
    last = rows.shape[1] - 1 - np.argmax(rows[:, ::-1] >= 0, axis=1)
    places: dict[tuple[bytes, int], list[int]] = {}
    for k, (row, slot) in enumerate(zip(rows, last, strict=True)):
        others = row.copy()
        others[slot] = -1
        places.setdefault((others.tobytes(), int(slot)), []).append(k)
    return places


def _last_by_table(
    family: Family,
    rows: Ints,
    places: dict[tuple[bytes, int], list[int]],
    victims: Sequence[Evidence],
    panel: Panel,
    conventions: Conventions,
) -> Floats:
    """float64[rows]: log LR of the last victim of each row, given the references and the row's other victims in place.

    The others are typed people of the family now, so its last missing person has one table of genotypes, in which every
    victim is looked up: the chain rule saves one power of the number of victims.
    """
    from repatria.evidence.kinship.matrix import family_log_lrs

    out = np.empty(len(rows))
    keys = list(places)
    for start in range(0, len(keys), TABLES_AT_ONCE):
        part = keys[start : start + TABLES_AT_ONCE]
        families = [_filled(family, rows[places[key][0]], key[1], victims) for key in part]
        found = family_log_lrs(list(victims), families, panel, conventions)
        for column, key in enumerate(part):
            out[places[key]] = found[rows[places[key], key[1]], column]
    return out


def _filled(family: Family, row: Ints, slot: int, victims: Sequence[Evidence]) -> Family:
    """The family with the victims of ``row`` typed in their places, but for ``slot``, who alone is missing."""
    typed = {m: victims[v] for k, (m, v) in enumerate(zip(family.missing, row, strict=True)) if v >= 0 and k != slot}
    return replace(family, missing=(family.missing[slot],), references={**family.references, **typed}, pools={})


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


def _parts(way: Ints) -> Iterator[Ints]:
    """The ways with one victim less; the one without the last comes last."""
    for slot in np.flatnonzero(way >= 0):
        less = way.copy()
        less[slot] = -1
        yield less
