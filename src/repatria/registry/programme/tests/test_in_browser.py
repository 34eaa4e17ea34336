"""A report decided by keyboard alone, and the pages of the programme looked at for people who read or steer differently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from repatria.registry.claims.models import Claim
from repatria.registry.claims.tests.test_reports import two
from repatria.registry.people.roles import Role
from repatria.registry.programme.tests.test_acts import Told
from repatria.registry.testing.browser import Visitors
from repatria.registry.testing.scene import Scene


def test_a_report_by_keyboard_and_the_programme_reads_well(
    transactional_db: None,
    live_server: Any,
    visitors: Visitors,
    axe: Callable[..., Any],
    picture: Callable[..., Path],
) -> None:
    here = Scene()
    one, other = two(here)
    told = Told(here)
    told.tell(told.enter("promise"), "kept", day="2031-06", words="all was given")
    told.leg(told.enter("journey"), departed="2031-08-01", origin_ahead=540, arrived="2031-08-01", destination_ahead=-600)
    told.enter("work", since="1990", until="2005")
    page = visitors.new(client=here.client(Role.HISTORIAN), url=live_server.url)
    start = f"{live_server.url}/i/heron/claims/reports/{one.code}/"
    page.goto(start)
    first = page.locator(".proposals > li").first
    first.focus()
    page.keyboard.press("j")
    expect(page.locator("#p2")).to_be_focused()
    page.keyboard.press("k")
    expect(first).to_be_focused()
    page.keyboard.press("c")
    expect(page.locator("#p1")).to_contain_text("confirmed")
    expect(page.locator("#p2")).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator("#p2")).to_contain_text("rejected")
    assert Claim.objects.filter(document=one.document).count() == 1
    page.keyboard.press("e")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Correct proposal")
    axe(page)
    for name, path in (
        ("report", f"claims/reports/{one.code}/"),
        ("reports-compared", f"claims/compare/?r={one.code}&r={other.code}"),
        ("figures-by-source", "claims/figures/"),
        ("programme", "programme/"),
    ):
        page.goto(f"{live_server.url}/i/heron/{path}")
        axe(page)
        picture(page, name)
