"""Keys, seats and the promise that an act is done once."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from repatria.registry.api import actions, forgetting
from repatria.registry.api.models import Answer
from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Item, Transfer
from repatria.registry.journal import clock
from repatria.registry.people import erasing
from repatria.registry.people.models import Membership
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.testing.scene import Scene

VERBS = ["custody.read", "custody.hand_over", "codes.read"]


@pytest.fixture
def box(scene: Scene) -> Item:
    return custody.take(scene.seat(Role.CUSTODY), what="box", giver="the other side")


@pytest.fixture
def key(scene: Scene) -> str:
    return actions.make_token(scene.seat(Role.CUSTODY), name="scanner", verbs=VERBS)[1]


def call(key: str, method: str, path: str, body: Any = None, once: str = "") -> Any:
    headers = {"Authorization": f"Bearer {key}", **({"Idempotency-Key": once} if once else {})}
    return getattr(Client(headers=headers), method)(
        f"/api{path}", **({"data": json.dumps(body), "content_type": "application/json"} if body is not None else {})
    )


class TestReading:
    def test_it_reads_items_with_the_mark_of_the_exercise(self, key: str, box: Item) -> None:
        answer = call(key, "get", "/i/heron/custody/items").json()
        assert answer["notice"] == "Exercise: everyone here is invented."
        assert [row["code"] for row in answer["rows"]] == [box.code]

    def test_without_a_key_nothing_is_said(self, box: Item) -> None:
        assert Client().get(f"/api/i/heron/custody/items/{box.code}").status_code == 401

    def test_what_is_not_there_and_what_is_not_yours_look_alike(self, scene: Scene, box: Item) -> None:
        other = actions.make_token(scene.stranger, name="x", verbs=["custody.read"])[1]
        theirs = call(other, "get", f"/i/heron/custody/items/{box.code}")
        nothing = call(other, "get", "/i/nowhere/custody/items/x")
        assert (theirs.status_code, theirs.json()["said"]) == (nothing.status_code, nothing.json()["said"])
        assert theirs.status_code == 404


class TestOnce:
    def test_the_same_key_does_the_act_once(self, scene: Scene, key: str, box: Item) -> None:
        body = {"to": scene.users["second custody"].code, "reason": "to the laboratory"}
        first = call(key, "post", f"/i/heron/custody/items/{box.code}/offers", body, "offer-0001")
        again = call(key, "post", f"/i/heron/custody/items/{box.code}/offers", body, "offer-0001")
        assert first.status_code == again.status_code == 200
        assert first.json() == again.json()
        assert Transfer.objects.count() == 1

    def test_a_key_for_another_request_is_refused(self, scene: Scene, key: str, box: Item) -> None:
        body = {"to": scene.users["second custody"].code, "reason": "to the laboratory"}
        call(key, "post", f"/i/heron/custody/items/{box.code}/offers", body, "offer-0001")
        other = call(key, "post", f"/i/heron/custody/items/{box.code}/offers", {**body, "reason": "x"}, "offer-0001")
        assert other.status_code == 409

    def test_an_answer_is_not_kept_for_ever_and_its_act_is_not_done_again(self, scene: Scene, key: str, box: Item) -> None:
        body = {"to": scene.users["second custody"].code, "reason": "to the laboratory"}
        path = f"/i/heron/custody/items/{box.code}/offers"
        call(key, "post", path, body, "offer-0001")
        assert forgetting.forget_old(scene.heron) == 0, "a fresh one is kept"
        Answer.objects.update(at=clock.now() - timedelta(days=forgetting.DAYS + 1))
        assert forgetting.forget_old(scene.heron) == 1 and forgetting.forget_old(scene.heron) == 0
        again = call(key, "post", path, body, "offer-0001")
        assert again.status_code == 409 and "not kept any longer" in again.json()["said"]
        assert Transfer.objects.count() == 1

    def test_an_erasure_forgets_every_answer_of_its_incident(self, scene: Scene, key: str, box: Item) -> None:
        body = {"to": scene.users["second custody"].code, "reason": "to the laboratory"}
        call(key, "post", f"/i/heron/custody/items/{box.code}/offers", body, "offer-0001")
        asked = erasing.ask(scene.seat(Role.ADMINISTRATOR), box.code, reason="asked for", sure=True)
        erasing.carry_out(scene.seat(Role.EXAMINER), asked, sure=True)
        assert [one.body for one in Answer.objects.all()] == [forgetting.GONE]

    def test_an_act_without_a_key_is_refused(self, key: str, box: Item) -> None:
        answer = call(key, "post", f"/i/heron/custody/items/{box.code}/offers", {"to": "", "reason": "x"})
        assert answer.status_code == 422
        assert not Transfer.objects.exists()

    def test_a_refused_act_may_be_tried_again_with_its_key(self, scene: Scene, key: str, box: Item) -> None:
        path = f"/i/heron/custody/items/{box.code}/offers"
        assert call(key, "post", path, {"to": "u-9999", "reason": "x"}, "offer-0002").status_code == 422
        body = {"to": scene.users["second custody"].code, "reason": "x"}
        assert call(key, "post", path, body, "offer-0002").status_code == 200


class TestAddresses:
    """What a program writes wrongly is told to it in JSON, and never answered with something else."""

    @pytest.mark.parametrize("path", ["/nothing", "/i/heron/nothing", "/i/heron/custody/itemz", "/i/heron/custody/items/"])
    @pytest.mark.parametrize("method", ["get", "post", "delete"])
    def test_an_address_that_is_none_is_not_found(self, key: str, path: str, method: str) -> None:
        answer = call(key, method, path)
        assert (answer.status_code, answer.json()["kind"]) == (404, "NotFound")
        assert answer.headers["X-Notice"] == answer.json()["notice"] != ""
        assert call("rp_made-up", method, path).status_code == 401

    def test_a_word_of_the_query_that_is_not_taken_is_refused(self, key: str, box: Item) -> None:
        answer = call(key, "get", "/i/heron/custody/items?hodler=me")
        assert answer.status_code == 422 and "'hodler'" in answer.json()["said"] and "holder" in answer.json()["said"]
        answer = call(key, "get", f"/i/heron/custody/items/{box.code}?limit=3")
        assert answer.status_code == 422 and "limit" in answer.json()["said"]
        assert call(key, "get", "/i/heron/custody/items?holder=me&limit=3&offset=1").status_code == 200


class TestScopes:
    def test_a_key_does_no_more_than_it_was_given(self, scene: Scene, box: Item) -> None:
        reader = actions.make_token(scene.seat(Role.CUSTODY), name="reader", verbs=["custody.read"])[1]
        answer = call(reader, "post", f"/i/heron/custody/items/{box.code}/offers", {"to": "", "reason": "x"}, "offer-0001")
        assert answer.status_code == 404

    def test_it_refuses_verbs_that_its_maker_may_not_do(self, scene: Scene) -> None:
        with pytest.raises(Impossible, match="destroy"):
            actions.make_token(scene.seat(Role.AUDITOR), name="x", verbs=["custody.destroy"])

    def test_an_ended_key_stops_at_once(self, scene: Scene) -> None:
        token, key = actions.make_token(scene.seat(Role.CUSTODY), name="x", verbs=VERBS)
        actions.end_token(scene.seat(Role.CUSTODY), token)
        assert call(key, "get", "/i/heron/custody/items").status_code == 401

    def test_an_ended_role_stops_at_once(self, scene: Scene, key: str) -> None:
        from repatria.registry.people.actions import end_role
        from repatria.registry.people.seats import TheRegistry

        row = Membership.objects.get(user=scene.users[Role.CUSTODY], role=Role.CUSTODY)
        end_role(TheRegistry(scene.heron), row, reason="left")
        assert call(key, "get", "/i/heron/custody/items").status_code == 401

    def test_nobody_ends_the_key_of_another(self, scene: Scene) -> None:
        token, _ = actions.make_token(scene.seat(Role.CUSTODY), name="x", verbs=VERBS)
        with pytest.raises(NotFound):
            actions.end_token(scene.seat("second custody"), token)
