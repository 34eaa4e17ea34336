"""What has a name or an ending leaves by its release only, whichever other door is tried."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Holding
from repatria.registry.custody.outside import acknowledge_outside
from repatria.registry.families.actions import missing
from repatria.registry.homecoming.actions import going
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.homecoming.tests.bones import named
from repatria.registry.identification.actions import withdraw
from repatria.registry.inventory.models import Specimen
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible
from repatria.registry.testing.scene import Scene

COUSIN = {"to_outside": "the cousin", "reason": "goes home"}


def test_no_named_bone_is_handed_to_somebody_outside(scene: Scene) -> None:
    bone, other = roads.bones(scene, "left femur", "left tibia")
    keeper, box = roads.keeper(scene), bone.item.inside
    assert box is not None
    offered = custody.offer(keeper, box, **COUSIN)  # the control: before anybody has a name it may leave
    hands.signed(scene, bones=[bone])
    with pytest.raises(Impossible, match="which is signed. What goes home goes by a release"):
        acknowledge_outside(scene.seat(Role.INTAKE), offered, signed_by="A cousin", document="receipt 1")
    custody.withdraw(keeper, offered, reason="it has a name now")
    with pytest.raises(Impossible, match=bone.code):
        custody.offer(keeper, box, **COUSIN)
    (loose,) = roads.items([bone])
    custody.unpack(keeper, loose, reason="looked at")
    with pytest.raises(Impossible, match="another laboratory is sent a sample"):
        custody.offer(keeper, loose, **COUSIN)
    custody.offer(keeper, box, **COUSIN)  # without the bone the box may leave
    _refused_by_the_database(bone)
    _goes_through(other)


def _outside(bone: Specimen) -> None:
    Holding.objects.filter(item=bone.pk, until__isnull=True).update(until=clock.now())
    Holding.objects.create(item_id=bone.pk, outside="the cousin", since=clock.now())


def _refused_by_the_database(bone: Specimen) -> None:
    with pytest.raises(DatabaseError, match="by its release only"), transaction.atomic():
        _outside(bone)
    on = "" if connection.vendor == "sqlite" else " ON custody_holding"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER what_goes_home_goes_by_a_release_insert{on}")
        _outside(bone)
        transaction.set_rollback(True)


def _goes_through(bone: Specimen) -> None:
    with transaction.atomic():
        _outside(bone)
        transaction.set_rollback(True)


def test_what_waits_for_its_release_waits(scene: Scene) -> None:
    release = roads.prepared(scene)
    item = release.portions.order_by("pk")[0].item
    keeper = roads.keeper(scene)
    hands.fall(release.identification)  # the name fell, the release is still prepared
    custody.unpack(keeper, item, reason="looked at")
    with pytest.raises(Impossible, match=f"waits for release {release.code}"):
        custody.offer(keeper, item, **COUSIN)


def test_a_strangers_bone_is_no_later_bone_of_a_person(scene: Scene) -> None:
    burial = roads.buried(scene)
    (stray,) = roads.bones(scene, "left tibia")
    sql = (
        "INSERT INTO homecoming_portionevent (missing_id, identification_id, specimen_id, opened, due, outcome, words) "
        f"VALUES ({burial.missing_id}, {burial.release.identification_id}, {stray.pk}, '2031-01-01', '2031-02-01', '', '')"
    )
    with pytest.raises(DatabaseError, match="no part of the individual"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    on = "" if connection.vendor == "sqlite" else " ON homecoming_portionevent"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER a_later_bone_is_of_the_individual_insert{on}")
            cursor.execute(sql)
        transaction.set_rollback(True)


def test_nobody_leaves_without_the_name_that_they_have_by_now(scene: Scene) -> None:
    written, grouped, late = roads.bones(scene, "left femur", "right femur", "left tibia")
    rest, group = roads.unresolved(scene, [written]), roads.signed_group(scene, [grouped, late])
    keeper = roads.keeper(scene)
    waits = going.prepare(keeper, going.For(determination=group), items=roads.items([late]), receiver="a nation")
    hands.told(scene, hands.signed(scene, bones=[written, grouped, late]))
    for whom, bone in ((going.For(unresolved=rest), written), (going.For(determination=group), grouped)):
        with pytest.raises(GateClosed, match="which is signed by now"):
            going.prepare(keeper, whom, items=roads.items([bone]), receiver="somebody")
    with pytest.raises(GateClosed, match="leave it out here"):
        roads.leave(scene, waits)
    for sql, trigger, table in (
        (
            f"INSERT INTO homecoming_portion (release_id, item_id, standing) VALUES ({waits.pk}, {grouped.pk}, true)",
            "a_named_bone_is_no_part_of_a_group_insert",
            "homecoming_portion",
        ),
        (
            f"UPDATE homecoming_release SET state = 'under way', out = '{clock.now():%Y-%m-%d %H:%M:%S}+00:00', "
            f"out_by_id = {keeper.user.pk} WHERE thing_id = {waits.pk}",
            "nobody_leaves_without_their_name_update",
            "homecoming_release",
        ),
    ):
        with pytest.raises(DatabaseError, match="has a name by now"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
        on = "" if connection.vendor == "sqlite" else f" ON {table}"
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TRIGGER {trigger}{on}")
                cursor.execute(sql)
            transaction.set_rollback(True)


@pytest.mark.parametrize("state", ["draft", "agreed"])
def test_nobody_leaves_while_they_are_being_named(scene: Scene, state: str) -> None:
    written, grouped, late = roads.bones(scene, "left femur", "right femur", "left tibia")
    rest, group = roads.unresolved(scene, [written]), roads.signed_group(scene, [grouped, late])
    keeper = roads.keeper(scene)
    waits = going.prepare(keeper, going.For(determination=group), items=roads.items([late]), receiver="a nation")
    some = [written, grouped, late]
    unsigned = named(scene, some) if state == "draft" else hands.agreed(scene, specimens=some)
    unsigned.refresh_from_db()
    assert unsigned.state == state
    for whom, bone in ((going.For(unresolved=rest), written), (going.For(determination=group), grouped)):
        with pytest.raises(GateClosed, match=f"somebody is being identified by it .{unsigned.code}.* by name and reason"):
            going.try_to_prepare(keeper, whom, items=roads.items([bone]), receiver="somebody")
    with pytest.raises(GateClosed, match="leave it out here"):
        roads.leave(scene, waits)
    box = written.item.inside
    assert box is not None
    with pytest.raises(Impossible, match="stays until that is signed, or withdrawn"):
        custody.offer(keeper, box, **COUSIN)
    _refused_by_the_database(written)
    insert = f"INSERT INTO homecoming_portion (release_id, item_id, standing) VALUES ({waits.pk}, {grouped.pk}, true)"
    with pytest.raises(DatabaseError, match="has a name by now"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(insert)
    withdraw(scene.seat(Role.GENETICIST), unsigned, reason="another bone was meant")  # by name and reason it is let go
    assert roads.leave(scene, waits).state == "under way"
    assert going.prepare(keeper, going.For(unresolved=rest), items=roads.items([written]), receiver="the cemetery").pk


def test_an_entry_whose_family_was_told_does_not_vanish_into_another(scene: Scene) -> None:
    one, two = hands.signed(scene), hands.signed(scene)
    hands.rescinded(scene, two)  # of whom nothing was told
    first, second = hands.person_of(one), hands.person_of(two)
    with pytest.raises(Impossible, match=f"Merge {second.code} into {first.code} instead"):
        missing.merge_missing(hands.office(scene), first, into=second, reason="one man")
    missing.merge_missing(hands.office(scene), second, into=first, reason="one man")
