"""T-21 and T-25 for the machine entrance: every operation of its own description × {no key, wrong key, weak key, other incident}."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from repatria.registry.api.actions import make_token
from repatria.registry.api.urls import api
from repatria.registry.assurance import auditing
from repatria.registry.assurance.outcome import Outcome
from repatria.registry.custody import actions as custody
from repatria.registry.journal import recording
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role, verbs
from repatria.registry.people.seats import Seat
from repatria.registry.testing.scene import Scene

OPEN_OPERATIONS = {"/api/openapi.json": "the description itself, the same for everybody"}


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> None:
    settings.HOME = replace(settings.HOME, folder=tmp_path)


def operations() -> list[tuple[str, str]]:
    """(method, path) of every operation that the entrance describes."""
    paths = api.get_openapi_schema(path_prefix="/api/")["paths"]
    return [(method.upper(), path) for path, told in paths.items() for method in told]


def filled(path: str, code: str, incident: str = "heron") -> str:
    """A path with its parts filled in; whole numbers where the form of the part asks for one."""

    def part(match: re.Match[str]) -> str:
        name = match[1].split(":")[-1]
        return incident if name == "incident" else code if name in ("code", "specimen") else "999999999"

    return re.sub(r"\{([^}]+)\}", part, path)


def call(key: str, method: str, path: str, once: str = "") -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    if once:
        headers["Idempotency-Key"] = once
    return Client(headers=headers).generic(method, path, data="{}", content_type="application/json")


def all_my_verbs(seat: Seat) -> list[str]:
    return [verb for verb in verbs() if seat.may(verb)]


def test_every_operation_asks_who_and_what(scene: Scene, seed: int, tell: Callable[[Outcome], Outcome]) -> None:
    began, asked, wrong = time.monotonic(), 0, []
    box = custody.take(scene.seat(Role.CUSTODY), what="box", giver="the other side")
    mine, stranger = scene.seat(Role.CUSTODY), scene.stranger
    weak = make_token(mine, name="weak", verbs=["api.tokens"])[1]  # a verb that no operation asks for
    foreign = make_token(stranger, name="foreign", verbs=all_my_verbs(stranger))[1]
    before = auditing.content()
    assert len(operations()) > 3
    for number, (method, path) in enumerate(operations()):
        own, never = filled(path, box.code), filled(path, "HERON-C99990-0")
        once = f"never-{number:06d}"
        for key in ("", "rp_no-such-key"):
            asked += 1
            status = call(key, method, own, once).status_code
            wrong += [f"{method} {path} with {key or 'no key'}: {status}"] if status != 401 else []
        for name, key in (("a key without the verb", weak), ("a key of another incident", foreign)):
            there, gone = quietly(key, method, own, once), quietly(key, method, never, once)
            asked += 1
            if there[0] < 400 or there[0] >= 500 or there != gone:
                wrong.append(f"{method} {path} with {name}: {there[0]} against {gone[0]}")
    assert auditing.changed(before, auditing.content()) == []
    key = make_token(mine, name="whole", verbs=all_my_verbs(mine))[1]
    answered = [
        path for method, path in operations() if method == "GET" and quietly(key, method, filled(path, box.code))[0] == 200
    ]
    tell(
        Outcome(
            "T-21 machine",
            "every operation of the machine entrance: nothing without a key, its verb and its incident",
            asked,
            len(wrong),
            f"with the right key {len(answered)} of them answer the same request",
            seed,
            time.monotonic() - began,
            note=f"{len(operations())} operations, found in the entrance's own description.",
        )
    )
    assert wrong == []
    assert answered, "the control: with the right key something is answered"


class Undone(Exception):
    """Takes back what an answer may have written."""


def quietly(key: str, method: str, path: str, once: str = "") -> tuple[int, bytes]:
    told = (0, b"")
    try:
        with transaction.atomic():
            answer = call(key, method, path, once)
            told = (answer.status_code, answer.content)
            raise Undone
    except Undone:
        return told


def test_an_act_through_the_machine_leaves_its_entry_or_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    seat = scene.seat(Role.CUSTODY)
    box = custody.take(seat, what="box", giver="the other side")
    key = make_token(seat, name="scanner", verbs=["custody.read", "custody.hand_over", "codes.read"])[1]
    path = f"/api/i/heron/custody/items/{box.code}/offers"
    body = {"to": scene.users["second custody"].code, "reason": "to the laboratory"}
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "offer-0001"}
    before, real = auditing.content(), recording.append

    def broken(*_: Any, **__: Any) -> Any:
        raise OSError("the journal cannot be written")

    monkeypatch.setattr(recording, "append", broken)
    browser = Client(headers=headers, raise_request_exception=False)
    assert browser.post(path, body, content_type="application/json").status_code >= 500
    assert auditing.changed(before, auditing.content()) == []
    monkeypatch.setattr(recording, "append", real)  # the control: with a journal the same request is done, with its entry
    assert browser.post(path, body, content_type="application/json").status_code == 200
    assert Entry.objects.order_by("-seq").first().tag == "custody.offered"
