"""The medical examiner signs: every reason against it is told, the database holds it too, and what was signed can be checked."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.identification import actions as identification
from repatria.registry.identification.models import Exclusion, Identification
from repatria.registry.inventory.actions import grouping
from repatria.registry.journal.models import Entry
from repatria.registry.people import actions as people
from repatria.registry.people.models import Membership
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry, seat_of
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review import confirming, recomputing, reviewing, rules, signing
from repatria.registry.review.binding import binding_of, verify_signature
from repatria.registry.review.models import Signature
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench

State = Identification.State


class TestRules:
    def test_the_shipped_one_is_entered_once_by_the_registry(self, bench: Bench) -> None:
        first, again = rules.in_force(bench.scene.heron), rules.in_force(bench.scene.heron)
        assert first == again and first.by is None
        assert (first.posterior, first.two_donors, first.reviewers) == (Decimal("0.9995"), True, 2)
        assert list(Entry.objects.filter(tag="review.rule_set").values_list("actor", flat=True)) == ["registry"]

    def test_a_new_one_gets_the_next_number_and_the_old_one_stays(self, bench: Bench) -> None:
        old = rules.in_force(bench.scene.heron)
        new = hands.ruled(bench, posterior=Decimal("0.9999"), ground="The board of May.", reviewers=3)
        assert rules.in_force(bench.scene.heron) == new and new.number == 2
        assert rules.digest_of(old) != rules.digest_of(new)
        with pytest.raises(DatabaseError, match="next|another content|number"), transaction.atomic():
            type(old).objects.filter(pk=old.pk).update(posterior="0.99")

    def test_what_asks_for_too_little_is_refused(self, bench: Bench) -> None:
        seat = bench.seat(Role.EXAMINER)
        rules.in_force(bench.scene.heron)
        with pytest.raises(Impossible, match=r"0\.98"):
            rules.propose_rule(seat, posterior=Decimal("0.98"), ground="x", instead_of=1)
        with pytest.raises(Impossible, match="reviewers 1"):
            rules.propose_rule(seat, posterior=Decimal("0.999"), ground="x", reviewers=1, instead_of=1)
        with pytest.raises(Impossible, match="ground"):
            rules.propose_rule(seat, posterior=Decimal("0.999"), ground=" ", instead_of=1)
        with pytest.raises(Overtaken, match="rule 1 is in force"):
            rules.propose_rule(seat, posterior=Decimal("0.999"), ground="x", instead_of=0)
        with pytest.raises(NotFound):
            rules.propose_rule(bench.seat(Role.GENETICIST), posterior=Decimal("0.999"), ground="x", instead_of=1)


class TestSigning:
    def test_it_is_signed_and_holds(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        signature = hands.sign(bench, one)
        one.refresh_from_db()
        assert one.state == State.SIGNED
        checked = verify_signature(Signature.objects.get())
        assert checked.holds and checked.binding == signature.binding
        entry = Entry.objects.get(seq=checked.entry)
        assert (entry.tag, entry.subject, entry.actor) == ("review.signed", one.code, bench.scene.users[Role.EXAMINER].code)

    def test_a_second_one_is_told_who_was_quicker(self, bench: Bench) -> None:
        one = hands.signed(bench)[0]
        other = seat_of(bench.scene.person("dana", Role.EXAMINER), "heron")
        with pytest.raises(Overtaken, match=r"signed it at .* nothing left"):
            hands.sign(bench, one, other)
        assert Signature.objects.count() == 1

    def test_a_stranger_and_every_other_role_find_nothing(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        for seat in (bench.scene.stranger, *(bench.seat(role) for role in set(Role) - {Role.EXAMINER})):
            with pytest.raises(NotFound):
                hands.sign(bench, one, seat)

    def test_every_reason_is_told_at_once(self, bench: Bench) -> None:
        one = hands.in_review(bench, posterior=0.98, confirmed=False, excluding=1)[0]
        Exclusion.objects.create(individual=one.individual, missing=one.missing, ground="age", words="x", at=hands.now())
        with pytest.raises(Impossible) as refused:
            hands.sign(bench, one)
        said = str(refused.value)
        for words in ("in review", "98 %", "99.95 %", "two donors", "Two DNA systems", "rules this person out", "the register",
                      "0 independent reviewers", "these changed"):  # fmt: skip
            assert words in said, words

    @pytest.mark.parametrize(
        ("told", "words"),
        [
            ({"posterior": 0.9994999}, "99.9499 %"),
            ({"confirmed": False}, "one donor's word"),
            ({"excluding": 1}, "rules this person out"),
        ],
    )
    def test_evidence_below_the_rule_is_refused_in_the_database_too(
        self, bench: Bench, told: dict[str, object], words: str
    ) -> None:
        one = hands.agreed(bench, **told)[0]
        with pytest.raises(Impossible, match=words):
            hands.sign(bench, one)
        self.forced(bench, one)

    def forced(self, bench: Bench, one: Identification) -> None:
        """Write the row without asking anybody."""
        good = hands.agreed(bench)[0]
        row = hands.sign(bench, good)
        row.pk, row.identification, row.statement = None, one, one.statements.get(current=True)
        evidence = row.statement.evidence
        row.statement_digest, row.evidence_digest, row.posterior = row.statement.digest, evidence.digest, evidence.posterior
        row.individual_digest, row.list_digest = one.version.digest, evidence.listing.digest
        row.binding = binding_of(row)
        with pytest.raises(DatabaseError, match="does not carry"), transaction.atomic():
            row.save(force_insert=True)

    def test_one_donor_re_sampled_is_enough(self, bench: Bench) -> None:
        one = hands.agreed(bench, confirmed=False, resampled=True, donors=1)[0]
        hands.sign(bench, one)

    def test_the_author_under_another_role_does_not_sign(self, bench: Bench) -> None:
        both = bench.scene.person("both", Role.GENETICIST, Role.EXAMINER)
        one = hands.agreed(bench, author=both)[0]
        with pytest.raises(Impossible, match="you wrote its statement"):
            hands.sign(bench, one, seat_of(both, "heron"))
        self.forced_by(bench, one, both)

    def test_a_reviewer_under_another_role_does_not_sign(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        ada = bench.people["ada"]
        people.give_role(TheRegistry(bench.scene.heron), ada, incident=bench.scene.heron, role=Role.EXAMINER)
        with pytest.raises(Impossible, match="you reviewed it"):
            hands.sign(bench, one, seat_of(ada, "heron"))
        self.forced_by(bench, one, ada)

    def forced_by(self, bench: Bench, one: Identification, user: object) -> None:
        """Let somebody sign in the database: what is refused there is the person alone."""
        with transaction.atomic():
            row = hands.sign(bench, one)
            transaction.set_rollback(True)
        row.pk, row.signer = None, user
        row.binding = binding_of(row)
        with pytest.raises(DatabaseError, match="does not carry"), transaction.atomic():
            row.save(force_insert=True)

    def test_nobody_lowers_the_rule_and_signs_what_was_reviewed_under_another(self, bench: Bench) -> None:
        one = hands.agreed(bench, posterior=0.9951, confirmed=False)[0]
        hands.ruled(bench, posterior=Decimal("0.995"), two_donors=False, ground="a smaller list")
        with pytest.raises(Impossible, match="before the rule in force was confirmed"):
            hands.sign(bench, one, rule=2)
        assert not Signature.objects.exists()

    def test_a_rule_changed_in_the_middle_is_told(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        hands.ruled(bench, posterior=Decimal("0.9995"), ground="Three, not two.", reviewers=3)
        with pytest.raises(Overtaken, match="rule 2 came into force at .* while you read under rule 1"):
            hands.sign(bench, one)
        with pytest.raises(
            Impossible, match="0 independent reviewers agree, and rule 2 asks for 3.*before the rule in force was confirmed"
        ):
            hands.sign(bench, one, rule=2)

    def test_every_value_of_lambda_counts_where_the_rule_says_so(self, bench: Bench) -> None:
        one = hands.agreed(bench, posterior=0.99961)[0]
        hands.ruled(bench, posterior=Decimal("0.9995"), ground="At every λ.", every_listed=True)
        with pytest.raises(Impossible, match=r"at λ = 0\.2 the evidence carries 99\.941 %"):
            hands.sign(bench, one, rule=2)

    def test_an_unfinished_objection_holds_it(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        reviewing.reopen(bench.seat(Role.EXAMINER), one, reason="look again")
        reviewing.begin(bench.seat("cai"), one)
        reviewing.object_to(bench.seat("cai"), one, text="One tube.")
        with pytest.raises(Impossible, match="not closed: 1"):
            hands.sign(bench, one)

    @pytest.mark.parametrize("who", ["ada", Role.EXAMINER])
    def test_whose_role_ended_between_the_steps_does_not_count(self, bench: Bench, who: str) -> None:
        one = hands.agreed(bench)[0]
        seat = bench.seat(Role.EXAMINER)
        user = bench.people.get(who) or bench.scene.users[who]
        for row in Membership.objects.filter(user=user, until__isnull=True):
            people.end_role(TheRegistry(bench.scene.heron), row, reason="left")
        with pytest.raises(Impossible, match="no reviewer any more" if who == "ada" else "no medical examiner"):
            hands.sign(bench, one, seat)

    def test_every_value_of_lambda_counts_in_the_database_too(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        rules.in_force(bench.scene.heron)
        hands.ruled(bench, posterior=Decimal("0.9995"), ground="At every λ.", every_listed=True)
        monkeypatch.setattr(signing.short, "of_evidence", lambda *_told: [])
        short, enough = hands.agreed(bench, posterior=0.99961)[0], hands.agreed(bench, posterior=0.99981)[0]
        with pytest.raises(Impossible, match="the database refuses this signature"):
            hands.sign(bench, short, rule=2)
        assert hands.sign(bench, enough, rule=2).pk

    @pytest.mark.parametrize("said", ["", "3 fields differ, the first is /posterior"])
    def test_evidence_that_was_not_computed_again_or_came_out_otherwise_is_not_signed(self, bench: Bench, said: str) -> None:
        one = hands.in_review(bench)[0]
        for name in ("ada", "ben"):
            reviewing.begin(bench.seat(name), one)
            reviewing.finish(bench.seat(name), one, verdict="agree", words="I follow it.")
        if said:
            hands.recomputed(one, said)
        with pytest.raises(Impossible, match=said or "not computed again from its case yet"):
            hands.sign(bench, one)


class TestTogether:
    """A signature and the state of its identification move together, whoever writes to the database."""

    def test_a_signature_alone_is_not_voided(self, bench: Bench) -> None:
        one = hands.signed(bench)[0]
        with pytest.raises(DatabaseError, match="only with its identification"), transaction.atomic():
            Signature.objects.filter(identification=one).update(voided=hands.now(), void_why="because")
        assert not Signature.objects.get(identification=one).voided

    def test_a_state_that_leaves_signed_takes_its_signature_along(self, bench: Bench) -> None:
        one = hands.signed(bench)[0]
        moment = hands.now()
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE identification_identification SET state = 'void', state_why = 'a test', changed = %s WHERE thing_id = %s",
                [moment, one.pk],
            )
        row = Signature.objects.get(identification=one)
        assert (row.void_why, row.voided) == ("a test", moment)


class TestGroundGone:
    def test_what_changed_before_the_signature_is_named(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        grouping.unlock_individual(bench.seat(Role.ANTHROPOLOGIST), one.individual, reason="a rib too many")
        with pytest.raises((Impossible, Overtaken), match="not the locked one|is void|void since"):
            hands.sign(bench, one)

    def test_a_signature_is_void_visibly_when_its_ground_is_gone(self, bench: Bench) -> None:
        one = hands.signed(bench)[0]
        grouping.unlock_individual(bench.seat(Role.ANTHROPOLOGIST), one.individual, reason="a rib too many")
        if Identification.objects.get(pk=one.pk).state != State.VOID:  # where the river is not awake
            identification.void(TheRegistry(bench.scene.heron), one)
        row = Signature.objects.get()
        assert Identification.objects.get(pk=one.pk).state == State.VOID
        assert row.voided is not None and "individual" in row.void_why
        assert verify_signature(row).binding == row.binding, "what was signed stays what was signed"


class TestProof:
    def test_it_is_of_this_person_statement_and_moment(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        seat = bench.seat(Role.EXAMINER)
        told = {"statement": one.statements.get().digest, "rule": 1}
        for wrong, words in (
            ({"user": seat.user.pk + 1}, "not proved"),
            ({"identification": one.pk + 1}, "another statement"),
            ({"statement": "0" * 64}, "another statement"),
            ({"moment": hands.now() - timedelta(minutes=5, seconds=1)}, "more than five minutes"),
            ({"moment": hands.now() + timedelta(minutes=1)}, "more than five minutes"),
        ):
            with pytest.raises(Impossible, match=words):
                signing.sign(seat, one, proof=hands.proof_of(seat, one, **wrong), **told)
        with pytest.raises(Impossible, match="not proved"):
            signing.sign(seat, one, proof=None, **told)

    def test_the_code_alone_serves_a_stand_in_of_an_exercise_only(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        digest = one.statements.get().digest
        with pytest.raises(confirming.NotProved, match="password of your own"):
            confirming.by_code(bench.seat(Role.EXAMINER), one, digest, one.code)
        actor = people.add_user(TheRegistry(bench.scene.heron), "heron.stands", stands_in="examiner")
        people.give_role(TheRegistry(bench.scene.heron), actor, incident=bench.scene.heron, role=Role.EXAMINER)
        seat = seat_of(actor, "heron")
        with pytest.raises(confirming.NotProved, match="the code typed is another"):
            confirming.by_code(seat, one, digest, "HERON-I99999-0")
        proof = confirming.by_code(seat, one, digest, f" {one.code.lower()} ")
        signing.sign(seat, one, proof=proof, statement=digest, rule=1)

    def test_a_refused_try_is_noted(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        computed: list[Any] = []
        monkeypatch.setattr(recomputing, "ensure", lambda *asked, **_told: computed.append(asked))
        one = hands.agreed(bench, posterior=0.99)[0]
        seat = bench.seat(Role.EXAMINER)
        digest = one.statements.get().digest
        with pytest.raises(Impossible):
            signing.try_to_sign(seat, one, lambda: hands.proof_of(seat, one), statement=digest, rule=1)
        entry = Entry.objects.get(tag="review.signing_refused")
        assert entry.subject == one.code and "99 %" in entry.said["facts"]["why"]
        assert computed == [], "nothing is computed for what is refused anyway"


class TestRescinding:
    def test_it_is_taken_back_with_a_reason_and_stays_readable(self, bench: Bench) -> None:
        one = hands.signed(bench)[0]
        seat = bench.seat(Role.EXAMINER)
        with pytest.raises(Impossible, match="reason is empty"):
            signing.rescind(seat, one, reason=" ")
        signing.rescind(seat, one, reason="The second skeleton was found.")
        one.refresh_from_db()
        assert (one.state, Signature.objects.get().void_why) == (State.RESCINDED, "The second skeleton was found.")
        with pytest.raises(Overtaken, match="Only what was signed"):
            signing.rescind(seat, one, reason="x")

    def test_what_was_not_signed_is_not_rescinded(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        with pytest.raises(Overtaken, match="Only what was signed"):
            signing.rescind(bench.seat(Role.EXAMINER), one, reason="x")
        with pytest.raises(NotFound):
            signing.rescind(bench.seat("ada"), one, reason="x")


def test_a_trigger_that_was_dropped_is_found_out_by_the_binding(bench: Bench) -> None:
    one = hands.signed(bench)[0]
    with connection.cursor() as cursor:
        names = ("review_signature_no_update", "review_signature_no_change", "a_signature_is_carried_update")
        on = "" if connection.vendor == "sqlite" else " ON review_signature"
        for name in names:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        cursor.execute("UPDATE review_signature SET posterior = 0.99999 WHERE identification_id = %s", [one.pk])
    checked = verify_signature(Signature.objects.get())
    assert not checked.holds and "a column was changed" in checked.wrong[0]
