"""Step 2: the next of kin is told, by keyboard; the file is explained with its pack; then the name may be public."""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.signed import NAMES, SISTER
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

WORDS = "We sat with her at her kitchen table."


def walk(walk: Walk) -> None:
    """Notification of identification, briefing, publication; a reviewer reads that it was done, and no word of it."""
    home = walk.left["home"]
    home.after(1)
    code = home.man.missing.code
    office = walk.enter(Role.CASUALTY)
    office.click("Telling families")
    office.click(code)
    _tell(office)
    office.says("Explain the file to the family, with the briefing pack.", WORDS)
    assert office.paper("Print the briefing pack").startswith(b"%PDF")
    office.click("Write down a briefing")
    told = {"How": "visit", "What was said, and what they asked": "Two hours. She asked where he had lain."}
    office.act({**told, "The briefing pack, as it prints now, was handed over": True}, "Write down a briefing")
    office.says("She asked where he had lain.")
    office.click("Make the name public")
    office.act({"The public text": f"{NAMES[0]} is identified. His family knows."}, "Make the name public")
    office.says("His family knows.")
    office.keep("told-explained-public")
    reviewer = walk.enter(Role.REVIEWER, viewport={"width": 390, "height": 844}, color_scheme="dark")
    reviewer.go(f"home/{code}/")
    reviewer.says("Notification of identification")
    for words in (WORDS, SISTER, "kitchen"):
        assert words not in reviewer.page.content(), f"a reviewer reads {words!r}"
    reviewer.closely("the-way-home-by-code-dark-narrow")
    reviewer.page.context.close()


def _tell(office: Walker) -> None:
    """From the page of the person, without a mouse."""
    page = office.page
    office.tab_to("Write down that the family was told")
    office.strike()
    office.closely("act-tell")
    for label, words in (("How", "visit"), ("What was said (optional)", WORDS)):
        office.tab_to(label)
        page.keyboard.type(words)
    office.tab_to("Write down that the family was told")
    office.strike()
    expect(page.get_by_text("Notification of identification").first).to_be_visible()
