"""Who reads what at a private page: nobody learns of a finding there first, and nobody reads on who is none of the family now."""

from __future__ import annotations

import pytest

from repatria.registry.families.actions import kin as kindred
from repatria.registry.homecoming.actions import conversing, doors
from repatria.registry.homecoming.actions.asking import MOST_OPEN
from repatria.registry.homecoming.models import Enquiry
from repatria.registry.homecoming.queries import asking as queries
from repatria.registry.homecoming.status import status_of
from repatria.registry.homecoming.tests import hands
from repatria.registry.homecoming.tests.test_asking import come_in, family, mark, open_door
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

pytestmark = pytest.mark.django_db


def test_a_relative_whom_nobody_told_does_not_read_it_first(scene: Scene) -> None:
    one = hands.signed(scene)
    near, other = hands.family_of(scene, one)
    before = status_of(one.missing, other).texts
    hands.told(scene, one)
    assert "is identified" in " ".join(status_of(one.missing, near).texts)
    assert status_of(one.missing, other).texts == before, "the same words as before anybody was told"
    conversing.contact(
        hands.office(scene), one.missing, kin=other, on=clock.today(), channel="visit", words="We told him as well."
    )
    assert "is identified" in " ".join(status_of(one.missing, other).texts)


def test_a_page_takes_so_many_questions_at_once(scene: Scene) -> None:
    person, kin = family(scene)
    made = open_door(scene, person, kin)
    browser = come_in(made)
    told = {"mark": mark(browser), "kind": "question", "words": "When?"}
    for _ in range(MOST_OPEN):
        assert browser.post("/f/say/", told).status_code == 302
    assert "Please wait for it, or ring us" in browser.post("/f/say/", told).content.decode()
    assert browser.post("/f/say/", {**told, "kind": "silence", "sure": "yes"}).status_code == 302
    assert Enquiry.objects.count() == MOST_OPEN + 1


def test_a_page_closes_for_who_died_or_is_none_of_the_family_now(scene: Scene) -> None:
    person, kin = family(scene)
    by = hands.office(scene)
    made = open_door(scene, person, kin)
    browser = come_in(made)
    assert browser.get("/f/").status_code == 200
    other = kindred.add_kin(by, name="Brother of somebody", living="yes")
    kindred.note_wish(by, person, next_of_kin=other)
    assert browser.get("/f/").status_code == 403 and doors.knock(made.token, made.number) is None
    assert [state for _row, state in queries.doors(by, person)] == ["left"]
    page = scene.client(Role.CASUALTY).get(f"/i/heron/home/family/{person.code}/").content.decode()
    assert "none of the family now" in page
    kindred.note_wish(by, person, next_of_kin=kin)
    again = open_door(scene, person, kin)
    browser = come_in(again)
    kindred.correct_kin(by, kin, told={"living": "no"}, reason="The town told us.")
    assert browser.get("/f/").status_code == 403
