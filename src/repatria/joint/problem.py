"""The question of naming, stated once for every method: who could be whom, and how much each way weighs.

A *victim* is one individual (possibly several profiles), a *missing* person belongs to a *family*. A family is given by its
*terms*: every way to fill its missing people with victims (one row each, ``-1`` for "nobody") with the natural-log likelihood
ratio of that way against nobody assigned and the victims unrelated. A family with one missing person has one row per possible
victim; with several, joint rows, since two brothers found together support each other. Ways that are not listed are impossible.

Weight of an assignment, relative to "nobody is identified"::

    sum over families of ( log_lr[row] + sum of log_odds over the missing people who are filled in that row )

``log_odds`` is log(λ π_m / (1 - λ)), or 0 under the flat prior over assignments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class FamilyTerms:
    """One family's terms. Row 0 is "nobody"; impossible rows (``-inf``) are left out on construction.

    missing   codes of the missing people
    assigned  int32[terms, missing]  victim (row of :attr:`Problem.victims`) or -1
    log_lr    float64[terms]         natural log, row 0 is 0
    log_odds  float64[missing]       log prior weight of each missing person, relative to "not listed"
    """

    id: str
    missing: tuple[str, ...]
    assigned: Ints
    log_lr: Floats
    log_odds: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        assigned = np.asarray(self.assigned, dtype=np.int32).reshape(-1, len(self.missing))
        log_lr = np.asarray(self.log_lr, dtype=np.float64)
        where = f"family {self.id}"
        if len(assigned) != len(log_lr) or not len(log_lr) or (assigned[0] >= 0).any() or log_lr[0] != 0.0:
            raise InvalidCase(f"{where}: the first term must be nobody, with log LR 0. Add it.")
        if np.isnan(log_lr).any() or (log_lr == np.inf).any():
            raise InvalidCase(f"{where}: a log LR is {log_lr[~np.isfinite(log_lr)][0]}. Give a number or -inf.")
        ordered = np.sort(assigned, axis=1)
        if ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any():
            raise InvalidCase(f"{where}: a term gives one victim two names. Remove it.")
        possible = log_lr > -np.inf
        odds = np.zeros(len(self.missing)) if len(self.log_odds) == 0 else np.asarray(self.log_odds, dtype=np.float64)
        if odds.shape != (len(self.missing),) or not np.isfinite(odds).all():
            raise InvalidCase(f"{where}: one finite prior weight is needed for each of its {len(self.missing)} missing people.")
        for name, value in (("assigned", assigned[possible]), ("log_lr", log_lr[possible]), ("log_odds", odds)):
            object.__setattr__(self, name, value)

    @property
    def log_weight(self) -> Floats:
        """float64[terms]: log LR plus the prior weights of the people filled."""
        return np.asarray(self.log_lr + (self.assigned >= 0) @ self.log_odds, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Problem:
    """All victims and all families of one incident.

    ``unreferenced`` people are on the list without a usable reference: every victim fits each of them with LR 1, and each
    has the prior weight ``unreferenced_log_odds``. They form one class whose capacity is their number.
    ``log_nobody`` is the log likelihood of everything when nobody is identified; it moves the reported ``log_likelihood`` and
    nothing else.
    """

    victims: tuple[str, ...]
    families: tuple[FamilyTerms, ...]
    unreferenced: int = 0
    unreferenced_log_odds: float = 0.0
    log_nobody: float = 0.0

    def __post_init__(self) -> None:
        for noun, codes in (("victim", self.victims), ("missing person", self.missing)):
            if len(set(codes)) != len(codes):
                twice = next(c for c in codes if codes.count(c) > 1)
                raise InvalidCase(f"joint problem: {noun} {twice} is listed twice. Keep one.")
        if "*" in self.victims or "*" in self.missing:
            raise InvalidCase("joint problem: '*' stands for nobody. Use another code.")
        for family in self.families:
            if family.assigned.size and family.assigned.max() >= len(self.victims):
                raise InvalidCase(f"family {family.id}: a term names victim number {family.assigned.max()}, who is not there.")
        if self.unreferenced < 0 or not np.isfinite(self.unreferenced_log_odds):
            raise InvalidCase("joint problem: the class without references needs a number of at least 0 and a finite weight.")

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Codes of all missing people, family by family: the columns of every table of the answer."""
        return tuple(m for family in self.families for m in family.missing)

    @cached_property
    def first_column(self) -> list[int]:
        """Column of each family's first missing person."""
        return [0, *accumulate(len(f.missing) for f in self.families)][:-1]

    @cached_property
    def possible(self) -> NDArray[np.bool_]:
        """bool[victims, missing]: the pair occurs in some term."""
        table = np.zeros((len(self.victims), len(self.missing)), dtype=bool)
        for family, first in zip(self.families, self.first_column, strict=True):
            row, slot = np.nonzero(family.assigned >= 0)
            table[family.assigned[row, slot], first + slot] = True
        return table

    def likelihood_only(self) -> Problem:
        """The same problem under the flat prior over assignments, nobody unreferenced."""
        flat = tuple(replace(f, log_odds=np.zeros(len(f.missing))) for f in self.families)
        return replace(self, families=flat, unreferenced=0, unreferenced_log_odds=0.0)

    @cached_property
    def is_flat(self) -> bool:
        """Whether prior weights change nothing."""
        return self.unreferenced == 0 and not any(f.log_odds.any() for f in self.families)


def from_pairs(
    victims: Sequence[str], missing: Sequence[str], log_lr: Floats, *, log_odds: Floats | None = None, log_nobody: float = 0.0
) -> Problem:
    """A problem in which every family misses one person.

    log_lr    float64[victims, missing]  natural log, -inf impossible
    log_odds  float64[missing]           prior weights, flat by default
    """
    log_lr = np.asarray(log_lr, dtype=np.float64)
    if log_lr.shape != (len(victims), len(missing)):
        raise InvalidCase(
            f"pair table: shape {log_lr.shape} for {len(victims)} victims and {len(missing)} missing. Correct it."
        )
    families = []
    for m, code in enumerate(missing):
        rows = np.flatnonzero(log_lr[:, m] != -np.inf)
        families.append(
            FamilyTerms(
                code,
                (code,),
                np.concatenate([[-1], rows]).astype(np.int32)[:, None],
                np.concatenate([[0.0], log_lr[rows, m]]),
                np.zeros(1) if log_odds is None else np.asarray(log_odds[m : m + 1], dtype=np.float64),
            )
        )
    return Problem(tuple(victims), tuple(families), log_nobody=log_nobody)
