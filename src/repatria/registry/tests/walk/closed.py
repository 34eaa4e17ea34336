"""At the end: whoever groups bones finds none of the pages of searches, evidence, signatures, the way home and the account."""

from __future__ import annotations

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import Walk

LEAST = 25
"""Pages that the steps before must have come to."""


def walk(walk: Walk) -> None:
    """Every page that somebody else has opened on the way is not found."""
    assert len(walk.seen.addresses) >= LEAST, sorted(walk.seen.addresses)
    blind = walk.enter(Role.ANTHROPOLOGIST)
    text = blind.page.locator("body").inner_text()
    for words in ("Searches", "Joint answer", "Reviews", "Candidate", "Telling families", "Releases", "The account"):
        assert words not in text, f"the desk of whoever groups bones says {words!r}"
    for path in walk.seen.addresses.values():
        blind.nothing_there(path.removeprefix("/i/heron/"))
