"""A rule for signatures needs two persons: in the acts, and in the database whoever writes to it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.journal.models import Entry
from repatria.registry.people import actions as people
from repatria.registry.people.models import Membership
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry, seat_of
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review import reviewing, rules
from repatria.registry.review.models import RuleDecision, Signature, SigningRule
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench

LOOSE = {"posterior": Decimal("0.99"), "two_donors": False, "ground": "a smaller list"}


def proposed(bench: Bench, **told: Any) -> SigningRule:
    force = rules.in_force(bench.scene.heron).number
    return rules.propose_rule(bench.seat(Role.EXAMINER), **{**LOOSE, "instead_of": force, **told})


def tags(bench: Bench) -> list[tuple[str, str]]:
    rows = Entry.objects.filter(tag__startswith="review.rule", incident="heron").order_by("seq")
    return [(row.tag.removeprefix("review."), row.actor) for row in rows]


class TestTwoPersons:
    def test_a_proposal_alone_changes_nothing(self, bench: Bench) -> None:
        one = hands.agreed(bench, posterior=0.9951, confirmed=False)[0]
        made = proposed(bench)
        assert rules.in_force(bench.scene.heron).number == 1 and rules.proposed(bench.scene.heron) == made
        with pytest.raises(Impossible, match="rule 1 asks for"):
            hands.sign(bench, one)
        assert hands.sign(bench, hands.agreed(bench)[0]).rule.number == 1

    @pytest.mark.parametrize("who", ["cai", "second"])
    def test_another_examiner_or_a_reviewer_confirms_it(self, bench: Bench, who: str) -> None:
        made = proposed(bench)
        bench.people["second"] = bench.scene.person("second", Role.EXAMINER)
        rules.confirm_rule(bench.seat(who), made)
        force = rules.in_force(bench.scene.heron)
        assert (
            force == made and rules.since(force) == RuleDecision.objects.get().at and rules.proposed(bench.scene.heron) is None
        )
        examiner, other = bench.scene.users[Role.EXAMINER].code, bench.people[who].code
        assert tags(bench) == [("rule_set", "registry"), ("rule_proposed", examiner), ("rule_confirmed", other)]

    def test_nobody_confirms_their_own_under_whatever_role(self, bench: Bench) -> None:
        both = bench.scene.person("both", Role.EXAMINER, Role.REVIEWER)
        made = rules.propose_rule(seat_of(both, "heron"), **LOOSE, instead_of=rules.in_force(bench.scene.heron).number)
        with pytest.raises(Impossible, match="rule 2: you proposed it"):
            rules.confirm_rule(seat_of(both, "heron"), made)
        assert not RuleDecision.objects.exists()

    @pytest.mark.parametrize("who", [Role.GENETICIST, Role.QUALITY, Role.AUDITOR, Role.ADMINISTRATOR])
    def test_nobody_else_decides(self, bench: Bench, who: Role) -> None:
        made = proposed(bench)
        with pytest.raises(NotFound):
            rules.confirm_rule(bench.seat(who), made)
        with pytest.raises(NotFound):
            rules.decline_rule(bench.seat(who), made, words="no")

    def test_a_declined_one_never_is_in_force(self, bench: Bench) -> None:
        made = proposed(bench)
        with pytest.raises(Impossible, match="write why"):
            rules.decline_rule(bench.seat("cai"), made, words=" ")
        rules.decline_rule(bench.seat(Role.EXAMINER), made, words="A slip of the pen.")  # the proposer takes it back
        with pytest.raises(Overtaken, match="rule 2: it waits for nobody"):
            rules.confirm_rule(bench.seat("cai"), made)
        assert rules.in_force(bench.scene.heron).number == 1 and proposed(bench).number == 3

    def test_only_the_latest_is_confirmed(self, bench: Bench) -> None:
        first, second = proposed(bench), proposed(bench, posterior=Decimal("0.9999"))
        with pytest.raises(Overtaken, match="rule 2: rule 3 was proposed since"):
            rules.confirm_rule(bench.seat("cai"), first)
        rules.confirm_rule(bench.seat("cai"), second)
        assert rules.in_force(bench.scene.heron) == second

    def test_one_of_another_incident_is_nobody_s(self, bench: Bench) -> None:
        made = proposed(bench)
        elsewhere = bench.scene.person("elsewhere", Role.REVIEWER, incident=bench.scene.other)
        with pytest.raises(NotFound):
            rules.confirm_rule(seat_of(elsewhere, bench.scene.other.slug), made)

    def test_a_review_between_proposal_and_confirmation_does_not_count(self, bench: Bench) -> None:
        """Whoever agreed before the rule was in force did not agree under it, though it was proposed by then."""
        rules.in_force(bench.scene.heron)
        made = proposed(bench)
        one = hands.agreed(bench)[0]
        rules.confirm_rule(bench.seat("cai"), made)
        with pytest.raises(Impossible, match="0 independent reviewers agree, and rule 2 asks for 2"):
            hands.sign(bench, one, rule=2)
        reviewing.reopen(bench.seat(Role.EXAMINER), one, reason="A new rule.")
        assert not Signature.objects.exists()


DECIDE = "INSERT INTO review_ruledecision (rule_id, confirmed, by_id, at, words) VALUES (%s, %s, %s, %s, %s)"
PROPOSE = (
    "INSERT INTO review_signingrule (incident_id, number, posterior, two_donors, every_listed, reviewers, ground, by_id, at) "
    "VALUES (%s, %s, %s, %s, %s, 2, 'x', %s, %s)"
)


def said(sql: str, *told: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(told))


def without(table: str, trigger: str) -> None:
    """A database owner takes one guard away."""
    said(f"DROP TRIGGER {trigger}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


class TestDatabase:
    @pytest.mark.parametrize("who", ["nobody", Role.EXAMINER, Role.GENETICIST, "gone"])
    def test_no_word_of_one_person_or_of_whoever_may_not(self, bench: Bench, who: str) -> None:
        made = proposed(bench)
        if who == "gone":
            row = Membership.objects.get(user=bench.people["cai"], until__isnull=True)
            people.end_role(TheRegistry(bench.scene.heron), row, reason="left")
        by = (
            {"nobody": None, "gone": bench.people["cai"].pk}.get(who)
            if who in ("nobody", "gone")
            else bench.scene.users[who].pk
        )
        with pytest.raises(DatabaseError, match="another medical examiner or reviewer"):
            said(DECIDE, made.pk, True, by, hands.now(), "")
        without("review_ruledecision", "a_rule_needs_two_insert")
        said(DECIDE, made.pk, True, by, hands.now(), "")
        assert rules.in_force(bench.scene.heron).number == 2

    def test_the_latest_alone_and_a_word_stays(self, bench: Bench) -> None:
        first, second = proposed(bench), proposed(bench)
        cai = bench.people["cai"].pk
        with pytest.raises(DatabaseError, match="the latest one"):
            said(DECIDE, first.pk, True, cai, hands.now(), "")
        said(DECIDE, second.pk, True, cai, hands.now(), "")
        for sql in ("UPDATE review_ruledecision SET confirmed = %s", "DELETE FROM review_ruledecision WHERE confirmed <> %s"):
            with pytest.raises(DatabaseError, match="said once"):
                said(sql, False)
        with pytest.raises(DatabaseError, match="another medical examiner or reviewer"):
            said(DECIDE, rules.came(bench.scene.heron).last().pk, True, cai, hands.now(), "")  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("number", "posterior", "donors", "proposer"),
        [(1, 0.99, False, False), (1, 0.9995, True, True), (2, 0.9999, True, False)],
    )
    def test_no_rule_is_nobody_s_but_the_shipped_one(
        self, bench: Bench, number: int, posterior: float, donors: bool, proposer: bool
    ) -> None:
        by = bench.scene.users[Role.EXAMINER].pk if proposer else None
        told = (bench.scene.heron.pk, number, posterior, donors, False, by, hands.now())
        with pytest.raises(DatabaseError, match="a rule has a proposer"):
            said(PROPOSE, *told)
        without("review_signingrule", "a_rule_is_somebodys_insert")
        said(PROPOSE, *told)

    def test_a_signature_under_what_nobody_confirmed_is_refused(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        """The acts are told that the proposal is in force; the database is not."""
        one = hands.agreed(bench, posterior=0.9951, confirmed=False)[0]
        made = proposed(bench)
        monkeypatch.setattr(rules, "in_force", lambda _incident: made)
        with pytest.raises(Impossible, match="the database refuses this signature"):
            hands.sign(bench, one, rule=2)
        rules.confirm_rule(bench.seat("cai"), made)
        with pytest.raises(Impossible, match="0 independent reviewers agree"):
            hands.sign(bench, one, rule=2)
        assert not Signature.objects.exists()
