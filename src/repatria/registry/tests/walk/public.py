"""Step 8: published by the medical examiner; a stranger reads in ten seconds who came home and who is waited for; open data; a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from repatria.registry.accounting import opendata
from repatria.registry.people.roles import Role
from repatria.registry.testing.browser import Visitors
from repatria.registry.tests.walk.signed import NAMES, SISTER
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import NARROW, WIDE, Walker

if TYPE_CHECKING:
    from playwright.sync_api import Page

THREE = ("Came home", "Returned without a name", "Still waited for")


def walk(walk: Walk) -> None:
    """From what would be published to the page that any web server can show."""
    examiner = walk.enter(Role.EXAMINER)
    examiner.click("Published accounts")
    examiner.says("None yet.")
    examiner.click("See what would be published")
    examiner.says("What would be published of", "fewer than 5")
    examiner.act({}, "Publish this account")
    examiner.says("Account 1, as of", "agrees")
    examiner.page.context.close()
    stranger = walk.somebody.stranger()
    _front(stranger, walk.root)
    _public(stranger, walk.left["home"].man.missing.code)
    stranger.page.context.close()
    _folder(walk)


def _front(stranger: Walker, root: str) -> None:
    """The three lines stand first, on a desk and on a telephone, without scrolling."""
    stranger.go(f"{root}/")
    for size in (NARROW, WIDE):
        stranger.page.set_viewport_size(size)
        for line in THREE:
            _seen_at_once(stranger.page, line)
    stranger.says("Who came home, and who is waited for", *THREE, "people")


def _seen_at_once(page: Page, line: str) -> None:
    """A line stands on the first screen, number and all."""
    box = page.locator(".told-first > div", has_text=line).first.bounding_box()
    assert box is not None, f"{page.url}: {line} is not shown"
    size = page.viewport_size or WIDE
    assert box["y"] + box["height"] <= size["height"], f"{page.url}: {line!r} needs scrolling at {size}: {box}"


def _public(stranger: Walker, code: str) -> None:
    """The page of the account, and the same as data; no name, no code, no number that points at a family."""
    stranger.click("Every published figure, with what it counts")
    stranger.says(*THREE, "fewer than 5", "Balances")
    for kind in ("json", "csv"):
        answer = stranger.page.context.request.get(f"{stranger.page.url}figures.{kind}")
        assert answer.ok and "still waited for" in answer.text().lower()
        for never in (code, *NAMES, SISTER):
            assert never not in answer.text() and never not in stranger.page.content()


def _folder(walk: Walk) -> None:
    """The folder that needs no server: opened as a file, read, and followed to the figures."""
    folder = walk.folder / "public"
    opendata.export(folder)
    people = Visitors(walk.somebody.visitors.browser)
    people.forgive("public.css|ERR_FAILED")  # axe reads the sheet a second time, which no browser allows for a file
    reader = Walker(people, "", walk.somebody.axe, walk.seen)
    page = reader.page = people.new()
    page.goto((folder / "index.html").as_uri())
    expect(page.locator(".told-first dt")).to_have_text(list(THREE))
    for name in ("folder-index", "folder-account"):
        reader.closely(name)
        if name == "folder-index":
            page.get_by_role("link", name="Every published figure", exact=False).click()
            expect(page.get_by_role("heading", name="Open data")).to_be_visible()
    people.close()
