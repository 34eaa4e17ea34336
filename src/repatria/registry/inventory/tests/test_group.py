"""Grouping blind: one individual at a time, locked for good, impossible sets only by a reviewer's reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.inventory import conflicts
from repatria.registry.inventory.actions import allowing, entering, grouping, relating
from repatria.registry.inventory.desk import alarms
from repatria.registry.inventory.models import Allowance, Individual, IndividualVersion, Member, Specimen
from repatria.registry.inventory.queries.individuals import candidates_may_be_seen
from repatria.registry.inventory.tests.conftest import Enter, handed_over
from repatria.registry.inventory.told import Told
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


@pytest.fixture
def by(scene: Scene) -> Seat:
    return scene.seat(Role.ANTHROPOLOGIST)


@pytest.fixture
def group(by: Seat, enter: Enter) -> Individual:
    return grouping.open_individual(by, [enter("fe l 5")])


class TestGrouping:
    def test_it_spans_containers(self, scene: Scene, by: Seat, enter: Enter, group: Individual) -> None:
        elsewhere = enter("ti r 5", handed_over(scene))
        version = grouping.add_members(by, group, [elsewhere])
        assert version.members.count() == 2
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.subject, entry.said["facts"]["specimens"]) == (
            "inventory.member_added",
            group.code,
            [elsewhere.code],
        )

    def test_a_specimen_is_in_one_individual_only(self, by: Seat, enter: Enter, group: Individual) -> None:
        bone = Specimen.objects.get()
        with pytest.raises(Overtaken, match=group.code):
            grouping.open_individual(by, [bone])
        other = grouping.open_individual(by, [enter("hu r")])
        with pytest.raises(IntegrityError), transaction.atomic():
            Member.objects.create(version=other.versions.get(), specimen=bone, at=bone.made_at)
        grouping.remove_member(by, group, bone, reason="another colour")
        grouping.add_members(by, other, [bone])
        assert Member.objects.get(specimen=bone, current=True).version.individual == other
        assert Member.objects.filter(specimen=bone).count() == 2

    def test_leaving_needs_a_reason(self, by: Seat, group: Individual) -> None:
        with pytest.raises(Impossible, match="needs a reason"):
            grouping.remove_member(by, group, Specimen.objects.get(), reason="")

    def test_withdrawing_frees_its_specimens(self, by: Seat, group: Individual) -> None:
        grouping.withdraw_individual(by, group, reason="two people after all")
        with pytest.raises(Overtaken, match="withdrawn"):
            grouping.lock_individual(by, group)
        grouping.open_individual(by, [Specimen.objects.get()])

    def test_a_grouped_specimen_is_not_withdrawn(self, by: Seat, group: Individual) -> None:
        with pytest.raises(Impossible, match=group.code):
            entering.withdraw_specimen(by, Specimen.objects.get(), reason="x")

    @pytest.mark.parametrize("role", [Role.GENETICIST, Role.REVIEWER, Role.EXAMINER, Role.CUSTODY, Role.TECHNICIAN])
    def test_only_who_sits_blind_groups(self, scene: Scene, group: Individual, role: Role) -> None:
        with pytest.raises(NotFound):
            grouping.lock_individual(scene.seat(role), group)
        with pytest.raises(NotFound):
            grouping.open_individual(scene.seat(role), [Specimen.objects.get()])

    def test_nothing_is_refused_in_words(self, by: Seat, group: Individual) -> None:
        with pytest.raises(Impossible, match="at least one"):
            grouping.open_individual(by, [])
        with pytest.raises(Impossible, match="already"):
            grouping.add_members(by, group, [Specimen.objects.get()])


class TestTheLock:
    def test_only_then_candidates_may_be_seen(self, by: Seat, group: Individual) -> None:
        assert not candidates_may_be_seen(group)
        grouping.lock_individual(by, group)
        assert candidates_may_be_seen(group)
        grouping.unlock_individual(by, group, reason="a piece was refitted")
        assert not candidates_may_be_seen(group)

    def test_a_locked_version_changes_no_more(self, by: Seat, enter: Enter, group: Individual) -> None:
        version, bone = grouping.lock_individual(by, group), enter("ti l")
        member = version.members.get()
        with pytest.raises(NotAllowed, match="Unlock it"):
            grouping.add_members(by, group, [bone])
        with pytest.raises(NotAllowed, match="Unlock it"):
            grouping.remove_member(by, group, member.specimen, reason="x")
        with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
            Member.objects.create(version=version, specimen=bone, at=bone.made_at)
        with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
            Member.objects.filter(pk=member.pk).update(current=False, removed=bone.made_at, removed_why="x")
        with pytest.raises(DatabaseError, match="never opens again"), transaction.atomic():
            IndividualVersion.objects.filter(pk=version.pk).update(state="open")
        with pytest.raises(DatabaseError), transaction.atomic():
            IndividualVersion.objects.filter(pk=version.pk).update(digest="other")
        with pytest.raises(DatabaseError), transaction.atomic():
            member.delete()

    def test_what_was_said_of_its_bones_changes_no_more(self, by: Seat, group: Individual) -> None:
        bone, other = Specimen.objects.get(), Told(element="femur-right")
        grouping.lock_individual(by, group)
        with pytest.raises(NotAllowed, match="which is locked"):
            entering.describe_specimen(by, bone, other, reason="held it the wrong way")
        grouping.unlock_individual(by, group, reason="a side was wrong")
        assert entering.describe_specimen(by, bone, other, reason="held it the wrong way").number == 2

    def test_unlocking_makes_a_version_and_keeps_the_old(self, by: Seat, enter: Enter, group: Individual) -> None:
        old = grouping.lock_individual(by, group)
        with pytest.raises(Impossible, match="needs a reason"):
            grouping.unlock_individual(by, group, reason=" ")
        new = grouping.unlock_individual(by, group, reason="a tibia articulates")
        grouping.add_members(by, group, [enter("ti l")])
        old.refresh_from_db()
        assert (old.state, old.current, old.members.count()) == ("locked", False, 1)
        assert (new.number, new.reason, new.members.count()) == (2, "a tibia articulates", 2)
        assert Entry.objects.filter(tag="inventory.individual_unlocked", subject=group.code).exists()
        with pytest.raises(Overtaken, match="open already"):
            grouping.unlock_individual(by, group, reason="x")

    def test_an_empty_grouping_is_not_locked(self, by: Seat, group: Individual) -> None:
        grouping.remove_member(by, group, Specimen.objects.get(), reason="x")
        with pytest.raises(Impossible, match="nothing is in it"):
            grouping.lock_individual(by, group)


class TestImpossibleSets:
    def test_two_left_femora_wait_for_a_reviewer(self, scene: Scene, by: Seat, enter: Enter, group: Individual) -> None:
        second = enter("fe l 5")
        with pytest.raises(Impossible, match="twice"):
            grouping.add_members(by, group, [second])
        question = allowing.ask_allowance(by, group, second, why="one is a cast made in 1952")
        assert [a.sentence for a in alarms(scene.seat(Role.REVIEWER)) if second.code in a.sentence]
        with pytest.raises(Overtaken, match="asked already"):
            allowing.ask_allowance(by, group, second, why="again")
        allowing.answer_allowance(scene.seat(Role.REVIEWER), question, allow=True, answer="seen both; duplicated element")
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.actor) == ("inventory.allowance_answered", scene.users[Role.REVIEWER].code)
        grouping.add_members(by, group, [second])
        grouping.lock_individual(by, group)

    def test_a_no_changes_nothing(self, scene: Scene, by: Seat, enter: Enter, group: Individual) -> None:
        second = enter("fe l 5")
        question = allowing.ask_allowance(by, group, second, why="x")
        allowing.answer_allowance(scene.seat(Role.EXAMINER), question, allow=False, answer="two people")
        with pytest.raises(Impossible, match="twice"):
            grouping.add_members(by, group, [second])
        with pytest.raises(Overtaken, match="already answered"):
            allowing.answer_allowance(scene.seat(Role.EXAMINER), question, allow=True, answer="after all")
        with pytest.raises(DatabaseError, match="once"), transaction.atomic():
            Allowance.objects.filter(pk=question.pk).update(state="allowed")

    def test_what_was_allowed_is_exactly_what_was_asked(self, scene: Scene, by: Seat, enter: Enter, group: Individual) -> None:
        second, third = enter("fe l 5"), enter("fe l 5")
        question = allowing.ask_allowance(by, group, second, why="x")
        allowing.answer_allowance(scene.seat(Role.REVIEWER), question, allow=True, answer="seen")
        with pytest.raises(Impossible, match=third.code):
            grouping.add_members(by, group, [third])

    def test_nobody_allows_their_own_grouping(self, scene: Scene, enter: Enter) -> None:
        user = scene.person("double", Role.ANTHROPOLOGIST, Role.EXAMINER)
        both = Seat(user, scene.heron, frozenset({Role.ANTHROPOLOGIST, Role.EXAMINER}), None)
        one, other = enter("fe l 5"), enter("fe l 5")
        group = grouping.open_individual(both, [one])
        question = allowing.ask_allowance(both, group, other, why="x")
        with pytest.raises(NotAllowed, match="Somebody else"):
            allowing.answer_allowance(both, question, allow=True, answer="mine")
        with pytest.raises(NotFound):
            allowing.answer_allowance(scene.seat(Role.GENETICIST), question, allow=True, answer="x")
        with pytest.raises(Impossible, match="needs a reason"):
            allowing.answer_allowance(scene.seat(Role.REVIEWER), question, allow=True, answer=" ")

    def test_there_must_be_something_to_ask(self, by: Seat, enter: Enter, group: Individual) -> None:
        with pytest.raises(Impossible, match="nothing speaks against"):
            allowing.ask_allowance(by, group, enter("ti l 5"), why="x")

    @pytest.mark.parametrize(
        ("one", "other", "ground"),
        [
            (Told(element="femur-left", age_class="adult"), Told(element="tibia-left", age_class="infant"), "adult and infant"),
            (Told(element="femur-left", human="human"), Told(element="tibia-left", human="animal"), "called animal"),
            (Told(element="cranium", zones="1 2"), Told(element="frontal", zones="1"), "zone 1 twice"),
        ],
    )
    def test_other_grounds(self, scene: Scene, box: Any, by: Seat, one: Told, other: Told, ground: str) -> None:
        rows = [entering.enter_specimen(by, box, told) for told in (one, other)]
        with pytest.raises(Impossible, match=ground):
            grouping.open_individual(by, rows)

    def test_what_may_be_one_person_passes(self, by: Seat, enter: Enter) -> None:
        lines = ("fe l 2 ab", "fe l 2 de", "fe r 5", "ri u 5", "ri u 5", "fe u 5", "sk 3 ab", "mandible 5")
        grouping.open_individual(by, [enter(line) for line in lines])

    def test_an_exclusion_speaks_against(self, scene: Scene, by: Seat, enter: Enter) -> None:
        one, other = enter("fe l"), enter("ti l")
        group = grouping.open_individual(by, [one, other])
        relating.relate(by, one, other, kind="exclusion", verdict="certain", grounds=["isotope", "dna"])
        with pytest.raises(Impossible, match="not to be of one person"):
            grouping.lock_individual(by, group)
        assert [a for a in alarms(scene.seat(Role.GENETICIST)) if a.weight == 2 and group.code in a.sentence]

    def test_the_laboratory_adds_its_own_grounds(self, by: Seat, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
        def dna(specimens: Iterable[Specimen]) -> list[str]:
            codes = sorted(s.code for s in specimens)
            return [f"{codes[0]} and {codes[1]}: DNA types differ"] if len(codes) > 1 else []

        monkeypatch.setattr(conflicts, "CONFLICTS", [dna])
        monkeypatch.setattr("repatria.registry.inventory.against.CONFLICTS", [dna])
        with pytest.raises(Impossible, match="DNA types differ"):
            grouping.open_individual(by, [enter("fe l"), enter("ti l")])
