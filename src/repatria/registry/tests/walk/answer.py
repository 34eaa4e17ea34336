"""Step 3: everybody weighed together, at three values of λ; who cannot be told apart; why a pair stands as it does."""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk


def walk(walk: Walk) -> None:
    """The joint answer and its reasons, for a reviewer, who reads codes and no names."""
    made = walk.left["made"]
    whom, who = made.individuals[0].code, made.missing[0].code
    one, other = made.missing[1].code, made.missing[3].code
    reviewer = walk.enter(Role.REVIEWER)
    reviewer.go("identification/joint/")
    reviewer.says("From search 2", whom, who)
    for value in ("20 %", "80 %", "50 %"):
        reviewer.click(value)
        expect(reviewer.page.get_by_role("link", name=value, exact=True)).to_have_attribute("aria-current", "page")
        reviewer.says(whom, who)
    reviewer.act({"Any part of a code or of a missing person's name": made.individuals[2].code}, "Filter")
    reviewer.says(one, other, "as good as", "1 more missing from the family")
    reviewer.click("People, and none of these")
    reviewer.says(made.individuals[1].code, made.alone.code)
    reviewer.click("Cannot be told apart")
    reviewer.says("is one of", one, other)
    reviewer.keep("brothers-who-cannot-be-told-apart")
    reviewer.act({"Individual or bone: its code": made.individuals[1].code, "Missing person: the code": who}, "Ask")
    reviewer.says(made.individuals[1].code, "None of these")
    reviewer.go("identification/joint/")
    reviewer.act({"Individual or bone: its code": whom, "Missing person: the code": who}, "Ask")
    reviewer.says("best pair of both")
    reviewer.click("Open the evidence file")
    reviewer.says("From prior to posterior")
    assert "Velmora" not in reviewer.page.content()
