"""A family is told once, by name, under a signature that stands; what fell before is over, and what was told is renewed or taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.families.actions import kin as kindred
from repatria.registry.homecoming import circle, flowing, gates
from repatria.registry.homecoming.actions import telling
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Attempt, Briefing, Notification, PortionEvent
from repatria.registry.homecoming.tests import hands
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review import signing
from repatria.registry.testing.scene import Scene

State = Notification.State


def last_entry(tag: str) -> Entry:
    found = Entry.objects.filter(tag=tag).order_by("-seq").first()
    assert found is not None, tag
    return found


class TestDue:
    def test_a_signature_opens_it_by_itself_after_the_commit(
        self, scene: Scene, django_capture_on_commit_callbacks: object
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
            one = hands.signed(scene)
        row = Notification.objects.get()
        assert (row.state, row.identification_id, row.missing_id) == (State.DUE, one.pk, one.missing_id)
        assert last_entry("homecoming.notification_due").subject == one.missing.code

    def test_it_is_opened_once(self, scene: Scene) -> None:
        one = hands.signed(scene)
        hands.due(one)
        assert flowing.sweep(one.incident) == []
        with pytest.raises(Overtaken, match="opened before"):
            telling.open_due(TheRegistry(one.incident), one.signatures.get())

    def test_it_is_overtaken_where_the_signature_falls_first(self, scene: Scene) -> None:
        one = hands.signed(scene)
        row = hands.due(one)
        hands.fall(one)
        row.refresh_from_db()
        assert row.state == State.OVERTAKEN and "void" in row.ended_why
        near, _ = hands.family_of(scene, one)
        with pytest.raises(GateClosed, match="over"):
            telling.tell(hands.office(scene), row, kin=near, on=clock.today(), channel="visit")
        with pytest.raises(GateClosed, match="over"):
            telling.attempt(hands.office(scene), row, kin=near, on=clock.today(), channel="visit", outcome="reached")

    def test_nothing_falls_while_the_signature_stands(self, scene: Scene) -> None:
        row = hands.due(hands.signed(scene))
        with pytest.raises(Overtaken, match="Nothing falls"):
            telling.overtake(TheRegistry(scene.heron), row)

    def test_a_rescission_before_telling_ends_it_too(self, scene: Scene) -> None:
        one = hands.signed(scene)
        row = hands.due(one)
        hands.rescinded(scene, one)
        row.refresh_from_db()
        assert row.state == State.OVERTAKEN


class TestTelling:
    def test_the_next_of_kin_is_told_by_name(self, scene: Scene) -> None:
        one = hands.signed(scene)
        near, _ = hands.family_of(scene, one)
        row = hands.told(scene, one)
        assert (row.state, row.kin_id, row.told_by, row.instead) == (State.TOLD, near.pk, scene.users[Role.CASUALTY], "")
        said = last_entry("homecoming.notified")
        assert said.said["facts"]["next_of_kin"] is True and "We told her" not in str(said.said)

    def test_somebody_else_needs_a_reason(self, scene: Scene) -> None:
        one = hands.signed(scene)
        _, directs = hands.family_of(scene, one)
        row, by = hands.due(one), hands.office(scene)
        with pytest.raises(Impossible, match="stand in for the next of kin is empty"):
            telling.tell(by, row, kin=directs, on=clock.today(), channel="visit")
        for nothing in (".", "x", "12345678901234"):
            with pytest.raises(Impossible, match="says nothing of why they stand in"):
                telling.tell(by, row, kin=directs, on=clock.today(), channel="visit", instead=nothing)
        done = telling.tell(by, row, kin=directs, on=clock.today(), channel="visit", instead="She is in hospital")
        assert done.instead == "She is in hospital"

    def test_it_is_told_once(self, scene: Scene) -> None:
        row = hands.told(scene)
        assert row.kin is not None
        with pytest.raises(GateClosed, match="It is told once"):
            telling.tell(hands.office(scene), row, kin=row.kin, on=clock.today(), channel="visit")

    def test_what_is_refused(self, scene: Scene) -> None:
        one = hands.signed(scene)
        near, _ = hands.family_of(scene, one)
        stranger, by, row = hands.signed(scene), hands.office(scene), hands.due(one)
        other, _ = hands.family_of(scene, stranger)
        today = clock.today()
        with pytest.raises(Impossible, match="not in the family"):
            telling.tell(by, row, kin=other, on=today, channel="visit", instead="x")
        with pytest.raises(Impossible, match="has not come yet"):
            telling.tell(by, row, kin=near, on=today + timedelta(days=1), channel="visit")
        with pytest.raises(Impossible, match="before the signature"):
            telling.tell(by, row, kin=near, on=today - timedelta(days=2), channel="visit")
        with pytest.raises(Impossible, match="way of contact 'drum'"):
            telling.tell(by, row, kin=near, on=today, channel="drum")
        with pytest.raises(Impossible, match="by name"):
            telling.tell(TheRegistry(scene.heron), row, kin=near, on=today, channel="visit")
        kindred.correct_kin(by, near, told={"living": "no"}, reason="a letter")
        with pytest.raises(Impossible, match="has died"):
            telling.tell(by, row, kin=near, on=today, channel="visit")
        with pytest.raises(NotFound):
            telling.tell(scene.stranger, row, kin=near, on=today, channel="visit")
        for role in set(Role) - {Role.CASUALTY}:
            with pytest.raises(NotFound):
                telling.tell(scene.seat(role), row, kin=near, on=today, channel="visit")
        assert Notification.objects.filter(state=State.TOLD).count() == 0

    def test_before_a_signature_it_is_refused_and_written_down(self, scene: Scene) -> None:
        one = hands.signed(scene)
        near, _ = hands.family_of(scene, one)
        with pytest.raises(GateClosed, match="no signature that stands"):
            telling.try_to_tell(hands.office(scene), one.missing, kin=near, on=clock.today(), channel="visit")
        said = last_entry("homecoming.telling_refused")
        assert said.subject == one.missing.code and "no signature" in said.said["facts"]["why"]

    def test_a_signature_that_fell_unheard_closes_the_gate_too(self, scene: Scene) -> None:
        one = hands.signed(scene)
        near, _ = hands.family_of(scene, one)
        row = hands.due(one)
        signing.rescind(scene.seat(Role.EXAMINER), Identification.objects.get(pk=one.pk), reason="x")
        with pytest.raises(GateClosed, match="does not stand"):
            telling.try_to_tell(hands.office(scene), one.missing, kin=near, on=clock.today(), channel="visit")
        self.forced(row.pk, near.pk)

    def forced(self, pk: int, kin: int) -> None:
        """Write it without asking anybody: refused, but for the control, where the trigger was dropped."""
        sql = (
            "UPDATE homecoming_notification SET state = 'told', kin_id = %s, told = opened, told_on = '2026-01-01', "
            "told_by_id = (SELECT MIN(id) FROM people_user), channel = 'visit' WHERE id = %s"
        )
        with pytest.raises(DatabaseError, match="under a signature that stands"), transaction.atomic():
            run(sql, [kin, pk])
        with transaction.atomic():
            run(drop("homecoming_notification", "nobody_is_told_too_early", "update"))
            assert run(sql, [kin, pk]) == 1
            transaction.set_rollback(True)


def run(sql: str, told: list[Any] | None = None) -> int:
    """Speak to the database itself; how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, told or [])
        return int(cursor.rowcount)


