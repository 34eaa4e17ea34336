"""What the account puts on the desk. No figure is computed for it: a desk opens at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from repatria.registry.accounting.figures.all import FIGURES
from repatria.registry.people.desks import Desk, Found, Link, Paper, at
from repatria.registry.people.seats import Seat

SHOWN = 5
LEAST = 4


def search(seat: Seat, text: str) -> Iterable[Found]:
    """Figures by their words."""
    told = text.strip().lower()
    if not seat.may("accounting.read") or len(told) < LEAST:
        return
    found = [one for one in FIGURES.values() if told in str(one.title).lower()]
    for one in found[:SHOWN]:
        yield Found(
            str(one.title), str(one.unit), at(seat, "accounting:figure", key=one.key), str(_("a figure of the account"))
        )


DESK = Desk(
    links=(
        Link(_("The account"), "accounting:account", "accounting.read"),
        Link(_("Pictures of the account"), "accounting:pictures", "accounting.read"),
        Link(_("Published accounts"), "accounting:statements", "accounting.read"),
    ),
    search=search,
    papers=(
        Paper(
            _("Figures with definitions"),
            ("accounting.read",),
            _("Any day: what was known at its end"),
            "accounting:papers",
            _("numbers and definitions; nobody's name or code"),
            recorded=True,
        ),
        Paper(
            _("Audit extract"),
            ("journal.read",),
            _("Any period: every entry of the journal with its hash"),
            "accounting:papers",
            _("codes only; what is personal stands as withheld"),
            recorded=True,
        ),
    ),
)
