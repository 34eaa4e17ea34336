"""Masses and counts add up, and what cannot be taken back is asked twice."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction

from repatria.registry.codes.models import Kind
from repatria.registry.custody import actions, dividing, sealing
from repatria.registry.custody.models import Discrepancy, Holding, Item, Seal
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import AskAgain, Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


@pytest.fixture
def bone(scene: Scene) -> Item:
    return actions.take(
        scene.seat(Role.CUSTODY), what="bone", giver="the other side", kind=Kind.SPECIMEN, mass_g=D("10.000"), pieces=3
    )


def parts(*masses: str, pieces: tuple[int | None, ...] = ()) -> list[dividing.Part]:
    counts = pieces or (None,) * len(masses)
    return [dividing.Part("part", D(m) if m else None, n) for m, n in zip(masses, counts, strict=True)]


class TestSplitting:
    def test_the_parts_are_held_like_the_whole_which_is_no_more(self, scene: Scene, bone: Item) -> None:
        made = dividing.split(scene.seat(Role.CUSTODY), bone, parts=parts("4", "6"), reason="broken", sure=True)
        assert [str(i.mass_g) for i in made] == ["4", "6"]
        assert all(Holding.objects.get(item=i, until__isnull=True).holder == scene.users[Role.CUSTODY] for i in made)
        bone.refresh_from_db()
        assert bone.state == Item.State.SPLIT
        assert not Holding.objects.filter(item=bone, until__isnull=True).exists()
        entry = Entry.objects.get(tag="custody.split")
        assert entry.said["facts"]["masses_g"] == ["4", "6"]

    def test_it_is_asked_twice(self, scene: Scene, bone: Item) -> None:
        with pytest.raises(AskAgain):
            dividing.split(scene.seat(Role.CUSTODY), bone, parts=parts("4", "6"), reason="broken")
        bone.refresh_from_db()
        assert bone.state == Item.State.HELD

    @pytest.mark.parametrize("masses", [("4", "6.001"), ("10.5", "")])
    def test_parts_heavier_than_the_whole_are_refused(self, scene: Scene, bone: Item, masses: tuple[str, str]) -> None:
        with pytest.raises(Impossible, match="Weigh again"):
            dividing.split(scene.seat(Role.CUSTODY), bone, parts=parts(*masses), reason="broken", sure=True)

    def test_a_lost_piece_is_refused(self, scene: Scene, bone: Item) -> None:
        with pytest.raises(Impossible, match="Say where the others are"):
            dividing.split(scene.seat(Role.CUSTODY), bone, parts=parts("4", "6", pieces=(1, 1)), reason="x", sure=True)

    def test_a_mass_that_is_missing_opens_a_discrepancy(self, scene: Scene, bone: Item) -> None:
        dividing.split(scene.seat(Role.CUSTODY), bone, parts=parts("4", "5"), reason="broken", sure=True)
        assert Discrepancy.objects.get().kind == Discrepancy.Kind.MASS

    def test_someone_who_does_not_hold_it_cannot(self, scene: Scene, bone: Item) -> None:
        with pytest.raises(NotAllowed):
            dividing.split(scene.seat("second custody"), bone, parts=parts("4", "6"), reason="x", sure=True)


class TestMerging:
    def test_masses_add_up_and_the_old_ones_are_no_more(self, scene: Scene, bone: Item) -> None:
        other = actions.take(
            scene.seat(Role.CUSTODY), what="fragment", giver="x", kind=Kind.SPECIMEN, mass_g=D("2.5"), pieces=1
        )
        made = dividing.merge(scene.seat(Role.CUSTODY), [bone, other], what="refitted", reason="refit", sure=True)
        assert (made.mass_g, made.pieces) == (D("12.500"), 4)
        assert set(Item.objects.filter(pk__in=[bone.pk, other.pk]).values_list("state", flat=True)) == {Item.State.MERGED}

    def test_samples_of_two_specimens_do_not_merge(self, scene: Scene, bone: Item) -> None:
        keeper = scene.seat(Role.CUSTODY)
        other = actions.take(keeper, what="another bone", giver="x", kind=Kind.SPECIMEN)
        samples = []
        for parent in (bone, bone, other):
            samples.append(actions.take(keeper, what="sample", giver="x", kind=Kind.SAMPLE))
            Item.objects.filter(pk=samples[-1].pk).update(came_from=parent)
        with pytest.raises(Impossible, match="different specimens"):
            dividing.merge(keeper, samples[1:], what="pooled", reason="x", sure=True)
        assert dividing.merge(keeper, samples[:2], what="both halves", reason="x", sure=True).state == Item.State.HELD

    def test_kinds_do_not_merge(self, scene: Scene, bone: Item) -> None:
        box = actions.take(scene.seat(Role.CUSTODY), what="box", giver="x")
        with pytest.raises(Impossible, match="not of one kind"):
            dividing.merge(scene.seat(Role.CUSTODY), [bone, box], what="x", reason="x", sure=True)


class TestUsingUp:
    def test_never_more_than_there_is(self, scene: Scene, bone: Item) -> None:
        with pytest.raises(Impossible, match="there are 10"):
            dividing.consume(scene.seat(Role.CUSTODY), bone, mass_g=D("10.001"), reason="extraction", sure=True)

    def test_the_rest_stays(self, scene: Scene, bone: Item) -> None:
        row = dividing.consume(scene.seat(Role.CUSTODY), bone, mass_g=D("1.25"), reason="extraction")
        assert (row.mass_g, row.state) == (D("8.750"), Item.State.HELD)

    def test_the_last_of_it_is_asked_twice_and_ends_it(self, scene: Scene, bone: Item) -> None:
        keeper = scene.seat(Role.CUSTODY)
        sample = actions.take(keeper, what="sample", giver="x", kind=Kind.SAMPLE, mass_g=D("10"))
        with pytest.raises(AskAgain):
            dividing.consume(keeper, sample, mass_g=D("10"), reason="extraction")
        row = dividing.consume(keeper, sample, mass_g=D("10"), reason="extraction", sure=True)
        assert row.state == Item.State.CONSUMED
        with pytest.raises(Impossible, match="consumed"):
            actions.offer(keeper, sample, to=scene.users["second custody"], reason="x")

    def test_a_specimen_is_never_used_up(self, scene: Scene, bone: Item) -> None:
        with pytest.raises(Impossible, match="specimen is not used up"):
            dividing.consume(scene.seat(Role.CUSTODY), bone, mass_g=D("10"), reason="extraction", sure=True)
        assert Item.objects.get(pk=bone.pk).state == Item.State.HELD


class TestWeighingAndDestroying:
    def test_another_mass_opens_a_discrepancy(self, scene: Scene, bone: Item) -> None:
        dividing.weigh(scene.seat(Role.CUSTODY), bone, mass_g=D("9.990"))
        assert not Discrepancy.objects.exists()
        dividing.weigh(scene.seat(Role.CUSTODY), bone, mass_g=D("8"))
        assert "8" in Discrepancy.objects.get().sentence

    @pytest.mark.parametrize("mass", [D("-1"), D("NaN"), D("Infinity"), D("1.0005")])
    def test_a_mass_is_a_mass(self, scene: Scene, bone: Item, mass: D) -> None:
        with pytest.raises(Impossible):
            dividing.weigh(scene.seat(Role.CUSTODY), bone, mass_g=mass)

    def test_remains_are_never_destroyed(self, scene: Scene, bone: Item) -> None:
        with pytest.raises(Impossible, match="not destroyed"):
            dividing.destroy(scene.seat(Role.CUSTODY), bone, reason="x", sure=True)

    def test_a_technician_destroys_nothing(self, scene: Scene, bone: Item) -> None:
        with pytest.raises(NotFound):
            dividing.destroy(scene.seat(Role.TECHNICIAN), bone, reason="x", sure=True)


class TestSeals:
    def test_a_broken_seal_opens_a_discrepancy(self, scene: Scene) -> None:
        seat = scene.seat(Role.CUSTODY)
        box = actions.take(seat, what="box", giver="x")
        seal = sealing.set_seal(seat, box, number="A-17")
        sealing.check_seal(seat, seal, found="intact")
        assert not Discrepancy.objects.exists()
        sealing.check_seal(seat, seal, found="broken")
        assert Discrepancy.objects.get().kind == "seal"
        with pytest.raises(Impossible, match="cannot be intact"):
            sealing.check_seal(seat, seal, found="intact")

    def test_a_number_is_used_once(self, scene: Scene) -> None:
        seat = scene.seat(Role.CUSTODY)
        box = actions.take(seat, what="box", giver="x")
        sealing.set_seal(seat, box, number="A-17")
        with pytest.raises(Overtaken):
            sealing.set_seal(seat, box, number="A-17")
        assert Seal.objects.count() == 1


class TestTheDatabaseItself:
    def test_an_item_has_one_current_holder(self, scene: Scene, bone: Item) -> None:
        held = Holding.objects.get(item=bone)
        with pytest.raises(IntegrityError), transaction.atomic():
            Holding.objects.create(item=bone, holder=scene.users["second custody"], since=held.since)

    def test_a_line_is_added_to_and_never_rewritten(self, bone: Item) -> None:
        from django.db import DatabaseError

        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            Holding.objects.filter(item=bone).update(outside="somebody", holder=None)

    def test_an_item_of_an_exercise_does_not_lie_in_a_record(self, scene: Scene, bone: Item) -> None:
        from django.db import DatabaseError

        from repatria.registry.custody.models import Place

        place = Place.objects.create(incident=scene.record, name="somewhere")
        with pytest.raises(DatabaseError, match="never mix"), transaction.atomic():
            Holding.objects.filter(item=bone).update(until=None)
            Holding.objects.create(
                item=actions.take(scene.seat(Role.CUSTODY), what="b", giver="x"),
                outside="x",
                place=place,
                since=Holding.objects.get(item=bone).since,
            )
