"""What the inventory puts on the desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from repatria.registry.codes.keptout import at_work
from repatria.registry.inventory.queries import effects, individuals, specimens
from repatria.registry.people.desks import Alarm, Desk, Found, Link, Paper, at
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat

FIRST = 20


def alarms(seat: Seat) -> Iterable[Alarm]:
    """Groupings that seem impossible and wait for a reviewer; groupings that something speaks against since."""
    if not seat.may("inventory.individuals"):
        return
    if seat.may("inventory.allow"):
        for row in individuals.allowances(seat, waiting=True)[:FIRST]:
            words = _("%(individual)s: whether %(specimen)s may join it waits for a reviewer") % {
                "individual": row.individual.code,
                "specimen": row.specimen.code,
            }
            yield Alarm(words, at(seat, "inventory:allowances"))
    for version in individuals.doubtful(seat, FIRST):
        words = _("%(code)s holds specimens that were said not to be of one person") % {"code": version.individual.code}
        yield Alarm(words, at(seat, "inventory:individual", code=version.individual.code), weight=2)


def counts(seat: Seat) -> Iterable[tuple[Any, Any, str]]:
    """Specimens and individuals so far; never a number of people."""
    if seat.may("inventory.read"):
        tally = specimens.tally(seat)
        yield (
            _("Specimens inventoried"),
            f"{tally['specimens']:,}" if tally["specimens"] else None,
            at(seat, "inventory:specimens"),
        )
        found = tally["containers"] or None
        yield _("Containers with specimens entered"), found, at(seat, "inventory:containers")
    if seat.may("inventory.individuals"):
        grouped = individuals.individuals(seat).filter(at_work("individual_id")).exclude(state="withdrawn").count()
        yield _("Groupings believed to be one person each"), grouped or None, at(seat, "inventory:individuals")


def search(seat: Seat, text: str) -> Iterable[Found]:
    """Specimens by code, number or designator; individuals by code; effects by words, for those who may read them."""
    if seat.may("inventory.read"):
        for row in specimens.descriptions(seat, text=text)[:FIRST]:
            yield Found(row.specimen.code, row.element_name, at(seat, "inventory:specimen", code=row.specimen.code))
    if seat.may("inventory.individuals"):
        for version in individuals.individuals(seat).filter(individual__thing__code__iexact=text.strip())[:FIRST]:
            code = version.individual.code
            yield Found(code, _("grouping of specimens"), at(seat, "inventory:individual", code=code))
    if seat.may("inventory.effects") and Role.ANTHROPOLOGIST not in seat.roles:
        for effect in effects.effects(seat, text=text)[:FIRST]:
            code = effect.effect.code
            yield Found(code, effect.description, at(seat, "inventory:effect", code=code), _("an effect is a lead only"))


DESK = Desk(
    links=(
        Link(gettext_lazy("Inventory"), "inventory:containers", "inventory.read"),
        Link(gettext_lazy("Specimens"), "inventory:specimens", "inventory.read"),
        Link(gettext_lazy("Individuals"), "inventory:individuals", "inventory.individuals"),
        Link(gettext_lazy("Questions to a reviewer"), "inventory:allowances", "inventory.individuals"),
        Link(gettext_lazy("Effects"), "inventory:effects", "inventory.effects"),
    ),
    alarms=alarms,
    counts=counts,
    search=search,
    papers=(
        Paper(
            gettext_lazy("Inventory of a container"),
            ("inventory.read",),
            gettext_lazy("As soon as something was entered of it"),
            "inventory:containers",
        ),
        Paper(
            gettext_lazy("Anthropology summary of an individual"),
            ("inventory.individuals",),
            gettext_lazy("When its version is locked or withdrawn"),
            "inventory:individuals",
        ),
    ),
)
