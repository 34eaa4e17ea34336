"""A worker that brings right likelihood ratios and a forged posterior reaches no signature; a large case waits for its re-audit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from repatria.registry.api.tests.asking import Program, key_for
from repatria.registry.identification import answers
from repatria.registry.identification.models import EvidenceFile
from repatria.registry.journal.models import Entry
from repatria.registry.people import actions as people
from repatria.registry.people.models import User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry, seat_of
from repatria.registry.refusals import Impossible
from repatria.registry.review import auditing, recomputing, rules, signing
from repatria.registry.review.confirming import Proof
from repatria.registry.review.models import Audit, Recomputation, Signature
from repatria.registry.review.tests import court
from repatria.registry.review.within import now
from repatria.registry.searching import running
from repatria.registry.searching.answering import digest_of
from repatria.registry.searching.models import Candidate, Job, Search
from repatria.registry.testing.scene import Scene

SURE = 0.999999999999


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.HOME = replace(settings.HOME, folder=tmp_path)
    answers.forget()
    yield
    answers.forget()


def forging(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker's own code weighs honestly and then writes a posterior of its liking, under digests that fit."""
    honest = running.answer_of

    def forged(*told: Any) -> dict[str, Any]:
        document = honest(*told)
        for entry in document["lists"]:
            for line in entry["candidates"][:1]:
                line["posterior"] = SURE
                line["posteriors"] = dict.fromkeys(line["posteriors"], SURE)
                line["rests"] = dict.fromkeys(line["rests"], 1 - SURE)
            entry["digest"] = digest_of({k: v for k, v in entry.items() if k != "digest"})
        return document

    monkeypatch.setattr(running, "answer_of", forged)


def try_to_sign(here: court.Court, most: int | None = None) -> Signature:
    """What the page of the signature does."""
    seat, row = here.scene.seat(Role.EXAMINER), here.row
    statement = row.statements.get(current=True).digest
    proof = Proof(user=seat.user.pk, identification=row.pk, statement=statement, moment=now())
    rule = rules.in_force(row.incident).number
    return signing.try_to_sign(seat, row, lambda: proof, statement=statement, rule=rule, most=most)


def stand_in(scene: Scene) -> User:
    actor = people.add_user(TheRegistry(scene.heron), "heron.stands", stands_in="examiner")
    people.give_role(TheRegistry(scene.heron), actor, incident=scene.heron, role=Role.EXAMINER)
    return actor


def test_right_ratios_and_a_forged_posterior_reach_no_signature(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    forging(monkeypatch)
    here = court.agreed(scene)
    search = Search.objects.get(current=True)
    assert search.job.state == Job.State.DONE, "the share of ratios that was computed again is right: the search is published"
    assert Candidate.objects.get(listing__search=search, missing=here.row.missing, rank=1, posterior=SURE)
    evidence = here.row.statements.get(current=True).evidence
    assert signing.short.of_evidence(here.row, here.row.statements.get(current=True), rules.in_force(scene.heron)) == []
    with pytest.raises(
        Impossible, match=r"computed again from its case at .* is another: \d+ fields differ, the first is /posterior"
    ):
        try_to_sign(here)
    assert not Signature.objects.exists() and here.row.state == "agreed"
    assert Recomputation.objects.get(evidence=evidence).said
    tags = list(Entry.objects.order_by("-seq").values_list("tag", flat=True)[:2])
    assert tags == ["review.signing_refused", "review.recomputed"]
    with pytest.raises(Impossible, match="is another"):  # asking again does not help, and neither does a re-audit
        try_to_sign(here)
    auditing.ask_audit(scene.seat(Role.AUDITOR))
    auditing.work_once()
    key = Program(key_for(seat_of(stand_in(scene), "heron")))
    seen = {"statement": here.row.statements.get(current=True).digest, "rule": 1, "code": here.row.code}
    refused = key.post(f"/review/identifications/{here.row.code}/sign", **seen)
    assert refused.status_code == 422 and "is another" in refused.content.decode()
    assert not Signature.objects.exists() and EvidenceFile.objects.count() == 1


@pytest.mark.parametrize("forged", [False, True])
def test_a_large_case_is_signed_when_its_re_audit_has_finished(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, settings: Any, forged: bool
) -> None:
    if forged:
        forging(monkeypatch)
    here = court.agreed(scene)
    monkeypatch.setattr(recomputing, "MOST_PAIRS", 0)
    code, actor = here.row.code, stand_in(scene)
    seen = {"statement": here.row.statements.get(current=True).digest, "rule": rules.in_force(scene.heron).number, "code": code}
    refused = Program(key_for(seat_of(actor, "heron"))).post(f"/review/identifications/{code}/sign", **seen)
    assert refused.status_code == 422 and "A re-audit was queued" in refused.content.decode()
    settings.LOOPBACK = True
    browser = Client()
    browser.force_login(actor, backend="allauth.account.auth_backends.AuthenticationBackend")
    Authenticator.objects.filter(user=actor).delete()
    where = f"/i/heron/review/{code}/sign/"
    assert "A re-audit was queued" in browser.post(where, seen).content.decode()
    assert Audit.objects.count() == 1 and not Recomputation.objects.exists(), (
        "one waits already; nothing is computed on the way"
    )
    auditing.work_once()
    assert bool(Recomputation.objects.get().said) is forged
    page = browser.post(where, seen)
    if forged:
        assert "is another" in page.content.decode() and not Signature.objects.exists()
    else:
        assert page.status_code == 302 and Signature.objects.get().identification == here.row
