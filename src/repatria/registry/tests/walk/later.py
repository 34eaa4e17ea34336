"""Step 3, its end: a bone of somebody who is buried comes to light; it obeys the wish that stands."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.signed import SISTER, another_bone
from repatria.registry.tests.walk.steps import Walk


def walk(walk: Walk) -> None:
    """Signed anew with it, the family asked as they wished to be, and answered."""
    home = walk.left["home"]
    home.after(40)
    another_bone(home)
    code = home.man.missing.code
    office = walk.enter(Role.CASUALTY)
    office.click("Later bones")
    office.says(code, "tell us, and we decide each time")
    office.press(office.page.get_by_role("link", name="Answer for", exact=False))
    office.says("The family's wish: tell us, and we decide each time.")
    answer = {"the family was told and decided": True, "What was done": "They want it in the same grave."}
    office.act(answer, "Answer for a later bone")
    office.refused("no conversation with the family is written down since")
    office.go(f"home/{code}/act/contact/")
    office.act(
        {"Whom of the family": SISTER, "How": "visit", "What was said": "One more bone of his was found."}, "Note a contact"
    )
    office.says("Later bones wait for an answer: 1.")
    office.click("Later bones wait for an answer: 1.")
    office.press(office.page.get_by_role("link", name="Answer for", exact=False))
    office.act(answer, "Answer for a later bone")
    office.says("the family was told and decided", "They want it in the same grave.")
    office.page.context.close()
