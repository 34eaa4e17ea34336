"""Step 3: boxes change hands by offer and acceptance; the line has no gap; what does not agree stands on the desk."""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker


def walk(walk: Walk) -> None:
    """Intake hands to custody, custody by scanning to the anthropologist; receipt; a mass that differs."""
    first, second, third = walk.left["boxes"]
    intake, keeper = walk.enter(Role.INTAKE), walk.enter(Role.CUSTODY)
    for box in (first, second, third):
        _hand_over(intake, box, "custody officer")
        keeper.go("")
        keeper.click(f"{box} waits for you: to be kept and examined")
        keeper.click("I have it in my hands")
        keeper.says("Playing the custody officer")
    _scan(keeper, first)
    keeper.click("Put elsewhere")
    keeper.act({"Or a new place": "Store 1", "Reason": "kept dry"}, "Put elsewhere")
    keeper.click("Weigh")
    keeper.act({"Mass in grams": "8100"}, "Weigh")
    keeper.says("What does not agree", "weighed 8100.000 g; the last weighing said 8400.000 g")
    keeper.click("Desk")
    expect(keeper.page.locator(".alarms")).to_contain_text("the last weighing said")
    _to_the_anthropologist(walk, keeper, first)
    _explain(keeper)


def _hand_over(giver: Walker, box: str, to: str) -> None:
    giver.go(f"custody/{box}/")
    giver.click("Hand over")
    giver.act({"Receiver": to, "Or somebody without an account here": "a stranger", "Reason": "both"}, "Hand over")
    giver.refused("Name one receiver")
    giver.act({"Or somebody without an account here": "", "Reason": "to be kept and examined"}, "Hand over")
    giver.says("Offered, waits for the receiver")


def _scan(keeper: Walker, box: str) -> None:
    """A label is read by a scanner that types and presses Enter; a number that nobody knows is told."""
    keeper.click("Items")
    field = keeper.page.get_by_label("Code on the label, or any of its numbers")
    field.fill("HERON-C999999-0")
    with keeper.page.expect_navigation():
        field.press("Enter")
    keeper.look()
    keeper.refused("HERON-C999999-0")
    keeper.fill({"Code on the label, or any of its numbers": box.lower()})
    keeper.page.keyboard.press("Enter")
    keeper.page.wait_for_url(f"**/{box}/")
    keeper.look()


def _to_the_anthropologist(walk: Walk, keeper: Walker, box: str) -> None:
    _hand_over(keeper, box, "anthropologist")
    receiver = walk.enter(Role.ANTHROPOLOGIST)
    expect(receiver.page.locator(".alarms")).to_contain_text(box)
    receiver.click("Items")
    receiver.click(box)
    receiver.click("I have it in my hands")
    receiver.says("Playing the anthropologist", "Its line of holders and places", "Store 1")
    expect(receiver.page.locator("#line ~ svg, #line ~ figure, section:has(#line) svg").first).to_be_visible()
    line = receiver.page.locator("section:has(#line)").inner_text()
    assert "Nobody answers" not in receiver.page.locator("main").inner_text()
    for holder in ("intake officer", "custody officer", "anthropologist"):
        assert holder in line, line
    assert receiver.paper("PDF").startswith(b"%PDF")
    assert receiver.paper("Label (PDF)").startswith(b"%PDF")


def _explain(keeper: Walker) -> None:
    """What does not agree is explained, and stays readable."""
    keeper.click("Discrepancies")
    card = keeper.page.get_by_role("article").filter(has_text="the last weighing said")
    card.get_by_label("Explanation").fill("the wet packing was taken out")
    keeper.press(card.get_by_role("button", name="Explain", exact=True))
    keeper.says("the wet packing was taken out")
