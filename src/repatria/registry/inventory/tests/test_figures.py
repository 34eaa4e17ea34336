"""What a hand-over hears from the inventory: at least so many people, never a guess and never 0."""

from __future__ import annotations

import pytest

from repatria.registry.claims.actions import name_party
from repatria.registry.custody import actions as custody
from repatria.registry.intake.actions import arrival, papers
from repatria.registry.intake.arriving import Arrival
from repatria.registry.intake.figures import PROVIDERS
from repatria.registry.intake.models import Container, Handover
from repatria.registry.inventory.actions import entering
from repatria.registry.inventory.figures import people
from repatria.registry.inventory.told import Told
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

LEFT = Told(element="femur-left", completeness=5, zones="1 2", human="human")


@pytest.fixture
def handover(scene: Scene) -> Handover:
    seat = scene.seat(Role.INTAKE)
    giver = name_party(seat, name="The other side", kind="government")
    receiver = name_party(seat, name="North Laboratory", kind="laboratory")
    return papers.announce_handover(seat, title="Two boxes", giver=giver, receiver=receiver)


@pytest.fixture
def boxes(scene: Scene, handover: Handover) -> list[Container]:
    who = scene.users[Role.ANTHROPOLOGIST]
    return arrival.receive_many(scene.seat(Role.INTAKE), handover, [Arrival("1"), Arrival("2")], holder=who)


def test_nothing_entered_is_not_yet_known(scene: Scene, handover: Handover, boxes: list[Container]) -> None:
    found = PROVIDERS["people"](scene.seat(Role.INTAKE), handover)
    assert (found.value, found.as_of) == (None, None)


def test_it_counts_over_all_containers_and_inner_ones(scene: Scene, handover: Handover, boxes: list[Container]) -> None:
    by = scene.seat(Role.ANTHROPOLOGIST)
    bag = custody.take(TheRegistry(scene.heron), what="bag", giver="x", inside=boxes[1].item, holder=by.user)
    for box in (boxes[0].item, boxes[1].item, bag):
        entering.enter_specimen(by, box, LEFT)
    found = people(scene.seat(Role.CASUALTY), handover)
    assert (found.value, found.words) == (3, "left femur, zone 1")
    assert found.as_of is not None
    last = entering.undo_last(by, bag)
    assert last.withdrawn_why == "mistyped"
    assert people(scene.seat(Role.CASUALTY), handover).value == 2


def test_a_stranger_counts_nothing(scene: Scene, handover: Handover, boxes: list[Container]) -> None:
    entering.enter_specimen(scene.seat(Role.ANTHROPOLOGIST), boxes[0].item, LEFT)
    assert people(scene.stranger, handover).value is None


def test_the_list_filters_by_accession(scene: Scene, handover: Handover, boxes: list[Container]) -> None:
    from repatria.registry.intake.actions import reviewing
    from repatria.registry.inventory.queries.specimens import descriptions

    entering.enter_specimen(scene.seat(Role.ANTHROPOLOGIST), boxes[0].item, LEFT)
    box = reviewing.enter_assemblage(scene.seat(Role.INTAKE), number="1991-007", title="Older", boxes=[Arrival("9")])
    seat = scene.seat(Role.ANTHROPOLOGIST)
    assert descriptions(seat, accession="1991-7").count() == 0
    old = box.containers.get().item
    offer = custody.offer(scene.seat(Role.INTAKE), old, to=seat.user, reason="inventory")
    custody.accept(seat, offer)
    entering.enter_specimen(seat, old, LEFT)
    assert descriptions(seat, accession="1991-7").count() == 1
