"""``identify``: everybody of a case, or of an ``oracle-dvi/1`` incident, named together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from repatria.errors import InvalidCase
from repatria.formats.oracle_dvi import DviCase
from repatria.joint.answer import Identification
from repatria.joint.chain import Chains
from repatria.joint.grouping import THRESHOLD, group, links_between
from repatria.joint.incident import identify_incident
from repatria.joint.listed import weigh_listed
from repatria.joint.solve import BUDGET, solve
from repatria.model.casefile import Ancestors, CaseFile


def identify(
    case: CaseFile | DviCase,
    *,
    ancestors: Ancestors | None = None,
    seed: int = 0,
    grouping: float = THRESHOLD,
    chains: Chains | None = None,
    tick: Callable[[int], None] | None = None,
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

    Returns
    -------
    Identification
        Natural logarithms; :meth:`Identification.to_json` is the documented answer.
    """
    if isinstance(case, DviCase):
        rng = np.random.default_rng(seed)
        return identify_incident(case, ancestors=ancestors or "prune", tick=tick, chains=chains, rng=rng)
    if ancestors is not None:
        case = replace(case, conventions=replace(case.conventions, ancestors=ancestors))
    return _identify_case(case, seed, grouping, chains, tick)


def _identify_case(
    case: CaseFile, seed: int, grouping: float, chains: Chains | None, tick: Callable[[int], None] | None
) -> Identification:
    if not case.profiles:
        raise InvalidCase("case: there is no profile to identify. Add profiles.")
    profiles = (*case.profiles, *case.controls)
    grouped = group(len(profiles), links_between(profiles, case.panel, grouping), grouping)
    codes = [p.id for p in profiles]
    controls = {p.id for p in case.controls}
    report = [entry for entry in grouped.report(codes) if not controls & set(entry.get("profiles", ()))]
    unknown = []
    for members in grouped.groups:
        staff = [codes[i] for i in members if i >= len(case.profiles)]
        others = tuple(i for i in members if i < len(case.profiles))
        if staff and others:
            report.append({"staff": staff, "profiles": [codes[i] for i in others], "text": "fit a control; not named"})
        elif others:
            unknown.append(others)
    if not unknown:
        raise InvalidCase("case: every profile fits a control. There is nobody to name.")
    people = [tuple(profiles[i] for i in members) for members in unknown]
    listed = weigh_listed(case, [codes[m[0]] for m in unknown], people, _steps(tick))
    answers: dict[float, Identification] = {}
    for n, value in enumerate(dict.fromkeys((case.prior.listed, *case.prior.sensitivity))):
        rng = np.random.default_rng([seed, n])
        answer = solve(listed.problem(value), prior=listed.prior(value), chains=chains, rng=rng)
        method = dict(answer.method)
        if listed.left_out:
            method.update(joint_ways_left_out=list(listed.left_out), weighed_one_by_one=list(listed.too_large))
        if listed.contradicted:
            method["references_contradict_pedigree"] = {who: list(markers) for who, markers in listed.contradicted.items()}
        neglected = min(1.0, answer.neglected_mass + listed.neglected)
        exact = answer.exact and not listed.left_out and neglected <= BUDGET
        answers[value] = replace(answer, grouping=tuple(report), method=method, exact=exact, neglected_mass=neglected)
    return replace(answers[case.prior.listed], sensitivity={f"{v:g}": a for v, a in sorted(answers.items())})


def _steps(tick: Callable[[int], None] | None) -> Callable[[int, int], None] | None:
    if tick is None:
        return None
    before = 0

    def told(done: int, total: int) -> None:
        nonlocal before
        tick(done - before)
        before = done

    return told
