"""Exercises that were lived in invented time, and the moment at which theirs stands.

Whoever opens such an exercise afterwards, or works in it as its worker, finds its own last day and not the machine's: what was agreed,
ended or promised by then has been, and what is done now comes after everything that was lived.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Max

from repatria.registry.journal import clock
from repatria.registry.journal.entries import TimeInvented
from repatria.registry.journal.models import Entry
from repatria.registry.people.models import Incident

FILLED = "live.exercise_filled"
"""The last act of an exercise that was lived before the journal said so: it names no digest."""


@dataclass(frozen=True, slots=True)
class _Read:
    seq: int
    leaf: bytes
    moment: datetime


_read: dict[str, _Read] = {}
"""How far the journal of each exercise was read in this process; the journal only grows, so the rest is read on."""


def lived(slug: str) -> bool:
    """Whether the journal says that time was invented in this exercise; those lived before it did are known by how they end."""
    told = list(Entry.objects.filter(incident=slug, tag__in=(TimeInvented.tag, FILLED))[:2]) if slug else []
    if not told or not Incident.objects.filter(slug=slug, kind=Incident.Kind.EXERCISE).exists():
        return False
    return any(one.tag == TimeInvented.tag or one.said["facts"].get("digest") == "" for one in told)


def moment_of(slug: str) -> datetime | None:
    """The latest moment of an exercise that was lived beyond the machine's clock; ``None`` for every other incident."""
    if not lived(slug):
        return None
    moment = _latest(slug)
    return moment if moment is not None and moment > datetime.now(UTC) else None


@contextmanager
def in_its_time(slug: str) -> Iterator[None]:
    """Be where the time of an incident stands: an exercise's own last moment where it was lived beyond the machine's clock."""
    moment = moment_of(slug) if clock.invented_for() is None else None
    with clock.going_on(moment, slug) if moment is not None else nullcontext():
        yield


def _latest(slug: str) -> datetime | None:
    """The latest moment in the journal of an incident; read from where it was read to before, if that is still the same journal."""
    known, entries = _read.get(slug), Entry.objects.filter(incident=slug)
    if known is not None and not entries.filter(seq=known.seq, leaf=known.leaf).exists():
        known = None
    fresh = entries.filter(seq__gt=known.seq) if known is not None else entries
    last = fresh.order_by("-seq").only("seq", "leaf").first()
    if last is None:
        return known.moment if known is not None else None
    moment = fresh.filter(seq__lte=last.seq).aggregate(at=Max("at"))["at"]
    moment = max(moment, known.moment) if known is not None else moment
    _read[slug] = _Read(last.seq, bytes(last.leaf), moment)
    return moment
