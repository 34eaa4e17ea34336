"""In which order the variables of a network go: greedy, the smallest table first, so that sizes decide the order and never the answer.

The orders of Dechter (1999) and Cannings, Thompson and Skolnick (1978); it opens loops like any other structure. What a plan is and
how it is carried out: :mod:`repatria.kernels.elimination`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from repatria.kernels.elimination import Apart, Factor, Look, Observed, Plan, Sum

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

    first: list[Sum] = []
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
    then: list[Sum | Apart] = []
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
) -> tuple[list[Look], set[int]]:
    """One look-up for each live factor with an observed slot; ``axes`` and ``items`` learn of what it becomes."""
    looks: list[Look] = []
    for i in sorted(live):
        seen = tuple(v for v in axes[i] if v in observed)
        if not seen:
            continue
        rest = tuple(v for v in axes[i] if v not in observed)
        phases = tuple(dict.fromkeys(observed[v].phase for v in seen if observed[v].phase >= 0))
        order = tuple(axes[i].index(v) for v in (*seen, *rest))
        looks.append(Look(i, order, tuple(observed[v] for v in seen), phases, rest, i in items, counter))
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
    steps: list[Sum | Apart],
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
    steps.append(Apart(below, picks, tuple(recipe), (counter, counter + 1), made, work))
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
) -> Sum:
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
    return Sum(order, tuple(recipe), counter, made, work)


def _numbered(a: tuple[int, ...], b: tuple[int, ...], out: tuple[int, ...]) -> tuple[list[int], list[int], list[int]]:
    names = {v: n + 1 for n, v in enumerate(dict.fromkeys((*a, *b)))}
    left, right, target = ([0, *(names[v] for v in x)] for x in (a, b, out))
    return left, right, target
