"""Handing an item over: Amina holds it, Bruno receives it, Chen must see nothing."""

from __future__ import annotations

import pytest

from repatria.registry.custody import actions
from repatria.registry.custody.models import Holding, Item, Transfer
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


@pytest.fixture
def box(scene: Scene) -> Item:
    return actions.take(scene.seat(Role.CUSTODY), what="box 1", giver="the other side")


def offered(scene: Scene, box: Item) -> Transfer:
    bruno = scene.users["second custody"]
    return actions.offer(scene.seat(Role.CUSTODY), box, to=bruno, reason="to the laboratory")


class TestHandingOver:
    def test_it_changes_hands_when_the_receiver_accepts(self, scene: Scene, box: Item) -> None:
        bone = actions.take(scene.seat(Role.CUSTODY), what="bone", giver="the other side", inside=box)
        transfer = offered(scene, box)
        assert Holding.objects.get(item=box, until__isnull=True).holder == scene.users[Role.CUSTODY]
        actions.accept(scene.seat("second custody"), transfer)
        for item in (box, bone):
            assert Holding.objects.get(item=item, until__isnull=True).holder == scene.users["second custody"]

    def test_it_is_written_in_the_journal(self, scene: Scene, box: Item) -> None:
        before = Entry.objects.count()
        actions.accept(scene.seat("second custody"), offered(scene, box))
        tags = list(Entry.objects.filter(seq__gt=before).values_list("tag", "subject", "incident"))
        assert tags == [("custody.offered", box.code, "heron"), ("custody.accepted", box.code, "heron")]

    def test_it_refuses_someone_who_is_not_the_holder(self, scene: Scene, box: Item) -> None:
        before = Entry.objects.count()
        with pytest.raises(NotAllowed, match="not by you"):
            actions.offer(scene.seat("second custody"), box, to=scene.users[Role.TECHNICIAN], reason="x")
        assert Entry.objects.count() == before
        assert not Transfer.objects.exists()

    def test_it_refuses_a_second_offer(self, scene: Scene, box: Item) -> None:
        offered(scene, box)
        with pytest.raises(Overtaken, match="already offered"):
            offered(scene, box)

    def test_it_refuses_a_receiver_who_does_not_work_here(self, scene: Scene, box: Item) -> None:
        with pytest.raises(Impossible, match="does not work"):
            actions.offer(scene.seat(Role.CUSTODY), box, to=scene.stranger_user, reason="x")

    def test_only_the_named_receiver_accepts(self, scene: Scene, box: Item) -> None:
        transfer = offered(scene, box)
        with pytest.raises(NotAllowed, match="Only they"):
            actions.accept(scene.seat(Role.TECHNICIAN), transfer)

    def test_a_declined_item_stays_with_its_giver(self, scene: Scene, box: Item) -> None:
        transfer = offered(scene, box)
        actions.decline(scene.seat("second custody"), transfer, reason="wrong box")
        with pytest.raises(Overtaken):
            actions.accept(scene.seat("second custody"), transfer)
        assert Holding.objects.get(item=box, until__isnull=True).holder == scene.users[Role.CUSTODY]

    def test_an_auditor_hands_nothing_over(self, scene: Scene, box: Item) -> None:
        with pytest.raises(NotFound):
            actions.offer(scene.seat(Role.AUDITOR), box, to=scene.users[Role.CUSTODY], reason="x")
