"""Pages of reviews by role: reviewing, objecting, signing with password and second factor, rules, re-audits."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from repatria.registry.identification.models import Identification
from repatria.registry.journal.models import Entry
from repatria.registry.people import actions as people
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.review import auditing, rules, signing
from repatria.registry.review.models import Objection, Signature, SigningRule
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench
from repatria.registry.testing.scene import PASSWORD

State = Identification.State
LEAD = "/i/heron/review"


def state_of(one: Identification) -> str:
    return Identification.objects.get(pk=one.pk).state


@pytest.fixture(autouse=True)
def fresh_limits(settings: Any) -> None:
    """Limits of tries live in the cache; each test begins with none used."""
    cache.clear()
    settings.MFA_TOTP_TOLERANCE = 1  # a test may begin at the end of a code


class Signer:
    """A medical examiner with a password and a second factor, in a browser."""

    def __init__(self, bench: Bench) -> None:
        self.user = bench.scene.person("signer", Role.EXAMINER, password=PASSWORD)
        self.secret = generate_totp_secret()
        TOTP.activate(self.user, self.secret)
        self.browser = Client()
        self.browser.force_login(self.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def code(self, step: int = 1) -> str:
        """A code of the second factor that holds now."""
        return f"{hotp_value(self.secret, list(yield_hotp_counters_from_time())[step]):06d}"

    def sign(self, one: Identification, **told: Any) -> Any:
        seen = {"statement": one.statements.get(current=True).digest, "rule": 1, "password": PASSWORD, "second": self.code()}
        return self.browser.post(f"{LEAD}/{one.code}/sign/", {**seen, **told})


class TestReviewing:
    def test_from_the_queue_to_an_agreement_in_the_browser(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        ada, ben = (bench.scene.client(bench.people[name]) for name in ("ada", "ben"))
        author = bench.scene.client(Role.GENETICIST)
        assert "begin a review" in ada.get(f"{LEAD}/").content.decode()
        assert ada.post(f"{LEAD}/{one.code}/act/begin/").status_code == 302
        assert ada.post(f"{LEAD}/{one.code}/act/object/", {"text": "One tube only?"}).status_code == 302
        pk = Objection.objects.get().pk
        assert "a reviewer objected" in author.get("/i/heron/").content.decode()
        assert author.post(f"{LEAD}/{one.code}/objections/{pk}/answer/", {"text": "Two."}).status_code == 302
        kept = ada.post(f"{LEAD}/{one.code}/objections/{pk}/close/", {"settled": "no", "words": ""})
        assert "minority view is empty" in kept.content.decode()
        assert ada.post(f"{LEAD}/{one.code}/objections/{pk}/close/", {"settled": "yes", "words": ""}).status_code == 302
        told = {"verdict": "agree", "words": "Read.", "statement": one.statements.get().digest}
        assert ada.post(f"{LEAD}/{one.code}/act/finish/", told).status_code == 302
        assert ben.post(f"{LEAD}/{one.code}/act/begin/").status_code == 302
        assert ben.post(f"{LEAD}/{one.code}/act/finish/", told).status_code == 302
        assert state_of(one) == State.AGREED

    def test_a_refusal_stands_on_the_page(self, bench: Bench) -> None:
        one = hands.in_review(bench)[0]
        ada = bench.scene.client(bench.people["ada"])
        ada.post(f"{LEAD}/{one.code}/act/begin/")
        again = ada.post(f"{LEAD}/{one.code}/act/begin/")
        assert again.status_code == 200 and "begun your review already" in again.content.decode()
        old = ada.post(f"{LEAD}/{one.code}/act/finish/", {"verdict": "agree", "words": "x", "statement": "0" * 64})
        assert "another statement is before the reviewers" in old.content.decode()

    @pytest.mark.parametrize("role", list(Role))
    def test_who_sees_what(self, bench: Bench, role: Role) -> None:
        one = hands.agreed(bench)[0]
        browser = bench.scene.client(role)
        sees = role in (Role.GENETICIST, Role.REVIEWER, Role.EXAMINER, Role.AUDITOR, Role.QUALITY)
        for path in ("/", f"/{one.code}/", "/signatures/", "/rules/"):
            assert browser.get(LEAD + path).status_code == (200 if sees else 404), path
        assert browser.get(f"{LEAD}/{one.code}/sign/").status_code == (200 if role == Role.EXAMINER else 404)
        audits = role in (Role.REVIEWER, Role.EXAMINER, Role.AUDITOR, Role.QUALITY)
        assert browser.get(f"{LEAD}/audits/").status_code == (200 if audits else 404)

    def test_a_stranger_finds_what_is_not_there(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        browser = bench.scene.client(bench.scene.stranger_user)
        for path in (f"/i/heron/review/{one.code}/", f"/i/other/review/{one.code}/", f"/i/other/review/{one.code}/sign/"):
            assert browser.get(path).status_code == 404


class TestSigning:
    def test_password_and_second_factor_sign(self, bench: Bench) -> None:
        one, signer = hands.agreed(bench)[0], Signer(bench)
        page = signer.browser.get(f"{LEAD}/{one.code}/sign/").content.decode()
        assert "Your password" in page and "It cannot be signed" not in page
        answer = signer.sign(one)
        assert answer.status_code == 302 and state_of(one) == State.SIGNED
        shown = signer.browser.get(answer.url).content.decode()
        row = Signature.objects.get()
        for what in (row.binding, row.statement_digest, row.evidence_digest, row.case_digest, "Checked just now", "recheck"):
            assert what in shown

    @pytest.mark.parametrize(
        "wrong", [{"password": "another long word 48"}, {"second": "000000"}, {"second": ""}, {"password": ""}]
    )
    def test_one_of_the_two_is_not_enough(self, bench: Bench, wrong: dict[str, str]) -> None:
        one, signer = hands.agreed(bench)[0], Signer(bench)
        answer = signer.sign(one, **wrong)
        assert answer.status_code == 200 and state_of(one) == State.AGREED
        assert PASSWORD not in answer.content.decode()
        if all(wrong.values()):
            assert "is wrong" in answer.content.decode()
            why = Entry.objects.get(tag="review.signing_refused").said["facts"]["why"]
            assert "second factor is wrong" in why and PASSWORD not in why

    def test_a_code_serves_once(self, bench: Bench) -> None:
        first, second = hands.agreed(bench, 2)
        signer = Signer(bench)
        code = signer.code()
        assert signer.sign(first, second=code).status_code == 302
        assert "is wrong" in signer.sign(second, second=code).content.decode()
        assert state_of(second) == State.AGREED

    def test_guesses_are_limited(self, bench: Bench) -> None:
        one, signer = hands.agreed(bench)[0], Signer(bench)
        said = [signer.sign(one, password=f"guess number {n}", second="123456").content.decode() for n in range(11)]
        assert all("is wrong" in text for text in said[:10]) and "too many tries" in said[10]
        assert "too many tries" in signer.sign(one).content.decode(), "the right one as well, until the five minutes are over"
        assert state_of(one) == State.AGREED

    def test_a_stand_in_types_the_code_and_is_told_why(self, bench: Bench) -> None:
        one = hands.agreed(bench)[0]
        actor = people.add_user(TheRegistry(bench.scene.heron), "heron.stands", stands_in="examiner")
        people.give_role(TheRegistry(bench.scene.heron), actor, incident=bench.scene.heron, role=Role.EXAMINER)
        browser = Client()
        browser.force_login(actor, backend="allauth.account.auth_backends.AuthenticationBackend")
        Authenticator.objects.filter(user=actor).delete()
        from django.test import override_settings

        with override_settings(LOOPBACK=True):
            page = browser.get(f"{LEAD}/{one.code}/sign/").content.decode()
            assert "In this exercise everyone is invented" in page and "Your password" not in page
            seen = {"statement": one.statements.get().digest, "rule": 1}
            assert "code typed is another" in browser.post(f"{LEAD}/{one.code}/sign/", {**seen, "code": "x"}).content.decode()
            assert browser.post(f"{LEAD}/{one.code}/sign/", {**seen, "code": one.code}).status_code == 302
        assert state_of(one) == State.SIGNED

    def test_a_rule_changed_while_the_page_was_open(self, bench: Bench) -> None:
        one, signer = hands.agreed(bench)[0], Signer(bench)
        hands.ruled(bench, posterior=Decimal("0.9996"))
        assert "rule 2 came into force" in signer.sign(one).content.decode()

    def test_what_stands_against_it_is_told_before_anybody_proves_anything(self, bench: Bench) -> None:
        one, signer = hands.agreed(bench, confirmed=False)[0], Signer(bench)
        page = signer.browser.get(f"{LEAD}/{one.code}/sign/").content.decode()
        assert "One donor&#x27;s word carries it alone" in page and "Your password" not in page


class TestVoid:
    def test_every_page_says_what_changed_when_and_by_which_act(self, bench: Bench) -> None:
        one = hands.signed(bench)[0]
        signing.rescind(bench.seat(Role.EXAMINER), one, reason="The other skeleton was found.")
        pk = Signature.objects.get().pk
        for path in (f"/{one.code}/", f"/{one.code}/signatures/{pk}/", "/signatures/", "/"):
            assert "The other skeleton was found." in bench.scene.client(Role.AUDITOR).get(LEAD + path).content.decode(), path


class TestRules:
    def test_the_examiner_proposes_a_rule_with_its_ground(self, bench: Bench) -> None:
        browser = bench.scene.client(Role.EXAMINER)
        page = browser.get(f"{LEAD}/rules/").content.decode()
        assert "99.95 %" in page and "Propose a new rule" in page
        told = {"posterior": "0.9999", "two_donors": "on", "reviewers": "3", "ground": "The board.", "instead_of": "1"}
        assert browser.post(f"{LEAD}/rules/", told).status_code == 302
        assert SigningRule.objects.order_by("-number")[0].reviewers == 3
        page = browser.get(f"{LEAD}/rules/").content.decode()
        assert "waits for a second person" in page and rules.in_force(bench.scene.heron).number == 1
        low = browser.post(f"{LEAD}/rules/", {**told, "posterior": "0.9"}).content.decode()
        assert "0.99" in low and SigningRule.objects.count() == 2
        hands.ruled(bench, posterior=Decimal("0.9998"))
        again = browser.post(f"{LEAD}/rules/", told).content.decode()
        assert "rule 3 is in force by now" in again
        page = browser.get(f"{LEAD}/rules/").content.decode()
        assert "replaced by a later proposal" in page

    def test_another_person_confirms_it_beside_the_rule_in_force(self, bench: Bench) -> None:
        rules.in_force(bench.scene.heron)
        rules.propose_rule(bench.seat(Role.EXAMINER), posterior=Decimal("0.9999"), ground="The board.", instead_of=1)
        where, reviewer = f"{LEAD}/rules/2/decide/", bench.scene.client(bench.people["cai"])
        assert where in reviewer.get("/i/heron/").content.decode()
        assert where in reviewer.get(f"{LEAD}/rules/").content.decode()
        page = reviewer.get(where).content.decode()
        assert "99.95 %" in page and "99.99 %" in page and "I confirm it" in page
        own = bench.scene.client(Role.EXAMINER)
        assert where not in own.get("/i/heron/").content.decode()
        page = own.get(where).content.decode()
        assert "I confirm it" not in page and "I take it back" in page
        assert "not one of the" in own.post(where, {"verdict": "confirm"}).content.decode()
        assert bench.scene.client(Role.GENETICIST).get(where).status_code == 404
        assert reviewer.get(f"{LEAD}/rules/9/decide/").status_code == 404
        assert "write why it is declined" in reviewer.post(where, {"verdict": "decline"}).content.decode()
        assert reviewer.post(where, {"verdict": "confirm"}).status_code == 302
        assert rules.in_force(bench.scene.heron).number == 2
        assert "waits for nobody" in reviewer.post(where, {"verdict": "confirm"}).content.decode()
        page = bench.scene.client(Role.AUDITOR).get(f"{LEAD}/rules/").content.decode()
        assert "was in force" in page and bench.people["cai"].called in page

    def test_nobody_else_does(self, bench: Bench) -> None:
        browser = bench.scene.client(Role.GENETICIST)
        assert "Propose a new rule" not in browser.get(f"{LEAD}/rules/").content.decode()
        told = {"posterior": "0.9999", "reviewers": "3", "ground": "x", "instead_of": "1"}
        assert browser.post(f"{LEAD}/rules/", told).status_code == 404


class TestAudits:
    def test_one_is_asked_for_done_and_taken_away(self, bench: Bench) -> None:
        one = hands.signed(bench)[0]
        browser = bench.scene.client(Role.AUDITOR)
        asked = browser.post(f"{LEAD}/audits/")
        assert asked.status_code == 302
        assert "one waits for a worker already" in browser.post(f"{LEAD}/audits/").content.decode()
        assert "waits for a worker" in browser.get(asked.url).content.decode().lower()
        auditing.work_once()
        page = browser.get(asked.url).content.decode()
        assert one.code in page and "Decided by other issuers" in page
        rows = list(csv.reader(io.StringIO(browser.get(f"{asked.url}lines.csv").content.decode("utf-8-sig"))))
        assert rows[0][0] == "whose" and rows[1][:2] == ["ours", one.code]
        assert "Exercise" in rows[0][-1]
        assert bench.scene.client(Role.GENETICIST).get(asked.url).status_code == 404


def test_the_desk_says_what_waits(bench: Bench) -> None:
    one = hands.agreed(bench)[0]
    text = bench.scene.client(Role.EXAMINER).get("/i/heron/").content.decode()
    assert f"{one.code} was agreed and waits for your signature" in text
