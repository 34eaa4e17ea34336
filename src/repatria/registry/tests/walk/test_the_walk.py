"""The browser walk: from a fresh registry, in the browser only, each step in the role that does it.

A step that needs an earlier one walks that first, so that each can be run alone. Pictures of every page are kept where
``REPATRIA_PICTURES`` says.
"""

from __future__ import annotations

import pytest

from repatria.registry.people.roles import Role
from repatria.registry.tests.walk.steps import TO_PROFILES, Walk


@pytest.mark.parametrize("name", TO_PROFILES)
def test_step(walk: Walk, name: str) -> None:
    walk.step(name)


SPOIL = """() => {
    const more = document.createElement('h1');
    more.textContent = 'A success rate, and 0 people';
    more.style.width = '3000px';
    document.querySelector('main').append(more);
    document.querySelector('aside.banner').remove();
    document.querySelector('nav a').style.outline = 'none';
    document.querySelector('#find').labels[0].remove();
    document.querySelector('#find').removeAttribute('placeholder');
}"""
"""A page made to be everything that no page may be."""


@pytest.mark.sqlite  # where pages are looked at closely
def test_what_no_page_may_be_is_seen(walk: Walk) -> None:
    auditor = walk.enter(Role.AUDITOR)
    walk.seen.faults.clear()
    walk.seen.pages.discard("desk")
    auditor.page.evaluate(SPOIL)
    auditor.look()
    told, walk.seen.faults[:] = "\n".join(walk.seen.faults), []
    for fault in (
        "2 headings of the first rank",
        "the mark of the exercise is missing",
        "says 'success rate'",
        "says '0 people'",
        "scrolls sideways",
        "at 390 pixels it scrolls sideways",
        "focus is not seen",
        "label",
    ):
        assert fault in told, told
