"""New profiles are compared before they are used: staff, wrong sex, duplicates, kin, the same person elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from repatria.model import Profile as Noun
from repatria.registry import gateway
from repatria.registry.codes.models import Kind
from repatria.registry.custody.actions import take
from repatria.registry.journal.models import Entry
from repatria.registry.journal.recording import Written
from repatria.registry.laboratory import profiling
from repatria.registry.laboratory.actions import Entered, register_samples
from repatria.registry.laboratory.checking import Checked, check_control, check_new
from repatria.registry.laboratory.delivering import import_profiles
from repatria.registry.laboratory.flowing import CONTROL, check_new_profiles
from repatria.registry.laboratory.models import Alarm, Consensus, Profile, SamePerson
from repatria.registry.laboratory.tests.helping import RUN, file, sample
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

PEOPLE = gateway.invented_profiles(4, seed=5)


def delivered(scene: Scene, *nouns: Noun) -> list[Profile]:
    """Each noun imported as the profile of a new bone's sample, unchecked."""
    shown = [replace(n, id=sample(scene).code) for n in nouns]
    delivery = import_profiles(scene.seat(Role.TECHNICIAN), file(shown), run=RUN)
    return [line.profile for line in delivery.lines.select_related("profile__thing")]  # type: ignore[misc]


def check(scene: Scene) -> Checked:
    return check_new(TheRegistry(scene.heron))


class TestChecking:
    def test_nothing_is_used_before_it_was_checked(self, scene: Scene) -> None:
        delivered(scene, PEOPLE[0])
        assert not Consensus.objects.exists()
        assert check(scene) == Checked(1, 0, 0)
        assert Consensus.objects.get().loci == len(PEOPLE[0].calls)
        assert check(scene) == Checked(0, 0, 0)

    def test_it_is_written_in_the_journal(self, scene: Scene) -> None:
        delivered(scene, PEOPLE[0])
        check(scene)
        assert Entry.objects.get(tag="laboratory.quality_checked").said["facts"]["profiles"] == 1

    def test_no_role_may_skip_it(self, scene: Scene) -> None:
        with pytest.raises(NotFound):
            check_new(scene.seat(Role.GENETICIST))

    def test_the_profile_of_staff_is_held_and_nobody_is_named(self, scene: Scene) -> None:
        geneticist = scene.seat(Role.GENETICIST)
        control = profiling.enter_control(geneticist, kind="staff", name="Osko Belmarin", calls=PEOPLE[0].calls)
        bad, good = delivered(scene, PEOPLE[0], PEOPLE[1])
        check(scene)
        assert Profile.objects.get(pk=bad.pk).status == Profile.Status.HELD
        assert Consensus.objects.get().members == [good.code]
        alarm = Alarm.objects.get()
        assert control.token in alarm.sentence
        assert "Belmarin" not in alarm.sentence
        assert b"Belmarin" not in b"".join(bytes(e.body) for e in Entry.objects.all())

    def test_staff_entered_later_are_compared_with_what_was_checked_before(self, scene: Scene) -> None:
        bad, good = delivered(scene, PEOPLE[0], PEOPLE[1])
        check(scene)
        assert Consensus.objects.filter(state="current").count() == 2
        control = profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", calls=PEOPLE[0].calls)
        check_new_profiles(Written(1, CONTROL, scene.heron.slug, control.token, {}))
        assert Profile.objects.get(pk=bad.pk).status == Profile.Status.HELD
        assert [c.members for c in Consensus.objects.filter(state="current", loci__gt=0)] == [[good.code]]
        assert Entry.objects.latest("seq").subject == control.token
        with pytest.raises(NotFound):
            check_control(scene.seat(Role.GENETICIST), control.token)

    def test_what_was_set_aside_comes_not_back_through_an_alarm(self, scene: Scene) -> None:
        geneticist = scene.seat(Role.GENETICIST)
        (bad,) = delivered(scene, PEOPLE[0])
        check(scene)
        profiling.set_aside(geneticist, bad, reason="two people in it")
        control = profiling.enter_control(geneticist, kind="staff", calls=PEOPLE[0].calls)
        check_control(TheRegistry(scene.heron), control.token)
        profiling.answer_alarm(geneticist, Alarm.objects.get(), release=True, reason="x")
        assert Profile.objects.get(pk=bad.pk).status == Profile.Status.INCONCLUSIVE
        assert not Consensus.objects.filter(state="current", loci__gt=0).exists()

    def test_two_bones_of_one_person_are_found_and_not_held(self, scene: Scene) -> None:
        left, _right = delivered(scene, PEOPLE[0], PEOPLE[0])
        check(scene)
        assert SamePerson.objects.get().log_lr > 20
        assert set(Alarm.objects.values_list("kind", "holds")) == {("neighbour", False)}
        assert Profile.objects.get(pk=left.pk).status == Profile.Status.REPORTABLE

    def test_another_exercise_is_compared_too(self, scene: Scene) -> None:
        delivered(scene, PEOPLE[0])
        check(scene)
        by = TheRegistry(scene.other)
        bone = take(by, what="bone", giver="the other side", kind=Kind.SPECIMEN)
        (made,) = register_samples(by, [Entered(bone)], why="test")
        import_profiles(by, file([replace(PEOPLE[0], id=made.code)]), run=RUN)
        assert check_new(by).pairs == 1
        assert SamePerson.objects.get().left.thing.incident == scene.heron


