"""Reading a profile twice, correcting it, settling contradictions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.laboratory import actions, enough, exporting, profiling, settling
from repatria.registry.laboratory.calls import typed
from repatria.registry.laboratory.checking import check_new
from repatria.registry.laboratory.consensus import Member
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
        profile = profiling.record_profile(scene.seat(Role.GENETICIST), sample(scene).item, type="snp", raw="rs1 AG")
        assert (profile.type, profile.raw, profile.calls) == ("snp", "rs1 AG", {})

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


SHARED = [f"D{n}S1 10 {10 + n % 5}" for n in range(1, 10)]
"""Nine markers at which both samples of a bone agree."""


class TestSettling:
    def held(self, scene: Scene, *more: str, shared: Sequence[str] = SHARED) -> tuple[Consensus, Profile, Profile]:
        """Two samples of one bone that contradict each other at TH01, and at the markers of ``more`` (second sample)."""
        femur = bone(scene)
        first = sample(scene, femur)
        weighed = actions.Cut(Decimal("9.100"), Decimal("0.500"), Decimal("8.600"))
        later = actions.cut(scene.seat(Role.TECHNICIAN), femur, weighed=weighed)
        other = [f"{line.split()[0]} 6 9.3" for line in more]
        one = read_twice(scene, first, "TH01 6 9.3", *other, *shared)
        two = read_twice(scene, later, "TH01 7 8", *more, *shared)
        check_new(TheRegistry(scene.heron))
        return Consensus.objects.exclude(state="replaced").get(), one, two

    def test_a_contradiction_holds_it_and_is_named(self, scene: Scene, second: str) -> None:
        held, one, two = self.held(scene)
        assert held.state == Consensus.State.HELD
        shown = [[one.code, ["6", "9.3"]], [two.code, ["7", "8"]]]
        assert held.contradictions == [{"marker": "TH01", "shown": shown}]

    def test_the_marker_can_be_left_out_by_two_people(self, scene: Scene, second: str) -> None:
        held, *_ = self.held(scene)
        settled = settling.settle(scene.seat(Role.GENETICIST), held, reason="mixture at TH01")
        assert settled.state == Consensus.State.PROPOSED
        with pytest.raises(Overtaken):
            settling.settle(scene.seat(second), held, reason="again")
        with pytest.raises(NotAllowed, match="second person"):
            settling.confirm(scene.seat(Role.GENETICIST), settled, reason="I am sure")
        assert not exporting.assemble(scene.heron).profiles
        assert exporting.staying_out(scene.heron)["unconfirmed"] == 1
        done = settling.confirm(scene.seat(Role.REVIEWER), settled, reason="seen in both electropherograms")
        assert (done.state, len(done.calls), "TH01" in done.calls) == (Consensus.State.CURRENT, 9, False)
        assert (done.settled_by, done.confirmed_by) == (scene.users[Role.GENETICIST], scene.users[Role.REVIEWER])
        assert len(exporting.assemble(scene.heron).profiles) == 1

    def test_the_database_itself_wants_two(self, scene: Scene, second: str) -> None:
        held, *_ = self.held(scene)
        row = settling.settle(scene.seat(Role.GENETICIST), held, reason="mixture")
        with pytest.raises(DatabaseError), transaction.atomic():
            Consensus.objects.filter(pk=row.pk).update(state="current", confirmed_by=scene.users[Role.GENETICIST])
        with pytest.raises(DatabaseError, match="another content"), transaction.atomic():
            Consensus.objects.filter(pk=row.pk).update(calls={})

    def test_a_profile_can_be_left_out_by_two_people(self, scene: Scene, second: str) -> None:
        held, one, two = self.held(scene)
        row = settling.settle(scene.seat(Role.GENETICIST), held, reason="swapped tube", without=[two.code])
        assert Profile.objects.get(pk=two.pk).status == Profile.Status.REPORTABLE
        settled = settling.confirm(scene.seat(second), row, reason="the tube was relabelled")
        assert settled.version == held.version + 1
        assert settled.members == [one.code]
        assert settled.state == Consensus.State.CURRENT
        assert Profile.objects.get(pk=two.pk).status == Profile.Status.INCONCLUSIVE

    def test_the_second_person_may_not_agree(self, scene: Scene, second: str) -> None:
        held, *_ = self.held(scene)
        row = settling.settle(scene.seat(Role.GENETICIST), held, reason="mixture at TH01")
        assert settling.decline(scene.seat(second), row, reason="two people, I think").state == Consensus.State.HELD
        with pytest.raises(Overtaken):
            settling.confirm(scene.seat(second), row, reason="after all")

    def test_profiles_of_two_people_are_not_settled_into_one(self, scene: Scene, second: str) -> None:
        held, *_ = self.held(scene, "FGA 20 24")
        with pytest.raises(Impossible, match="differ at 2 markers, as two people do"):
            settling.settle(scene.seat(Role.GENETICIST), held, reason="mixture")

    def test_two_sexes_count_as_a_difference(self, scene: Scene) -> None:
        one = Member("S1", calls("TH01 6 9.3", *SHARED), "M")
        two = Member("S2", calls("TH01 7 8", *SHARED), "F")
        assert "differ at 2 markers" in enough.two_people([one, two])
        assert not enough.two_people([one, Member("S2", calls("TH01 6 9.3", *SHARED), "F")])

    def test_too_few_markers_that_agree_are_refused(self, scene: Scene, second: str) -> None:
        held, *_ = self.held(scene, shared=SHARED[: enough.AGREE_LEAST - 1])
        with pytest.raises(Impossible, match="agree at 7 markers only, 8 are needed"):
            settling.settle(scene.seat(Role.GENETICIST), held, reason="mixture")

    def test_too_few_markers_that_remain_are_refused(self, scene: Scene, second: str) -> None:
        held, _one, two = self.held(scene, shared=SHARED[:6])
        with pytest.raises(Impossible, match="7 markers would remain, 8 are needed"):
            settling.settle(scene.seat(Role.GENETICIST), held, reason="swapped tube", without=[two.code])

    def test_a_profile_that_is_no_member_is_refused(self, scene: Scene, second: str) -> None:
        held, *_ = self.held(scene)
        with pytest.raises(Impossible, match="not all profiles of it"):
            settling.settle(scene.seat(Role.GENETICIST), held, reason="x", without=["HERON-L000099-0"])

    @pytest.mark.parametrize("way", ["set aside", "superseded"])
    def test_no_other_act_takes_a_contradiction_away_alone(self, scene: Scene, second: str, way: str) -> None:
        _held, _one, two = self.held(scene)
        if way == "set aside":
            profiling.set_aside(scene.seat(Role.GENETICIST), two, reason="a mixture")
        else:
            profiling.supersede(scene.seat(Role.GENETICIST), two, calls=SHOWN, sex="U", reason="a typing error")
        left = Consensus.objects.exclude(state="replaced").get()
        assert (left.state, left.settled_by) == (Consensus.State.PROPOSED, scene.users[Role.GENETICIST])
        with pytest.raises(NotAllowed):
            settling.confirm(scene.seat(Role.GENETICIST), left, reason="x")
        assert settling.confirm(scene.seat(second), left, reason="seen").state == Consensus.State.CURRENT

    def test_a_technician_confirms_nothing(self, scene: Scene, second: str) -> None:
        held, *_ = self.held(scene)
        row = settling.settle(scene.seat(Role.GENETICIST), held, reason="mixture at TH01")
        for act in (settling.confirm, settling.decline):
            with pytest.raises(NotFound):
                act(scene.seat(Role.TECHNICIAN), row, reason="x")
            with pytest.raises(Impossible, match="reason"):
                act(scene.seat(second), row, reason=" ")

    def test_without_a_reason_it_stays_held(self, scene: Scene, second: str) -> None:
        held, *_ = self.held(scene)
        with pytest.raises(Impossible, match="reason"):
            settling.settle(scene.seat(Role.GENETICIST), held, reason="")

    def test_the_page_asks_the_second_person(self, scene: Scene, second: str) -> None:
        held, *_ = self.held(scene)
        there = f"/i/heron/laboratory/consensus/{held.subject.code}/"
        first = scene.client(Role.GENETICIST)
        assert first.post(there, {"reason": "mixture at TH01"}).status_code == 302
        assert "waits for a second" in first.get(there).content.decode()
        assert first.post(there, {"reason": "x", "answer": "confirm"}).status_code == 404
        other = scene.client(Role.REVIEWER)
        assert held.subject.code in other.get("/i/heron/laboratory/quality/").content.decode()
        assert "Give this answer" in other.get(there).content.decode()
        assert other.post(there, {"reason": "seen", "answer": "confirm"}).status_code == 302
        assert Consensus.objects.get(pk=held.pk).state == Consensus.State.CURRENT


class TestTooFewMarkers:
    def test_such_a_profile_stays_on_file_and_is_counted(self, scene: Scene, second: str) -> None:
        profile = read_twice(scene, sample(scene), *SHARED[:7])
        check_new(TheRegistry(scene.heron))
        assert Consensus.objects.get().state == Consensus.State.CURRENT
        assert not exporting.assemble(scene.heron).profiles
        assert exporting.staying_out(scene.heron)["too_few"] == 1
        page = scene.client(Role.GENETICIST).get(f"/i/heron/laboratory/profiles/{profile.code}/").content.decode()
        assert "7 markers: too few for a case or a search, which need 8" in page

    def test_enough_is_said_with_nothing(self) -> None:
        assert not enough.too_few(enough.MARKERS_LEAST)
        assert enough.too_few(1).startswith("1 marker:")


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
