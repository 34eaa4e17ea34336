"""Exact posteriors of a whole problem from its components, each from the side that has fewer subsets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from repatria.joint import exact
from repatria.joint.best import best
from repatria.joint.components import Part
from repatria.joint.pairing import is_single
from repatria.joint.problem import FamilyTerms, Floats, Problem
from repatria.joint.unreferenced import contexts, left_over

WORK_LIMIT = exact.WORK_LIMIT


@dataclass(frozen=True, eq=False)
class Posterior:
    """``table`` float64[victims, missing + 2] (names, class without references, nobody) and how it came about."""

    table: Floats
    exact: bool
    neglected: float
    method: Mapping[str, Any]


def within_reach(problem: Problem, parts: Sequence[Part]) -> bool:
    """Whether the subset programme can take all components of ``problem``."""
    sides = [p.problem if problem.unreferenced else _cheaper_side(p.problem)[0] for p in parts]
    return all(exact.feasible(p) for p in sides) and sum(exact.cost(p)[0] for p in sides) <= WORK_LIMIT


def exact_posterior(problem: Problem, parts: Sequence[Part], neglected: float, price: Floats) -> Posterior:
    """Posteriors of ``problem`` from components that cover all but ``neglected`` of its mass.

    price  float64[victims]  best log weight minus the best without that victim, NaN where not known
    """
    n, m = len(problem.victims), len(problem.missing)
    table = np.zeros((n, m + 2))
    if problem.unreferenced:
        _with_class(problem, parts, price, table)
    else:
        for part in parts:
            names, none = _alone(part.problem, price[part.victims])
            table[np.ix_(part.victims, part.columns)] = names
            table[part.victims, m + 1] = none
    method = {
        "name": "exact",
        "components": len(parts),
        "largest": max((len(p.victims) for p in parts), default=0),
    }
    return Posterior(table, neglected <= 1e-9, neglected, method)


def _alone(problem: Problem, price: Floats) -> tuple[Floats, Floats]:
    """Names and "nobody" of a component on its own."""
    side, turned = _cheaper_side(problem)
    sums = exact.sum_masses(side, _prices(side) if turned or np.isnan(price).any() else price)
    names, none, empty = exact.posterior(side, sums, np.zeros(len(side.victims) + 1))
    return (names.T, empty) if turned else (names, none.sum(axis=1))


def _prices(problem: Problem) -> Floats:
    ways = best(problem)
    return np.asarray(ways.log_weight - ways.none)


def _with_class(problem: Problem, parts: Sequence[Part], price: Floats, table: Floats) -> None:
    """As :func:`_alone` for all components, tied together by how many victims each leaves to the class."""
    sums = []
    for part in parts:
        own_price = price[part.victims]
        sums.append(exact.sum_masses(part.problem, _prices(part.problem) if np.isnan(own_price).any() else own_price))
    log_e, share = left_over(problem.unreferenced, problem.unreferenced_log_odds, len(problem.victims))
    seen = contexts([s.left for s in sums], log_e, share)
    m = len(problem.missing)
    for part, s, (context, own) in zip(parts, sums, seen, strict=True):
        names, none, _ = exact.posterior(part.problem, s, context)
        table[np.ix_(part.victims, part.columns)] = names
        table[part.victims, m] = none @ own
        table[part.victims, m + 1] = none @ (1.0 - own)


def _cheaper_side(problem: Problem) -> tuple[Problem, bool]:
    """The problem, or with victims and missing exchanged where each family misses one and fewer are missing."""
    if not is_single(problem) or len(problem.missing) >= len(problem.victims):
        return problem, False
    terms: list[list[tuple[int, float]]] = [[] for _ in problem.victims]
    for column, family in enumerate(problem.families):
        for (victim,), weight in zip(family.assigned[1:].tolist(), family.log_weight[1:].tolist(), strict=True):
            terms[victim].append((column, weight))
    families = tuple(
        FamilyTerms(
            victim,
            (victim,),
            np.array([-1, *[c for c, _ in options]], dtype=np.int32)[:, None],
            np.array([0.0, *[w for _, w in options]]),
        )
        for victim, options in zip(problem.victims, terms, strict=True)
    )
    return replace(problem, victims=problem.missing, families=families), True
