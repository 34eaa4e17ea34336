"""The life of one exercise: its agenda, its people at work, how much they get done in a week, and what the run notes for itself.

What is noted here is the run's own memory of what it did, beside the registry; it is never read from the registry's rows.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from repatria.registry.journal.clock import Invented
from repatria.registry.live import parameters
from repatria.registry.live.deciding import Decided, Table
from repatria.registry.live.work import HERON, Work
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry
from repatria.registry.refusals import Refusal

HAND_OVER = date(2024, 4, 9)
Do = Callable[["Life"], None]


@dataclass(frozen=True, slots=True)
class Plant:
    """What the author of the exercise planted: one wrong link, by an exchange of two extracts at the outside laboratory."""

    right: str
    """The sample whose extract was exchanged: it shows nothing."""
    wrong: str
    """The sample that shows the other's profile."""
    bone: str
    """The bone of the wrong sample, as the simulator calls it."""
    man: str


@dataclass
class Life:
    """One exercise being lived."""

    work: Work
    table: Table
    time: Invented
    home: Path
    last: date
    rng: np.random.Generator
    done: Decided = field(default_factory=Decided)
    noted: Counter[str] = field(default_factory=Counter)
    """How often what happened, by a short sentence."""
    refused: Counter[str] = field(default_factory=Counter)
    """Refusals met in honest work, by their sentence."""
    gates: Counter[str] = field(default_factory=Counter)
    passed: Counter[str] = field(default_factory=Counter)
    curve: list[dict[str, Any]] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    """Further keys of the outcome, from the parts that were lived."""
    not_lived: list[str] = field(default_factory=list)
    """Parts that this registry has no acts for yet."""
    plant: Plant | None = None
    lineages: bool = False
    """Whether samples and relatives are read for mitochondrial DNA and the Y chromosome too."""
    new_results: int = 0
    all_results: int = 0
    _agenda: list[tuple[datetime, int, Do]] = field(default_factory=list)
    _count: itertools.count[int] = field(default_factory=itertools.count)
    _weeks: dict[str, Counter[date]] = field(default_factory=lambda: defaultdict(Counter))

    def seat(self, role: Role, number: int = 1) -> Seat:
        """The stand-in for ``role`` at work; the second one where ``number`` is 2."""
        return self.table.seat(role, number)

    @property
    def registry(self) -> TheRegistry:
        """The registry itself as actor."""
        return self.work.by(HERON)

    @property
    def today(self) -> date:
        """The day that is lived."""
        return self.time.moment.date()

    def on(self, day: date, do: Do, hour: int = 9) -> None:
        """Put something on the agenda: on ``day`` or, if that has passed, today. What lies after the last day is never lived."""
        moment = max(datetime.combine(day, time(hour), UTC), self.time.moment)
        heapq.heappush(self._agenda, (moment, next(self._count), do))

    def later(self, days: float, do: Do, hour: int = 9) -> None:
        """The same, ``days`` from today."""
        self.on(self.today + timedelta(days=max(0, round(days))), do, hour)

    def spread(self, least: float, most: float) -> int:
        """A number of days between two, drawn evenly."""
        return int(self.rng.integers(int(least), max(int(least) + 1, int(most) + 1)))

    def chance(self, name: str) -> bool:
        """Whether it happens this time; the share is the parameter ``name``."""
        return bool(self.rng.random() < parameters.of(name))

    def free_day(self, who: str, earliest: date) -> date:
        """The first day from ``earliest`` on in whose week ``who`` still has room; the room is taken."""
        day = earliest
        while True:
            week = day - timedelta(days=day.weekday())
            if self._weeks[who][week] < parameters.a_week(who):
                self._weeks[who][week] += 1
                return day
            day = week + timedelta(days=7)

    def rest(self, missing: int, kind: str, about: str) -> None:
        """Note that something rests on the naming of a missing person: the run's own account of what a rescission must list."""
        self.kept.setdefault("rests", {}).setdefault(missing, []).append((kind, about))

    def run(self, tell: Callable[[str], None]) -> None:
        """Live day after day until the last one."""
        end, year = datetime.combine(self.last, time(23), UTC), self.today.year
        while self._agenda and self._agenda[0][0] <= end:
            moment, _, do = heapq.heappop(self._agenda)
            self.time.move_to(moment)
            if moment.year != year:
                year = moment.year
                tell(f"{year}")
            do(self)
        self.time.move_to(end)

    def honestly(self, what: str, act: Callable[..., Any], *args: Any, **told: Any) -> Any:
        """Do an act that people do in good faith; ``None`` where the registry refuses it, which is counted with its sentence."""
        from repatria.registry.live.deciding import in_general

        try:
            made = act(*args, **told)
        except Refusal as refusal:
            self.refused[f"{what}: {in_general(str(refusal))}"] += 1
            return None
        self.noted[what] += 1
        return made if made is not None else True
