"""Canaries: words that belong to one family, planted in every field that holds some, so that a leak can be seen wherever it comes out."""

from __future__ import annotations

import re
from datetime import date

from repatria.model import Call
from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.families.models import Consent, Contact, Family, Kin, Loss, MissingPerson, PedigreeNode, Wish
from repatria.registry.homecoming.actions import asking
from repatria.registry.homecoming.models import Conversation, Disagreement, Election, Enquiry
from repatria.registry.journal import clock
from repatria.registry.laboratory.calls import stored
from repatria.registry.laboratory.models import Consensus, Lineage
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

MARKERS = ("TH01", "FGA", "D8S1179", "D21S11")
FIELDS = (
    "missing", "near", "other", "note", "relation", "phone", "address", "told", "place", "how", "unit", "said", "source", "asked",
    "answer", "form", "grave", "honours", "wished", "paper", "quarrel", "line", "allele0", "allele1", "allele2", "allele3",
)  # fmt: skip
"""What is planted for each family: names, notes, ways to reach them, losses, conversations, questions, wishes, papers, genotypes."""
LONG_AGO = date(2020, 1, 1)
CANARY = re.compile(r"qz(\d+)x([a-z]+\d?)zq")


def word(n: int, field: str) -> str:
    """The canary of family ``n`` in ``field``."""
    return f"qz{n}x{field}zq"


def seen(text: str) -> set[tuple[int, str]]:
    """Every canary in ``text``: (number of the family, field)."""
    return {(int(n), field) for n, field in CANARY.findall(text)}


def plant(scene: Scene, count: int) -> list[tuple[Thing, Kin]]:
    """``count`` families with every field filled; rows by themselves, the acts that journal something as acts."""
    by, heron, now = TheRegistry(scene.heron), scene.heron, clock.now()
    made: list[tuple[Thing, Kin]] = []
    gone, kin, folders = (
        new_things(by, kind, n) for kind, n in ((Kind.MISSING, count), (Kind.KIN, 2 * count), (Kind.FAMILY, count))
    )
    for n in range(count):
        person = MissingPerson.objects.create(thing=gone[n], incident=heron, listed_as=word(n, "missing"))
        near = Kin.objects.create(
            thing=kin[2 * n],
            incident=heron,
            listed_as=word(n, "near"),
            living="yes",
            notes=word(n, "note"),
            relation=word(n, "relation"),
        )
        other = Kin.objects.create(thing=kin[2 * n + 1], incident=heron, listed_as=word(n, "other"), living="yes")
        Contact.objects.create(kin=near, channel="phone", value=word(n, "phone"))
        Contact.objects.create(kin=near, channel="post", value=word(n, "address"))
        folder = Family.objects.create(thing=folders[n], incident=heron)
        for code, told in (("P1", {"missing": person}), ("P2", {"kin": near}), ("P3", {"kin": other})):
            PedigreeNode.objects.create(family=folder, code=code, **told)
        Wish.objects.create(person=person, number=1, next_of_kin=near, may_be_told=word(n, "told"), since=now)
        Loss.objects.create(
            person=person,
            place=word(n, "place"),
            circumstances=word(n, "how"),
            unit=word(n, "unit"),
            source="x",
            in_force=True,
            at=now,
        )
        Conversation.objects.create(
            missing=person.thing, kin=near, kind="others", channel="phone", on=LONG_AGO, words=word(n, "said"),
            source=word(n, "source"), at=now,
        )  # fmt: skip
        Consent.objects.create(kin=near, purpose="identification", given_on=now.date(), form=word(n, "form"))
        calls = stored({marker: Call((word(n, f"allele{k}"),) * 2) for k, marker in enumerate(MARKERS)})
        Consensus.objects.create(
            subject=near.thing, version=1, state=Consensus.State.CURRENT, calls=calls, loci=20, digest="0" * 64, made=now
        )
        kept = {"range": word(n, "line"), "differences": [word(n, "line")]}  # held: it leaves in no case and stands on no page
        Lineage.objects.create(
            subject=near.thing, type="mt", version=1, state=Consensus.State.HELD, kept=kept, size=610, digest="0" * 64, made=now,
            contradictions=[{"marker": word(n, "line"), "shown": [[near.thing.code, [word(n, "line")]]]}],
        )  # fmt: skip
        Election.objects.create(
            missing=person.thing, number=1, directs=near, choice="now", portions="tell", place=word(n, "grave"),
            honours=word(n, "honours"), words=word(n, "wished"), form=word(n, "paper"), since=now,
        )  # fmt: skip
        Disagreement.objects.create(missing=person.thing, raised_by=other, words=word(n, "quarrel"), opened=now)
        question = asking.ask(by, person.thing, kin=other, kind=Enquiry.Kind.QUESTION, words=word(n, "asked"))
        asking.answer(by, question, answer=word(n, "answer"))
        made.append((person.thing, near))
    return made
