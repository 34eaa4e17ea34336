"""Answers that were given to programs are kept for a few days and not for ever: they hold names and words of families."""

from __future__ import annotations

from datetime import timedelta

from repatria.registry.api.models import Answer
from repatria.registry.journal import clock
from repatria.registry.people.models import Incident

DAYS = 7
"""Days within which a program may ask again what came of its request. An assumption of this project."""
GONE = {"kept": "no longer"}
"""What stands in place of an answer."""


def forget_old(incident: Incident) -> int:
    """Blank the answers of an incident that are older than that; the keys stay, so that no act is done twice. Returns how many."""
    rows = Answer.objects.filter(token__incident=incident, at__lt=clock.now() - timedelta(days=DAYS), status__isnull=False)
    return rows.exclude(body=GONE).update(body=GONE)


def forget_all(incident: Incident) -> int:
    """Blank every answer of an incident: something in it was erased, and an answer does not say whom it speaks of."""
    return Answer.objects.filter(token__incident=incident, status__isnull=False).exclude(body=GONE).update(body=GONE)
