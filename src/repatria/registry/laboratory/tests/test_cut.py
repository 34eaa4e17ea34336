"""Cutting a sample: the technician holds the bone, masses add up, nobody else cuts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from repatria.registry.custody.models import Discrepancy, Holding, Item
from repatria.registry.journal.models import Entry
from repatria.registry.laboratory import actions
from repatria.registry.laboratory.models import Sample
from repatria.registry.laboratory.tests.helping import CUT, bone, sample
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotAllowed, NotFound
from repatria.registry.testing.scene import Scene

G = Decimal


class TestCutting:
    def test_the_balance_is_kept_on_both(self, scene: Scene) -> None:
        femur = bone(scene)
        made = sample(scene, femur)
        assert (made.before_mg, made.taken_mg, made.remaining_mg, made.lost_mg) == (10000, 850, 9100, 50)
        assert Item.objects.get(pk=femur.pk).mass_g == G("9.100")
        assert made.item.mass_g == G("0.850")
        assert made.root_id == femur.pk
        assert not Discrepancy.objects.exists()

    def test_it_lies_where_the_bone_lies(self, scene: Scene) -> None:
        made = sample(scene)
        assert Holding.objects.get(item=made.item).holder == scene.users[Role.TECHNICIAN]

    def test_a_resample_belongs_to_the_same_bone(self, scene: Scene) -> None:
        first = sample(scene)
        weighed = actions.Cut(G("0.850"), G("0.300"), G("0.550"))
        second = actions.cut(scene.seat(Role.TECHNICIAN), first.item, weighed=weighed)
        assert (second.parent_id, second.root_id) == (first.pk, first.root_id)

    def test_it_is_written_in_the_journal(self, scene: Scene) -> None:
        made = sample(scene)
        entry = Entry.objects.get(tag="laboratory.cut")
        assert entry.subject == made.code
        assert entry.said["facts"]["lost_mg"] == 50

    def test_more_than_there_was_is_refused(self, scene: Scene) -> None:
        femur = bone(scene)
        before = Entry.objects.count()
        with pytest.raises(Impossible, match="more than the"):
            actions.cut(scene.seat(Role.TECHNICIAN), femur, weighed=actions.Cut(G("10"), G("1"), G("9.5")))
        assert Entry.objects.count() == before
        assert not Sample.objects.exists()

    @pytest.mark.parametrize("taken", ["0", "-1", "NaN", "0.0001"])
    def test_no_mass_is_refused(self, scene: Scene, taken: str) -> None:
        with pytest.raises(Impossible):
            actions.cut(scene.seat(Role.TECHNICIAN), bone(scene), weighed=actions.Cut(G("10"), G(taken), G("9")))

    def test_dust_beyond_the_tolerated_opens_a_discrepancy(self, scene: Scene) -> None:
        actions.cut(scene.seat(Role.TECHNICIAN), bone(scene), weighed=actions.Cut(G("10"), G("1"), G("8")))
        assert "1.000 g were lost" in Discrepancy.objects.get().sentence

    def test_a_bone_that_weighs_otherwise_opens_a_discrepancy(self, scene: Scene) -> None:
        actions.cut(scene.seat(Role.TECHNICIAN), bone(scene), weighed=actions.Cut(G("12"), G("1"), G("11")))
        assert "the record says 10.000 g" in Discrepancy.objects.get().sentence

    def test_dust_adds_up_over_all_cuts(self, scene: Scene) -> None:
        femur, bench = bone(scene), scene.seat(Role.TECHNICIAN)
        actions.cut(bench, femur, weighed=actions.Cut(G("10.000"), G("1.000"), G("8.850")))
        assert not Discrepancy.objects.exists()
        actions.cut(bench, femur, weighed=actions.Cut(G("8.850"), G("1.000"), G("7.700")))
        assert Discrepancy.objects.get().sentence == "0.300 g were lost over all its cuts; 10.000 g were weighed at first"

    def test_a_bone_that_shrinks_before_each_cut_is_noticed(self, scene: Scene) -> None:
        femur, bench = bone(scene), scene.seat(Role.TECHNICIAN)
        actions.cut(bench, femur, weighed=actions.Cut(G("9.850"), G("1.000"), G("8.850")))
        actions.cut(bench, femur, weighed=actions.Cut(G("8.700"), G("1.000"), G("7.700")))
        said = Discrepancy.objects.get().sentence
        assert said.startswith("before the cut it weighed 8.700 g, the record says 8.850 g, and 9.000 g are accounted for")

    def test_samples_of_an_unknown_mass_cannot_outweigh_the_bone(self, scene: Scene) -> None:
        from repatria.registry.custody import dividing
        from repatria.registry.people.seats import TheRegistry

        femur = bone(scene)
        (made,) = actions.register_samples(TheRegistry(scene.heron), [actions.Entered(femur)], why="exercise")
        with pytest.raises(Impossible, match="the whole weighed 10.000 g"):
            dividing.weigh(scene.seat(Role.TECHNICIAN), made.item, mass_g=G("11"))

    def test_only_the_holder_cuts(self, scene: Scene) -> None:
        other = scene.person("dara", Role.TECHNICIAN)
        scene.users["dara"] = other
        with pytest.raises(NotAllowed, match="not by you"):
            actions.cut(scene.seat("dara"), bone(scene), weighed=CUT)

    @pytest.mark.parametrize("role", [Role.ANTHROPOLOGIST, Role.GENETICIST, Role.AUDITOR])
    def test_others_cut_nothing(self, scene: Scene, role: Role) -> None:
        with pytest.raises(NotFound):
            actions.cut(scene.seat(role), bone(scene), weighed=CUT)


class TestExtracting:
    def test_what_is_used_leaves_the_sample(self, scene: Scene) -> None:
        made = sample(scene)
        actions.extract(scene.seat(Role.TECHNICIAN), made, method="silica", used_g=G("0.300"), volume_ul=50)
        assert Item.objects.get(pk=made.pk).mass_g == G("0.550")
        assert Sample.objects.get(pk=made.pk).used_mg == 300

    def test_a_failed_one_stays(self, scene: Scene) -> None:
        made = sample(scene)
        actions.extract(scene.seat(Role.TECHNICIAN), made, method="silica", failed=True)
        second = actions.extract(scene.seat(Role.TECHNICIAN), made, method="organic")
        assert second.number == 2
        assert made.extractions.filter(failed=True).count() == 1

    def test_more_than_there_is_is_refused(self, scene: Scene) -> None:
        with pytest.raises(Impossible, match="cannot be used"):
            actions.extract(scene.seat(Role.TECHNICIAN), sample(scene), method="silica", used_g=G("0.9"))


class TestRegisteringMany:
    def test_one_entry_for_all(self, scene: Scene) -> None:
        from repatria.registry.people.seats import TheRegistry

        bones = [bone(scene, f"bone {i}") for i in range(3)]
        before = Entry.objects.count()
        made = actions.register_samples(TheRegistry(scene.heron), [actions.Entered(b) for b in bones], why="exercise")
        assert Entry.objects.count() == before + 1
        assert [s.root_id for s in made] == [b.pk for b in bones]
        assert Holding.objects.filter(item__in=[s.item for s in made]).count() == 3

    def test_no_role_may(self, scene: Scene) -> None:
        with pytest.raises(NotFound):
            actions.register_samples(scene.seat(Role.TECHNICIAN), [actions.Entered(bone(scene))], why="x")
