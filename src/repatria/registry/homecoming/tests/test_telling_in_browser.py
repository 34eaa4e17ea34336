"""The pages of tellings in a real browser: light, dark, narrow; and a family told by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.families.actions import kin as kindred
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming.actions import conversing, publishing, telling
from repatria.registry.homecoming.models import Notification
from repatria.registry.homecoming.tests import hands
from repatria.registry.homecoming.tests.test_conversing import known_effect
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.testing.browser import Visitors
from repatria.registry.testing.scene import Scene

LEAD = "/i/heron/home"


@pytest.fixture
def here(transactional_db: None) -> Scene:
    return Scene()


def lived(scene: Scene) -> tuple[Identification, Identification, Identification]:
    """(due, told with a long line, rescinded after telling)."""
    due, done, gone = hands.signed(scene), hands.signed(scene, bones=hands.bones(scene, "left femur")), hands.signed(scene)
    for one, name in ((due, "Anton Velmora"), (done, "Emil Dravane"), (gone, "Jonas Belmarin")):
        MissingPerson.objects.filter(pk=one.missing_id).update(listed_as=name)
    by, today = hands.office(scene), clock.today()
    near, directs = hands.family_of(scene, done)
    kindred.note_attempt(by, directs, on=today, channel="phone", outcome="not again")
    conversing.contact(by, done.missing, kin=near, on=today - timedelta(days=40), channel="phone", wording="tag")
    conversing.announce_effect(by, done.missing, kin=near, effect=known_effect(scene), on=today, channel="phone")
    notice = Notification.objects.filter(identification=done).first() or hands.due(done)
    telling.attempt(by, notice, kin=near, on=today, channel="phone", outcome="no answer", note="Rang twice.", next_on=today)
    row = hands.told(scene, done)
    telling.brief(by, row, kin=near, on=today, channel="visit", words="Two hours. She asked where he had lain.")
    publishing.publish(by, done.missing, text_="Emil Dravane is home.", on=today)
    conversing.told_by_others(by, due.missing, on=today, channel="other", source="a newspaper of the neighbouring country")
    hands.told(scene, gone)
    hands.rescinded(scene, gone)
    return due, done, gone


def test_every_page_reads_well(
    here: Scene, live_server: Any, visitors: Visitors, axe: Callable[..., Any], picture: Callable[..., Path]
) -> None:
    due, done, gone = lived(here)
    assert here.client(Role.CASUALTY).get(f"{LEAD}/").status_code == 200  # the first request loads every page's module
    seen: list[tuple[Role, str, str]] = [
        (Role.CASUALTY, "/", "list"),
        (Role.AUDITOR, "/", "list-auditor"),
        (Role.CASUALTY, f"/{due.missing.code}/", "due"),
        (Role.CASUALTY, f"/{done.missing.code}/", "told"),
        (Role.EXAMINER, f"/{done.missing.code}/", "told-examiner"),
        (Role.CASUALTY, f"/{gone.missing.code}/", "rescinded"),
        (Role.CASUALTY, f"/{due.missing.code}/act/tell/", "tell"),
        (Role.CASUALTY, f"/{due.missing.code}/act/contact/", "contact"),
        (Role.CASUALTY, f"/{due.missing.code}/act/effect/", "effect"),
        (Role.CUSTODY, "/effects/", "effects"),
    ]
    for who, path, name in seen:
        dark = name in ("told", "contact", "effects")
        told = {"viewport": {"width": 390, "height": 800}} if name in ("due", "told-examiner", "tell") else {}
        page = visitors.new(client=here.client(who), url=live_server.url, color_scheme="dark" if dark else "light", **told)
        answer = page.goto(f"{live_server.url}{LEAD}{path}")
        assert answer is not None and answer.status == 200, path
        axe(page)
        picture(page, f"home-{name}")


def test_a_family_is_told_by_keyboard(here: Scene, live_server: Any, visitors: Visitors) -> None:
    one = hands.signed(here)
    assert here.client(Role.CASUALTY).get(f"{LEAD}/").status_code == 200
    page = visitors.new(client=here.client(Role.CASUALTY), url=live_server.url)
    page.goto(f"{live_server.url}{LEAD}/{one.missing.code}/act/tell/")
    page.get_by_label("How", exact=True).focus()
    page.keyboard.type("visit")
    page.get_by_label("What was said").focus()
    page.keyboard.type("We sat with her.")
    page.get_by_role("button", name="Write down that the family was told").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Notification of identification").wait_for()
    assert Notification.objects.get().state == Notification.State.TOLD
