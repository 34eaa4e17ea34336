"""Step 6: every decision is looked at again: under today's rule it stands, under a sterner one it would not be signed."""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk


def walk(walk: Walk) -> None:
    """The auditor asks; the examiner proposes a sterner rule, a reviewer confirms it; the auditor asks again.

    What was signed stays signed.
    """
    code = walk.left["identification"]
    auditor, examiner = walk.enter(Role.AUDITOR), walk.enter(Role.EXAMINER)
    _ask(walk, code, "stands")
    examiner.click("Rules for signatures")
    examiner.act({"Posterior, at least": "0.9", "Ground": "too low"}, "Propose the rule")
    examiner.refused("0.99")
    examiner.act({"Posterior, at least": "0.99999", "Ground": "the board, on the third of May"}, "Propose the rule")
    examiner.says("the board, on the third of May", "waits for a second person")
    reviewer = walk.enter(Role.REVIEWER)
    reviewer.go("review/rules/")
    reviewer.click("Read it beside the rule in force")
    reviewer.look()
    reviewer.act({"I confirm it: it is in force from now on": True}, "Write it down")
    reviewer.says("the board, on the third of May", "in force")
    reviewer.page.context.close()
    _ask(walk, code, "99.999 %")
    examiner.go(f"review/{code}/")
    examiner.says("signed", "Rule 2, in force today, would not carry it:")
    auditor.go("review/signatures/")
    auditor.says(code, "stands")


def _ask(walk: Walk, code: str, words: str) -> None:
    """A re-audit from the click to what it found."""
    auditor = walk.enter(Role.AUDITOR)
    auditor.go("review/audits/")
    auditor.click("Look at every decision again")
    auditor.says("Waits for a worker")
    walk.work()
    expect(auditor.page.get_by_role("heading", name="Signed here")).to_be_visible()
    auditor.look()
    auditor.says(code, words)
    auditor.keep(f"re-audit-{words.split()[0]}")
    assert code in auditor.fetch("The list as CSV").path().read_text(encoding="utf-8-sig")
    auditor.page.context.close()
