"""Canaries: words that belong to one family, planted in every field that holds some, reach no other family's page, letter or log.

Each family gets its own: names of the missing and of relatives, notes, ways to reach them, what was lost where, what was said and
asked, wishes, the proof of a consent, alleles of a relative. Then every family opens its page by link and number and gets its letter.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date

import pytest
from django.db import connection
from django.test import Client

from repatria.registry.assurance.outcome import Outcome, size
from repatria.registry.codes.giving import new_things
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.families.models import Consent, Contact, Family, Kin, Loss, MissingPerson, PedigreeNode, Wish
from repatria.registry.homecoming import letterpaper
from repatria.registry.homecoming.actions import asking, doors, letters
from repatria.registry.homecoming.models import Conversation, Enquiry, Letter
from repatria.registry.homecoming.status import sentences
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.laboratory.models import Consensus
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

Tell = Callable[[Outcome], Outcome]
FIELDS = (
    "missing", "near", "other", "note", "relation", "phone", "address", "told", "place", "how", "unit", "said", "source", "asked",
    "answer", "form", "allele0", "allele1", "allele2", "allele3",
)  # fmt: skip
"""What is planted for each family; its own page may show the first, its own letter the first, the second and the address."""
ON_PAGE, ON_LETTER = {"missing"}, {"missing", "near", "address"}
LONG_AGO = date(2020, 1, 1)
CANARY = re.compile(r"qz(\d+)x([a-z]+\d?)zq")


def word(n: int, field: str) -> str:
    """The canary of family ``n`` in ``field``."""
    return f"qz{n}x{field}zq"


def seen(text: str) -> set[tuple[int, str]]:
    """Every canary in ``text``."""
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
        calls = {f"M{k}": [word(n, f"allele{k}")] for k in range(4)}
        Consensus.objects.create(
            subject=near.thing, version=1, state=Consensus.State.CURRENT, calls=calls, loci=20, digest="0" * 64, made=now
        )
        question = asking.ask(by, person.thing, kin=other, kind=Enquiry.Kind.QUESTION, words=word(n, "asked"))
        asking.answer(by, question, answer=word(n, "answer"))
        made.append((person.thing, near))
    return made


def looked(n: int, missing: Thing, near: Kin) -> list[str]:
    """What is wrong on one family's page, and in its letter as it goes to print."""
    opened = doors.open_door(TheRegistry(missing.incident), missing, kin=near)
    browser = Client()
    entered = browser.post(f"/f/{opened.token}/", {"number": opened.number})
    page = browser.get("/f/")
    back = browser.get("/f/take-back/identification/")
    assert (entered.status_code, page.status_code, back.status_code) == (302, 200, 200)
    row = Letter.objects.select_related("missing__incident__laboratory").get(missing=missing)
    paper = str(asdict(letterpaper._drawn(row)))
    shown = seen("".join(one.content.decode() + str(one.headers) for one in (entered, page, back)))
    assert (n, "missing") in shown and (n, "missing") in seen(paper), "the page or the letter shows nobody at all"
    wrong = [f"page of {n}: {one}" for one in sorted(shown) if one[0] != n or one[1] not in ON_PAGE]
    return wrong + [f"letter of {n}: {one}" for one in sorted(seen(paper)) if one[0] != n or one[1] not in ON_LETTER]


def elsewhere(scene: Scene) -> list[str]:
    """What stands where no word of a family may stand: entries of the journal, desks of those who do not see families."""
    wrong = [f"entry {e.tag}: {seen(bytes(e.body).decode())}" for e in Entry.objects.all() if seen(bytes(e.body).decode())]
    for role in (
        Role.ANTHROPOLOGIST,
        Role.TECHNICIAN,
        Role.CUSTODY,
        Role.INTAKE,
        Role.QUALITY,
        Role.GENETICIST,
        Role.ADMINISTRATOR,
    ):
        text = scene.client(role).get("/i/heron/").content.decode()
        wrong += [f"desk of {role}: {one}" for one in sorted(seen(text))]
    return wrong


@pytest.mark.django_db
def test_no_word_of_a_family_reaches_another(
    scene: Scene, seed: int, tell: Tell, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    began, count = time.monotonic(), size(200, 10_000) // len(FIELDS)
    planted = plant(scene, count)
    letters.write_due(TheRegistry(scene.heron))
    wrong = [fault for n, (missing, near) in enumerate(planted) for fault in looked(n, missing, near)]
    wrong += elsewhere(scene)
    said = capsys.readouterr()
    wrong += [f"log or output: {one}" for one in sorted(seen(caplog.text + said.out + said.err))]
    tell(
        Outcome(
            "T-52",
            "no word of a family reaches another family's page or letter, the journal, a log, or a desk that sees no families",
            count * len(FIELDS),
            len(wrong),
            "a sentence that names another family's relative is found on every page (its own test)",
            seed,
            time.monotonic() - began,
            engine="sqlite" if connection.vendor == "sqlite" else "postgres",
            note=f"{count} families, {len(FIELDS)} fields each; every page was opened by link and number.",
        )
    )
    assert wrong == []


@pytest.mark.django_db
def test_the_watch_sees_a_sentence_that_names_somebody_else(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with one careless sentence, every page and letter is wrong."""
    planted = plant(scene, 2)
    honest = sentences._held
    monkeypatch.setattr(sentences, "_held", lambda facts: (*honest(facts), f"Beside {word(7, 'other')}."))
    letters.write_due(TheRegistry(scene.heron))
    wrong = [fault for n, (missing, near) in enumerate(planted) for fault in looked(n, missing, near)]
    assert len(wrong) == 2 * len(planted)
    assert seen(f"a {word(3, 'note')} b") == {(3, "note")}
