"""Acts of tellings by programs: told, attempts, a closed gate that leaves its trace, an effect that goes home."""

from __future__ import annotations

from typing import Any

from repatria.registry.api.tests.conftest import At
from repatria.registry.homecoming.models import Notification, Publication
from repatria.registry.homecoming.tests import hands
from repatria.registry.homecoming.tests.test_conversing import known_effect
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

WORDS = "zyxwordcanary"


def test_from_due_to_public_by_a_program(scene: Scene, at: At) -> None:
    one = hands.signed(scene)
    hands.due(one)
    near, _ = hands.family_of(scene, one)
    here, office = f"/homecoming_telling/people/{one.missing.code}", at(Role.CASUALTY)
    whom: dict[str, Any] = {"kin": near.code, "on": clock.today().isoformat(), "channel": "visit"}
    early = office.post(f"{here}/publish", text="He is home.", on=whom["on"])
    assert (early.status_code, early.json()["kind"]) == (422, "GateClosed") and not Publication.objects.exists()
    assert Entry.objects.filter(tag="homecoming.publication_refused", subject=one.missing.code).count() == 1
    assert office.get("/homecoming_telling/notifications", state="due").json()["count"] == 1
    office.twice(f"{here}/attempt", **whom, outcome="no answer")
    office.twice(f"{here}/tell", **whom, words=WORDS)
    again = office.post(f"{here}/tell", **whom)
    assert again.status_code == 422 and "told once" in again.json()["said"]
    assert Entry.objects.filter(tag="homecoming.telling_refused").count() == 1
    assert Notification.objects.get().state == "told"
    office.twice(f"{here}/brief", **whom, pack=True)
    assert office.get(f"{here}/briefing-pack").content.startswith(b"%PDF")
    office.twice(f"{here}/publish", text="He is home.", on=whom["on"])
    office.twice(f"{here}/withdraw", reason="They asked.")
    assert WORDS in office.get(here).content.decode()
    for role in (Role.EXAMINER, Role.REVIEWER, Role.AUDITOR):
        for path in (here, "/homecoming_telling/notifications", "/homecoming_telling/urgent"):
            told = at(role).get(path)
            assert (
                told.status_code == 200 and WORDS not in told.content.decode() and near.listed_as not in told.content.decode()
            )
    assert at(Role.HISTORIAN).get(here).status_code == 404


def test_what_others_said_and_an_effect(scene: Scene, at: At) -> None:
    one = hands.signed(scene)
    near, _ = hands.family_of(scene, one)
    here, office = f"/homecoming_telling/people/{one.missing.code}", at(Role.CASUALTY)
    whom: dict[str, Any] = {"kin": near.code, "on": clock.today().isoformat(), "channel": "phone"}
    untrue = office.post(f"{here}/contact", **whom, wording="tag")
    assert untrue.status_code == 422 and "nobody has been identified" in untrue.json()["said"]
    office.twice(f"{here}/contact", **whom, words="She asked about a tag.")
    office.twice(f"{here}/others", **whom, source="a newspaper")
    pk = office.get("/homecoming_telling/urgent").json()["rows"][0]["conversation"]
    office.twice(f"/homecoming_telling/conversations/{pk}/answer", answer="We rang her.")
    thing = known_effect(scene)
    made = office.twice(f"{here}/effect", **whom, effect=thing.code)
    keeper = at(Role.CUSTODY)
    assert keeper.twice(f"/homecoming_telling/effects/{made['number']}/offer")["effect"] == thing.code
    assert keeper.get("/homecoming_telling/effects").json()["rows"][0]["offered"]
    nobody = office.post(f"{here}/tell", **whom)
    assert nobody.status_code == 422 and "no signature" in nobody.json()["said"]
    assert office.post(f"{here}/take-back", on=whom["on"], words="x").status_code == 404
