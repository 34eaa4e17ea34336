"""What this registry counts itself, for the page of public figures: each counted figure beside the topic that it belongs to."""

from __future__ import annotations

from django.urls import reverse

from repatria.registry.accounting.figures.all import FIGURES
from repatria.registry.accounting.figures.base import Figure
from repatria.registry.accounting.ledger.book import book_of, moment_of, today_of
from repatria.registry.claims.models import Topic
from repatria.registry.claims.reportqueries import OWN, OwnFigure
from repatria.registry.people.seats import Seat


def counted(seat: Seat, topic: Topic, units: frozenset[str]) -> list[OwnFigure]:
    """The figures that are counted here and belong to ``topic``: by its key, or by its chapter where the units are the same."""
    if not seat.incident.is_exercise or not seat.may("accounting.read"):
        return []
    chosen = [one for one in FIGURES.values() if one.group != "claimed" and _belongs(one, topic, units) and seat.may(one.verb)]
    if not chosen:
        return []
    book, moment = book_of(seat.incident), moment_of(seat.incident, today_of(seat.incident))
    return [OwnFigure(one.title, one.value(book, moment), one.definition, _address(seat, one)) for one in chosen]


def _belongs(figure: Figure, topic: Topic, units: frozenset[str]) -> bool:
    return topic.key in figure.topics or (topic.section in figure.sections and str(figure.unit) in units)


def _address(seat: Seat, figure: Figure) -> str:
    return reverse("accounting:figure", kwargs={"incident": seat.slug, "key": figure.key})


def register() -> None:
    """Let the page of claims ask; called once, when Django is ready."""
    if counted not in OWN:
        OWN.append(counted)
