"""Every page of reviews in a real browser, for people who read or steer differently: light, dark, narrow, on paper."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.families.actions import note_earlier_decision
from repatria.registry.families.dates import read_date
from repatria.registry.families.models import MissingPerson
from repatria.registry.people import actions as people
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.review import auditing, reviewing, rules, signing
from repatria.registry.review.models import Signature
from repatria.registry.review.tests import hands
from repatria.registry.review.tests.hands import Bench
from repatria.registry.testing.browser import Visitors
from repatria.registry.testing.scene import Scene

LEAD = "/i/heron/review"


@pytest.fixture
def here(transactional_db: None) -> Bench:
    return Bench(Scene())


def test_every_page_reads_well(
    here: Bench, live_server: Any, visitors: Visitors, axe: Callable[..., Any], picture: Callable[..., Path]
) -> None:
    waiting, objected = hands.in_review(here, 2)
    agreed = hands.agreed(here)[0]
    weak = hands.agreed(here, confirmed=False, posterior=0.9981)[0]
    signed, gone = hands.signed(here, 2)
    reviewing.begin(here.seat("ada"), objected)
    objection = reviewing.object_to(here.seat("ada"), objected, text="The cousin gave one sample. Was he asked for another?")
    reviewing.answer(here.seat(Role.GENETICIST), objection, text="He was, and his second tube gives the same result.")
    signing.rescind(here.seat(Role.EXAMINER), gone, reason="The second skeleton was found in box 12.")
    person = MissingPerson.objects.get(thing=waiting.missing)
    note_earlier_decision(TheRegistry(here.scene.heron), person, issuer="An older office", remains="X-12", on=read_date("1954"))
    audit = auditing.ask_audit(here.seat(Role.REVIEWER))
    auditing.work_once()
    signature = Signature.objects.get(identification=signed)
    kept = Signature.objects.get(identification=gone)
    stand_in = people.add_user(TheRegistry(here.scene.heron), "heron.stands", stands_in="examiner")
    people.give_role(TheRegistry(here.scene.heron), stand_in, incident=here.scene.heron, role=Role.EXAMINER)
    told = {"posterior": Decimal("0.9999"), "ground": "The board of 3 May: one donor more where the list is short."}
    rules.propose_rule(here.seat(Role.EXAMINER), **told, reviewers=3, instead_of=1)
    seen: list[tuple[Any, str, str]] = [
        (here.people["ben"], "/", "queue"),
        (here.people["ben"], f"/{waiting.code}/", "waiting"),
        (here.people["ada"], f"/{objected.code}/", "objected"),
        (here.people["ada"], f"/{objected.code}/act/finish/", "finish"),
        (here.people["ada"], f"/{objected.code}/objections/{objection.pk}/close/", "close"),
        (Role.EXAMINER, f"/{agreed.code}/", "agreed"),
        (Role.EXAMINER, f"/{agreed.code}/sign/", "sign"),
        (Role.EXAMINER, f"/{weak.code}/sign/", "sign-refused"),
        (Role.EXAMINER, f"/{signed.code}/act/rescind/", "rescind"),
        (Role.AUDITOR, f"/{signed.code}/signatures/{signature.pk}/", "signature"),
        (Role.AUDITOR, f"/{gone.code}/signatures/{kept.pk}/", "signature-void"),
        (Role.AUDITOR, "/signatures/", "signatures"),
        (Role.EXAMINER, "/rules/", "rules"),
        (here.people["ben"], "/rules/2/decide/", "rule-decide"),
        (Role.EXAMINER, "/rules/2/decide/", "rule-own"),
        (Role.AUDITOR, "/audits/", "audits"),
        (Role.AUDITOR, f"/audits/{audit.pk}/", "audit"),
        (Role.EXAMINER, "/", "queue-examiner"),
    ]
    for who, path, name in seen:
        dark = name in ("signature", "objected", "audit", "rule-decide")
        told = {"viewport": {"width": 390, "height": 800}} if name in ("sign", "signature-void", "rule-own") else {}
        page = visitors.new(
            client=here.scene.client(who), url=live_server.url, color_scheme="dark" if dark else "light", **told
        )
        assert page.goto(f"{live_server.url}{LEAD}{path}").status == 200, path
        axe(page)
        picture(page, f"review-{name}")


def test_a_review_by_keyboard(here: Bench, live_server: Any, visitors: Visitors) -> None:
    one = hands.in_review(here)[0]
    page = visitors.new(client=here.scene.client(here.people["ada"]), url=live_server.url)
    page.goto(f"{live_server.url}{LEAD}/{one.code}/")
    page.get_by_role("button", name="Begin a review").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Say your word").focus()
    page.keyboard.press("Enter")
    page.get_by_label("I agree").focus()
    page.keyboard.press("Space")
    page.get_by_label("What you looked at, and why you say so").focus()
    page.keyboard.type("I read the evidence and follow it.")
    page.get_by_role("button", name="Say your word").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Your word is written down").wait_for()
