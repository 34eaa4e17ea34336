"""Bones with measurements, and the body that they are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MeasuredBone:
    """A specimen: its designator, element, side (L or R), measurements in mm by code, and the line it stood on."""

    code: str
    element: str
    side: str
    values: Mapping[str, float]
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class BoneModel:
    """Log measurements of people, as fitted: see :mod:`repatria.kernels.bones_fit` for what each part is.

    ``codes`` ``[m]`` are ordered by element; ``spans`` element -> (first, end); ``pools`` names, ``people`` in each;
    ``mean`` ``[pools, m]``; ``lean`` ``[m]`` is added on the left and taken off on the right; ``loadings`` ``[m, factors]``;
    ``shared`` and ``own`` by element ``[k, k]``. ``alike`` (element, element) -> people with both, for one element those with
    both sides; ``limits`` code -> least and greatest mm in the reference; ``bones`` code -> how many were measured. ``lines``
    (element, element) -> intercept and slope that bring a log LR to mean what it says; none leaves it as it is
    (:mod:`repatria.evidence.bones.recalibrating`).
    """

    codes: tuple[str, ...]
    spans: Mapping[str, tuple[int, int]]
    pools: tuple[str, ...]
    people: tuple[int, ...]
    mean: Array
    lean: Array
    loadings: Array
    shared: Mapping[str, Array]
    own: Mapping[str, Array]
    alike: Mapping[tuple[str, str], int]
    limits: Mapping[str, tuple[float, float]]
    bones: Mapping[str, int]
    lines: Mapping[tuple[str, str], tuple[float, float]] = field(default_factory=dict)

    def codes_of(self, element: str) -> tuple[str, ...]:
        """The measurements of an element, in order."""
        first, end = self.spans[element]
        return self.codes[first:end]

    def line_of(self, first: str, second: str) -> tuple[float, float]:
        """Intercept and slope of recalibration of two elements."""
        return self.lines.get((first, second), self.lines.get((second, first), (0.0, 1.0)))

    def reference_n(self, first: str, second: str) -> int:
        """People behind the comparison of two elements; for one and the same element, people with both sides."""
        return self.alike.get((first, second), self.alike.get((second, first), 0))
