"""Evidence, leads, exclusions and identifications by programs."""

from __future__ import annotations

import pytest

from repatria.registry.api.tests.conftest import At
from repatria.registry.identification.tests.conftest import made, room
from repatria.registry.people.roles import Role
from repatria.registry.searching.tests.hands import Made

__all__ = ["made", "room"]
LEAD = {"kind": "tag", "lr": 8.0, "if_so": "his", "if_not": "another's", "source": "box 3"}


class TestEvidence:
    def test_what_is_said_of_single_donors_is_for_geneticists_only(self, made: Made, at: At) -> None:
        where = f"/identification/evidence/current/{made.individuals[0].code}/{made.missing[0].code}"
        whole = at(Role.GENETICIST).get(where).json()["row"]
        assert float(whole["posterior"]) > 0.9995 and whole["outdated"] == [] and whole["donors"] == 3
        mother = made.kin["mother"].code
        assert mother in str(whole["document"]["reference_error"])
        for role in (Role.REVIEWER, Role.EXAMINER, Role.AUDITOR):
            row = at(role).get(f"/identification/files/{whole['digest']}").json()["row"]
            assert mother not in str(row["document"]["reference_error"]) and "samples" not in row["document"]["asked"]
        for role in (Role.ANTHROPOLOGIST, Role.CASUALTY, Role.CUSTODY):
            assert at(role).get(where).status_code == 404

    def test_the_joint_answer_is_read_in_pages_and_asked_why(self, made: Made, at: At) -> None:
        reader = at(Role.REVIEWER)
        first = reader.get("/identification/joint", limit=1).json()
        assert first["count"] >= 1 and first["rows"][0]["missing"] in {m.code for m in made.missing}
        assert reader.get("/identification/joint", listed="0.2", of=made.missing[0].code).json()["count"] >= 1
        assert reader.get("/identification/joint", listed="0.33").status_code == 404
        why = reader.get(f"/identification/joint/{made.individuals[0].code}/{made.missing[2].code}").json()["row"]
        assert not why["on_the_list"] and why["reasons"][0]["kind"] == "no_reference"


class TestActs:
    def test_from_a_draft_to_its_withdrawal(self, made: Made, at: At) -> None:
        author = at(Role.GENETICIST)
        where = f"/identification/evidence/current/{made.individuals[0].code}/{made.missing[0].code}"
        digest = author.get(where).json()["row"]["digest"]
        text = author.get(f"/identification/files/{digest}/wording").json()["row"]["text"]
        assert made.missing[0].code in text
        row = author.twice(f"/identification/files/{digest}/draft", text=text)
        here = f"/identification/identifications/{row['code']}"
        assert author.twice(f"{here}/statements", text="It is he.", evidence=digest)["number"] == 2
        assert author.twice(f"{here}/submit")["state"] == "review"
        told = at(Role.AUDITOR).get(here).json()["row"]
        assert told["changed"] == [] and [s["current"] for s in told["statements"]] == [True, False]
        assert at(Role.AUDITOR).get("/identification/identifications", state="review").json()["count"] == 1
        assert author.post(f"{here}/submit").status_code == 409
        assert author.twice(f"{here}/withdraw", reason="a doubt")["state"] == "withdrawn"
        assert at(Role.REVIEWER).post(f"/identification/files/{digest}/draft", text="x").status_code == 404

    def test_leads_and_exclusions(self, made: Made, at: At) -> None:
        historian, one, other = at(Role.HISTORIAN), made.individuals[0].code, made.missing[0].code
        row = historian.twice(f"/identification/leads/from/{one}/to/{other}", **LEAD)
        assert historian.post(f"/identification/leads/from/{one}/to/{other}", **{**LEAD, "lr": 10.5}).status_code == 422
        assert historian.twice(f"/identification/leads/{row['lead']}/take-back", reason="misread")["withdrawn"]
        assert historian.get("/identification/leads").json()["count"] == 1
        out = historian.twice("/identification/exclusions", individual=one, missing=other, ground="age", words="a child")
        assert historian.get("/identification/exclusions", of=one).json()["rows"][0]["ground"] == "age"
        assert historian.twice(f"/identification/exclusions/{out['line']}/revise", reason="wrong box")["revised"]
        digest = at(Role.GENETICIST).get(f"/identification/evidence/current/{one}/{other}").json()["row"]["digest"]
        made_by = at(Role.GENETICIST).twice(f"/identification/files/{digest}/rule-out", ground="dna", words="three markers")
        assert made_by["evidence"] == digest
        assert (
            at(Role.AUDITOR)
            .post("/identification/exclusions", individual=one, missing=other, ground="age", words="x")
            .status_code
            == 404
        )


@pytest.mark.usefixtures("made")
def test_a_stranger_finds_nothing(at: At) -> None:
    for path in (
        "/identification/joint",
        "/identification/leads",
        "/identification/exclusions",
        "/identification/identifications",
    ):
        assert at(Role.CASUALTY).get(path).status_code == 404
