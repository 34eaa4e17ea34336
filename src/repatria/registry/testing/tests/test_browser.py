"""The watch over pages: what a page may not do fails its test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from repatria.registry.testing.browser import Visitors
from repatria.registry.testing.get_browser import VARIABLE, NoBrowser, find_browser, main

POLICY = "default-src 'self'"
PAGES = {
    "/good": "<!doctype html><html lang=en><title>Desk</title><main><h1>Desk</h1><p>Not yet known.</p></main>",
    "/outside": "<!doctype html><title>x</title><img alt='' src='//elsewhere.invalid/x.png'>",
    "/inline": "<!doctype html><title>x</title><script>document.title = 'y'</script>",
    "/unlabelled": "<!doctype html><html lang=en><title>x</title><main><h1>x</h1><input><img src='/good'></main>",
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path, "nothing here").encode()
        self.send_response(200 if self.path in PAGES or self.path == "/favicon.ico" else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_quiet_page_passes(page: Any, site: str, axe: Callable[..., Any], picture: Callable[..., Path]) -> None:
    page.goto(site + "/good")
    assert page.title() == "Desk"
    axe(page)
    assert picture(page, "good").stat().st_size > 1000


@pytest.mark.parametrize(
    ("path", "fault"),
    [("/outside", "another origin was asked"), ("/inline", "Content Security Policy"), ("/nowhere", "status of 404")],
)
def test_what_a_page_may_not_do_fails_the_test(browser: Any, site: str, path: str, fault: str) -> None:
    people = Visitors(browser)
    people.new().goto(site + path)
    with pytest.raises(pytest.fail.Exception, match=fault):
        people.close()


def test_an_expected_fault_is_forgiven(visitors: Visitors, site: str) -> None:
    visitors.forgive("status of 404")
    assert visitors.new().goto(site + "/nowhere").status == 404


def test_a_page_that_some_people_cannot_use_fails(page: Any, site: str, axe: Callable[..., Any]) -> None:
    page.goto(site + "/unlabelled")
    with pytest.raises(AssertionError, match="label"):
        axe(page)


def test_visitors_know_nothing_of_each_other(visitors: Visitors, site: str) -> None:
    first, second = visitors.new(), visitors.new()
    first.goto(site + "/good")
    second.goto(site + "/good")
    first.evaluate("document.cookie = 'who=first'; localStorage.setItem('who', 'first')")
    assert second.evaluate("document.cookie + localStorage.getItem('who')") == "null"


def test_a_name_that_is_no_program_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(VARIABLE, "/nowhere/chromium")
    with pytest.raises(NoBrowser, match=r"REPATRIA_BROWSER=/nowhere/chromium: not a program\. Install Chromium"):
        find_browser()
    assert main() == 1
    assert "not a program" in capsys.readouterr().err
