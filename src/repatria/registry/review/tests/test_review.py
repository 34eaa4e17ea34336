"""Two people look at a statement independently, object, are answered, and say their word."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.codes.models import Thing
from repatria.registry.identification import actions as identification
from repatria.registry.identification.models import Identification
from repatria.registry.journal.models import Entry
from repatria.registry.people import actions as people
from repatria.registry.people.models import Membership
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry, seat_of
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.review import places, reviewing, who
from repatria.registry.review.models import Objection, Review
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench

State = Identification.State


def state_of(one: Identification) -> str:
    return Identification.objects.get(pk=one.pk).state


def say(seat: Seat, one: Identification, verdict: str, words: str = "I have read it.") -> Review:
    if not Review.objects.filter(statement__identification=one, statement__current=True, reviewer=seat.user).exists():
        reviewing.begin(seat, one)
    return reviewing.finish(seat, one, verdict=verdict, words=words)


class TestTwoAgree:
    def test_it_is_agreed_when_the_second_has_said_so(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        say(bench.seat("ada"), one, "agree")
        assert state_of(one) == State.REVIEW
        say(bench.seat("ben"), one, "agree")
        assert state_of(one) == State.AGREED
        tags = list(Entry.objects.filter(subject=one.code).order_by("seq").values_list("tag", flat=True))
        assert tags == ["review.begun", "review.finished", "review.begun", "review.agreed", "review.finished"]

    def test_a_finished_review_has_a_digest_and_stays(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        review = say(bench.seat("ada"), one, "agree", "The second donor settles it.")
        assert len(review.digest) == 64
        with pytest.raises(Overtaken, match="stays as it is"):
            reviewing.finish(bench.seat("ada"), one, verdict="disagree", words="no")
        for change in ("verdict = 'disagree'", "words = 'other'", "digest = 'x'"):
            with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE review_review SET {change} WHERE id = %s", [review.pk])

    def test_words_are_needed(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        reviewing.begin(bench.seat("ada"), one)
        with pytest.raises(Impossible, match="is empty"):
            reviewing.finish(bench.seat("ada"), one, verdict="agree", words="  ")
        with pytest.raises(Impossible, match="Choose agree"):
            reviewing.finish(bench.seat("ada"), one, verdict="maybe", words="x")

    def test_another_statement_than_the_one_read_is_not_reviewed(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        reviewing.begin(bench.seat("ada"), one)
        with pytest.raises(Overtaken, match="another statement"):
            reviewing.finish(bench.seat("ada"), one, verdict="agree", words="x", statement="0" * 64)

    def test_nobody_else_comes_where_two_are_at_work(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        reviewing.begin(bench.seat("ada"), one)
        reviewing.begin(bench.seat("ben"), one)
        with pytest.raises(NotAllowed, match="all the reviewers"):
            reviewing.begin(bench.seat("cai"), one)

    def test_a_third_looks_where_the_two_differ(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        say(bench.seat("ada"), one, "disagree")
        reviewing.begin(bench.seat("ben"), one)
        assert places.places_left(one, one.statements.get()) == 0, (
            "a third before the second has spoken would tell the first's verdict"
        )
        say(bench.seat("ben"), one, "agree")
        say(bench.seat("cai"), one, "agree")
        assert state_of(one) == State.AGREED

    def test_where_nobody_agrees_nobody_more_is_asked(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        say(bench.seat("ada"), one, "disagree")
        say(bench.seat("ben"), one, "disagree")
        with pytest.raises(NotAllowed, match="all the reviewers"):
            reviewing.begin(bench.seat("cai"), one)

    def test_a_stranger_finds_nothing(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        with pytest.raises(NotFound):
            reviewing.begin(bench.scene.stranger, one)
        for role in set(Role) - {Role.REVIEWER}:
            with pytest.raises(NotFound):
                reviewing.begin(bench.seat(role), one)


class TestOwnWork:
    def test_the_author_is_no_reviewer_under_any_role(self, bench: Bench) -> None:
        both = bench.scene.person("both", Role.GENETICIST, Role.REVIEWER)
        one = hands.in_review(bench, author=both)[0]
        with pytest.raises(NotAllowed, match="you wrote its statement, under whatever role"):
            reviewing.begin(seat_of(both, "heron"), one)
        for row in Membership.objects.filter(user=both, role=Role.GENETICIST):
            people.end_role(TheRegistry(bench.scene.heron), row, reason="moved")
        with pytest.raises(NotAllowed, match="under whatever role"):
            reviewing.begin(seat_of(both, "heron"), one)

    def test_whoever_grouped_the_bones_is_no_reviewer(self, bench: Bench) -> None:
        bench.grouper = bench.people["ada"]
        one = hands.in_review(bench)[0]
        with pytest.raises(NotAllowed, match="grouping"):
            reviewing.begin(bench.seat("ada"), one)

    @pytest.mark.parametrize("hand", ["author", "grouper"])
    def test_the_database_refuses_it_too(self, bench: Bench, hand: str) -> None:
        both = bench.scene.person("both", Role.REVIEWER)
        if hand == "grouper":
            bench.grouper = both
        one = hands.in_review(bench, author=both if hand == "author" else None)[0]
        with pytest.raises(DatabaseError, match="own work"), transaction.atomic():
            Review.objects.create(statement=one.statements.get(), reviewer=both, place=1, begun=hands.now())

    def test_whoever_read_the_first_review_before_does_not_become_the_second(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        say(bench.seat("ada"), one, "agree")
        late = bench.scene.users[Role.EXAMINER]
        people.give_role(TheRegistry(bench.scene.heron), late, incident=bench.scene.heron, role=Role.REVIEWER)
        with pytest.raises(NotAllowed, match="before you became a reviewer"):
            reviewing.begin(seat_of(late, "heron"), one)
        fresh = bench.scene.person("fresh", Role.REVIEWER)
        reviewing.begin(seat_of(fresh, "heron"), one)

    def test_whose_role_has_ended_finishes_nothing(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        reviewing.begin(bench.seat("ada"), one)
        row = Membership.objects.get(user=bench.people["ada"], role=Role.REVIEWER)
        seat = bench.seat("ada")
        people.end_role(TheRegistry(bench.scene.heron), row, reason="left")
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            reviewing.finish(seat, one, verdict="agree", words="x")  # a seat read before: the database still knows


class TestObjections:
    def objected(self, bench: Bench) -> tuple[Identification, Objection]:
        one = hands.in_review(bench)[0]
        reviewing.begin(bench.seat("ada"), one)
        return one, reviewing.object_to(bench.seat("ada"), one, text="The cousin was not sampled twice.")

    def test_it_is_answered_and_settled(self, bench: Bench) -> None:
        one, objection = self.objected(bench)
        say(bench.seat("ada"), one, "agree")
        say(bench.seat("ben"), one, "agree")
        assert state_of(one) == State.REVIEW, "an open objection holds it"
        with pytest.raises(Impossible, match="no answer yet"):
            reviewing.close(bench.seat("ada"), objection, settled=True)
        reviewing.answer(bench.seat(Role.GENETICIST), objection, text="He was, on two days.")
        assert state_of(one) == State.REVIEW
        reviewing.close(bench.seat("ada"), objection, settled=True)
        assert state_of(one) == State.AGREED

    def test_it_is_kept_as_a_minority_view(self, bench: Bench) -> None:
        one, objection = self.objected(bench)
        reviewing.answer(bench.seat(Role.GENETICIST), objection, text="He was.")
        with pytest.raises(Impossible, match="minority view"):
            reviewing.close(bench.seat("ada"), objection, settled=False)
        reviewing.close(bench.seat("ada"), objection, settled=False, words="One tube is one tube.")
        say(bench.seat("ada"), one, "disagree")
        say(bench.seat("ben"), one, "agree")
        say(bench.seat("cai"), one, "agree")
        assert state_of(one) == State.AGREED
        assert Objection.objects.get().state == Objection.State.MINORITY

    def test_only_the_raiser_closes_and_only_the_author_answers(self, bench: Bench) -> None:
        _one, objection = self.objected(bench)
        other = seat_of(bench.scene.person("other.geneticist", Role.GENETICIST), "heron")
        with pytest.raises(NotAllowed, match="whoever wrote"):
            reviewing.answer(other, objection, text="x")
        reviewing.answer(bench.seat(Role.GENETICIST), objection, text="x")
        with pytest.raises(Overtaken, match="has its answer"):
            reviewing.answer(bench.seat(Role.GENETICIST), objection, text="y")
        with pytest.raises(NotAllowed, match="whoever raised"):
            reviewing.close(bench.seat("ben"), objection, settled=True)
        reviewing.close(bench.seat("ada"), objection, settled=True)
        with pytest.raises(Overtaken, match="is closed"):
            reviewing.close(bench.seat("ada"), objection, settled=True)
        with pytest.raises(DatabaseError, match="stay"), transaction.atomic():
            Objection.objects.update(state="open")

    def test_none_is_raised_after_the_verdict_or_without_a_review(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        with pytest.raises(NotFound):
            reviewing.object_to(bench.seat("ada"), one, text="x")
        say(bench.seat("ada"), one, "agree")
        with pytest.raises(Overtaken, match="before that"):
            reviewing.object_to(bench.seat("ada"), one, text="x")

    def test_a_stranger_answers_nothing(self, bench: Bench) -> None:
        _one, objection = self.objected(bench)
        with pytest.raises(NotFound):
            reviewing.answer(bench.scene.stranger, objection, text="x")


class TestSentBack:
    def test_a_reviewer_who_does_not_agree_sends_it_back_and_old_reviews_count_no_more(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        say(bench.seat("ada"), one, "agree")
        with pytest.raises(NotAllowed, match="raise an objection"):
            reviewing.send_back(bench.seat("ada"), one, reason="x")
        say(bench.seat("ben"), one, "disagree")
        reviewing.send_back(bench.seat("ben"), one, reason="The age is not discussed.")
        assert state_of(one) == State.DRAFT
        hands.restated(one)
        Identification.objects.filter(pk=one.pk).update(state="review")
        say(bench.seat("ben"), one, "agree")
        assert state_of(one) == State.REVIEW, "the agreement on the first statement counts no more"
        say(bench.seat("ada"), one, "agree")
        assert state_of(one) == State.AGREED
        assert Review.objects.filter(statement__identification=one).count() == 4

    def test_the_same_statement_does_not_come_back(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        say(bench.seat("ada"), one, "disagree")
        reviewing.take_back(bench.seat(Role.GENETICIST), one, reason="They are right.")
        with pytest.raises(Overtaken, match="Write a new statement first"):
            identification.submit(bench.seat(Role.GENETICIST), one)
        with pytest.raises(DatabaseError, match="come first"), transaction.atomic():
            Identification.objects.filter(pk=one.pk).update(state="review")

    def test_only_the_author_takes_it_back(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        other = seat_of(bench.scene.person("other.geneticist", Role.GENETICIST), "heron")
        with pytest.raises(NotAllowed, match="is its author"):
            reviewing.take_back(other, one, reason="x")
        with pytest.raises(Impossible, match="reason is empty"):
            reviewing.take_back(bench.seat(Role.GENETICIST), one, reason=" ")

    def test_the_examiner_sends_it_back_to_the_reviewers_and_one_more_looks(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        reviewing.reopen(bench.seat(Role.EXAMINER), one, reason="What of the brother?")
        assert state_of(one) == State.REVIEW
        one.refresh_from_db()
        assert places.places_left(one, one.statements.get()) == 1
        say(bench.seat("cai"), one, "agree")
        assert state_of(one) == State.AGREED
        with pytest.raises(NotFound):
            reviewing.reopen(bench.seat("cai"), one, reason="x")

    def test_the_examiner_sends_it_back_to_the_author(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        reviewing.return_to_author(bench.seat(Role.EXAMINER), one, reason="The text names another bone.")
        assert state_of(one) == State.DRAFT
        with pytest.raises(Overtaken, match="is draft"):
            reviewing.return_to_author(bench.seat(Role.EXAMINER), one, reason="x")
        with pytest.raises(Overtaken, match="Only what is agreed"):
            reviewing.reopen(bench.seat(Role.EXAMINER), one, reason="x")


class TestWhoCounts:
    def test_a_reviewer_who_has_left_counts_no_more_and_another_is_asked(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        say(bench.seat("ada"), one, "agree")
        row = Membership.objects.get(user=bench.people["ada"], role=Role.REVIEWER)
        people.end_role(TheRegistry(bench.scene.heron), row, reason="left")
        say(bench.seat("ben"), one, "agree")
        assert state_of(one) == State.REVIEW
        assert [r.reviewer for r in who.agreeing(one, one.statements.get())] == [bench.people["ben"]]
        say(bench.seat("cai"), one, "agree")
        assert state_of(one) == State.AGREED

    def test_the_database_does_not_let_one_agree_alone(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        say(bench.seat("ada"), one, "agree")
        with pytest.raises(DatabaseError, match="come first"), transaction.atomic():
            Identification.objects.filter(pk=one.pk).update(state="agreed")
        assert Thing.objects.filter(pk=one.pk).exists()
