"""Step 1: the front page needs no login; one click enters the exercise in a role."""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk


def walk(walk: Walk) -> None:
    """Somebody without an account reads the front page and the public record, then enters as every role."""
    anybody = walk.somebody
    page = anybody.page = anybody.visitors.new()
    page.goto(walk.root + "/")
    anybody.look()
    anybody.says("Exercise Heron", "Enter the exercise as …", "A public record")
    record = page.get_by_role("region", name="A public record")
    expect(record.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("region", name="Exercise Heron").get_by_role("button")).to_have_count(len(Role) + 1)
    anybody.click("Read what was said, by whom and when")
    anybody.says("55")
    anybody.visitors.forgive("status of 404")
    answer = page.goto(f"{walk.root}/i/heron/")
    assert answer is not None and "/accounts/login/" in page.url
    for role in Role:
        somebody = walk.enter(role)
        somebody.says("What needs a person", "What is known so far")
        expect(somebody.page.get_by_text(f"Playing the {role.label}")).to_be_visible()
        somebody.page.context.close()
