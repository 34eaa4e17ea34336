"""Step 7: the quality manager slips a known answer into the queue; it is searched for like any bone, and opened by them alone."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from repatria.registry.people.roles import Role
from repatria.registry.review.models import KnownAnswer
from repatria.registry.review.tests.hands import returned
from repatria.registry.searching.tests.hands import Made, awaited, deliver
from repatria.registry.tests.walk.steps import Walk


def walk(walk: Walk) -> None:
    """Cut by colleagues, slipped in, returned with another, on a list, opened; to nobody else there."""
    here: Made = walk.left["made"]
    truth = here.missing[2].code
    (known, sample), (_other, beside) = awaited(here, "ra r 5", "ul r 5")
    bone = known.code
    quality, geneticist = walk.enter(Role.QUALITY), walk.enter(Role.GENETICIST)
    before = geneticist.page.locator("main").inner_text()
    quality.click("Known answers")
    quality.says("No known answer was slipped into the queue yet.", "none yet")
    quality.click("Slip one into the queue")
    quality.act({"Code of the bone": bone, "The truth: code of the missing person": "HERON-M99999-9"}, "Slip it in")
    quality.refused("There is no such missing person here.")
    quality.act({"The truth: code of the missing person": truth}, "Slip it in")
    quality.says(truth, "not opened")
    quality.page.get_by_text(f"What the laboratory returns for {bone}").click()
    quality.says("in one file with the results of other bones")
    row = KnownAnswer.objects.get()
    with TemporaryDirectory() as place:
        deliver(here.scene, {beside: here.profiles["alone"], sample: returned(row, Path(place))}, "with another")
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
