"""A pedigree as a network: who passes an allele to whom, once irrelevant people are gone.

A *shape* is what is left of a family at one marker when names are forgotten: units (people, or monozygotic twins as one), their
parents, and what is known of each: nothing, a clean genotype, a soft observation (any weighting of genotypes), or the unit
whose genotype is asked for. Families of one shape are computed together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from repatria.errors import InvalidPedigree, OutOfScope, TooManyLineages, TooManyLoops
from repatria.kernels.elimination import Factor, Observed, Plan
from repatria.kernels.elimination_order import ITEM_LIMIT, WORK_LIMIT, plan

LINEAGE_LIMIT = 1 << 24
"""Most elements of the joint table of founder alleles under theta; beyond it they are stated by their partitions."""
PARTITION_LIMIT = 7
"""Most founder alleles whose partitions are stated one by one (877 of them; a few seconds a marker)."""

Term = tuple[tuple[int, ...], Plan]
"""A plan, and how many founder alleles are alike by descent in each block; no blocks where the plan is the whole answer."""


class Known(IntEnum):
    """What is known of a unit at a marker."""

    NOTHING = 0
    CLEAN = 1
    SOFT = 2
    ASKED = 3
    ASKED_SEEN = 4
    """Asked for, and seen as well: a direct reference of the missing person."""


WEIGHTED = (Known.SOFT, Known.ASKED_SEEN)
"""What enters as a weighting of genotypes."""


class Unit(NamedTuple):
    """One zygote: positions of its parents in the shape (-1 unrecorded), sex, founder inbreeding."""

    father: int
    mother: int
    sex: str
    inbreeding: float = 0.0


@dataclass(frozen=True, slots=True)
class Shape:
    """Units with what is known of each; ``known[i]`` belongs to ``units[i]``. Its hash is kept: shapes are keys everywhere."""

    units: tuple[Unit, ...]
    known: tuple[Known, ...]
    x: bool = False
    key: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", hash((self.units, tuple(map(int, self.known)), self.x)))

    def __hash__(self) -> int:
        return self.key

    @property
    def asks(self) -> bool:
        """True if somebody's genotype is asked for."""
        return Known.ASKED in self.known or Known.ASKED_SEEN in self.known

    @property
    def alone(self) -> bool:
        """True if nothing is known of anybody: only a genotype is asked for."""
        return all(k in (Known.NOTHING, Known.ASKED) for k in self.known)


def pruned(shape: Shape, ancestors: str) -> tuple[int, ...]:
    """Positions of the units that matter, in order; with ``prune`` also cuts untyped founders who connect nobody.

    Unknown people who pass nothing on are always left out: they sum to one. Under ``prune`` an unknown founder with one child
    is left out too, and the child's allele is drawn from the population; never one who connects people that matter. What may
    go stays so when others go, so the order does not matter.
    """
    parents = [_links(u, shape.x) for u in shape.units]
    children: list[list[int]] = [[] for _ in shape.units]
    for i, linked in enumerate(parents):
        for parent in linked:
            children[parent].append(i)
    alive = set(range(len(shape.units)))
    waiting = sorted(alive)
    while waiting:
        i = waiting.pop()
        if i not in alive or shape.known[i] is not Known.NOTHING:
            continue
        passes = sum(c in alive for c in children[i])
        founder = not any(p in alive for p in parents[i])
        if passes == 0 or (ancestors == "prune" and founder and passes == 1):
            alive.remove(i)
            waiting += [*children[i], *parents[i]]
    return tuple(sorted(alive))


def _links(unit: Unit, x: bool) -> list[int]:
    """The parents who pass an allele on to ``unit``: at X markers no father to a son."""
    stated = [unit.mother] if x and unit.sex == "M" else [unit.father, unit.mother]
    return [parent for parent in stated if parent >= 0]


def reduced(shape: Shape, ancestors: str) -> tuple[Shape, tuple[int, ...]]:
    """The shape without irrelevant units, and the original positions of those kept, -1 for unnamed parents that were added.

    Unnamed parents are added first: a man's recorded father passes him no X and goes, and yet his mother is a person of her own.
    """
    count = len(shape.units)
    if ancestors == "sum":
        whole = _completed(shape.units, shape.x)
        shape = Shape(tuple(whole), shape.known + (Known.NOTHING,) * (len(whole) - count), shape.x)
    keep = pruned(shape, ancestors)
    position = {old: new for new, old in enumerate(keep)}
    units = []
    for i in keep:
        u = shape.units[i]
        father, mother = position.get(u.father, -1), position.get(u.mother, -1)
        units.append(Unit(father, mother, u.sex, u.inbreeding if father < 0 and mother < 0 else 0.0))
    return Shape(tuple(units), tuple(shape.known[i] for i in keep), shape.x), tuple(i if i < count else -1 for i in keep)


