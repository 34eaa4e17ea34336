"""The second reviewer reads nothing of the first, on no page and through no door, until their own word is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from repatria.registry.api.tests.asking import Program, key_for
from repatria.registry.identification.models import Identification
from repatria.registry.journal.models import Entry
from repatria.registry.people import actions as people
from repatria.registry.people import queries as desk
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry, seat_of
from repatria.registry.review import queries, reviewing, who
from repatria.registry.review.models import Objection, Review
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench

CANARIES = ("Kestrel-words", "Heron-objection", "Plover-answer", "Curlew-reason")
VERDICT = ("does not agree", "disagree")


@pytest.fixture
def said(bench: Bench) -> Identification:
    """Ada has objected, was answered, and does not agree; Ben's review is open; Cai has not begun."""
    one = hands.in_review(bench)[0]
    reviewing.begin(bench.seat("ada"), one)
    objection = reviewing.object_to(bench.seat("ada"), one, text=CANARIES[1])
    reviewing.answer(bench.seat(Role.GENETICIST), objection, text=CANARIES[2])
    reviewing.begin(bench.seat("ben"), one)
    reviewing.finish(bench.seat("ada"), one, verdict="disagree", words=CANARIES[0])
    return one


def pages(bench: Bench, one: Identification) -> list[str]:
    """Every page on which reviews could show."""
    code, lead = one.code, "/i/heron"
    objection = Objection.objects.get().pk
    return [
        f"{lead}/", f"{lead}/review/", f"{lead}/review/?state=review", f"{lead}/review/{code}/", f"{lead}/review/{code}/act/finish/",
        f"{lead}/review/{code}/act/object/", f"{lead}/review/{code}/act/send-back/", f"{lead}/review/{code}/objections/{objection}/close/",
        f"{lead}/review/{code}/objections/{objection}/answer/", f"{lead}/review/signatures/", f"{lead}/review/rules/",
        f"{lead}/review/audits/", f"{lead}/search/?q={code}", f"{lead}/search/?q=Kestrel", f"{lead}/identification/",
        f"{lead}/identification/{code}/", f"{lead}/people/journal/", f"{lead}/people/journal/?subject={code}", f"{lead}/custody/{code}/",
    ]  # fmt: skip


def shown(browser: Client, address: str) -> str:
    return browser.get(address).content.decode()


@pytest.mark.parametrize("name", ["ben", "cai"])
def test_no_page_tells(bench: Bench, said: Identification, name: str) -> None:
    browser = bench.scene.client(bench.people[name])
    for address in pages(bench, said):
        text = shown(browser, address)
        for canary in (*CANARIES, bench.people["ada"].called, *(VERDICT[:1] if "act/finish" not in address else ())):
            assert canary not in text, (address, canary)


def test_the_same_pages_tell_those_who_may_know(bench: Bench, said: Identification) -> None:
    """The control: what is looked for above can be found."""
    for user in (bench.people["ada"], bench.scene.users[Role.GENETICIST], bench.scene.users[Role.EXAMINER]):
        text = shown(bench.scene.client(user), f"/i/heron/review/{said.code}/")
        assert all(canary in text for canary in CANARIES[:3]), user
    assert "finished: disagree" in shown(bench.scene.client(Role.AUDITOR), f"/i/heron/people/journal/?subject={said.code}")
    assert CANARIES[0] in shown(bench.scene.client(Role.AUDITOR), f"/i/heron/identification/{said.code}/")


@pytest.mark.parametrize("name", ["ben", "cai"])
def test_no_query_tells(bench: Bench, said: Identification, name: str) -> None:
    seat = bench.seat(name)
    statement = queries.statement_of(said)
    assert {r.reviewer for r in queries.reviews(seat, statement)} <= {bench.people[name]}
    told = json.dumps([str(x) for x in desk.alarms(seat)] + [str(x) for x in desk.overview(seat)])
    assert not any(canary in told for canary in (*CANARIES, *VERDICT))
    rows = queries.open_to(seat, Entry.objects.filter(subject=said.code))
    assert not {row.tag for row in rows} & set(queries.TELLING)
    assert {row.tag for row in queries.open_to(bench.seat("ada"), Entry.objects.filter(subject=said.code))} & set(
        queries.TELLING
    )


