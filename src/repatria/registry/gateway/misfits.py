"""Families whose typed relatives contradict what was recorded of them: a tube of somebody else, or another father than was told."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.model import Conventions, Family, Panel, Pedigree, Person, Profile
from repatria.registry.gateway.profiles import told_pools, weighable

MISFIT_LR, MISFIT_LOCI = math.log(1e-3), 3
"""A family is looked at when something else than what was told makes its relatives a thousand times likelier (all are strangers, one
of them is a stranger to the others, or one child has another father), or when three markers exclude what was told. By chance a true
family is a thousand times likelier under one such other telling in at most 1 of 1,000 families."""
Shown = Mapping[str, tuple[Profile, ...]]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A family whose typed relatives do not fit together: who it may be, markers that exclude, natural ``log_lr`` of the
    family as told against the telling that fits best instead."""

    family: str
    suspects: tuple[str, ...]
    excluded: tuple[str, ...]
    log_lr: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """A family with its donors, and the told fathers that can be doubted: the child, and the pedigree with another father."""

    family: Family
    who: tuple[str, ...]
    fathers: tuple[tuple[str, Pedigree], ...]


def swap_suspects(families: Iterable[Family]) -> tuple[Misfit, ...]:
    """Families whose typed relatives contradict their own pedigree, with the people who may be the cause."""
    from repatria.evidence.kinship.likelihood import marker_likelihoods
    from repatria.evidence.kinship.questions import Question
    from repatria.model import NO_MUTATION

    asked = [_Asked(f, tuple(f.references), tuple(_other_fathers(f))) for f in families if len(f.references) > 1]
    if not asked:
        return ()
    panel = told_pools(p for a in asked for p in a.family.references.values())[0].panel
    still = replace(panel, loci=tuple(replace(x, female=NO_MUTATION, male=NO_MUTATION) for x in panel.loci))
    told: list[Question] = []
    doubted: list[Question] = []
    for one in asked:
        known = {who: (_sexless(one.family.references[who], panel),) for who in one.who}
        less = [{w: known[w] for w in one.who if w != left} for left in one.who]
        told += [Question(one.family.pedigree, known), *(Question(one.family.pedigree, some) for some in less)]
        doubted += [Question(Pedigree((Person("P"),), "stranger"), {"P": known[w]}) for w in one.who]
        doubted += [Question(pedigree, known) for _child, pedigree in one.fathers]
    with np.errstate(divide="ignore"):
        logs = np.log(marker_likelihoods([*told, *doubted], panel, Conventions())).sum(axis=1)
    impossible = marker_likelihoods(told, still, Conventions()) == 0.0
    return tuple(_misfits(asked, logs, len(told), impossible, panel))


def _misfits(
    asked: Sequence[_Asked], logs: NDArray[np.float64], apart: int, impossible: NDArray[np.bool_], panel: Panel
) -> Iterator[Misfit]:
    """``logs`` of all questions: from 0 on what was told of each family, from ``apart`` on what is held against it."""
    at = 0
    for one in asked:
        n = len(one.who)
        whole, less = logs[at], logs[at + 1 : at + 1 + n]
        alone, cut = logs[apart : apart + n], logs[apart + n : apart + n + len(one.fathers)]
        excluded = [panel.loci[k].name for k in np.flatnonzero(impossible[at])]
        few = impossible[at + 1 : at + 1 + n].sum(axis=1) < min(MISFIT_LOCI, max(len(excluded), 1))
        strangers = float(_against(whole, alone.sum()))
        single, father = _against(whole, less + alone), _against(whole, cut)
        value = float(min(strangers, single.min(), father.min(initial=math.inf)))
        if len(excluded) >= MISFIT_LOCI or value <= MISFIT_LR:
            rest = _against(less, alone.sum() - alone)
            if len(excluded) >= MISFIT_LOCI or strangers <= MISFIT_LR:
                causes = {w for k, w in enumerate(one.who) if few[k] and rest[k] > MISFIT_LR}
            else:
                causes = {w for k, w in enumerate(one.who) if single[k] <= MISFIT_LR}
                causes |= {w for k, (c, p) in enumerate(one.fathers) if father[k] <= MISFIT_LR for w in _below(p, c)}
            suspects = tuple(w for w in one.who if w in causes) or one.who
            yield Misfit(one.family.id, suspects, tuple(excluded), value)
        at += 1 + n
        apart += n + len(one.fathers)


def _against(told: Any, other: Any) -> NDArray[np.float64]:
    """Log LR of what was told against another telling; infinite where the other is impossible, and so no better."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isneginf(other), math.inf, np.subtract(told, other))


def _other_fathers(family: Family) -> Iterator[tuple[str, Pedigree]]:
    """Each child whose told father ties typed relatives to others, and the pedigree in which a stranger is the father instead.

    Identical twins have one father. Where all typed are of the child's line, or none is, nothing can be said about him.
    """
    pedigree, typed = family.pedigree, set(family.references)
    stranger = "another father"
    while stranger in pedigree:
        stranger += "'"
    for person in pedigree.people:
        if person.father is None or not 0 < len(_below(pedigree, person.id) & typed) < len(typed):
            continue
        mine = {p.id for p in pedigree.people if p.id == person.id or (person.twins and p.twins == person.twins)}
        moved = (replace(p, father=stranger) if p.id in mine else p for p in pedigree.people)
        yield person.id, replace(pedigree, people=(Person(stranger, "M"), *moved))


def _below(pedigree: Pedigree, who: str) -> set[str]:
    """A person and all who descend from them."""
    found, waiting = set(), [who]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += [p.id for p in pedigree.people if one in (p.father, p.mother)]
    return found


def _sexless(profile: Profile, panel: Panel) -> Profile:
    """The calls alone: a wrong sex is an alarm of its own and must not stop this question."""
    return replace(weighable(profile, panel), sex="U")
