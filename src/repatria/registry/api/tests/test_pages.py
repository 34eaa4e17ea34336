"""The pages about keys: made once, shown once, ended at once, one's own only."""

from __future__ import annotations

import html
import re

from django.test import Client

from repatria.registry.api import actions
from repatria.registry.api.models import Token
from repatria.registry.api.tests.asking import Program
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

PAGE = "/i/heron/api/keys/"
TOLD = {"name": "scanner", "days": "10", "verbs": ["custody.read", "codes.read"]}


def make(browser: Client) -> str:
    """Make a key by its page and read it from the answer."""
    said = browser.post(PAGE, TOLD).content.decode()
    found = re.search(r'id="key">(rp_[^<]+)<', said)
    assert found is not None
    return html.unescape(found[1])


class TestKeys:
    def test_a_key_is_shown_once_and_works(self, scene: Scene) -> None:
        browser = scene.client(Role.CUSTODY)
        key = make(browser)
        assert Program(key).get("/custody/items").status_code == 200
        assert Program(key).get("/custody/receivers").status_code == 404
        shown = browser.get(PAGE).content.decode()
        assert "scanner" in shown and key not in shown
        assert Entry.objects.filter(tag="api.token_made").count() == 1
        assert key.encode() not in bytes(Entry.objects.get(tag="api.token_made").body)

    def test_it_can_be_ended_and_stops_at_once(self, scene: Scene) -> None:
        browser = scene.client(Role.CUSTODY)
        key = make(browser)
        answer = browser.post(f"{PAGE}{Token.objects.get().pk}/end/")
        assert answer.status_code == 302
        assert Program(key).get("/custody/items").status_code == 401
        assert "works no longer" in browser.get(PAGE).content.decode()

    def test_nobody_sees_or_ends_the_key_of_another(self, scene: Scene) -> None:
        token, _key = actions.make_token(scene.seat(Role.CUSTODY), name="theirs", verbs=["custody.read"])
        browser = scene.client("second custody")
        assert "theirs" not in browser.get(PAGE).content.decode()
        assert browser.post(f"{PAGE}{token.pk}/end/").status_code == 404
        assert Token.objects.get().ended is None

    def test_only_what_one_may_do_is_offered(self, scene: Scene) -> None:
        said = scene.client(Role.ANTHROPOLOGIST).get(PAGE).content.decode()
        assert 'value="inventory.enter"' in said
        assert 'value="claims.read"' not in said and 'value="api.tokens"' not in said
        refused = scene.client(Role.ANTHROPOLOGIST).post(PAGE, {**TOLD, "verbs": ["claims.read"]})
        assert refused.status_code == 200 and not Token.objects.exists()

    def test_what_is_wrong_stands_beside_the_field(self, scene: Scene) -> None:
        said = scene.client(Role.CUSTODY).post(PAGE, {"name": "", "days": "400"}).content.decode()
        assert said.count('aria-invalid="true"') >= 2
        assert not Token.objects.exists()

    def test_a_stranger_finds_no_page(self, scene: Scene) -> None:
        for page in ("keys/", "keys/endpoints/"):
            assert scene.client(scene.stranger_user).get(f"/i/heron/api/{page}").status_code == 404


class TestEndpoints:
    def test_every_operation_stands_on_one_page_without_a_script_of_its_own(self, scene: Scene) -> None:
        from repatria.registry.api.urls import api

        browser = scene.client(Role.AUDITOR)
        answer = browser.get("/i/heron/api/keys/endpoints/")
        said = answer.content.decode()
        for path in api.get_openapi_schema()["paths"]:
            assert html.escape(path.removeprefix("/api/i/{incident}")) in said
        assert "'self'" in answer.headers["Content-Security-Policy"]
        assert re.findall(r"<script(?![^>]*\bsrc=)", said) == []
        assert "Exercise: everyone here is invented." in said

    def test_the_desk_leads_to_the_keys(self, scene: Scene) -> None:
        assert PAGE in scene.client(Role.AUDITOR).get("/i/heron/").content.decode()
