"""Identifications made by hand, as the stages below leave them: searches, evidence and statements without any science.

``agreed(scene, 3)`` gives three that only wait for the medical examiner. People: ``ada`` and ``ben`` review, ``cai`` can as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from repatria.model import Profile
from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Kind
from repatria.registry.families.models import MissingPerson
from repatria.registry.identification import standing
from repatria.registry.identification.models import EvidenceFile, Identification, Statement
from repatria.registry.inventory.models import Individual, IndividualVersion, Specimen
from repatria.registry.laboratory.parsing import read_here
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry, seat_of
from repatria.registry.review import known, reviewing, rules, signing
from repatria.registry.review.confirming import Proof
from repatria.registry.review.models import KnownAnswer, Recomputation, Signature, SigningRule
from repatria.registry.searching.models import Candidate, CandidateList, Job, ListRule, Search, Snapshot
from repatria.registry.searching.tests.hands import Made, awaited
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene

SOFTWARE = "repatria test"


def digest(*parts: object) -> str:
    """A digest that looks like one."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Bench:
    """One finished search of ``scene.heron`` with individuals, and the people who review."""

    scene: Scene
    search: Search = field(init=False)
    people: dict[str, Any] = field(default_factory=dict)
    grouper: Any = None

    def __post_init__(self) -> None:
        incident = self.scene.heron
        for name in ("ada", "ben", "cai"):
            self.people[name] = self.scene.person(f"review.{name}", Role.REVIEWER)
        self.grouper = self.scene.users[Role.ANTHROPOLOGIST]
        self.rule = ListRule.objects.create(
            incident=incident, number=1, listed="0.5", sensitivity=["0.2", "0.8"], ground="a test", at=now()
        )
        self.snapshot = Snapshot.objects.create(
            incident=incident,
            digest=digest("case"),
            made=now(),
            journal_size=1,
            profiles=3,
            families=3,
            references=6,
            open_missing=9,
        )
        self.begin(1)

    def begin(self, number: int) -> None:
        """A search that a worker is writing: nothing is added to one that has finished."""
        incident = self.scene.heron
        with transaction.atomic():
            thing = new_things(TheRegistry(incident), Kind.SEARCH, 1)[0]
        job = Job.objects.create(incident=incident, kind="search", asked=now())
        self.search = Search.objects.create(
            thing=thing, incident=incident, number=number, extent="full", job=job, rule=self.rule, made=now()
        )

    def publish(self) -> None:
        """The search is finished; the one before stands no more."""
        Search.objects.filter(incident=self.scene.heron, current=True).update(current=False)
        Search.objects.filter(pk=self.search.pk).update(
            snapshot=self.snapshot, current=True, result_digest=digest("result"), software=SOFTWARE, finished=now()
        )
        Job.objects.filter(pk=self.search.job_id).update(state="done", finished=now())
        self.search.refresh_from_db()

    def seat(self, name: str) -> Seat:
        """``ada``, ``ben`` or ``cai`` at work, or somebody of the scene by role."""
        return seat_of(self.people.get(name) or self.scene.users[name], "heron")


@kept
def seated(scene: Scene) -> Bench:
    """The bench of a scene, with nothing decided."""
    return Bench(scene)


@kept
def drafted(bench: Bench, count: int = 1, *, author: Any = None, state: str = "draft", **evidence: Any) -> list[Identification]:
    """``count`` identifications of fresh individuals and fresh missing people, each with its first statement."""
    scene, by = bench.scene, TheRegistry(bench.scene.heron)
    if bench.search.finished:
        bench.begin(bench.search.number + 1)
    author = author or scene.users[Role.GENETICIST]
    with transaction.atomic():
        things = [new_things(by, kind, count) for kind in (Kind.INDIVIDUAL, Kind.MISSING, Kind.IDENTIFICATION)]
    told = {"posterior": 0.99991, "donors": 2, "confirmed": True, "resampled": False, "excluding": 0, **evidence}
    MissingPerson.objects.bulk_create(
        MissingPerson(thing=t, incident=scene.heron, listed_as=f"Invented {t.number}") for t in things[1]
    )
    Individual.objects.bulk_create(Individual(thing=t, made_by=bench.grouper, made_at=now()) for t in things[0])
    versions = IndividualVersion.objects.bulk_create(
        IndividualVersion(
            individual_id=t.pk, number=1, state="locked", made_by=bench.grouper, made_at=now(), locked_at=now(),
            locked_by=bench.grouper, digest=digest("version", t.code),
        )
        for t in things[0]
    )  # fmt: skip
    lists = CandidateList.objects.bulk_create(
        CandidateList(
            search=bench.search, label=t.code, version=v, person=t.code, size_before=9, compared=9, size_after=1,
            none_of_these=0.00001, without_reference=0.00001, digest=digest("list", t.code),
        )
        for t, v in zip(things[0], versions, strict=True)
    )  # fmt: skip
    posteriors = {"0.2": told["posterior"] - 0.0002, "0.5": told["posterior"], "0.8": told["posterior"] + 0.00001}
    Candidate.objects.bulk_create(
        Candidate(
            listing=one,
            missing=m,
            family="F",
            rank=1,
            rank_of_missing=1,
            log_lr=30.0,
            posterior=told["posterior"],
            posteriors=posteriors,
        )
        for one, m in zip(lists, things[1], strict=True)
    )
    bench.publish()
    files = EvidenceFile.objects.bulk_create(
        EvidenceFile(
            listing=one, missing=m, document=_document(posteriors), digest=digest("evidence", one.label, told),
            posterior_plain=told["posterior"], posterior_with_leads=told["posterior"], made=now(), **told,
        )
        for one, m in zip(lists, things[1], strict=True)
    )  # fmt: skip
    made = Identification.objects.bulk_create(
        Identification(
            thing=t,
            incident=scene.heron,
            individual_id=v.individual_id,
            version=v,
            missing=m,
            author=author,
            made=now(),
            changed=now(),
        )
        for t, v, m in zip(things[2], versions, things[1], strict=True)
    )
    _statements(made, files, author)
    if state != "draft":
        Identification.objects.filter(pk__in=[i.pk for i in made]).update(state=state)
    return list(Identification.objects.filter(pk__in=[i.pk for i in made]).select_related("thing").order_by("pk"))