class TestNobodyWaits:
    """Comparing takes seconds: it is done before the transaction that writes, and holds only if nothing changed meanwhile."""

    def depths(self, monkeypatch: pytest.MonkeyPatch, meanwhile: Callable[[int], object]) -> list[int]:
        """How many transactions are open at each comparison; before each but the first, ``meanwhile`` is done."""
        seen: list[int] = []
        compare = gateway.same_person

        def watched(*args: Any, **kwargs: Any) -> Any:
            seen.append(len(connection.savepoint_ids))
            meanwhile(len(seen))
            return compare(*args, **kwargs)

        monkeypatch.setattr(gateway, "same_person", watched)
        return seen

    def test_nothing_is_compared_inside_a_transaction(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        delivered(scene, PEOPLE[0])
        outside = len(connection.savepoint_ids)
        seen = self.depths(monkeypatch, lambda _n: None)
        check(scene)
        control = profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", calls=PEOPLE[1].calls)
        check_control(TheRegistry(scene.heron), control.token)
        assert set(seen) == {outside}

    def test_what_comes_meanwhile_is_compared_as_well(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        (first,) = delivered(scene, PEOPLE[0])

        def staff_come(n: int) -> None:
            if n == 1:
                profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", calls=PEOPLE[0].calls)

        self.depths(monkeypatch, staff_come)
        assert check(scene).alarms == 1
        assert Profile.objects.get(pk=first.pk).status == Profile.Status.HELD
        assert Entry.objects.filter(tag="laboratory.quality_checked").count() == 1

    def test_it_ends_where_something_changes_every_time(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        delivered(scene, PEOPLE[0])
        outside = len(connection.savepoint_ids)
        seen = self.depths(
            monkeypatch,
            lambda _n: profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", calls=PEOPLE[1].calls),
        )
        assert check(scene).profiles == 1
        assert max(seen) > outside

    def test_a_profile_that_was_set_aside_meanwhile_comes_not_back(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        (first,) = delivered(scene, PEOPLE[0])

        def set_aside(n: int) -> None:
            if n == 1:
                profiling.set_aside(scene.seat(Role.GENETICIST), first, reason="two people in it")

        self.depths(monkeypatch, set_aside)
        assert check(scene).profiles == 0
        assert not Consensus.objects.filter(state="current", loci__gt=0).exists()


class TestAnsweringAlarms:
    def held(self, scene: Scene) -> Alarm:
        profiling.enter_control(scene.seat(Role.GENETICIST), kind="staff", calls=PEOPLE[0].calls)
        delivered(scene, PEOPLE[0])
        check(scene)
        return Alarm.objects.get()

    def test_a_released_profile_is_used_again(self, scene: Scene) -> None:
        alarm = self.held(scene)
        profiling.answer_alarm(scene.seat(Role.GENETICIST), alarm, release=True, reason="sample of the officer himself")
        assert Consensus.objects.get(state="current").members == [alarm.profile.code]
        with pytest.raises(Overtaken, match="answered already"):
            profiling.answer_alarm(scene.seat(Role.GENETICIST), alarm, release=False, reason="x")

    def test_an_upheld_one_stays_out(self, scene: Scene) -> None:
        alarm = self.held(scene)
        profiling.answer_alarm(scene.seat(Role.GENETICIST), alarm, release=False, reason="gloves torn")
        assert not Consensus.objects.exists()
        assert Profile.objects.get().status == Profile.Status.HELD

    def test_it_needs_a_reason(self, scene: Scene) -> None:
        with pytest.raises(Impossible, match="reason"):
            profiling.answer_alarm(scene.seat(Role.GENETICIST), self.held(scene), release=True, reason=" ")

    def test_a_technician_answers_none(self, scene: Scene) -> None:
        with pytest.raises(NotFound):
            profiling.answer_alarm(scene.seat(Role.TECHNICIAN), self.held(scene), release=True, reason="x")
