"""The book of an incident: everything that figures are counted from, kept in memory as long as the journal says nothing new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import Any

from django.db.models import Max

from repatria.registry.accounting.ledger import bones, people, things
from repatria.registry.accounting.ledger.givers import Given, given
from repatria.registry.accounting.spans import Span, Spans, end_of
from repatria.registry.codes import keptout
from repatria.registry.homecoming.models import DeterminationMember
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.models import Incident
from repatria.registry.people.papers import changing_tags

NOTED = 300
"""Answers noted in one book."""
MOST = 4
"""Books kept at once in one process."""


@dataclass
class Book:
    """What is known of an incident after entry ``seq`` of the journal. Parts are read when they are first asked for."""

    incident: Incident
    seq: int
    noted: dict[Any, Any] = field(default_factory=dict)
    """Answers that cost something to compute, by what was asked."""

    @cached_property
    def things(self) -> Mapping[str, things.Columns]:
        """The columns of boxes, bones, effects and samples."""
        return things.things(self.incident)

    @cached_property
    def people(self) -> Mapping[str, Spans]:
        """The facts about the missing."""
        return people.people(self.incident)

    @cached_property
    def floors(self) -> bones.Floors:
        """People at least, by the bones."""
        return bones.floors(self.incident)

    @cached_property
    def profiles(self) -> bones.Profiles:
        """Genotypes of the bones."""
        return bones.profiles(self.incident)

    @cached_property
    def given(self) -> Given:
        """What givers state."""
        return given(self.incident)

    @cached_property
    def determined(self) -> Spans:
        """Bones that two nations have signed to be of a group."""
        rows = DeterminationMember.objects.filter(determination__incident=self.incident, determination__signed__isnull=False)
        columns = ("specimen_id", "determination__signed", "determination__reversed")
        return Spans(Span(pk, signed, back) for pk, signed, back in rows.order_by().values_list(*columns))

    @cached_property
    def last(self) -> datetime | None:
        """The latest moment that anything was written at; not of the last entry, which may be of another clock."""
        found: datetime | None = Entry.objects.filter(incident=self.incident.slug).aggregate(last=Max("at"))["last"]
        return found

    def forget_some(self) -> None:
        """Keep what is noted from growing without end, where many days are asked for."""
        while len(self.noted) >= NOTED:
            del self.noted[next(iter(self.noted))]

    def people_by_dna(self, moment: datetime) -> int | None:
        """At least how many people the genotypes known by ``moment`` are of; computed once for each."""
        rows = self.profiles.at(moment)
        key = ("dna", tuple(sorted((row.subject, row.version) for row in rows)))
        if key not in self.noted:
            self.forget_some()
            self.noted[key] = self.profiles.people(moment)
        known: int | None = self.noted[key]
        return known


_books: dict[tuple[int, bool], tuple[bytes, Book]] = {}
"""By incident and whether it is counted for the public, who are told of no known answer."""
_lock = Lock()


def book_of(incident: Incident) -> Book:
    """The book as the journal stands now; the one before is kept as long as nothing was written about the incident since."""
    acts = Entry.objects.filter(incident=incident.slug, tag__in=changing_tags())  # a look or a print changes nothing
    last = acts.order_by("-seq").values_list("leaf", "seq").first()
    leaf, seq = (bytes(last[0]), last[1]) if last else (b"", 0)
    key = (incident.pk, keptout.public())
    with _lock:
        held = _books.pop(key, None)
        book = held[1] if held is not None and leaf and held[0] == leaf else Book(incident, seq)
        _books[key] = (leaf, book)
        while len(_books) > MOST:
            del _books[next(iter(_books))]
        return book


def forget() -> None:
    """Read everything anew at the next question; for whoever writes rows past the journal, as tests do."""
    _books.clear()


def latest(incident: Incident) -> datetime:
    """This moment; in an exercise that was lived in invented time, the moment after its last entry where that is later."""
    if not incident.is_exercise:
        return clock.now()
    last = book_of(incident).last
    return clock.now() if last is None else max(clock.now(), last + timedelta(seconds=1))


def today_of(incident: Incident) -> date:
    """The day that it is for this incident, UTC."""
    return latest(incident).date()


def moment_of(incident: Incident, day: date) -> datetime:
    """The cut-off of ``day``: its end, or this very moment while it is not over."""
    return min(end_of(day), latest(incident))
