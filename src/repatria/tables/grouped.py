"""Rows that show the same thing, together: what a comparison of types instead of people stands on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def groups(inverse: Ints, types: int) -> list[Ints]:
    """Row numbers by type, ``types`` arrays; ``inverse`` ``[rows]`` is the type of each row."""
    order = np.argsort(inverse, kind="stable")
    return np.split(order, np.cumsum(np.bincount(inverse, minlength=types))[:-1])