def drop(table: str, name: str, act: str) -> str:
    """SQL that takes one trigger away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
            found = [one for (one,) in cursor.fetchall() if one == f"{name}_{act}"]
            return f'DROP TRIGGER "{found[0]}"'
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come is not altered
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
        found = [one for (one,) in cursor.fetchall() if one == f"{name}_{act}"]
        return f'DROP TRIGGER "{found[0]}" ON {table}'


class TestAttempts:
    def test_each_is_noted_with_when_to_try_again(self, scene: Scene) -> None:
        one = hands.signed(scene)
        near, _ = hands.family_of(scene, one)
        row, today = hands.due(one), clock.today()
        made = telling.attempt(
            hands.office(scene), row, kin=near, on=today, channel="phone", outcome="later", note="In the evening",
            next_on=today + timedelta(days=2),
        )  # fmt: skip
        assert Attempt.objects.get() == made and "evening" not in str(last_entry("homecoming.telling_attempted").said)
        with pytest.raises(Impossible, match="tried again"):
            telling.attempt(
                hands.office(scene),
                row,
                kin=near,
                on=today,
                channel="phone",
                outcome="later",
                next_on=today - timedelta(days=1),
            )
        with pytest.raises(Impossible, match="outcome 'shrug'"):
            telling.attempt(hands.office(scene), row, kin=near, on=today, channel="phone", outcome="shrug")

    def test_who_could_act_stands_in_order(self, scene: Scene) -> None:
        one = hands.signed(scene)
        near, directs = hands.family_of(scene, one)
        person, by = hands.person_of(one), hands.office(scene)
        assert [r.kin for r in circle.circle_of(person)] == [near, directs]
        kindred.note_attempt(by, near, on=clock.today(), channel="phone", outcome="not again")
        last = circle.circle_of(person)[-1]
        assert (last.kin, last.silent, last.next_of_kin) == (near, True, True)


class TestWhenTheGroundMoves:
    def test_a_new_signature_renews_what_was_told(self, scene: Scene) -> None:
        old, new = hands.bones(scene, "left femur", "right femur"), hands.bones(scene, "left tibia")
        one = hands.signed(scene, bones=old)
        first = hands.told(scene, one)
        hands.fall(one)
        first.refresh_from_db()
        assert first.state == State.TOLD and gates.told_of(one.missing_id) is None
        assert gates.fell_after_telling(one.missing_id) == first
        two = hands.again(scene, one, bones=[*old, *new])
        flowing.sweep(two.incident)
        row = Notification.objects.get(identification=two)
        assert (row.state, row.earlier, row.kin, row.told_on) == (State.TOLD, first, first.kin, first.told_on)
        assert [b.code for b in telling.new_bones(row)] == [new[0].code]
        assert last_entry("homecoming.notification_renewed").said["facts"]["bones"] == [new[0].code]
        assert gates.told_of(one.missing_id) == row
        assert list(PortionEvent.objects.values_list("specimen__code", flat=True)) == [new[0].code]

    def test_one_that_was_rescinded_is_not_renewed(self, scene: Scene) -> None:
        one = hands.signed(scene)
        hands.told(scene, one)
        hands.rescinded(scene, one)
        two = hands.again(scene, one)
        assert hands.due(two).earlier is None

    def test_what_was_renewed_and_rescinded_since_is_taken_back_with_what_it_renewed(self, scene: Scene) -> None:
        some = hands.bones(scene)
        one = hands.signed(scene, bones=some)
        first = hands.told(scene, one)
        hands.fall(one)
        two = hands.again(scene, one, bones=some)
        flowing.sweep(two.incident)
        hands.rescinded(scene, two)
        three = hands.again(scene, one)
        assert hands.due(three).earlier is None, "the family was told under what was rescinded since: they are told anew"
        row = Notification.objects.get(identification=two)
        telling.take_back(hands.office(scene), row, on=clock.today(), words="We were wrong.")
        first.refresh_from_db()
        assert first.state == State.TAKEN_BACK and gates.fell_after_telling(one.missing_id) is None

    def test_the_earlier_one_must_be_of_the_same_person(self, scene: Scene) -> None:
        other = hands.told(scene)
        one = hands.signed(scene)
        with pytest.raises(Impossible, match="does not tell of this person"):
            telling.renew(TheRegistry(scene.heron), one.signatures.get(), earlier=other)

    def test_a_rescinded_one_is_taken_back_and_stays_so(self, scene: Scene) -> None:
        one = hands.signed(scene)
        row, by = hands.told(scene, one), hands.office(scene)
        with pytest.raises(Impossible, match="was not rescinded"):
            telling.take_back(by, row, on=clock.today(), words="We were wrong.")
        hands.rescinded(scene, one)
        with pytest.raises(Impossible, match="is empty"):
            telling.take_back(by, row, on=clock.today(), words=" ")
        done = telling.take_back(by, row, on=clock.today(), words="We were wrong.")
        assert done.state == State.TAKEN_BACK
        with pytest.raises(Overtaken, match="Only what was told"):
            telling.take_back(by, row, on=clock.today(), words="We were wrong.")
        with pytest.raises(DatabaseError), transaction.atomic():
            Notification.objects.filter(pk=row.pk).update(state=State.TOLD)


class TestBriefing:
    def test_the_file_is_explained_after_telling(self, scene: Scene) -> None:
        one = hands.signed(scene)
        near, directs = hands.family_of(scene, one)
        by, today = hands.office(scene), clock.today()
        with pytest.raises(Impossible, match="Tell them first"):
            telling.brief(by, hands.due(one), kin=near, on=today, channel="visit")
        row = hands.told(scene, one)
        with pytest.raises(Impossible, match="no digest"):
            telling.brief(by, row, kin=near, on=today, channel="visit", pack_digest="abc")
        made = telling.brief(by, row, kin=directs, on=today, channel="visit", pack_digest="0" * 64, words="Two hours.")
        assert Briefing.objects.get() == made
        hands.fall(one)
        with pytest.raises(GateClosed, match="Explain nothing"):
            telling.brief(by, row, kin=near, on=today, channel="visit")
