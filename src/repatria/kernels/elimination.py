"""Sum a product of small tables over most of their axes: variable elimination, planned once, run on many items at once.

A *network* is a product of factors. Each factor has axes, called variables; a variable is an allele slot (as many states as the
locus has alleles) or a bit (which of two grandparental alleles was passed on; which of a typed person's two alleles is the
paternal one). Three kinds of variable need three treatments:

- *hidden* ones are summed away (bucket elimination, Dechter 1999; on pedigrees, Cannings, Thompson and Skolnick 1978);
- *observed* slots are replaced by a look-up: the slot takes one of the two observed alleles, chosen by a phase bit;
- *kept* ones remain as axes of the answer.

Factors that depend on the locus alone are summed first, once per locus, and shared by all items (``constants``); what depends
on observations follows, batched (``run``). Greedy smallest-table-first ordering opens loops like any other structure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]

CONSTANT_LIMIT = 1 << 18
"""Most elements per locus of a table computed once per locus."""
ITEM_LIMIT = 1 << 26
"""Most elements of any table for one item; beyond it the caller refuses."""


@dataclass(frozen=True)
class Factor:
    """A leaf: ``source`` tells the caller which array to supply; ``axes`` its variables; ``item`` if it varies by item."""

    source: tuple[object, ...]
    axes: tuple[int, ...]
    item: bool = False


@dataclass(frozen=True)
class Observed:
    """A slot seen as copy ``copy`` (0 or 1) of typed person ``person``; ``phase`` is the bit that swaps the copies, or -1."""

    person: int
    copy: int
    phase: int


@dataclass(frozen=True)
class _Sum:
    """Multiply ``parts`` (indices of factors) and keep ``axes``; the result gets index ``out``."""

    parts: tuple[int, ...]
    axes: tuple[int, ...]
    out: int


@dataclass(frozen=True)
class _Look:
    """Replace the observed axes of factor ``part`` by phases: axes of the result are ``phases`` then ``rest``."""

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
    then: tuple[_Sum, ...]
    last: tuple[int, ...]
    axes: dict[int, tuple[int, ...]]
    items: frozenset[int]
    keep: tuple[int, ...]
    largest: int

    def constants(self, leaf: Callable[[tuple[object, ...]], Array]) -> dict[int, Array]:
        """Tables that depend on the locus alone: ``leaf(source)`` must return ``[loci, *axes]``."""
        have = {i: leaf(f.source) for i, f in enumerate(self.factors) if not f.item}
        for step in self.first:
            have[step.out] = _contract([have.pop(i) for i in step.parts], [self.axes[i] for i in step.parts], step.axes)
        return have

    def run(self, constants: dict[int, Array], locus: Codes, codes: Codes, leaf: Callable[[tuple[object, ...]], Array]) -> Array:
        """Answers ``[items, *keep]``.

        ``locus`` is ``[items]`` (which locus of the constants), ``codes`` ``[items, typed, 2]`` allele codes, ``leaf(source)``
        the tables of item factors, ``[items, *axes]``.
        """
        have = dict(constants)
        for i, f in enumerate(self.factors):
            if f.item:
                have[i] = leaf(f.source)
        for look in self.looks:
            have[look.out] = _look_up(have.pop(look.part), look, self.axes[look.part], locus, codes)
        looked = {look.out for look in self.looks}
        for i in [i for i in have if i not in self.items and i not in looked]:
            have[i] = have[i] if len(have[i]) == 1 else have[i][locus]
        for step in self.then:
            have[step.out] = _contract([have.pop(i) for i in step.parts], [self.axes[i] for i in step.parts], step.axes)
        out = _contract([have[i] for i in self.last], [self.axes[i] for i in self.last], self.keep)
        return out if len(out) == len(locus) else np.broadcast_to(out, (len(locus), *out.shape[1:]))


def plan(factors: Sequence[Factor], observed: dict[int, Observed], bits: frozenset[int], keep: tuple[int, ...], states: int) -> Plan:
    """Order the elimination of a network whose slots have ``states`` states. Sizes decide the order, never the answer."""
    axes = {i: f.axes for i, f in enumerate(factors)}
    items = {i for i, f in enumerate(factors) if f.item}
    live = set(axes)
    counter = len(factors)

    def size(variables: set[int]) -> int:
        return math.prod(2 if v in bits else states for v in variables)

    first: list[_Sum] = []
    while True:
        choice = _cheapest(axes, live, size, lambda v, parts: not items & set(parts) and v not in observed and v not in keep)
        if choice is None or choice[0] > CONSTANT_LIMIT:
            break
        _, var, parts = choice
        counter, live = _replace(first, axes, live, var, parts, counter)
    looks: list[_Look] = []
    for i in sorted(live):
        seen = tuple(v for v in axes[i] if v in observed)
        if not seen:
            continue
        rest = tuple(v for v in axes[i] if v not in observed)
        phases = tuple(dict.fromkeys(observed[v].phase for v in seen if observed[v].phase >= 0))
        looks.append(_Look(i, tuple(axes[i].index(v) for v in seen), tuple(observed[v] for v in seen), phases, rest, i in items, counter))
        axes[counter] = phases + rest
        items.add(counter)
        live = (live - {i}) | {counter}
        counter += 1
    then: list[_Sum] = []
    largest = max((size(set(axes[i])) for i in live), default=1)
    while (choice := _cheapest(axes, live, size, lambda v, parts: v not in keep)) is not None:
        _, var, parts = choice
        largest = max(largest, size({v for i in parts for v in axes[i]}))
        was = counter
        counter, live = _replace(then, axes, live, var, parts, counter)
        items.add(was)
    return Plan(tuple(factors), tuple(first), tuple(looks), tuple(then), tuple(sorted(live)), axes, frozenset(items), keep, largest)


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
    steps: list[_Sum], axes: dict[int, tuple[int, ...]], live: set[int], var: int, parts: tuple[int, ...], counter: int
) -> tuple[int, set[int]]:
    union = tuple(dict.fromkeys(v for i in parts for v in axes[i] if v != var))
    steps.append(_Sum(parts, union, counter))
    axes[counter] = union
    return counter + 1, (live - set(parts)) | {counter}


def _contract(parts: list[Array], axes: list[tuple[int, ...]], out: tuple[int, ...]) -> Array:
    """Product of ``parts`` with every variable not in ``out`` summed; axis 0 is the item (or locus) and broadcasts."""
    if not parts:
        return np.ones((1,))
    order = sorted(range(len(parts)), key=lambda i: (parts[i].size, i))
    table, have = parts[order[0]], axes[order[0]]
    for n, i in enumerate(order[1:]):
        last = n == len(order) - 2
        later = set(out).union(*(axes[j] for j in order[n + 2 :]))
        joined = tuple(dict.fromkeys((*have, *axes[i])))
        wanted = out if last else tuple(v for v in joined if v in later)
        table, have = _pair(table, have, parts[i], axes[i], wanted), wanted
    if have != out:
        table = _pair(table, have, np.ones((1,)), (), out)
    return table


def _pair(a: Array, a_axes: tuple[int, ...], b: Array, b_axes: tuple[int, ...], out: tuple[int, ...]) -> Array:
    names = {v: n + 1 for n, v in enumerate(dict.fromkeys((*a_axes, *b_axes)))}
    left, right, target = ([0, *(names[v] for v in x)] for x in (a_axes, b_axes, out))
    result: Array = np.einsum(a, left, b, right, [*target])
    return result


def _look_up(table: Array, look: _Look, axes: tuple[int, ...], locus: Codes, codes: Codes) -> Array:
    """Index the observed axes by the observed alleles; a phase bit of 1 swaps the two copies."""
    rest = [n for n in range(len(axes)) if n not in look.order]
    table = table.transpose(0, *(n + 1 for n in look.order), *(n + 1 for n in rest))
    items = len(locus)
    blank = (1,) * len(look.phases)
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
        index.append(codes[:, seen.person, [seen.copy, 1 - seen.copy]].reshape(shape))
    out: Array = table[tuple(index)]
    return out
