"""Pools of people by their stature and bones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.errors import InvalidInput


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """``counts``: people who have each item; ``mean`` (items,) and ``scale`` (items, items) of a t; ``people``: all of them."""

    name: str
    counts: tuple[int, ...]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    people: int

    @property
    def sex(self) -> str:
        """``m`` or ``f``, the end of the name."""
        return self.name[-1]


@dataclass(frozen=True, slots=True, eq=False)
class BodyModel:
    """Pools over the same ``items`` (stature in cm first, then measurements in mm), with ``nu`` degrees of freedom."""

    items: tuple[str, ...]
    pools: tuple[Pool, ...]
    nu: float

    def pool(self, name: str) -> Pool:
        """The pool of this name; :class:`InvalidInput` if there is none."""
        found = next((pool for pool in self.pools if pool.name == name), None)
        if found is None:
            raise InvalidInput(f"pool {name!r}: there is none. Choose among {', '.join(pool.name for pool in self.pools)}.")
        return found

    def row(self, values: dict[str, float]) -> NDArray[np.float64]:
        """``values`` (code -> mm) in the order of ``items``, NaN where nothing was measured; other codes are left out."""
        return np.array([values.get(item, np.nan) for item in self.items])
