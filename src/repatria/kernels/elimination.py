"""Sum a product of small tables over most of their axes: variable elimination, planned once, run on many items at once.

A *network* is a product of factors. Each factor has axes, called variables; a variable is an allele slot (as many states as the
locus has alleles) or a bit (which of two grandparental alleles was passed on; which of a typed person's two alleles is the
paternal one). Three kinds of variable need three treatments:

- *hidden* ones are summed away (bucket elimination, Dechter 1999; on pedigrees, Cannings, Thompson and Skolnick 1978);
- *observed* slots are replaced by a look-up: the slot takes one of the two observed alleles, chosen by a phase bit;
- *kept* ones remain as axes of the answer.

Factors that depend on the locus alone are summed first, once per locus, and shared by all items (``constants``); what depends
on observations follows, batched (``run``). Greedy smallest-table-first ordering opens loops like any other structure.

A child's allele comes from one of two grandparental copies, and a bit says from which. Summed as one table it would tie the two copies
together, although for either value of the bit one of them has nothing to say. Where that is much cheaper each copy gets a table of
its own (:class:`_Apart`): what the child knows where the bit picks this copy, and one where it picks the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

CONSTANT_LIMIT = 1 << 18
"""Most elements per locus of a table computed once per locus."""
ITEM_LIMIT = 1 << 26
"""Most elements of any table for one item; beyond it the caller refuses."""
WORK_LIMIT = 1 << 32
"""Most products for one item; beyond it the caller refuses."""
WORTH_APART = 1 << 18
"""Products for one item from which on it is asked whether copies should be kept apart."""
GAIN_APART = 4
"""How many times fewer the products must be then: plans that are cheap as they are stay as they are."""


@dataclass(frozen=True)
class Factor:
    """A leaf: ``source`` tells the caller which array to supply; ``axes`` its variables; ``item`` if it varies by item.

    ``picks`` is the value of the first axis, a bit, at which the factor depends on the last, -1 where that may be any.
    """

    source: tuple[object, ...]
    axes: tuple[int, ...]
    item: bool = False
    picks: int = -1


@dataclass(frozen=True)
class Observed:
    """A slot seen as copy ``copy`` (0 or 1) of typed person ``person``; ``phase`` is the bit that swaps the copies, or -1."""

    person: int
    copy: int
    phase: int


@dataclass(frozen=True)
class _Sum:
    """Multiply ``parts`` (indices of factors), two at a time as ``recipe`` says, into factor ``out``.

    ``recipe`` holds for each step the axes of the product so far, of the next part and of the result, as einsum numbers them.
    """

    parts: tuple[int, ...]
    recipe: tuple[tuple[list[int], list[int], list[int]], ...]
    out: int
    made: int
    """Elements of the largest table made on the way."""
    work: int
    """Products formed, for one item."""

    def apply(self, have: dict[int, Array]) -> None:
        """Put the product in place of its parts."""
        have[self.out] = self(have)

    def __call__(self, have: dict[int, Array]) -> Array:
        """The product, with axes that are not in the recipe's last result summed; axis 0 broadcasts over items."""
        table = have.pop(self.parts[0])
        for i, (left, right, target) in zip((*self.parts[1:], -1), self.recipe, strict=False):
            table = np.einsum(table, left, have.pop(i) if i >= 0 else _ONE, right, target)  # type: ignore[arg-type]
        return table


_ONE = np.ones(1)


@dataclass(frozen=True)
class _Apart:
    """Sum the slot of a child: ``below`` is the product of what stands under it, slot first; ``picks`` are the two factors (bit, copy,
    slot), which become ``outs``: (bit, copy, rest)."""

    below: _Sum
    picks: tuple[int, int]
    recipe: tuple[tuple[list[int], list[int], list[int]], ...]
    outs: tuple[int, int]
    made: int
    work: int

    def apply(self, have: dict[int, Array]) -> None:
        """Put both tables in place of the picks and of what they were multiplied by."""
        below = self.below(have)
        for value, (i, (left, right, target)) in enumerate(zip(self.picks, self.recipe, strict=True)):
            pick = have.pop(i)
            own = np.einsum(pick[:, value], left, below, right, target)  # type: ignore[arg-type]
            table = np.full((len(own), 2, *own.shape[1:]), pick[0, 1 - value, 0, 0])
            table[:, value] = own
            have[self.outs[value]] = table


