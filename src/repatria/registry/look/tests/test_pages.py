"""The pages of the look: the style page in a browser, faults that speak, the mark of an exercise on paper."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from repatria.registry.look import views
from repatria.registry.people.models import BANNER

STATIC = Path(views.__file__).parents[1] / "static"
BROKEN = "the database is gone"


def test_the_running_head_of_paper_is_the_banner() -> None:
    assert f'content: "{BANNER}"' in (STATIC / "exercise.css").read_text(encoding="utf-8")


def test_the_style_page_needs_no_login_and_holds_every_part() -> None:
    answer = Client().get("/style/")
    page = answer.content.decode()
    assert answer.status_code == 200
    for part in (
        "three",
        "errors-all",
        "confirm",
        "closed",
        "labels",
        "receipt",
        "crumbs",
        "tabs",
        "steps",
        "timeline",
        "pages",
    ):
        assert f'class="{part}' in page, part
    assert page.count("<h1>") == 1 and 'href="#main"' in page


def test_pages_of_people_are_not_kept_by_the_browser_or_by_the_script() -> None:
    page = Client().get("/style/")
    assert '"historyCacheSize":0' in page.content.decode() and '"allowEval":false' in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("where", ["/nothing/of/the/kind/", "/accounts/nothing/"])
def test_what_is_not_there_is_answered_in_the_house(where: str) -> None:
    answer = Client().get(where)
    assert answer.status_code == 404 and "There is nothing here that you may see." in answer.content.decode()


@pytest.mark.parametrize(("view", "status"), [(views.bad_request, 400), (views.forbidden, 403), (views.not_found, 404)])
def test_faults_are_told_without_a_seat(view: Any, status: int) -> None:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=False)  # type: ignore[assignment]
    answer = view(request)
    assert answer.status_code == status and 'class="refusal"' in answer.content.decode()


class Gone:
    """A visitor whose account cannot be read any more."""

    @property
    def is_authenticated(self) -> bool:
        raise OSError(BROKEN)


def test_a_fault_of_the_program_is_told_even_when_nothing_can_be_read_and_keeps_the_mark() -> None:
    request = RequestFactory().get("/i/heron/")
    request.user = Gone()  # type: ignore[assignment]
    request.seat = SimpleNamespace(incident=SimpleNamespace(banner=str(BANNER)))  # type: ignore[attr-defined]
    answer = views.server_error(request)
    page = answer.content.decode()
    assert answer.status_code == 500 and "This is a fault in the program." in page and str(BANNER) in page
    assert BROKEN not in page


def test_a_label_carries_the_mark() -> None:
    request = SimpleNamespace(seat=SimpleNamespace(incident=SimpleNamespace(banner=str(BANNER))))
    label = render_to_string("parts/label.html", {"request": request, "code": "HERON-C00012-5", "what": "container"})
    assert str(BANNER) in label


def test_a_frame_that_scrolls_sideways_takes_the_focus_and_has_a_name(live_server: Any, visitors: Any) -> None:
    page = visitors.new(viewport={"width": 390, "height": 900})
    page.goto(live_server.url + "/style/")
    wide = "[...document.querySelectorAll('.table, .figure')].filter(e => e.scrollWidth > e.clientWidth)"
    assert page.evaluate(f"{wide}.length") > 0
    assert page.evaluate(f"{wide}.every(e => e.tabIndex === 0 && e.getAttribute('role') === 'group' && e.ariaLabel)")
    page.set_viewport_size({"width": 1600, "height": 900})
    page.wait_for_function("![...document.querySelectorAll('[data-wide]')].some(e => e.scrollWidth <= e.clientWidth)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_style_page_in_a_browser(live_server: Any, visitors: Any, axe: Any, picture: Any, scheme: str, width: int) -> None:
    page = visitors.new(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(live_server.url + "/style/")
    assert axe(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), "the page itself must not scroll sideways"
    assert page.evaluate("document.fonts.check('16px House')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    small = page.evaluate(
        "[...document.querySelectorAll('button, input:not([type=hidden]), select, .tabs a, .side a')]"
        ".map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])"
        ".filter(([, r]) => r.width && (r.width < 24 || r.height < 24)).map(([h]) => h)"
    )
    assert small == [], "targets are at least 24 by 24 pixels"
    picture(page, f"style-{scheme}-{width}")


def test_without_script_a_photograph_opens_by_its_button(live_server: Any, visitors: Any) -> None:
    page = visitors.new(java_script_enabled=False)
    page.goto(live_server.url + "/style/")
    form = page.locator("#photo-sample form")
    assert form.get_attribute("method") == "post" and page.locator("#photo-sample img").count() == 0
