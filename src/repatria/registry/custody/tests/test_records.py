"""The custody record of one item and the seal sheet: what they say, to whom, and that every print is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from repatria.registry.codes.models import Kind
from repatria.registry.custody import actions, queries, records, sealing
from repatria.registry.custody.line import breaks
from repatria.registry.custody.models import Item
from repatria.registry.drawing.paper import PaperRefused
from repatria.registry.drawing.tests.pdftext import pages_of
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

HERE = "/i/heron/custody/{}/{}/"


@pytest.fixture
def box(scene: Scene) -> Item:
    """A sealed box that went from one keeper to another."""
    by = scene.seat(Role.CUSTODY)
    made = actions.take(by, what="wooden box 12", giver="the other side")
    sealing.set_seal(by, made, number="000417", position="lid, left")
    offer = actions.offer(by, made, to=scene.users["second custody"], reason="to the laboratory")
    actions.accept(scene.seat("second custody"), offer)
    return made


def test_a_record_says_every_holder_hand_over_seal_and_entry(scene: Scene, box: Item) -> None:
    browser = scene.client(Role.AUDITOR)
    answer = browser.get(HERE.format(box.code, "record"))
    pages = pages_of(answer.content)
    text = " ".join(" ".join(pages).split())
    for words in (
        "Custody record",
        "wooden box 12",
        "Bruno",
        "to the laboratory",
        "000417",
        "The line is unbroken",
        "Hand-overs",
    ):
        assert words in text, words
    assert all("Exercise: everyone here is invented." in page for page in pages)
    last = Entry.objects.filter(subject=box.code).exclude(tag="people.paper_printed").latest("seq").seq
    assert f"after {last:,} entries" in text
    assert Entry.objects.get(tag="people.paper_printed").subject == box.code
    assert browser.get(HERE.format(box.code, "record")).content == answer.content
    assert scene.client(scene.stranger_user).get(HERE.format(box.code, "record")).status_code == 404


def test_a_gap_in_the_line_is_said(scene: Scene, box: Item, monkeypatch: pytest.MonkeyPatch) -> None:
    legs, _ = queries.line(scene.seat(Role.CUSTODY), box)
    early = replace(legs[0], until=legs[0].since - timedelta(days=2), since=legs[0].since - timedelta(days=3))
    torn = [early, *legs[1:]]
    monkeypatch.setattr(queries, "line", lambda _seat, _item: (torn, breaks(torn)))
    told = records.record_report(scene.seat(Role.CUSTODY), box)
    assert any("nobody answers for it" in getattr(part, "text", "") for part in told.parts)


def test_a_seal_sheet_is_of_containers_with_room_for_what_is_found(scene: Scene, box: Item) -> None:
    by, browser = scene.seat("second custody"), scene.client(Role.INTAKE)
    bare = actions.take(by, what="box 13", giver="the other side")
    text = " ".join(" ".join(pages_of(browser.get(HERE.format(box.code, "seal-sheet")).content)).split())
    for words in ("Seal sheet", "000417", "lid, left", "broken", "signature and date by hand"):
        assert words in text, words
    both = " ".join(pages_of(records.seal_sheet(by, [box, bare], "two boxes")))
    assert "no seal is recorded" in both
    bone = actions.take(by, what="femur", giver="the other side", kind=Kind.SPECIMEN)
    assert browser.get(HERE.format(bone.code, "seal-sheet")).status_code == 404
    with pytest.raises(PaperRefused, match="no container was chosen"):
        records.seal_sheet(by, [], "none")
