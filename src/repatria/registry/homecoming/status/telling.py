"""One text for every family: gathered for one missing person or for a whole list in the same few queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from repatria.registry.codes.models import Thing
from repatria.registry.families.models import Kin
from repatria.registry.homecoming.status.facts import Facts
from repatria.registry.homecoming.status.gathering import Gathered
from repatria.registry.homecoming.status.readability import grade
from repatria.registry.homecoming.status.sentences import Paragraph, paragraphs
from repatria.registry.journal import clock
from repatria.registry.people.models import Incident
from repatria.registry.refusals import NotFound


@dataclass(frozen=True)
class Status:
    """What a family is told of one missing person on one day, and to which relative it is written (``kin``: id, or None).

    The text is worded when it is first asked for: of a long list only the few that are due are.
    """

    missing: int
    code: str
    name: str
    kin: int | None
    silent: bool
    """Nobody is written to because those who could be asked not to be contacted."""
    on: date
    next_on: date
    heard: date | None
    """The last day on which the family heard from the office."""
    ends: date | None
    """The first day on which something that the reader agreed to ends by itself; None where nothing does."""
    facts: Facts = field(repr=False)

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The text, paragraph by paragraph."""
        return paragraphs(self.facts)

    @property
    def texts(self) -> list[str]:
        """The paragraphs' words."""
        return [one.text for one in self.paragraphs]

    @property
    def words(self) -> int:
        """Words, headings left out."""
        return sum(len(text.split()) for text in self.texts)

    @property
    def grade(self) -> float:
        """The Flesch-Kincaid grade of the whole text."""
        return grade(self.texts)


def statuses(incident: Incident, *, on: date | None = None, only: list[int] | None = None) -> Iterator[Status]:
    """The text of everybody on the list (or of ``only`` these), each for the relative a letter goes to; people merged or withdrawn
    have none."""
    gathered = Gathered(incident, on or clock.today(), only)
    for missing in gathered.people:
        yield _made(gathered, missing, gathered.reader_of(missing))


def status_of(missing: Thing, kin: Kin | None = None, *, on: date | None = None) -> Status:
    """The text about one missing person, for ``kin`` or for the relative a letter goes to; NotFound for people merged or withdrawn."""
    gathered = Gathered(missing.incident, on or clock.today(), [missing.pk])
    if missing.pk not in gathered.people:
        raise NotFound
    return _made(gathered, missing.pk, kin.pk if kin is not None else gathered.reader_of(missing.pk))


def _made(gathered: Gathered, missing: int, reader: int | None) -> Status:
    facts = gathered.facts(missing, reader if reader is not None else gathered.first_of(missing))
    code, name, _listed = gathered.people[missing]
    ends = min((on for _purpose, on in facts.ends), default=None)
    silent = reader is None and gathered.left_alone(missing)
    return Status(missing, code, name, reader, silent, facts.on, facts.next_on, gathered.heard.get(missing), ends, facts)
