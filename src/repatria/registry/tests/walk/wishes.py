"""Step 3: what the family wishes; two who disagree stop everything until it is settled by name and reason."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.signed import BROTHER, SISTER
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

WISH = {
    "Who directs what happens to the remains": BROTHER,
    "tell us, and we decide each time": True,
    "The signed form: its number, or where it lies": "form 8",
}
NOT_YET = "Write down what they wish"


def walk(walk: Walk) -> None:
    """They wait first; then they wish a burial; then one of them does not agree; the medical examiner settles it."""
    home = walk.left["home"]
    code = home.man.missing.code
    office, keeper = walk.enter(Role.CASUALTY), walk.enter(Role.CUSTODY)
    office.go(f"home/{code}/")
    office.click("Wishes")
    office.says("Nobody has said what is wished.")
    assert office.paper("Print the form to sign").startswith(b"%PDF")
    office.click(NOT_YET)
    office.act({**WISH, "wait for more": True}, NOT_YET)
    office.refused("ask")
    again = (home.time.moment.date().replace(year=home.time.moment.year + 1)).isoformat()
    office.act({**WISH, "wait for more": True, "Day to ask again": again}, NOT_YET)
    office.says("wait for more", "in force")
    _stays(keeper, code)
    office.click(NOT_YET)
    place = {"Place they wish for": "Hillside", "Honours they wish for": "Six who carry, and no shots."}
    office.act({**WISH, **place, "bury what is there now": True}, NOT_YET)
    office.says("The release may be prepared.", "Wish 2: bury what is there now")
    office.click("Somebody of the family does not agree")
    told = {"Who wants something else": SISTER, "What they want instead": "She wants him beside their mother."}
    office.act(told, "Somebody of the family does not agree")
    office.says("open: nothing leaves")
    office.keep("two-disagree")
    _stays(keeper, code)
    _settle(walk, code)
    office.go(f"home/wishes/{code}/")
    office.says("The release may be prepared.", "The family together")
    for one in (office, keeper):
        one.page.context.close()


def _stays(keeper: Walker, code: str) -> None:
    """Whoever would prepare the release reads that it stays, and is refused."""
    keeper.go(f"home/releases/for/{code}/")
    keeper.act({"Who receives it": "the family"}, "Prepare a release")
    keeper.refused(code)


def _settle(walk: Walk, code: str) -> None:
    """By the desk of the medical examiner, who reads that they differ."""
    examiner = walk.enter(Role.EXAMINER)
    examiner.press(examiner.page.get_by_role("link", name="two of the family disagree", exact=False).first)
    examiner.click("Settle it")
    examiner.act({"Whose word settled it": "The family together"}, "Settle the disagreement")
    examiner.refused("required")
    told = {"Whose word settled it": "The family together", "How it was settled, and why": "Beside their mother, at Hillside."}
    examiner.act(told, "Settle the disagreement")
    examiner.says("Beside their mother, at Hillside.")
    examiner.page.context.close()