@dataclass(frozen=True)
class _Look:
    """Replace the observed axes of factor ``part`` by phases: axes of the result are ``phases`` then ``rest``.

    ``order`` brings the axes of the part into the order observed, then rest.
    """

    part: int
    order: tuple[int, ...]
    seen: tuple[Observed, ...]
    phases: tuple[int, ...]
    rest: tuple[int, ...]
    item: bool
    out: int


@dataclass(frozen=True)
class Plan:
    """What to do, in order. Made by :func:`plan`."""

    factors: tuple[Factor, ...]
    first: tuple[_Sum, ...]
    looks: tuple[_Look, ...]
    then: tuple[_Sum | _Apart, ...]
    last: _Sum | None
    axes: dict[int, tuple[int, ...]]
    items: frozenset[int]
    keep: tuple[int, ...]
    largest: int
    """Elements of the largest table made for one item."""
    work: int
    """Products formed for one item."""

    def constants(self, leaf: Callable[[tuple[object, ...]], Array]) -> dict[int, Array]:
        """Tables that depend on the locus alone: ``leaf(source)`` must return ``[loci, *axes]``."""
        have = {i: leaf(f.source) for i, f in enumerate(self.factors) if not f.item}
        for step in self.first:
            have[step.out] = step(have)
        for look in self.looks:
            if not look.item:
                have[look.part] = np.ascontiguousarray(have[look.part].transpose(0, *(n + 1 for n in look.order)))
        return have

    def run(
        self, constants: dict[int, Array], locus: Codes, codes: Codes, leaf: Callable[[tuple[object, ...]], Array]
    ) -> Array:
        """Answers ``[items, *keep]``.

        ``locus`` is ``[items]`` (which locus of the constants), ``codes`` ``[items, typed, 2]`` allele codes, ``leaf(source)``
        the tables of item factors, ``[items, *axes]``.
        """
        have = dict(constants)
        for i, f in enumerate(self.factors):
            if f.item:
                have[i] = leaf(f.source)
        swapped = codes[:, :, ::-1]
        for look in self.looks:
            table = have.pop(look.part)
            if look.item:
                table = table.transpose(0, *(n + 1 for n in look.order))
            have[look.out] = _look_up(table, look, locus, codes, swapped)
        looked = {look.out for look in self.looks}
        for i in [i for i in have if i not in self.items and i not in looked]:
            have[i] = have[i] if len(have[i]) == 1 else have[i][locus]
        for step in self.then:
            step.apply(have)
        out = _ONE if self.last is None else self.last(have)
        return out if len(out) == len(locus) else np.broadcast_to(out, (len(locus), *out.shape[1:]))


def plan(
    factors: Sequence[Factor], observed: dict[int, Observed], bits: frozenset[int], keep: tuple[int, ...], states: int
) -> Plan:
    """Order the elimination of a network whose slots have ``states`` states. Sizes decide the order, never the answer.

    Phase bits stand in item factors only, and in none that holds an observed slot. Two orders are tried, the cheaper is kept: one may sum
    a bit although that ties slots together that stood in separate tables, the other puts such bits off. Where both are dear a third keeps
    the copies apart that a child may come from.
    """

    def price(option: Plan) -> tuple[bool, int]:
        return option.largest > ITEM_LIMIT or option.work > WORK_LIMIT, option.work

    found = min((_ordered(factors, observed, bits, keep, states, tie) for tie in (False, True)), key=price)
    if found.work < WORTH_APART:
        return found
    apart = _ordered(factors, observed, bits, keep, states, tie=False, apart=True)
    refused, work = price(apart)
    return apart if (refused, work * GAIN_APART) <= price(found) else found


