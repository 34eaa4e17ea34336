"""Finding things by what they are called."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from repatria.registry.codes.models import Identifier, Thing
from repatria.registry.codes.naming import normals_to_try, read_code
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


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
    named = Q(identifiers__normal__in=normals_to_try(text))
    if not seat.may("codes.read_personal"):
        named &= Q(identifiers__personal=False)
    return seat.things(kind).filter(named).distinct().order_by("code")


def identifiers_of(seat: Seat, thing: Thing) -> QuerySet[Identifier]:
    """What ``thing`` is called, withdrawn identifiers included."""
    seat.need("codes.read")
    rows = Identifier.objects.filter(thing=thing)
    return rows if seat.may("codes.read_personal") else rows.filter(personal=False)
