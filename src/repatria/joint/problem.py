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
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidCase
from repatria.joint.layout import Layout, layout_of

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

    def again(self, **changed: Ints | Floats) -> FamilyTerms:
        """The same terms with arrays ``changed``, which must come from terms that were checked: nothing is checked again."""
        out = object.__new__(FamilyTerms)
        out.__dict__.update(self.__dict__, **changed)
        return out


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
    def layout(self) -> Layout:
        """All terms but "nobody" in one set of arrays."""
        return layout_of(len(self.victims), self.families, self.first_column)

    @cached_property
    def log_weights(self) -> Floats:
        """float64[terms]: what each term of :attr:`layout` weighs, prior weights included."""
        return self.layout.log_weights(np.concatenate([np.zeros(0), *[f.log_odds for f in self.families]]))

    @cached_property
    def priced(self) -> tuple[Floats, Floats]:
        """The price of each victim (natural log, its best single term, at least 0) and, float64[terms], each term's log weight
        less the prices of its victims."""
        rows, victims = self.layout.single
        price = np.zeros(len(self.victims) + 1)
        np.maximum.at(price, victims, self.log_weights[rows])
        price[-1] = 0.0
        excess = self.log_weights.copy()
        for victim in self.layout.assigned.T:
            excess -= price[victim]
        return price[:-1], excess

    @property
    def possible(self) -> NDArray[np.bool_]:
        """bool[victims, missing]: the pair occurs in some term."""
        return self.layout.possible

    def at_odds(self, log_odds: Sequence[Floats], unreferenced: int, unreferenced_log_odds: float) -> Problem:
        """The same victims and terms under other prior weights ``log_odds``, one array a family; the layout is shared."""
        families = tuple(f.again(log_odds=odds) for f, odds in zip(self.families, log_odds, strict=True))
        if not np.isfinite(np.concatenate([np.zeros(1), *log_odds])).all():
            raise InvalidCase("joint problem: a prior weight is not finite. Give each missing person a finite weight.")
        return self._sharing(self.layout, families, unreferenced, unreferenced_log_odds)

    def only(self, keep: NDArray[np.bool_]) -> Problem:
        """The same problem with the terms of :attr:`layout` in ``keep``, and "nobody" of every family."""
        families, start, kept = [], self.layout.start.tolist(), self.layout.only(keep)
        for k, (family, left) in enumerate(zip(self.families, np.diff(kept.start).tolist(), strict=True)):
            mine: slice | NDArray[np.bool_] = slice(1)
            if left:
                mine = np.concatenate([[True], keep[start[k] : start[k + 1]]])
            families.append(family.again(assigned=family.assigned[mine], log_lr=family.log_lr[mine]))
        return self._sharing(kept, tuple(families), self.unreferenced, self.unreferenced_log_odds)

    def without_class(self) -> Problem:
        """The same victims and families, nobody unreferenced, weights relative to nobody identified."""
        return self._sharing(self.layout, self.families, 0, 0.0, log_nobody=0.0)

    def _sharing(
        self, layout: Layout, families: tuple[FamilyTerms, ...], count: int, log_odds: float, **more: float
    ) -> Problem:
        if count < 0 or not np.isfinite(log_odds):
            raise InvalidCase("joint problem: the class without references needs a number of at least 0 and a finite weight.")
        out = object.__new__(Problem)
        own = {"victims": self.victims, "families": families, "unreferenced": count, "unreferenced_log_odds": log_odds}
        shared = {"log_nobody": self.log_nobody, "layout": layout, "missing": self.missing, "first_column": self.first_column}
        out.__dict__.update(own | shared | more)
        return out

    def likelihood_only(self) -> Problem:
        """The same problem under the flat prior over assignments, nobody unreferenced."""
        return self.at_odds([np.zeros(len(f.missing)) for f in self.families], 0, 0.0)

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
