"""Step 2: a candidate opens as an evidence file; what one fact would change; leads point and do not carry."""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

CARRIED = "Posterior, reference error included, leads at 1"
TAG = {
    "What it is": "tag",
    "First proposition, such as: the tag was his": "the tag was his",
    "Second proposition, such as: the tag came with another man's bones": "the tag came with others",
    "Source: where this stands, or who says it": "the list of the box",
}


def walk(walk: Walk) -> None:
    """The geneticist reads the evidence, the historian enters leads, the geneticist reads it again."""
    made = walk.left["made"]
    whom, who = made.individuals[0].code, made.missing[0].code
    geneticist = walk.enter(Role.GENETICIST)
    _open(geneticist, whom, who)
    page = geneticist.page
    geneticist.says("From prior to posterior", "First proposition", "Second proposition", "Cautions", "No lead was entered.")
    geneticist.says("One weighs at most 10, all that speak for the person together at most 30", "Nobody else.")
    expect(page.locator("section:has(#fall) svg")).to_be_visible()
    expect(page.locator("section:has(#ped) svg")).to_be_visible()
    expect(page.locator("#facts table")).to_be_visible()
    expect(page.locator("#facts")).to_contain_text("expected change of the log10 odds")
    carried, without = _figure(geneticist, CARRIED), _figure(geneticist, "With leads as stated")
    geneticist.keep("evidence-in-full")
    assert geneticist.paper("Print the DNA report").startswith(b"%PDF")
    geneticist.click("Genotypes side by side")
    geneticist.says("relative", "bone", "speaks for")
    historian = walk.enter(Role.HISTORIAN)
    _open(historian, whom, who)
    expect(historian.page.get_by_role("link", name="Genotypes side by side")).to_have_count(0)
    assert "Donor by donor" not in historian.page.content(), "who fits the pedigree is for geneticists"
    for lr, refused in (("11", "10"), ("10", ""), ("3", ""), ("2", "30")):
        historian.go(f"identification/leads/{whom}/{who}/")
        historian.act({**TAG, "How many times likelier under the first": lr}, "Enter this lead")
        if refused:
            historian.refused(refused)
        else:
            historian.says("2 leads" if lr == "3" else "1 lead")
    historian.go("identification/leads/")
    historian.press(historian.page.get_by_role("link", name="take back", exact=False).first)
    historian.act({"Reason": "told twice"}, "Do this")
    historian.says("taken back", "told twice")
    _open(geneticist, whom, who)
    geneticist.says("the tag was his")
    assert _figure(geneticist, CARRIED) == carried
    assert _figure(geneticist, "With leads as stated") != without
    walk.left["evidence"] = page.url


def _open(person: Walker, whom: str, who: str) -> None:
    """From the desk to the evidence of a pair, by the lists in force."""
    person.go("searching/")
    person.press(person.page.get_by_role("link", name="The lists in force", exact=False))
    person.click(whom)
    person.click(f"Weigh {who}")


def _figure(person: Walker, name: str) -> str:
    """The number that a figure of the page shows."""
    return person.page.locator(".figures > *").filter(has_text=name).inner_text()
