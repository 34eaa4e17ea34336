"""What a relative is to a missing person, in the nine kinds a letter can name, and which kind would help most. Pure."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext_lazy as _

KINDS = {
    "parent": _("a father or mother"),
    "child": _("a son or daughter"),
    "sibling": _("a brother or sister"),
    "half sibling": _("a half-brother or half-sister"),
    "grandparent": _("a grandparent"),
    "grandchild": _("a grandchild"),
    "aunt or uncle": _("an aunt or uncle by blood"),
    "niece or nephew": _("a brother's or sister's child"),
    "cousin": _("a first cousin"),
}
"""The kinds, the most useful first, in words."""
ORDER = tuple(KINDS)


@dataclass(frozen=True, slots=True)
class Tree:
    """Descent in one family by node: ``parents[node]`` are the (one or two) parents that are known."""

    parents: Mapping[int, tuple[int, ...]]

    def kind_of(self, gone: int, who: int) -> str:
        """What ``who`` is to ``gone``: one of :data:`KINDS`, or empty for anybody further away or not of the blood."""
        mine, theirs = self._above(gone), self._above(who)
        if who in mine:
            return "parent"
        if gone in theirs:
            return "child"
        shared = set(mine) & set(theirs)
        if shared:
            full = len(shared) == 2 or len(mine) == 1 or len(theirs) == 1
            return "sibling" if full else "half sibling"
        if any(who in self._above(one) for one in mine):
            return "grandparent"
        if any(gone in self._above(one) for one in theirs):
            return "grandchild"
        if any(self._share(one, who) for one in mine):
            return "aunt or uncle"
        if any(self._share(gone, one) for one in theirs):
            return "niece or nephew"
        return "cousin" if any(self._share(one, other) for one in mine for other in theirs) else ""

    def _above(self, who: int) -> tuple[int, ...]:
        return self.parents.get(who, ())

    def _share(self, one: int, other: int) -> bool:
        return one != other and bool(set(self._above(one)) & set(self._above(other)))


def best(kinds: Iterable[str]) -> str:
    """The kind that says most; empty where there is none."""
    return min((kind for kind in kinds if kind), key=ORDER.index, default="")


def chance(donors: Iterable[str]) -> float | None:
    """How often a comparison with well-read remains is clear, with samples of these kinds; the best two count. 0 for none.

    ``None`` where the table does not hold them. Shares from simulation (gateway/clearing.py): log10 LR of at least 7.2, which makes
    1 in 7,700 into 0.9995; 200 draws each, all markers read. An order of size, told in tenths.
    """
    known = sorted((kind for kind in donors if kind), key=ORDER.index)[:2]
    return _table().get(tuple(known)) if known else 0.0


def tenths(share: float) -> str:
    """A share as a person says it: "about 4 in 10"."""
    whole = round(share * 10)
    if whole <= 0:
        return str(_("less than 1 in 10"))
    return str(_("more than 9 in 10")) if whole >= 10 else str(_("about %(n)d in 10") % {"n": whole})


@cache
def _table() -> Mapping[tuple[str, ...], float]:
    text = (files("repatria.registry.homecoming") / "data" / "chances.csv").read_text(encoding="utf-8")
    return {tuple(row["donors"].split(" + ")): float(row["chance"]) for row in csv.DictReader(text.splitlines())}
