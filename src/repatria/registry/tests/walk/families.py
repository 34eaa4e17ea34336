"""Step 6: a missing person, the loss on a map, names in three scripts, kin as a pedigree, consent; a list taken up and undone."""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

EXTRACT = """Name;Service no;Born;Unit
Velmora, Dario;RA 55 000 101;1931-02-03;9 Regiment
Ostrane, Milo;RA 55 000 102;03/04/1951;9 Regiment
Kestrin, Pavo;RA 55 000 103;1930;9 Regiment
"""


def walk(walk: Walk) -> None:
    """What a casualty officer does for one person and for a list."""
    officer = walk.enter(Role.CASUALTY)
    officer.click("The missing")
    officer.says("Nobody has been entered yet.", "not yet known")
    _person(walk, officer)
    _names(officer)
    _loss(walk, officer)
    _kin(walk, officer)
    _pedigree(walk, officer)
    _usable(walk, officer)
    _import(officer)


def _person(walk: Walk, officer: Walker) -> None:
    officer.click("Enter a missing person")
    told = {"Name as the list gives it": "Anton Velmora", "Service number": "RA 12 345 678", "Sex as recorded": "man"}
    told["Who says so"] = "roll of the missing, 1953"
    officer.send({**told, "Date of birth": "03/04/1951"})
    officer.refused("03/04/1951")
    officer.send({"Date of birth": "1929-05", "Unit": "8 Regiment", "Rank": "CPL"})
    walk.left["missing"] = officer.code()
    officer.says("Anton Velmora", "May 1929", "8 Regiment", "Not yet known.")


def _names(officer: Walker) -> None:
    """One person under a Korean name; every spelling finds him."""
    officer.click("The missing")
    officer.click("Enter a missing person")
    officer.send(
        {"Name as the list gives it": "김영수", "Order of the name": "family name first", "Who says so": "roll of 1953"}
    )
    code = officer.code()
    for spelling in ("김영수", "Kim Yeongsu", "Gim Yeongsu", "yeong-su kim"):
        officer.click("The missing")
        officer.act({"Name, code or number": spelling}, "Show")
        expect(officer.page.get_by_role("link", name=code)).to_be_visible()
    officer.fill({"Name, code or number": "Velmoro"})


def _loss(walk: Walk, officer: Walker) -> None:
    """Where and when, as one source states it, on the map with its uncertainty; a day that may be two is refused."""
    officer.go(f"families/missing/{walk.left['missing']}/")
    _do(officer, "loss")
    told = {"Who states this": "morning report", "Place in words": "north of Norra", "Longitude, degrees east": 125.8}
    where = {"Latitude, degrees north": 40.1, "Within, kilometres": 12, "Date": "03/04/1951"}
    officer.send({**told, **where})
    officer.refused("can mean 4 March 1951 or 3 April 1951")
    officer.send({"Keep both readings of an ambiguous date such as 03/04/1951": True})
    officer.says("3 April 1951", "4 March 1951", "morning report", "± 12")
    expect(officer.page.locator("section:has(#loss) svg").first).to_be_visible()


def _do(officer: Walker, name: str) -> None:
    """Follow the link to an act by its address, which is the same in every language."""
    officer.press(officer.page.locator(f"a[href$='/act/{name}/']").first)


def _kin(walk: Walk, officer: Walker) -> None:
    """A sister who consents and gives; a daughter who has not been asked."""
    for name, relation, sex in (("Clara Velmora", "sister", "woman"), ("Vera Velmora", "daughter", "woman")):
        officer.click("Relatives")
        officer.press(officer.page.locator("a[href$='/kin/add/']").first)
        told = {"Name": name, "Relation, as claimed": relation, "Sex": sex, "Living": "living"}
        officer.send(told)
        walk.left[relation] = officer.code()
    officer.go(f"families/kin/{walk.left['sister']}/")
    _do(officer, "donate")
    kit = {"Number of the kit": "K-0007", "Given on": "2024-05-02", "Held from now on by": "custody officer"}
    officer.send(kit)
    officer.refused("consent")
    officer.go(f"families/kin/{walk.left['sister']}/")
    _do(officer, "consent")
    given = {"Purpose": "identification", "Given on": "2024-05-01", "Signed form": "form 12"}
    officer.send(given)
    _do(officer, "donate")
    officer.send(kit)
    officer.says("K-0007", "form 12")
    walk.left["reference"] = officer.page.locator("section:has(#given) tbody th").first.inner_text()


def _pedigree(walk: Walk, officer: Walker) -> None:
    """The family is drawn and edited without leaving the page."""
    page = officer.page
    officer.go(f"families/missing/{walk.left['missing']}/")
    _do(officer, "open-family")
    officer.send({})
    officer.click("Open the pedigree")
    walk.left["family"] = officer.code()
    page.locator("svg a").first.press("Enter")
    page.locator("#who").wait_for()
    for what, kin in (("Add a brother or sister", "sister"), ("Add a child", "daughter")):
        if kin == "daughter":
            officer.go(f"families/pedigrees/{walk.left['family']}/?node=P1")
        page.get_by_text(what, exact=True).first.click()
        form = page.locator("details[open] form")
        officer.fill({"Who it is": walk.left[kin]}, within=form)
        officer.press(form.get_by_role("button", name=what))
        page.locator("svg", has_text=("Clara" if kin == "sister" else "Vera")).first.wait_for()
        officer.look()
    officer.says("Clara Velmora", "Vera Velmora")
    officer.click("The same by code")
    assert "Velmora" not in page.locator("main").inner_text()


def _usable(walk: Walk, officer: Walker) -> None:
    """Who can give which DNA follows from the pedigree: a sister shares the mother's line, a man's daughter does not."""
    officer.go(f"families/missing/{walk.left['missing']}/")
    table = officer.page.locator("section:has(#family) table").last
    heads = [h.strip() for h in table.locator("thead th").all_inner_texts()]
    column = heads.index("mitochondrial") - 1
    for kin, answer in (("Clara Velmora", "yes"), ("Vera Velmora", "no")):
        row = table.locator("tbody tr", has_text=kin)
        assert row.locator("td").nth(column).inner_text().startswith(answer), row.inner_text()
    expect(table.locator("tr", has_text="Clara")).to_contain_text("consent in force")
    expect(table.locator("tr", has_text="Vera")).to_contain_text("no consent in force")


def _import(officer: Walker) -> None:
    """A list is mapped, tried without writing, carried out with a balance, and undone."""
    officer.click("Lists from elsewhere")
    officer.click("Bring a file")
    file = {"name": "extract.csv", "mimeType": "text/csv", "buffer": EXTRACT.encode()}
    officer.act({"CSV file": file}, "Look at the columns")
    officer.says("Which column holds what", "Kestrin, Pavo", "Nothing is written yet")
    officer.act({"Name": "Name", "Service number": "Service no", "Born": "Born"}, "These are the columns")
    page = officer.page
    for press in ("Compare", "Carry out"):
        officer.press(page.get_by_role("button", name=press).first)
    officer.says("3")
    officer.click("The missing")
    officer.act({"Name, code or number": "Kestrin"}, "Show")
    officer.says("Kestrin, Pavo")
    officer.click("Lists from elsewhere")
    officer.press(page.locator("tbody th a").first)
    officer.click("Undo this import")
    officer.send({"Reason": "the wrong year's list"})
    officer.click("The missing")
    officer.act({"Name, code or number": "Kestrin"}, "Show")
    officer.says("Nobody is found under these words.")
