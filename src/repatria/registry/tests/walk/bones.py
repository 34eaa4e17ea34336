"""Step 4: a box is inventoried by keyboard alone; bones become an individual that is asked about, locked and opened again."""

from __future__ import annotations

from io import BytesIO

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

LINES = ("fel5", "fer5", "ti l 4", "hul4abc-", "sk3abc", "mc1l5", "fel2a")
MOST_KEYS = 12
"""Strokes that one bone may take, Enter included."""


def walk(walk: Walk) -> None:
    """Inventory, measure, photograph, group, ask, lock, open again; effects and names stay closed."""
    blind = walk.enter(Role.ANTHROPOLOGIST)
    _reach_the_box(blind, walk.left["boxes"][0])
    _inventory(blind)
    for kind in ("effects/", "effects/new/"):
        blind.nothing_there(f"inventory/{kind}")
    blind.nothing_there("families/")
    blind.nothing_there(f"intake/{walk.left['handover']}/")
    blind.go(f"inventory/containers/{walk.left['boxes'][0]}/")
    bones = _bones(blind)
    walk.left["bones"] = bones
    _measure(blind, bones["left femur"])
    _photograph(blind, bones["left femur"])
    _group(walk, blind, bones)
    _effect(walk)
    page = walk.enter(Role.INTAKE)
    page.go(f"intake/{walk.left['handover']}/")
    page.says("at least 2")


def _reach_the_box(blind: Walker, box: str) -> None:
    """From the desk to the box, by Tab and Enter only."""
    for words in ("Inventory", box):
        blind.tab_to(words)
        blind.strike()
    blind.page.wait_for_url(f"**/containers/{box}/")
    expect(blind.page.get_by_label("One bone")).to_be_focused()
    blind.says("Nothing was entered yet.", "not yet known")


def _inventory(blind: Walker) -> None:
    """Each bone in at most twelve strokes; the skeleton fills; what is unclear is asked; the last is taken back."""
    page = blind.page
    for line in LINES:
        strokes = [*line, "Enter"]
        assert len(strokes) <= MOST_KEYS
        for stroke in strokes:
            page.keyboard.press(stroke if len(stroke) > 1 else stroke.replace(" ", "Space"))
        expect(page.get_by_label("One bone")).to_have_value("")
        blind.settled()
        expect(page.get_by_label("One bone")).to_be_focused()
    expect(page.locator("#bone-femur-right title")).to_contain_text("right femur: present")
    expect(page.locator("dl.facts").first).to_contain_text("at least 2")
    page.keyboard.type("femur")
    page.keyboard.press("Enter")
    expect(page.get_by_text("fits 3 elements")).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.type("t12")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("12")
    page.keyboard.type("-")
    page.keyboard.press("Enter")
    expect(page.get_by_text("taken back as mistyped")).to_be_visible()
    blind.look()


def _bones(blind: Walker) -> dict[str, str]:
    """Name of the bone -> code; the second left femur as ``second femur``."""
    found: dict[str, str] = {}
    for row in blind.page.locator("section:has(#entered) tbody tr").all():
        code, _number, name = (cell.strip() for cell in row.locator("th, td").all_inner_texts()[:3])
        if name == "left femur" and name not in found and "second femur" not in found:
            name = "second femur"
        found.setdefault(name, code)
    assert {"left femur", "right femur", "second femur"} <= found.keys(), found
    return found


def _measure(blind: Walker, femur: str) -> None:
    """A value is noted; one that nobody has is asked for twice where reference quantiles are installed."""
    blind.go(f"inventory/specimens/{femur}/")
    page = blind.page
    page.get_by_text("Note a measurement").click()
    first = page.get_by_label("Measurement", exact=True).locator("option").first.get_attribute("value")
    blind.act({"Millimetres": "4620"}, "Note it")
    if page.locator("[role=alert]", has_text="again").count():
        blind.act({"I measured again, and the value stands": True}, "Note it")
        blind.says("4620", "measured twice")
        page.get_by_label(f"Why {first} is wrong").fill("a digit too many")
        blind.press(page.get_by_role("button", name="Withdraw", exact=True).first)
        blind.says("withdrawn: a digit too many")
    else:
        blind.says("4620", "reference")


