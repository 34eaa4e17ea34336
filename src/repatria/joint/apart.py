"""People of whom only a lineage, bones or an origin is known, where there are many: each is weighed for itself.

Among the bones of a large hand-over most such "people" are further parts of men who are there already. As rivals of each other they
would take names from each other and from those known by autosomal DNA, who are the same men; a lineage alone names nobody anyway. So
beyond :data:`FEW` of them the others are named jointly without them, and each has the posterior it has alone::

    P(m) = w_m / (1 + Σ w + n w_0),  w the prior odds times the LR, n w_0 those without a reference

An individual grouped by an anthropologist whose bones show autosomal DNA anywhere is not among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.joint.answer import NOBODY, Identification
from repatria.joint.problem import Floats, Problem

FEW = 60
"""So many are still named together with everybody else; our own choice."""


def with_each_alone(answer: Identification, victims: Sequence[str], log_lr: Floats, problem: Problem) -> Identification:
    """``answer`` of ``problem`` for all ``victims``: those who are not in it stand as they are alone, without a best name.

    log_lr  float64[others, missing]  of those who are not in it, in the order of ``victims``
    """
    inside = set(answer.victims)
    joint = np.array([v in inside for v in victims], dtype=bool)
    log_odds = np.concatenate([np.zeros(0), *[f.log_odds for f in problem.families]])
    each = alone(log_lr, log_odds, problem.unreferenced, problem.unreferenced_log_odds)

    def spread(of_joint: NDArray[Any], of_alone: NDArray[Any] | float) -> NDArray[Any]:
        out = np.empty((len(victims), of_joint.shape[1]), dtype=of_joint.dtype)
        out[joint], out[~joint] = of_joint, of_alone
        return out

    return replace(
        answer,
        victims=tuple(victims),
        best={v: answer.best.get(v, NOBODY) for v in victims},
        table=spread(answer.table, each),
        possible=spread(answer.possible, log_lr > -np.inf),
        log_glr=spread(answer.log_glr, np.nan),
        method={**answer.method, "weighed_apart": len(log_lr)},
    )


def alone(log_lr: Floats, log_odds: Floats, unreferenced: int, unreferenced_log_odds: float) -> Floats:
    """float64[people, missing + 2]: everybody's posterior with nobody else found.

    log_lr  float64[people, missing], log_odds float64[missing]: natural logs, as in :class:`repatria.joint.problem.Problem`
    """
    logs = np.full((len(log_lr), log_lr.shape[1] + 2), -np.inf)
    logs[:, -1] = 0.0
    if unreferenced:
        logs[:, -2] = np.log(unreferenced) + unreferenced_log_odds
    logs[:, :-2] = log_lr + log_odds
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
