"""Step 2: a hand-over from announcement to accession, by an intake officer; what differs opens by itself; nobody is counted."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

LIST = b"""number,origin,contents,people,seals
1,Norra valley,bones and boots,1,A1
2,Norra valley,bones,,A2
3,Sel pass,bones,about 2,A3
"""


def walk(walk: Walk) -> None:
    """Announce, take up the list, receive, count, sign, travel, honour, review, accession."""
    officer = walk.enter(Role.INTAKE)
    officer.says("Nothing waits for you here.")
    officer.click("Hand-overs")
    officer.click("Announce a hand-over")
    told = {"Title": "Three boxes at Norra", "Or a new giver": "The other side", "Or a new receiver": "Saltreef Laboratory"}
    officer.act({**told, "Day": "04/05/2024"}, "Record")
    officer.refused("04/05/2024")
    day = {"Day": "2024-05-04", "Or a new place": "Norra airfield", "Containers, as the giver states": 3}
    officer.act({**day, "People, as the giver states": "about 3"}, "Record")
    walk.left["handover"] = officer.code()
    officer.says("the giver states", "not yet known")
    _receive(officer)
    walk.left["boxes"] = officer.page.locator("#containers ~ .table tbody th").all_inner_texts()
    assert len(walk.left["boxes"]) == 3
    _count_and_sign(walk, officer)
    _travel(officer)
    _review(walk, officer)
    officer.click("Desk")
    expect(officer.page.locator(".alarms")).to_contain_text("seal")
    expect(officer.page.locator(".alarms")).to_contain_text("containers counted: 2")


def _receive(officer: Walker) -> None:
    """The list is looked at before it is taken up; one seal is broken, one number differs, so discrepancies open."""
    officer.click("Take up the giver's list")
    officer.act({"List as CSV": {"name": "list.csv", "mimeType": "text/csv", "buffer": LIST}}, "Look at the list")
    officer.says("3 containers read, nothing written yet", "Sel pass")
    officer.click("Take up the whole list")
    officer.click("Receive a container")
    told = {"Number on the box": "1", "Seals read": "A1", "Mass in grams": "8400", "Length in millimetres": 1200}
    officer.act(told, "Record")
    officer.refused("all three sides")
    sides = {"Width in millimetres": 400, "Height in millimetres": 300}
    written = {"Origin written on the box": "Norra", "Contents written on the box": "bones"}
    officer.act({**sides, **written}, "Record")
    officer.says("1 container received")
    officer.click("Receive many containers")
    officer.act({"Containers, one a line": "2, A2 broken\n3, B9"}, "Record")
    officer.says("3 containers received", "What does not agree", "something differs")


def _count_and_sign(walk: Walk, officer: Walker) -> None:
    """Two people count; a count that differs opens a discrepancy; both sides sign."""
    for counter, number in ((officer, 3), (walk.enter(Role.CUSTODY), 2)):
        counter.go(f"intake/{walk.left['handover']}/")
        counter.click("Count the containers")
        counter.act({"Containers counted": number}, "Record")
    counter.says("count 1: 3", "count 2: 2", "containers counted: 2")
    officer.go(f"intake/{walk.left['handover']}/")
    for side, name in (("giver", "Ilvan Torek"), ("receiver", "Maru Seld")):
        officer.click("Note a signature")
        officer.act({"For the": side, "Name of the signer": name, "Title": "Colonel"}, "Record")
    officer.says("For the giver: Ilvan Torek", "For the receiver: Maru Seld")


def _travel(officer: Walker) -> None:
    """A leg with aircraft, people on hand, honours and flag; a ceremony."""
    officer.click("Add a leg of the way")
    leg = {"From": "Norra airfield", "Or to a new place": "Saltreef airfield", "Departed": "2024-05-04 09:10"}
    on_hand = {
        "Aircraft or vehicle": "transport aircraft 12",
        "People and parties on hand, one a line": "escort of four\nnurse",
    }
    officer.act({**leg, **on_hand, "Honours": "guard of honour", "Flag": "blue flag"}, "Record")
    officer.says("Norra airfield → Saltreef airfield", "on the way", "guard of honour", "blue flag", "escort of four")
    officer.click("Note the arrival")
    officer.act({"Arrived": "2024-05-04 08:00"}, "Record")
    officer.refused("")
    officer.act({"Arrived": "2024-05-04 11:40"}, "Record")
    officer.click("Note a ceremony")
    held = {"Day, where it was held": "2024-05-05", "Place": "Saltreef airfield", "What was held": "repatriation ceremony"}
    officer.act({**held, "Who was there, one a line": "both delegations"}, "Record")
    officer.says("repatriation ceremony")


def _review(walk: Walk, officer: Walker) -> None:
    """Field review, container by container; the holding statement names no number of people."""
    officer.click("Open the field review")
    officer.click("Review the next: box 1")
    officer.act({"human": True, "of the war": True, "Note": "at least 2 people"}, "Record")
    officer.refused("people")
    officer.act({"Note": "long bones and a boot"}, "Record")
    for verdict in ("undetermined", "human"):
        officer.act({verdict: True, "period undetermined": True}, "Record")
    officer.click("Write the holding statement")
    officer.act({"Holding statement": "We received containers that may hold remains of 3 people."}, "Record")
    officer.refused("people")
    officer.act(
        {"Holding statement": "We received 3 containers. They are examined with respect; names follow later."}, "Record"
    )
    officer.says("Holding statement, version 1")
    officer.click("Accession all containers")
    officer.act({"Accession number": "2024-003", "Day of receipt": "2024-05-05"}, "Record")
    officer.says("2024-003", "3 containers", "about 3")
    words = officer.page.locator("section", has_text="What is known of it, side by side").first.inner_text()
    assert not re.search(r"(?<!about )3 people", words), words
