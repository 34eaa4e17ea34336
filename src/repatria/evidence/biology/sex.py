"""Sex from scored traits and from size, as a probability. In this population nearly everybody is a man; a weak prior is enough."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from repatria.errors import InvalidInput
from repatria.evidence.biology.stature import Fitted
from repatria.reference.tables import shipped

TRAITS = {
    **dict.fromkeys(("glabella", "mastoid", "mental_eminence", "orbital_margin", "nuchal"), "walker_2008"),
    **dict.fromkeys(("ventral_arc", "medial_aspect_ischiopubic_ramus", "subpubic_contour"), "klales_2012"),
}
"""Trait -> the method that scores it from 1 to 5."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one source says: natural log of P(observed | male) / P(observed | female), and where it is from."""

    method: str
    log_ratio: float
    rests_on: str


@dataclass(frozen=True, slots=True)
class SexTold:
    """Probability of male, its prior, and the lines; lines are taken as independent given sex, which overstates them a little."""

    male: float
    prior_male: float
    lines: tuple[Line, ...]


def sex_of(traits: Mapping[str, int], size: Fitted | None = None, prior_male: float = 0.5) -> SexTold:
    """Probability that the person was a man. ``traits``: scores from 1 to 5; ``size``: bones against pools of both sexes.

    The printed models give log odds of female for samples of about as many women as men; these are read as likelihood ratios.
    """
    check_prior(prior_male)
    lines = _of_traits(traits)
    if size is not None and size.used and {pool.sex for pool in size.pools} == {"m", "f"}:
        lines += (_of_size(size),)
    logit = math.log(prior_male / (1.0 - prior_male)) + math.fsum(line.log_ratio for line in lines)
    return SexTold(1.0 / (1.0 + math.exp(-max(-700.0, min(700.0, logit)))), prior_male, lines)


def check_prior(prior_male: float) -> None:
    """Refuse a prior that is no chance between 0 and 1."""
    if not 0.0 < prior_male < 1.0:
        raise InvalidInput(f"prior of male {prior_male}: is no chance between 0 and 1. Write a number such as 0.99.")


def _of_traits(traits: Mapping[str, int]) -> tuple[Line, ...]:
    for trait, score in traits.items():
        if trait not in TRAITS or not 1 <= score <= 5:
            raise InvalidInput(f"trait {trait!r} scored {score}: is none. Score {', '.join(TRAITS)} from 1 to 5.")
    found = [_line(method, traits) for method in ("walker_2008", "klales_2012")]
    return tuple(line for line in found if line is not None)


def _line(method: str, traits: Mapping[str, int]) -> Line | None:
    """The model of ``method`` that uses most of the scored traits; the first printed of equals."""
    models: dict[str, dict[str, float]] = {}
    for row in shipped("sex_traits"):
        if row["method"] == method:
            models.setdefault(row["model"], {})[row["trait"]] = float(row["coefficient"])
    usable = [model for model in models.values() if all(trait in traits for trait in model if trait)]
    if not usable:
        return None
    best = max(usable, key=len)
    female = best[""] + math.fsum(best[trait] * traits[trait] for trait in best if trait)
    return Line(method, -female, "+".join(trait for trait in best if trait))


def _of_size(size: Fitted) -> Line:
    weight = {"m": 0.0, "f": 0.0}
    prior = {"m": 0.0, "f": 0.0}
    top = float(size.log_bones.max())
    for pool, before, log_bones in zip(size.pools, size.before, size.log_bones, strict=True):
        weight[pool.sex] += float(before) * math.exp(float(log_bones) - top)
        prior[pool.sex] += float(before)
    ratio = math.log(weight["m"] / prior["m"] + 1e-300) - math.log(weight["f"] / prior["f"] + 1e-300)
    people = sum(pool.people for pool in size.pools)
    limit = math.log(people)
    return Line("size", max(-limit, min(limit, ratio)), f"{'+'.join(size.used)}; {people} people, never beyond their number")
