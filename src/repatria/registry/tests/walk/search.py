"""Step 7: one field finds everything by any of its numbers, within what a role may see; a case leaves and is screened."""

from __future__ import annotations

import zipfile

from playwright.sync_api import expect

from repatria.cli.main import main
from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker


def walk(walk: Walk) -> None:
    """Find by code and by other numbers, in every role that may; then export and screen."""
    left = walk.left
    officer = walk.enter(Role.CASUALTY)
    for text, code in (
        (left["missing"], left["missing"]),
        (left["missing"].lower(), left["missing"]),
        ("ra 12-345-678", left["missing"]),
        ("Velmora", left["missing"]),
        ("김영수", "HERON-M"),
        (left["sister"], left["sister"]),
    ):
        _find(officer, text, code)
    intake = walk.enter(Role.INTAKE)
    for code in (left["handover"], left["boxes"][0], left["effect"]):
        _find(intake, code, code)
    geneticist = walk.enter(Role.GENETICIST)
    for code in (left["bones"]["left femur"], left["samples"][0]):
        _find(geneticist, code, code)
    blind = walk.enter(Role.ANTHROPOLOGIST)
    _find(blind, left["individual"], left["individual"])
    for hidden in (left["missing"], "Velmora", left["effect"], left["sister"]):
        blind.fill({"Find anything by any number or name": hidden})
        with blind.page.expect_navigation():
            blind.page.keyboard.press("Enter")
        blind.says("Nothing found that you may see.")
    _export(walk, geneticist)


def _find(person: Walker, text: str, code: str) -> None:
    """Type into the field at the head of the page, press Enter, and follow the answer."""
    field = person.page.get_by_label("Find anything by any number or name")
    field.fill(text)
    with person.page.expect_navigation():
        field.press("Enter")
    person.look()
    answer = person.page.locator(".found a").filter(has_text=code).first
    expect(answer).to_be_visible()
    person.press(answer)
    person.says(code)


def _export(walk: Walk, geneticist: Walker) -> None:
    """The case is a ZIP of codes; the screen of the command line reads it."""
    geneticist.click("Case for computation")
    geneticist.says("Profiles of remains", "What stays out")
    kept = geneticist.fetch("Take the case out (ZIP)")
    archive = walk.folder / "case.zip"
    kept.save_as(archive)
    folder = walk.folder / "case"
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(folder)
        text = b"".join(zipped.read(name) for name in zipped.namelist())
    assert b"Velmora" not in text and walk.left["missing"].encode() in text
    assert (folder / "EXERCISE.txt").read_text(encoding="utf-8").startswith("Exercise")
    assert main(["screen", str(folder / "heron-case"), "--out", str(walk.folder / "results")]) == 0
    assert any(path.is_file() for path in (walk.folder / "results").rglob("*")), "repatria screen wrote nothing"