def _completed(units: Sequence[Unit], x: bool) -> list[Unit]:
    """Give a unit with one recorded parent an unnamed second one, if that parent passes an allele on."""
    out = list(units)
    for i, u in enumerate(units):
        if (u.father < 0) != (u.mother < 0) and not (x and u.sex == "M" and u.father < 0):
            new = len(out)
            out.append(Unit(-1, -1, "M" if u.father < 0 else "F"))
            out[i] = Unit(new if u.father < 0 else u.father, new if u.mother < 0 else u.mother, u.sex)
    return out


@lru_cache(maxsize=65536)
def canonical(shape: Shape, ancestors: str) -> tuple[Shape, tuple[int, ...]]:
    """The reduced shape in an order that does not depend on how the family was written down.

    Also the original position of each of its units, -1 for an unnamed parent that was added. Families that differ only in the
    order of people become one shape, as far as repeated refinement of neighbourhoods tells people apart (Weisfeiler and Leman
    1968); where it does not, they are merely computed in two batches.
    """
    small, origin = reduced(shape, ancestors)
    order = sorted(range(len(small.units)), key=_colours(small).__getitem__)
    place = {old: new for new, old in enumerate(order)}
    units = tuple(
        Unit(place.get(u.father, -1), place.get(u.mother, -1), u.sex, u.inbreeding) for u in (small.units[i] for i in order)
    )
    return Shape(units, tuple(small.known[i] for i in order), small.x), tuple(origin[i] for i in order)


def _colours(shape: Shape) -> list[int]:
    """A rank for each unit by what surrounds it, refined until nothing changes."""
    colour = _ranks(
        [(int(k), u.sex, u.inbreeding, u.father < 0, u.mother < 0) for k, u in zip(shape.known, shape.units, strict=True)]
    )
    while True:
        children: list[list[tuple[int, int]]] = [[] for _ in shape.units]
        for i, u in enumerate(shape.units):
            for side, parent in enumerate((u.father, u.mother)):
                if parent >= 0:
                    children[parent].append((side, colour[i]))
        above = [tuple(colour[p] if p >= 0 else -1 for p in (u.father, u.mother)) for u in shape.units]
        finer = _ranks([(colour[i], above[i], tuple(sorted(children[i]))) for i in range(len(colour))])
        if max(finer, default=0) == max(colour, default=0):
            return finer
        colour = finer


def _ranks(keys: list[tuple[object, ...]]) -> list[int]:
    rank = {key: n for n, key in enumerate(sorted(set(keys)))}
    return [rank[key] for key in keys]


@lru_cache(maxsize=8192)
def compiled(shape: Shape, theta: bool, states: int) -> tuple[Term, ...]:
    """Plans whose weighted sum is the answer for a canonical ``shape`` with ``states`` alleles; one plan if theta is not used.

    See :mod:`repatria.kernels.elimination`. Under theta the founder alleles are one joint table where that is small. Where it is
    not, they are summed over their set partitions: those in one block descend from one allele, and blocks are independent.
    """
    net = _Network(shape, theta).build()
    n = len(net.founders)
    if not theta or max(states, 2) ** n <= LINEAGE_LIMIT:
        return (((), _planned(net, states)),)
    if n > PARTITION_LIMIT:
        raise TooManyLineages(
            f"theta with {n} founder alleles and {states} allele classes: too many to state exactly. "
            "Leave out distant relatives, or set theta to 0 and say so."
        )
    return tuple(
        (tuple(map(len, blocks)), _planned(_Network(shape, theta, blocks).build(), states)) for blocks in partitions(n)
    )


def _planned(net: _Network, states: int) -> Plan:
    out = plan(net.factors, net.observed, frozenset(net.bits), net.kept, max(states, 2))
    if out.largest > ITEM_LIMIT or out.work > WORK_LIMIT:
        raise TooManyLoops(
            f"pedigree: one marker needs a table of {out.largest:,} entries and {out.work:,} products. "
            "Split the family, or type a person who closes a loop."
        )
    return out


Blocks = tuple[tuple[int, ...], ...]


