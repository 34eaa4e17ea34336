"""Small numbers kept from the public, so that nobody can work them out from what is shown beside them. Pure: no database.

A number from 1 to 4 is never shown: "fewer than 5". Where a sum would give it away, another number of the same sum is shown as a span
that says no more than the sum itself. :func:`gives_away` is the proof: it tries every value that a hidden number may have against all
that is published, and names a number that could be narrowed down. Sums here share at most one member each (a tree), for which
narrowing spans until nothing changes finds everything that can be known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

LEAST = 5
"""Numbers below this and above 0 are not shown."""
OPEN_VALUES = 3
"""Values that a hidden number must still be able to have, whatever is worked out from what is shown."""
FAR = 10**9
Kind = Literal["exact", "few", "span"]
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sum:
    """``total`` is the sum of ``parts``. A part whose name begins with ``~`` is nowhere published: it makes "at most" of "equals"."""

    total: str
    parts: tuple[str, ...]

    @property
    def members(self) -> tuple[str, ...]:
        """Everything in it."""
        return (self.total, *self.parts)


@dataclass(frozen=True, slots=True)
class Shown:
    """How a number is published: exactly, as fewer than five, or as a span from ``low`` to ``high``."""

    kind: Kind
    low: int
    high: int

    @property
    def words(self) -> str:
        """As a page says it."""
        if self.kind == "few":
            return f"fewer than {LEAST}"
        if self.kind == "span" and self.low != self.high:
            return f"{self.low:,} to {self.high:,}"
        return f"{self.low:,}"


def suppress(values: Mapping[str, int], sums: Sequence[Sum]) -> dict[str, Shown]:
    """How each number is published. Numbers that a small one could be worked out from become spans, the smallest first.

    Sums that do not hold in ``values`` are left out of account: nobody can use them either.
    """
    sums = [one for one in sums if narrowed(_published(values, (), (), (), [one]), [one]) is not None]
    few = {name for name, value in values.items() if 0 < value < LEAST}
    wide: set[str] = set()
    loose: set[str] = set()
    while (open_ := gives_away(values, few, wide, sums, loose)) is not None:
        near = _beside(open_, values, few | wide | loose, sums)
        if near:
            wide.add(min(near, key=lambda name: (values[name] == 0, values[name], name)))
            continue
        small = {m for one in sums if open_ in one.members for m in one.members if values.get(m, LEAST) < LEAST}
        if small <= loose:
            break
        loose |= small  # even that they are above 0 would say too much: all of them are "fewer than 5", 0 as well
        few, wide = few - loose, wide - loose
    spans = narrowed(_published(values, few, wide, loose, sums), sums) or {}
    shown: dict[str, Shown] = {}
    for name, value in values.items():
        if name in few or name in loose:
            shown[name] = Shown("few", 0 if name in loose else 1, LEAST - 1)
        elif name in wide:
            shown[name] = Shown("span", *spans[name])
        else:
            shown[name] = Shown("exact", value, value)
    return shown


def gives_away(
    values: Mapping[str, int], few: Iterable[str], wide: Iterable[str], sums: Sequence[Sum], loose: Iterable[str] = ()
) -> str | None:
    """The first hidden small number of which fewer than three values remain possible; None where none is."""
    start = _published(values, few, wide, loose, sums)
    for name in sorted({*few, *loose}):
        low, high = start[name]
        open_ = [value for value in range(low, high + 1) if narrowed({**start, name: (value, value)}, sums) is not None]
        if len(open_) < OPEN_VALUES:
            return name
    return None


def narrowed(ranges: Mapping[str, Range], sums: Sequence[Sum]) -> dict[str, Range] | None:
    """The spans in which every number must lie, from ``ranges`` and the sums; None where no numbers fit them all."""
    known = dict(ranges)
    changed = True
    while changed:
        changed = False
        for one in sums:
            if not all(name in known for name in one.members):
                continue
            for name in one.members:
                low, high = _implied(one, name, known)
                new = (max(known[name][0], low), min(known[name][1], high))
                if new[0] > new[1]:
                    return None
                if new != known[name]:
                    known[name], changed = new, True
    return known


def _implied(one: Sum, name: str, known: Mapping[str, Range]) -> Range:
    if name == one.total:
        return sum(known[part][0] for part in one.parts), sum(known[part][1] for part in one.parts)
    others = [known[part] for part in one.parts if part != name]
    total = known[one.total]
    return total[0] - sum(high for _low, high in others), total[1] - sum(low for low, _high in others)


def _published(
    values: Mapping[str, int], few: Iterable[str], wide: Iterable[str], loose: Iterable[str], sums: Sequence[Sum]
) -> dict[str, Range]:
    """What a reader knows of each number before any sum is used."""
    start: dict[str, Range] = {name: (value, value) for name, value in values.items()}
    start |= dict.fromkeys(few, (1, LEAST - 1))
    start |= dict.fromkeys(wide, (0, FAR))
    start |= dict.fromkeys(loose, (0, LEAST - 1))
    start |= {name: (0, FAR) for one in sums for name in one.members if name not in values and name.startswith("~")}
    return start


def _beside(name: str, values: Mapping[str, int], hidden: Iterable[str], sums: Sequence[Sum]) -> list[str]:
    """Numbers that could still be hidden: those nearest to ``name`` through sums first, then further ones."""
    hidden = set(hidden)
    reached, layer = {name}, {name}
    while layer:
        layer = {m for one in sums if layer & set(one.members) for m in one.members} - reached
        free = [m for m in layer if m in values and m not in hidden]
        if free:
            return free
        reached |= layer
    return []
