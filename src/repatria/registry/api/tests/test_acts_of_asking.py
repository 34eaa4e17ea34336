"""Acts about private pages, enquiries and letters by programs. A link is never made through this entrance."""

from __future__ import annotations

from repatria.registry.api.tests.conftest import At
from repatria.registry.families.actions import add_missing
from repatria.registry.families.actions import kin as kindred
from repatria.registry.homecoming.actions import doors
from repatria.registry.homecoming.tests import hands
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

WORDS = "zyxaskcanary"


def test_asked_answered_and_written_by_a_program(scene: Scene, at: At) -> None:
    by = hands.office(scene)
    person = add_missing(by, name="Orlan Velmarest")
    near = kindred.add_kin(by, name="Ines Velmarest", relation="sister", living="yes")
    kindred.note_wish(by, person, next_of_kin=near)
    doors.open_door(by, person.thing, kin=near)
    here, office = f"/homecoming_asking/people/{person.code}", at(Role.CASUALTY)
    told = office.get(f"{here}/status").json()["row"]
    assert told["paragraphs"][0]["key"] == "done" and "Velmarest" not in str(told)
    made = office.twice(f"{here}/enquiries", kin=near.code, kind="question", words=WORDS)
    assert (made["state"], made["kin"], made["owner"]) == ("open", near.code, scene.users[Role.CASUALTY].code)
    refused = office.post(f"{here}/enquiries", kin=near.code, kind="consent", words=WORDS)
    assert refused.status_code == 422
    one = f"/homecoming_asking/enquiries/{made['code']}"
    office.twice(f"{one}/owner", to=scene.users[Role.EXAMINER].code)
    assert office.twice(f"{one}/answer", answer="In spring.")["state"] == "answered"
    assert office.post(f"{one}/answer", answer="Twice.").status_code == 409
    assert office.get("/homecoming_asking/enquiries", state="open").json()["count"] == 0
    assert office.twice(f"{here}/letters")["number"] == 1
    assert office.twice("/homecoming_asking/letters") == {"written": 0}
    assert office.get(f"{here}/letters/1/paper").content.startswith(b"%PDF")
    door = office.get(f"{here}/doors").json()["rows"][0]
    assert door["state"] == "open" and not {"token", "number", "link"} & set(door)
    assert office.twice(f"{here}/doors/{door['door']}/end", why="moved")["state"] == "closed"
    for role in (Role.REVIEWER, Role.AUDITOR):
        assert at(role).get(f"{here}/status").status_code == 200
        assert at(role).get("/homecoming_asking/enquiries").status_code == 404
        assert at(role).get(f"{here}/doors").status_code == 404
    assert at(Role.GENETICIST).get(f"{here}/status").status_code == 404
