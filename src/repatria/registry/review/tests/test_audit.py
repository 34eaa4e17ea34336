"""Every decision is looked at again: rule, data, binding, recomputation; decisions of others in their own column."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, transaction

from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Kind
from repatria.registry.families.actions import note_earlier_decision
from repatria.registry.families.dates import read_date
from repatria.registry.families.models import MissingPerson
from repatria.registry.identification.models import Exclusion
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import NotFound, Overtaken
from repatria.registry.review import auditing, looking, rules
from repatria.registry.review.auditviews import harmless
from repatria.registry.review.models import AuditLine
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench
from repatria.registry.searching import jobs
from repatria.registry.searching.models import Candidate, CandidateList, Job, Search

Outcome = AuditLine.Outcome


def told(bench: Bench) -> list[looking.Line]:
    return looking.look_again(bench.scene.heron, rules.in_force(bench.scene.heron))


def codes(outcomes: list[looking.Line]) -> dict[str, str]:
    return {(x.identification or x.historic).code: x.words for x in outcomes}  # type: ignore[union-attr]


class TestOurs:
    def test_what_today_s_rule_would_not_carry_fails_it(self, bench: Bench) -> None:
        strong, weak = hands.signed(bench, 1, posterior=0.99999)[0], hands.signed(bench, 1, posterior=0.9996)[0]
        hands.ruled(bench, posterior=Decimal("0.9999"), ground="stricter")
        found = codes([x for x in told(bench) if Outcome.RULE in {o for o, _w in x.said}])
        assert weak.code in found and strong.code not in found
        assert "99.96 %" in found[weak.code] and "99.99 %" in found[weak.code]

    def test_what_rests_on_data_that_changed_is_named(self, bench: Bench) -> None:
        one = hands.signed(bench)[0]
        Exclusion.objects.create(individual=one.individual, missing=one.missing, ground="age", words="x", at=hands.now())
        line = next(x for x in told(bench) if x.identification == one)
        assert Outcome.DATA in {o for o, _w in line.said} and "register of exclusions" in line.words

    @pytest.mark.parametrize(("posterior", "outcome"), [(0.9, Outcome.RULE), (0.01, Outcome.AGAINST)])
    def test_a_later_search_speaks_against_what_rests_on_nothing_that_changed(
        self, bench: Bench, posterior: float, outcome: str
    ) -> None:
        """Bones that came in since fit the same man better: no input of the statement changed, and the re-audit says it."""
        one = hands.signed(bench)[0]
        assert {o for o, _w in told(bench)[0].said} == {Outcome.NUMBERS}  # made by hand: its evidence has no digest
        old = bench.search
        with transaction.atomic():
            thing = new_things(TheRegistry(bench.scene.heron), Kind.SEARCH, 1)[0]
        job = Job.objects.create(incident=bench.scene.heron, kind="search", asked=hands.now())
        Search.objects.filter(pk=old.pk).update(current=False)
        fresh = Search.objects.create(
            thing=thing, incident=bench.scene.heron, number=2, extent="delta", job=job, rule=old.rule, made=hands.now(),
            snapshot=old.snapshot, current=True, result_digest="1" * 64, software="x", finished=hands.now(),
        )  # fmt: skip
        listing = CandidateList.objects.create(
            search=fresh, label=one.individual.code, version=one.version, person=one.individual.code, size_before=9, compared=9,
            size_after=1, none_of_these=0.1, without_reference=0.1, digest="2" * 64,
        )  # fmt: skip
        Candidate.objects.create(
            listing=listing, missing=one.missing, family="F", rank=1, rank_of_missing=2, log_lr=9.0, posterior=posterior
        )
        line = told(bench)[0]
        assert outcome in {o for o, _w in line.said} and f"today's list of {one.individual.code}" in line.words

    def test_a_signature_that_was_tampered_with_is_the_gravest(self, bench: Bench) -> None:
        one = hands.signed(bench)[0]
        on = "" if connection.vendor == "sqlite" else " ON review_signature"
        with connection.cursor() as cursor:
            for name in ("review_signature_no_update", "review_signature_no_change", "a_signature_is_carried_update"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
            cursor.execute("UPDATE review_signature SET software = 'another'")
        line = next(x for x in told(bench) if x.identification == one)
        assert line.outcome == Outcome.NUMBERS and "a column was changed" in line.words

    def test_evidence_that_is_not_the_one_signed_is_found(self, bench: Bench) -> None:
        hands.signed(bench)  # made by hand: its digest is not that of its document
        assert "the evidence on file is not the one that was signed" in told(bench)[0].words


class TestTheirs:
    def decide(self, bench: Bench, one: hands.Identification, **more: object) -> None:
        person = MissingPerson.objects.get(thing=one.missing)
        given = {"issuer": "An older office", "remains": "X-12", "on": read_date("1954"), **more}
        note_earlier_decision(TheRegistry(bench.scene.heron), person, **given)

    def test_without_data_it_cannot_be_recomputed(self, bench: Bench) -> None:
        self.decide(bench, hands.drafted(bench)[0])
        line = told(bench)[0]
        assert line.identification is None and line.outcome == Outcome.UNKNOWN
        assert "X-12, decided by An older office" in line.words

    @pytest.mark.parametrize(
        ("posterior", "outcome"), [(0.99999, Outcome.STANDS), (0.9, Outcome.RULE), (0.01, Outcome.AGAINST)]
    )
    def test_today_s_list_speaks_for_or_against_it(self, bench: Bench, posterior: float, outcome: str) -> None:
        one = hands.drafted(bench, posterior=posterior)[0]
        decision = self.with_remains(bench, one)
        line = looking._earlier(decision, bench.search, rules.in_force(bench.scene.heron))
        assert line.outcome == outcome, line.words

    def with_remains(self, bench: Bench, one: hands.Identification) -> looking.EarlierDecision:
        self.decide(bench, one)
        decision = looking.EarlierDecision.objects.select_related("person__thing").get()
        decision.remains_thing = one.individual.thing
        return decision

    def test_another_first_on_the_list_is_named(self, bench: Bench) -> None:
        one, other = hands.drafted(bench, 2, posterior=0.01)
        listing = one.statements.get().evidence.listing
        row = Candidate.objects.get(listing=listing)
        row.pk, row.missing, row.posterior, row.rank = None, other.missing, 0.98, 2
        row.save(force_insert=True)
        line = looking._earlier(self.with_remains(bench, one), bench.search, rules.in_force(bench.scene.heron))
        assert line.outcome == Outcome.AGAINST and f"first there is {other.missing.code} with 98 %" in line.words


class TestWork:
    def test_it_is_written_once_under_the_fence(self, bench: Bench) -> None:
        hands.signed(bench, 2)
        audit = auditing.ask_audit(bench.seat(Role.REVIEWER))
        with pytest.raises(Overtaken, match="one waits"):
            auditing.ask_audit(bench.seat(Role.AUDITOR))
        stale = jobs.claim("first", (Job.Kind.REAUDIT,))
        assert stale is not None
        Job.objects.filter(pk=stale.job).update(lease_until="2000-01-01T00:00:00Z")
        steps = []
        held = jobs.claim("second", (Job.Kind.REAUDIT,))
        assert held is not None
        auditing.work(held, lambda step, done, total: steps.append((step, done, total)))
        with pytest.raises(Overtaken, match="no longer"):
            auditing.finish_audit(TheRegistry(bench.scene.heron), stale, [])
        audit.refresh_from_db()
        assert (audit.signed, audit.historic, audit.failing) == (2, 0, 2) and audit.job.state == Job.State.DONE
        assert steps and AuditLine.objects.count() == 2

    def test_a_failed_one_says_why(self, bench: Bench) -> None:
        audit = auditing.ask_audit(bench.seat(Role.QUALITY))
        held = jobs.claim("one", (Job.Kind.REAUDIT,))
        auditing.fail_audit(TheRegistry(bench.scene.heron), held, fault="the disk is full")
        audit.refresh_from_db()
        assert (audit.job.state, audit.job.fault, audit.finished) == (Job.State.FAILED, "the disk is full", None)
        assert auditing.work_once() is None

    def test_a_stranger_asks_for_none(self, bench: Bench) -> None:
        for seat in (bench.seat(Role.GENETICIST), bench.seat(Role.ANTHROPOLOGIST)):
            with pytest.raises(NotFound):
                auditing.ask_audit(seat)


def test_no_cell_is_a_formula() -> None:
    for bad in ("=1+1", "+1", "-1", "@x", "\t=1", " =1", "|calc"):
        assert harmless(bad).startswith("'")
    assert harmless("HERON-I000001-1") == "HERON-I000001-1"
