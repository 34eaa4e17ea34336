"""Splitting and merging leave no row of a higher stage behind: it is carried along, or the act is refused."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.custody import actions as custody
from repatria.registry.custody import dividing
from repatria.registry.custody.models import Item
from repatria.registry.inventory.actions import effects, entering, grouping, relating
from repatria.registry.inventory.models import Member, Relation, Specimen, SpecimenDescription
from repatria.registry.inventory.told import Told
from repatria.registry.laboratory import actions
from repatria.registry.laboratory.models import Sample
from repatria.registry.laboratory.subjects import subjects_of
from repatria.registry.laboratory.tests.helping import bone, sample
from repatria.registry.people.models import Laboratory
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotAllowed
from repatria.registry.testing.scene import Scene

HALVES = [dividing.Part("left half", D("4")), dividing.Part("right half", D("6"))]


def entered(scene: Scene, *told: Told) -> list[Specimen]:
    """Bones entered by the anthropologist, who holds their box."""
    keeper, bones = scene.seat(Role.CUSTODY), scene.seat(Role.ANTHROPOLOGIST)
    box = custody.take(keeper, what="box", giver="the other side", holder=bones.user)
    return [entering.enter_specimen(bones, box, one) for one in told]


def split(scene: Scene, row: Specimen) -> list[Specimen]:
    parts = [dividing.Part("proximal half"), dividing.Part("distal half")]
    made = dividing.split(scene.seat(Role.ANTHROPOLOGIST), row.item, parts=parts, reason="it broke", sure=True)
    return list(Specimen.objects.filter(pk__in=[i.pk for i in made]).order_by("pk"))


def merge(scene: Scene, *rows: Specimen) -> Specimen:
    by = scene.seat(Role.ANTHROPOLOGIST)
    made = dividing.merge(by, [r.item for r in rows], what="left femur", reason="a refit", sure=True)
    return Specimen.objects.get(pk=made.pk)


LEFT = Told(element="femur-left", zones="1 2", human="human", age_class="adult")
REST = Told(element="femur-left", zones="3p", human="human", age_class="adult")
RIGHT = Told(element="femur-right", zones="1", human="human", age_class="adult")


class TestSplittingABone:
    def test_its_parts_are_bones_of_the_inventory(self, scene: Scene) -> None:
        (femur,) = entered(scene, LEFT)
        made = split(scene, femur)
        assert [m.found_in_id for m in made] == [femur.found_in_id] * 2
        said = SpecimenDescription.objects.filter(specimen__in=made)
        assert {(d.element, d.zones, d.age_class, d.current) for d in said} == {("femur-left", "", "adult", True)}
        femur.refresh_from_db()
        assert femur.withdrawn_why.startswith("split into HERON-")

    def test_they_stay_in_its_grouping_with_its_relations(self, scene: Scene) -> None:
        femur, other = entered(scene, LEFT, RIGHT)
        by = scene.seat(Role.ANTHROPOLOGIST)
        group = grouping.open_individual(by, [femur])
        relating.relate(by, femur, other, kind="exclusion", verdict="certain", grounds=["morphology"])
        made = split(scene, femur)
        assert set(Member.objects.filter(current=True).values_list("specimen", flat=True)) == {m.pk for m in made}
        assert Relation.objects.filter(kind="exclusion", left__in=[other, *made], right__in=[other, *made]).count() == 2
        with pytest.raises(Impossible, match="said not to be of one person"):
            grouping.add_members(by, group, [other])

    def test_a_bone_of_a_locked_grouping_is_not_split(self, scene: Scene) -> None:
        (femur,) = entered(scene, LEFT)
        by = scene.seat(Role.ANTHROPOLOGIST)
        grouping.lock_individual(by, grouping.open_individual(by, [femur]))
        with pytest.raises(NotAllowed, match="is locked. Unlock that with a reason first"):
            split(scene, femur)
        assert Item.objects.get(pk=femur.pk).state == Item.State.HELD

    def test_a_bone_that_was_sampled_is_not_split(self, scene: Scene) -> None:
        femur = bone(scene)
        sample(scene, femur)
        halves = [dividing.Part("left half"), dividing.Part("right half")]
        with pytest.raises(Impossible, match="was sampled .* nobody could say which part"):
            dividing.split(scene.seat(Role.TECHNICIAN), femur, parts=halves, reason="it broke", sure=True)

    def test_nor_is_it_merged(self, scene: Scene) -> None:
        femur, other = bone(scene), bone(scene)
        sample(scene, femur)
        with pytest.raises(Impossible, match="was sampled"):
            dividing.merge(scene.seat(Role.TECHNICIAN), [femur, other], what="femur", reason="a refit", sure=True)

    def test_an_effect_is_not_split(self, scene: Scene) -> None:
        keeper = scene.seat(Role.CUSTODY)
        box = custody.take(keeper, what="box", giver="the other side")
        tag = effects.record_effect(keeper, box, kind="tag", description="a tag")
        with pytest.raises(Impossible, match="would belong to no part"):
            dividing.split(keeper, tag.item, parts=[dividing.Part("a"), dividing.Part("b")], reason="it broke", sure=True)


class TestMergingBones:
    def test_the_whole_has_the_zones_of_all(self, scene: Scene) -> None:
        one, other = entered(scene, LEFT, REST)
        made = merge(scene, one, other)
        assert made.descriptions.get(current=True).zones == "1 2 3p"
        assert Specimen.objects.filter(withdrawn__isnull=True).get() == made

    def test_it_takes_their_place_in_the_grouping(self, scene: Scene) -> None:
        one, other = entered(scene, LEFT, REST)
        grouping.open_individual(scene.seat(Role.ANTHROPOLOGIST), [one])
        made = merge(scene, one, other)
        assert Member.objects.get(current=True).specimen == made

    def test_bones_of_two_groupings_stay_apart(self, scene: Scene) -> None:
        one, other = entered(scene, LEFT, REST)
        for row in (one, other):
            grouping.open_individual(scene.seat(Role.ANTHROPOLOGIST), [row])
        with pytest.raises(Impossible, match="Take them out of one first"):
            merge(scene, one, other)

    def test_two_different_bones_stay_apart(self, scene: Scene) -> None:
        one, other, twice = entered(scene, LEFT, RIGHT, LEFT)
        with pytest.raises(Impossible, match=r"described differently \(bone\)"):
            merge(scene, one, other)
        with pytest.raises(Impossible, match="cannot be one bone: .* twice"):
            merge(scene, one, twice)

    def test_a_bone_nobody_described_is_not_merged_into_one(self, scene: Scene) -> None:
        (one,) = entered(scene, LEFT)
        by, keeper = scene.seat(Role.ANTHROPOLOGIST), scene.seat(Role.CUSTODY)
        bare = custody.take(keeper, what="bone", giver="the other side", kind=Kind.SPECIMEN, holder=by.user)
        custody.pack(by, bare, container=one.item.inside)
        with pytest.raises(Impossible, match="not in the inventory, and the others are"):
            dividing.merge(by, [one.item, bare], what="femur", reason="a refit", sure=True)


class TestSamples:
    def test_parts_of_a_sample_stay_in_its_tree(self, scene: Scene) -> None:
        made = sample(scene)
        parts = [dividing.Part("tube 1", D("0.400")), dividing.Part("tube 2", D("0.450"))]
        tubes = dividing.split(scene.seat(Role.TECHNICIAN), made.item, parts=parts, reason="two tubes", sure=True)
        rows = Sample.objects.filter(pk__in=[t.pk for t in tubes]).order_by("pk")
        assert [(r.root_id, r.parent_id, r.taken_mg) for r in rows] == [
            (made.root_id, made.pk, 400),
            (made.root_id, made.pk, 450),
        ]
        assert set(subjects_of([t.pk for t in tubes]).values()) == {made.root_id}
        again = dividing.merge(scene.seat(Role.TECHNICIAN), tubes, what="one tube", reason="one after all", sure=True)
        assert Sample.objects.get(pk=again.pk).root_id == made.root_id

    def test_what_was_merged_once_can_be_merged_again(self, scene: Scene) -> None:
        femur = bone(scene)
        first = sample(scene, femur)
        bench = scene.seat(Role.TECHNICIAN)
        cuts = [actions.Cut(D("9.100"), D("0.500"), D("8.600")), actions.Cut(D("8.600"), D("0.500"), D("8.100"))]
        second, third = (actions.cut(bench, femur, weighed=w) for w in cuts)
        both = dividing.merge(bench, [first.item, second.item], what="pooled", reason="little DNA", sure=True)
        all_three = dividing.merge(bench, [both, third.item], what="pooled", reason="little DNA", sure=True)
        assert Sample.objects.get(pk=all_three.pk).root_id == femur.pk

    def test_samples_for_different_purposes_stay_apart(self, scene: Scene) -> None:
        femur = bone(scene)
        first = sample(scene, femur)
        weighed = actions.Cut(D("9.100"), D("0.500"), D("8.600"))
        second = actions.cut(scene.seat(Role.TECHNICIAN), femur, weighed=weighed, purpose="isotopes")
        with pytest.raises(Impossible, match="different purposes"):
            dividing.merge(scene.seat(Role.TECHNICIAN), [first.item, second.item], what="pooled", reason="little", sure=True)


class TestOnePlace:
    def test_two_laboratories_do_not_make_one_item(self, scene: Scene) -> None:
        one, other = bone(scene), bone(scene)
        Thing.objects.filter(pk=other.pk).update(laboratory=Laboratory.objects.get(slug="south"))
        with pytest.raises(Impossible, match="of two laboratories"):
            dividing.merge(scene.seat(Role.TECHNICIAN), [one, other], what="femur", reason="a refit", sure=True)

    def test_parts_and_samples_belong_to_the_laboratory_of_the_whole(self, scene: Scene) -> None:
        south = Laboratory.objects.get(slug="south")
        femur, other = bone(scene), bone(scene)
        Thing.objects.filter(pk__in=[femur.pk, other.pk]).update(laboratory=south)
        femur, other = Item.objects.get(pk=femur.pk), Item.objects.get(pk=other.pk)
        made = sample(scene, femur)
        tubes = dividing.split(scene.seat(Role.TECHNICIAN), other, parts=HALVES, reason="it broke", sure=True)
        again = dividing.merge(scene.seat(Role.TECHNICIAN), tubes, what="femur", reason="a refit", sure=True)
        (registered,) = actions.register_samples(TheRegistry(scene.heron), [actions.Entered(again)], why="exercise")
        things = [made.item.thing_id, *(t.pk for t in tubes), again.pk, registered.pk]
        assert set(Thing.objects.filter(pk__in=things).values_list("laboratory", flat=True)) == {south.pk}

    def test_things_at_two_places_do_not_become_one(self, scene: Scene) -> None:
        one, other, bench = bone(scene), bone(scene), scene.seat(Role.TECHNICIAN)
        for row, name in ((one, "laboratory A"), (other, "laboratory C")):
            custody.move(bench, row, place=custody.name_place(bench, name=name), reason="to be typed")
        with pytest.raises(Impossible, match="lies at laboratory C, .* at laboratory A. Bring them together"):
            dividing.merge(bench, [one, other], what="femur", reason="a refit", sure=True)
