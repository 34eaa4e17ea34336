"""``identify``: everybody of a case, or of an ``oracle-dvi/1`` incident, named together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from repatria.errors import InvalidCase
from repatria.formats.oracle_dvi import DviCase
from repatria.joint.answer import Identification
from repatria.joint.chain import Chains
from repatria.joint.grouping import THRESHOLD
from repatria.joint.incident import identify_incident
from repatria.joint.lambdas import answers_at
from repatria.joint.listed import Listed, weigh_listed
from repatria.joint.persons import persons_of
from repatria.joint.solve import BUDGET
from repatria.joint.units import Units
from repatria.joint.why import lines_told
from repatria.model.casefile import Ancestors, CaseFile


def identify(
    case: CaseFile | DviCase,
    *,
    ancestors: Ancestors | None = None,
    seed: int = 0,
    grouping: float = THRESHOLD,
    chains: Chains | None = None,
    tick: Callable[[int], None] | None = None,
    units: Units | None = None,
    folder: Path | None = None,
    sensitivity: bool = True,
) -> Identification:
    """Name all victims of an incident together.

    Parameters
    ----------
    case
        A CaseFile: its prior at λ = ``case.prior.listed``, with the answers at the prior's other λ in ``sensitivity``. Or an
        incident read from ``oracle-dvi/1``: every assignment within its candidate pairings equally probable.
    ancestors
        ``prune`` or ``sum``; by default what the case says, ``prune`` for an incident.
    seed
        Of the Markov chains, used only beyond exact reach.
    grouping
        Log LR from which profiles are put together as one person (CaseFile only).
    tick
        Called with the number of steps done since the last call.
    units
        Profiles that were grouped by the bones: unit code -> profile codes (CaseFile only). Members of a unit are one person;
        what the DNA says against a unit, or about two of them, stands in ``grouping``. The victims are then the units. A unit may
        also hold subjects of ``case.beside`` without an autosomal profile, or nothing else.
    folder
        Where what was weighed is kept and found again (CaseFile only): after one new profile or one changed family only what is
        new is weighed, and the answer is the same to the last digit. A changed panel, pool or convention weighs everything again.
    sensitivity
        Whether to answer at the prior's other λ too.

    Returns
    -------
    Identification
        Natural logarithms; :meth:`Identification.to_json` is the documented answer.
    """
    if isinstance(case, DviCase):
        if units is not None or folder is not None:
            raise InvalidCase("incident of oracle-dvi/1: units and a folder are for a CaseFile. Leave them out.")
        rng = np.random.default_rng(seed)
        return identify_incident(case, ancestors=ancestors or "prune", tick=tick, chains=chains, rng=rng)
    if ancestors is not None:
        case = replace(case, conventions=replace(case.conventions, ancestors=ancestors))
    if not (case.profiles or case.beside.remains):
        raise InvalidCase("case: there is no profile to identify. Add profiles.")
    found = persons_of(case, grouping, units)
    shown = [tuple(case.profiles[i] for i in members) for members in found.profiles.values()]
    listed = weigh_listed(case, list(found.profiles), shown, _steps(tick), folder, found.subjects)
    answers = _answers(case, listed, seed, chains, sensitivity)
    named = {name: tuple(case.profiles[i].id for i in members) for name, members in found.profiles.items()}
    report = (*found.report, *(listed.kinds.told if listed.kinds is not None else ()))
    main = replace(answers[case.prior.listed], people=named, subjects=found.subjects)
    told = {v: replace(a, grouping=report, people=named, subjects=found.subjects) for v, a in sorted(answers.items())}
    lines = lines_told(listed, main, list(named)) if listed.kinds is not None else {}
    return replace(main, grouping=report, sensitivity={f"{v:g}": a for v, a in told.items()}, lines=lines)


def _answers(
    case: CaseFile, listed: Listed, seed: int, chains: Chains | None, sensitivity: bool
) -> dict[float, Identification]:
    """The answer at each λ; each draws from a stream of its own, so that leaving some out changes none."""
    answers: dict[float, Identification] = {}
    values = list(dict.fromkeys((case.prior.listed, *case.prior.sensitivity)))[: None if sensitivity else 1]
    for value, answer in zip(values, answers_at(listed, values, seed=seed, chains=chains), strict=True):
        method = dict(answer.method)
        if listed.left_out:
            method.update(joint_ways_left_out=list(listed.left_out), weighed_one_by_one=list(listed.too_large))
        if listed.shared_lines_left_out:
            method["lines_shared_without_a_donor"] = "left out: too many people"
        if listed.contradicted:
            method["references_contradict_pedigree"] = {who: list(markers) for who, markers in listed.contradicted.items()}
        neglected = min(1.0, answer.neglected_mass + listed.neglected)
        exact = answer.exact and not listed.left_out and neglected <= BUDGET
        answers[value] = replace(answer, method=method, exact=exact, neglected_mass=neglected)
    return answers


def _steps(tick: Callable[[int], None] | None) -> Callable[[int, int], None] | None:
    if tick is None:
        return None
    before = 0

    def told(done: int, total: int) -> None:
        nonlocal before
        tick(done - before)
        before = done

    return told
