"""DNA that comes after a grouping was made, or locked, and contradicts it stands on the desk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from repatria.registry import gateway
from repatria.registry.custody import actions as custody
from repatria.registry.inventory.actions import entering, grouping
from repatria.registry.inventory.models import Individual, Specimen
from repatria.registry.inventory.queries import individuals
from repatria.registry.inventory.told import Told
from repatria.registry.laboratory import actions, doubting, profiling
from repatria.registry.laboratory.checking import check_new
from repatria.registry.laboratory.delivering import import_profiles
from repatria.registry.laboratory.models import Profile
from repatria.registry.laboratory.tests.helping import RUN, file
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

PEOPLE = gateway.invented_profiles(2, seed=11)


@pytest.fixture
def grouped(scene: Scene) -> tuple[Individual, list[Specimen]]:
    """Two bones of one locked grouping."""
    bones = scene.seat(Role.ANTHROPOLOGIST)
    box = custody.take(scene.seat(Role.CUSTODY), what="box", giver="the other side", holder=bones.user)
    rows = [entering.enter_specimen(bones, box, Told(element=f"femur-{side}")) for side in ("left", "right")]
    group = grouping.open_individual(bones, rows)
    grouping.lock_individual(bones, group)
    return group, rows


def typed(scene: Scene, rows: list[Specimen], people: tuple[int, ...]) -> None:
    made = actions.register_samples(TheRegistry(scene.heron), [actions.Entered(r.item) for r in rows], why="test")
    shown = [replace(PEOPLE[who], id=one.code, sex="U") for who, one in zip(people, made, strict=True)]
    import_profiles(scene.seat(Role.TECHNICIAN), file(shown, f"run {people}"), run=RUN)
    check_new(TheRegistry(scene.heron))


class TestDoubt:
    def test_two_people_in_a_locked_grouping_raise_an_alarm(
        self, scene: Scene, grouped: tuple[Individual, list[Specimen]]
    ) -> None:
        group, rows = grouped
        seat = scene.seat(Role.REVIEWER)
        assert individuals.doubtful(seat) == []
        typed(scene, rows, (0, 1))
        assert [v.individual_id for v in individuals.doubtful(seat)] == [group.pk]
        assert group.code in scene.client(Role.ANTHROPOLOGIST).get("/i/heron/").content.decode()

    def test_it_is_seen_by_a_process_that_saw_only_the_first_of_the_two(
        self, scene: Scene, grouped: tuple[Individual, list[Specimen]]
    ) -> None:
        group, (left, right) = grouped
        seat = scene.seat(Role.REVIEWER)
        typed(scene, [left], (0,))
        assert individuals.doubtful(seat) == []
        typed(scene, [right], (1,))
        assert [v.individual_id for v in individuals.doubtful(seat)] == [group.pk]

    def test_one_person_raises_none(self, scene: Scene, grouped: tuple[Individual, list[Specimen]]) -> None:
        _group, rows = grouped
        typed(scene, rows, (0, 0))
        assert individuals.doubtful(scene.seat(Role.REVIEWER)) == []

    def test_it_ends_when_the_profile_is_taken_back(self, scene: Scene, grouped: tuple[Individual, list[Specimen]]) -> None:
        _group, rows = grouped
        typed(scene, rows, (0, 1))
        seat = scene.seat(Role.REVIEWER)
        assert individuals.doubtful(seat)
        wrong = Profile.objects.get(subject=rows[1].item.thing)
        profiling.set_aside(scene.seat(Role.GENETICIST), wrong, reason="another bone")
        assert individuals.doubtful(seat) == []

    def test_what_was_compared_is_not_compared_again(
        self, scene: Scene, grouped: tuple[Individual, list[Specimen]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _group, rows = grouped
        typed(scene, rows, (0, 1))
        seat = scene.seat(Role.REVIEWER)
        first = individuals.doubtful(seat)
        asked: list[object] = []
        monkeypatch.setattr(doubting, "_contradicting", lambda *told: asked.append(told) or set())
        assert individuals.doubtful(seat) == first
        assert asked == []
