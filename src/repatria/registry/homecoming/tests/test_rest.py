"""Unresolved remains: what is left of one box, compared every year, ended when something is found."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from repatria.registry.homecoming.actions import resting
from repatria.registry.homecoming.desks import ending as desk
from repatria.registry.homecoming.models import Unresolved
from repatria.registry.homecoming.tests.bones import bones, box, named
from repatria.registry.homecoming.tests.test_determine import _false, _force_state, drop, raw, written
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

TELLS: dict[str, Any] = {"ground": "No profile after three samples.", "exhumation": "with the leave of the province"}


def write_up(scene: Scene, count: int = 3) -> Unresolved:
    where = box(scene)
    bones(scene, count, where)
    return resting.write_up(scene.seat(Role.EXAMINER), where, **TELLS)


class TestWritingUp:
    def test_what_remains_is_what_is_free(self, scene: Scene) -> None:
        where = box(scene)
        some = bones(scene, 4, where)
        bones(scene, 1, box(scene))
        named(scene, some[:1])
        written(scene, some[1:2])
        row = resting.write_up(scene.seat(Role.EXAMINER), where, **TELLS)
        assert {m.specimen_id for m in row.members.all()} == {one.pk for one in some[2:]}
        assert row.compare_next == clock.today() + timedelta(days=365) and row.container == where
        with pytest.raises(Impossible, match="no bones that are free"):
            resting.write_up(scene.seat(Role.EXAMINER), where, **TELLS)

    def test_named_bones_of_another_box_are_refused(self, scene: Scene) -> None:
        where = box(scene)
        inside, outside = bones(scene, 1, where), bones(scene, 1, box(scene))
        by = scene.seat(Role.EXAMINER)
        with pytest.raises(Impossible, match="was not found in"):
            resting.write_up(by, where, specimens=[*inside, *outside], **TELLS)
        named(scene, inside)
        with pytest.raises(Impossible, match="is in"):
            resting.write_up(by, where, specimens=inside, **TELLS)

    def test_only_a_container_only_here_and_with_words(self, scene: Scene) -> None:
        where = box(scene)
        some = bones(scene, 1, where)
        by = scene.seat(Role.EXAMINER)
        with pytest.raises(Impossible, match="is no container"):
            resting.write_up(by, some[0].item.thing, **TELLS)
        with pytest.raises(NotFound):
            resting.write_up(scene.stranger, where, **TELLS)
        for name in TELLS:
            with pytest.raises(Impossible, match="is empty"):
                resting.write_up(by, where, **{**TELLS, name: ""})

    def test_the_next_comparison_is_within_a_year(self, scene: Scene) -> None:
        where = box(scene)
        bones(scene, 1, where)
        today = clock.today()
        for asked in (today, today + timedelta(days=366)):
            with pytest.raises(Impossible, match="to be compared again on"):
                resting.write_up(scene.seat(Role.EXAMINER), where, compare_next=asked, **TELLS)


class TestComparing:
    def test_a_year_on(self, scene: Scene) -> None:
        row = write_up(scene)
        with clock_at(scene, 300) as day:
            assert not list(desk.alarms(scene.seat(Role.EXAMINER)))
            resting.compare(scene.seat(Role.EXAMINER), row, on=day, words="nothing new")
        row.refresh_from_db()
        assert row.compare_next == day + timedelta(days=365)

    def test_the_desk_says_when_it_is_due(self, scene: Scene) -> None:
        row = write_up(scene)
        for days, weight in ((340, 1), (366, 2)):
            with clock_at(scene, days):
                found = list(desk.alarms(scene.seat(Role.EXAMINER)))
                assert [one.weight for one in found] == [weight] and row.code in found[0].sentence
        assert not list(desk.alarms(scene.seat(Role.HISTORIAN)))

    def test_refused_before_it_was_written_and_after_it_ended(self, scene: Scene) -> None:
        row = write_up(scene)
        by = scene.seat(Role.EXAMINER)
        for on in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)):
            with pytest.raises(Impossible, match="Correct the day"):
                resting.compare(by, row, on=on, words="nothing new")
        resting.end(by, row, reason="a tooth gave a profile")
        for act in (lambda: resting.end(by, row, reason="x"), lambda: resting.compare(by, row, on=clock.today(), words="x")):
            with pytest.raises(Overtaken, match="ended at"):
                act()


class TestEnding:
    def test_bones_are_free_again(self, scene: Scene) -> None:
        row = write_up(scene)
        with pytest.raises(Impossible, match="reason is empty"):
            resting.end(scene.seat(Role.EXAMINER), row, reason="")
        resting.end(scene.seat(Role.EXAMINER), row, reason="a tooth gave a profile")
        again = resting.write_up(scene.seat(Role.EXAMINER), row.container, **TELLS)
        assert again.members.count() == 3

    def test_the_desk_says_that_a_bone_has_a_name_since(self, scene: Scene) -> None:
        row = write_up(scene)
        member = row.members.select_related("specimen__item__thing").first()
        assert member is not None
        one = named(scene, [member.specimen])
        _force_state(one.pk, "signed")
        found = [alarm.sentence for alarm in desk.alarms(scene.seat(Role.EXAMINER))]
        assert len(found) == 1 and member.specimen.code in found[0] and "has a name since" in found[0]

    def test_the_database_keeps_what_ended(self, scene: Scene) -> None:
        row = write_up(scene)
        resting.end(scene.seat(Role.EXAMINER), row, reason="a tooth gave a profile")
        sql = "UPDATE homecoming_unresolved SET ended = NULL WHERE thing_id = %s"
        assert not raw(sql, row.pk)
        drop("what_ended_stays_ended_update", "homecoming_unresolved")
        assert raw(sql, row.pk)

    def test_the_database_refuses_a_bone_of_a_group(self, scene: Scene) -> None:
        row, some = write_up(scene), bones(scene, 1)
        written(scene, some)
        true = "true" if _false() == "false" else "1"
        sql = f"INSERT INTO homecoming_unresolvedmember (unresolved_id, specimen_id, current) VALUES (%s, %s, {true})"
        assert not raw(sql, row.pk, some[0].pk)
        drop("an_unresolved_bone_is_free_insert", "homecoming_unresolvedmember")
        assert raw(sql, row.pk, some[0].pk)


@contextmanager
def clock_at(scene: Scene, days: int) -> Iterator[date]:
    """Invented time for the exercise, so many days on."""
    moment = clock.now() + timedelta(days=days)
    with clock.inventing(moment, frozenset({scene.heron.slug})):
        yield moment.date()
