"""What the programme puts on the desk."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from repatria.registry.people.desks import Desk, Found, Link, at
from repatria.registry.people.seats import Seat
from repatria.registry.programme import queries
from repatria.registry.refusals import NotFound

SHOWN = 10


def search(seat: Seat, text: str) -> Iterable[Found]:
    """Matters by words or code."""
    if not seat.may("programme.read"):
        return
    try:
        rows = queries.matters(seat)
    except NotFound:
        return
    for row in rows.filter(thing__code__iexact=text)[:1]:
        yield Found(row.code, row.title, at(seat, "programme:matter", code=row.code), row.get_kind_display())
    for row in rows.filter(title__icontains=text)[:SHOWN]:
        yield Found(row.code, row.title, at(seat, "programme:matter", code=row.code), row.get_kind_display())


DESK = Desk(links=(Link(_("Programme"), "programme:index", "programme.read"),), search=search)
