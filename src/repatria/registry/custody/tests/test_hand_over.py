"""Handing an item over: Amina holds it, Bruno receives it, Chen must see nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from repatria.registry.codes.models import Kind
from repatria.registry.custody import actions, queries
from repatria.registry.custody.models import Discrepancy, Holding, Item, Transfer
from repatria.registry.custody.within import begin_holding_like, now
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

    def test_what_is_offered_is_not_packed(self, scene: Scene, box: Item) -> None:
        outer = actions.take(scene.seat(Role.CUSTODY), what="crate", giver="the other side")
        offered(scene, box)
        with pytest.raises(Impossible, match="is offered to somebody"):
            actions.pack(scene.seat(Role.CUSTODY), box, container=outer)

    def test_nobody_loses_an_item_by_an_offer_that_was_not_theirs(self, scene: Scene, box: Item) -> None:
        transfer = offered(scene, box)
        held = Holding.objects.get(item=box, until__isnull=True)
        Holding.objects.filter(pk=held.pk).update(until=now())
        Holding.objects.create(item=box, holder=scene.users[Role.TECHNICIAN], since=now())
        with pytest.raises(Overtaken, match="no longer held by whoever offered it"):
            actions.accept(scene.seat("second custody"), transfer)
        assert Holding.objects.get(item=box, until__isnull=True).holder == scene.users[Role.TECHNICIAN]

    def test_what_lies_in_another_container_by_now_is_not_taken_over(self, scene: Scene, box: Item) -> None:
        transfer = offered(scene, box)
        outer = actions.take(scene.seat(Role.CUSTODY), what="crate", giver="the other side")
        Item.objects.filter(pk=box.pk).update(inside=outer)
        with pytest.raises(Overtaken, match="since it was offered"):
            actions.accept(scene.seat("second custody"), transfer)

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

    def test_nothing_follows_on_a_holding_that_has_not_begun(self, scene: Scene, box: Item) -> None:
        transfer = offered(scene, box)
        held = Holding.objects.get(item=box)
        Holding.objects.filter(pk=held.pk).update(until=held.since)
        Holding.objects.create(item=box, holder=held.holder, since=held.since + timedelta(days=1))
        with pytest.raises(Impossible, match="has not come yet"):
            actions.accept(scene.seat("second custody"), transfer)

    @pytest.mark.parametrize("days", [1, 365])
    def test_what_has_not_come_yet_is_no_beginning(self, scene: Scene, box: Item, days: int) -> None:
        with pytest.raises(Impossible, match="has not come yet"):
            actions.take(scene.seat(Role.CUSTODY), what="box 2", giver="x", since=now() + timedelta(days=days))
        with transaction.atomic(), pytest.raises(Impossible, match="has not come yet"):
            begin_holding_like(
                actions.take(scene.seat(Role.CUSTODY), what="b", giver="x"), box, since=now() + timedelta(days=days)
            )

    def test_a_clock_that_is_a_little_ahead_is_forgiven(self, scene: Scene) -> None:
        row = actions.take(scene.seat(Role.CUSTODY), what="box 2", giver="x", since=now() + timedelta(minutes=2))
        assert Holding.objects.get(item=row).since <= now()


class TestPuttingIn:
    def test_only_its_holder_puts_something_new_into_a_container(self, scene: Scene, box: Item) -> None:
        with pytest.raises(NotAllowed, match="not by you"):
            actions.take(scene.seat("second custody"), what="bone", giver="the other side", inside=box)
        assert not Item.objects.filter(inside=box).exists()

    def test_what_lies_in_it_is_held_like_it(self, scene: Scene, box: Item) -> None:
        with pytest.raises(Impossible, match="What lies in it is held by them"):
            actions.take(scene.seat(Role.CUSTODY), what="bone", giver="x", inside=box, holder=scene.users["second custody"])
        place = actions.name_place(scene.seat(Role.CUSTODY), name="shelf 4")
        actions.move(scene.seat(Role.CUSTODY), box, place=place, reason="tidied")
        bone = actions.take(scene.seat(Role.CUSTODY), what="bone", giver="x", inside=box)
        assert Holding.objects.get(item=bone).place == place

    def test_a_bone_is_no_container(self, scene: Scene, box: Item) -> None:
        bone = actions.take(scene.seat(Role.CUSTODY), what="bone", giver="x", kind=Kind.SPECIMEN)
        with pytest.raises(Impossible, match="not a container"):
            actions.take(scene.seat(Role.CUSTODY), what="bone", giver="x", inside=bone)


def test_whoever_groups_bones_sees_no_discrepancy_of_an_effect(scene: Scene) -> None:
    keeper = scene.seat(Role.CUSTODY)
    tag = actions.take(keeper, what="effect", giver="x", kind=Kind.EFFECT)
    actions.open_discrepancy(
        keeper, tag.thing, kind=Discrepancy.Kind.OTHER, sentence="the tag reads Velmora, the sheet does not"
    )
    assert queries.discrepancies(keeper).exists()
    assert not queries.discrepancies(scene.seat(Role.ANTHROPOLOGIST)).exists()
    assert "Velmora" not in scene.client(Role.ANTHROPOLOGIST).get("/i/heron/").content.decode()
    actions.offer(keeper, tag, to=scene.users[Role.ANTHROPOLOGIST], reason="tag of Velmora")
    assert not queries.waiting_for(scene.seat(Role.ANTHROPOLOGIST)).exists()
