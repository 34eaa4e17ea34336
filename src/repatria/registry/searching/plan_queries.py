"""What people may read of plans: bones to those who sample, relatives to those who call; each sees only what is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from repatria.registry.people.seats import Seat
from repatria.registry.searching import scope
from repatria.registry.searching.finishing import read_answer
from repatria.registry.searching.models import Job, Search

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PlanTold:
    """The last plan made (``None`` before the first), the newest one asked for, and the lists the plan rests on.

    ``rows`` are what this seat may see, each with its ``rank``; ``stale`` if later lists are in force.
    """

    made: Job | None
    newest: Job | None
    rows: tuple[Row, ...] = ()
    search: str = ""
    stale: bool = False

    @property
    def live(self) -> bool:
        """Whether one waits or runs."""
        return self.newest is not None and self.newest.state in (Job.State.QUEUED, Job.State.RUNNING)


def sampling(seat: Seat) -> PlanTold:
    """Which bone next. What a sample is expected to tell of a name stands only in the rows of who may see candidate lists."""
    seat.need("searching.sampling")
    told = _told(seat, "samples")
    mine = scope.seen(seat, [r["bone"] for r in told.rows])
    hidden = () if seat.may("searching.read") else ("names", "information", "spread")
    rows = ({k: v for k, v in r.items() if k not in hidden} for r in told.rows if r["bone"] in mine)
    return _with(told, [{**r, "rank": n} for n, r in enumerate(rows, 1)])


def calls(seat: Seat) -> PlanTold:
    """Whom to ask next."""
    seat.need("searching.calls")
    told = _told(seat, "calls")
    mine = scope.seen(seat, [r["relative"] for r in told.rows])
    return _with(told, [{**r, "rank": n} for n, r in enumerate((r for r in told.rows if r["relative"] in mine), 1)])


def _with(told: PlanTold, rows: list[dict[str, Any]]) -> PlanTold:
    return PlanTold(told.made, told.newest, tuple(rows), told.search, told.stale)


def _told(seat: Seat, part: str) -> PlanTold:
    jobs = Job.objects.filter(incident=seat.incident, kind=Job.Kind.PLAN).select_related("asked_by")
    made, newest = jobs.filter(state=Job.State.DONE).first(), jobs.first()
    if made is None:
        return PlanTold(None, newest)
    search = str(made.order["search"])
    stale = not Search.objects.filter(incident=seat.incident, current=True, thing__code=search).exists()
    return PlanTold(made, newest, _rows(str(made.order["plan"]), part), search, stale)


@lru_cache(maxsize=4)
def _rows(digest: str, part: str) -> tuple[Row, ...]:
    return tuple(read_answer(digest)[part])
