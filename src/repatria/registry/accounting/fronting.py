"""The three lines of the last published account, for the front page of the site."""

from __future__ import annotations

from repatria.registry.accounting.queries import public_statement
from repatria.registry.accounting.three import Three, three
from repatria.registry.people import fronts
from repatria.registry.people.models import Incident


def told(incident: Incident) -> Three | None:
    """The three lines; None where nothing was published, or all was withdrawn."""
    row = public_statement(incident)
    return three(row) if row is not None else None


def register() -> None:
    """Let the front page ask; called once, when Django is ready."""
    if told not in fronts.TOLD:
        fronts.TOLD.append(told)
