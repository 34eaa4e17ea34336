"""Sum a product of small tables over most of their axes: variable elimination, planned once, run on many items at once.

What a network is and how a plan is carried out stands here; in which order its variables go, in
:mod:`repatria.kernels.elimination_order`.

A *network* is a product of factors. Each factor has axes, called variables; a variable is an allele slot (as many states as the
locus has alleles) or a bit (which of two grandparental alleles was passed on; which of a typed person's two alleles is the
paternal one). Three kinds of variable need three treatments:

- *hidden* ones are summed away (bucket elimination, Dechter 1999; on pedigrees, Cannings, Thompson and Skolnick 1978);
- *observed* slots are replaced by a look-up: the slot takes one of the two observed alleles, chosen by a phase bit;
- *kept* ones remain as axes of the answer.

Factors that depend on the locus alone are summed first, once per locus, and shared by all items (``constants``); what depends
on observations follows, batched (``run``).

A child's allele comes from one of two grandparental copies, and a bit says from which. Summed as one table it would tie the two copies
together, although for either value of the bit one of them has nothing to say. Where that is much cheaper each copy gets a table of
its own (:class:`Apart`): what the child knows where the bit picks this copy, and one where it picks the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]


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
class Sum:
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
class Apart:
    """Sum the slot of a child: ``below`` is the product of what stands under it, slot first; ``picks`` are the two factors (bit, copy,
    slot), which become ``outs``: (bit, copy, rest)."""

    below: Sum
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
class Look:
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
    """What to do, in order. Made by :func:`repatria.kernels.elimination_order.plan`."""

    factors: tuple[Factor, ...]
    first: tuple[Sum, ...]
    looks: tuple[Look, ...]
    then: tuple[Sum | Apart, ...]
    last: Sum | None
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


def _look_up(table: Array, look: Look, locus: Codes, codes: Codes, swapped: Codes) -> Array:
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
