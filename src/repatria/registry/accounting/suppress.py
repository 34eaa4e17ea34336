"""Small numbers and small changes kept from the public, so that nobody can work them out from what is shown. Pure: no database.

A number from 1 to 4 is never shown: "fewer than 5". Where a sum would give it away, another number of the same sum is shown as a span
that says no more than the sum itself. A number that was shown before is shown anew only where it differs by 5 or more, or not at all,
from *every* number that was ever shown in its place; until then the last one shown stands, with its day. So the difference of any two
public days is no small number either. Where a sum would give a small change away, another number of the sum stands still as well; and
where all of them stand still and the change would still be found, one of them is shown as a span instead.

:func:`gives_away` is the proof: it tries every value that a hidden number may have against all that is published, and names a number
that could be narrowed down. Sums here share at most one member each (a tree), for which narrowing spans until nothing changes finds
everything that can be known. Whoever reads is taken to know which numbers stand still because they moved little.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
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
    """How a number is published: exactly, as fewer than five, or as a span from ``low`` to ``high``.

    ``still``: it is not this number but the one shown before, as of its own day.
    """

    kind: Kind
    low: int
    high: int
    still: bool = False

    @property
    def words(self) -> str:
        """As a page says it."""
        if self.kind == "few":
            return f"fewer than {LEAST}"
        if self.kind == "span" and self.high >= FAR:
            return f"{self.low:,} or more"
        if self.kind == "span" and self.low != self.high:
            return f"{self.low:,} to {self.high:,}"
        return f"{self.low:,}"


NOTHING: Mapping[str, Sequence[int]] = MappingProxyType({})


def suppress(values: Mapping[str, int], sums: Sequence[Sum], before: Mapping[str, Sequence[int]] = NOTHING) -> dict[str, Shown]:
    """How each number is published. Numbers that a hidden one could be worked out from are hidden too, the smallest first.

    ``before``: for each number that may not move a little in public, every number that was shown exactly in its place, the last one
    last. Sums that do not hold in ``values`` are left out of account: nobody can use them either.
    """
    sums = [one for one in sums if narrowed(_published(values, Hidden(), [one]), [one]) is not None]
    hidden = Hidden({name for name, value in values.items() if 0 < value < LEAST}, near=near(values, before))
    while (open_ := gives_away(values, hidden, sums)) is not None:
        beside = _beside(open_, values, hidden.names, sums)
        if beside:
            hidden.wide.add(min(beside, key=lambda name: (values[name] == 0, values[name], name)))
            continue
        small = {m for one in sums if open_ in one.members for m in one.members if values.get(m, LEAST) < LEAST}
        if small <= hidden.loose:
            spread = _beside(open_, values, {*values} - {*hidden.near} | hidden.spread, sums) or sorted(
                {open_} & {*hidden.near}
            )
            if not spread or hidden.spread.issuperset(spread):
                break
            hidden.spread.add(max(spread, key=lambda name: (values[name], name)))  # the largest: the span tells the least of it
            continue
        hidden.loose |= small  # even that they are above 0 would say too much: all of them are "fewer than 5", 0 as well
        hidden.few -= hidden.loose
        hidden.wide -= hidden.loose
    spans = narrowed(_published(values, hidden, sums), sums) or {}
    return {name: _shown(name, value, hidden, spans, before) for name, value in values.items()}


def near(values: Mapping[str, int], before: Mapping[str, Sequence[int]]) -> dict[str, int]:
    """For each number that stands still, as it differs by less than five from one that was shown in its place: the nearest such.

    One that has not moved at all is among them: nobody can tell it from one that moved a little.
    """
    found: dict[str, int] = {}
    for name, shown in before.items():
        value = values.get(name)
        if value is None or not shown or 0 < value < LEAST or (value in shown and value != shown[-1]):
            continue
        close = [one for one in reversed(shown) if abs(value - one) < LEAST]
        if close:
            found[name] = min(close, key=lambda one: abs(value - one))
    return found


@dataclass(slots=True)
class Hidden:
    """Which numbers are not shown as they are.

    ``few``: 1 to 4; ``loose``: 0 to 4; ``near``: they stand still, less than 5 from a number shown before; ``wide``: hidden for the
    sake of others; ``spread``: those of ``near`` that are shown as a span, as standing still would say too much.
    """

    few: set[str] = field(default_factory=set)
    wide: set[str] = field(default_factory=set)
    loose: set[str] = field(default_factory=set)
    near: Mapping[str, int] = field(default_factory=dict)
    spread: set[str] = field(default_factory=set)

    @property
    def names(self) -> set[str]:
        """All of them."""
        return {*self.few, *self.wide, *self.loose, *self.near}


def _shown(
    name: str, value: int, hidden: Hidden, spans: Mapping[str, Range], before: Mapping[str, Sequence[int]]
) -> Shown:  # fmt: skip
    if name in hidden.few or name in hidden.loose:
        return Shown("few", 0 if name in hidden.loose else 1, LEAST - 1)
    if name in hidden.spread:
        return Shown("span", *spans[name])
    last = before[name][-1] if before.get(name) else None
    if last is not None and (name in hidden.near or name in hidden.wide):
        return Shown("exact", last, last, still=True)
    if name in hidden.wide:
        return Shown("span", *spans[name])
    return Shown("exact", value, value)


def gives_away(values: Mapping[str, int], hidden: Hidden, sums: Sequence[Sum]) -> str | None:
    """The first hidden number of which fewer than three values remain possible; None where none is."""
    start = _published(values, hidden, sums)
    known = narrowed(start, sums) or start
    moved = {name for name, one in hidden.near.items() if values[name] != one}
    for name in sorted({*hidden.few, *hidden.loose, *moved}):
        low, high = known[name]
        could = (value for value in range(low, high + 1) if narrowed({**start, name: (value, value)}, sums) is not None)
        if len(list(islice(could, OPEN_VALUES))) < OPEN_VALUES:
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


def _published(values: Mapping[str, int], hidden: Hidden, sums: Sequence[Sum] = ()) -> dict[str, Range]:
    """What a reader knows of each number before any sum is used."""
    start: dict[str, Range] = {name: (value, value) for name, value in values.items()}
    start |= {name: (max(LEAST, one - LEAST + 1), one + LEAST - 1) if one else (0, 0) for name, one in hidden.near.items()}
    start |= dict.fromkeys(hidden.few, (1, LEAST - 1))
    start |= dict.fromkeys((*hidden.wide, *hidden.spread), (0, FAR))
    start |= dict.fromkeys(hidden.loose, (0, LEAST - 1))
    start |= {name: (0, FAR) for one in sums for name in one.members if name not in values and name.startswith("~")}
    return start


def _beside(name: str, values: Mapping[str, int], hidden: Collection[str], sums: Sequence[Sum]) -> list[str]:
    """Numbers that could still be hidden: those nearest to ``name`` through sums first, then further ones."""
    reached, layer = {name}, {name}
    while layer:
        layer = {m for one in sums if layer & set(one.members) for m in one.members} - reached
        free = [m for m in layer if m in values and m not in hidden]
        if free:
            return free
        reached |= layer
    return []
