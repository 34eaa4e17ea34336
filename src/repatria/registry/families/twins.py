"""Pairs of entries that may be one person: they share the key of a whole name, and their births do not contradict. Offered only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, overload

from django.db.models import Count, QuerySet

from repatria.registry.families.likeness import MARK
from repatria.registry.families.models import MissingPerson, NameKey

ALIKE, MOST = 40, 5_000
"""People of one name that are paired with each other, and pairs in all; whoever meets these bounds reads on under the name itself."""
AT_ONCE = 500
"""Keys that one query asks for."""
SAME, FIT, UNKNOWN = "the same birth", "births that fit", "a birth not recorded"


@dataclass(frozen=True, slots=True)
class Twin:
    """Two entries that may be one person, and why."""

    one: MissingPerson
    other: MissingPerson
    why: str


class Twins(Sequence[Twin]):
    """Pairs whose people are fetched only when a part of the list is looked at."""

    def __init__(self, rows: QuerySet[MissingPerson], pairs: Sequence[tuple[int, int, str]]) -> None:
        self._rows, self._pairs = rows, pairs

    def __len__(self) -> int:
        return len(self._pairs)

    def __iter__(self) -> Iterator[Twin]:
        return iter(self[:])

    @overload
    def __getitem__(self, at: int) -> Twin: ...
    @overload
    def __getitem__(self, at: slice) -> list[Twin]: ...
    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, int):
            return self._fetched([self._pairs[at]])[0]
        return self._fetched(self._pairs[at])

    def _fetched(self, pairs: Sequence[tuple[int, int, str]]) -> list[Twin]:
        people = self._rows.in_bulk({pk for one, other, _ in pairs for pk in (one, other)})
        return [Twin(people[one], people[other], why) for one, other, why in pairs if one in people and other in people]


def twins(rows: QuerySet[MissingPerson]) -> Twins:
    """All pairs among ``rows``, those with the same birth first."""
    alike: dict[str, list[tuple[int, date | None, date | None]]] = defaultdict(list)
    marked = NameKey.objects.filter(key__startswith=MARK, thing__missing__in=rows.order_by())
    shared = list(marked.values("key").annotate(n=Count("pk")).filter(n__gt=1).order_by("key").values_list("key", flat=True))
    for part in range(
        0, len(shared), AT_ONCE
    ):  # asked in parts, not as one query in another, which an engine may answer row by row
        told = marked.filter(key__in=shared[part : part + AT_ONCE])
        for key, thing, first, last in told.values_list("key", "thing", "thing__missing__first", "thing__missing__last"):
            alike[key].append((thing, first, last))
    found: dict[tuple[int, int], str] = {}
    for key in sorted(alike):
        for one, other in combinations(sorted(alike[key], key=lambda person: person[0])[:ALIKE], 2):
            why = births(one[1:], other[1:])
            if why:
                found.setdefault((one[0], other[0]), f"the same name, {why}")
        if len(found) >= MOST:
            break
    best = (SAME, FIT, UNKNOWN)
    pairs = sorted((best.index(why.removeprefix("the same name, ")), pair, why) for pair, why in found.items())
    return Twins(rows, [(*pair, why) for _, pair, why in pairs[:MOST]])


def births(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> str:
    """How two births (earliest, latest) stand to each other; empty where they contradict."""
    if one[0] is None or one[1] is None or other[0] is None or other[1] is None:
        return UNKNOWN
    if one == other:
        return SAME
    return FIT if one[1] >= other[0] and other[1] >= one[0] else ""
