"""Step 3: prepared, counted out by one and counted in by another, and a grave. Also used for what goes home without a name."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.signed import NAMES
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker


def walk(walk: Walk) -> None:
    """Anton Velmora comes home."""
    home = walk.left["home"]
    home.after(2)
    code = home.man.missing.code
    keeper, office = walk.enter(Role.CUSTODY, color_scheme="dark"), walk.enter(Role.CASUALTY)
    keeper.click("Releases")
    keeper.says("May go home and has not", "2 bones held")
    keeper.click(code)
    assert NAMES[0] not in keeper.page.content(), "whoever carries reads codes"
    release = out(keeper, {"Who receives it": "Pavo Velmora", "Escort": "Sergeant Ostrava"})
    keeper.says("counted out, under way", "nobody here")
    keeper.nothing_there(f"home/releases/{release}/act/bury/")
    arrive(office, release)
    assert office.paper("Print the manifest").startswith(b"%PDF")
    bury(office, {"Place: cemetery and town": "Hillside", "Grave: section, row, number": "row 4, 12"})
    office.says("row 4, 12")
    office.click("Hillside, row 4, 12")
    office.says(code, "row 4, 12")
    office.go(f"home/{code}/")
    office.says("Hillside")
    office.keep("the-whole-way-home")
    for one in (office, keeper):
        one.page.context.close()


def out(keeper: Walker, told: dict[str, str]) -> str:
    """From the page that prepares a release: prepared, every portion weighed, and let go. Returns its code."""
    keeper.act(told, "Prepare a release")
    keeper.click("Count out")
    _count(keeper)
    keeper.click("Count out")
    keeper.refused("cannot be called back. Let it go?")
    keeper.act({"I know that this cannot be called back": True}, "Count out")
    return keeper.code()


def arrive(office: Walker, release: str) -> None:
    """Somebody else counts it in where it arrived."""
    office.go(f"home/releases/{release}/")
    office.click("Count in")
    office.closely("act-count-in")
    _count(office)
    office.act({"Who signed for it there": "Mr Vandel", "The paper that was signed": "manifest 3"}, "Count in")
    office.says("counted in", "manifest 3")


def bury(office: Walker, told: dict[str, str]) -> None:
    """The grave is written down."""
    office.click("Write down the grave")
    office.act(told, "Write down the grave")


def _count(person: Walker) -> None:
    for field, value in (("grams", "100"), ("pieces", "1")):
        for one in person.page.get_by_label(field).all():
            one.fill(value)
