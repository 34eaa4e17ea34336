"""What people may read of plans: bones to those who sample, relatives to those who call; each sees only what is theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from repatria.registry.laboratory.subjects import in_chunks
from repatria.registry.people.seats import Seat
from repatria.registry.searching import scope
from repatria.registry.searching.finishing import read_answer
from repatria.registry.searching.models import Job, Search

Row = Mapping[str, Any]
CALLED = ("relative", "missing", "family")
"""A call is shown to whoever may see all three."""


@dataclass(frozen=True, slots=True)
class PlanTold:
    """The last plan made (``None`` before the first), the newest one asked for, and the lists the plan rests on.

    ``rows`` are what this seat may see, each with its ``rank``; ``stale`` if later lists are in force. ``covered`` counts the
    missing of the whole incident who have a reference, and names none.
    """

    made: Job | None
    newest: Job | None
    rows: tuple[Row, ...] = ()
    search: str = ""
    stale: bool = False
    covered: Row | None = None

    @property
    def live(self) -> bool:
        """Whether one waits or runs."""
        return self.newest is not None and self.newest.state in (Job.State.QUEUED, Job.State.RUNNING)


def sampling(seat: Seat) -> PlanTold:
    """Which bone next. What a sample is expected to tell of a name stands only in the rows of who may see candidate lists."""
    seat.need("searching.sampling")
    told = _told(seat, "samples")
    mine = _seen(seat, (r["bone"] for r in told.rows))
    hidden = () if seat.may("searching.read") else ("names", "information", "spread")
    rows = ({k: v for k, v in r.items() if k not in hidden} for r in told.rows if r["bone"] in mine)
    return replace(told, rows=tuple({**r, "rank": n} for n, r in enumerate(rows, 1)))


def calls(seat: Seat) -> PlanTold:
    """Whom to ask next."""
    seat.need("searching.calls")
    told = _told(seat, "calls")
    mine = _seen(seat, (r[k] for r in told.rows for k in CALLED))
    shown = (r for r in told.rows if all(r[k] in mine for k in CALLED))
    rows = [{**r, "rank": n} for n, r in enumerate(shown, 1)]
    covered = None if told.made is None else _part(str(told.made.order["plan"]), "covered")
    return replace(told, rows=tuple(rows), covered=covered)


def _seen(seat: Seat, codes: Iterable[str]) -> set[str]:
    """Those of many codes that this seat may see, asked for in parts: a database takes only so many at once."""
    return {code for some in in_chunks(set(codes)) for code in scope.seen(seat, some)}


def _told(seat: Seat, part: str) -> PlanTold:
    jobs = Job.objects.filter(incident=seat.incident, kind=Job.Kind.PLAN).select_related("asked_by")
    made, newest = jobs.filter(state=Job.State.DONE).first(), jobs.first()
    if made is None:
        return PlanTold(None, newest)
    search = str(made.order["search"])
    stale = not Search.objects.filter(incident=seat.incident, current=True, thing__code=search).exists()
    return PlanTold(made, newest, tuple(_part(str(made.order["plan"]), part)), search, stale)


@lru_cache(maxsize=6)
def _part(digest: str, part: str) -> Any:
    return read_answer(digest)[part]
