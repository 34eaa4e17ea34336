"""Finding things by what they are called."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from repatria.registry.codes.models import Identifier, Thing
from repatria.registry.codes.naming import bare_of, close_of, normals_to_try, read_code, written_alike
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

LEAST = 4
"""Signs of a number that is looked for without its separators; a shorter one is looked for as it is written."""


def thing_called(seat: Seat, text: str, kind: str = "") -> Thing:
    """The one thing that ``text`` names, by code or identifier; NotFound if there is none that this seat may see."""
    found = list(things_called(seat, text, kind)[:2])
    if len(found) != 1:
        raise NotFound
    return found[0]


def things_called(seat: Seat, text: str, kind: str = "") -> QuerySet[Thing]:
    """All things that ``text`` may name, the code first."""
    seat.need("codes.read")
    code = read_code(text)
    if code:
        return seat.things(kind).filter(code=code)
    return seat.things(kind).filter(pk__in=named(seat, text, kind)).order_by("code")


def named(seat: Seat, text: str, kind: str = "") -> list[int]:
    """The ids of the things that others call ``text``, in the seat's incident: as it is written, else however it is spaced.

    Spaces, dashes and letters in front are passed over only where the whole of ``text`` is the whole of a number: digits that stand
    apart in a sentence are never joined, nor are ``2017-353`` and ``20173-53`` taken for one.
    """
    rows = Identifier.objects.filter(incident=seat.incident)
    if not seat.may("codes.read_personal"):
        rows = rows.filter(personal=False)
    if kind:
        rows = rows.filter(thing__kind=kind)
    exact = list(rows.filter(normal__in=normals_to_try(text)).values_list("thing_id", flat=True))
    if exact:
        return exact
    close = close_of(text)
    if len(close) < LEAST or not any(c.isdigit() for c in close):
        return []
    bare = bare_of(close)
    alike = Q(close__in=[close, bare] if bare else [close])
    if close.isdigit():
        alike |= Q(bare=close)
    return [thing for thing, value in rows.filter(alike).values_list("thing_id", "value") if written_alike(text, value)]


def identifiers_of(seat: Seat, thing: Thing) -> QuerySet[Identifier]:
    """What ``thing`` is called, withdrawn identifiers included."""
    seat.need("codes.read")
    rows = Identifier.objects.filter(thing=thing)
    return rows if seat.may("codes.read_personal") else rows.filter(personal=False)
