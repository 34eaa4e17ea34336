"""One frequency for a haplotype, and others beside it that show how much hangs on the choice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from repatria.kernels.haplotype_frequency import brenner, clopper_pearson, estimate, rule_of_three, upper_bound
from repatria.model.weight import Frequency


def frequency(
    database: tuple[int, int],
    listed: tuple[int, int] = (0, 0),
    *,
    counts: NDArray[np.int64] | None = None,
    others: Mapping[str, float] | None = None,
    source: str = "",
    simulated: bool = False,
) -> Frequency:
    """The estimate from ``database`` (seen, size) together with the ``listed`` lines, and its sensitivity.

    ``counts`` [types] are the people by type among all of them, for Brenner's kappa; ``others`` are estimates made elsewhere.
    """
    seen, size = database[0] + listed[0], database[1] + listed[1]
    low, high = clopper_pearson(seen, size)
    shown = {
        "observed k/n": seen / size,
        "Clopper-Pearson, lower 2.5 %": low,
        "Clopper-Pearson, upper 97.5 %": high,
        "Clopper-Pearson, one-sided 95 %": upper_bound(seen, size),
        "3/n": rule_of_three(seen, size),
    }
    if counts is not None:
        shown["Brenner's kappa"] = brenner(seen, counts)
    shown |= dict(others or {})
    return Frequency(estimate(seen, size), seen, size, listed[0], listed[1], shown, source, simulated)


def bounds(value: Frequency) -> tuple[float, float]:
    """95 % bounds of the frequency that hold the estimate: Clopper and Pearson's of k + 1 among n + 1."""
    return clopper_pearson(value.seen + 1, value.size + 1)
