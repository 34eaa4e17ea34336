"""What stands in the addresses of wishes, releases and graves, for the matrix of addresses: unresolved remains that went, no family's."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from repatria.registry.assurance.tests.world import Crew
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind
from repatria.registry.custody import actions as custody
from repatria.registry.homecoming.actions import burying, going
from repatria.registry.homecoming.counting import Count
from repatria.registry.homecoming.models import Disagreement, Release, Unresolved, UnresolvedMember
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role


def left(c: Crew, *, gone: bool) -> Release:
    """A release of one bone without a name; ``gone``: counted out and in."""
    keeper, moment = c.seat(Role.CUSTODY), clock.now()
    item = custody.take(keeper, what="bone", giver="the other side", kind=Kind.SPECIMEN)
    bone = Specimen.objects.create(item=item, made_at=moment)
    rest = Unresolved.objects.create(
        thing=new_thing(keeper, Kind.UNRESOLVED), incident=c.incident, container=c.made["box"].thing, ground="no more to learn",
        exhumation="by order", compare_next=clock.today() + timedelta(days=365), made=moment,
    )  # fmt: skip
    UnresolvedMember.objects.create(unresolved=rest, specimen=bone)
    row = going.prepare(keeper, going.For(unresolved=rest), items=[item], receiver="the cemetery")
    if gone:
        counts = {item.pk: Count(Decimal("100"), 1)}
        row = going.count_out(keeper, row, counts=counts, sure=True)
        row = going.count_in(c.seat(Role.CASUALTY), row, counts=counts, signed_by="the warden", document="manifest 1")
    return row


def quarrel(c: Crew) -> Disagreement:
    """Somebody of the crew's family wants something else."""
    missing = c.made["missing"].thing
    return Disagreement.objects.create(missing=missing, raised_by=c.made["kin"], words="No.", opened=clock.now())


def addresses(c: Crew) -> dict[str, dict[str, object]]:
    """What stands in each address, by its name."""
    person, prepared, gone = {"code": c.made["missing"].thing.code}, left(c, gone=False), left(c, gone=True)
    grave = burying.bury(c.seat(Role.CASUALTY), gone, place="Hillside", grave="number 7", on=clock.today())
    portion = gone.portions.get()
    names = ("wishes", "elect", "disagree", "election-form", "prepare", "portions")
    return {f"homecoming:{name}": dict(person) for name in names} | {
        "homecoming:settle": {**person, "pk": quarrel(c).pk},
        "homecoming:release": {"code": prepared.code},
        "homecoming:manifest": {"code": prepared.code},
        "homecoming:release-act": {"code": prepared.code, "name": "out"},
        "homecoming:come-back": {"code": gone.code, "pk": portion.pk},
        "homecoming:open-grave": {"pk": grave.pk},
    }
