"""Ways home from the wish on, made quickly by the acts themselves: ``prepared``, ``under_way``, ``arrived``, ``buried``.

The bones lie in a box of the custody officer, who prepares and counts out; the casualty officer counts in and writes the grave down.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Item
from repatria.registry.homecoming import flowing
from repatria.registry.homecoming.actions import burying, disposing, ending, going, resting
from repatria.registry.homecoming.counting import Count
from repatria.registry.homecoming.models import Burial, Determination, DeterminationSignature, Election, Release, Unresolved
from repatria.registry.homecoming.tests import hands
from repatria.registry.homecoming.tests.bones import named_for, on_the_list
from repatria.registry.identification.models import Identification
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene

TWO = ("left femur", "right femur")


def keeper(scene: Scene) -> Seat:
    """The custody officer at work."""
    return scene.seat(Role.CUSTODY)


@kept
def bones(scene: Scene, *lines: str) -> list[Specimen]:
    """Specimens in a box that the custody officer holds."""
    made = hands.bones(scene, *lines)
    box = made[0].item.inside
    assert box is not None
    offered = custody.offer(scene.seat(Role.ANTHROPOLOGIST), box, to=scene.users[Role.CUSTODY], reason="looked at")
    custody.accept(keeper(scene), offered)
    return made


def items(specimens: Sequence[Specimen]) -> list[Item]:
    """Their items."""
    return [Item.objects.select_related("thing").get(pk=one.pk) for one in specimens]


@kept
def wished(scene: Scene, *lines: str, **wish: Any) -> tuple[Identification, list[Specimen], Election]:
    """Somebody of these bones whose family was told and wished a burial now (or ``wish``)."""
    made = bones(scene, *(lines or TWO))
    one = hands.signed(scene, bones=made)
    return one, made, hands.elected(scene, one, **wish)


@kept
def prepared(scene: Scene, *lines: str, **wish: Any) -> Release:
    """A release of all bones of somebody."""
    one, made, _wish = wished(scene, *lines, **wish)
    return going.prepare(
        keeper(scene), going.For(missing=one.missing), items=items(made), receiver="the family", escort="Sergeant Ostrava"
    )


def counts(release: Release, *, absent: Sequence[int] = (), grams: str = "100.000", pieces: int = 1) -> dict[int, Count]:
    """Every portion counted alike; those of ``absent`` (ids of items) are not there."""
    ids = release.portions.values_list("item_id", flat=True)
    return {pk: Count(there=False) if pk in absent else Count(Decimal(grams), pieces) for pk in ids}


@kept
def under_way(scene: Scene, *lines: str, **wish: Any) -> Release:
    """Counted out by the custody officer."""
    return leave(scene, prepared(scene, *lines, **wish))


@kept
def leave(scene: Scene, release: Release) -> Release:
    """The custody officer counts it out."""
    return going.count_out(keeper(scene), release, counts=counts(release), sure=True)


@kept
def arrive(scene: Scene, release: Release, **counted: Any) -> Release:
    """The casualty officer counts it in."""
    return going.count_in(
        hands.office(scene), release, counts=counts(release, **counted), signed_by="Mr Vandel", document="manifest 3"
    )


@kept
def arrived(scene: Scene, *lines: str, **wish: Any) -> Release:
    """Counted in by the casualty officer."""
    return arrive(scene, under_way(scene, *lines, **wish))


@kept
def bury(scene: Scene, release: Release, *, place: str = "Hillside", grave: str = "row 4, 12", **told: Any) -> Burial:
    """The casualty officer writes the grave down."""
    return burying.bury(hands.office(scene), release, place=place, grave=grave, on=clock.today(), **told)


@kept
def buried(scene: Scene, *lines: str, **wish: Any) -> Burial:
    """From the bones to the grave."""
    return bury(scene, arrived(scene, *lines, **wish))


@kept
def later_bone(scene: Scene, burial: Burial) -> tuple[Identification, Specimen]:
    """Another bone of somebody who was buried: the signature falls, the individual is signed anew with it."""
    old = burial.release.identification
    assert old is not None
    before = [one.specimen for one in old.version.members.all()]
    new = bones(scene, "left tibia")
    hands.fall(Identification.objects.get(pk=old.pk))
    one = hands.again(scene, old, bones=[*before, *new])
    flowing.sweep(one.incident)
    return one, new[0]


@kept
def wish_again(scene: Scene, one: Identification, **told: Any) -> Election:
    """Another wish of the same family."""
    _near, directs = hands.family_of(scene, one)
    said = {"choice": "now", "portions": "tell", "form": "form 2", **told}
    return disposing.elect(hands.office(scene), one.missing, directs=directs, **said)


@kept
def signed_group(scene: Scene, specimens: Sequence[Specimen]) -> Determination:
    """A determination of a group with the signatures of two nations."""
    on_the_list(scene, "a nation")
    row = ending.determine(
        scene.seat(Role.HISTORIAN), group="a regiment", receiving="a nation", evidence="Buttons.", specimens=list(specimens)
    )
    for name, nation in (("ada", "Northland"), ("ben", "Southland")):
        named_for(scene, hands.bench_of(scene).people[name], nation)
        DeterminationSignature.objects.create(
            determination=row, signer=hands.bench_of(scene).people[name], nation=nation, words="I follow it.",
            digest="a" * 64, at=clock.now(),
        )  # fmt: skip
    Determination.objects.filter(pk=row.pk).update(state="signed", signed=clock.now())
    return Determination.objects.select_related("thing").get(pk=row.pk)


@kept
def unresolved(scene: Scene, specimens: Sequence[Specimen]) -> Unresolved:
    """Remains written up as unresolved."""
    box = specimens[0].found_in
    assert box is not None
    return resting.write_up(
        scene.seat(Role.EXAMINER),
        box.thing,
        specimens=list(specimens),
        ground="Nothing more to be learnt.",
        exhumation="by order",
    )
