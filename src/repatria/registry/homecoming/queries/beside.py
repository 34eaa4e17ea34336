"""Where the other parts of the way home keep their pages of one person, as far as they stand and the reader may open them."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming.models import Correction
from repatria.registry.people.desks import at
from repatria.registry.people.seats import Seat

BESIDE: tuple[tuple[str, Any, str, str], ...] = (
    ("elect", _("Wishes"), "homecoming:wishes", "homecoming.read"),
    ("releases", _("Releases"), "homecoming:releases", "homecoming.releases"),
    ("graves", _("Graves"), "homecoming:graves", "homecoming.releases"),
    ("portions", _("Later bones"), "homecoming:portions", "homecoming.read"),
    ("status", _("What the family sees"), "homecoming:status", "homecoming.read"),
    ("missing", _("Entry on the list of the missing"), "families:missing", "families.read"),
)
"""What it is for, its label, the name of the page (with the person's code, or without), who may open it."""


def links(seat: Seat, person: MissingPerson) -> list[tuple[Any, str]]:
    """(label, address) of each page that stands and that this reader may open."""
    found = [(label, _address(seat, name, person.code)) for _act, label, name, verb in BESIDE if seat.may(verb)]
    found += [(_("Correction"), url) for url in _corrections(seat, person)]
    return [(label, url) for label, url in found if url]


def _corrections(seat: Seat, person: MissingPerson) -> list[str]:
    """Where wrong identifications of this person are put right."""
    if not seat.may("homecoming.steps"):
        return []
    rows = Correction.objects.filter(identification__missing=person.thing).select_related("identification__thing")
    return [_address(seat, "homecoming:correction", one.identification.code) for one in rows.order_by("-pk")[:1]]


def page_of(seat: Seat, person: MissingPerson, act: str) -> str:
    """The page on which a step of another part is done; empty where there is none for this reader."""
    found = next(((name, verb) for one, _label, name, verb in BESIDE if one == act), None)
    return _address(seat, found[0], person.code) if found and seat.may(found[1]) else ""


def _address(seat: Seat, name: str, code: str) -> str:
    for told in ({"code": code}, {}):
        try:
            found = at(seat, name, **told)
        except NoReverseMatch:
            continue
        return found if told else f"{found}?q={code}"
    return ""
