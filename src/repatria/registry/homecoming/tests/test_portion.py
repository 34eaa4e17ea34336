"""A later bone of somebody whose family was told is raised by the registry, and ends as the standing wish says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.homecoming.actions import conversing, going, portions
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import PortionEvent
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.homecoming.tests.test_release import _goes_through_without
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


def spoken(scene: Scene, one: Identification) -> None:
    near, _directs = hands.family_of(scene, one)
    conversing.contact(
        hands.office(scene), one.missing, kin=near, on=clock.today(), channel="visit", words="One more bone was found."
    )


class TestRaised:
    def test_by_a_new_signature_with_a_bone_that_was_not_there(self, scene: Scene) -> None:
        one, bone = roads.later_bone(scene, roads.buried(scene))
        row = PortionEvent.objects.get()
        assert (row.specimen_id, row.missing_id, row.due) == (bone.pk, one.missing_id, clock.today() + timedelta(days=30))
        assert Entry.objects.get(tag="homecoming.portion_raised").actor == "registry"
        assert going.open_portions(TheRegistry(one.incident), one) == []

    def test_it_falls_where_the_bone_is_not_theirs_after_all(self, scene: Scene) -> None:
        burial = roads.buried(scene)
        one, bone = roads.later_bone(scene, burial)
        rest = [m.specimen for m in one.version.members.exclude(specimen=bone)]
        with pytest.raises(Impossible, match="as it stands now"):
            portions.answer(hands.office(scene), PortionEvent.objects.get(), outcome="withdrawn", words="x")
        hands.fall(Identification.objects.get(pk=one.pk))
        hands.again(scene, one, bones=rest)
        from repatria.registry.homecoming import flowing

        flowing.sweep(one.incident)
        assert PortionEvent.objects.get().outcome == "withdrawn"


class TestObeyed:
    def test_told_first_then_released(self, scene: Scene) -> None:
        one, bone = roads.later_bone(scene, roads.buried(scene, portions="tell"))
        event, office = PortionEvent.objects.get(), hands.office(scene)
        with pytest.raises(GateClosed, match="wished to be told first"):
            going.prepare(roads.keeper(scene), going.For(missing=one.missing), items=roads.items([bone]), receiver="the family")
        with pytest.raises(Impossible, match="no conversation"):
            portions.answer(office, event, outcome="told", words="They decided.")
        spoken(scene, one)
        with pytest.raises(GateClosed, match="is not that"):
            portions.try_to_answer(office, event, outcome="agency", words="Done.")
        assert Entry.objects.filter(tag="homecoming.portion_refused").count() == 1
        with pytest.raises(Impossible, match="what was done is empty"):
            portions.answer(office, event, outcome="told", words="")
        portions.answer(office, event, outcome="told", words="They want it in the same grave.")
        with pytest.raises(Overtaken, match="answered it"):
            portions.answer(office, event, outcome="told", words="Again.")
        release = going.prepare(
            roads.keeper(scene), going.For(missing=one.missing), items=roads.items([bone]), receiver="the family"
        )
        roads.bury(scene, roads.arrive(scene, roads.leave(scene, release)))

    def test_with_the_rest(self, scene: Scene) -> None:
        one, bone = roads.later_bone(scene, roads.buried(scene, portions="with"))
        event, office, keeper = PortionEvent.objects.get(), hands.office(scene), roads.keeper(scene)
        with pytest.raises(Impossible, match="no grave is written down"):
            portions.answer(office, event, outcome="laid", words="Done.")
        release = going.prepare(keeper, going.For(missing=one.missing), items=roads.items([bone]), receiver="the family")
        release = roads.arrive(scene, roads.leave(scene, release))
        roads.bury(scene, release, grave="row 9, 1")
        with pytest.raises(Impossible, match="another grave"):
            portions.answer(office, event, outcome="laid", words="Done.")

    def test_laid_in_the_same_grave(self, scene: Scene) -> None:
        one, bone = roads.later_bone(scene, roads.buried(scene, portions="with"))
        event, office, keeper = PortionEvent.objects.get(), hands.office(scene), roads.keeper(scene)
        release = going.prepare(keeper, going.For(missing=one.missing), items=roads.items([bone]), receiver="the family")
        roads.bury(scene, roads.arrive(scene, roads.leave(scene, release)))
        done = portions.answer(office, event, outcome="laid", words="Laid with the rest.")
        assert done.release == release

    def test_by_the_agency_without_telling(self, scene: Scene) -> None:
        one, bone = roads.later_bone(scene, roads.buried(scene, portions="agency"))
        event, office, keeper = PortionEvent.objects.get(), hands.office(scene), roads.keeper(scene)
        for outcome in ("told", "laid"):
            with pytest.raises(GateClosed, match="is not that"):
                portions.answer(office, event, outcome=outcome, words="x")
        with pytest.raises(NotFound):
            portions.answer(keeper, event, outcome="agency", words="x")
        release = going.prepare(keeper, going.For(missing=one.missing), items=roads.items([bone]), receiver="the agency")
        roads.bury(scene, roads.arrive(scene, roads.leave(scene, release)), grave="agency 3")
        assert portions.answer(office, event, outcome="agency", words="Laid by us.").outcome == "agency"

    def test_the_database_keeps_it(self, scene: Scene) -> None:
        roads.later_bone(scene, roads.buried(scene, portions="tell"))
        event = PortionEvent.objects.get()
        sql = "UPDATE homecoming_portionevent SET outcome = 'agency', done = %s, words = 'x' WHERE id = %s"
        with pytest.raises(DatabaseError, match="standing wish"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [clock.now(), event.pk])
        _goes_through_without("homecoming_portionevent", "a_later_portion_obeys_the_wish_update", sql, [clock.now(), event.pk])

    def test_the_database_lets_no_later_bone_leave_untold(self, scene: Scene) -> None:
        burial = roads.buried(scene, portions="tell")
        one, bone = roads.later_bone(scene, burial)
        fresh = hands.effect(scene)
        from repatria.registry.inventory.models import Effect

        Effect.objects.create(item=fresh, made_at=clock.now())
        release = going.prepare(roads.keeper(scene), going.For(missing=one.missing), items=[fresh], receiver="the family")
        sql = "INSERT INTO homecoming_portion (release_id, item_id, standing) VALUES (%s, %s, %s)"
        with pytest.raises(DatabaseError, match="told of this first"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [release.pk, bone.pk, True])
        _goes_through_without("homecoming_portion", "told_first_if_so_wished_insert", sql, [release.pk, bone.pk, True])
