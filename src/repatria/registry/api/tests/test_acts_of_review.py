"""Acts of review by programs: begin, object, answer, agree, sign as a stand-in, rules, re-audits."""

from __future__ import annotations

import pytest

from repatria.registry.api.tests.asking import Program, key_for
from repatria.registry.api.tests.conftest import At
from repatria.registry.identification.models import Identification
from repatria.registry.journal.models import Entry
from repatria.registry.people import actions as people
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry, seat_of
from repatria.registry.review import auditing
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench
from repatria.registry.testing.scene import Scene


@pytest.fixture
def bench(scene: Scene) -> Bench:
    return hands.seated(scene)


def program(bench: Bench, name: str) -> Program:
    return Program(key_for(bench.seat(name)))


def test_from_a_statement_to_a_signature(bench: Bench, at: At) -> None:
    one = hands.in_review(bench)[0]
    hands.recomputed(one)
    here = f"/review/identifications/{one.code}"
    ada, ben, author = program(bench, "ada"), program(bench, "ben"), at(Role.GENETICIST)
    assert [row["asked"] for row in ada.get("/review/waiting").json()["rows"]] == ["review"]
    ada.twice(f"{here}/begin")
    ada.twice(f"{here}/object", text="One tube?")
    pk = ada.get(here).json()["row"]["reviews"][0]["objections"][0]["objection"]
    author.twice(f"{here}/objections/{pk}/answer", text="Two.")
    ada.twice(f"{here}/objections/{pk}/close", settled="yes")
    ada.twice(f"{here}/finish", verdict="agree", words="I follow it.")
    ben.twice(f"{here}/begin")
    assert [r["reviewer"] for r in ben.get(here).json()["row"]["reviews"]] == [bench.people["ben"].code]
    assert ben.twice(f"{here}/finish", verdict="agree", words="I do as well.")["state"] == "agreed"
    assert len(ben.get(here).json()["row"]["reviews"]) == 2
    seen = {"statement": ben.get(here).json()["row"]["statement"]["digest"], "rule": 1}
    alone = at(Role.EXAMINER).post(f"{here}/sign", **seen, code=one.code)
    assert (alone.status_code, alone.json()["kind"]) == (403, "NotProved")
    assert Entry.objects.filter(tag="review.signing_refused", subject=one.code).count() == 1
    actor = people.add_user(TheRegistry(bench.scene.heron), "heron.stands", stands_in="examiner")
    people.give_role(TheRegistry(bench.scene.heron), actor, incident=bench.scene.heron, role=Role.EXAMINER)
    stands_in = Program(key_for(seat_of(actor, "heron")))
    made = stands_in.twice(f"{here}/sign", **seen, code=one.code)
    told = stands_in.get(f"{here}/signatures/{made['signature']}").json()["row"]
    assert told["holds"] and told["wrong"] == [] and told["entry"] > 0
    assert stands_in.get("/review/signatures").json()["count"] == 1
    stands_in.twice(f"{here}/rescind", reason="found elsewhere")
    assert Identification.objects.get(pk=one.pk).state == "rescinded"


def test_it_is_sent_back_and_a_rule_is_set(bench: Bench, at: At) -> None:
    first, second, third = hands.agreed(bench, 3)
    examiner, lead = at(Role.EXAMINER), "/review/identifications"
    assert examiner.twice(f"{lead}/{first.code}/reopen", reason="What of the brother?")["state"] == "review"
    assert examiner.twice(f"{lead}/{second.code}/return", reason="Another bone.")["state"] == "draft"
    assert examiner.twice(f"{lead}/{third.code}/reopen", reason="Read it again.")["state"] == "review"
    assert at(Role.GENETICIST).twice(f"{lead}/{third.code}/take-back", reason="I see.")["state"] == "draft"
    cai = program(bench, "cai")
    cai.twice(f"{lead}/{first.code}/begin")
    cai.twice(f"{lead}/{first.code}/finish", verdict="disagree", words="The brother was not asked.")
    assert cai.twice(f"{lead}/{first.code}/send-back", reason="Ask him.")["state"] == "draft"
    assert examiner.get(f"{lead}", state="draft").json()["count"] == 3
    told = {"posterior": "0.9999", "reviewers": 3, "ground": "The board.", "two_donors": True, "instead_of": 1}
    made = examiner.twice("/review/rules", **told)
    assert (made["number"], made["stands"]) == (2, "waits")
    alone = examiner.post("/review/rules/2/decide", verdict="confirm")
    assert (alone.status_code, "you proposed it" in alone.content.decode()) == (422, True)
    assert cai.twice("/review/rules/2/decide", verdict="confirm")["stands"] == "force"
    assert [row["stands"] for row in examiner.get("/review/rules").json()["rows"]] == ["force", "past"]
    examiner.twice("/review/rules", **{**told, "instead_of": 2})
    assert cai.twice("/review/rules/3/decide", verdict="decline", words="Why again?")["stands"] == "declined"
    assert at(Role.GENETICIST).post("/review/rules/3/decide", verdict="confirm").status_code == 404
    assert examiner.post("/review/rules", **{**told, "posterior": "0.5"}).status_code == 422


def test_a_re_audit(bench: Bench, at: At) -> None:
    hands.signed(bench)
    auditor = at(Role.AUDITOR)
    made = auditor.twice("/review/audits")
    assert (made["state"], made["signed"]) == ("queued", None)
    auditing.work_once()
    assert auditor.get(f"/review/audits/{made['audit']}").json()["row"]["signed"] == 1
    assert auditor.get(f"/review/audits/{made['audit']}/lines").json()["count"] == 1
    assert auditor.get("/review/audits").json()["count"] == 1
    assert at(Role.GENETICIST).get("/review/audits").status_code == 404
