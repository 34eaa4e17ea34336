"""How two people of one pedigree are related by blood, in a word, so that brothers who are both missing are seen as such. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from repatria.model import Pedigree

Steps = dict[str, int]
WORDS: dict[tuple[int, int], Any] = {
    (0, 1): _("parent"),
    (1, 0): _("child"),
    (0, 2): _("grandparent"),
    (2, 0): _("grandchild"),
    (1, 1): _("brother or sister"),
    (1, 2): _("uncle or aunt"),
    (2, 1): _("nephew or niece"),
    (2, 2): _("cousin"),
    (0, 3): _("great-grandparent"),
    (3, 0): _("great-grandchild"),
}
"""(generations from the other up to a shared ancestor, generations from this person up to it) -> what the other is."""


@dataclass(frozen=True, slots=True)
class Related:
    """Somebody else who is missing from the same pedigree: the code, and what they are to this person."""

    code: str
    words: Any


def related_missing(pedigree: Pedigree, missing: Sequence[str], who: str) -> list[Related]:
    """The others of ``missing``, each with what they are to ``who``; the nearest first."""
    found = [(_near(pedigree, other, who), other) for other in missing if other != who]
    return [Related(other, words) for (_rank, words), other in sorted(found, key=lambda x: (x[0][0], x[1]))]


def _near(pedigree: Pedigree, other: str, who: str) -> tuple[int, Any]:
    """How near, smaller is nearer, and the word."""
    mine, theirs = _up(pedigree, who), _up(pedigree, other)
    one, two = pedigree[who], pedigree[other]
    if one.twins and one.twins == two.twins:
        return 0, _("identical twin")
    shared = mine.keys() & theirs.keys()
    if not shared:
        return 99, _("of the same family, not by blood")
    best = min(shared, key=lambda a: (theirs[a] + mine[a], max(theirs[a], mine[a]), a))
    way = theirs[best], mine[best]
    words = WORDS.get(way, _("a more distant relative by blood"))
    if way == (1, 1):
        words = _sibling(pedigree, who, other)
    return sum(way), words


def _sibling(pedigree: Pedigree, who: str, other: str) -> Any:
    one, two = pedigree[who], pedigree[other]
    both = one.father == two.father and one.mother == two.mother and one.father and one.mother
    word = {"M": _("brother"), "F": _("sister")}.get(two.sex, _("brother or sister"))
    half = {"M": _("half-brother"), "F": _("half-sister")}.get(two.sex, _("half-brother or half-sister"))
    return word if both else half


def _up(pedigree: Pedigree, who: str) -> Steps:
    """Everybody that ``who`` descends from, themselves included, with the generations between."""
    out: Steps = {who: 0}
    waiting = [who]
    while waiting:
        one = waiting.pop(0)
        for parent in (pedigree[one].father, pedigree[one].mother):
            if parent is not None and parent not in out:
                out[parent] = out[one] + 1
                waiting.append(parent)
    return out