def _ordered(
    factors: Sequence[Factor],
    observed: dict[int, Observed],
    bits: frozenset[int],
    keep: tuple[int, ...],
    states: int,
    tie: bool,
    apart: bool = False,
) -> Plan:
    axes = {i: f.axes for i, f in enumerate(factors)}
    items = {i for i, f in enumerate(factors) if f.item}
    live = set(axes)
    counter = len(factors)

    def size(variables: set[int]) -> int:
        return math.prod(2 if v in bits else states for v in variables)

    fixed = {*observed, *keep, *(seen.phase for seen in observed.values())}

    def widens(v: int, parts: tuple[int, ...]) -> bool:
        """True if summing the bit ``v`` would tie slots together that stood in separate tables."""
        slots = [{u for u in axes[i] if u not in bits} for i in parts]
        return v in bits and len(set().union(*slots)) > max(map(len, slots))

    first: list[_Sum] = []
    while not apart:
        choice = _cheapest(
            axes, live, size, lambda v, parts: not items & set(parts) and v not in fixed and not widens(v, parts)
        )
        if choice is None or choice[0] > CONSTANT_LIMIT:
            break
        _, var, parts = choice
        counter, live = _replace(first, axes, live, var, parts, counter, size)
    looks, live = _looks(axes, live, items, observed, counter)
    counter += len(looks)
    then: list[_Sum | _Apart] = []
    largest = work = max((size(set(axes[i])) for i in live), default=1)
    while True:
        choice = None if tie else _cheapest(axes, live, size, lambda v, parts: v not in keep and not widens(v, parts))
        choice = choice or _cheapest(axes, live, size, lambda v, parts: v not in keep)
        if choice is None:
            break
        left, var, parts = choice
        alone = _parted(factors, axes, live, size, keep, left) if apart else None
        was = counter
        if alone is not None:
            counter, live = _keep_apart(then, axes, live, *alone, counter, size)
        else:
            counter, live = _replace(then, axes, live, var, parts, counter, size)
        largest, work = max(largest, then[-1].made), work + then[-1].work
        items.update(range(was, counter))
    last = _sum(tuple(sorted(live)), axes, keep, counter, size) if live else None
    return Plan(tuple(factors), tuple(first), tuple(looks), tuple(then), last, axes, frozenset(items), keep, largest, work)


def _looks(
    axes: dict[int, tuple[int, ...]], live: set[int], items: set[int], observed: dict[int, Observed], counter: int
) -> tuple[list[_Look], set[int]]:
    """One look-up for each live factor with an observed slot; ``axes`` and ``items`` learn of what it becomes."""
    looks: list[_Look] = []
    for i in sorted(live):
        seen = tuple(v for v in axes[i] if v in observed)
        if not seen:
            continue
        rest = tuple(v for v in axes[i] if v not in observed)
        phases = tuple(dict.fromkeys(observed[v].phase for v in seen if observed[v].phase >= 0))
        order = tuple(axes[i].index(v) for v in (*seen, *rest))
        looks.append(_Look(i, order, tuple(observed[v] for v in seen), phases, rest, i in items, counter))
        axes[counter] = phases + rest
        items.add(counter)
        live = (live - {i}) | {counter}
        counter += 1
    return looks, live


def _parted(
    factors: Sequence[Factor],
    axes: dict[int, tuple[int, ...]],
    live: set[int],
    size: Callable[[set[int]], int],
    keep: tuple[int, ...],
    most: int,
) -> tuple[int, tuple[int, int], tuple[int, ...]] | None:
    """The slot whose two picks can each take what stands below it, leaving tables of at most ``most`` elements: (slot, picks, others)."""
    pairs: dict[tuple[int, int], list[int]] = {}
    for i in sorted(live):
        if i < len(factors) and factors[i].picks >= 0 and axes[i] == factors[i].axes:
            pairs.setdefault((axes[i][0], axes[i][2]), []).append(i)
    best: tuple[int, int, tuple[int, int], tuple[int, ...]] | None = None
    for (bit, slot), two in pairs.items():
        others = tuple(i for i in sorted(live) if slot in axes[i] and i not in two)
        below = {u for i in others for u in axes[i]} - {slot}
        if slot in keep or len(two) != 2 or not others or bit in below:
            continue
        one, other = sorted(two, key=lambda i: factors[i].picks)
        left = max(size({bit, axes[i][1], *below}) for i in two)
        if left <= most and (best is None or (left, slot) < best[:2]):
            best = left, slot, (one, other), others
    return None if best is None else best[1:]


