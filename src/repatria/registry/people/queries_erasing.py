"""What the pages and the machine entrance read about erasures."""

from __future__ import annotations

from django.db.models import QuerySet

from repatria.registry.people.models import Erasure
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


def erasures(seat: Seat) -> QuerySet[Erasure]:
    """Those of the incident, newest first."""
    seat.need("journal.erasures")
    return Erasure.objects.filter(incident=seat.incident).select_related("asked_by", "answered_by")


def erasure(seat: Seat, pk: int) -> Erasure:
    """One of them."""
    row = erasures(seat).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def waiting_erasures(seat: Seat) -> QuerySet[Erasure]:
    """Those that this very person may carry out."""
    return erasures(seat).filter(state=Erasure.State.ASKED).exclude(asked_by=seat.user)
