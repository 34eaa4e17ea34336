"""Age, stature and the place of our own recovery against the records of the missing: kinds that multiply after the lines.

The age that is compared is that of the records, against another man of the list; an age that the bones suggest is never multiplied.
Stature is compared within the sex that DNA shows, or that all of the list are of; the sex that bones show is not multiplied at
all, since DNA says it with the smaller error (:mod:`repatria.evidence.combine`). Where the giver says that remains are from is a
lead, kept apart and held to its cap (:mod:`.leads`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from repatria.errors import InvalidInput
from repatria.evidence.biology.age import roster_ages, shares_of
from repatria.evidence.biology.matrix import AgesAtLoss, covered, stature_ratios
from repatria.evidence.biology.recorded import Recorded as StatureRecord
from repatria.evidence.biology.stature import Fitted, fitted, scenario
from repatria.evidence.circumstance.origin import OriginWeights, weigh_origins
from repatria.joint.leads import EACH
from repatria.joint.lineages import Told
from repatria.joint.problem import Floats
from repatria.model.beside import Recorded, Remains
from repatria.model.casefile import CaseFile
from repatria.model.profile import Profile
from repatria.reference.biology import body_model
from repatria.tables.once import once

SEXES = {"M": "m", "F": "f"}


def missing_codes(case: CaseFile) -> list[str]:
    """The missing in order of the families: the columns of every table."""
    return [m for f in case.families for m in f.missing]


def weigh_bodies(
    case: CaseFile,
    codes: Sequence[str],
    remains: Sequence[Sequence[Remains]],
    people: Sequence[tuple[Profile, ...]],
    told: Told,
) -> dict[str, Floats]:
    """Log LRs ``[people, missing]`` of ``age``, ``stature`` and ``place``, those that somebody has; ``told`` gets what is left out."""
    listed = _listed(case)
    if not any(listed.men):
        return {}
    out = {
        "age": _age(codes, remains, listed, told),
        "stature": _stature(case, codes, remains, people, listed.men, told),
    }
    excavated = _origins(case, remains, "excavated")
    if excavated is not None:
        out["place"] = excavated.log_lr
    return {kind: values for kind, values in out.items() if values.any()}


def stated_leads(case: CaseFile, remains: Sequence[Sequence[Remains]]) -> Floats | None:
    """float64[people, missing]: log LR of what the givers say, at most a lead's; ``None`` where nobody says anything."""
    found = _origins(case, remains, "stated")
    return None if found is None else np.minimum(found.log_lr, EACH)


def _origins(case: CaseFile, remains: Sequence[Sequence[Remains]], how: str) -> OriginWeights | None:
    rows = [[o for r in mine for o in r.origins if o.how == how] for mine in remains]
    if not any(rows) or not case.beside.recorded:
        return None
    missing, weights = missing_codes(case), case.prior.weights
    prior = None
    if weights:
        own = np.array([weights.get(m, 0.0) for m in missing])
        prior = own / own.sum() if own.sum() > 0.0 else None
    pools = {pool.name: pool.weight for pool in case.pools} or None
    return weigh_origins(rows, missing, case.beside.recorded, how=how, prior=prior, weights=pools)


@dataclass(frozen=True, eq=False)
class _Listed:
    """What the records say of the missing, in the order of the case: of each by himself, their ages, and the shares of ages among them."""

    men: tuple[Recorded | None, ...]
    ages: AgesAtLoss
    pool: Floats


@once(4)
def _listed(case: CaseFile) -> _Listed:
    records = {r.missing: r for r in case.beside.recorded}
    men = tuple(records.get(m) for m in missing_codes(case))
    ages = [None if man is None else man.ages for man in men]
    known = [a for a in ages if covered(a) and a is not None]
    return _Listed(men, AgesAtLoss.of(ages), shares_of(known) if known else roster_ages())


def _age(codes: Sequence[str], remains: Sequence[Sequence[Remains]], listed: _Listed, told: Told) -> Floats:
    out = np.zeros((len(codes), len(listed.men)))
    for i, (code, mine) in enumerate(zip(codes, remains, strict=True)):
        stages = _together(mine)
        if stages:
            try:
                out[i] = listed.ages.ratio(stages, listed.pool)
            except InvalidInput as refused:
                told.append({"person": code, "kind": "age", "text": f"age: not weighed. {refused}"})
    return out


def _together(remains: Sequence[Remains]) -> dict[str, tuple[int, int]]:
    """Each growing place; where several bones differ, from the lower to the higher stage."""
    out: dict[str, tuple[int, int]] = {}
    for r in remains:
        for place, (low, high) in r.stages.items():
            first, last = out.get(place, (low, high))
            out[place] = (min(first, low), max(last, high))
    return dict(sorted(out.items()))


def _stature(
    case: CaseFile,
    codes: Sequence[str],
    remains: Sequence[Sequence[Remains]],
    people: Sequence[tuple[Profile, ...]],
    men: Sequence[Recorded | None],
    told: Told,
) -> Floats:
    records = [_record(man) for man in men]
    out = np.zeros((len(codes), len(men)))
    if not any(records) or not any(r.measurements for mine in remains for r in mine):
        return out
    listed = {person.sex for f in case.families for person in f.pedigree.people if person.id in f.missing} - {"U"}
    sizes: list[Fitted | None] = []
    for code, mine, shown in zip(codes, remains, people, strict=True):
        sex = {p.sex for p in shown} | {r.sex for r in mine if r.sex_from == "dna"}
        known = (sex & set(SEXES)) or listed
        try:
            sizes.append(_size(mine, SEXES[next(iter(known))] if len(known) == 1 else ""))
        except InvalidInput as refused:
            told.append({"person": code, "kind": "stature", "text": f"stature: not weighed. {refused}"})
            sizes.append(None)
    return stature_ratios(sizes, records)


def _size(remains: Sequence[Remains], sex: str) -> Fitted | None:
    held: dict[str, list[float]] = {}
    for r in remains:
        for code, mm in r.measurements.items():
            held.setdefault(code, []).append(mm)
    model = body_model()
    values: Mapping[str, float] = {c: sum(v) / len(v) for c, v in sorted(held.items()) if c in model.items}
    if not values:
        return None
    return fitted(model, values, *scenario(model, None, sex))


def _record(man: Recorded | None) -> StatureRecord | None:
    if man is None or man.stature_cm is None:
        return None
    at_loss = None if man.ages is None else (man.ages[0] + man.ages[1]) / 2.0
    return StatureRecord(man.stature_cm, man.stature_step, man.stature_how, man.age_then, at_loss)