def test_the_desk_and_the_queue_are_the_same_whatever_the_first_said(bench: Bench) -> None:
    """What a reviewer at work, and one who could begin, see of two identifications does not tell their first verdicts apart."""
    seen = []
    for verdict in ("agree", "disagree"):
        one = hands.in_review(bench)[0]
        reviewing.begin(bench.seat("ada"), one)
        reviewing.finish(bench.seat("ada"), one, verdict=verdict, words="x")
        for step in range(2):
            for name in ("ben", "cai"):
                asked = [what for row, what in queries.waiting_for(bench.seat(name)) if row.pk == one.pk]
                part = queries.part(bench.seat(name), one)
                seen.append((verdict, step, name, asked, part["may_begin"], part["why_not_begin"], len(part["reviews"])))
            if step == 0:
                reviewing.begin(bench.seat("ben"), one)
    half = len(seen) // 2
    assert [row[1:] for row in seen[:half]] == [row[1:] for row in seen[half:]]


def test_the_other_word_opens_with_the_own(bench: Bench, said: Identification) -> None:
    reviewing.finish(bench.seat("ben"), said, verdict="agree", words="I follow it.")
    assert CANARIES[0] in shown(bench.scene.client(bench.people["ben"]), f"/i/heron/review/{said.code}/")
    assert CANARIES[0] not in shown(bench.scene.client(bench.people["cai"]), f"/i/heron/review/{said.code}/")


def test_a_second_role_opens_nothing(bench: Bench, said: Identification) -> None:
    ben = bench.people["ben"]
    people.give_role(TheRegistry(bench.scene.heron), ben, incident=bench.scene.heron, role=Role.EXAMINER)
    assert who.is_blind(seat_of(ben, "heron"), queries.statement_of(said))
    text = shown(bench.scene.client(ben), f"/i/heron/review/{said.code}/")
    assert not any(canary in text for canary in CANARIES)


def test_what_was_said_of_the_statement_before_is_closed_as_well(bench: Bench, said: Identification) -> None:
    """The first reviewer's objection to the last statement would tell the second whom they review beside."""
    reviewing.send_back(bench.seat("ada"), said, reason="once more")
    hands.restated(said)
    Identification.objects.filter(pk=said.pk).update(state="review")
    for name in ("ben", "cai"):
        text = shown(bench.scene.client(bench.people[name]), f"/i/heron/review/{said.code}/")
        assert not any(canary in text for canary in CANARIES[:3]), name
    assert CANARIES[0] in shown(bench.scene.client(bench.scene.users[Role.EXAMINER]), f"/i/heron/review/{said.code}/")


def test_a_weaker_key_opens_nothing(bench: Bench, said: Identification) -> None:
    """A key without the verb of reviewers is still the key of somebody who reviews."""
    seat = bench.seat("ben")
    program = Program(key_for(seat, "review.read", "people.desk", "identification.read"))
    for path in (
        f"/review/identifications/{said.code}",
        "/review/identifications",
        "/review/waiting",
        f"/search/?q={said.code}",
    ):
        answer: Any = program.get(path.split("?")[0], **({"q": said.code} if "?" in path else {}))
        assert answer.status_code == 200, path
        assert not any(canary in answer.content.decode() for canary in (*CANARIES, "disagree")), path
    assert not who.is_blind(bench.seat("ada"), queries.statement_of(said))


def test_review_rows_exist_for_the_control(bench: Bench, said: Identification) -> None:
    assert Review.objects.filter(statement__identification=said).count() == 2
