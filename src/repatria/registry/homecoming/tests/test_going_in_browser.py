"""One person from told to buried and one later bone in a real browser, by keyboard, light, dark and narrow."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.custody import actions as custody
from repatria.registry.homecoming import flowing
from repatria.registry.homecoming.actions import conversing
from repatria.registry.homecoming.models import Burial, PortionEvent, Release
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.testing.browser import Visitors
from repatria.registry.testing.scene import Scene

LEAD = "/i/heron/home"


@pytest.fixture
def here(transactional_db: None) -> Scene:
    return Scene()


def test_from_told_to_buried_and_one_later_bone(
    here: Scene, live_server: Any, visitors: Visitors, axe: Callable[..., Any], picture: Callable[..., Path]
) -> None:
    made = roads.bones(here)
    one = hands.signed(here, bones=made)
    hands.told(here, one)
    custody.name_place(here.seat(Role.CUSTODY), name="Hillside", longitude=127.0, latitude=37.5)
    officer = visitors.new(client=here.client(Role.CASUALTY), url=live_server.url)
    keeper = visitors.new(client=here.client(Role.CUSTODY), url=live_server.url, color_scheme="dark")
    lead = f"{live_server.url}{LEAD}"
    assert here.client(Role.CASUALTY).get(f"{LEAD}/wishes/{one.missing.code}/").status_code == 200  # what is read once is read

    def seen(page: Any, name: str) -> None:
        axe(page)
        picture(page, f"going-{name}")

    officer.goto(f"{lead}/wishes/{one.missing.code}/")
    press(officer, "link", "Write down what they wish")
    tick(officer, "bury what is there now")
    tick(officer, "tell us, and we decide each time")
    write(officer, "The signed form: its number, or where it lies", "form 7")
    seen(officer, "elect")
    press(officer, "button", "Write down what they wish")
    officer.get_by_text("The release may be prepared").wait_for()
    seen(officer, "wishes")
    release = go(keeper, lead, one, seen)
    officer.goto(f"{lead}/releases/{release.code}/act/in/")
    count(officer)
    write(officer, "Who signed for it there", "Mr Vandel")
    write(officer, "The paper that was signed", "manifest 3")
    seen(officer, "in")
    press(officer, "button", "Count in")
    press(officer, "link", "Write down the grave")
    write(officer, "Place: cemetery and town", "Hillside")
    write(officer, "Grave: section, row, number", "row 4, 12")
    press(officer, "button", "Write down the grave")
    officer.get_by_text("row 4, 12").wait_for()
    seen(officer, "release")
    officer.goto(f"{lead}/graves/")
    seen(officer, "graves")
    later(here, one, [bone.item for bone in made])
    officer.set_viewport_size({"width": 390, "height": 800})
    officer.goto(f"{lead}/later/{one.missing.code}/")
    seen(officer, "later")
    press(officer, "link", f"Answer for {PortionEvent.objects.get().specimen.code}")
    write(officer, "What was done", "They want it in the same grave.")
    seen(officer, "answer")
    press(officer, "button", "Answer for a later bone")
    officer.get_by_text("the family was told and decided").wait_for()
    assert Burial.objects.count() == 1 and PortionEvent.objects.get().outcome == "told"


def go(keeper: Any, lead: str, one: Identification, seen: Callable[[Any, str], None]) -> Release:
    """The custody officer prepares the release and counts it out."""
    keeper.goto(f"{lead}/releases/")
    press(keeper, "link", one.missing.code)
    write(keeper, "Who receives it", "Mr Vandel")
    seen(keeper, "prepare")
    press(keeper, "button", "Prepare a release")
    press(keeper, "link", "Count out")
    count(keeper)
    press(keeper, "button", "Count out")
    keeper.get_by_text("cannot be called back. Let it go?").first.wait_for()
    seen(keeper, "out")
    tick(keeper, "I know that this cannot be called back")
    press(keeper, "button", "Count out")
    keeper.get_by_text("nobody here").first.wait_for()
    seen(keeper, "under-way")
    keeper.goto(f"{lead}/releases/")
    seen(keeper, "releases")
    return Release.objects.get()


def later(scene: Scene, one: Identification, before: list[Any]) -> None:
    """Another bone comes to light, and the family is spoken to."""
    bones = [*(item.specimen for item in before), *roads.bones(scene, "left tibia")]
    hands.fall(Identification.objects.get(pk=one.pk))
    again = hands.again(scene, one, bones=bones)
    flowing.sweep(again.incident)
    near, _directs = hands.family_of(scene, again)
    conversing.contact(hands.office(scene), one.missing, kin=near, on=clock.today(), channel="visit", words="One more bone.")


def press(page: Any, role: str, name: str) -> None:
    page.get_by_role(role, name=name, exact=True).first.focus()
    page.keyboard.press("Enter")


def tick(page: Any, label: str) -> None:
    page.get_by_label(label).focus()
    page.keyboard.press("Space")


def write(page: Any, label: str, words: str) -> None:
    page.get_by_label(label, exact=False).first.focus()
    page.keyboard.type(words)


def count(page: Any) -> None:
    """Weigh and count each portion."""
    page.get_by_label("grams").first.wait_for()
    for field in ("grams", "pieces"):
        for place in range(page.get_by_label(field).count()):
            page.get_by_label(field).nth(place).focus()
            page.keyboard.type("100" if field == "grams" else "1")
