"""Step 5: drafted, read by two who know nothing of each other, objected to, written anew, agreed; signed with proof, by keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import PASSWORD
from repatria.registry.tests.walk.prepared import SIGNER, code_of
from repatria.registry.tests.walk.steps import Walk
from repatria.registry.tests.walk.walker import Walker

WORD = "I read the marker table and the family, and I follow both."
OBJECTION = "The brother's tube was opened twice. The statement has to say why that changes nothing."
AGREE = {"What you looked at, and why you say so": WORD}


def walk(walk: Walk) -> None:
    """The author, two reviewers and the medical examiner, each in a browser of their own."""
    author = walk.enter(Role.GENETICIST)
    first, second = walk.enter(Role.REVIEWER), walk.enter(Role.REVIEWER, 2)
    author.page.goto(walk.left["evidence"])
    author.click("Draft an identification")
    author.act({}, "Keep this statement")
    walk.left["identification"] = code = author.code()
    author.says("Statement 1, in force", "draft")
    author.click("Put before its reviewers")
    _object(first, author, code)
    _write_anew(author)
    _agree_apart(first, second, code)
    _sign(walk, code)
    _not_carried(walk, author, first, second)


def _object(first: Walker, author: Walker, code: str) -> None:
    """An objection is raised, answered, settled, and the statement goes back."""
    first.click("Reviews")
    first.says("begin a review")
    first.click(code)
    first.click("Begin a review")
    first.says("Your review is open")
    first.click("Raise an objection")
    first.act({"In your words": OBJECTION}, "Raise an objection")
    author.go("")
    expect(author.page.locator(".alarms")).to_contain_text(code)
    author.go(f"review/{code}/")
    author.says(OBJECTION)
    author.click("Answer it")
    author.act({"In your words": "Both openings stand in its line; the statement will say so."}, "Answer the objection")
    first.go(f"review/{code}/")
    first.click("Is it settled?")
    first.act({"It is settled": True}, "Close the objection")
    first.click("Send it back to its author")
    first.act({"Reason": "the statement has to say it"}, "Send it back to its author")
    author.go(f"review/{code}/")
    author.says("Sent back", "the statement has to say it")


def _write_anew(author: Walker) -> None:
    author.go(f"identification/{author.code()}/")
    author.click("Write a new statement")
    text = author.page.get_by_label("Statement", exact=True)
    text.fill(text.input_value() + "\n\nBoth openings of the brother's tube stand in its line.")
    author.act({}, "Keep this statement")
    author.says("Statement 2, in force", "Statement 1, replaced")
    author.click("Put before its reviewers")


def _agree_apart(first: Walker, second: Walker, code: str) -> None:
    """Both have begun; the first says their word; the second reads nothing of it until they have said theirs."""
    for reviewer in (first, second):
        reviewer.go(f"review/{code}/")
        reviewer.click("Begin a review")
    _agree(first)
    for path in (f"review/{code}/", f"identification/{code}/", "review/", ""):
        second.go(path)
        text = second.page.content()
        assert WORD not in text and OBJECTION not in text, f"the second reviewer reads the first's word on {path!r}"
    second.go(f"review/{code}/")
    second.keep("second-reviewer-blind")
    _agree(second)
    second.says(WORD, "agreed")


def _agree(reviewer: Walker) -> None:
    reviewer.click("Say your word")
    reviewer.act({**AGREE, "I agree": True}, "Say your word")


def _sign(walk: Walk, code: str) -> None:
    """From the queue to the signature by keyboard alone, with password and a fresh code of the second factor."""
    secret = walk.left["secret"]
    signer = walk.somebody.log_in(
        Role.EXAMINER, SIGNER, PASSWORD, lambda: code_of(secret, 1)
    )  # the oldest may end as it is typed
    page = signer.page
    for words in ("Reviews", code, "To the signature"):
        signer.tab_to(words)
        signer.strike()
    signer.says("You would sign", "Statement 2", "Rule 1 asks for", "99.95 %")
    signer.tab_to("Your password")
    page.keyboard.type("not this one, surely")
    signer.tab_to("Code of your second factor")
    page.keyboard.type(code_of(secret, 1))
    page.keyboard.press("Enter")
    expect(page.get_by_text("This was not signed.")).to_be_visible()
    signer.look()
    signer.refused("password or code of the second factor is wrong")
    signer.tab_to("Your password")
    page.keyboard.type(PASSWORD)
    signer.tab_to("Code of your second factor")
    page.keyboard.type(_unused(secret))
    signer.tab_to("I sign: this individual is this person")
    signer.strike()
    signer.says("Signature of", "Checked just now", "How to check it")
    walk.left["signature"] = page.url
    signer.go(f"identification/{code}/")
    signer.says("signed")
    assert signer.paper("Print the statement").startswith(b"%PDF")
    signer.click("Take it out for a court or an auditor")
    signer.fill({"What it is taken out for": "court 7, file 3"})
    assert signer.fetch("Make the bag").suggested_filename.endswith(".zip")


def _unused(secret: str) -> str:
    """A code of the second factor that was not typed yet: the next one, which holds a step early."""
    return code_of(secret, 2)


def _not_carried(walk: Walk, author: Walker, first: Walker, second: Walker) -> None:
    """Two reviewers agree to what the rule does not carry: it is not signed, and the page says what is missing."""
    made = walk.left["made"]
    author.go(f"identification/evidence/current/{made.individuals[2].code}/{made.missing[1].code}/")
    author.click("Draft an identification")
    author.act({"Statement": "The mother fits. So does his brother, who is missing as well."}, "Keep this statement")
    code = author.code()
    author.click("Put before its reviewers")
    for reviewer in (first, second):
        reviewer.go(f"review/{code}/")
        reviewer.click("Begin a review")
        _agree(reviewer)
    examiner = walk.enter(Role.EXAMINER)
    examiner.go(f"review/{code}/sign/")
    examiner.says("It cannot be signed by you now", "99.95 %")
    expect(examiner.page.get_by_role("button", name="I sign", exact=False)).to_have_count(0)
    examiner.keep("not-carried-by-the-rule")
    author.go(f"identification/{code}/withdraw/")
    author.act({"Reason": "a second relative is looked for"}, "Do this")
    author.says("withdrawn before a signature", "a second relative is looked for")
