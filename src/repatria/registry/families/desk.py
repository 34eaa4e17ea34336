"""What the families stage puts on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.families import queries
from repatria.registry.families.models import ImportBatch
from repatria.registry.people.desks import Alarm, Desk, Found, Link, at
from repatria.registry.people.seats import Seat


def alarms(seat: Seat) -> Iterable[Alarm]:
    """Imports that were begun and not carried out."""
    if not seat.may("families.import"):
        return
    for row in queries.imports(seat).filter(state__in=(ImportBatch.State.OPENED, ImportBatch.State.READ))[:5]:
        words = _("The import %(name)s was begun and not carried out") % {"name": row.name}
        yield Alarm(words, at(seat, "families:import", code=row.thing.code))


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """How many are listed, and for how many another issuer decided a name: two columns, never one."""
    if not seat.may("families.read"):
        return
    figures = queries.figures(seat)
    yield _("Listed as missing"), f"{figures.listed:,}" if figures.listed else None, at(seat, "families:index")
    if figures.decided_elsewhere:
        yield _("Of these, decided by other issuers"), f"{figures.decided_elsewhere:,}", at(seat, "families:decisions")
        yield _("Still missing by their account"), f"{figures.still:,}", at(seat, "families:decisions")


def search(seat: Seat, text: str) -> Iterable[Found]:
    """The missing and relatives, by code, number or name; only for who may see them."""
    if seat.may("families.read"):
        for person in queries.missing(seat, text=text, withdrawn=True)[:20]:
            words = f"{_('missing person')}: {person.listed_as}"
            yield Found(person.code, words, at(seat, "families:missing", code=person.code))
    if seat.may("families.read_kin"):
        for row in queries.kin(seat, text=text)[:20]:
            yield Found(row.code, f"{_('relative')}: {row.listed_as}", at(seat, "families:kin", code=row.code))
    if seat.may("families.read_pedigree"):
        for family in queries.families(seat).filter(thing__code=text.strip().upper())[:1]:
            name = "families:pedigree" if seat.may("families.read_kin") else "families:by-code"
            yield Found(family.code, _("family"), at(seat, name, code=family.code))


DESK = Desk(
    links=(
        Link(gettext_lazy("The missing"), "families:index", "families.read"),
        Link(gettext_lazy("Relatives"), "families:kin-list", "families.read_kin"),
        Link(gettext_lazy("Pedigrees"), "families:families", "families.read_pedigree"),
        Link(gettext_lazy("Decisions of others"), "families:decisions", "families.read_decisions"),
        Link(gettext_lazy("Lists from elsewhere"), "families:imports", "families.import"),
    ),
    alarms=alarms,
    counts=counts,
    search=search,
)
