"""Reading a profile twice, correcting it, settling contradictions."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.laboratory import profiling
from repatria.registry.laboratory.calls import typed
from repatria.registry.laboratory.checking import check_new
from repatria.registry.laboratory.models import Consensus, Profile, Sample
from repatria.registry.laboratory.tests.helping import bone, calls, sample
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

SHOWN = calls("TH01 6 9.3", "FGA 20 24")


@pytest.fixture
def second(scene: Scene) -> str:
    scene.users["second geneticist"] = scene.person("edda", Role.GENETICIST)
    return "second geneticist"


def read_twice(scene: Scene, of: Sample, *lines: str) -> Profile:
    shown = calls(*lines)
    profile = profiling.record_profile(scene.seat(Role.GENETICIST), of.item, calls=shown)
    profiling.second_read(scene.seat("second geneticist"), profile, calls=shown)
    return Profile.objects.get(pk=profile.pk)


class TestTwoReadings:
    def test_two_that_agree_are_reportable(self, scene: Scene, second: str) -> None:
        assert read_twice(scene, sample(scene), "TH01 6 9.3").status == Profile.Status.REPORTABLE

    def test_two_that_differ_are_inconclusive(self, scene: Scene, second: str) -> None:
        profile = profiling.record_profile(scene.seat(Role.GENETICIST), sample(scene).item, calls=SHOWN)
        profiling.second_read(scene.seat(second), profile, calls=calls("TH01 6 9.3"))
        assert Profile.objects.get().status == Profile.Status.INCONCLUSIVE

    def test_nobody_reads_twice(self, scene: Scene) -> None:
        profile = profiling.record_profile(scene.seat(Role.GENETICIST), sample(scene).item, calls=SHOWN)
        with pytest.raises(NotAllowed, match="somebody else's"):
            profiling.second_read(scene.seat(Role.GENETICIST), profile, calls=SHOWN)

    def test_a_failure_is_kept(self, scene: Scene) -> None:
        profile = profiling.record_profile(scene.seat(Role.GENETICIST), sample(scene).item, failed=True)
        assert profile.status == Profile.Status.FAILED

    def test_another_type_is_kept_as_text(self, scene: Scene) -> None:
        profile = profiling.record_profile(scene.seat(Role.GENETICIST), sample(scene).item, type="mt", raw="263G 315.1C")
        assert (profile.type, profile.raw) == ("mt", "263G 315.1C")

    @pytest.mark.parametrize("told", [{}, {"calls": SHOWN, "failed": True}, {"type": "mt"}, {"calls": SHOWN, "sex": "X"}])
    def test_nonsense_is_refused(self, scene: Scene, told: dict) -> None:
        with pytest.raises(Impossible):
            profiling.record_profile(scene.seat(Role.GENETICIST), sample(scene).item, **told)

    def test_a_technician_reads_nothing(self, scene: Scene) -> None:
        with pytest.raises(NotFound):
            profiling.record_profile(scene.seat(Role.TECHNICIAN), sample(scene).item, calls=SHOWN)

    def test_the_database_itself_keeps_a_genotype(self, scene: Scene) -> None:
        profile = profiling.record_profile(scene.seat(Role.GENETICIST), sample(scene).item, calls=SHOWN)
        with pytest.raises(DatabaseError, match="superseded, never rewritten"), transaction.atomic():
            Profile.objects.filter(pk=profile.pk).update(calls={})


class TestSuperseding:
    def test_the_old_one_stays_readable(self, scene: Scene, second: str) -> None:
        old = read_twice(scene, sample(scene), "TH01 6 9.3")
        new = profiling.supersede(scene.seat(Role.GENETICIST), old, calls=calls("TH01 6 10"), sex="U", reason="stutter")
        assert new.supersedes == old
        assert Profile.objects.get(pk=old.pk).status == Profile.Status.SUPERSEDED
        with pytest.raises(Overtaken):
            profiling.supersede(scene.seat(Role.GENETICIST), old, calls=SHOWN, sex="U", reason="again")


class TestSettling:
    def held(self, scene: Scene) -> tuple[Consensus, Profile, Profile]:
        femur = bone(scene)
        first = sample(scene, femur)
        from decimal import Decimal

        from repatria.registry.laboratory import actions

        weighed = actions.Cut(Decimal("9.100"), Decimal("0.500"), Decimal("8.600"))
        later = actions.cut(scene.seat(Role.TECHNICIAN), femur, weighed=weighed)
        one = read_twice(scene, first, "TH01 6 9.3", "FGA 20 24")
        two = read_twice(scene, later, "TH01 7 8", "FGA 20 24")
        check_new(TheRegistry(scene.heron))
        return Consensus.objects.exclude(state="replaced").get(), one, two

    def test_a_contradiction_holds_it_and_is_named(self, scene: Scene, second: str) -> None:
        held, one, two = self.held(scene)
        assert held.state == Consensus.State.HELD
        shown = [[one.code, ["6", "9.3"]], [two.code, ["7", "8"]]]
        assert held.contradictions == [{"marker": "TH01", "shown": shown}]

    def test_the_marker_can_be_left_out(self, scene: Scene, second: str) -> None:
        held, *_ = self.held(scene)
        settled = profiling.settle(scene.seat(Role.GENETICIST), held, reason="mixture at TH01")
        assert (settled.state, list(settled.calls)) == (Consensus.State.CURRENT, ["FGA"])
        with pytest.raises(Overtaken):
            profiling.settle(scene.seat(Role.GENETICIST), held, reason="again")

    def test_a_profile_can_be_left_out(self, scene: Scene, second: str) -> None:
        held, one, two = self.held(scene)
        settled = profiling.settle(scene.seat(Role.GENETICIST), held, reason="swapped tube", without=[two.code])
        assert settled.version == held.version + 1
        assert settled.members == [one.code]
        assert Profile.objects.get(pk=two.pk).status == Profile.Status.INCONCLUSIVE

    def test_without_a_reason_it_stays_held(self, scene: Scene, second: str) -> None:
        held, *_ = self.held(scene)
        with pytest.raises(Impossible, match="reason"):
            profiling.settle(scene.seat(Role.GENETICIST), held, reason="")


class TestTyping:
    def test_a_person_types_one_marker_a_line(self) -> None:
        shown = typed("th01 6 9.3\nPenta D: 9, 12\nFGA\t22 ?\nD8S1179=13/14*\nvWA 17")
        assert shown["Penta D"].alleles == ("9", "12")
        assert shown["vWA"].alleles == ("17", "17")
        assert [shown[m].kind.value for m in ("FGA", "D8S1179")] == ["at_least", "dropped"]

    @pytest.mark.parametrize("text", ["", "TH01", "TH01 6 7 8", "TH01 6\nTH01 7", "TH01 ６ 7", "<b> 6 7"])
    def test_anything_else_is_refused_with_its_line(self, text: str) -> None:
        with pytest.raises(Impossible):
            typed(text)
