"""What has a name or an ending leaves by its release only, whichever other door is tried."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Holding
from repatria.registry.custody.outside import acknowledge_outside
from repatria.registry.homecoming.tests import hands, roads
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