def partitions(n: int) -> list[Blocks]:
    """All ways to split 0 … n-1 into blocks, each once."""
    out: list[Blocks] = [()]
    for item in range(n):
        out = [
            (*blocks[:k], (*(blocks[k] if k < len(blocks) else ()), item), *blocks[k + 1 :])
            for blocks in out
            for k in range(len(blocks) + 1)
        ]
    return out


class _Network:
    """Collects the factors of a reduced shape."""

    def __init__(self, shape: Shape, theta: bool, blocks: Blocks | None = None) -> None:
        self.shape, self.theta, self.blocks = shape, theta, blocks
        self.factors: list[Factor] = []
        self.observed: dict[int, Observed] = {}
        self.bits: set[int] = set()
        self.founders: list[int] = []
        self.kept: tuple[int, ...] = ()
        self.column = dict.fromkeys(range(len(shape.units)), -1)
        for statuses in ((Known.CLEAN,), WEIGHTED):
            for n, i in enumerate(i for i, k in enumerate(shape.known) if k in statuses):
                self.column[i] = n
        self.variables = 0
        self.slots = [self._slots(u) for u in shape.units]

    def _new(self) -> int:
        self.variables += 1
        return self.variables - 1

    def _bit(self) -> int:
        var = self._new()
        self.bits.add(var)
        return var

    def _slots(self, unit: Unit) -> dict[str, int]:
        """The allele slots of a unit by the parent they come from; at X markers a male has the mother's only."""
        if self.shape.x and unit.sex == "U":
            raise InvalidPedigree("X marker: a person of unknown sex matters here. Enter the sex, or leave out X markers.")
        if self.shape.x and unit.sex == "M":
            return {"mother": self._new()}
        return {"father": self._new(), "mother": self._new()}

    def build(self) -> _Network:
        for i, unit in enumerate(self.shape.units):
            self._knowledge(i)
            self._origin(i, unit)
        if self.blocks is not None:
            for block in self.blocks:
                self._block([self.founders[i] for i in block])
        elif self.theta and self.founders:
            self.factors.append(Factor(("urn", len(self.founders)), tuple(self.founders)))
        return self

    def _block(self, slots: list[int]) -> None:
        """Founder alleles that descend from one: drawn once, the same in each slot."""
        if len(slots) == 1:
            self.factors.append(Factor(("prior",), (slots[0],)))
            return
        one = self._new()
        self.factors.append(Factor(("prior",), (one,)))
        self.factors.extend(Factor(("same",), (one, slot)) for slot in slots)

    def _knowledge(self, i: int) -> None:
        known, slots = self.shape.known[i], tuple(self.slots[i].values())
        if known in (Known.ASKED, Known.ASKED_SEEN):
            self.kept = slots
        if known in WEIGHTED:
            self.factors.append(Factor(("soft", self.column[i]), slots, item=True))
        elif known is Known.CLEAN:
            phase = self._bit() if len(slots) == 2 else -1
            for copy, var in enumerate(slots):
                self.observed[var] = Observed(self.column[i], copy, phase)
            if phase >= 0:
                self.factors.append(Factor(("phase", self.column[i]), (phase,), item=True))

    def _origin(self, i: int, unit: Unit) -> None:
        slots = self.slots[i]
        if unit.father < 0 and unit.mother < 0 and unit.inbreeding and len(slots) == 2:
            if self.theta:
                raise OutOfScope("theta together with inbred founders is not covered. Set one of them to 0.")
            self.factors.append(Factor(("inbred", unit.inbreeding), tuple(slots.values())))
            return
        for side, var in slots.items():
            parent = unit.father if side == "father" else unit.mother
            if parent >= 0:
                self._transmission(parent, "male" if side == "father" else "female", var)
            elif self.theta:
                self.founders.append(var)
            else:
                self.factors.append(Factor(("prior",), (var,)))

    def _transmission(self, parent: int, sex: str, child: int) -> None:
        slots = tuple(self.slots[parent].values())
        if self.shape.known[parent] is Known.CLEAN:
            self.factors.append(
                Factor((f"from_{'pair' if len(slots) == 2 else 'one'}", sex, self.column[parent]), (child,), item=True)
            )
        elif len(slots) == 1:
            self.factors.append(Factor(("whole", sex), (slots[0], child)))
        else:
            bit = self._bit()
            for value, slot in enumerate(slots):
                self.factors.append(Factor(("pick", sex, value), (bit, slot, child), picks=value))
