"""Rows made by hand for tests that need no evidence: an individual with a locked version, a missing person, a list, a draft."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.identification.models import EvidenceFile, Identification, Statement
from repatria.registry.inventory.models import Individual, IndividualVersion
from repatria.registry.people.models import Incident
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.searching.models import Candidate, CandidateList, Job, ListRule, Search, Snapshot
from repatria.registry.testing.keeping import kept
from repatria.registry.testing.scene import Scene

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
_NUMBERS = count(1)


@dataclass
class Pair:
    """A locked individual and a missing person, with a list and an evidence file between them."""

    individual: Individual
    version: IndividualVersion
    missing: Thing
    evidence: EvidenceFile


def digest(*parts: object) -> str:
    """Some digest of the right shape."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def locked_individual(incident: Incident) -> tuple[Individual, IndividualVersion]:
    """An individual without bones, locked."""
    thing = new_thing(TheRegistry(incident), Kind.INDIVIDUAL)
    individual = Individual.objects.create(thing=thing, made_at=NOW)
    version = IndividualVersion.objects.create(
        individual=individual, number=1, made_at=NOW, state="locked", locked_at=NOW, digest=digest(thing.code)
    )
    return individual, version


def search_of(incident: Incident) -> Search:
    """A finished search of an incident, the current one."""
    found = Search.objects.filter(incident=incident, current=True).first()
    if found is not None:
        return found
    thing = new_thing(TheRegistry(incident), Kind.SEARCH)
    rule = ListRule.objects.filter(incident=incident).first() or ListRule.objects.create(
        incident=incident, number=1, listed=Decimal("0.5"), ground="for a test", at=NOW
    )
    shot = Snapshot.objects.create(
        incident=incident,
        digest=digest(thing.code),
        made=NOW,
        journal_size=0,
        profiles=1,
        families=1,
        references=2,
        open_missing=9,
    )
    job = Job.objects.create(incident=incident, kind="search", state="done", asked=NOW, finished=NOW)
    number = Search.objects.filter(incident=incident).count() + 1
    return Search.objects.create(
        thing=thing, incident=incident, number=number, extent="full", job=job, rule=rule, snapshot=shot, current=True,
        result_digest=digest("result"), software="test", made=NOW, finished=NOW,
    )  # fmt: skip


@kept
def pair(scene: Scene, incident: Incident | None = None, *, posterior: float = 0.9999, excluding: int = 0) -> Pair:
    """A pair with an evidence file whose numbers are as asked for."""
    where = incident or scene.heron
    individual, version = locked_individual(where)
    missing = new_thing(TheRegistry(where), Kind.MISSING, laboratory=False)
    listing = CandidateList.objects.create(
        search=search_of(where), label=individual.code, version=version, specimens=[], person=individual.code, size_before=9,
        compared=9, size_after=1, none_of_these=1 - posterior, without_reference=0.0, digest=digest(individual.code),
    )  # fmt: skip
    Candidate.objects.create(
        listing=listing, missing=missing, family="F", rank=1, rank_of_missing=1, log_lr=12.0, posterior=posterior,
        posteriors={"0.2": str(posterior), "0.5": str(posterior), "0.8": str(posterior)},
    )  # fmt: skip
    evidence = EvidenceFile.objects.create(
        listing=listing, missing=missing, document={"schema": "repatria-evidence/1"}, digest=digest(missing.code),
        posterior=posterior, posterior_plain=posterior, posterior_with_leads=posterior, donors=2, confirmed=True, resampled=False,
        excluding=excluding, made=NOW,
    )  # fmt: skip
    return Pair(individual, version, missing, evidence)


@kept
def drafted(scene: Scene, pair: Pair, role: str = Role.GENETICIST) -> Identification:
    """A draft with one statement, as rows."""
    incident = pair.missing.incident
    row = Identification.objects.create(
        thing=new_thing(TheRegistry(incident), Kind.IDENTIFICATION), incident=incident, individual=pair.individual,
        version=pair.version, missing=pair.missing, author=scene.users[role], made=NOW, changed=NOW,
    )  # fmt: skip
    Statement.objects.create(
        identification=row, number=1, text="It is he.", evidence=pair.evidence, inputs={}, inputs_digest=digest("inputs"),
        digest=digest("statement", next(_NUMBERS)), by=scene.users[role], at=NOW,
    )  # fmt: skip
    return row
