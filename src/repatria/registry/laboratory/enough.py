"""How many markers a profile needs before anything is built on it, and how alike two profiles must be before one of their
markers may be left out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from repatria.registry.laboratory.consensus import Member
from repatria.registry.laboratory.distinct import APART, disagreeing

MARKERS_LEAST = 8
"""Markers a consensus needs before it leaves in a case or is searched. Provisional: national collections of profiles of remains
ask for about eight of their core markers, and below that chance pairs among thousands of relatives outnumber true ones. A
laboratory replaces it by what its own validation shows."""
AGREE_LEAST = 8
"""Markers at which two profiles must agree before one that contradicts may be left out. Provisional, and for the same reason:
two strangers share a whole genotype at one marker in ten or so, at eight of nine practically never."""


def too_few(loci: int) -> str:
    """Why a profile of so many markers stays out, in words; empty where it has enough."""
    if loci >= MARKERS_LEAST:
        return ""
    shown = ngettext("%(n)d marker", "%(n)d markers", loci) % {"n": loci}
    return _("%(shown)s: too few for a case or a search, which need %(least)d. It stays on file.") % {
        "shown": shown,
        "least": MARKERS_LEAST,
    }


def two_people(members: Sequence[Member]) -> str:
    """Why contradicting members cannot be settled by leaving markers out, as the middle of a sentence; empty where they can.

    Every two that contradict each other must agree at :data:`AGREE_LEAST` markers, and differ at fewer than
    :data:`~repatria.registry.laboratory.distinct.APART`; two sexes count as one difference.
    """
    for one, other in combinations([m for m in members if not m.failed], 2):
        wrong, common = _against(one, other)
        if not wrong:
            continue
        if wrong >= APART:
            return f"{one.code} and {other.code} differ at {wrong} markers, as two people do"
        if common - wrong < AGREE_LEAST:
            return f"{one.code} and {other.code} agree at {common - wrong} markers only, {AGREE_LEAST} are needed"
    return ""


def _against(one: Member, other: Member) -> tuple[int, int]:
    """(markers that disagree, markers in common) of two members, amelogenin counted where both show it."""
    found, common = disagreeing(one.calls, other.calls)
    both: Mapping[str, str] = {m.code: m.sex for m in (one, other) if m.sex != "U"}
    return len(found) + (len(set(both.values())) == 2), common + (len(both) == 2)
