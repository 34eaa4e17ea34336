"""Erasures through the machine entrance: two keys, twice asked."""

from __future__ import annotations

from collections.abc import Callable

from repatria.registry.api.tests.asking import Program
from repatria.registry.people import actions
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

At = Callable[[str], Program]


def test_asked_with_one_key_and_carried_out_with_another(scene: Scene, at: At) -> None:
    user = scene.person("dara", Role.CUSTODY)
    actions.close_user(TheRegistry(), user, reason="left")
    told = {"about": user.code, "reason": "asked by letter"}
    assert at(Role.ADMINISTRATOR).post("/erasing/", **told).status_code == 409
    made = at(Role.ADMINISTRATOR).post("/erasing/", **told, sure=True)
    assert made.status_code == 200, made.content
    number = at(Role.ADMINISTRATOR).get("/erasing/").json()["rows"][0]["number"]
    assert at(Role.ADMINISTRATOR).post(f"/erasing/{number}/carry-out", sure=True).status_code == 403
    assert at(Role.CASUALTY).post(f"/erasing/{number}/carry-out").status_code == 409
    assert at(Role.CASUALTY).post(f"/erasing/{number}/carry-out", sure=True).status_code == 200
    assert at(Role.AUDITOR).get(f"/erasing/{number}").json()["row"]["state"] == "done"
    assert at(Role.CASUALTY).post(f"/erasing/{number}/decline", reason="late").status_code == 409


def test_others_do_not_find_it(at: At) -> None:
    assert at(Role.CUSTODY).get("/erasing/").status_code == 404
    assert at(Role.CASUALTY).post("/erasing/", about="u-0001", reason="x", sure=True).status_code == 404
