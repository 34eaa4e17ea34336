"""Step 7: figures with their definitions, the list behind one, balances, a past day, a picture, and the papers of the account."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker


def walk(walk: Walk) -> None:
    """An auditor goes through the account and back to its first day; who may not read a list reads its number."""
    home = walk.left["home"]
    auditor = walk.enter(Role.AUDITOR, color_scheme="dark")
    auditor.click("The account")
    auditor.says("every balance closes", "The name of a figure leads to its definition, its history and its list")
    auditor.click("came home")
    auditor.says("counted in there", home.man.missing.code)
    auditor.keep("figure-with-its-list")
    auditor.act({"What was known on": home.first.isoformat()}, "Show")
    auditor.says("Nothing stands on it.")
    assert home.man.missing.code not in auditor.page.locator("main").inner_text(), "the list of a day before"
    _back_in_time(auditor, home.first.isoformat())
    _pictures(auditor)
    _papers(auditor, home.first.isoformat())
    intake = walk.enter(Role.INTAKE)
    intake.go("account/figures/home/")
    intake.says("The number is open to you; its list is not.")
    assert home.man.missing.code not in intake.page.content()
    for one in (auditor, intake):
        one.page.context.close()


def _back_in_time(auditor: Walker, first: str) -> None:
    """The whole account as it stood on the first day, and before anything was entered; a day to come is refused."""
    auditor.press(auditor.page.locator("nav.crumbs a").first)
    auditor.says(f"The account at the end of {first}", "identified, family not yet told")
    auditor.act({"What was known on": "2020-01-01"}, "Show")
    auditor.says("Nothing was entered before", "not yet known")
    auditor.act({"What was known on": "2900-01-01"}, "Show")
    auditor.refused("has not come yet")
    auditor.go("account/")
    auditor.click("the missing")
    auditor.says("closes", "together")


def _pictures(auditor: Walker) -> None:
    """From boxes to outcomes, with the same in numbers."""
    auditor.go("account/")
    auditor.click("Pictures")
    auditor.says("The same in words and numbers")


def _papers(auditor: Walker, first: str) -> None:
    """Figures with definitions, and the journal of a period with its hashes."""
    auditor.go("account/papers/")
    auditor.says("Audit extract")
    root = auditor.page.url
    for path in (f"figures.pdf?day={first}", f"extract/?since={first}&until={first}"):
        answer = auditor.page.context.request.get(root + path)
        assert answer.ok and answer.body().startswith(b"%PDF"), path
