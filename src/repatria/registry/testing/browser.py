"""A real browser for tests: every visitor with an empty profile, cut off from the outside, and watched.

Order: the program in ``REPATRIA_BROWSER``; else Chromium or Chrome on the path; else the one that ``make test`` fetched.
A test fails when a page it saw asked another origin for anything, broke the content security policy or wrote an error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from repatria.registry.testing.get_browser import NoBrowser, Program, find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

PICTURES = "REPATRIA_PICTURES"
"""Names the folder where ``picture`` keeps screenshots; without it they go with the test's temporary folder."""

QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
)
GRAVE = ("serious", "critical")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window, one per run; take ``page`` or ``visitors`` instead."""
    try:
        program = find_browser()
    except NoBrowser as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(f"NOT RUN in a browser. {missing}")
    with _played(program) as running:
        yield running


def _played(program: Program) -> Any:
    """Playwright around the program, as a context manager."""
    from contextlib import contextmanager

    from playwright.sync_api import sync_playwright

    @contextmanager
    def play() -> Iterator[Browser]:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop in this thread; no test is asynchronous
        with sync_playwright() as playwright:
            environment: dict[str, str | float | bool] = {**os.environ, **program.environment}
            running = playwright.chromium.launch(
                executable_path=str(program.path), args=[*QUIET, *program.arguments], env=environment
            )
            try:
                yield running
            finally:
                running.close()

    return play()


class Visitors:
    """The people at their browsers in one test. Each has an empty profile; what goes wrong on their pages is kept."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._forgiven: list[re.Pattern[str]] = []
        self._origin = ""
        self._contexts: list[Any] = []
        self.faults: list[str] = []

    def new(self, *, client: Any = None, url: str = "", **context: Any) -> Page:
        """A page in a profile of its own.

        ``client``: a Django test client already signed in, whose cookies are taken along to ``url`` (``live_server.url``).
        ``context``: what Playwright's ``new_context`` takes (``viewport``, ``color_scheme``, ``java_script_enabled`` …).
        """
        kept = self.browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **context})
        self._contexts.append(kept)
        kept.set_default_timeout(15_000)
        if client is not None:
            kept.add_cookies([{"name": c.key, "value": c.value, "url": url} for c in client.cookies.values()])
        page = kept.new_page()
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self._note(f"script: {error}"))
        return page

    def forgive(self, pattern: str) -> None:
        """Expect faults that match, such as ``status of 404`` where a stranger must find nothing."""
        self._forgiven.append(re.compile(pattern))

    def close(self) -> None:
        """Close every profile and fail the test if anything went wrong on its pages."""
        for context in self._contexts:
            context.close()
        wrong = [fault for fault in self.faults if not any(one.search(fault) for one in self._forgiven)]
        if wrong:
            pytest.fail("on the pages of this test:\n  " + "\n  ".join(dict.fromkeys(wrong)), pytrace=False)

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob", "about"):
            return
        origin = f"{parts.scheme}://{parts.netloc}"
        self._origin = self._origin or origin
        if origin != self._origin:
            self._note(f"another origin was asked: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self._note(f"console: {message.text} ({message.location.get('url', '')})")

    def _note(self, fault: str) -> None:
        self.faults.append(fault)


@pytest.fixture
def visitors(browser: Browser) -> Iterator[Visitors]:
    """Several people at once: ``visitors.new(...)`` for each."""
    people = Visitors(browser)
    yield people
    people.close()


@pytest.fixture
def page(visitors: Visitors) -> Page:
    """One visitor's page; ``page.goto(live_server.url + "/")``."""
    return visitors.new()


@pytest.fixture
def axe() -> Callable[..., list[dict[str, Any]]]:
    """``axe(page)``: nothing serious or critical may be wrong for people who read or steer differently."""

    def check(page: Page, context: Any = None) -> list[dict[str, Any]]:
        from axe_playwright_python.sync_playwright import Axe

        found: list[dict[str, Any]] = Axe().run(page, context, {"resultTypes": ["violations"]}).response["violations"]
        grave = [
            f"{one['id']}: {one['help']}: {node['html'][:160]}"
            for one in found
            if one["impact"] in GRAVE
            for node in one["nodes"]
        ]
        assert not grave, f"{page.url}:\n  " + "\n  ".join(grave)
        return found

    return check


@pytest.fixture
def picture(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., Path]:
    """``picture(page, "name")``: keep a screenshot of the whole page; returns the file."""

    def keep(page: Page, name: str) -> Path:
        folder = Path(os.environ.get(PICTURES) or tmp_path)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return keep
