"""Step 1: a search is queued, a worker does it, the lists are read; a new relative makes a delta search that shows what changed."""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.prepared import a_mother_gives
from repatria.registry.tests.walk.steps import Walk


def walk(walk: Walk) -> None:
    """What a geneticist does to have lists, and what happens by itself afterwards."""
    made = walk.left["made"]
    first = made.individuals[0].code
    geneticist = walk.enter(Role.GENETICIST)
    geneticist.click("Searches")
    geneticist.says("Nobody has searched yet.", "No search waits or runs.")
    geneticist.click("Rules for lists")
    geneticist.says("None was set yet")
    geneticist.click("Searches")
    geneticist.click("Queue a search")
    geneticist.act({"Why now": "the first profiles are read"}, "Queue a search")
    geneticist.says("Waits for a worker", "A worker takes it up within seconds; this page follows by itself.")
    walk.work()
    expect(geneticist.page.get_by_role("heading", name="Candidate lists")).to_be_visible()
    geneticist.look()
    geneticist.says("What was compared", "What was not compared, and why", "By what rule", "chance alone would give")
    geneticist.keep("search-finished")
    geneticist.click(first)
    geneticist.says("none of these", "identifies nobody", made.missing[0].code, "of them to expect if this were a stranger")
    assert geneticist.paper("Candidate-list memo (PDF)").startswith(b"%PDF")
    a_mother_gives(made)
    geneticist.click("Searches")
    geneticist.says("a consent was given", "waits for a worker")
    walk.work()
    current = geneticist.page.get_by_role("link", name="The lists in force", exact=False)
    expect(geneticist.page.get_by_text("No search waits or runs.")).to_be_visible()
    geneticist.press(current)
    geneticist.says("Search before", "changed")
    geneticist.act({"Show": "changed ones only"}, "Filter")
    geneticist.click(made.individuals[1].code)
    geneticist.says(made.missing[2].code, "new")
    geneticist.keep("list-that-changed")
    geneticist.click("The lists of this unit over time")
    geneticist.says("changed")
    geneticist.go("searching/")
    geneticist.click("Rules for lists")
    geneticist.says("in force")
    geneticist.click("Set a new rule for lists")
    geneticist.act({"On what ground it is set": ""}, "Set a new rule for lists")
    geneticist.refused("required")
