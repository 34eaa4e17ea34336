"""T-23 and T-24 light, and the exercise's doors: who comes in, how, and how soon somebody is out again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client

from repatria.registry.api.actions import end_token, make_token
from repatria.registry.assurance.routes import body
from repatria.registry.custody import actions as custody
from repatria.registry.people import actions
from repatria.registry.people.models import User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry, seat_of
from repatria.registry.testing.scene import PASSWORD, Scene
from repatria.registry.web import POLICY

DESK, LOGIN, LOGOUT = "/i/heron/", "/accounts/login/", "/accounts/logout/"


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME = replace(settings.HOME, folder=tmp_path)
    cache.clear()  # failed log-ins of other tests
    yield
    cache.clear()


@pytest.fixture
def player(scene: Scene) -> User:
    """An account that plays the custody officer of the exercise."""
    user = actions.add_user(TheRegistry(), "plays.custody", name="Custody", stands_in="custody")
    actions.give_role(TheRegistry(scene.heron), user, incident=scene.heron, role=Role.CUSTODY)
    return user


class TestTheExercisesDoors:
    def test_one_click_on_this_machine(self, player: User, settings: Any) -> None:
        """The control of the refusals below."""
        settings.LOOPBACK = True
        browser = Client()
        assert browser.post("/enter/heron/custody/").status_code == 302
        assert browser.get(DESK).status_code == 200

    def test_it_is_not_there_beyond_this_machine(self, player: User, settings: Any) -> None:
        settings.LOOPBACK = False
        assert Client().post("/enter/heron/custody/").status_code == 404

    @pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host"])
    def test_it_is_not_there_through_somebody_else_s_server(self, player: User, settings: Any, header: str) -> None:
        settings.LOOPBACK = True
        assert Client(headers={header: "127.0.0.1"}).post("/enter/heron/custody/").status_code == 404

    @pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::1", "", "none"])
    def test_it_is_not_there_for_a_visitor_from_elsewhere(self, player: User, settings: Any, address: str) -> None:
        settings.LOOPBACK = True
        assert Client(REMOTE_ADDR=address).post("/enter/heron/custody/").status_code == 404

    def test_it_is_not_there_for_a_record(self, scene: Scene, player: User, settings: Any) -> None:
        settings.LOOPBACK = True
        actions.give_role(TheRegistry(scene.record), player, incident=scene.record, role=Role.CUSTODY)
        assert Client().post("/enter/record/custody/").status_code == 404

    def test_it_never_opens_onto_a_real_account(self, scene: Scene, settings: Any) -> None:
        settings.LOOPBACK = True
        assert Client().post("/enter/heron/custody/").status_code == 404

    def test_it_opens_to_a_click_only_and_with_a_token(self, player: User, settings: Any) -> None:
        settings.LOOPBACK = True
        assert Client().get("/enter/heron/custody/").status_code == 405
        assert Client(enforce_csrf_checks=True).post("/enter/heron/custody/").status_code == 403

    @pytest.mark.parametrize("path", [DESK, "/", "/accounts/second/", "/i/heron/custody/"])
    def test_who_came_in_by_it_is_out_as_soon_as_it_closes(self, player: User, settings: Any, path: str) -> None:
        settings.LOOPBACK = True
        browser = Client()
        browser.post("/enter/heron/custody/")
        settings.LOOPBACK = False
        assert browser.get(path).status_code == 404


class TestComingIn:
    def test_guessing_is_stopped_even_when_the_guess_is_right_at_last(self, scene: Scene) -> None:
        scene.person("ewa", Role.CUSTODY, password=PASSWORD)
        browser = Client()
        for number in range(10):
            browser.post(LOGIN, {"login": "ewa", "password": f"wrong guess number {number}"})
        browser.post(LOGIN, {"login": "ewa", "password": PASSWORD})
        assert "_auth_user_id" not in browser.session
        cache.clear()  # the control: the pause over, the right word opens
        browser.post(LOGIN, {"login": "ewa", "password": PASSWORD})
        assert "_auth_user_id" in browser.session

    def test_the_session_is_another_after_logging_in(self, scene: Scene) -> None:
        scene.person("ewa", Role.CUSTODY, password=PASSWORD)
        browser = Client()
        before = browser.session
        before["somebody"] = "planted this"
        before.save()
        browser.cookies["sessionid"] = planted = str(before.session_key)
        browser.post(LOGIN, {"login": "ewa", "password": PASSWORD})
        assert browser.cookies["sessionid"].value != planted
        assert "_auth_user_id" not in Client(cookies=None).session
        stranger = Client()
        stranger.cookies["sessionid"] = planted
        assert stranger.get(DESK).status_code == 302

    def test_a_password_alone_shows_nothing(self, scene: Scene) -> None:
        scene.person("ewa", Role.CUSTODY, password=PASSWORD)
        browser = Client()
        browser.post(LOGIN, {"login": "ewa", "password": PASSWORD})
        for path in (DESK, "/i/heron/custody/", "/"):
            answer = browser.get(path)
            assert (answer.status_code, answer.headers.get("Location")) == (302, "/accounts/second/totp/activate/")

    def test_with_a_second_factor_the_password_is_only_half(self, scene: Scene) -> None:
        user = scene.person("ewa", Role.CUSTODY, password=PASSWORD)
        totp.TOTP.activate(user, totp.generate_totp_secret())
        browser = Client()
        answer = browser.post(LOGIN, {"login": "ewa", "password": PASSWORD})
        assert answer.headers["Location"] == "/accounts/second/authenticate/"
        assert "_auth_user_id" not in browser.session
        assert browser.get(DESK).headers["Location"].startswith(LOGIN)

    def test_nobody_sets_up_a_second_factor_for_somebody_else(self, scene: Scene) -> None:
        mine = scene.person("ewa", Role.CUSTODY, password=PASSWORD)
        theirs = scene.person("finn", Role.CUSTODY, password=PASSWORD)
        browser = Client()
        browser.post(LOGIN, {"login": "ewa", "password": PASSWORD})
        browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert browser.get(f"/accounts/second/totp/activate/?user={theirs.pk}").status_code == 200
        secret = browser.session["mfa.totp.secret"]
        code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
        told = {"code": code, "user": theirs.pk, "user_id": theirs.pk, "username": "finn"}
        browser.post(f"/accounts/second/totp/activate/?user={theirs.pk}", told)
        owners = set(Authenticator.objects.filter(type=Authenticator.Type.TOTP).values_list("user_id", flat=True))
        assert theirs.pk not in owners
        assert mine.pk in owners, "the control: one's own was set up"

    def test_nobody_signs_up(self, db: None) -> None:
        before = User.objects.count()
        Client().post("/accounts/signup/", {"username": "zoe", "password1": PASSWORD, "password2": PASSWORD})
        assert User.objects.count() == before


class TestGoingOut:
    def test_it_takes_a_click_with_a_token(self, scene: Scene) -> None:
        browser = scene.client(Role.CUSTODY)
        browser.get(LOGOUT)
        assert browser.get(DESK).status_code == 200
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = browser.cookies
        assert strict.post(LOGOUT).status_code == 403
        assert browser.get(DESK).status_code == 200
        browser.post(LOGOUT)
        assert browser.get(DESK).status_code == 302

    def test_an_ended_role_is_over_with_the_next_request(self, scene: Scene) -> None:
        browser, key = scene.client(Role.CUSTODY), make_token(scene.seat(Role.CUSTODY), name="x", verbs=["custody.read"])[1]
        seat = scene.seat(Role.CUSTODY)
        assert browser.get("/i/heron/custody/").status_code == 200
        assert machine(key) == 200
        row = scene.users[Role.CUSTODY].memberships.get()
        actions.end_role(TheRegistry(scene.heron), row, reason="left")
        assert browser.get("/i/heron/custody/").status_code == 404
        assert machine(key) == 401
        assert seat.may("custody.read"), "the control: a seat kept from before would still have passed"

    def test_a_closed_account_is_out_with_the_next_request(self, scene: Scene) -> None:
        browser, key = scene.client(Role.CUSTODY), make_token(scene.seat(Role.CUSTODY), name="x", verbs=["custody.read"])[1]
        assert machine(key) == 200
        actions.close_user(TheRegistry(), scene.users[Role.CUSTODY], reason="left")
        assert browser.get("/i/heron/custody/").status_code == 302
        assert machine(key) == 401

    def test_an_ended_key_opens_nothing(self, scene: Scene) -> None:
        seat = scene.seat(Role.CUSTODY)
        token, key = make_token(seat, name="x", verbs=["custody.read"])
        assert machine(key) == 200
        end_token(seat, token)
        assert machine(key) == 401

    def test_a_demoted_person_does_the_next_act_no_more(self, scene: Scene) -> None:
        browser = scene.client(Role.CUSTODY)
        box = custody.take(scene.seat(Role.CUSTODY), what="box", giver="the other side")
        user = scene.users[Role.CUSTODY]
        actions.give_role(TheRegistry(scene.heron), user, incident=scene.heron, role=Role.HISTORIAN)
        row = user.memberships.get(role=Role.CUSTODY)
        actions.end_role(TheRegistry(scene.heron), row, reason="other work")
        assert browser.post(f"/i/heron/custody/{box.code}/act/weigh/", {"mass_g": "1.000"}).status_code == 404
        assert browser.get(f"/i/heron/custody/{box.code}/").status_code == 200
        assert seat_of(user, "heron").roles == {"historian"}


def machine(key: str) -> int:
    return int(Client(headers={"Authorization": f"Bearer {key}"}).get("/api/i/heron/custody/items").status_code)


@pytest.mark.parametrize(
    "path", ["/", "/health", "/style/", LOGIN, "/nowhere/", "/i/heron/", "/static/house.css", "/static/none"]
)
def test_every_answer_carries_the_same_strict_headers(scene: Scene, path: str) -> None:
    answer = Client().get(path)
    body(answer)  # a file is read to its end, and closed
    assert "frame-ancestors 'none'" in POLICY
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY and "script-src 'self';" in POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    if not path.startswith("/static/"):
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "no-store" in answer.headers["Cache-Control"]
