"""Ages, statures, measurements and growing places of invented people, and what their enlistment records say of the first two.

Bodies come from the fitted pools of :mod:`repatria.reference.biology`, ages from the dead of the war, growing places from the fitted
transitions; the errors of records from ``recorded_stature``. So the bones are what the model says, which no real bones are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.evidence.biology.age import AGES, SHARED, roster_ages, transitions
from repatria.evidence.biology.recorded import error_models, growth_after
from repatria.model.beside import Recorded
from repatria.model.skeleton import element_of
from repatria.reference.biology import PREFIXES, body_model
from repatria.simulate.settings import Settings

Array = NDArray[np.float64]
POOLS = {
    "US Caucasian": "white_m", "US Hispanic": "white_m", "US African American": "black_m", "Europe": "white_m",
    "South Korea": "asian_m", "China": "asian_m",
}  # fmt: skip
"""The pool of bodies that a population is drawn from; Hispanic men from the white pool, for want of one of their own."""
READING = 0.005
"""Standard deviation of a measurement about the body's own length, sides and reading together, as a share of it (an assumption)."""


@dataclass(frozen=True, eq=False)
class Bodies:
    """``age`` in years at death, ``values`` ``[people, items]`` as the body model names them (stature in cm first, the rest in mm),
    ``early`` how early a person matures, in standard deviations."""

    age: Array
    values: Array
    early: Array


def make_bodies(rng: np.random.Generator, populations: Sequence[str]) -> Bodies:
    """Draw bodies of men of these populations."""
    n, model = len(populations), body_model()
    age = rng.choice(AGES, n, p=roster_ages()) + rng.uniform(-0.5, 0.5, n)
    z, wide = rng.standard_normal((n, len(model.items))), rng.chisquare(model.nu, n)
    values = np.empty_like(z)
    for name in sorted(set(populations)):
        rows = np.array([p == name for p in populations])
        pool = model.pool(POOLS[name])
        values[rows] = pool.mean + (z[rows] @ np.linalg.cholesky(pool.scale).T) / np.sqrt(wide[rows] / model.nu)[:, None]
    return Bodies(age, values, rng.standard_normal(n))


def seen_of_bone(
    rng: np.random.Generator, settings: Settings, bodies: Bodies, person: int, element: str
) -> tuple[dict[str, float], dict[str, tuple[int, int]]]:
    """The measurements (mm) and stages that a fragment of an ``element`` of a ``person`` still shows."""
    name = element_of(element)
    items = body_model().items
    measured = {}
    for at, code in enumerate(items[1:], 1):
        if PREFIXES.get(code.split("_")[0]) == name and rng.random() < settings.measured:
            measured[code] = round(float(bodies.values[person, at] * (1.0 + READING * rng.standard_normal())), 1)
    stages = {}
    for place, growing in transitions().items():
        if growing.element == name and rng.random() < settings.stage_seen:
            late = np.sqrt(1.0 - SHARED) * rng.standard_normal()
            grown = bodies.age[person] + growing.sd * (np.sqrt(SHARED) * bodies.early[person] + late)
            step = int(sum(grown > age for age in growing.ages))
            stages[place] = (max(0, step - 1), step) if rng.random() < settings.stage_unsure else (step, step)
    return {code: mm for code, mm in measured.items() if mm > 0.0}, stages


def recorded_bodies(
    rng: np.random.Generator, settings: Settings, missing: Sequence[str], pools: Sequence[str], bodies: Bodies
) -> list[Recorded]:
    """What the file of each missing man says of age and stature; the place of loss is left to :mod:`.circumstances`."""
    models, out = error_models(), []
    chance, errors = rng.random((len(missing), 5)), rng.standard_normal((len(missing), 2))
    for i, code in enumerate(missing):
        age = float(bodies.age[i])
        years = float(int(age) + (chance[i, 0] < settings.older_told))
        then = max(17.0, float(int(age - 3.0 * chance[i, 1]))) if age >= 18.0 else float(int(age))
        how = "reported" if chance[i, 2] < settings.reported else "measured"
        grown = growth_after(then, age)
        cm = float(bodies.values[i, 0]) - grown * (1.0 + errors[i, 0]) + models[how].bias + models[how].sd * errors[i, 1]
        step = 2.54 if chance[i, 3] < 0.8 else 1.27
        told = round(step * round(cm / step), 2)
        known = chance[i, 4] < settings.stature_known and 140.0 <= told <= 210.0
        out.append(
            Recorded(
                code, "M", (years, years + 1.0), told if known else None, step, how, then if known else None, pool=pools[i]
            )
        )
    return out
