"""The smallest number of people that a set of bones must come from: the largest repeat of element, side and zone.

A floor, not an estimate; other numbers (pairing, DNA) may raise it. Only bones called human count; of a bone only zones that are
present, or all of them where it is complete. Bones whose side is not known count with both sides together, halved and rounded
up; bones without a number (a rib, a vertebra) against as many as one adult has. Pure: no database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from repatria.registry.inventory import kinds
from repatria.registry.inventory.told import COMPLETE
from repatria.registry.inventory.zones import PRESENT, read_zones


@dataclass(frozen=True, slots=True)
class Bone:
    """What counting needs of one specimen."""

    code: str
    element: str
    zones: str = ""
    completeness: int | None = None
    human: str = "human"


@dataclass(frozen=True, slots=True)
class Floor:
    """At least ``people``; ``basis`` says which repeat, ``codes`` which specimens. ``None`` people: nothing to count from."""

    people: int | None
    basis: str = ""
    codes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """As a page says it."""
        return "not yet known" if self.people is None else f"at least {self.people}"


def present_zones(bone: Bone) -> tuple[int, ...]:
    """The zones of ``bone`` that count: those present, or all where it is complete and nobody listed them."""
    told = read_zones(bone.zones)
    if told:
        return tuple(n for n, state in told.items() if state == PRESENT)
    return tuple(z.number for z in kinds.kind_of(bone.element).zones) if bone.completeness == COMPLETE else ()


@dataclass(slots=True)
class Tally:
    """A count that bones can be put into and taken out of."""

    bones: int = 0
    by_unit: dict[str, dict[int, dict[str, set[str]]]] = field(default_factory=dict)
    """unit -> zone -> side -> codes."""

    def put(self, bone: Bone) -> None:
        """Count ``bone``."""
        if bone.human == "human":
            self.bones += 1
            for sides, side in self._places(bone):
                sides.setdefault(side, set()).add(bone.code)

    def take(self, bone: Bone) -> None:
        """Count ``bone`` no longer."""
        if bone.human == "human":
            self.bones -= 1
            for sides, side in self._places(bone):
                sides.get(side, set()).discard(bone.code)

    def floor(self) -> Floor:
        """The largest repeat; at least one person as soon as there is one human bone."""
        if not self.bones:
            return Floor(None)
        best = Floor(1, "there is human bone")
        for unit, zones in self.by_unit.items():
            for zone, sides in zones.items():
                for people, words, codes in _repeats(unit, sides):
                    if people > (best.people or 0):
                        best = Floor(people, f"{words}, zone {zone}", tuple(sorted(codes)))
        return best

    def raised(self, last: Floor, bone: Bone | None) -> Floor:
        """The floor after ``bone`` alone was put to a count whose floor was ``last``; looks only where it lies."""
        if bone is None or bone.human != "human":
            return last
        best = last if last.people is not None else Floor(1, "there is human bone")
        unit = kinds.unit_of(kinds.kind_of(bone.element))
        for zone in present_zones(bone):
            for people, words, codes in _repeats(unit, self.by_unit[unit][zone]):
                if people > (best.people or 0):
                    best = Floor(people, f"{words}, zone {zone}", tuple(sorted(codes)))
        return best

    def _places(self, bone: Bone) -> Iterable[tuple[dict[str, set[str]], str]]:
        kind = kinds.kind_of(bone.element)
        zones = self.by_unit.setdefault(kinds.unit_of(kind), {})
        side = kind.side if kinds.unit_of(kind) != kinds.CRANIUM else "M"
        return [(zones.setdefault(zone, {}), side) for zone in present_zones(bone)]


def floor_of(bones: Iterable[Bone]) -> Floor:
    """The floor of a set of bones."""
    tally = Tally()
    for bone in bones:
        tally.put(bone)
    return tally.floor()


@dataclass(frozen=True, slots=True)
class Change:
    """At ``at``, ``before`` became ``after`` (``None``: it was not there, or is no longer); ``why`` in words."""

    at: datetime
    before: Bone | None
    after: Bone | None
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """From ``at`` on the floor was this, because of ``why``."""

    at: datetime
    floor: Floor
    why: str


def history(changes: Iterable[Change]) -> list[Step]:
    """Every moment at which the floor changed, and why. The number may fall: a correction or a withdrawal explains it."""
    tally, steps, last = Tally(), [], Floor(None)
    for change in sorted(changes, key=lambda c: c.at):
        if change.before is not None:
            tally.take(change.before)
        if change.after is not None:
            tally.put(change.after)
        taken = change.before is not None and change.before.human == "human"
        now = tally.floor() if taken else tally.raised(last, change.after)
        if now.people != last.people:
            steps.append(Step(change.at, now, change.why))
        last = now
    return steps


def _repeats(unit: str, sides: Mapping[str, set[str]]) -> Iterable[tuple[int, str, set[str]]]:
    names = {"L": f"left {unit}", "R": f"right {unit}", "M": unit, "U": f"{unit}, side not known"}
    for side in ("L", "R", "M"):
        codes = sides.get(side, set())
        yield len(codes), names[side], codes
    unsided = sides.get("U", set())
    if not unsided:
        return
    holds = 2 if kinds.sided(unit) else _holds(unit)
    codes = unsided | sides.get("L", set()) | sides.get("R", set()) | sides.get("M", set())
    yield -(-len(codes) // holds), f"{unit}, {holds} in one adult", codes


def _holds(unit: str) -> int:
    return max(kind.count for kind in kinds.kinds().values() if kind.family == unit)


def by_scope(rows: Iterable[tuple[str, Bone]]) -> dict[str, Floor]:
    """The floor of each scope (a container, an accession) from (scope, bone) pairs."""
    grouped: dict[str, list[Bone]] = defaultdict(list)
    for scope, bone in rows:
        grouped[scope].append(bone)
    return {scope: floor_of(bones) for scope, bones in grouped.items()}
