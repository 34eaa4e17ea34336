"""Imported sheets, and what became of each of their lines."""

from __future__ import annotations

from django.db.models import QuerySet

from repatria.registry.codes.naming import read_code
from repatria.registry.inventory.models import Sheet, SheetLine
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


def sheets(seat: Seat) -> QuerySet[Sheet]:
    """The sheets brought in, the latest first."""
    seat.need("inventory.read")
    return Sheet.objects.filter(seat.sees("thing")).select_related("thing", "by").order_by("-pk")


def sheet_called(seat: Seat, code: str) -> Sheet:
    """One sheet; NotFound if there is none that this seat may see."""
    row = sheets(seat).filter(thing__code=read_code(code) or "").first()
    if row is None:
        raise NotFound
    return row


def lines(seat: Seat, sheet: Sheet, *, outcome: str = "") -> QuerySet[SheetLine]:
    """The lines of a sheet with their outcomes."""
    seat.need("inventory.read")
    rows = SheetLine.objects.filter(sheet=sheet).select_related("specimen__item__thing").order_by("number")
    return rows.filter(outcome=outcome) if outcome in SheetLine.Outcome.values else rows
