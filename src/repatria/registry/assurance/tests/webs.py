"""Random webs of everything that can rest on a link. What rests on it is found slowly in webs_walked.py.

Rows are written without the guards of the database: webs are denser and stranger than any history that people could make.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from repatria.registry.accounting.models import Statement as Account
from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.families.models import EarlierDecision, Family, Kin, MissingPerson, PedigreeNode
from repatria.registry.homecoming.models import (
    Briefing,
    Burial,
    Conversation,
    Election,
    Letter,
    Notification,
    Portion,
    PortionEvent,
    Publication,
    Release,
)
from repatria.registry.homecoming.tests.bones import bones
from repatria.registry.identification.models import EvidenceFile, Exclusion, Identification, Lead, Statement
from repatria.registry.inventory.models import Individual, IndividualVersion, Member, Specimen
from repatria.registry.people.seats import TheRegistry
from repatria.registry.review.models import Signature, SigningRule
from repatria.registry.review.tests.hands import digest
from repatria.registry.searching.models import Candidate, CandidateList, Job, ListRule, Search, Snapshot
from repatria.registry.testing.scene import Scene

OPEN = ("draft", "review", "agreed", "signed")


def without_guards() -> None:
    """Take every trigger away, for this transaction."""
    lite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if not lite:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT name, '' FROM sqlite_master WHERE type = 'trigger'"
            if lite
            else "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        )
        for name, table in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}" + ("" if lite else f" ON {table}"))


@dataclass
class Web:
    """One random incident: six missing people in three families, ten bones in eight groupings, eight identifications, and all around."""

    scene: Scene
    chance: random.Random
    now: datetime
    bones: list[Specimen] = field(default_factory=list)
    missing: list[Thing] = field(default_factory=list)
    versions: list[IndividualVersion] = field(default_factory=list)
    lists: list[CandidateList] = field(default_factory=list)
    rows: list[Identification] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.user = self.scene.users["examiner"]
        self.bones = bones(self.scene, 10)
        self._people()
        self._groupings()
        self._searches()
        self._identifications()
        self._around()
        self._home()

    def things(self, kind: Kind, count: int) -> list[Thing]:
        with transaction.atomic():
            return new_things(TheRegistry(self.scene.heron), kind, count)

    def at(self) -> datetime:
        """Some moment of the last hundred days."""
        return self.now - timedelta(days=self.chance.uniform(1, 100))

    def often(self, share: float) -> bool:
        return self.chance.random() < share

    def one(self, some: Sequence[Any]) -> Any:
        return self.chance.choice(some)

    def _people(self) -> None:
        self.missing = self.things(Kind.MISSING, 6)
        MissingPerson.objects.bulk_create(
            MissingPerson(thing=t, incident=self.scene.heron, listed_as=f"Invented {t.number}") for t in self.missing
        )
        families = [Family.objects.create(thing=t, incident=self.scene.heron) for t in self.things(Kind.FAMILY, 3)]
        for n, thing in enumerate(self.missing):
            until = self.at() if self.often(0.2) else None
            PedigreeNode.objects.create(family=self.one(families), code=f"P{n}", missing_id=thing.pk, until=until)
        self.kin = Kin.objects.create(thing=self.things(Kind.KIN, 1)[0], incident=self.scene.heron, listed_as="Near")

    def _groupings(self) -> None:
        free = list(self.bones)
        self.chance.shuffle(free)
        for thing in self.things(Kind.INDIVIDUAL, 8):
            one = Individual.objects.create(thing=thing, made_at=self.now)
            for number in range(1, self.one((2, 2, 3))):
                made = IndividualVersion.objects.create(
                    individual=one, number=number, current=number == 1, state="locked", made_at=self.now, locked_at=self.now,
                    digest=digest(thing.code, number),
                )  # fmt: skip
                self.versions.append(made)
                for bone in self.chance.sample(self.bones, self.one((0, 1, 1, 2, 3))):
                    current = number == 1 and bone in free
                    if current:
                        free.remove(bone)
                    gone = {"removed": self.at(), "removed_why": "no"} if not current and self.often(0.3) else {}
                    Member.objects.create(version=made, specimen=bone, current=current, at=self.now, **gone)

    def _searches(self) -> None:
        incident = self.scene.heron
        rule = ListRule.objects.create(incident=incident, number=1, listed="0.5", ground="a test", at=self.now)
        case = Snapshot.objects.create(
            incident=incident, digest=digest("case"), made=self.now, journal_size=1, profiles=1, families=1, references=1,
            open_missing=6,
        )  # fmt: skip
        for number, thing in enumerate(self.things(Kind.SEARCH, 2), start=1):
            job = Job.objects.create(incident=incident, kind="search", state="done", asked=self.now, finished=self.now)
            search = Search.objects.create(
                thing=thing, incident=incident, number=number, extent="full", job=job, rule=rule, snapshot=case, current=number == 2,
                result_digest=digest(number), software="test", made=self.now, finished=self.now,
            )  # fmt: skip
            labels = [v.individual.thing.code for v in self.versions if v.number == 1] + [b.code for b in self.bones[:4]]
            for label in self.chance.sample(labels, 8):
                self._list(search, label)

    def _list(self, search: Search, label: str) -> None:
        made = CandidateList.objects.create(
            search=search, label=label, specimens=[b.code for b in self.chance.sample(self.bones, self.one((0, 0, 1, 2)))],
            person=f"X{self.chance.randrange(6)}", size_before=6, compared=6, size_after=1, none_of_these=0.1,
            without_reference=0.1, digest=digest(label, search.number),
        )  # fmt: skip
        self.lists.append(made)
        for rank, thing in enumerate(self.chance.sample(self.missing, self.one((0, 1, 1, 2))), start=1):
            family = self.one(("", "F1", "F2", "F3"))
            Candidate.objects.create(listing=made, missing=thing, family=family, rank=rank, rank_of_missing=1, posterior=0.5)

    def _identifications(self) -> None:
        self.rule = SigningRule.objects.create(incident=self.scene.heron, number=1, posterior="0.9995", ground="t", at=self.now)
        held: set[tuple[str, int]] = set()
        for thing in self.things(Kind.IDENTIFICATION, 8):
            version, missing = self.one(self.versions), self.one(self.missing)
            keys = {("n", version.individual_id), ("m", missing.pk)}
            state = self.one(("draft", "signed", "signed", "void", "rescinded", "withdrawn"))
            state = self.one(("void", "withdrawn", "rescinded")) if state in OPEN and held & keys else state
            held |= keys if state in OPEN else set()
            row = Identification.objects.create(
                thing=thing, incident=self.scene.heron, individual_id=version.individual_id, version=version, missing=missing,
                state=state, state_why="" if state in OPEN else "wrong", author=self.user, made=self.now, changed=self.now,
            )  # fmt: skip
            self.rows.append(row)
            self._stated(row)

    def _stated(self, row: Identification) -> None:
        signed = row.state in ("signed", "void", "rescinded")
        for number in range(1, self.one((2, 3))):
            evidence = EvidenceFile.objects.create(
                listing=self.one(self.lists), missing=row.missing, document={}, digest=digest(row.pk, number), posterior=0.9,
                posterior_plain=0.9, posterior_with_leads=0.9, donors=2, confirmed=True,
                resampled=False, made=self.now,
            )  # fmt: skip
            current = not Statement.objects.filter(identification=row, current=True).exists()
            statement = Statement.objects.create(
                identification=row, number=number, current=current, text="t", evidence=evidence, inputs={}, inputs_digest="",
                digest=digest(row.pk, number, "s"), by=self.user, at=self.now,
            )  # fmt: skip
            if signed and (current or self.often(0.3)):
                over = row.state != "signed" or not current
                self.signatures.append(self._signature(row, statement, over))

    def _signature(self, row: Identification, statement: Statement, over: bool) -> Signature:
        at = self.at()
        return Signature.objects.create(
            identification=row, statement=statement, rule=self.rule, signer=self.user, meaning="identified", at=at, confirmed=at,
            statement_digest="", evidence_digest="", individual_digest="", list_digest="", case_digest="", rule_digest="",
            software="t", posterior=0.9, binding=digest("binding", statement.pk), voided=self.now if over else None,
            void_why="wrong" if over else "",
        )  # fmt: skip

    def _around(self) -> None:
        """Leads, exclusions, decisions of others, published accounts."""
        for n in range(10):
            individual, missing = self.one(self.versions).individual, self.one(self.missing)
            gone = {"withdrawn": self.now, "withdrawn_why": "no"} if self.often(0.3) else {}
            Lead.objects.create(
                individual=individual, missing=missing, kind="tag", log_lr=1.0, source="s", at=self.at(), **gone
            )
            ground = self.one(("alive", "alive", "dna"))
            if not Exclusion.objects.filter(individual=individual, missing=missing, revised=None).exists():
                over = {"revised": self.now, "revised_why": "no"} if self.often(0.3) else {}
                Exclusion.objects.create(individual=individual, missing=missing, ground=ground, words="w", at=self.at(), **over)
            remains = self.one([*(b.item.thing for b in self.bones), *(v.individual.thing for v in self.versions), None, None])
            gone = {"withdrawn": self.now} if self.often(0.3) else {}
            EarlierDecision.objects.create(
                person_id=self.one(self.missing).pk, incident=self.scene.heron, remains=f"r{n}", remains_thing=remains,
                issuer=f"issuer {n}",
                at=self.now, **gone,
            )  # fmt: skip
            gone = {"withdrawn": self.now, "withdrawn_why": "no"} if self.often(0.3) else {}
            Account.objects.create(
                incident=self.scene.heron, number=n, day=self.at().date(), body={}, digest="", closes=True, at=self.now, **gone
            )

    def _home(self) -> None:
        """What families were told and wished, what left, where it lies."""
        notes = [self._notification(one) for one in self.signatures if self.often(0.8)]
        elections = [self._election(thing, number) for thing in self.missing for number in (1, 2)]
        for n in range(12):
            missing = self.one(self.missing)
            Conversation.objects.create(
                missing=missing, kin=self.kin, kind="contact", channel="visit", on=self.now.date(), at=self.at()
            )
            Letter.objects.create(
                missing=missing, number=n, on=self.now.date(), body={}, digest="", next_on=self.now.date(), at=self.at()
            )
            if notes:
                self._told_after(self.one(notes))
        self.loose = list(self.bones)
        for thing in self.things(Kind.RELEASE, 8):
            self._release(thing, elections)
        for _n in range(8):
            self._portion_event()

    def _notification(self, signature: Signature) -> Notification:
        row = signature.identification
        taken = Notification.objects.filter(identification=row, state__in=("due", "told")).exists()
        state = self.one(("overtaken", "taken back")) if taken else self.one(("due", "told", "told", "overtaken", "taken back"))
        told = {"kin": self.kin, "told": self.now, "told_on": self.now.date(), "told_by": self.user, "channel": "visit"}
        over = {"ended": self.now, "ended_why": "w"} if state in ("overtaken", "taken back") else {}
        return Notification.objects.create(
            identification=row, signature=signature, missing=row.missing, state=state, opened=self.now,
            **(told if state in ("told", "taken back") else {}), **over,
        )  # fmt: skip

    def _election(self, missing: Thing, number: int) -> Election:
        until = None if number == 2 and self.often(0.6) else self.now
        return Election.objects.create(
            missing=missing,
            number=number,
            directs=self.kin,
            choice="now",
            portions="tell",
            form="f",
            since=self.now,
            until=until,
        )

    def _told_after(self, note: Notification) -> None:
        Briefing.objects.create(notification=note, kin=self.kin, on=self.now.date(), channel="visit", at=self.at())
        if not Publication.objects.filter(missing=note.missing, withdrawn=None).exists() or self.often(0.0):
            gone = {"withdrawn": self.now, "withdrawn_why": "w"} if self.often(0.4) else {}
            Publication.objects.create(
                notification=note, missing=note.missing, text="t", on=self.now.date(), at=self.at(), **gone
            )

    def _release(self, thing: Thing, elections: list[Election]) -> None:
        row = self.one(self.rows)
        election = next(one for one in elections if one.missing_id == row.missing_id)
        state = self.one(("prepared", "under way", "arrived", "cancelled"))
        done = {"arrived": self.now, "signed_by": "s", "document": "d"} if state == "arrived" else {}
        made = Release.objects.create(
            thing=thing, incident=self.scene.heron, missing=row.missing, identification=row, election=election, state=state,
            receiver="r", prepared=self.now, **done,
        )  # fmt: skip
        for bone in self.chance.sample(self.bones, 2):
            standing = bone in self.loose and self.often(0.7)
            if standing:
                self.loose.remove(bone)
            Portion.objects.create(release=made, item=bone.item, standing=standing)
        if self.often(0.7):
            gone = {"opened": self.now, "opened_why": "w"} if self.often(0.3) else {}
            Burial.objects.create(
                incident=self.scene.heron,
                release=made,
                missing=row.missing,
                place="p",
                grave="g",
                on=self.now.date(),
                at=self.now,
                **gone,
            )

    def _portion_event(self) -> None:
        row, bone = self.one(self.rows), self.one(self.bones)
        standing = PortionEvent.objects.filter(missing=row.missing, specimen=bone.item.thing).exclude(outcome="withdrawn")
        outcome = "withdrawn" if standing.exists() else self.one(("", "laid", "withdrawn"))
        done = {"done": self.now, "words": "w"} if outcome else {}
        PortionEvent.objects.create(
            missing=row.missing,
            identification=row,
            specimen=bone.item.thing,
            opened=self.now,
            due=date(2026, 1, 1),
            outcome=outcome,
            **done,
        )
