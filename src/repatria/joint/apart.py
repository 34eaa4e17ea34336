"""People of whom only a lineage, bones or an origin is known, where there are many: each is weighed for itself.

Among the bones of a large hand-over most such "people" are further parts of men who are there already. As rivals of each other they
would take names from each other and from those known by autosomal DNA, who are the same men; a lineage alone names nobody anyway. So
beyond :data:`FEW` of them the others are named jointly without them, and each has the posterior it has alone::

    P(m) = w_m / (1 + Σ w + n w_0),  w the prior odds times the LR, n w_0 those without a reference

An individual grouped by an anthropologist whose bones show autosomal DNA anywhere is not among them.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from repatria.joint.answer import Identification
from repatria.joint.problem import Floats, Problem

FEW = 60
"""So many are still named together with everybody else; our own choice."""


def together_without(problem: Problem, aside: tuple[int, ...]) -> Problem:
    """``problem`` without every term that names somebody of ``aside`` (rows of its victims)."""
    out = np.append(np.zeros(len(problem.victims), dtype=bool), False)
    out[list(aside)] = True
    return problem.only(np.asarray(~out[problem.layout.assigned].any(axis=1)))


def with_each_alone(answer: Identification, problem: Problem, aside: tuple[int, ...]) -> Identification:
    """``answer`` with the rows of ``aside`` as they are alone in ``problem``; none of them has a best name."""
    rows, table, possible = list(aside), answer.table.copy(), answer.possible.copy()
    table[rows] = alone(problem)[rows]
    possible[rows] = problem.possible[rows]
    return replace(answer, table=table, possible=possible, method={**answer.method, "weighed_apart": len(aside)})


def alone(problem: Problem) -> Floats:
    """float64[victims, missing + 2]: everybody's posterior with nobody else found."""
    terms, victims = problem.layout.single
    logs = np.full((len(problem.victims), len(problem.missing) + 2), -np.inf)
    logs[:, -1] = 0.0
    if problem.unreferenced:
        logs[:, -2] = np.log(problem.unreferenced) + problem.unreferenced_log_odds
    slot = (problem.layout.assigned[terms] >= 0).argmax(axis=1)
    logs[victims, problem.layout.column[terms] + slot] = problem.log_weights[terms]
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
