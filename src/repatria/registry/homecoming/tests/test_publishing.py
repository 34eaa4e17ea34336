"""No name is public before the family was told: in words, in the journal and in the database."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.homecoming import gates
from repatria.registry.homecoming.actions import publishing
from repatria.registry.homecoming.gates import GateClosed
from repatria.registry.homecoming.models import Publication
from repatria.registry.homecoming.others import named_in
from repatria.registry.homecoming.tests import hands
from repatria.registry.homecoming.tests.test_telling import drop, last_entry, run
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

TEXT = "He is home."
INSERT = (
    'INSERT INTO homecoming_publication (notification_id, missing_id, text, "on", at, withdrawn_why) '
    "SELECT id, missing_id, 'x', '2026-01-01', opened, '' FROM homecoming_notification WHERE id = %s"
)


def test_before_telling_it_is_refused_in_words_and_written_down(scene: Scene) -> None:
    one = hands.signed(scene)
    by, today = hands.office(scene), clock.today()
    with pytest.raises(GateClosed, match="no signature names"):
        publishing.try_to_publish(by, one.missing, text_=TEXT, on=today)
    due = hands.due(one)
    with pytest.raises(GateClosed, match="Tell them first"):
        publishing.try_to_publish(by, one.missing, text_=TEXT, on=today)
    assert last_entry("homecoming.publication_refused").subject == one.missing.code
    assert TEXT not in str(last_entry("homecoming.publication_refused").said)
    with pytest.raises(DatabaseError, match="is told before"), transaction.atomic():
        run(INSERT, [due.pk])
    with transaction.atomic():  # the control: without the trigger it goes through
        run(drop("homecoming_publication", "told_before_public", "insert"))
        assert run(INSERT, [due.pk]) == 1
        transaction.set_rollback(True)
    assert not Publication.objects.exists()


def test_after_telling_it_is_public_once(scene: Scene) -> None:
    one = hands.signed(scene)
    row, by, today = hands.told(scene, one), hands.office(scene), clock.today()
    with pytest.raises(Impossible, match="the public text is empty"):
        publishing.publish(by, one.missing, text_=" ", on=today)
    with pytest.raises(Impossible, match="before the family was told"):
        publishing.publish(by, one.missing, text_=TEXT, on=today - timedelta(days=1))
    with pytest.raises(Impossible, match="has not come yet"):
        publishing.publish(by, one.missing, text_=TEXT, on=today + timedelta(days=1))
    for role in set(Role) - {Role.CASUALTY}:
        with pytest.raises(NotFound):
            publishing.publish(scene.seat(role), one.missing, text_=TEXT, on=today)
    made = publishing.try_to_publish(by, one.missing, text_=TEXT, on=today)
    assert made.notification == row and TEXT not in str(last_entry("homecoming.published").said)
    with pytest.raises(Overtaken, match="stands already"):
        publishing.publish(by, one.missing, text_=TEXT, on=today)


def test_nobody_else_of_the_list_is_named_beside(scene: Scene) -> None:
    one, other, third = hands.signed(scene), hands.signed(scene), hands.signed(scene)
    for row, name in ((one, "Ostrava, Emil"), (other, "Vandel, Jon"), (third, "Ostrava, Emil")):
        hands.relatives_of(scene, hands.person_of(row))
        run("UPDATE families_missingperson SET listed_as = %s WHERE thing_id = %s", [name, row.missing_id])
    hands.told(scene, one)
    by, today = hands.office(scene), clock.today()
    for words in ("Emil Ostrava fell beside Jon Vandel.", "With him: VANDEL, Jon", "Jon\u200b Vandel and he"):
        with pytest.raises(Impossible, match=f"names {other.missing.code} as well"):
            publishing.publish(by, one.missing, text_=words, on=today)
    made = publishing.publish(by, one.missing, text_="Emil Ostrava came home. Jon was his friend.", on=today)
    hands.told(scene, other)
    publishing.publish(by, other.missing, text_="Jon Vandel lies beside Emil Ostrava.", on=today)  # whose name is public
    assert made.pk


@pytest.mark.parametrize(
    ("text", "found"), [("A B C", ["1"]), ("c a", []), ("B, A", ["1"]), ("a x b", []), ("D", []), ("the long e f, g", ["3"])]
)
def test_a_whole_name_is_found_in_either_order(text: str, found: list[str]) -> None:
    assert named_in(text, {"1": "B, A", "2": "D", "3": "G, E F"}) == found


def test_once_the_signature_fell_nothing_more_is_public(scene: Scene) -> None:
    one = hands.signed(scene)
    row, by = hands.told(scene, one), hands.office(scene)
    hands.fall(one)
    with pytest.raises(GateClosed, match="does not stand"):
        publishing.try_to_publish(by, one.missing, text_=TEXT, on=clock.today())
    with pytest.raises(DatabaseError, match="is told before"), transaction.atomic():
        run(INSERT, [row.pk])
    assert gates.told_of(one.missing_id) is None


def test_it_is_withdrawn_with_a_reason_and_stays_readable(scene: Scene) -> None:
    one = hands.signed(scene)
    hands.told(scene, one)
    by, today = hands.office(scene), clock.today()
    made = publishing.publish(by, one.missing, text_=TEXT, on=today)
    with pytest.raises(Impossible, match="the reason is empty"):
        publishing.withdraw(by, made, reason="")
    publishing.withdraw(by, made, reason="The family asked for it.")
    with pytest.raises(Overtaken, match="was withdrawn"):
        publishing.withdraw(by, made, reason="Again.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.update(withdrawn=None, withdrawn_why="")
    assert publishing.publish(by, one.missing, text_="He is at rest.", on=today).pk != made.pk
