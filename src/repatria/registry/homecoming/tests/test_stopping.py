"""A release under way when its signature falls is not laid to rest: by act, page, API and database; the correction lists it."""

from __future__ import annotations

from typing import Any

import pytest

from repatria.registry.homecoming import flowing, stopping, undoing
from repatria.registry.homecoming.actions import burying, ending, going
from repatria.registry.homecoming.actions import undoing as steps
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Correction, Release
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.homecoming.tests.test_release import _goes_through_without, _refused_by_sql
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible
from repatria.registry.testing.scene import Scene

pytestmark = pytest.mark.django_db
GRAVE = {"place": "Hillside", "grave": "row 4"}
SQL = (
    "INSERT INTO homecoming_burial (incident_id, release_id, missing_id, place, grave, honours, exhumation, opened_why, "
    '"on", at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)'
)


def bury(scene: Scene, release: Release) -> Any:
    return burying.try_to_bury(hands.office(scene), release, on=clock.today(), **GRAVE)


def fresh(release: Release) -> Release:
    return Release.objects.select_related("thing", "missing", "determination__thing", "unresolved__thing").get(pk=release.pk)


def test_a_signature_that_fell_stops_it_until_one_stands_for_the_same_bones(scene: Scene) -> None:
    release = roads.under_way(scene)
    one = Identification.objects.get(pk=release.identification_id)
    bones = [row.specimen for row in one.version.members.all()]
    assert stopping.why_it_stops(release) == ""
    hands.fall(one)
    assert "does not stand" in stopping.why_it_stops(fresh(release))
    officer, where = scene.client(Role.CASUALTY), f"/i/heron/home/releases/{release.code}/"
    release = roads.arrive(scene, release)  # what is away is counted where it is
    page = officer.get(where).content.decode()
    assert "Lay nothing to rest until one stands again" in page and "Write down the grave" not in page
    assert f"{release.code}: the signature it rests on does not stand" in officer.get("/i/heron/").content.decode()
    told = {**GRAVE, "on": clock.today().isoformat()}
    assert "Lay nothing to rest" in officer.post(where + "act/bury/", told).content.decode()
    with pytest.raises(GateClosed, match="does not stand"):
        bury(scene, release)
    assert Entry.objects.filter(tag="homecoming.burial_refused", subject=release.code).count() == 2
    row = [release.incident_id, release.pk, release.missing_id, "p", "g", "", "", "", clock.today(), clock.now()]
    _refused_by_sql(SQL, row, words="nothing is laid to rest under it")
    _goes_through_without("homecoming_burial", "laid_to_rest_on_what_stands_insert", SQL, row)

    other = hands.again(scene, one, bones=bones[:1])
    hands.told(scene, other)  # they were told of two bones, so they are told anew
    with pytest.raises(GateClosed, match=f"{bones[1].item.code} is not among the bones"):
        bury(scene, release)
    _refused_by_sql(SQL, row, words="nothing is laid to rest under it")
    hands.fall(other)
    flowing.sweep(hands.again(scene, one, bones=bones).incident)
    assert stopping.why_it_stops(fresh(release)) == "" and bury(scene, release).missing_id == release.missing_id


def test_a_rescission_calls_it_back_and_the_correction_lists_it(scene: Scene) -> None:
    release = roads.under_way(scene)
    hands.rescinded(scene, Identification.objects.get(pk=release.identification_id))
    undoing.sweep(scene.heron)
    step = Correction.objects.get().steps.get(kind="release")
    assert step.about == release.code and "Stop it" in step.words
    page = scene.client(Role.CUSTODY).get(f"/i/heron/home/releases/{release.code}/").content.decode()
    assert "was rescinded. Lay nothing to rest: ask for it back" in page and "Go to the correction" in page
    with pytest.raises(Impossible, match="still under way"):
        steps.end_step(scene.seat(Role.EXAMINER), step, outcome="Looked at.")
    for portion in release.portions.all():
        going.come_back(roads.keeper(scene), portion, reason="The signature fell.", document="slip 9")
    assert stopping.why_it_stops(fresh(release)) == ""
    assert steps.end_step(scene.seat(Role.EXAMINER), step, outcome="All is here again.").done


def test_a_group_that_was_reversed_and_what_ended_stop_likewise(scene: Scene) -> None:
    group, rest = roads.bones(scene), roads.bones(scene)
    determination, written = roads.signed_group(scene, group), roads.unresolved(scene, rest)
    rows = []
    for whom, some in ((going.For(determination=determination), group), (going.For(unresolved=written), rest)):
        made = going.prepare(roads.keeper(scene), whom, items=roads.items(some), receiver="a nation")
        rows.append(roads.arrive(scene, roads.leave(scene, made)))
    assert [stopping.why_it_stops(fresh(one)) for one in rows] == ["", ""]
    ending.reverse(scene.seat(Role.EXAMINER), determination, reason="Other buttons.")
    type(written).objects.filter(pk=written.pk).update(ended=clock.now(), ended_why="a name was found")
    for one, words in zip(rows, ("does not stand any more", "ended"), strict=True):
        with pytest.raises(GateClosed, match=words):
            bury(scene, fresh(one))
        about = ("determination_id", "unresolved_id")[rows.index(one)]
        values = [one.incident_id, one.pk, getattr(one, about), "p", "g", "", "a rule", "", clock.today(), clock.now()]
        _refused_by_sql(SQL.replace("missing_id", about), values, words="nothing is laid to rest under it")
