"""Step 5: one wrong link is taken back; one page lists everything that rests on it, and drives the correction step by step."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

WHY = "The laboratory exchanged two tubes."
MOST = 40
"""Steps that a correction of this small incident may have."""


def walk(walk: Walk) -> None:
    """The medical examiner looks, rescinds and leads; the casualty officer goes to the family."""
    wrong = walk.left["home"].wrong
    code, missing = wrong.code, wrong.missing.code
    examiner, office = walk.enter(Role.EXAMINER), walk.enter(Role.CASUALTY)
    examiner.go(f"review/{code}/")
    examiner.click("Rescind it")
    examiner.press(examiner.page.locator(f"a[href$='/corrections/{code}/before/']").first)
    examiner.says("If this were rescinded now", "public text", "notification")
    examiner.go(f"review/{code}/act/rescind/")
    examiner.act({"Reason": WHY}, "Rescind it")
    examiner.says("Signed, and rescinded.", WHY)
    _family(office, missing)
    examiner.go("")
    examiner.click("Corrections")
    examiner.click(code)
    examiner.says(WHY, "is not")
    examiner.keep("correction")
    assert office.page.context.request.get(f"{walk.root}/i/heron/home/corrections/{code}/letter.pdf").ok
    _end_all(examiner)
    examiner.click("Close the correction")
    examiner.says("The correction is closed. It stays readable.")
    examiner.keep("correction-closed")
    for one in (examiner, office):
        one.page.context.close()


def _family(office: Walker, missing: str) -> None:
    """The public text is withdrawn and the family told that it was wrong."""
    office.go(f"home/{missing}/")
    office.says("The identification was rescinded. Go to the family, and take the telling back.")
    office.closely("the-way-home-rescinded")
    office.click("Withdraw the public text")
    office.act({"Reason": WHY}, "Withdraw the public text")
    office.click("Take the telling back")
    office.act({"What they were told": "We went there again and told them that we were wrong."}, "Take the telling back")
    office.says("We went there again and told them that we were wrong.")


def _end_all(examiner: Walker) -> None:
    """Each step ends with words; what came since is looked for first."""
    examiner.click("Look again")
    for _step in range(MOST):
        waiting = examiner.page.get_by_role("link", name="End the step", exact=False)
        if not waiting.count():
            return
        examiner.press(waiting.first)
        examiner.act({"What was done": "Looked at, and put right."}, "End this step")
    raise AssertionError(f"{examiner.page.url}: more than {MOST} steps")
