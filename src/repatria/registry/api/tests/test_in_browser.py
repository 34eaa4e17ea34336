"""The pages about keys in a real browser: made by keyboard, read once, ended; and nothing serious for those who steer differently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from repatria.registry.api.models import Token
from repatria.registry.people.roles import Role
from repatria.registry.testing.browser import Visitors
from repatria.registry.testing.scene import Scene


@pytest.fixture
def here(transactional_db: None) -> Scene:
    return Scene()


def test_a_key_is_made_read_and_ended(
    here: Scene, live_server: Any, visitors: Visitors, axe: Callable[..., Any], picture: Callable[..., Path]
) -> None:
    page = visitors.new(client=here.client(Role.CUSTODY), url=live_server.url)
    page.goto(f"{live_server.url}/i/heron/")
    page.get_by_role("link", name="Keys for programs").click()
    axe(page)
    picture(page, "api-keys")
    page.get_by_label("What it is for").fill("scanner in the cold room")
    page.get_by_label("see where an item is and who held it").check()
    page.get_by_role("button", name="Make the key").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("The key was made")
    shown = page.locator("#key").inner_text()
    assert Token.objects.get().digest == Token.digest_of(shown)
    axe(page)
    picture(page, "api-made")
    page.get_by_role("link", name="back to the keys").click()
    page.get_by_role("button", name="End the key scanner in the cold room").click()
    expect(page.get_by_text("works no longer")).to_be_visible()
    page.get_by_role("link", name="What a program may ask for").click()
    expect(page.get_by_role("table", name="custody")).to_be_visible()
    axe(page)
    picture(page, "api-endpoints")
