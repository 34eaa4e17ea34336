"""The pages of custody: what the holder, a colleague, a stranger and the wrong verb get."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from repatria.registry.custody import actions
from repatria.registry.custody.models import Holding, Item, Transfer
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene


@pytest.fixture
def box(scene: Scene) -> Item:
    seat = scene.seat(Role.CUSTODY)
    place = actions.name_place(seat, name="Harbour", longitude=127.4, latitude=39.2, within_km=2.0)
    return actions.take(seat, what="box 1", giver="the other side", place=place)


@pytest.fixture
def key(db: None) -> None:
    """A signing key and a witness, as `registry init` makes them."""
    from django.conf import settings

    from repatria.registry.journal import heading, heads

    if not (settings.HOME.keys / heading.KEY).exists():
        heads.generate(settings.HOME.keys / heading.KEY)


def url(item: Item, rest: str = "") -> str:
    return f"/i/heron/custody/{item.code}/{rest}"


def without_token(answer: Any) -> str:
    """The page without the token against forged requests, which differs each time."""
    return re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")[^"]+', "", answer.content.decode())


class TestTheItemPage:
    def test_it_shows_the_line_and_the_mark_of_the_exercise(self, scene: Scene, box: Item) -> None:
        text = scene.client(Role.CUSTODY).get(url(box)).content.decode()
        assert "Exercise: everyone here is invented." in text
        assert "Harbour" in text
        assert "<svg" in text

    def test_a_gap_in_the_line_raises_an_alarm_here_and_on_the_desk(self, scene: Scene, box: Item) -> None:
        held = Holding.objects.get(item=box)
        Holding.objects.filter(pk=held.pk).update(until=held.since)
        Holding.objects.create(item=box, holder=scene.users[Role.CUSTODY], since=datetime(2099, 1, 1, tzinfo=UTC))
        browser = scene.client(Role.CUSTODY)
        assert "Nobody answers for this item" in browser.get(url(box)).content.decode()
        assert "nobody answers for a stretch" in browser.get("/i/heron/").content.decode()

    def test_a_stranger_finds_nothing_and_cannot_tell(self, scene: Scene, box: Item) -> None:
        stranger = scene.client(scene.stranger_user)
        theirs, nothing = stranger.get(url(box)), stranger.get("/i/heron/custody/HERON-C99999-0/")
        assert theirs.status_code == nothing.status_code == 404
        assert without_token(theirs) == without_token(nothing)

    def test_nobody_gets_the_log_in_page(self, box: Item) -> None:
        from django.test import Client

        assert Client().get(url(box)).status_code == 302


class TestActing:
    def test_the_whole_hand_over_through_the_pages(self, scene: Scene, box: Item) -> None:
        giver, receiver = scene.client(Role.CUSTODY), scene.client(scene.users["second custody"])
        told = {"to": scene.users["second custody"].pk, "reason": "to the laboratory"}
        assert giver.post(url(box, "act/hand-over/"), told).status_code == 302
        offer = Transfer.objects.get()
        assert "box 1" in receiver.get("/i/heron/custody/").content.decode()
        assert receiver.post(url(box, f"hand-overs/{offer.pk}/accept/")).status_code == 302
        assert Holding.objects.get(item=box, until__isnull=True).holder == scene.users["second custody"]

    def test_a_refusal_is_said_on_the_form(self, scene: Scene, box: Item) -> None:
        text = scene.client(scene.users["second custody"]).post(url(box, "act/weigh/"), {"mass_g": "3"}).content.decode()
        assert "not by you" in text

    def test_asking_twice_is_a_tick_on_the_form(self, scene: Scene, box: Item) -> None:
        browser = scene.client(Role.CUSTODY)
        first = browser.post(url(box, "act/destroy/"), {"reason": "rotten"})
        assert "cannot be brought back" in first.content.decode()
        assert browser.post(url(box, "act/destroy/"), {"reason": "rotten", "sure": "on"}).status_code == 302

    def test_an_answer_by_get_is_refused(self, scene: Scene, box: Item) -> None:
        offer = actions.offer(scene.seat(Role.CUSTODY), box, to=scene.users["second custody"], reason="x")
        browser = scene.client(scene.users["second custody"])
        assert browser.get(url(box, f"hand-overs/{offer.pk}/accept/")).status_code == 405

    def test_parts_that_cannot_be_read_are_refused_with_their_line(self, scene: Scene, box: Item) -> None:
        told = {"parts": "left; 1.5; 1\nright; ١; 1", "reason": "x", "sure": "on"}
        assert "line 2" in scene.client(Role.CUSTODY).post(url(box, "act/split/"), told).content.decode()


class TestFinding:
    def test_a_scan_goes_straight_to_the_item(self, scene: Scene, box: Item) -> None:
        answer = scene.client(Role.CUSTODY).post("/i/heron/custody/scan/", {"code": f" {box.code.lower()} "})
        assert answer.headers["Location"] == url(box)

    def test_the_search_field_finds_it_by_any_number(self, scene: Scene, box: Item) -> None:
        from repatria.registry.codes.actions import give_identifier

        give_identifier(scene.seat(Role.CUSTODY), box.thing, issuer="CIL", value="CIL 2017-353")
        browser = scene.client(Role.CUSTODY)
        for text in ("2017-353", "CIL 2017-353", "cil2017/0353", box.code):
            assert box.code in browser.get("/i/heron/search/", {"q": text}).content.decode()

    @pytest.mark.parametrize(
        ("typed", "said"), [("C00001", "completed"), ("heron-c00001", "completed"), ("HERON-C00001-9", "check digit")]
    )
    def test_a_code_typed_in_part_leads_to_its_thing(self, scene: Scene, box: Item, typed: str, said: str) -> None:
        text = scene.client(Role.CUSTODY).get("/i/heron/search/", {"q": typed}).content.decode()
        assert box.code in text
        assert said in text
        assert box.code not in scene.client(scene.stranger_user).get("/i/other/search/", {"q": typed}).content.decode()


class TestPapers:
    def test_the_receipt_of_an_accepted_hand_over_is_a_pdf(self, scene: Scene, box: Item, key: None) -> None:
        offer = actions.offer(scene.seat(Role.CUSTODY), box, to=scene.users["second custody"], reason="to the laboratory")
        browser = scene.client(Role.CUSTODY)
        assert browser.get(url(box, f"hand-overs/{offer.pk}/receipt/")).status_code == 404
        actions.accept(scene.seat("second custody"), offer)
        answer = browser.get(url(box, f"hand-overs/{offer.pk}/receipt/"))
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")

    def test_a_label_is_a_pdf(self, scene: Scene, box: Item) -> None:
        assert scene.client(Role.AUDITOR).get(url(box, "label/")).content.startswith(b"%PDF")
