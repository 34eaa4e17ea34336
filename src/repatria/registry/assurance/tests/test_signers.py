"""T-12: nobody identifies alone. A long random walk of people and database hands finds no way to a signature with too few."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from repatria.registry.assurance.outcome import Outcome, size
from repatria.registry.identification import actions as identification
from repatria.registry.identification import grounds, standing
from repatria.registry.identification.models import Exclusion, Identification
from repatria.registry.people import actions as people
from repatria.registry.people.models import Membership, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry, seat_of
from repatria.registry.refusals import Refusal
from repatria.registry.review import reviewing, rules
from repatria.registry.review.models import Objection, Review, RuleDecision, Signature, SigningRule
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench

Tell = Callable[[Outcome], Outcome]
CAST: dict[str, tuple[Role, ...]] = {
    "author": (Role.GENETICIST,),
    "author who reviews": (Role.GENETICIST, Role.REVIEWER),
    "author who signs": (Role.GENETICIST, Role.EXAMINER),
    "first": (Role.REVIEWER,),
    "second": (Role.REVIEWER,),
    "third": (Role.REVIEWER,),
    "reviewer who signs": (Role.REVIEWER, Role.EXAMINER),
    "examiner": (Role.EXAMINER,),
    "grouper who reviews": (Role.REVIEWER,),
    "everything": (Role.GENETICIST, Role.REVIEWER, Role.EXAMINER),
}
"""Who walks. Several hold roles that one person must never use on the same identification."""
ENDED = ("void", "withdrawn", "rescinded", "signed")


@dataclass
class Walk:
    """One identification after the other, and everybody trying everything."""

    bench: Bench
    chance: random.Random
    raw: bool = True
    cast: dict[str, User] = field(default_factory=dict)
    one: Identification = field(init=False)
    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    old: dict[str, Seat] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, roles in CAST.items():
            self.cast[name] = self.bench.scene.person("w." + name.replace(" ", "."), *roles)
        self.bench.grouper = self.cast["grouper who reviews"]
        self.old = {name: seat_of(user, "heron") for name, user in self.cast.items()}
        self.fresh()

    def fresh(self) -> None:
        """A new identification by somebody who may write one."""
        author = self.cast[self.chance.choice([n for n in CAST if Role.GENETICIST in CAST[n]])]
        self.one = hands.in_review(self.bench, author=author)[0]
        hands.recomputed(self.one)

    def seat(self) -> Seat:
        """Somebody at work; now and then with a seat read long ago, as from a page left open."""
        name = self.chance.choice(list(self.cast))
        return self.old[name] if self.chance.random() < 0.1 else seat_of(self.cast[name], "heron")

    def step(self) -> None:
        """One try of one act by one person; what came of it is judged."""
        acts = RAW if self.raw and self.chance.random() < 0.15 else ACTS
        act = self.chance.choices(list(acts), weights=[acts[a] for a in acts])[0]
        try:
            with transaction.atomic():
                act(self)
        except (Refusal, Signature.DoesNotExist, Review.DoesNotExist, SigningRule.DoesNotExist):
            self.done["refused"] += 1
        except DatabaseError as fault:
            if isinstance(fault, (TypeError, KeyError)):
                raise
            self.done["refused by the database"] += 1
        else:
            self.done[act.__name__] += 1
        self.judge()

    def judge(self) -> None:
        """Whether what stands as signed or agreed was carried by enough independent people; asked of the rows, not of the acts."""
        self.one = Identification.objects.select_related("thing").get(pk=self.one.pk)
        if self.one.state in ("signed", "agreed"):
            self.wrong += [f"{self.one.code} {self.one.state}: {why}" for why in misjudged(self.one)]
        if self.one.state in ENDED:
            self.done[f"ended as {self.one.state}"] += 1
            self.fresh()


def misjudged(one: Identification) -> list[str]:
    """What is wrong with an identification that is agreed or signed; written without the code that guards it."""
    statement = one.statements.get(current=True)
    hands_on = {one.author_id, *one.statements.values_list("by_id", flat=True), one.individual.made_by_id}
    hands_on |= set(one.individual.versions.values_list("locked_by_id", flat=True))
    agree = set(Review.objects.filter(statement=statement, verdict="agree").values_list("reviewer_id", flat=True)) - hands_on
    held = Membership.objects.filter(incident=one.incident_id, until__isnull=True, user__is_active=True)
    if one.state == "agreed":
        return [] if len(agree) >= 2 else [f"{len(agree)} agree"]
    signature = Signature.objects.filter(identification=one, voided__isnull=True).first()
    if signature is None:
        return ["no signature"]
    now = {pk for pk in agree if held.filter(user=pk, role=Role.REVIEWER).exists()}
    said = [] if len(now) >= signature.rule.reviewers else [f"{len(now)} who may review agree"]
    reviewed = set(Review.objects.filter(statement__identification=one).values_list("reviewer_id", flat=True))
    said += [] if signature.rule.number == 1 or two_made(signature.rule) else ["one person made its rule"]
    said += ["the signer had a hand in it"] if signature.signer_id in hands_on | reviewed else []
    said += [] if held.filter(user=signature.signer_id, role=Role.EXAMINER).exists() else ["the signer is no examiner"]
    said += ["its ground has changed"] if standing.what_changed(statement) else []
    waiting = Objection.objects.filter(review__statement=statement, state__in=("open", "answered")).exists()
    return said + (["an objection is open"] if waiting else [])


def two_made(rule: SigningRule) -> bool:
    """Whether one person proposed a rule and another confirmed it."""
    said = RuleDecision.objects.filter(rule=rule, confirmed=True).first()
    return said is not None and None not in (rule.by_id, said.by_id) and rule.by_id != said.by_id


def begin(w: Walk) -> None:
    reviewing.begin(w.seat(), w.one)


def finish(w: Walk) -> None:
    verdict = "agree" if w.chance.random() < 0.85 else "disagree"
    reviewing.finish(w.seat(), w.one, verdict=verdict, words="as I see it")


def object_to(w: Walk) -> None:
    reviewing.object_to(w.seat(), w.one, text="one tube")


def answer(w: Walk) -> None:
    reviewing.answer(w.seat(), _objection(w), text="two")


def close(w: Walk) -> None:
    reviewing.close(w.seat(), _objection(w), settled=w.chance.random() < 0.7, words="so be it")


def send_back(w: Walk) -> None:
    how = w.chance.choice((reviewing.send_back, reviewing.take_back, reviewing.return_to_author, reviewing.reopen))
    how(w.seat(), w.one, reason="look again")


def submit(w: Walk) -> None:
    if w.chance.random() < 0.7 and w.one.state == "draft":
        hands.restated(w.one)
    identification.submit(w.seat(), w.one)


def sign(w: Walk) -> None:
    hands.sign(w.bench, w.one, w.seat(), rules.in_force(w.bench.scene.heron).number)


def withdraw(w: Walk) -> None:
    identification.withdraw(w.seat(), w.one, reason="no")


def end_role(w: Walk) -> None:
    rows = list(Membership.objects.filter(user__in=w.cast.values(), until__isnull=True).order_by("pk"))
    if len(rows) > len(CAST):
        people.end_role(TheRegistry(w.bench.scene.heron), w.chance.choice(rows), reason="moved")


def give_role(w: Walk) -> None:
    name = w.chance.choice(list(w.cast))
    people.give_role(
        TheRegistry(w.bench.scene.heron), w.cast[name], incident=w.bench.scene.heron, role=w.chance.choice(CAST[name])
    )


def change_evidence(w: Walk) -> None:
    Exclusion.objects.create(individual=w.one.individual, missing=w.one.missing, ground="age", words="x", at=hands.now())


def void(w: Walk) -> None:
    identification.void(TheRegistry(w.bench.scene.heron), w.one)


def propose_rule(w: Walk) -> None:
    last = rules.in_force(w.bench.scene.heron).number
    asked = 3 if w.chance.random() < 0.2 else 2
    rules.propose_rule(w.seat(), posterior=Decimal("0.9995"), ground="again", reviewers=asked, instead_of=last)


def confirm_rule(w: Walk) -> None:
    last = SigningRule.objects.filter(incident=w.bench.scene.heron).order_by("-number")[:1].get()
    rules.confirm_rule(w.seat(), last)


def raw_rule(w: Walk) -> None:
    """A rule that nobody proposed, or a word on one by whoever it is."""
    last = SigningRule.objects.filter(incident=w.bench.scene.heron).order_by("-number")[:1].get()
    if w.chance.random() < 0.3:
        _sql(
            "INSERT INTO review_signingrule (incident_id, number, posterior, two_donors, every_listed, reviewers, ground, by_id, at) "
            "VALUES (%s, %s, 0.99, %s, %s, 2, 'x', NULL, %s)", last.incident_id, last.number + 1, False, False, hands.now(),
        )  # fmt: skip
    who = w.chance.choice(list(w.cast.values())).pk
    _sql(
        "INSERT INTO review_ruledecision (rule_id, confirmed, by_id, at, words) VALUES (%s, %s, %s, %s, '')",
        last.pk, True, who, hands.now(),
    )  # fmt: skip


def raw_state(w: Walk) -> None:
    _sql(
        "UPDATE identification_identification SET state = %s WHERE thing_id = %s",
        w.chance.choice(("agreed", "signed")),
        w.one.pk,
    )


def raw_review(w: Walk) -> None:
    statement = w.one.statements.get(current=True).pk
    who = w.chance.choice(list(w.cast.values())).pk
    place = Review.objects.filter(statement=statement).count() + 1
    _sql(
        "INSERT INTO review_review (statement_id, reviewer_id, place, begun, verdict, words, digest, finished) "
        "VALUES (%s, %s, %s, %s, 'agree', 'x', 'x', %s)", statement, who, place, hands.now(), hands.now(),
    )  # fmt: skip


def raw_verdict(w: Walk) -> None:
    statement = w.one.statements.get(current=True).pk
    _sql("UPDATE review_review SET verdict = 'agree', words = 'x' WHERE statement_id = %s", statement)


def raw_reviewer(w: Walk) -> None:
    statement = w.one.statements.get(current=True).pk
    _sql(
        "UPDATE review_review SET reviewer_id = %s WHERE statement_id = %s",
        w.chance.choice(list(w.cast.values())).pk,
        statement,
    )


def raw_signature(w: Walk) -> None:
    row = Signature.objects.order_by("-pk")[:1].get()
    names = [f.column for f in Signature._meta.concrete_fields if f.column != "id"]
    values = {name: getattr(row, name) for name in names}
    values |= {
        "identification_id": w.one.pk,
        "statement_id": w.one.statements.get(current=True).pk,
        "voided": None,
        "void_why": "",
    }
    values |= {"binding": f"{w.chance.getrandbits(256):064x}", "signer_id": w.chance.choice(list(w.cast.values())).pk}
    _sql(f"INSERT INTO review_signature ({', '.join(values)}) VALUES ({', '.join(['%s'] * len(values))})", *values.values())


def _sql(sql: str, *told: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(told))


def _objection(w: Walk) -> Objection:
    found = Objection.objects.filter(review__statement__identification=w.one).order_by("-pk").first()
    if found is None:
        raise Review.DoesNotExist
    return found


ACTS = {
    begin: 8, finish: 10, object_to: 1, answer: 4, close: 4, send_back: 0.4, submit: 5, sign: 7, withdraw: 0.05, end_role: 0.5,
    give_role: 1.5, change_evidence: 0.05, void: 0.3, propose_rule: 0.05, confirm_rule: 0.05,
}  # fmt: skip
RAW = {raw_state: 2, raw_review: 2, raw_verdict: 1, raw_reviewer: 1, raw_signature: 1, raw_rule: 0.02}


@pytest.fixture(autouse=True)
def evidence_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """No case stands behind the evidence of this walk; that old evidence carries no statement has tests of its own."""
    monkeypatch.setattr(grounds, "outdated", lambda _evidence: [])


@pytest.mark.django_db
def test_nobody_identifies_alone(bench: Bench, seed: int, tell: Tell) -> None:
    began, steps = time.monotonic(), size(400, 100_000)
    walk = Walk(bench, random.Random(seed))
    for _ in range(steps):
        walk.step()
    tell(
        Outcome(
            "T-12 signers",
            "no way to agreed or signed with fewer than two independent, authorised reviewers and an examiner apart from them",
            steps,
            len(walk.wrong),
            "see T-12 control of signers",
            seed,
            time.monotonic() - began,
            engine="sqlite" if connection.vendor == "sqlite" else "postgres",
            note=f"{walk.done['ended as signed']} were signed rightly on the way, {walk.done['refused']} acts refused, "
            f"{walk.done['refused by the database']} by the database.",
        )
    )
    assert walk.wrong == []
    assert walk.done["ended as signed"] > 0, "a walk that signs nothing proves nothing"
    assert walk.done["refused by the database"] > 0


@pytest.mark.django_db
def test_the_control_without_guards_goes_red(bench: Bench, seed: int, tell: Tell) -> None:
    """The same walk where a database owner has taken the guards away: raw hands find a way, and the judge sees it."""
    began = time.monotonic()
    with connection.cursor() as cursor:
        for table in ("review_review", "review_signature", "identification_identification"):
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
                for (name,) in cursor.fetchall():
                    cursor.execute(f"DROP TRIGGER {name}")
            else:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    walk, steps = Walk(bench, random.Random(seed)), 0
    while not walk.wrong and steps < 2_000:
        walk.step()
        steps += 1
    tell(
        Outcome(
            "T-12 control of signers",
            "the control: without the guards the walk must find a way",
            steps,
            0 if walk.wrong else 1,
            f"after {steps} steps: {walk.wrong[0] if walk.wrong else 'nothing was found'}",
            seed,
            time.monotonic() - began,
            engine="sqlite" if connection.vendor == "sqlite" else "postgres",
        )
    )
    assert walk.wrong, "the control finds no way: the judge is blind"
