"""When growing places pass from stage to stage: ages fitted to the youngest and oldest man that print gives for each stage."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import ndtr

from repatria.kernels.body import Floats
from repatria.reference.tables import shipped

MEN = 341
"""Men of the Korean War sample aged 16 to 33, as counted by Langley-Shirley and Jantz (2010); spread by age as all deaths were."""
SPREAD, SPREAD_SD = 1.6, 0.25
"""The spread of a transition between men, in years: centre and log standard deviation of its prior. Our own choice."""
GAP, GAP_SD = 0.7, 0.5
"""The time from one transition to the next, in years: centre and log standard deviation of its prior. Our own choice."""
TOP = 4


@dataclass(frozen=True, slots=True)
class Transition:
    """Place ``place`` of ``element`` reaches stage k of ``stages`` at ``ages`` (years), with standard deviation ``sd`` between men."""

    element: str
    place: str
    stages: tuple[int, ...]
    ages: tuple[float, ...]
    sd: float
    people: int = MEN
    """How many people the ages rest on."""

    @property
    def name(self) -> str:
        """Element and place in one word, as a column of a sheet."""
        return f"{self.element}_{self.place}"

    def between(self, stage: int) -> tuple[int, int]:
        """The first and last step among the known transitions that a printed ``stage`` may be."""
        step = sum(k <= stage for k in self.stages)
        return step, step


def seen_ranges() -> Mapping[tuple[str, str], Mapping[int, tuple[int | None, int | None]]]:
    """(element, place) -> stage -> youngest and oldest man seen in it, from print."""
    found: dict[tuple[str, str], dict[int, tuple[int | None, int | None]]] = {}
    for row in shipped("mckern_stewart_1957"):
        low, high = (int(row[name]) if row[name] else None for name in ("youngest", "oldest"))
        found.setdefault((row["element"], row["place"]), {})[int(row["stage"])] = (low, high)
    return found


def men_by_age() -> Floats:
    """Expected men of the sample at each age from 17 to 40, shape (24,)."""
    deaths = {int(row["age"]): float(row["deaths"]) for row in shipped("korean_war_deaths_by_age")}
    counts = np.array([deaths.get(age, 0.0) for age in range(17, 41)])
    return np.asarray(MEN * counts / counts[:17].sum())


def fit_transition(element: str, place: str, seen: Mapping[int, tuple[int | None, int | None]], men: Floats) -> Transition:
    """The transition whose chance of just these youngest and oldest men is greatest (with the priors above).

    For each stage k: nobody older than the oldest man below k was still below it, and he was; nobody younger than the youngest man
    in k or above had reached it, and he had. The two youngest years of the sample are taken together. A place of which print gives
    one age for all lower stages has one transition only.
    """
    bounds = _bounds(seen)
    stages = tuple(bounds)
    start = [float(np.mean(bounds[stages[0]])), *([math.log(GAP)] * (len(stages) - 1)), math.log(SPREAD)]

    def loss(free: Sequence[float]) -> float:
        ages, sd = _unpacked(free)
        prior = ((free[-1] - math.log(SPREAD)) / SPREAD_SD) ** 2 / 2.0
        prior += sum(((step - math.log(GAP)) / GAP_SD) ** 2 / 2.0 for step in free[1:-1])
        youngest = min(first for first, _ in bounds.values())
        return prior - sum(_log_chance(age, sd, *bounds[k], youngest, men) for k, age in zip(stages, ages, strict=True))

    found = minimize(loss, start, method="Nelder-Mead", options={"maxiter": 3000, "xatol": 1e-4, "fatol": 1e-6})
    ages, sd = _unpacked(found.x)
    return Transition(element, place, stages, tuple(round(age, 2) for age in ages), round(sd, 2))


def _unpacked(free: Sequence[float]) -> tuple[list[float], float]:
    ages = list(np.cumsum([free[0], *(math.exp(step) for step in free[1:-1])]))
    return [float(age) for age in ages], math.exp(free[-1])


def _bounds(seen: Mapping[int, tuple[int | None, int | None]]) -> dict[int, tuple[int, int]]:
    """Stage k -> (youngest man in k or above, oldest man below k)."""
    steps = [k for k in range(1, TOP + 1) if k in seen]
    if all(seen[k][0] is None for k in seen if k < TOP):
        steps = [TOP]
    found: dict[int, tuple[int, int]] = {}
    for k in steps:
        first = min(low for stage, (low, _) in seen.items() if stage >= k and low is not None)
        last = max(high for stage, (_, high) in seen.items() if stage < k and high is not None)
        found[k] = (first, last)
    return found


def _log_chance(age: float, sd: float, first: int, last: int, youngest: int, men: Floats) -> float:
    """log P(oldest man below is ``last`` years, youngest above is ``first``) for a transition at ``age``."""
    years = np.arange(17, 41)
    reached = np.clip(ndtr((years + 0.5 - age) / sd), 1e-12, 1 - 1e-12)
    yes, no = men * np.log(reached), men * np.log1p(-reached)
    here = (years >= first) & (years <= max(first, youngest + 1))
    total = float(yes[years > last].sum() + no[(years < first) & (years >= youngest)].sum())
    for none in (float(yes[years == last].sum()), float(no[here].sum())):
        total += math.log(-math.expm1(none) + 1e-300)
    return total


def table_of_transitions() -> list[str]:
    """The lines of ``epiphysis_transitions.csv``, fitted anew."""
    men = men_by_age()
    lines = ["element,place,stage,age,sd"]
    for (element, place), seen in seen_ranges().items():
        found = fit_transition(element, place, seen, men)
        lines += [f"{element},{place},{k},{age:g},{found.sd:g}" for k, age in zip(found.stages, found.ages, strict=True)]
    return lines
