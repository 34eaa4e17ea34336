"""Entering specimens: one by one, many at once, described anew, withdrawn, undone."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Holding, Item
from repatria.registry.inventory.actions import entering
from repatria.registry.inventory.models import Specimen, SpecimenDescription
from repatria.registry.inventory.tests.conftest import Enter, handed_over
from repatria.registry.inventory.told import Told
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

LEFT_FEMUR = Told(element="femur-left", completeness=4, human="human")


class TestEntering:
    def test_it_lies_in_its_container_in_the_same_hands(self, scene: Scene, box: Item, enter: Enter) -> None:
        bone = enter("fe l 4 ab")
        assert bone.item.inside_id == bone.found_in_id == box.pk
        assert Holding.objects.get(item=bone.item, until__isnull=True).holder == scene.users[Role.ANTHROPOLOGIST]
        said = bone.descriptions.get()
        assert (said.element, said.side, said.completeness, said.zones, said.human) == ("femur-left", "L", 4, "1 2", "human")

    def test_it_is_written_in_the_journal(self, scene: Scene, box: Item, enter: Enter) -> None:
        bone = enter("fe l 4")
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.subject) == ("inventory.specimen_entered", bone.code)
        assert entry.said["facts"]["element"] == "femur-left"
        assert entry.said["facts"]["container"] == box.code

    def test_what_is_not_said_stays_unsaid(self, scene: Scene, box: Item) -> None:
        bone = entering.enter_specimen(scene.seat(Role.ANTHROPOLOGIST), box, Told(element="fragment"))
        said = bone.descriptions.get()
        assert (said.completeness, said.zones, said.human, said.treatment) == (None, "", "", "")

    def test_only_the_holder_of_the_container_enters(self, scene: Scene) -> None:
        theirs = custody.take(scene.seat(Role.CUSTODY), what="box", giver="x")
        before = Entry.objects.count()
        with pytest.raises(NotAllowed, match="not by you"):
            entering.enter_specimen(scene.seat(Role.ANTHROPOLOGIST), theirs, LEFT_FEMUR)
        assert Entry.objects.count() == before
        assert not Specimen.objects.exists()

    @pytest.mark.parametrize("role", [Role.CUSTODY, Role.GENETICIST, Role.AUDITOR, Role.REVIEWER])
    def test_another_role_finds_nothing(self, scene: Scene, box: Item, role: Role) -> None:
        with pytest.raises(NotFound):
            entering.enter_specimen(scene.seat(role), box, LEFT_FEMUR)

    @pytest.mark.parametrize(
        ("told", "message"),
        [
            (Told(element="wing"), "not in the catalogue"),
            (Told(element="femur-left", completeness=9), "completeness 9"),
            (Told(element="femur-left", zones="99"), "no zone 99"),
            (Told(element="femur-left", zones="1 1"), "stands twice"),
            (Told(element="femur-left", human="perhaps"), "human or animal"),
            (Told(element="femur-left", treatment="boiled"), "treatment"),
            (Told(element="femur-left", completeness=5, zones="1p"), "only partly"),
        ],
    )
    def test_it_refuses_what_contradicts_the_catalogue(self, scene: Scene, box: Item, told: Told, message: str) -> None:
        with pytest.raises(Impossible, match=message):
            entering.enter_specimen(scene.seat(Role.ANTHROPOLOGIST), box, told)
        assert not Specimen.objects.exists()

    def test_a_number_is_never_given_twice_in_a_container(self, scene: Scene, box: Item, enter: Enter) -> None:
        enter("fe l #12")
        with pytest.raises(Overtaken, match="never re-used"):
            enter("fe r #12")
        assert enter("fe r #12", handed_over(scene)).designator == "12"


class TestDescribingAnew:
    def test_the_earlier_version_stays(self, scene: Scene, box: Item, enter: Enter) -> None:
        bone = enter("fe l 4")
        said = entering.describe_specimen(
            scene.seat(Role.ANTHROPOLOGIST), bone, Told(element="femur-right", human="human"), reason="held it the wrong way"
        )
        assert said.number == 2
        assert list(bone.descriptions.values_list("number", "element", "current")) == [
            (1, "femur-left", False),
            (2, "femur-right", True),
        ]
        assert Item.objects.get(pk=bone.pk).what == "right femur"
        assert Entry.objects.latest("seq").tag == "inventory.specimen_described"

    def test_a_reason_is_needed(self, scene: Scene, box: Item, enter: Enter) -> None:
        with pytest.raises(Impossible, match="needs a reason"):
            entering.describe_specimen(scene.seat(Role.ANTHROPOLOGIST), enter("fe l"), LEFT_FEMUR, reason=" ")

    def test_no_change_is_no_version(self, scene: Scene, box: Item, enter: Enter) -> None:
        with pytest.raises(Impossible, match="nothing differs"):
            entering.describe_specimen(scene.seat(Role.ANTHROPOLOGIST), enter("fe l 4"), LEFT_FEMUR, reason="x")

    def test_whoever_comes_second_is_told(self, scene: Scene, box: Item, enter: Enter) -> None:
        bone, by = enter("fe l"), scene.seat(Role.ANTHROPOLOGIST)
        entering.describe_specimen(by, bone, LEFT_FEMUR, reason="better seen", after=1)
        with pytest.raises(Overtaken, match="version 2"):
            entering.describe_specimen(by, bone, Told(element="femur-right"), reason="side", after=1)

    def test_the_database_rewrites_nothing_that_was_said(self, enter: Enter) -> None:
        bone = enter("fe l")
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            SpecimenDescription.objects.filter(specimen=bone).update(element="femur-right")
        with pytest.raises(DatabaseError), transaction.atomic():
            Specimen.objects.filter(pk=bone.pk).update(designator="other")
        with pytest.raises(DatabaseError), transaction.atomic():
            SpecimenDescription.objects.create(
                specimen=bone, number=2, element="femur-right", family="femur", side="R", at=bone.made_at
            )


class TestWithdrawing:
    def test_it_leaves_its_container_and_stays_readable(self, scene: Scene, box: Item, enter: Enter) -> None:
        bone = enter("fe l")
        entering.withdraw_specimen(scene.seat(Role.ANTHROPOLOGIST), bone, reason="a piece of wood")
        row = Specimen.objects.get(pk=bone.pk)
        assert row.withdrawn_why == "a piece of wood"
        assert row.item.inside_id is None
        assert not Holding.objects.filter(item=bone.item, until__isnull=True).exists()
        with pytest.raises(Overtaken, match="withdrawn"):
            entering.withdraw_specimen(scene.seat(Role.ANTHROPOLOGIST), bone, reason="again")

    def test_undo_takes_back_the_last_entry_as_mistyped(self, scene: Scene, box: Item, enter: Enter) -> None:
        first, second = enter("fe l"), enter("fe r")
        undone = entering.undo_last(scene.seat(Role.ANTHROPOLOGIST), box)
        assert (undone.pk, undone.withdrawn_why) == (second.pk, "mistyped")
        assert entering.undo_last(scene.seat(Role.ANTHROPOLOGIST), box).pk == first.pk
        with pytest.raises(Impossible, match="no entry of yours"):
            entering.undo_last(scene.seat(Role.ANTHROPOLOGIST), box)
        assert list(Entry.objects.order_by("-seq").values_list("tag", flat=True)[:2]) == ["inventory.specimen_withdrawn"] * 2


class TestManyAtOnce:
    def test_one_act_and_one_entry(self, scene: Scene, box: Item) -> None:
        before = Entry.objects.count()
        told = [
            Told(element=e, human="human", designator=str(i)) for i, e in enumerate(("femur-left", "tibia-right", "sacrum"))
        ]
        made = entering.register_specimens(scene.seat(Role.ANTHROPOLOGIST), box, told)
        assert Entry.objects.count() == before + 1
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.subject, entry.said["facts"]["count"]) == ("inventory.specimens_registered", box.code, 3)
        assert [s.descriptions.get().element for s in made] == ["femur-left", "tibia-right", "sacrum"]

    def test_all_or_none(self, scene: Scene, box: Item) -> None:
        with pytest.raises(Impossible):
            entering.register_specimens(scene.seat(Role.ANTHROPOLOGIST), box, [LEFT_FEMUR, Told(element="wing")])
        with pytest.raises(Impossible, match="no specimens"):
            entering.register_specimens(scene.seat(Role.ANTHROPOLOGIST), box, [])
        assert not Specimen.objects.exists()

    def test_two_thousand_are_asked_of_the_database_as_a_whole(
        self, scene: Scene, box: Item, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(200):
            entering.register_specimens(scene.seat(Role.ANTHROPOLOGIST), box, [LEFT_FEMUR] * 2000)
        assert Specimen.objects.count() == 2000
