"""Age from growing places: what stages say of a man whose age is known, and, for display only, what they say of age."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from repatria.errors import InvalidInput
from repatria.evidence.biology.transitions import MEN, Transition
from repatria.kernels.body import Floats
from repatria.kernels.maturity import stage_likelihood
from repatria.reference.tables import shipped

AGES: Floats = np.arange(15.0, 56.0) + 0.5
"""Middles of the years of age looked at, from 15 to 55."""
SHARED = 0.5
"""The part of the spread that a person's growing places share: early in one is early in the others. Our own assumption."""


@dataclass(frozen=True, slots=True)
class AgeTold:
    """Age for display: median and central 95 %, in years, with the ages of a population as prior."""

    point: float
    low: float
    high: float
    prior: str


@cache
def transitions() -> Mapping[str, Transition]:
    """Every growing place that comes with Repatria, by its name (``clavicle_medial``)."""
    held: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in shipped("epiphysis_transitions"):
        held.setdefault((row["element"], row["place"]), []).append(row)
    found = [
        Transition(
            element, place, tuple(int(r["stage"]) for r in rows), tuple(float(r["age"]) for r in rows), float(rows[0]["sd"])
        )
        for (element, place), rows in held.items()
    ]
    return {one.name: one for one in found}


Tables = Mapping[str, Transition]
"""Growing places of a table of the user's own, by name; they take the place of ours of the same name."""
NONE: Tables = MappingProxyType({})


def likelihood(
    stages: Mapping[str, tuple[int, int]], ages: Floats = AGES, shared: float = SHARED, own: Tables = NONE
) -> Floats:
    """P(stages | age) for each of ``ages`` (years), shape of ``ages``; 1 where no stage is known.

    ``stages``: place -> first and last stage. Sides are not told apart: give one. InvalidInput for a place without a table.
    """
    known = {**transitions(), **own}
    missing = [name for name in stages if name not in known]
    if missing:
        raise InvalidInput(
            f"growing place {missing[0]!r}: has no table here. Choose among {', '.join(known)}, or leave it out."
        )
    if not stages:
        return np.ones_like(ages)
    chosen = [known[name] for name in stages]
    first = np.array([one.between(low)[0] for one, (low, _) in zip(chosen, stages.values(), strict=True)])
    last = np.array([one.between(high)[1] for one, (_, high) in zip(chosen, stages.values(), strict=True)])
    threshold = np.full((len(chosen), max(len(one.ages) for one in chosen)), np.nan)
    for row, one in zip(threshold, chosen, strict=True):
        row[: len(one.ages)] = one.ages
    return stage_likelihood(ages, first, last, threshold, np.array([one.sd for one in chosen]), shared)


def roster_ages() -> Floats:
    """The share of each year of :data:`AGES` among the American dead of the war; sums to 1."""
    deaths = {int(row["age"]): float(row["deaths"]) for row in shipped("korean_war_deaths_by_age")}
    counts = np.array([deaths.get(int(age), 0.0) for age in AGES])
    return np.asarray(counts / counts.sum())


def shares_of(ages: Sequence[tuple[float, float]]) -> Floats:
    """The share of each year among people whose age lies between two ages (years), equal within; sums to 1."""
    total = np.zeros_like(AGES)
    for low, high in ages:
        inside = np.clip(np.minimum(AGES + 0.5, max(high, low + 1e-6)) - np.maximum(AGES - 0.5, low), 0.0, None)
        if inside.sum() > 0.0:
            total += inside / inside.sum()
    if total.sum() <= 0.0:
        raise InvalidInput(f"ages: none of {len(ages)} lies between 15 and 56 years. Give ages at loss in years.")
    return np.asarray(total / total.sum())


def log_age_ratio(stages: Mapping[str, tuple[int, int]], man: Floats, pool: Floats, own: Tables = NONE) -> float:
    """log of P(stages | his age) / sum over the pool of P(stages | age), both given as shares of each year of :data:`AGES`.

    Never beyond the log of the people that the ages of the places rest on, 341 men for ours: more cannot be supported by them. 0
    without a stage.
    """
    each = likelihood(stages, own=own)
    known = {**transitions(), **own}
    limit = math.log(min((known[place].people for place in stages), default=MEN))
    if not float(each @ pool) > 0.0:
        raise InvalidInput("stages: no age of the pool fits all of them. Look at each of them again.")
    with np.errstate(divide="ignore"):
        return float(np.clip(np.log(each @ man) - np.log(each @ pool), -limit, limit))


def age_shown(stages: Mapping[str, tuple[int, int]], prior: Floats, name: str, own: Tables = NONE) -> AgeTold:
    """Age given the stages and the ages of a population. For display: it holds the prior and is never multiplied."""
    below = np.cumsum(age_density(stages, prior, own))
    low, point, high = (
        float(np.interp(q, np.concatenate(([0.0], below)), np.concatenate(([15.0], AGES + 0.5)))) for q in (0.025, 0.5, 0.975)
    )
    return AgeTold(point, low, high, name)


def age_density(stages: Mapping[str, tuple[int, int]], prior: Floats, own: Tables = NONE) -> Floats:
    """The share of each year of :data:`AGES` given the stages and the ages of a population; sums to 1. For display."""
    weight = likelihood(stages, own=own) * prior
    if weight.sum() <= 0.0:
        raise InvalidInput("stages: no age from 15 to 56 fits all of them. Look at each of them again.")
    return np.asarray(weight / weight.sum())


def assemblage_ages(
    each: Sequence[Mapping[str, tuple[int, int]]], start: Floats, rounds: int = 50, own: Tables = NONE
) -> Floats:
    """The ages of an assemblage from the stages of its people, by EM from ``start``, which counts as ten people more.

    The assemblage's own distribution instead of that of the reference sample (Hoppa and Vaupel 2002, the Rostock Manifesto).
    """
    rows = np.array([likelihood(stages, own=own) for stages in each])
    share = start.copy()
    for _ in range(rounds):
        weight = rows * share
        weight = weight / weight.sum(axis=1, keepdims=True)
        share = (weight.sum(axis=0) + 10.0 * start) / (len(rows) + 10.0)
    return np.asarray(share / share.sum())


def pubic_symphysis(phase: int, sex: str) -> tuple[float, float, float, float]:
    """(mean, sd, low, high) of age among the printed sample in this phase (Brooks and Suchey 1990). For display, never multiplied."""
    for row in shipped("suchey_brooks_1990"):
        if row["sex"] == sex and ("I", "II", "III", "IV", "V", "VI").index(row["phase"]) + 1 == phase:
            return float(row["mean"]), float(row["sd"]), float(row["low95"]), float(row["high95"])
    raise InvalidInput(f"phase {phase} of sex {sex!r}: is none of the printed ones. Write a phase from 1 to 6 and m or f.")
