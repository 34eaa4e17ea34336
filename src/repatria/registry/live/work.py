"""What the steps of filling a demonstration share: the seed, the three exercises with their people, and notes for the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from repatria.model import CaseFile
from repatria.registry.people.models import Incident, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry, seat_of

if TYPE_CHECKING:
    from repatria.simulate import Truth

HERON, OLDER, SURGE, RECORD = "heron", "older-boxes", "surge", "record-2018"
STREAMS = ("list", "families", "boxes", "bones", "dna", "kin-dna", "open", "older", "surge", "life", "consents")
"""One stream of random numbers a step, so that a change in one step leaves the others as they are."""


@dataclass
class Work:
    """One demonstration being filled."""

    seed: int
    scale: float
    case: CaseFile | None = None
    truth: Truth | None = None
    incidents: dict[str, Incident] = field(default_factory=dict)
    truths: dict[str, Any] = field(default_factory=dict)
    """What must not be known inside the registry: which codes are whom. Written beside the truth of the simulator."""
    kept: dict[str, Any] = field(default_factory=dict)
    """Rows that a later step needs."""
    left: int = 3
    """Boxes of Heron that stay without an inventory, for visitors; none where the exercise is lived."""

    def rng(self, stream: str) -> np.random.Generator:
        """The random numbers of one step."""
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(STREAMS.index(stream),)))

    def count(self, whole: int, least: int = 1) -> int:
        """``whole`` at this scale."""
        return max(least, round(whole * self.scale))

    def by(self, slug: str) -> TheRegistry:
        """The registry itself as actor in an exercise."""
        return TheRegistry(self.incidents[slug])

    def seat(self, slug: str, role: Role) -> Seat:
        """The account that plays ``role`` in an exercise, at work."""
        return seat_of(self.user(slug, role), slug)

    def user(self, slug: str, role: Role) -> User:
        """The account that plays ``role``."""
        return User.objects.get(username=f"{slug}.{role}")

    def exercise(self) -> tuple[CaseFile, Mapping[str, Mapping[str, tuple[str, ...]]]]:
        """The simulated case and the tables of its truth."""
        if self.case is None or self.truth is None:
            raise RuntimeError("the exercise was not invented yet")
        return self.case, self.truth.tables

    def exercise_truth(self) -> Truth:
        """The simulator's truth, for writing it apart."""
        self.exercise()
        return self.truth  # type: ignore[return-value]
