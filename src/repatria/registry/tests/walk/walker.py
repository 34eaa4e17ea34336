"""One person at one browser, who enters by the front page and looks at every page they come to.

Every page is held to the same: one heading, the mark of the exercise, no forbidden word, no number of people where none can be
known, no scrolling sideways. The first time a page is seen (once, over SQLite) it is also held to: readable for people who read or steer
differently, a visible focus on everything that can be reached by keyboard, usable at a width of 390 pixels.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.db import connection
from django.urls import resolve
from playwright.sync_api import expect

from repatria.registry.people.models import BANNER
from repatria.registry.people.roles import Role

if TYPE_CHECKING:
    from playwright.sync_api import Download, Locator, Page, ViewportSize

    from repatria.registry.testing.browser import Visitors

PATIENCE = 60_000
"""Milliseconds that a state of a page may take to come about on a machine that has other work; nothing waits for a length of time."""
expect.set_options(timeout=PATIENCE)
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 844}
CLOSED_TO_THE_BLIND = ("searching", "identification", "review", "homecoming", "accounting")
NEVER_SAID = re.compile(r"\b(hits?|victims?|body parts?|case closed|success rates?)\b", re.IGNORECASE)
"""Words that no page of the registry says."""
NO_PEOPLE = re.compile(r"\b0 (people|persons?)\b|\bpeople:? 0\b", re.IGNORECASE)
"""A number of people that nobody can know."""
FIRST_LOOK = """() => ({
    headings: document.querySelectorAll('h1').length,
    banner: document.querySelector('aside.banner')?.innerText ?? '',
    text: document.body.innerText,
    wide: document.documentElement.scrollWidth - innerWidth,
})"""
BEFORE_AXE = "() => { window.styled = new Set(document.querySelectorAll('[style]')) }"
AFTER_AXE = """() => document.querySelectorAll('[style]').forEach(one => {
    if (!window.styled.has(one)) one.removeAttribute('style');
})"""
"""Axe leaves style attributes behind, which htmx would carry over into the next part and the browser then refuses."""
NAME_OF_FOCUS = """() => {
    const one = document.activeElement;
    return one.labels?.[0]?.innerText || one.innerText || one.ariaLabel || '';
}"""
UNSEEN_FOCUS = """() => {
    const before = document.activeElement, found = [];
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
    for (const one of all.filter(e => e.checkVisibility() && !e.disabled).slice(0, 80)) {
        one.focus({preventScroll: true});
        if (document.activeElement !== one) { found.push('cannot be focused: ' + one.outerHTML.slice(0, 90)); continue; }
        const s = getComputedStyle(one), outlined = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
        if (!outlined && s.boxShadow === 'none') found.push('focus is not seen: ' + one.outerHTML.slice(0, 90));
    }
    if (before && before !== document.body) before.focus({preventScroll: true}); else document.activeElement.blur();
    return found;
}"""


@dataclass
class Seen:
    """Which pages the whole walk has already looked at closely, by the name of their route."""

    pages: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    """What pages of the present step are not, in sentences; the step fails with all of them at its end."""
    pictures: int = 0
    addresses: dict[str, str] = field(default_factory=dict)
    """The last address of each page that whoever groups bones may not open."""


@dataclass
class Walker:
    """``Walker(...).enter(Role.INTAKE)``, then ``go``, ``click``, ``fill``: what a person does, by the words that the page shows."""

    visitors: Visitors
    root: str
    axe: Callable[..., Any]
    seen: Seen
    role: str = ""
    page: Page = field(init=False)

    def stranger(self, **look: Any) -> Walker:
        """Somebody without an account, at a browser of their own."""
        return self._other("", **look)

    def _other(self, role: str, **look: Any) -> Walker:
        other = Walker(self.visitors, self.root, self.axe, self.seen, role)
        other.page = self.visitors.new(**look)
        other.page.context.set_default_timeout(PATIENCE)
        other.page.context.set_default_navigation_timeout(PATIENCE)
        return other

    def enter(self, role: Role, number: int = 1, **look: Any) -> Walker:
        """By the front page's door, in a browser of one's own; returns the walker at the desk of the exercise.

        ``look``: how that browser shows pages, such as ``color_scheme="dark"``.
        """
        other = self._other(role.value, **look)
        other.page.goto(self.root + "/")
        door = str(role.label) if number == 1 else f"{role.label}, number {number}"
        other.press(other.page.get_by_role("button", name=door, exact=True))
        return other

    def log_in(self, role: Role, name: str, password: str, second: Callable[[], str]) -> Walker:
        """By name, password and second factor, as somebody with an account of their own; returns the walker at the desk."""
        other = self._other(role.value)
        other.page.goto(f"{self.root}/accounts/login/")
        other.act({"Username": name, "Password": password}, "Log in")
        other.page.locator("main input[name=code]").fill(second())
        other.press(other.page.locator("main form button").first)
        other.go("")
        return other

    def settled(self) -> None:
        """Wait until no live part of the page is on its way or being put in its place."""
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)

    def tab_to(self, words: str) -> None:
        """Press Tab until the link, button or field of that name has the focus, as somebody without a mouse does."""
        for _stroke in range(120):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(NAME_OF_FOCUS).strip() == words:
                return
        raise AssertionError(f"{self.page.url}: Tab does not reach {words!r}")

    def strike(self) -> None:
        """Press Enter on what has the focus and look at the page that comes."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()

    def go(self, path: str) -> None:
        """Open an address of the exercise that an earlier page led to."""
        self.page.goto(path if path.startswith("http") else f"{self.root}/i/heron/{path}")
        self.look()

    def click(self, name: str, *, exact: bool = True) -> None:
        """Follow the first link, or press the first button, of that name; then look at the page that comes."""
        link, button = (self.page.get_by_role(role, name=name, exact=exact) for role in ("link", "button"))
        self.press(link.or_(button).first)

    def press(self, one: Locator) -> None:
        """Press a link or a button and look at what comes: another page, or the live part of this one."""
        if one.evaluate("e => e.closest('[hx-post]') !== null"):
            with self.page.expect_response(lambda answer: answer.request.method == "POST"):
                one.click()
            self.settled()
        else:
            with self.page.expect_navigation():
                one.click()
        self.look()

    def fill(self, told: Mapping[str, Any], within: Locator | None = None) -> None:
        """Fill fields by their labels. A choice is made by its words, or by some of them."""
        for label, value in told.items():
            one = (within or self.page).get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(optional\))?\s*$")).first
            kind = one.evaluate("e => e.tagName == 'INPUT' ? e.type : e.tagName.toLowerCase()")
            if kind == "select":
                options = {o.inner_text().strip(): o.get_attribute("value") for o in one.locator("option").all()}
                fitting = [v for words, v in options.items() if words == value] or [v for w, v in options.items() if value in w]
                assert fitting, f"{label}: no choice says {value!r}, but {', '.join(options)}"
                one.select_option(fitting[0])
            elif kind in ("radio", "checkbox"):
                one.set_checked(bool(value))
            elif kind == "file":
                one.set_input_files(value)
            else:
                one.fill(str(value))

    def act(self, told: Mapping[str, Any], press: str) -> None:
        """Fill a form and send it."""
        self.fill(told)
        self.press(self.page.get_by_role("button", name=press, exact=True).first)

    def send(self, told: Mapping[str, Any]) -> None:
        """Fill the form that the page is about and press its button, whatever it is called."""
        self.fill(told)
        self.press(self.page.locator("main form.stack button.button").first)

    def says(self, *words: str) -> None:
        """Hold the page to words that it must show."""
        text = " ".join(self.page.locator("main").inner_text().split())
        for one in words:
            assert one in text, f"{self.page.url} ({self.role}): {one!r} is not on the page. It says: {text[:1500]}"

    def refused(self, *words: str) -> None:
        """Hold the page to a refusal that stands in it, beside a field or at its head."""
        said = " ".join(" ".join(self.page.locator("[role=alert]").all_inner_texts()).split())
        for one in words:
            assert one in said, f"{self.page.url} ({self.role}): not refused with {one!r}. It says: {said}"

    def nothing_there(self, path: str) -> None:
        """An address answers this person as if it did not exist."""
        self.visitors.forgive("status of 404")
        answer = self.page.goto(f"{self.root}/i/heron/{path}")
        assert answer is not None and answer.status == 404, f"{path} ({self.role}): {answer and answer.status}"

    def fetch(self, name: str) -> Download:
        """Press what gives a file to keep; returns the file."""
        link, button = (self.page.get_by_role(role, name=name, exact=True) for role in ("link", "button"))
        with self.page.expect_download() as kept:
            link.or_(button).first.click()
        return kept.value

    def paper(self, name: str) -> bytes:
        """The PDF behind a link, fetched with this person's own session."""
        address = self.page.get_by_role("link", name=name, exact=True).first.get_attribute("href")
        answer = self.page.context.request.get(f"{self.root}{address}")
        kind = answer.headers["content-type"]
        assert (answer.status, kind) == (200, "application/pdf"), (
            f"{address} ({self.role}): {answer.status} {kind} {answer.url}"
        )
        return answer.body()

    def code(self, pattern: str = r"HERON-[A-Z]\d+-\d") -> str:
        """The code in this page's address."""
        found = re.search(pattern, self.page.url)
        assert found, self.page.url
        return found.group()

    def look(self) -> None:
        """Hold the present page to what every page must be; faults are gathered for the end of the step."""
        where = urlsplit(self.page.url).path
        told = self.page.evaluate(FIRST_LOOK)
        if told["headings"] != 1:
            self._fault(f"{told['headings']} headings of the first rank")
        if where.startswith("/i/") and told["banner"].strip() != str(BANNER):
            self._fault("the mark of the exercise is missing")
        for never in (NEVER_SAID, NO_PEOPLE):
            if found := never.search(told["text"]):
                self._fault(f"says {found.group()!r}")
        if told["wide"] > 0:
            self._fault(f"scrolls sideways by {told['wide']} pixels")
        route = resolve(where).view_name
        if (stage := route.partition(":")[0]) in CLOSED_TO_THE_BLIND:
            self.seen.addresses[f"{stage}: {route}"] = where
        if route not in self.seen.pages:
            self.seen.pages.add(route)
            self._look_closely(route.replace(":", "-"))

    def closely(self, name: str) -> None:
        """Look closely at a page that shares its route with others that were looked at."""
        if name not in self.seen.pages:
            self.seen.pages.add(name)
            self._look_closely(name)

    def _look_closely(self, name: str) -> None:
        if connection.vendor != "sqlite":
            return  # how a page looks does not hang on the database under it
        self.settled()
        self.page.evaluate(BEFORE_AXE)
        try:
            self.axe(self.page)
        except AssertionError as grave:
            self._fault(str(grave))
        self.page.evaluate(AFTER_AXE)
        self.page.keyboard.press("Shift")
        for unseen in self.page.evaluate(UNSEEN_FOCUS):
            self._fault(unseen)
        self.keep(name)
        before = self.page.viewport_size or WIDE
        self.page.set_viewport_size(NARROW)
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        self.keep(name, "narrow")
        self.page.set_viewport_size(before)
        if wide > 0:
            self._fault(f"at 390 pixels it scrolls sideways by {wide}")

    def _fault(self, sentence: str) -> None:
        self.seen.faults.append(f"{urlsplit(self.page.url).path} ({self.role or 'without login'}): {sentence}")

    def keep(self, name: str, how: str = "") -> None:
        """Keep a picture of the page, where somebody asked for pictures."""
        folder = os.environ.get("REPATRIA_PICTURES")
        if not folder:
            return
        self.seen.pictures += 1
        Path(folder).mkdir(parents=True, exist_ok=True)
        path = Path(folder) / f"{self.seen.pictures:03d}-{self.role or 'anybody'}-{name}{'-' + how if how else ''}.png"
        self.page.screenshot(path=path, full_page=True)
