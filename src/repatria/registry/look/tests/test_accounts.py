"""The account pages in the house's look, walked through by somebody new: password, second factor, recovery codes, switching off."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client

from repatria.registry.testing.scene import PASSWORD, Scene

pytestmark = pytest.mark.django_db


def read(answer: Any) -> str:
    """The page, which must be one of the house: one h1, no script or style in it, no outside address."""
    page: str = answer.content.decode()
    assert answer.status_code == 200 and page.count("<h1>") == 1 and 'id="main"' in page
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|https?://", page)
    return page


def test_somebody_new_sets_up_the_second_factor_and_takes_recovery_codes(scene: Scene, client: Client) -> None:
    scene.person("nina", "custody", password=PASSWORD)
    read(client.get("/accounts/login/"))
    client.post("/accounts/login/", {"login": "nina", "password": PASSWORD})
    page = read(client.get("/accounts/second/totp/activate/"))
    assert "data:image/svg+xml" in page
    secret = re.search(r'id="secret"[^>]*value="([A-Z2-7]+)"', page)
    assert secret is not None
    wrong = read(client.post("/accounts/second/totp/activate/", {"code": "x"}))
    assert "This was not written yet." in wrong
    code = totp.format_hotp_value(totp.hotp_value(secret[1], int(time.time()) // 30))
    client.post("/accounts/second/totp/activate/", {"code": code})
    assert "switched on" in read(client.get("/accounts/second/"))
    assert "Is it you?" in read(client.get("/accounts/second/codes/generate/", follow=True))
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/second/codes/generate/")
    codes = read(client.get("/accounts/second/codes/"))
    assert codes.count("<code>") >= 8 and "Unused" in codes
    assert "stop working" in read(client.get("/accounts/second/codes/generate/"))
    assert "Switch it off" in read(client.get("/accounts/second/totp/deactivate/"))
    read(client.get("/accounts/password/change/"))
    read(client.get("/accounts/logout/"))


def test_a_wrong_password_is_told_beside_the_form(scene: Scene, client: Client) -> None:
    page = read(client.post("/accounts/login/", {"login": "nobody", "password": "not it"}))
    assert 'role="alert"' in page


def test_nobody_signs_up(scene: Scene, client: Client) -> None:
    assert "Nobody signs up here" in read(client.get("/accounts/signup/"))
