"""Pages, paper, desk and key of endings without a name, by role."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import override_settings

from repatria.registry.drawing.tests.pdftext import pages_of
from repatria.registry.homecoming import papers_ending
from repatria.registry.homecoming.actions import ending
from repatria.registry.homecoming.desks import ending as desk
from repatria.registry.homecoming.models import Determination, Unresolved
from repatria.registry.homecoming.tests.bones import bones, box, named_for, on_the_list
from repatria.registry.homecoming.tests.test_determine import TELLS, signed, written
from repatria.registry.homecoming.tests.test_rest import write_up
from repatria.registry.people.models import User
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

LEAD = "/i/heron/home"


def digest_in(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


class TestDeterminations:
    @override_settings(LOOPBACK=True)
    def test_from_a_draft_to_two_signatures_and_back(self, scene: Scene) -> None:
        for role in (Role.REVIEWER, Role.EXAMINER):
            User.objects.filter(pk=scene.users[role].pk).update(stands_in=role.value)
        historian, where = scene.client(Role.HISTORIAN), box(scene)
        some = bones(scene, 2, where)
        told = {**TELLS, "specimens": f"{where.code} {some[0].code}"}
        on_the_list(scene, TELLS["receiving"])
        on_the_list(scene, "<i>land")
        asked = historian.get(f"{LEAD}/without-a-name/groups/new/").content.decode()
        assert '<option value="Northland">' in asked and "&lt;i&gt;land" in asked
        wrong = historian.post(f"{LEAD}/without-a-name/groups/new/", {**told, "specimens": "Q-77"}).content.decode()
        assert "is no code of a bone or a container here" in wrong
        made = historian.post(f"{LEAD}/without-a-name/groups/new/", told)
        row = Determination.objects.get()
        here = f"{LEAD}/without-a-name/groups/{row.code}/"
        assert made.headers["Location"] == here and row.members.count() == 2
        assert "Revise the draft" in historian.get(here).content.decode()
        assert historian.get(f"{here}sign/").status_code == 404
        for role, nation in ((Role.REVIEWER, "Northland"), (Role.EXAMINER, "Southland")):
            browser = scene.client(role)
            named_for(scene, scene.users[role], nation)
            page = browser.get(f"{here}sign/").content.decode()
            said = {"digest": digest_in(page), "words": "All of it.", "code": "wrong"}
            refused = browser.post(f"{here}sign/", said).content.decode()
            assert "This was not signed" in refused and nation in refused
            assert browser.post(f"{here}sign/", {**said, "code": row.code}).status_code == 302
        row.refresh_from_db()
        assert row.state == "signed"
        examiner = scene.client(Role.EXAMINER)
        assert examiner.post(f"{here}act/reverse/", {"reason": "the uniform was exchanged"}).status_code == 302
        page = examiner.get(here).content.decode()
        assert "Reversed" in page and "the uniform was exchanged" in page
        assert examiner.get(f"{here}act/nothing/").status_code == 404

    def test_revising_shows_what_is_there(self, scene: Scene) -> None:
        row = written(scene)
        browser = scene.client(Role.HISTORIAN)
        page = browser.get(f"{LEAD}/without-a-name/groups/{row.code}/revise/").content.decode()
        assert ending.manifest_of(row)[0] in page and TELLS["group"] in page
        told = {**TELLS, "group": "another", "specimens": ending.manifest_of(row)[0]}
        assert browser.post(f"{LEAD}/without-a-name/groups/{row.code}/revise/", told).status_code == 302
        row.refresh_from_db()
        assert row.group == "another" and len(ending.manifest_of(row)) == 1

    @pytest.mark.parametrize("role", [Role.ANTHROPOLOGIST, Role.TECHNICIAN, Role.ADMINISTRATOR])
    def test_who_may_not_see_endings_sees_none(self, scene: Scene, role: Any) -> None:
        code, browser = written(scene).code, scene.client(role)
        paths = (
            "without-a-name/",
            f"without-a-name/groups/{code}/",
            f"without-a-name/groups/{code}/manifest.pdf",
            f"without-a-name/groups/{code}/sign/",
        )
        for path in paths:
            assert browser.get(f"{LEAD}/{path}").status_code == 404

    def test_the_paper(self, scene: Scene) -> None:
        row = written(scene)
        draft = " ".join(pages_of(papers_ending.manifest_paper(scene.seat(Role.CUSTODY), row)))
        assert "Signed for 0 of 2 nations" in " ".join(draft.split())
        row = signed(scene)
        seat = scene.seat(Role.CUSTODY)
        first = papers_ending.manifest_paper(seat, row)
        assert first == papers_ending.manifest_paper(seat, row)
        said = " ".join(" ".join(pages_of(first)).split())
        for words in ("Northland", "Southland", "Buttons and boots", "120.5", "Received by", *ending.manifest_of(row)):
            assert words in said, words
        ending.reverse(scene.seat(Role.EXAMINER), row, reason="the uniform was exchanged")
        row.refresh_from_db()
        assert "VOID" in " ".join(pages_of(papers_ending.manifest_paper(seat, row)))

    def test_the_desk(self, scene: Scene) -> None:
        row = written(scene)
        (waits,) = desk.alarms(scene.seat(Role.REVIEWER))
        assert row.code in waits.sentence and waits.weight == 3
        assert not list(desk.alarms(scene.seat(Role.HISTORIAN)))
        assert [one.code for one in desk.search(scene.seat(Role.HISTORIAN), row.code)] == [row.code]
        assert not list(desk.search(scene.seat(Role.ANTHROPOLOGIST), row.code))


class TestUnresolved:
    def test_from_a_box_to_its_end(self, scene: Scene) -> None:
        where = box(scene)
        some = bones(scene, 2, where)
        browser = scene.client(Role.EXAMINER)
        assert where.code in browser.get(f"{LEAD}/without-a-name/unresolved/boxes/").content.decode().replace("<wbr>", "")
        told = {"ground": "No profile.", "exhumation": "with leave"}
        assert browser.get(f"{LEAD}/without-a-name/unresolved/boxes/{where.code}/").status_code == 200
        assert browser.post(f"{LEAD}/without-a-name/unresolved/boxes/{where.code}/", told).status_code == 302
        row = Unresolved.objects.get()
        here = f"{LEAD}/without-a-name/unresolved/{row.code}/"
        assert row.members.count() == len(some) and "No profile." in browser.get(here).content.decode()
        again = browser.post(f"{LEAD}/without-a-name/unresolved/boxes/{where.code}/", told).content.decode()
        assert "no bones that are free" in again
        assert browser.post(f"{here}act/compare/", {"on": "2000-01-01", "words": "x"}).status_code == 200
        today = row.made.date().isoformat()
        assert browser.post(f"{here}act/compare/", {"on": today, "words": "nothing new"}).status_code == 302
        assert "nothing new" in browser.get(here).content.decode()
        assert browser.post(f"{here}act/end/", {"reason": "a tooth gave a profile"}).status_code == 302
        assert "Ended: something was found." in browser.get(here).content.decode()
        page = browser.get(f"{LEAD}/without-a-name/").content.decode()
        assert row.code in page and "a tooth gave a profile" in page
        assert scene.client(Role.HISTORIAN).get(f"{here}act/end/").status_code == 404

    def test_strangers_find_nothing(self, scene: Scene) -> None:
        row = write_up(scene)
        assert scene.client(scene.stranger_user).get(f"{LEAD}/without-a-name/unresolved/{row.code}/").status_code == 404
        assert scene.client(scene.stranger_user).get(f"/i/other/home/without-a-name/unresolved/{row.code}/").status_code == 404
