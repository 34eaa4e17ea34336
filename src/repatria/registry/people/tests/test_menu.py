"""The navigation: at the side of a wide screen; on a telephone closed behind a button, with no script, by keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest

from repatria.registry.people.roles import Role
from repatria.registry.testing.browser import Visitors
from repatria.registry.testing.scene import Scene

NARROW, WIDE = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
REACHED = "document.activeElement.closest('nav.side') !== null"


def desk(scene: Scene, visitors: Visitors, url: str, **look: Any) -> Any:
    page = visitors.new(client=scene.client(Role.AUDITOR), url=url, **look)
    page.set_default_timeout(120_000)  # the first page of a server may come late on a machine that does much else
    page.goto(f"{url}/i/heron/")
    return page


@pytest.mark.sqlite  # where pages are looked at closely
def test_on_a_telephone_it_is_closed_until_somebody_opens_it(
    scene: Scene, live_server: Any, visitors: Visitors, axe: Any
) -> None:
    page = desk(scene, visitors, live_server.url, viewport=NARROW)
    menu, links = page.get_by_role("button", name="Menu", exact=True), page.locator("nav.side")
    assert links.is_hidden() and page.locator("h1").bounding_box()["y"] < NARROW["height"] / 2
    menu.focus()
    page.keyboard.press("Enter")
    assert links.is_visible() and axe(page) == []
    page.keyboard.press("Tab")
    assert page.evaluate(REACHED)
    page.keyboard.press("Escape")
    assert links.is_hidden()
    menu.click()
    page.get_by_role("button", name="Close the menu").click()
    assert links.is_hidden()


@pytest.mark.sqlite
def test_it_needs_no_script_and_on_a_wide_screen_no_button(scene: Scene, live_server: Any, visitors: Visitors) -> None:
    page = desk(scene, visitors, live_server.url, viewport=NARROW, java_script_enabled=False)
    page.get_by_role("button", name="Menu", exact=True).click()
    page.get_by_role("link", name="Journal", exact=True).click()
    assert page.locator("h1").inner_text().startswith("What was done")
    page.set_viewport_size(WIDE)
    assert page.locator("nav.side").is_visible() and page.locator(".menu:visible").count() == 0