def _keep_apart(
    steps: list[_Sum | _Apart],
    axes: dict[int, tuple[int, ...]],
    live: set[int],
    slot: int,
    picks: tuple[int, int],
    others: tuple[int, ...],
    counter: int,
    size: Callable[[set[int]], int],
) -> tuple[int, set[int]]:
    rest = tuple(dict.fromkeys(v for i in others for v in axes[i] if v != slot))
    below = _sum(others, axes, (slot, *rest), counter, size)
    recipe, made, work = [], below.made, below.work
    for n, i in enumerate(picks):
        bit, copy, _ = axes[i]
        left = (copy, *(v for v in rest if v != copy))
        recipe.append(_numbered((copy, slot), (slot, *rest), left))
        axes[counter + n] = (bit, *left)
        made, work = max(made, size({bit, *left})), work + size({slot, *left})
    steps.append(_Apart(below, picks, tuple(recipe), (counter, counter + 1), made, work))
    return counter + 2, (live - {*picks, *others}) | {counter, counter + 1}


def _cheapest(
    axes: dict[int, tuple[int, ...]],
    live: set[int],
    size: Callable[[set[int]], int],
    allowed: Callable[[int, tuple[int, ...]], bool],
) -> tuple[int, int, tuple[int, ...]] | None:
    """The variable whose elimination leaves the smallest table: (size of that table, variable, factors that hold it)."""
    holders: dict[int, list[int]] = {}
    for i in sorted(live):
        for v in axes[i]:
            holders.setdefault(v, []).append(i)
    best: tuple[int, int, int, tuple[int, ...]] | None = None
    for v, where in holders.items():
        parts = tuple(where)
        if allowed(v, parts):
            union = {u for i in parts for u in axes[i]}
            option = (size(union - {v}), size(union), v, parts)
            if best is None or option < best:
                best = option
    return None if best is None else (best[0], best[2], best[3])


def _replace(
    steps: list[Any],
    axes: dict[int, tuple[int, ...]],
    live: set[int],
    var: int,
    parts: tuple[int, ...],
    counter: int,
    size: Callable[[set[int]], int],
) -> tuple[int, set[int]]:
    union = tuple(dict.fromkeys(v for i in parts for v in axes[i] if v != var))
    steps.append(_sum(parts, axes, union, counter, size))
    axes[counter] = union
    return counter + 1, (live - set(parts)) | {counter}


def _sum(
    parts: tuple[int, ...],
    axes: dict[int, tuple[int, ...]],
    out: tuple[int, ...],
    counter: int,
    size: Callable[[set[int]], int],
) -> _Sum:
    """Smallest parts first; an axis is summed as soon as no later part holds it. Axis 0 of every part is the item."""
    order = tuple(sorted(parts, key=lambda i: (size(set(axes[i])), i)))
    recipe = []
    have = axes[order[0]]
    made = work = size(set(have))
    for n, i in enumerate(order[1:], 1):
        later = set(out).union(*(axes[j] for j in order[n + 1 :]))
        joined = tuple(dict.fromkeys((*have, *axes[i])))
        wanted = out if n == len(order) - 1 else tuple(v for v in joined if v in later)
        recipe.append(_numbered(have, axes[i], wanted))
        have = wanted
        made, work = max(made, size(set(have))), work + size(set(joined))
    if have != out:
        recipe.append(_numbered(have, (), out))
    return _Sum(order, tuple(recipe), counter, made, work)


def _numbered(a: tuple[int, ...], b: tuple[int, ...], out: tuple[int, ...]) -> tuple[list[int], list[int], list[int]]:
    names = {v: n + 1 for n, v in enumerate(dict.fromkeys((*a, *b)))}
    left, right, target = ([0, *(names[v] for v in x)] for x in (a, b, out))
    return left, right, target


def _look_up(table: Array, look: _Look, locus: Codes, codes: Codes, swapped: Codes) -> Array:
    """Index the observed axes, which come first, by the observed alleles; a phase bit of 1 swaps the two copies."""
    items = len(locus)
    blank = [1] * len(look.phases)
    if look.item:
        index: list[Codes] = [np.arange(items).reshape(items, *blank)]
    else:
        index = [(locus if len(table) > 1 else np.zeros_like(locus)).reshape(items, *blank)]
    for seen in look.seen:
        if seen.phase < 0:
            index.append(codes[:, seen.person, seen.copy].reshape(items, *blank))
            continue
        shape = [items, *blank]
        shape[1 + look.phases.index(seen.phase)] = 2
        index.append((swapped if seen.copy else codes)[:, seen.person].reshape(shape))
    out: Array = table[tuple(index)]
    return out
