"""The figures of a hand-over, side by side and each in its own words: containers, people stated, people at least, people by DNA.

The last two are found by higher stages, which put a provider here when Django is ready: ``PROVIDERS["people"] = function``. A provider gets
the seat and the hand-over and answers with a :class:`Figure`. Where none answers, the figure is not yet known. Nothing here ever turns
containers into people, and an empty figure is never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repatria.registry.claims import queries as claims
from repatria.registry.claims.models import Claim
from repatria.registry.intake.arriving import BOXES, PEOPLE
from repatria.registry.intake.models import Container, Count, ExpectedContainer, FigureNoted, Handover
from repatria.registry.people.seats import Seat


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people as far as it is known: ``value`` or None, in words, as of a moment. 0 becomes None."""

    value: int | None
    words: str
    as_of: datetime | None = None

    def __post_init__(self) -> None:
        if self.value is not None and self.value <= 0:
            object.__setattr__(self, "value", None)


Provider = Callable[[Seat, Handover], Figure]
PROVIDERS: dict[str, Provider] = {}
"""``people``: at least so many, by the largest repeat of element, side and zone (inventory). ``dna``: different people by DNA
(laboratory)."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the page of a hand-over says in figures."""

    containers: int | None
    listed: int | None
    counts: Sequence[Count]
    giver: Sequence[Claim]
    boxes_with_people: int
    boxes_listed: int
    people: Figure
    dna: Figure
    history: Sequence[FigureNoted]

    @property
    def sentence(self) -> str:
        """All of it in one sentence, as it may be read aloud. It never says that a container is a person."""
        parts = [_containers(self.containers), self.giver_words, self.people_words, self.dna_words]
        return "; ".join(part for part in parts if part) + "."

    @property
    def giver_words(self) -> str:
        """What the giver states of people, or that they state nothing."""
        told = [claim.words for claim in self.giver if claim.topic.key == PEOPLE]
        if told:
            return _("the giver states of people: %(told)s") % {"told": " / ".join(told)}
        if self.boxes_with_people:
            return _("the giver states a number of people for %(n)s of %(all)s listed containers") % {
                "n": self.boxes_with_people,
                "all": self.boxes_listed,
            }
        return _("the giver states nothing about people")

    @property
    def people_words(self) -> str:
        """The floor, in words."""
        if self.people.value is None:
            return _("people: not yet known")
        return _("people: not yet known, at least %(n)s (%(words)s)") % {"n": self.people.value, "words": self.people.words}

    @property
    def dna_words(self) -> str:
        """The count of DNA, in words."""
        if self.dna.value is None:
            return _("by DNA: %(words)s") % {"words": self.dna.words}
        return _("by DNA: at least %(n)s (%(words)s)") % {"n": self.dna.value, "words": self.dna.words}


def summary(seat: Seat, handover: Handover) -> Summary:
    """The figures of a hand-over that this seat has opened."""
    expected = ExpectedContainer.objects.filter(handover=handover)
    listed = expected.count()
    registered = Container.objects.filter(handover=handover).count()
    stated = claims.claims(seat).filter(about=handover.thing, part="", topic__key__in=(BOXES, PEOPLE), superseded_by=None)
    return Summary(
        containers=registered or None,
        listed=listed or None,
        counts=list(Count.objects.filter(handover=handover).select_related("by")),
        giver=list(stated.order_by("topic__key", "pk")),
        boxes_with_people=expected.filter(people__value_low__isnull=False).count(),
        boxes_listed=listed,
        people=_ask("people", seat, handover, _("largest repeat of element, side and zone")),
        dna=_ask("dna", seat, handover, _("not yet compared")),
        history=list(FigureNoted.objects.filter(handover=handover)),
    )


def _ask(name: str, seat: Seat, handover: Handover, empty: str) -> Figure:
    provider: Any = PROVIDERS.get(name)
    return provider(seat, handover) if provider is not None else Figure(None, empty)


def _containers(number: int | None) -> str:
    if number is None:
        return _("containers: not yet received")
    return ngettext("%(n)s container", "%(n)s containers", number) % {"n": number}
