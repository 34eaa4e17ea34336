"""An ``oracle-dvi/1`` incident as a joint problem: one-to-one within the candidate pairings, flat over assignments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.formats.oracle_dvi import DviCase
from repatria.joint.answer import Identification
from repatria.joint.problem import Problem
from repatria.joint.solve import solve
from repatria.joint.terms import family_terms
from repatria.model.casefile import Ancestors, Conventions

FLAT = {"kind": "flat", "text": "every assignment within the candidate pairings is equally probable before the evidence"}


def incident_problem(
    case: DviCase, conventions: Conventions, tick: Callable[[int], None] | None = None
) -> tuple[Problem, NDArray[np.bool_]]:
    """The problem of an incident and bool[victims, missing], its candidate pairings."""
    from repatria.evidence.kinship import profile_log_likelihoods

    codes = tuple(v.id for v in case.victims)
    alone = profile_log_likelihoods(case.victims, case.panel, conventions=conventions)
    allowed = {(victim, name) for victim, names in case.pairings.items() for name in names}
    families, total, asked = [], float(alone.sum()), []
    for family in case.families:
        possible = np.array([[(v, m) in allowed for m in family.missing] for v in codes], dtype=bool)
        terms, alone_family = family_terms(family, case.victims, possible, alone, case.panel, conventions, tick)
        families.append(terms)
        asked.append(possible)
        total += alone_family
    return Problem(codes, tuple(families), log_nobody=total), np.concatenate(asked, axis=1)


def identify_incident(
    case: DviCase, *, ancestors: Ancestors = "prune", tick: Callable[[int], None] | None = None, **options: Any
) -> Identification:
    """Name the victims of an incident under the flat prior over assignments; ``options`` go to :func:`solve`."""
    problem, asked = incident_problem(case, Conventions(ancestors=ancestors), tick)
    return solve(problem, prior=FLAT, candidates=asked, **options)
