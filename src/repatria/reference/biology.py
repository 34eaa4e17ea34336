"""Numbers about stature, age and sex: from print, or fitted to a reference, each with its papers."""

from __future__ import annotations

from functools import cache

import numpy as np

from repatria.model.body import BodyModel, Pool
from repatria.reference.tables import shipped

NU = 5.0
"""Degrees of freedom with which ``body_pools`` was fitted."""


@cache
def body_model() -> BodyModel:
    """The pools that come with Repatria."""
    told = shipped("body_pools")
    items = tuple(dict.fromkeys(row["first"] for row in told))
    at = {item: i for i, item in enumerate(items)}
    pools = []
    for name in dict.fromkeys(row["pool"] for row in told):
        own = [row for row in told if row["pool"] == name]
        means = [row for row in own if not row["second"]]
        scale = np.zeros((len(items), len(items)))
        for row in own:
            if row["second"]:
                i, j = at[row["first"]], at[row["second"]]
                scale[i, j] = scale[j, i] = float(row["value"])
        counts = tuple(int(row["people"]) for row in means)
        pools.append(Pool(name, counts, np.array([float(row["value"]) for row in means]), scale, max(counts)))
    return BodyModel(items, tuple(pools), NU)


PREFIXES = {
    "Cla": "clavicle", "Sca": "scapula", "Hum": "humerus", "Rad": "radius", "Uln": "ulna", "Osc": "os_coxa", "Fem": "femur",
    "Tib": "tibia", "Fib": "fibula", "Pat": "patella", "Cal": "calcaneus", "Tal": "talus", "Sac": "sacrum", "Cra": "cranium",
    "Man": "mandible", "MC1": "metacarpal_1", "MC2": "metacarpal_2", "MC3": "metacarpal_3", "MC4": "metacarpal_4",
    "MC5": "metacarpal_5", "MT1": "metatarsal_1", "MT2": "metatarsal_2", "MT3": "metatarsal_3", "MT4": "metatarsal_4",
    "MT5": "metatarsal_5",
}  # fmt: skip
"""Start of a measurement's code -> the element it is taken on."""
FAR = 4.0
"""Scales from the mean of a pool that a measurement is taken to reach."""


def measurement_codes() -> tuple[str, ...]:
    """Every measurement that has a definition."""
    return tuple(row["code"] for row in shipped("bone_measurements"))


def codes_by_element() -> dict[str, tuple[str, ...]]:
    """Element -> the codes of measurements taken on it."""
    found: dict[str, list[str]] = {}
    for code in measurement_codes():
        element = PREFIXES.get(code.split("_")[0])
        if element:
            found.setdefault(element, []).append(code)
    return {element: tuple(codes) for element, codes in found.items()}


def reach() -> dict[str, tuple[float, float]]:
    """Code -> least and greatest mm that the pools reach, for the measurements of the model."""
    model = body_model()
    out = {}
    for i, item in enumerate(model.items[1:], 1):
        edges = [(pool.mean[i], float(np.sqrt(pool.scale[i, i]))) for pool in model.pools]
        out[item] = (float(min(m - FAR * s for m, s in edges)), float(max(m + FAR * s for m, s in edges)))
    return out
