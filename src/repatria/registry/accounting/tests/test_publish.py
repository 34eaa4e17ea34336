"""Publishing an account: what is refused, what is kept to the letter, and that nothing public moves before a family was told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from repatria.registry.accounting import actions, queries
from repatria.registry.accounting.body import body_of, digest_of, values
from repatria.registry.accounting.ledger import book
from repatria.registry.accounting.models import Statement
from repatria.registry.accounting.tests.hands import of_item
from repatria.registry.accounting.three import three
from repatria.registry.codes import keptout
from repatria.registry.custody.models import Holding
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.homecoming.tests.test_telling import drop, run
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

CANARY = "Zephyrine"


@pytest.fixture(autouse=True)
def fresh() -> None:
    book.forget()


def examiner(scene: Scene) -> Seat:
    return scene.seat(Role.EXAMINER)


def published(scene: Scene, **told: Any) -> Statement:
    return actions.publish(examiner(scene), day=clock.today(), **told)


def exact(scene: Scene) -> dict[str, Any]:
    """The public figures by key, as they are now."""
    body, _closes = body_of(scene.heron, clock.today())
    return {one["key"]: one["words"] for one in body["figures"]}


def lose(scene: Scene) -> str:
    """A box that nobody holds and that did not end: its code."""
    code = roads.bones(scene)[0].code
    run("UPDATE custody_holding SET until = since WHERE item_id = %s", [of_item(code).pk])
    book.forget()
    return code


class TestRefusals:
    def test_a_day_that_has_not_come_and_a_day_on_which_nothing_was_known(self, scene: Scene) -> None:
        roads.bones(scene)
        with pytest.raises(Impossible, match="has not come yet"):
            actions.publish(examiner(scene), day=clock.today() + timedelta(days=1))
        with pytest.raises(Impossible, match="nothing was known yet"):
            actions.publish(examiner(scene), day=clock.today() - timedelta(days=9))
        assert not Statement.objects.exists()

    def test_an_open_balance_needs_a_ground(self, scene: Scene) -> None:
        lose(scene)
        with pytest.raises(Impossible, match="a balance does not close"):
            published(scene)
        row = published(scene, ground="  One bone is looked for. ")
        assert not row.closes and row.ground == "One bone is looked for."
        assert Entry.objects.filter(tag="accounting.published").latest("seq").said["facts"]["closes"] is False

    def test_a_ground_is_kept_only_where_it_is_needed(self, scene: Scene) -> None:
        roads.bones(scene)
        assert published(scene, ground="for nothing").ground == ""

    def test_a_day_before_the_last_published_one(self, scene: Scene) -> None:
        roads.bones(scene)
        row = published(scene)
        with pytest.raises(Impossible, match="is public already"):
            actions.publish(examiner(scene), day=clock.today() - timedelta(days=1))
        actions.withdraw(examiner(scene), row, reason="counted wrongly")
        with pytest.raises(Impossible, match="nothing was known yet"):
            actions.publish(examiner(scene), day=clock.today() - timedelta(days=1))

    def test_only_the_medical_examiner(self, scene: Scene) -> None:
        roads.bones(scene)
        for role in set(Role) - {Role.EXAMINER}:
            with pytest.raises(NotFound):
                actions.publish(scene.seat(role), day=clock.today())

    def test_withdrawing_needs_a_reason_happens_once_and_stays_within_the_incident(self, scene: Scene) -> None:
        roads.bones(scene)
        row = published(scene)
        with pytest.raises(Impossible, match="needs a reason"):
            actions.withdraw(examiner(scene), row, reason="  ")
        with pytest.raises(NotFound):
            actions.withdraw(scene.stranger, row, reason="not mine")
        actions.withdraw(examiner(scene), row, reason="counted wrongly")
        with pytest.raises(Overtaken, match="already"):
            actions.withdraw(examiner(scene), row, reason="again")


class TestKept:
    def test_the_public_sees_the_last_that_stands_and_that_one_was_withdrawn(self, scene: Scene) -> None:
        roads.bones(scene)
        assert queries.public_statement(scene.heron) is None
        first = published(scene)
        second = published(scene)
        assert queries.public_statement(scene.heron) == second and [first.number, second.number] == [1, 2]
        actions.withdraw(examiner(scene), second, reason="counted wrongly")
        assert queries.public_statement(scene.heron) == first
        assert [one.number for one in queries.withdrawn_since(first)] == [2]

    def test_what_was_published_is_never_rewritten(self, scene: Scene) -> None:
        roads.bones(scene)
        row = published(scene)
        assert digest_of(row.body) == row.digest
        sql = "UPDATE accounting_statement SET digest = 'x' WHERE id = %s"
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            run(sql, [row.pk])
        with transaction.atomic():
            run(dropped())
            assert run(sql, [row.pk]) == 1
            transaction.set_rollback(True)
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            run("DELETE FROM accounting_statement WHERE id = %s", [row.pk])

    def test_a_withdrawn_one_stays_withdrawn(self, scene: Scene) -> None:
        roads.bones(scene)
        row = published(scene)
        actions.withdraw(examiner(scene), row, reason="counted wrongly")
        sql = "UPDATE accounting_statement SET withdrawn = NULL WHERE id = %s"
        with pytest.raises(DatabaseError, match="stays withdrawn"), transaction.atomic():
            run(sql, [row.pk])
        with transaction.atomic():
            run(drop("accounting_statement", "an_account_stays_withdrawn", "update"))
            assert run(sql, [row.pk]) == 1
            transaction.set_rollback(True)

    def test_an_open_balance_without_a_ground_is_refused_by_the_database_too(self, scene: Scene) -> None:
        roads.bones(scene)
        row = published(scene)
        told = {"incident": scene.heron, "number": 9, "day": row.day, "body": {}, "digest": "x", "at": clock.now()}
        with pytest.raises(IntegrityError), transaction.atomic():
            Statement.objects.create(closes=False, **told)
        Statement.objects.create(closes=False, ground="said why", **told)


def dropped() -> str:
    """SQL that takes the trigger away which freezes the columns of a published account."""
    if connection.vendor == "sqlite":
        return "DROP TRIGGER accounting_statement_no_update"
    return "DROP TRIGGER accounting_statement_no_change ON accounting_statement"


class TestNothingMovesBeforeTheTelling:
    def test_a_signature_moves_no_public_figure_and_the_telling_does(self, scene: Scene) -> None:
        made = roads.bones(scene)
        one = hands.signed(scene, bones=made)
        hands.family_of(scene, one)
        before = exact(scene)
        assert before["told"] == "0"
        assert queries.figures(examiner(scene), clock.today())["identified"].value == 1
        hands.due(one)
        assert exact(scene) == before
        hands.told(scene, one)
        after = exact(scene)
        assert {key for key in after if after[key] != before[key]} == {"told"} and after["told"] == "fewer than 5"

    def test_no_word_about_anybody_is_published(self, scene: Scene) -> None:
        burial = roads.bury(scene, roads.arrived(scene), place=CANARY)
        run("UPDATE families_missingperson SET listed_as = %s", [CANARY])
        row = published(scene)
        said = str(row.body) + str(three(row))
        assert CANARY not in said and burial.release.code not in said and burial.missing.code not in said  # type: ignore[union-attr]
        assert exact(scene)["home"] == "fewer than 5"

    def test_known_answers_are_never_published_and_stand_in_every_figure_until_they_are_opened(self, scene: Scene) -> None:
        """A figure that lacked one would give it away to colleagues, who can open the list of bones beside it."""
        from repatria.registry.review.models import KnownAnswer

        roads.bones(scene)
        made = roads.bones(scene, "left femur")
        today = clock.today()
        told = {"made_by": scene.users[Role.QUALITY], "made": clock.now(), "words": "x"}
        row = KnownAnswer.objects.create(specimen=made[0].item.thing, **told)
        book.forget()
        before, public = queries.figures(examiner(scene), today), exact_body(scene, today)
        assert (before["bones-received"].value, before["boxes-received"].value) == (2, 2)
        assert (public["bones"], public["boxes"]) == (1, 2)
        KnownAnswer.objects.filter(pk=row.pk).update(opened=clock.now(), outcome="withheld")
        book.forget()
        after = queries.figures(examiner(scene), today)
        assert (after["bones-received"].value, after["boxes-received"].value) == (1, 2)
        assert exact_body(scene, today) == public


def exact_body(scene: Scene, day: date) -> dict[str, int | None]:
    """The figures that would be published of ``day``, before small ones are suppressed."""
    with keptout.for_the_public():
        return values(book.book_of(scene.heron), book.moment_of(scene.heron, day))


class TestBalances:
    def test_a_box_that_nobody_holds_opens_its_balance_with_its_code(self, scene: Scene) -> None:
        code = lose(scene)
        found = {one.name: one for one in queries.balances(examiner(scene), clock.today())}
        assert not found["bones"].closes and found["boxes"].closes and "differ" in found["bones"].sentence
        listed = queries.not_closing(examiner(scene), found["bones"])
        assert listed is not None and [(line.code, line.words) for line in listed.lines] == [
            (code, "nobody holds it and nothing says where it went")
        ]
        assert queries.not_closing(scene.seat(Role.QUALITY), found["people"]) is None

    def test_a_bone_that_left_and_is_held_here_opens_it_too(self, scene: Scene) -> None:
        release = roads.arrived(scene)
        item = release.portions.first().item
        Holding.objects.create(item=item, holder=scene.users[Role.CUSTODY], since=release.prepared)
        book.forget()
        bones = next(one for one in queries.balances(examiner(scene), clock.today()) if one.name == "bones")
        assert [why for _pk, why in bones.open] == ["counted out, and yet held here"]

    def test_an_identified_person_who_is_not_on_the_list_opens_it(self, scene: Scene) -> None:
        one = hands.signed(scene)
        run("UPDATE families_missingperson SET withdrawn = %s WHERE thing_id = %s", [clock.now(), one.missing_id])
        book.forget()
        people = next(one for one in queries.balances(examiner(scene), clock.today()) if one.name == "people")
        assert not people.closes and [why for _pk, why in people.open] == ["identified, and not on the list"]


def test_an_unknown_is_never_nought_and_a_true_none_is(scene: Scene) -> None:
    told = queries.figures(examiner(scene), clock.today())
    assert {one.value for one in told.values()} == {None}
    roads.bones(scene)
    told = queries.figures(examiner(scene), clock.today())
    assert told["bones-returned"].value == 0 and told["missing"].value is None and told["effects-held"].value is None
