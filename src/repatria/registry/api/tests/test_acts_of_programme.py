"""Reports and the programme through the machine entrance: the same acts and the same refusals as the pages."""

from __future__ import annotations

from repatria.registry.api.tests.conftest import At
from repatria.registry.claims import actions as claims
from repatria.registry.claims.models import Claim
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

TEXT = "The command handed over 55 cases of remains. About 7,700 soldiers are listed as missing."


def test_a_report_is_read_and_decided(scene: Scene, at: At) -> None:
    desk = at(Role.HISTORIAN)
    told = {"title": "Boxes come", "publisher": "The Courier", "dated": "2018-07-27", "text": TEXT}
    code = desk.twice("/reports", **told)["code"]
    rows = desk.get(f"/reports/{code}").json()["row"]["proposals"]
    assert [TEXT[one["start"] : one["end"]] for one in rows] == [one["claimed"]["quote"] for one in rows]
    assert desk.twice(f"/reports/{code}/proposals/1/confirm")["verdict"] == "confirmed"
    said = {"new_topic": "Missing soldiers", "kind": "number", "low": "7700", "hedge": "about", "unit": "people"}
    assert desk.twice(f"/reports/{code}/proposals/2/correct", **said)["verdict"] == "corrected"
    assert desk.post(f"/reports/{code}/proposals/1/reject").status_code == 409
    assert {"about 7,700 people"} <= {one.words for one in Claim.objects.all()}
    other = desk.twice("/reports", **(told | {"text": "More than 7,000 soldiers are listed as missing."}))["code"]
    assert {one["verdict"] for one in desk.get(f"/reports/{code}/beside?other={other}").json()["rows"]} <= {
        "agree",
        "compatible",
        "conflict",
    }
    assert any(one["topic"] == "missing-soldiers" for one in desk.get("/reports/figures/by-source").json()["rows"])
    assert desk.twice(f"/reports/{other}/proposals/1/reject", reason="no") == {"verdict": "rejected", "claim": None}


def test_matters_states_and_legs_are_entered(scene: Scene, at: At) -> None:
    seat = scene.seat(Role.HISTORIAN)
    party = claims.name_party(seat, name="The other side").name
    families = claims.name_party(seat, name="The families").name
    paper = claims.enter_document(seat, title="Communiqué", publisher=party).thing.code
    desk = at(Role.HISTORIAN)
    promise = {"title": "To return them", "party": party, "to": families, "document": paper, "since": "2031-05-04"}
    code = desk.twice("/programme/kinds/promise/matters", **promise)["code"]
    assert desk.post("/programme/kinds/war/matters", **promise).status_code == 404
    assert desk.post("/programme/kinds/promise/matters", **(promise | {"to": party})).status_code == 422
    state = {"state": "made", "according_to": party, "document": paper, "day": "2031-05-04"}
    assert desk.twice(f"/programme/matters/{code}/states", **state)["state"] == "made"
    way = desk.twice("/programme/kinds/journey/matters", title="The way", document=paper)["code"]
    leg = {"purpose": "out", "origin": "Varn", "destination": "Reef", "document": paper, "departed": "2031-05-04"}
    assert desk.twice(f"/programme/matters/{way}/legs", **leg) == {"code": way, "number": 1}
    assert [one["code"] for one in desk.get("/programme/matters?kind=journey").json()["rows"]] == [way]
    assert desk.get(f"/programme/matters/{code}").json()["row"]["states"][0]["according_to"] == party
    assert len(desk.get("/programme/story").json()["rows"]) == 3
    assert desk.get("/programme/anniversaries").json()["row"]["gaps"] == []
