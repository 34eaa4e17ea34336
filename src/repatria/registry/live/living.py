"""Exercise Heron lived for years in a fresh registry: everything that people do, on its day, through the acts of the stages."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from repatria.registry.journal import clock
from repatria.registry.live import filling, opening
from repatria.registry.live.deciding import Table
from repatria.registry.live.work import HERON, Work
from repatria.registry.live.years import asking, bench, boxes, closing, endings, kin, naming, planting, undoing
from repatria.registry.live.years.life import HAND_OVER, Life

YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Size:
    """How much is lived: ``scale`` of the full exercise, whole ``days``, and from which seed."""

    seed: int
    scale: float
    days: int
    lineages: bool = False
    """Whether mitochondrial and Y profiles are lived too."""

    @property
    def years(self) -> float:
        """The days in years."""
        return round(self.days / YEAR, 2)


def live(
    size: Size,
    home: Path,
    tell: Callable[[str], None] = lambda _words: None,
    last: Callable[[Life], None] = lambda _life: None,
) -> tuple[Life, float]:
    """Open Exercise Heron in the registry at ``home``, on which Django is awake, and live it; the life and its seconds.

    ``last`` is done on the last day, while time is still invented.
    """
    began = time.perf_counter()
    work = Work(size.seed, size.scale)
    tell("inventing the exercise")
    filling.invent(work)
    opening.open_record(work)
    opening.open_exercises(work, frozenset({HERON}))
    morning = datetime.combine(HAND_OVER, clock_time(0, 10), UTC)
    with clock.inventing(morning, frozenset({HERON})) as invented:
        life = Life(
            work,
            Table(work.incidents[HERON], home),
            invented,
            home,
            HAND_OVER + timedelta(days=size.days),
            work.rng("life"),
            lineages=size.lineages,
        )
        planting.plant(life)
        tell("the hand-over")
        boxes.hand_over(life)
        bench.begin(life)
        kin.begin(life)
        naming.begin(life)
        undoing.begin(life, size.days)
        endings.begin(life, size.days)
        asking.begin(life)
        closing.begin(life)
        life.run(tell)
        naming.mark(life)
        closing.close(life)
        last(life)
        filling.note_filled(work.by(HERON), seed=size.seed, scale=size.scale, digest="")
    return life, time.perf_counter() - began
