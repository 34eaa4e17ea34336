"""The same probabilities in bulk, for joint identification: families with several people assigned, and people alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidPedigree
from repatria.evidence.kinship.compare import DEFAULT
from repatria.evidence.kinship.likelihood import marker_likelihoods
from repatria.evidence.kinship.questions import Evidence, Question, as_tuple
from repatria.model.casefile import Conventions
from repatria.model.family import Family
from repatria.model.locus import Panel
from repatria.model.pedigree import Pedigree, Person

Array = NDArray[np.float64]


def assignment_log_likelihoods(
    family: Family, assignments: Sequence[Mapping[str, Evidence]], panel: Panel, *, conventions: Conventions = DEFAULT
) -> Array:
    """ln P(references and the people assigned to the family's missing), ``[assignments]``; ``{}`` assigns nobody.

    Each assignment maps some of ``family.missing`` to a profile (or several profiles of one person).
    """
    known = {person: (p,) for person, p in family.references.items()}
    questions = []
    for given in assignments:
        for who in given:
            if who not in family.missing:
                raise InvalidPedigree(f"family {family.id}: {who!r} is not missing from it.")
        questions.append(Question(family.pedigree, {**known, **{who: as_tuple(e) for who, e in given.items()}}))
    return _total(questions, panel, conventions)


def profile_log_likelihoods(profiles: Sequence[Evidence], panel: Panel, *, conventions: Conventions = DEFAULT) -> Array:
    """ln P(profile) of somebody drawn from the population of ``panel``, ``[profiles]``."""
    questions = []
    for evidence in profiles:
        shown = as_tuple(evidence)
        sex = next((p.sex for p in shown if p.sex != "U"), "U")
        questions.append(Question(Pedigree((Person("P", sex),), "unrelated"), {"P": shown}))
    return _total(questions, panel, conventions)


def _total(questions: Sequence[Question], panel: Panel, conventions: Conventions) -> Array:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(marker_likelihoods(questions, panel, conventions)).sum(axis=1))
