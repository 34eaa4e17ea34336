"""Step 1: a contact, word from others, an effect that goes home, an attempt: four acts, and none of them tells a family.

And step 2, its gate: a name made public before the family was told is refused, and the journal says so.
"""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.signed import NAMES, SISTER
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

HER = {"Whom of the family": SISTER, "How": "telephone"}
SEEN = "a neighbour read it in a newspaper of the other side"


def walk(walk: Walk) -> None:
    """What a casualty officer writes down before the family is told, and what others see of it."""
    home = walk.left["home"]
    home.after(1)
    code = home.man.missing.code
    office = walk.enter(Role.CASUALTY)
    office.click("1 family waits to be told that their person is identified")
    office.says(NAMES[0], "none yet")
    office.click(code)
    office.says(f"Tell {SISTER} that their person is identified.", "next of kin")
    _contact(office)
    _others(office)
    _effect(walk, office)
    office.go(f"home/{code}/")
    office.click("Note an attempt to reach them")
    office.act({**HER, "What came of it": "no answer", "Note": "Rang twice."}, "Note an attempt to reach them")
    office.says("no answer", "Rang twice.", f"Tell {SISTER} that their person is identified.")
    office.keep("before-the-telling")
    _too_early(walk, office, code)


def _contact(office: Walker) -> None:
    """A conversation. Fixed words that say nobody was identified are no choice: it is signed."""
    office.click("Note a contact")
    expect(office.page.get_by_label("Fixed words that were said")).to_have_count(0)
    office.act(HER, "Note a contact")
    office.refused("This field is required")
    office.act({**HER, "What was said": "She asked about a tag."}, "Note a contact")
    office.says("It is written down.", "She asked about a tag.")


def _others(office: Walker) -> None:
    """They heard it from others: an urgent task, and no state changes."""
    office.click("They heard it from others")
    told = {"Who of the family heard it": SISTER, "How": "telephone", "Who told them, or where it was said": SEEN}
    office.act(told, "They heard it from others")
    office.says("The family heard from others", f"Tell {SISTER}")
    office.press(office.page.get_by_role("link", name="The family heard from others", exact=False))
    office.says(SEEN)
    office.act({"What was done": "We rang her within the hour."}, "Say what was done")
    office.says("We rang her within the hour.")


def _effect(walk: Walk, office: Walker) -> None:
    """An effect is promised in fixed words; its holder offers it; the casualty officer cannot."""
    effect = walk.left["home"].effect.code
    office.click("An effect goes to the family")
    office.closely("act-effect")
    office.says("It says nothing about remains.")
    office.act({"Effect": effect, **HER}, "An effect goes to the family")
    office.says(effect)
    keeper = walk.enter(Role.CUSTODY, color_scheme="dark")
    keeper.click("Effects going home")
    keeper.says(SISTER)
    keeper.click(f"Offer {effect} to the family")
    keeper.says(f"family of {walk.left['home'].man.missing.code}")
    assert SISTER not in keeper.page.locator("main").inner_text(), "the line of custody names a relative"
    keeper.page.context.close()


def _too_early(walk: Walk, office: Walker, code: str) -> None:
    """No button offers it; whoever asks by address all the same is refused, and the auditor reads of it."""
    assert office.page.get_by_role("link", name="Make the name public").count() == 0
    office.go(f"home/{code}/act/publish/")
    office.act({"The public text": f"{NAMES[0]} is identified."}, "Make the name public")
    office.refused("the family has not been told yet")
    office.keep("public-before-the-family-was-told")
    auditor = walk.enter(Role.AUDITOR)
    auditor.click("Journal")
    auditor.says(code)
    auditor.click("Telling families")
    assert NAMES[0] not in auditor.page.content(), "an auditor reads codes"
    auditor.page.context.close()
