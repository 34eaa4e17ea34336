"""Bones made by hand, quickly: in a container, and as the members of somebody who is identified."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from repatria.registry.codes.giving import new_thing, new_things
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody.models import Item
from repatria.registry.homecoming.actions import nations
from repatria.registry.homecoming.models import Nation
from repatria.registry.homecoming.nations import delegate_of
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Individual, IndividualVersion, Member, Specimen
from repatria.registry.journal import clock
from repatria.registry.people.models import User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.review.tests.hands import digest
from repatria.registry.testing.scene import Scene


def box(scene: Scene) -> Thing:
    """A container."""
    with transaction.atomic():
        thing = new_thing(TheRegistry(scene.heron), Kind.CONTAINER)
    Item.objects.create(thing=thing, what="box")
    return thing


def bones(scene: Scene, count: int, container: Thing | None = None) -> list[Specimen]:
    """``count`` specimens, first found in ``container`` if one is given."""
    with transaction.atomic():
        things = new_things(TheRegistry(scene.heron), Kind.SPECIMEN, count)
    Item.objects.bulk_create(Item(thing=one, what="bone", mass_g="120.5", pieces=1) for one in things)
    found_in = container.pk if container else None
    Specimen.objects.bulk_create(Specimen(item_id=one.pk, found_in_id=found_in, made_at=clock.now()) for one in things)
    return list(Specimen.objects.filter(pk__in=[one.pk for one in things]).select_related("item__thing").order_by("pk"))


def individual(scene: Scene, members: Sequence[Specimen], *, current: bool = True) -> IndividualVersion:
    """A locked grouping of ``members``. ``current=False``: it held them once, and holds them no more."""
    with transaction.atomic():
        thing = new_thing(TheRegistry(scene.heron), Kind.INDIVIDUAL)
    one = Individual.objects.create(thing=thing, made_at=clock.now())
    return version(one, members, current=current)


def version(one: Individual, members: Sequence[Specimen], *, number: int = 1, current: bool = True) -> IndividualVersion:
    """A locked version of an individual with these members."""
    now = clock.now()
    made = IndividualVersion.objects.create(individual=one, number=number, current=current, state="open", made_at=now)
    Member.objects.bulk_create(Member(version=made, specimen=bone, current=current, at=now) for bone in members)
    made.state, made.locked_at, made.digest = "locked", now, digest("version", thing_of(one), number)
    made.save()
    return made


def thing_of(one: Any) -> str:
    """The code of a row that is a thing."""
    return str(one.thing.code)


def on_the_list(scene: Scene, nation: str) -> Nation:
    """The nation on the incident's list; an administrator puts it there where it is not."""
    found = Nation.objects.filter(incident=scene.heron, name=nation).first()
    return found or nations.enter(scene.seat(Role.ADMINISTRATOR), name=nation)


def named_for(scene: Scene, user: User, nation: str) -> None:
    """The administrator puts a nation on the list, where it is not there, and names ``user`` for it, unless they are."""
    row, seat = on_the_list(scene, nation), scene.seat(Role.ADMINISTRATOR)
    held = delegate_of(user, scene.heron)
    if held is None or held.nation_id != row.pk:
        if held is not None:
            nations.end_delegate(seat, held, reason="signs for another")
        nations.name_delegate(seat, row, user)


def named(scene: Scene, members: Sequence[Specimen], *, state: str = "draft") -> Identification:
    """An identification of a grouping of ``members``, not yet signed."""
    held = individual(scene, members)
    with transaction.atomic():
        missing = new_thing(TheRegistry(scene.heron), Kind.MISSING)
        thing = new_thing(TheRegistry(scene.heron), Kind.IDENTIFICATION)
    now = clock.now()
    return Identification.objects.create(
        thing=thing, incident=scene.heron, individual_id=held.individual_id, version=held, missing=missing, state=state,
        author=scene.users["geneticist"], made=now, changed=now,
    )  # fmt: skip