def _document(posteriors: dict[str, float]) -> dict[str, Any]:
    """An evidence document with every part that pages read, and nothing weighed."""

    def row(value: str, p: float) -> dict[str, Any]:
        both = {"leads_at_one": {"posterior": p, "rest": 1 - p}, "with_leads": {"posterior": p, "rest": 1 - p}}
        return {"listed": float(value), "without_error": both, "with_error": both}

    return {
        "schema": "repatria-evidence/1", "lines": [], "not_weighed": [], "method": "by hand", "software": "test",
        "prior": {"listed": 0.5, "log_odds": -5.0, "text": "by hand", "weight": 1.0},
        "posterior": [row(value, p) for value, p in posteriors.items()],
        "waterfall": [{"label": "prior odds", "step": None, "log10_odds": -2.0}],
        "reference_error": {
            "cap": 0.99999, "donors": {"by_donor": {}, "two_confirmed": True, "confirmed": []}, "samples": {}, "scenarios": [],
        },
        "asked": {"samples": {}, "reference_errors": {"relation": 0.01, "sample": 0.001, "file": 0.001}},
    }  # fmt: skip


def _statements(made: Sequence[Identification], files: Sequence[EvidenceFile], author: Any, number: int = 1) -> None:
    inputs = standing.inputs_of(made)
    rows = []
    for one, file in zip(made, files, strict=True):
        told = standing.inputs_digest(inputs[one.pk])
        text = f"These bones are those of {one.missing.code}. Statement {number}."
        rows.append(
            Statement(
                identification=one, number=number, text=text, evidence=file, inputs=inputs[one.pk], inputs_digest=told,
                digest=standing.statement_digest(text, file.digest, told), by=author, at=now(),
            )
        )  # fmt: skip
    Statement.objects.bulk_create(rows)


def restated(one: Identification) -> Statement:
    """The next statement of a draft, as its author writes it."""
    last = one.statements.get(current=True)
    one.statements.update(current=False)
    _statements([one], [last.evidence], one.author, last.number + 1)
    return one.statements.get(current=True)


def in_review(bench: Bench, count: int = 1, **more: Any) -> list[Identification]:
    """Before the reviewers; nobody has begun."""
    return drafted(bench, count, state="review", **more)


@kept
def agreed(bench: Bench, count: int = 1, **more: Any) -> list[Identification]:
    """Agreed by ``ada`` and ``ben``."""
    rows = in_review(bench, count, **more)
    for one in rows:
        for name in ("ada", "ben"):
            reviewing.begin(bench.seat(name), one)
            reviewing.finish(bench.seat(name), one, verdict="agree", words=f"{name}: I follow it.")
        recomputed(one)
    return list(Identification.objects.filter(pk__in=[i.pk for i in rows]).select_related("thing").order_by("pk"))


def proof_of(seat: Seat, one: Identification, **more: Any) -> Proof:
    """That this person proved a moment ago who they are."""
    statement = one.statements.get(current=True).digest
    return Proof(**{"user": seat.user.pk, "identification": one.pk, "statement": statement, "moment": now(), **more})


def recomputed(one: Identification, said: str = "") -> None:
    """The evidence was computed again: nothing stands behind these by which it could be."""
    evidence = one.statements.get(current=True).evidence
    Recomputation.objects.create(evidence=evidence, at=now(), said=said, software=SOFTWARE)


@kept
def ruled(bench: Bench, **told: Any) -> SigningRule:
    """A new rule: the medical examiner proposes it, the reviewer ``cai`` confirms it."""
    force = rules.in_force(bench.scene.heron).number
    made = rules.propose_rule(bench.seat(Role.EXAMINER), **{"ground": "a test", "instead_of": force, **told})
    rules.confirm_rule(bench.seat("cai"), made)
    return made


def sign(bench: Bench, one: Identification, seat: Seat | None = None, rule: int = 1) -> Signature:
    """The medical examiner signs."""
    seat = seat or bench.seat(Role.EXAMINER)
    return signing.sign(seat, one, proof=proof_of(seat, one), statement=one.statements.get(current=True).digest, rule=rule)


@kept
def signed(bench: Bench, count: int = 1, **more: Any) -> list[Identification]:
    """Signed by the medical examiner."""
    rows = agreed(bench, count, **more)
    for one in rows:
        sign(bench, one)
    return list(Identification.objects.filter(pk__in=[i.pk for i in rows]).select_related("thing").order_by("pk"))


def slipped(here: Made, bone: Specimen | None = None) -> KnownAnswer:
    """The first missing man as a known answer: a bone entered and cut beside the others, or this one."""
    bone = bone or awaited(here, "ra r 5")[0][0]
    return known.slip(here.scene.seat(Role.QUALITY), bone.item.thing, missing=here.missing[0].thing, seed=11)


def returned(row: KnownAnswer, place: Path) -> Profile:
    """What the laboratory returns for a known answer, read like every file."""
    path = place / "plate.csv"
    path.write_text(row.plate or "", encoding="utf-8")
    _format, (noun,), _notes = read_here(path)
    return noun
