"""Transitions from a table of the user's own: counts of people by age and stage, fitted as one cumulative probit per place.

P(stage >= k | age) = Phi((age - a_k) / sd), the spread sd the same for all transitions of a place (a continuation of the transition
analysis of Boldsen, Milner, Konigsberg and Wood 2002 in its cumulative form); fitted by maximum likelihood. Nothing is taken from
elsewhere: no prior, no other people.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
from scipy.optimize import minimize
from scipy.special import ndtr

from repatria.errors import OutOfScope
from repatria.evidence.biology.transitions import Transition
from repatria.kernels.body import Floats

LEAST = 30
"""People below whom a place of a table is not supported. Our own choice."""
NARROWEST, WIDEST = 0.2, 25.0
"""Spreads between people that a fit may give, in years."""


class Counted(Protocol):
    """``people`` from ``age`` to below ``age_to`` years who showed ``stage`` of ``place``."""

    @property
    def place(self) -> str: ...
    @property
    def age(self) -> float: ...
    @property
    def age_to(self) -> float: ...
    @property
    def stage(self) -> int: ...
    @property
    def people(self) -> int: ...


def transitions_of(rows: Sequence[Counted], source: str) -> dict[str, Transition]:
    """Place -> its transitions, for every place of a table. :class:`OutOfScope` where there are too few people or but one stage."""
    by_place: dict[str, list[Counted]] = {}
    for row in rows:
        by_place.setdefault(row.place, []).append(row)
    return {place: fit_counts(place, own, source) for place, own in by_place.items()}


def fit_counts(place: str, rows: Sequence[Counted], source: str) -> Transition:
    """The transition of one place of greatest likelihood. A stage that nobody showed is passed in no time by the fit."""
    people = sum(row.people for row in rows)
    stages = sorted({row.stage for row in rows if row.people})
    if people < LEAST:
        raise OutOfScope(f"{source}: {place} is not supported by the table (n = {people}). Give at least {LEAST} people.")
    if len(stages) < 2:
        raise OutOfScope(
            f"{source}: {place} shows one stage only ({stages[0]}), which tells no age. Give a table with two or more."
        )
    age = np.array([(row.age + row.age_to) / 2.0 for row in rows])
    n = np.array([row.people for row in rows], dtype=float)
    step = np.array([stages.index(row.stage) if row.people else 0 for row in rows])
    start = [float((age * n)[step >= k].sum() / n[step >= k].sum() + (age * n)[step < k].sum() / n[step < k].sum()) / 2.0
             for k in range(1, len(stages))]  # fmt: skip
    spread = max(1.0, float(np.sqrt(np.average((age - np.average(age, weights=n)) ** 2, weights=n))) / 3.0)
    gaps = [float(np.log(max(0.2, b - a))) for a, b in pairwise(start)]
    found = minimize(
        lambda free: -float(n @ np.log(_chances(age, step, *_unpacked(free)))), [start[0], *gaps, np.log(spread)],
        method="Nelder-Mead", options={"maxiter": 4000, "xatol": 1e-4, "fatol": 1e-7},
    )  # fmt: skip
    ages, sd = _unpacked(found.x)
    element, _, where = place.partition("_")
    return Transition(element, where or element, tuple(stages[1:]), tuple(round(a, 2) for a in ages), round(sd, 2), people)


def _unpacked(free: Sequence[float]) -> tuple[list[float], float]:
    ages = np.cumsum([free[0], *np.exp(np.clip(np.asarray(free[1:-1], dtype=float), -9.0, 5.0))])
    return [float(a) for a in ages], float(np.clip(np.exp(np.clip(free[-1], -5.0, 5.0)), NARROWEST, WIDEST))


def _chances(age: Floats, step: np.ndarray, ages: Sequence[float], sd: float) -> Floats:
    """P(stage | age) of each row, never quite nothing."""
    edges = np.array([-np.inf, *ages, np.inf])
    return np.asarray(np.maximum(ndtr((age - edges[step]) / sd) - ndtr((age - edges[step + 1]) / sd), 1e-12))
