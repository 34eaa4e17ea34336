"""Pages of erasures, and the name of a closed account."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.people import actions, erasing
from repatria.registry.people.models import Erasure, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.testing.scene import Scene


@pytest.fixture
def left(scene: Scene) -> User:
    """Somebody who worked here and whose account was closed."""
    user = scene.person("dara", Role.CUSTODY)
    actions.close_user(TheRegistry(), user, reason="left")
    return user


def test_the_name_of_a_closed_account_is_erased(scene: Scene, left: User) -> None:
    row = erasing.ask(scene.seat(Role.ADMINISTRATOR), left.code, reason="asked by letter", sure=True)
    done = erasing.carry_out(scene.seat(Role.EXAMINER), row, sure=True)
    left.refresh_from_db()
    assert (left.first_name, left.username) == ("(erased)", f"(erased)-{left.pk}")
    assert (done.values_blanked, done.cells_blanked) == (2, 2)


def test_an_open_account_is_not_erased(scene: Scene) -> None:
    user = scene.users[Role.CUSTODY]
    with pytest.raises(Impossible, match="Close it first"):
        erasing.ask(scene.seat(Role.ADMINISTRATOR), user.code, reason="asked", sure=True)


@pytest.mark.parametrize("about", ["", "HERON-M00001-3", "u-999999", "u-0", "nobody", "u-"])
def test_what_is_not_here_is_not_found(scene: Scene, about: str) -> None:
    with pytest.raises(NotFound):
        erasing.ask(scene.seat(Role.ADMINISTRATOR), about, reason="asked", sure=True)


def test_what_was_asked_for_stays_readable(scene: Scene, left: User) -> None:
    row = erasing.ask(scene.seat(Role.ADMINISTRATOR), left.code, reason="asked", sure=True)
    with pytest.raises(DatabaseError, match="stays readable"), transaction.atomic():
        Erasure.objects.filter(pk=row.pk).update(reason="another")


class TestPages:
    def test_asked_twice_by_two_people(self, scene: Scene, left: User) -> None:
        asker, second, told = (
            scene.client(Role.ADMINISTRATOR),
            scene.client(Role.CASUALTY),
            {"about": left.code, "reason": "asked"},
        )
        first = asker.post("/i/heron/people/erasures/", told).content.decode()
        assert "gone for good" in first and not Erasure.objects.exists()
        answer = asker.post("/i/heron/people/erasures/", {**told, "sure": "on"})
        row = Erasure.objects.get()
        where = f"/i/heron/people/erasures/{row.pk}/"
        assert answer.headers["Location"] == where
        assert "somebody else looks at it" in asker.get(where).content.decode()
        assert left.code in second.get("/i/heron/").content.decode()
        assert "gone for good" in second.post(where).content.decode()
        assert second.post(where, {"sure": "on"}).status_code == 302
        row.refresh_from_db()
        shown = second.get(where).content.decode()
        assert row.state == "done" and f"<dd>{row.cells_blanked}</dd>" in shown

    def test_a_stranger_code_is_said_beside_the_field(self, scene: Scene) -> None:
        told = {"about": "HERON-M99999-1", "reason": "asked", "sure": "on"}
        shown = scene.client(Role.ADMINISTRATOR).post("/i/heron/people/erasures/", told).content.decode()
        assert "nothing here has this code" in shown

    def test_declined_with_a_reason(self, scene: Scene, left: User) -> None:
        row = erasing.ask(scene.seat(Role.ADMINISTRATOR), left.code, reason="asked", sure=True)
        second, where = scene.client(Role.EXAMINER), f"/i/heron/people/erasures/{row.pk}/decline/"
        assert second.post(where, {"reason": ""}).status_code == 200
        assert second.post(where, {"reason": "not theirs to ask"}).status_code == 302
        row.refresh_from_db()
        assert (row.state, row.answer) == ("declined", "not theirs to ask")

    @pytest.mark.parametrize("role", [Role.CUSTODY, Role.ANTHROPOLOGIST, Role.TECHNICIAN])
    def test_others_find_nothing(self, scene: Scene, role: Role) -> None:
        assert scene.client(role).get("/i/heron/people/erasures/").status_code == 404

    def test_an_auditor_looks_and_does_nothing(self, scene: Scene, left: User) -> None:
        row = erasing.ask(scene.seat(Role.ADMINISTRATOR), left.code, reason="asked", sure=True)
        auditor = scene.client(Role.AUDITOR)
        assert auditor.get("/i/heron/people/erasures/").status_code == 200
        assert auditor.post(f"/i/heron/people/erasures/{row.pk}/", {"sure": "on"}).status_code == 404
        assert auditor.post("/i/heron/people/erasures/", {"about": left.code, "reason": "x", "sure": "on"}).status_code == 404
