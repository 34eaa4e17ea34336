"""What kind of person a group of bones was: sex, age, stature and weights of pools together, several bones of one combined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from repatria.errors import InvalidInput
from repatria.evidence.biology.age import NONE, AgeTold, Tables, age_shown, pubic_symphysis
from repatria.evidence.biology.sex import SexTold, check_prior, sex_of
from repatria.evidence.biology.stature import Fitted, NotSupported, Stature, fitted, pools_named, scenario, stature_of
from repatria.kernels.body import Floats
from repatria.model.body import BodyModel
from repatria.model.profiled import ProfiledBone

KOREANS = (
    "There is no Korean reference: pool asian holds 61 Japanese, 2 Chinese and 1 Korean men and 21 Japanese and 1 Korean women, and "
    "no stature of any of them. What rests on it is said of Japanese people."
)
PUBIC = "pubic_symphysis"
AFFINITY = "Weights of pools are weights between the pools that were named, not a statement of what anybody was."


@dataclass(frozen=True, slots=True)
class Profile:
    """One individual: ``size`` holds the bones against the pools; ``phase``: printed age of a pubic phase, for display only."""

    name: str
    specimens: tuple[str, ...]
    sex_stated: str
    sex: SexTold | None
    age: AgeTold | None
    phase: tuple[float, float, float, float] | None
    stature: Stature | NotSupported
    size: Fitted
    stages: Mapping[str, tuple[int, int]]
    values: Mapping[str, float]


def individuals(bones: Sequence[ProfiledBone]) -> dict[str, list[ProfiledBone]]:
    """The bones by the individual they are grouped into; a bone without one stands alone, under its own code."""
    held: dict[str, list[ProfiledBone]] = {}
    for one in bones:
        held.setdefault(one.individual or one.bone.code, []).append(one)
    return held


def profile_of(
    name: str,
    bones: Sequence[ProfiledBone],
    model: BodyModel,
    *,
    weights: Mapping[str, float] | None = None,
    prior_male: float | None = None,
    ages: Floats,
    ages_name: str,
    own: Tables = NONE,
    outside: bool = False,
) -> Profile:
    """Everything the bones of one individual tell; ``ages``: the population's share of each year, prior of the age shown.

    ``own``: places of a table of the user's own. ``outside``: the person is of none of the pools (see :func:`fitted`).
    ``prior_male``: chance of a man before the bones; without it the share of men in the pools, one half where they are of one sex.
    """
    sex = _agreed(name, "sex", {one.sex for one in bones if one.sex})
    pool = _agreed(name, "pool", {one.pool for one in bones if one.pool})
    values, stages, traits = _values(bones), stages_of(bones, own), _traits(bones)
    pools, before = scenario(model, pools_named(model, pool) if pool else weights, sex)
    men = float(sum(w for p, w in zip(pools, before, strict=True) if p.sex == "m"))
    prior = prior_male if prior_male is not None else men if 0.0 < men < 1.0 else 0.5
    check_prior(prior)
    before = _with_sex(before, [p.sex for p in pools], prior)
    size = fitted(model, values, pools, before, outside=outside)
    told = None if sex or not (traits or size.used) else sex_of(traits, size, prior)
    if told is not None and traits:
        before = _with_sex(before, [p.sex for p in pools], sex_of(traits, None, prior).male)
        size = fitted(model, values, pools, before, outside=outside)
    phases = [one.phase for one in bones if one.phase]
    return Profile(
        name,
        tuple(one.bone.code for one in bones),
        sex,
        told,
        age_shown(stages, ages, ages_name, own) if stages else None,
        pubic_symphysis(max(phases), sex or "m") if phases else None,
        stature_of(size),
        size,
        stages,
        values,
    )


def _with_sex(before: Floats, sexes: Sequence[str], male: float) -> Floats:
    """The weights with a share of ``male`` for men, if there are pools of both sexes."""
    men = np.array([sex == "m" for sex in sexes])
    if men.all() or not men.any():
        return before
    scaled = np.where(men, before * male / before[men].sum(), before * (1.0 - male) / before[~men].sum())
    return np.asarray(scaled)


def _agreed(name: str, what: str, told: set[str]) -> str:
    if len(told) > 1:
        raise InvalidInput(
            f"individual {name}: {what} is {' and '.join(sorted(told))} on different bones. Settle it, or split the group."
        )
    return next(iter(told), "")


def _values(bones: Sequence[ProfiledBone]) -> dict[str, float]:
    """Each measurement, the mean of left and right where both are there."""
    held: dict[str, list[float]] = {}
    for one in bones:
        for code, value in one.bone.values.items():
            held.setdefault(code, []).append(value)
    return {code: sum(values) / len(values) for code, values in sorted(held.items())}


def stages_of(bones: Sequence[ProfiledBone], own: Tables = NONE) -> dict[str, tuple[int, int]]:
    """Each growing place; where left and right differ, from the lower to the higher stage.

    The pubic phase is a place too where ``own``, a table of the user's own, holds :data:`PUBIC`.
    """
    held: dict[str, tuple[int, int]] = {}
    for one in bones:
        for place, (low, high) in one.stages.items():
            first, last = held.get(place, (low, high))
            held[place] = (min(first, low), max(last, high))
        if one.phase and PUBIC in own:
            first, last = held.get(PUBIC, (one.phase, one.phase))
            held[PUBIC] = (min(first, one.phase), max(last, one.phase))
    return dict(sorted(held.items()))


def _traits(bones: Sequence[ProfiledBone]) -> dict[str, int]:
    """Each trait; where several bones show it, the middle score, the lower of two."""
    held: dict[str, list[int]] = {}
    for one in bones:
        for trait, score in one.traits.items():
            held.setdefault(trait, []).append(score)
    return {trait: sorted(scores)[(len(scores) - 1) // 2] for trait, scores in sorted(held.items())}
