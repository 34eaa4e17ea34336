"""Endings without a name and corrections by programs: the same acts, the same refusals."""

from __future__ import annotations

from typing import Any

from repatria.registry.api.tests.asking import Program, key_for
from repatria.registry.api.tests.conftest import At
from repatria.registry.homecoming import undoing
from repatria.registry.homecoming.tests import hands
from repatria.registry.homecoming.tests.bones import bones, box, on_the_list
from repatria.registry.journal.models import Entry
from repatria.registry.people import actions as people
from repatria.registry.people.models import User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry, seat_of
from repatria.registry.review import signing
from repatria.registry.testing.scene import Scene

TELLS: dict[str, Any] = {"group": "a regiment", "receiving": "Northland", "evidence": "Buttons."}
LEAD = "/homecoming_ending"


def stand_in(scene: Scene, role: Role) -> Program:
    user = people.add_user(TheRegistry(scene.heron), f"heron.stands.{role}", stands_in=role.value)
    people.give_role(TheRegistry(scene.heron), user, incident=scene.heron, role=role)
    return Program(key_for(seat_of(user, "heron")))


def test_a_group_is_determined_signed_and_reversed(scene: Scene, at: At) -> None:
    some = bones(scene, 2)
    historian = at(Role.HISTORIAN)
    strange = historian.post(f"{LEAD}/determinations", **TELLS, specimens=some[0].code)
    assert strange.status_code == 422 and "is no nation on the list" in strange.content.decode()
    on_the_list(scene, TELLS["receiving"])
    unknown = historian.post(f"{LEAD}/determinations", **TELLS, specimens="B-7")
    assert unknown.status_code == 422 and "is no code of a bone" in unknown.content.decode()
    made = historian.twice(f"{LEAD}/determinations", **TELLS, specimens=" ".join(one.code for one in some))
    here = f"{LEAD}/determinations/{made['code']}"
    historian.twice(f"{here}/revise", **TELLS, specimens=some[0].code)
    row = historian.get(here).json()["row"]
    assert row["manifest"] == [some[0].code] and row["evidence"] == "Buttons."
    seen: dict[str, Any] = {"digest": row["digest"], "words": "All of it.", "code": made["code"]}
    alone = at(Role.EXAMINER).post(f"{here}/sign", **seen)
    assert (alone.status_code, alone.json()["kind"]) == (403, "NotProved")
    assert Entry.objects.filter(tag="homecoming.determination_refused", subject=made["code"]).count() == 1
    first, second = stand_in(scene, Role.REVIEWER), stand_in(scene, Role.EXAMINER)
    admin = at(Role.ADMINISTRATOR)
    for program, user in ((first, "heron.stands.reviewer"), (second, "heron.stands.examiner")):
        assert program.post(f"{here}/sign", **seen).status_code == 422  # named for no nation
        nation = admin.twice(f"{LEAD}/nations", name=f"Land of {user}", part="looks with us")["nation"]
        code = User.objects.get(username=user).code
        named = admin.twice(f"{LEAD}/nations/{nation}/who", user=code)
        assert admin.twice(f"{LEAD}/delegates/{named['delegate']}/end", reason="a slip")["until"]
        admin.twice(f"{LEAD}/nations/{nation}/who", user=code)
    assert first.twice(f"{here}/sign", **seen)["state"] == "draft"
    assert second.twice(f"{here}/sign", **seen)["nation"] == "Land of heron.stands.examiner"
    assert admin.twice(f"{LEAD}/nations/{nation}/end", reason="signs nothing more")["until"]
    assert [len(one["delegates"]) for one in historian.get(f"{LEAD}/nations").json()["rows"]] == [2, 0, 2]
    assert second.get(f"{here}/manifest").headers["Content-Type"] == "application/pdf"
    assert second.twice(f"{here}/reverse", reason="another regiment")["state"] == "reversed"
    assert historian.get(f"{LEAD}/determinations").json()["count"] == 1
    assert at(Role.ANTHROPOLOGIST).get(here).status_code == 404
    draft = historian.twice(f"{LEAD}/determinations", **TELLS, specimens=some[1].code)
    assert historian.twice(f"{LEAD}/determinations/{draft['code']}/give-up", reason="too little")["reversed"]


def test_what_remains_of_a_box(scene: Scene, at: At) -> None:
    where = box(scene)
    bones(scene, 2, where)
    examiner = at(Role.EXAMINER)
    made = examiner.twice(f"{LEAD}/containers/{where.code}/unresolved", ground="No name.", exhumation="with leave")
    here = f"{LEAD}/unresolved/{made['code']}"
    today = made["made"][:10]
    assert examiner.twice(f"{here}/compare", on=today, words="nothing new")["ended"] is None
    row = examiner.get(here).json()["row"]
    assert len(row["bones"]) == 2 and row["comparisons"][0]["words"] == "nothing new"
    assert examiner.twice(f"{here}/end", reason="a tooth gave a profile")["why"] == "a tooth gave a profile"
    assert at(Role.HISTORIAN).get(f"{LEAD}/unresolved").json()["count"] == 1
    assert at(Role.HISTORIAN).post(f"{here}/end", reason="x").status_code == 404


def test_a_correction_is_worked_through(scene: Scene, at: At) -> None:
    one = hands.signed(scene)
    examiner, office, lead = at(Role.EXAMINER), at(Role.CASUALTY), "/homecoming_undoing"
    preview = examiner.get(f"{lead}/identifications/{one.code}/rests").json()["row"]["rests"]
    signing.rescind(scene.seat(Role.EXAMINER), one, reason="two tubes were exchanged")
    undoing.sweep(scene.heron)
    here = f"{lead}/corrections/{one.code}"
    row = examiner.get(here).json()["row"]
    assert [s["about"] for s in row["steps"]] == [p["about"] for p in preview] and row["stale"] is False
    early = examiner.post(f"{here}/close")
    assert early.status_code == 422 and "steps have not ended" in early.content.decode()
    for step in row["steps"]:
        assert office.twice(f"{here}/steps/{step['step']}/end", outcome="Looked at.")["done"]
    assert examiner.twice(f"{here}/look-again") == {"added": []}
    assert office.post(f"{here}/close").status_code == 404
    assert examiner.twice(f"{here}/close")["closed"]
    assert office.get(f"{here}/letter").status_code == 422
    assert office.get(f"{lead}/corrections").json()["count"] == 1
