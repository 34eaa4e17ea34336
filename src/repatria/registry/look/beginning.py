"""Where somebody new begins, by role: what the desk offers as long as nothing waits. Pages and words only, no data."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

Step = tuple[object, str]
"""(what to do, name of the page)."""

BEGINNINGS: dict[str, tuple[tuple[Step, ...], str]] = {
    "intake": (
        (
            (_("Announce the hand-over that is expected, with its giver, place and day"), "intake:announce"),
            (_("Enter an older assemblage that came without one"), "intake:older"),
        ),
        "registry-intake",
    ),
    "custody": (
        (
            (_("Scan a label or type a number, to see where an item is and hand it over"), "custody:scan"),
            (_("Look at what is held, and by whom"), "custody:items"),
        ),
        "registry-intake",
    ),
    "anthropologist": (
        (
            (_("Open a container you hold and enter its bones, one line a bone"), "inventory:containers"),
            (_("Read the short forms of bones and zones"), "inventory:short-forms"),
        ),
        "registry-inventory",
    ),
    "technician": (
        ((_("Enter a sample that is cut, from the bone's page or here"), "laboratory:samples"),),
        "registry-laboratory",
    ),
    "geneticist": (
        (
            (_("Bring in a file that came back from a laboratory"), "laboratory:files"),
            (_("Look at the checks of new profiles"), "laboratory:quality"),
        ),
        "registry-laboratory",
    ),
    "casualty": (
        (
            (_("Bring in the list of the missing from a file, with a dry run first"), "families:imports"),
            (_("Enter a missing person by hand"), "families:add"),
            (_("Enter a relative, then consent and samples on the relative's page"), "families:add-kin"),
        ),
        "registry-families",
    ),
    "historian": (
        (
            (_("Enter a document"), "claims:add-document"),
            (_("Record what somebody says in it, as it was said"), "claims:add"),
        ),
        "registry-claims",
    ),
    "auditor": (
        (
            (_("Read the journal: who did what, and the heads that witnesses hold"), "people:journal"),
            (_("Look through what does not agree"), "custody:discrepancies"),
        ),
        "registry-operate",
    ),
    "administrator": (((_("Give the people of this incident their roles"), "people:colleagues"),), "registry-operate"),
}
"""Role -> its first steps, and the page of the manual that tells more. A role that waits for the work of others is not named."""


def beginnings(roles: Iterable[str]) -> tuple[list[Step], list[str]]:
    """The first steps of somebody with these roles, each page once, and the pages of the manual."""
    told = [BEGINNINGS[role] for role in BEGINNINGS if role in set(roles)]
    steps: dict[str, Step] = {}
    for some, _page in told:
        for step in some:
            steps.setdefault(step[1], step)
    return list(steps.values()), list(dict.fromkeys(page for _some, page in told))
