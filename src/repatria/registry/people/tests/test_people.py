"""Accounts, roles that one person may not hold together, doors of an exercise."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from repatria.registry.people import actions
from repatria.registry.people.models import Incident, Membership
from repatria.registry.people.roles import NEVER_TOGETHER, PRESETS, Role, conflict, verbs
from repatria.registry.people.seats import TheRegistry, seat_of
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


class TestRoles:
    @pytest.mark.parametrize(("role", "other"), [(r, o) for r, others, _ in NEVER_TOGETHER for o in sorted(others)])
    def test_pairs_that_never_meet_are_refused(self, scene: Scene, role: str, other: str) -> None:
        user = scene.person("dara", role)
        with pytest.raises(Impossible, match="Give the work to two people"):
            actions.give_role(TheRegistry(scene.heron), user, incident=scene.heron, role=other)

    def test_whoever_has_read_names_never_groups_bones_afterwards(self, scene: Scene) -> None:
        user = scene.person("dara", Role.CASUALTY)
        actions.end_role(TheRegistry(scene.heron), Membership.objects.get(user=user), reason="moves")
        with pytest.raises(Impossible, match="has worked in heron as casualty officer"):
            actions.give_role(TheRegistry(scene.heron), user, incident=scene.heron, role=Role.ANTHROPOLOGIST)
        actions.give_role(TheRegistry(scene.heron), user, incident=scene.heron, role=Role.CUSTODY)

    def test_an_administrator_who_groups_bones_does_not_read_the_journal(self, scene: Scene) -> None:
        assert seat_of(scene.person("ada", Role.ADMINISTRATOR), "heron").may("journal.read")
        both = scene.person("dara", Role.ANTHROPOLOGIST)
        actions.give_role(TheRegistry(scene.heron), both, incident=scene.heron, role=Role.ADMINISTRATOR)
        assert not seat_of(both, "heron").may("journal.read")

    @pytest.mark.parametrize("name", sorted(PRESETS))
    def test_no_preset_puts_such_a_pair_in_one_person(self, name: str) -> None:
        for _account, roles in PRESETS[name][1]:
            assert conflict(frozenset(roles)) is None

    @pytest.mark.parametrize("name", sorted(PRESETS))
    def test_a_preset_leaves_two_reviewers_who_are_not_the_author(self, name: str) -> None:
        accounts = PRESETS[name][1]
        assert sum(bool({Role.REVIEWER, Role.EXAMINER} & set(roles)) for _, roles in accounts) >= 2

    def test_a_role_is_ended_and_never_rewritten(self, scene: Scene) -> None:
        row = Membership.objects.get(user=scene.users[Role.CUSTODY])
        with pytest.raises(DatabaseError), transaction.atomic():
            Membership.objects.filter(pk=row.pk).update(role=Role.EXAMINER)
        actions.end_role(TheRegistry(scene.heron), row, reason="left")
        with pytest.raises(NotFound):
            seat_of(scene.users[Role.CUSTODY], "heron")
        with pytest.raises(Overtaken):
            actions.end_role(TheRegistry(scene.heron), row, reason="left")

    def test_every_verb_names_roles_and_words(self) -> None:
        assert all(words and isinstance(roles, frozenset) for roles, words in verbs().values())


class TestThePageOfPeople:
    def test_an_administrator_gives_and_ends_a_role(self, scene: Scene) -> None:
        dara = scene.person("dara")
        browser = scene.client(Role.ADMINISTRATOR)
        assert browser.post("/i/heron/people/", {"username": "dara", "role": "technician"}).status_code == 302
        row = Membership.objects.get(user=dara)
        assert browser.post(f"/i/heron/people/{row.pk}/end/", {"reason": "left"}).status_code == 302
        row.refresh_from_db()
        assert row.until is not None

    def test_a_pair_that_never_meets_is_said_on_the_page(self, scene: Scene) -> None:
        scene.person("dara", Role.ANTHROPOLOGIST)
        text = scene.client(Role.ADMINISTRATOR).post("/i/heron/people/", {"username": "dara", "role": "casualty"})
        assert "grouped blind" in text.content.decode()

    def test_others_find_nothing_to_manage(self, scene: Scene) -> None:
        assert scene.client(Role.CUSTODY).get("/i/heron/people/").status_code == 404
        assert scene.client(Role.AUDITOR).post("/i/heron/people/", {"username": "x", "role": "custody"}).status_code == 404


class TestIncidents:
    def test_the_kind_of_an_incident_never_changes(self, scene: Scene) -> None:
        with pytest.raises(DatabaseError, match="keeps its kind"), transaction.atomic():
            Incident.objects.filter(pk=scene.heron.pk).update(kind="record")

    @pytest.mark.parametrize(("mark", "kind"), [("x", "exercise"), ("TOOLONGMARK", "record"), ("OK", "drill")])
    def test_bad_marks_and_kinds_are_refused(self, scene: Scene, mark: str, kind: str) -> None:
        with pytest.raises(Impossible):
            actions.open_incident(TheRegistry(), "new", mark=mark, kind=kind, title="New", laboratory=scene.laboratory)


class TestDoors:
    @pytest.fixture(autouse=True)
    def stand_in(self, scene: Scene, settings: Any) -> None:
        settings.LOOPBACK = True
        for incident in (scene.heron,):
            user = actions.add_user(TheRegistry(), f"{incident.slug}.stand-in", stands_in=Role.CUSTODY)
            actions.give_role(TheRegistry(incident), user, incident=incident, role=Role.CUSTODY)

    def test_one_click_enters_an_exercise(self) -> None:
        browser = Client(REMOTE_ADDR="127.0.0.1")
        assert b"custody officer" in browser.get("/").content
        assert browser.post("/enter/heron/custody/").status_code == 302
        assert browser.get("/i/heron/").status_code == 200

    @pytest.mark.parametrize(
        "from_outside",
        [
            {"REMOTE_ADDR": "10.0.0.7"},
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"},
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 front"},
            {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"},
        ],
    )
    def test_from_anywhere_else_there_is_no_door(self, from_outside: dict[str, str]) -> None:
        browser = Client(**from_outside)
        assert b"custody officer" not in browser.get("/").content
        assert browser.post("/enter/heron/custody/").status_code == 404

    def test_a_server_that_listens_beyond_this_machine_has_no_door(self, settings: Any) -> None:
        settings.LOOPBACK = False
        assert Client(REMOTE_ADDR="127.0.0.1").post("/enter/heron/custody/").status_code == 404

    def test_an_account_with_a_password_is_never_entered(self, scene: Scene) -> None:
        assert Client(REMOTE_ADDR="127.0.0.1").post("/enter/other/custody/").status_code == 404

    def test_a_door_opens_by_post_only(self) -> None:
        assert Client(REMOTE_ADDR="127.0.0.1").get("/enter/heron/custody/").status_code == 405


class TestTheSecondFactor:
    def test_without_one_nothing_else_is_shown(self, scene: Scene) -> None:
        browser = Client()
        browser.force_login(scene.users[Role.CUSTODY], backend="allauth.account.auth_backends.AuthenticationBackend")
        assert browser.get("/i/heron/").headers["Location"].startswith("/accounts/second/")

    def test_nobody_signs_up(self, db: None) -> None:
        answer = Client().post("/accounts/signup/", {"username": "eve", "password1": "x", "password2": "x"})
        assert b"Nobody signs up" in answer.content
