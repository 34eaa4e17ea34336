"""Step 7: the quality manager slips a known answer into the queue; it is searched for like any bone, and opened by them alone."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk

COVER = {
    "Account in whose name it comes": "n.dorvane",
    "What pages call that account": "N. Dorvane",
    "What the box is": "box",
    "Who gave the box": "the other side",
}


def walk(walk: Walk) -> None:
    """Slipped in, on a list, opened; in no figure, and to nobody else there."""
    truth = walk.left["made"].missing[2].code
    quality, geneticist = walk.enter(Role.QUALITY), walk.enter(Role.GENETICIST)
    before = geneticist.page.locator("main").inner_text()
    quality.click("Known answers")
    quality.says("No known answer was slipped into the queue yet.", "none yet")
    quality.click("Slip one into the queue")
    quality.act({**COVER, "The truth: code of the missing person": "HERON-M99999-9"}, "Slip it in")
    quality.refused("There is no such missing person here.")
    quality.act({"The truth: code of the missing person": truth}, "Slip it in")
    quality.says(truth, "not opened")
    bone = quality.page.locator("tbody th code").first.inner_text()
    walk.work()
    geneticist.nothing_there("review/known/")
    geneticist.go("searching/")
    geneticist.press(geneticist.page.get_by_role("link", name="The lists in force", exact=False))
    geneticist.click(bone)
    geneticist.says(truth)
    quality.click(f"Open {bone}")
    quality.says("Nobody named", "nobody was named; it is")
    geneticist.go("")
    assert before, "the desk said nothing"
