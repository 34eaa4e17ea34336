"""The way home by programs: wish, quarrel, release, counts, grave, later bones; gates refuse and leave their trace."""

from __future__ import annotations

from typing import Any

from repatria.registry.api.tests.asking import Program, key_for
from repatria.registry.api.tests.conftest import At
from repatria.registry.homecoming.actions import conversing
from repatria.registry.homecoming.models import Release
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

D, G = "/homecoming_disposing", "/homecoming_going"


def lines(release: Release, end: str = "100; 1") -> str:
    return "\n".join(f"{one.item.code}; {end}" for one in release.portions.select_related("item__thing"))


def test_from_the_wish_to_the_grave(scene: Scene, at: At) -> None:
    made = roads.bones(scene)
    one = hands.signed(scene, bones=made)
    hands.told(scene, one)
    near, directs = hands.family_of(scene, one)
    office, keeper, examiner = at(Role.CASUALTY), at(Role.CUSTODY), at(Role.EXAMINER)
    person = one.missing.code
    told: dict[str, Any] = {"items": [bone.code for bone in made], "receiver": "the family"}
    early = keeper.post(f"{G}/for/{person}/releases", **told)
    assert early.status_code == 422 and "nobody has said" in early.json()["said"]
    assert Entry.objects.filter(tag="homecoming.release_refused").count() == 1
    wish: dict[str, Any] = {
        "directs": directs.code,
        "choice": "now",
        "portions": "tell",
        "form": "form 7",
        "words": "By his mother.",
    }
    assert office.twice(f"{D}/people/{person}/wishes", **wish)["number"] == 1
    assert office.get(f"{D}/people/{person}/wishes").json()["rows"][0]["words"] == "By his mother."
    assert examiner.get(f"{D}/people/{person}/wishes").json()["rows"][0]["words"] is None
    quarrel = office.twice(f"{D}/people/{person}/disagreements", raised_by=near.code, words="No.")["disagreement"]
    assert examiner.get(f"{D}/people/{person}/disagreements").json()["rows"][0]["words"] == "No."
    settled: dict[str, Any] = {"decided_by": "The family", "settlement": "They agreed."}
    examiner.twice(f"{D}/people/{person}/disagreements/{quarrel}/settle", **settled)
    assert [row["code"] for row in keeper.get(f"{G}/ready").json()["rows"]] == [person]
    code = keeper.twice(f"{G}/for/{person}/releases", **told)["code"]
    release, here = Release.objects.get(), f"{G}/releases/{code}"
    for wrong, words in (("x; 1; 1", "no portion"), (lines(release, "1"), "Write: code"), ("", "required")):
        assert words in keeper.post(f"{here}/count-out", counts=wrong, sure=True).json()["said"]
    assert keeper.post(f"{here}/count-out", counts=lines(release)).status_code == 409
    assert keeper.twice(f"{here}/count-out", counts=lines(release), sure=True)["state"] == "under way"
    arrival: dict[str, Any] = {"signed_by": "Mr Vandel", "document": "manifest 3"}
    assert keeper.post(f"{here}/count-in", counts=lines(release), **arrival).status_code == 403
    assert office.twice(f"{here}/count-in", counts=lines(release), **arrival)["state"] == "arrived"
    grave = office.twice(f"{here}/bury", place="Hillside", grave="row 4", on=clock.today().isoformat())["grave"]
    assert keeper.get(f"{here}/manifest.pdf").content[:4] == b"%PDF"
    assert [row["about"] for row in office.get(f"{G}/graves").json()["rows"]] == [person]
    assert office.post(f"{G}/graves/{grave}/open", reason="A court.").status_code == 409
    office.twice(f"{G}/graves/{grave}/open", reason="A court.", sure=True)
    portion = keeper.get(here).json()["row"]["portions"][0]["portion"]
    assert keeper.twice(f"{here}/portions/{portion}/back", reason="Taken out.", document="order 9")["standing"] is False
    assert keeper.post(f"{here}/cancel", reason="x").status_code == 409
    assert [row["code"] for row in keeper.get(f"{G}/releases", about=person).json()["rows"]] == [code]


def test_a_later_bone(scene: Scene, at: At) -> None:
    one, _bone = roads.later_bone(scene, roads.buried(scene))
    office = at(Role.CASUALTY)
    pk = office.get(f"{G}/later", waiting=True).json()["rows"][0]["later"]
    refused = office.post(f"{G}/later/{pk}/answer", outcome="agency", words="Done.")
    assert refused.status_code == 422 and Entry.objects.filter(tag="homecoming.portion_refused").count() == 1
    near, _directs = hands.family_of(scene, one)
    conversing.contact(hands.office(scene), one.missing, kin=near, on=clock.today(), channel="phone", words="One more.")
    assert office.twice(f"{G}/later/{pk}/answer", outcome="told", words="With the rest.")["outcome"] == "told"


def test_other_roles_and_other_incidents_find_nothing(scene: Scene, at: At) -> None:
    release = roads.prepared(scene)
    person = release.missing.code if release.missing else ""
    stranger = Program(key_for(scene.stranger), incident="other")
    for path in (f"{G}/releases/{release.code}", f"{D}/people/{person}/wishes"):
        assert stranger.get(path).status_code == 404
        assert at(Role.ANTHROPOLOGIST).get(path).status_code == 404
    assert at(Role.REVIEWER).get(f"{G}/releases/{release.code}").json()["row"]["receiver"] is None
    assert at(Role.CUSTODY).get(f"{D}/people/{person}/wishes").status_code == 404
