"""A bone with everything that tells what kind of person it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from repatria.model.bones import MeasuredBone


@dataclass(frozen=True, slots=True)
class ProfiledBone:
    """``individual``: the code of a group of bones, empty if none; ``stages``: growing place -> first and last stage of 0 to 4.

    ``traits``: scores from 1 to 5; ``phase``: of the pubic symphysis, 0 if not told; ``sex``: m, f or empty; ``pool``: as stated.
    """

    bone: MeasuredBone
    individual: str = ""
    sex: str = ""
    pool: str = ""
    stages: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    traits: Mapping[str, int] = field(default_factory=dict)
    phase: int = 0
