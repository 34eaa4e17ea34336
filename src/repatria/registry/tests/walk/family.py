"""Step 6: a relative with nothing but the letter: a link, a number told another way, and their own page on a telephone in the dark."""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.signed import NAMES, SISTER
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

NUMBER = "Your number of eight digits"
QUESTION = "When do you write again?"


def walk(walk: Walk) -> None:
    """The office writes the letter and opens the page; the stranger with the letter reads, asks, and takes nothing back."""
    code = walk.left["home"].man.missing.code
    office = walk.enter(Role.CASUALTY)
    office.go(f"home/family/{code}/")
    office.says(NAMES[0], "reading grade")
    office.click("Write to them now")
    assert office.paper("Letter 1").startswith(b"%PDF")
    office.click("Open a private page")
    office.act({"For whom": SISTER}, "Open a private page")
    office.closely("door-made")
    link, number = office.page.locator("p.code").inner_text(), office.page.locator(".figure-value").inner_text()
    office.click("I have passed both on")
    office.says(SISTER, "not yet")
    stranger = walk.somebody.stranger(viewport={"width": 390, "height": 800}, color_scheme="dark")
    _enter(stranger, link, number)
    _ask(stranger)
    _answer(office)
    _read(stranger)
    stranger.go(f"{walk.root}/f/")
    stranger.says("Open the link that we gave you once more.")
    office.click("Letters to families")
    office.click("Count who is due")
    office.says("Heard less than a year ago")
    for one in (stranger, office):
        one.page.context.close()


def _enter(stranger: Walker, link: str, number: str) -> None:
    """The link alone opens nothing."""
    stranger.visitors.forgive("status of 403")
    stranger.go(link)
    assert NAMES[0] not in stranger.page.content()
    stranger.act({NUMBER: "1"}, "Open my page")
    stranger.refused("This did not open.")
    stranger.act({NUMBER: number}, "Open my page")
    assert link.rstrip("/").rsplit("/", 1)[1] not in stranger.page.url
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text(NAMES[0])


def _ask(stranger: Walker) -> None:
    """A question, and what taking a consent back would undo."""
    stranger.act({"I have a question": True, "In your own words": QUESTION}, "Send it")
    stranger.says("We have it.", QUESTION, "You will have an answer by")
    stranger.click("Identification of the missing")
    stranger.says("From today on your sample is not compared with anybody.")
    stranger.click("Leave it as it is")
    stranger.act({"Please do not write or ring any more": True, "In your own words": "Leave me alone."}, "Send it")
    stranger.says("Please say it once more. Shall we keep silent?")
    stranger.closely("family-silence")
    stranger.click("No, go on writing to me")


def _answer(office: Walker) -> None:
    """The question stands on the desk with a day; the answer goes to their page."""
    office.click("What families ask")
    office.press(office.page.locator("tbody th a").first)
    office.says(QUESTION, "on their own page")
    office.act({"Your answer": "In spring, at the latest."}, "Answer")
    office.says("In spring, at the latest.")


def _read(stranger: Walker) -> None:
    """The answer stands on their page; then the page is closed on this device."""
    stranger.page.reload()
    stranger.says("In spring, at the latest.")
    stranger.keep("family-page")
    stranger.click("Close my page on this device")
    stranger.says("Nothing of it stays on this device.")
