"""In what order roles may be held, who may give and end them, and what an account's owner does with the password."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from repatria.registry.journal.models import Entry
from repatria.registry.journal.recording import append
from repatria.registry.people import actions
from repatria.registry.people.models import Membership, User
from repatria.registry.people.roles import PRESETS, Role
from repatria.registry.people.seats import TheRegistry, seat_of
from repatria.registry.refusals import Impossible, NotAllowed
from repatria.registry.testing.scene import PASSWORD, Scene


def given(scene: Scene, user: User, role: str) -> Membership:
    return actions.give_role(TheRegistry(scene.heron), user, incident=scene.heron, role=role)


def ended(scene: Scene, user: User, role: str) -> None:
    row = Membership.objects.get(user=user, role=role, until__isnull=True)
    actions.end_role(TheRegistry(scene.heron), row, reason="moves")


class TestWhoReadNames:
    @pytest.mark.parametrize("role", [Role.EXAMINER, Role.ADMINISTRATOR, Role.REVIEWER, Role.CASUALTY, Role.AUDITOR])
    def test_does_not_group_bones_afterwards(self, scene: Scene, role: Role) -> None:
        user = scene.person("dara", role)
        with pytest.raises(Impossible, match="dara"):
            given(scene, user, Role.ANTHROPOLOGIST)
        ended(scene, user, role)
        with pytest.raises(Impossible, match="has worked in heron"):
            given(scene, user, Role.ANTHROPOLOGIST)

    def test_a_role_held_while_blind_showed_nothing(self, scene: Scene) -> None:
        user = scene.person("dara", Role.ANTHROPOLOGIST, Role.EXAMINER)
        ended(scene, user, Role.EXAMINER)
        ended(scene, user, Role.ANTHROPOLOGIST)
        assert given(scene, user, Role.ANTHROPOLOGIST).until is None

    def test_a_role_that_outlived_the_blind_one_counts(self, scene: Scene) -> None:
        user = scene.person("dara", Role.ANTHROPOLOGIST, Role.EXAMINER)
        ended(scene, user, Role.ANTHROPOLOGIST)
        ended(scene, user, Role.EXAMINER)
        with pytest.raises(Impossible, match="medical examiner"):
            given(scene, user, Role.ANTHROPOLOGIST)

    def test_a_recorded_read_counts_without_a_role(self, scene: Scene) -> None:
        from django.db import transaction

        from repatria.registry.journal.entrytypes import TYPES

        user = scene.person("dara", Role.TECHNICIAN)
        with transaction.atomic():
            append(TYPES["families.missing_opened"], seat_of(user, "heron"), subject="HERON-M00001-3")
        with pytest.raises(Impossible, match="read names on"):
            given(scene, user, Role.ANTHROPOLOGIST)

    def test_work_that_shows_no_names_does_not_count(self, scene: Scene) -> None:
        user = scene.person("dara", Role.TECHNICIAN)
        assert given(scene, user, Role.ANTHROPOLOGIST).until is None

    @pytest.mark.parametrize("name", sorted(PRESETS))
    def test_every_preset_can_be_given(self, scene: Scene, name: str) -> None:
        for account, roles in PRESETS[name][1]:
            scene.person(f"preset.{account}", *roles)


class TestAdministrators:
    def test_do_not_give_themselves_roles(self, scene: Scene) -> None:
        seat = scene.seat(Role.ADMINISTRATOR)
        with pytest.raises(NotAllowed, match="nobody gives a role to themself"):
            actions.give_role(seat, seat.user, incident=scene.heron, role=Role.CUSTODY)
        told = {"username": seat.user.username, "role": "custody"}
        assert "nobody gives" in scene.client(Role.ADMINISTRATOR).post("/i/heron/people/", told).content.decode()

    def test_the_last_one_stays(self, scene: Scene) -> None:
        user = scene.users[Role.ADMINISTRATOR]
        with pytest.raises(Impossible, match="last administrator"):
            ended(scene, user, Role.ADMINISTRATOR)
        with pytest.raises(Impossible, match="last administrator"):
            actions.close_user(TheRegistry(), user, reason="left")
        scene.person("ada", Role.ADMINISTRATOR)
        ended(scene, user, Role.ADMINISTRATOR)
        actions.close_user(TheRegistry(), user, reason="left")

    def test_one_whose_account_is_closed_does_not_count(self, scene: Scene) -> None:
        other = scene.person("ada", Role.ADMINISTRATOR)
        actions.close_user(TheRegistry(), other, reason="left")
        with pytest.raises(Impossible, match="last administrator"):
            ended(scene, scene.users[Role.ADMINISTRATOR], Role.ADMINISTRATOR)


class TestPasswords:
    @pytest.fixture
    def browser(self, scene: Scene) -> Client:
        scene.person("dara", Role.CUSTODY, password=PASSWORD)
        browser = Client()
        assert browser.post("/accounts/login/", {"login": "dara", "password": PASSWORD}).status_code == 302
        return browser

    def test_is_asked_for_once_at_the_first_log_in(self, browser: Client) -> None:
        """The second factor follows at once: whoever has just given the password does not give it again."""
        assert browser.get("/accounts/second/totp/activate/").status_code == 200

    def test_is_asked_again_after_a_while(self, browser: Client) -> None:
        session = browser.session
        session["account_authentication_methods"] = [
            one | {"at": one["at"] - 3600} for one in session["account_authentication_methods"]
        ]
        session.save()
        answer: Any = browser.get("/accounts/second/totp/activate/")
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/")

    def test_a_change_leaves_an_entry(self, scene: Scene, browser: Client) -> None:
        new = "another long enough word 48"
        told = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        assert browser.post("/accounts/password/change/", told).status_code == 302
        entry = Entry.objects.latest("seq")
        user = User.objects.get(username="dara")
        assert (entry.tag, entry.subject, entry.actor) == ("people.password_set", user.code, user.code)
        assert user.check_password(new)