def _photograph(blind: Walker, bone: str) -> None:
    """A photograph is closed; its picture is not in the page; opening it is an act that the journal keeps."""
    from PIL import Image

    kept = BytesIO()
    Image.new("RGB", (120, 80), "sienna").save(kept, "PNG")
    file = {"name": "femur.png", "mimeType": "image/png", "buffer": kept.getvalue()}
    blind.go(f"inventory/specimens/{bone}/")
    blind.page.get_by_text("Add a photograph", exact=True).click()
    wrong = {"name": "femur.png", "mimeType": "image/png", "buffer": b"not a picture"}
    blind.act({"Photograph (JPEG or PNG)": wrong}, "Keep it")
    blind.refused("")
    blind.act({"Photograph (JPEG or PNG)": file, "What it shows": "left femur from the front"}, "Keep it")
    expect(blind.page.locator("section:has(#photographs) img")).to_have_count(0)
    blind.says("The journal keeps who opened it and when.")
    blind.click("Open this photograph")
    expect(blind.page.locator("section:has(#photographs) img")).to_have_count(1)
    assert blind.page.evaluate("document.querySelector('#photographs ~ * img, section img').naturalWidth") > 0
    blind.look()


def _group(walk: Walk, blind: Walker, bones: dict[str, str]) -> None:
    """Two left femora are refused until a reviewer says why; a locked version is frozen; opening it makes the next."""
    blind.click("Individuals")
    blind.act({"Codes of specimens": f"{bones['left femur']} {bones['second femur']}"}, "Begin a grouping")
    blind.refused("left femur")
    blind.act({"Codes of specimens": f"{bones['left femur']} {bones['right femur']}"}, "Begin a grouping")
    walk.left["individual"] = code = blind.code()
    blind.says("Version 1", "closed until this version is locked")
    blind.act({"Codes of specimens": bones["second femur"]}, "Add")
    blind.refused("left femur")
    asked = {"Code of the specimen": bones["second femur"], "Why it may belong here all the same": "the shaft was split"}
    blind.act(asked, "Ask")
    blind.says("the shaft was split")
    reviewer = walk.enter(Role.REVIEWER)
    reviewer.click("Questions to a reviewer")
    reviewer.act({"Answer": "allowed", "Because": ""}, "Answer")
    reviewer.refused("required")
    reviewer.act({"Answer": "allowed", "Because": "two parts of one shaft, edges fit"}, "Answer")
    blind.go(f"inventory/individuals/{code}/")
    blind.says("two parts of one shaft, edges fit")
    blind.act({"Codes of specimens": bones["second femur"]}, "Add")
    blind.says("3 specimens")
    blind.click("Lock")
    blind.says("locked", "may be seen by those who compare")
    expect(blind.page.get_by_role("button", name="Add", exact=True)).to_have_count(0)
    blind.act({"Why": ""}, "Open as the next version")
    blind.refused("required")
    blind.act({"Why": "the edges were looked at again"}, "Open as the next version")
    blind.says("Version 2", "Opened again because", "the edges were looked at again")
    blind.click("Lock")


def _effect(walk: Walk) -> None:
    """An effect and a name read from it are recorded by others, on pages that whoever groups bones cannot open."""
    keeper = walk.enter(Role.CUSTODY)
    keeper.click("Effects")
    keeper.click("Record an effect")
    told = {
        "Found in": walk.left["boxes"][1],
        "Kind": "identification tag",
        "What it is": "an identity tag",
        "Text as read": "VELM… 12 345",
    }
    keeper.act(told, "Record it")
    walk.left["effect"] = keeper.code()
    keeper.says("an identity tag", "VELM…")
    blind = walk.enter(Role.ANTHROPOLOGIST)
    blind.nothing_there(f"inventory/effects/{walk.left['effect']}/")
