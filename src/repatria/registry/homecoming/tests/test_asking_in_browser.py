"""The private door in a real browser: link, number, the page, a question, and out; on a phone and in the dark."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from repatria.registry.families.actions import add_missing
from repatria.registry.families.actions import kin as kindred
from repatria.registry.homecoming.actions import asking, doors
from repatria.registry.homecoming.models import Enquiry
from repatria.registry.homecoming.tests import hands
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.testing.browser import Visitors
from repatria.registry.testing.scene import Scene


def test_a_relative_reads_their_page_and_asks(
    transactional_db: None, live_server: Any, visitors: Visitors, axe: Callable[..., Any], picture: Callable[..., Path]
) -> None:
    scene = Scene()
    by = hands.office(scene)
    person = add_missing(by, name="Orlan Velmarest")
    near = kindred.add_kin(by, name="Ines Velmarest", relation="sister", living="yes", language="English")
    kindred.note_wish(by, person, next_of_kin=near)
    kindred.give_consent(by, near, purpose="identification", on=clock.today(), form="form 7")
    opened = doors.open_door(by, person.thing, kin=near)
    visitors.forgive("status of 403")
    page = visitors.new(viewport={"width": 390, "height": 800}, color_scheme="dark")
    page.goto(f"{live_server.url}/f/{opened.token}/")
    axe(page)
    picture(page, "family-number")
    page.get_by_label("Your number of eight digits").fill("1")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    page.get_by_label("Your number of eight digits").fill(opened.number)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Orlan Velmarest").wait_for()
    assert opened.token not in page.url and page.evaluate("document.documentElement.scrollWidth <= 390")
    axe(page)
    page.get_by_label("I have a question").check()
    page.get_by_label("In your own words").fill("When do you write again?")
    page.get_by_role("button", name="Send it").click()
    page.get_by_text("We have it.").wait_for()
    picture(page, "family-home")
    row = Enquiry.objects.get()
    asking.answer(by, row, answer="In spring, at the latest.")
    page.reload()
    page.get_by_text("In spring, at the latest.").wait_for()
    page.get_by_role("link", name="Identification of the missing").click()
    page.get_by_role("heading", name="What happens if you take it back").wait_for()
    axe(page)
    picture(page, "family-withdraw")
    page.get_by_role("link", name="Leave it as it is").click()
    page.get_by_role("button", name="Close my page on this device").click()
    page.get_by_role("heading", name="Your page is closed").wait_for()
    page.goto(f"{live_server.url}/f/")
    page.get_by_role("heading", name="This page is closed").wait_for()


def test_the_pages_of_the_office_read_well(
    transactional_db: None, live_server: Any, visitors: Visitors, axe: Callable[..., Any], picture: Callable[..., Path]
) -> None:
    scene = Scene()
    by = hands.office(scene)
    person = add_missing(by, name="Orlan Velmarest")
    near = kindred.add_kin(by, name="Ines Velmarest", relation="sister", living="yes", language="English")
    kindred.note_wish(by, person, next_of_kin=near)
    doors.open_door(by, person.thing, kin=near)
    row = asking.ask(by, person.thing, kin=near, kind="question", words="When do you write again?")
    page = visitors.new(client=scene.client(Role.CASUALTY), url=live_server.url)
    seen = {
        "status": f"family/{person.code}/",
        "open": f"family/{person.code}/door/",
        "asked": "enquiries/",
        "enquiry": f"enquiries/{row.code}/",
        "letters": "letters/?count=yes",
    }
    for name, path in seen.items():
        answer = page.goto(f"{live_server.url}/i/heron/home/{path}")
        assert answer is not None and answer.status == 200, path
        axe(page)
        picture(page, f"asking-{name}")
    page.goto(f"{live_server.url}/i/heron/home/family/{person.code}/door/")
    page.get_by_label("For whom").select_option(index=1)
    page.get_by_role("button", name="Open a private page").click()
    page.get_by_role("heading", name="The number", exact=True).wait_for()
    axe(page)
    picture(page, "asking-door")
