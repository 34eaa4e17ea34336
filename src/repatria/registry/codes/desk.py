"""What codes put on the desk: a code typed in part, or with a wrong check digit, still leads to its thing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from repatria.registry.codes.models import Kind
from repatria.registry.codes.naming import read_code
from repatria.registry.people.desks import Desk, Found, at
from repatria.registry.people.seats import Seat

TYPED = re.compile(r"(?:[A-Z]{2,8}[ -]?)?([A-Z]) ?(\d{1,9})(?:[ -]+(\d))?")
PAGES = {
    Kind.CONTAINER: ("custody.read", "custody:item"),
    Kind.SPECIMEN: ("custody.read", "custody:item"),
    Kind.SAMPLE: ("custody.read", "custody:item"),
    Kind.MISSING: ("families.read", "families:missing"),
    Kind.KIN: ("families.read", "families:kin"),
    Kind.HANDOVER: ("intake.read", "intake:handover"),
}
"""Kinds found this way: who may, and the page."""


def search(seat: Seat, text: str) -> Iterable[Found]:
    """The thing that a code typed in part may mean; says so where the check digit is wrong."""
    found = TYPED.fullmatch(text.strip().upper())
    if found is None or read_code(text):
        return
    kind, number, digit = found.group(1), int(found.group(2)), found.group(3)
    if kind not in PAGES or not seat.may(PAGES[Kind(kind)][0]):
        return
    for thing in seat.things(kind).filter(number=number):
        wrong = digit is not None and not thing.code.endswith(f"-{digit}")
        why = _("the check digit typed is wrong: look at the label again") if wrong else _("completed from what was typed")
        yield Found(thing.code, thing.get_kind_display(), at(seat, PAGES[Kind(kind)][1], code=thing.code), why)


DESK = Desk(search=search)
