"""Where each person of a pedigree stands: generations as ranks, couples as blocks, blocks ordered by barycentre.

The idea of ordering layers by barycentres is Sugiyama, Tagawa and Toda (1981), IEEE Trans. Syst. Man Cybern. 11:109-125.
Lengths are in columns and ranks here; the drawing turns them into pixels. Deterministic: ties are broken by recorded order.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from repatria.model import Pedigree, Person

Key = str


@dataclass(slots=True)
class Node:
    """A symbol (``person``; ``None`` for an unnamed parent) or a point where the line of the person ``through`` passes."""

    key: Key
    person: Person | None
    sex: str = "U"
    rank: int = 0
    x: float = 0.0
    through: Key = ""


@dataclass(slots=True)
class Couple:
    """Two parents and their children, as keys.

    ``ways`` maps a child to the points its line passes, top to bottom. Where descent forbids that the parents stand level (a
    child's child with its grandfather), ``reach`` is the way of the upper parent's line down, and ``pair`` its lower end and
    the other parent; otherwise ``pair`` is the parents.
    """

    father: Key
    mother: Key
    children: list[Key] = field(default_factory=list)
    ways: dict[Key, list[Key]] = field(default_factory=dict)
    reach: list[Key] = field(default_factory=list)
    pair: tuple[Key, Key] = ("", "")
    related: bool = False


@dataclass(slots=True)
class Layout:
    """Symbols with rank and x (in columns, leftmost 0), couples, zygotes of several people, and rows from left to right."""

    nodes: dict[Key, Node]
    couples: list[Couple]
    zygotes: list[list[Key]]
    rows: list[list[Key]]

    def middle(self, couple: Couple) -> float:
        """x between the two parents."""
        return (self.nodes[couple.pair[0]].x + self.nodes[couple.pair[1]].x) / 2.0


def lay_out(pedigree: Pedigree) -> Layout:
    """Place everybody; several marriages, loops, single recorded parents and unconnected people included."""
    nodes = {p.id: Node(p.id, p, p.sex) for p in pedigree.people}
    couples, zygotes = _couples(pedigree, nodes)
    for couple in couples:
        couple.related = bool(_ancestors(couple.father, couples) & _ancestors(couple.mother, couples))
    _rank(nodes, couples, zygotes)
    _pass_through(nodes, couples)
    layout = Layout(nodes, couples, zygotes, [])
    blocks = _blocks(layout)
    _order(layout, blocks)
    left = min((n.x for n in nodes.values()), default=0.0)
    for node in nodes.values():
        node.x -= left
    return layout


def _couples(pedigree: Pedigree, nodes: dict[Key, Node]) -> tuple[list[Couple], list[list[Key]]]:
    couples: dict[tuple[Key, Key], Couple] = {}
    zygotes: dict[str, list[Key]] = {}
    for person in pedigree.people:
        if person.twins:
            zygotes.setdefault(person.twins, []).append(person.id)
        if person.father is None and person.mother is None:
            continue
        # an unnamed parent belongs to one zygote: two children of one recorded parent may have different other parents
        unnamed = f"\0{person.twins or person.id}"
        father, mother = person.father or unnamed, person.mother or unnamed
        if unnamed in (father, mother):
            nodes.setdefault(unnamed, Node(unnamed, None, "M" if person.father is None else "F"))
        couples.setdefault((father, mother), Couple(father, mother)).children.append(person.id)
    return list(couples.values()), [z for z in zygotes.values() if len(z) > 1]


def _ancestors(who: Key, couples: Sequence[Couple]) -> set[Key]:
    """``who`` and everybody above."""
    parents = {child: (c.father, c.mother) for c in couples for child in c.children}
    found, waiting = {who}, [who]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def _rank(nodes: dict[Key, Node], couples: Sequence[Couple], zygotes: Sequence[Sequence[Key]]) -> None:
    """Children below parents; partners level wherever descent allows it; founders just above their children."""
    group = {key: key for key in nodes}

    def merge(one: Key, other: Key) -> None:
        trial = {k: group[one] if g == group[other] else g for k, g in group.items()}
        if _levels(trial, couples) is not None:
            group.update(trial)

    for zygote in zygotes:
        for key in zygote[1:]:
            merge(zygote[0], key)
    for couple in couples:
        merge(couple.father, couple.mother)
    level = _levels(group, couples) or {}
    with_parents = {group[child] for c in couples for child in c.children}
    for g in sorted(set(group.values()) - with_parents, key=lambda g: -level[g]):
        below = [level[group[child]] for c in couples for child in c.children if g in (group[c.father], group[c.mother])]
        level[g] = max(level[g], min(below) - 1) if below else level[g]
    for key, node in nodes.items():
        node.rank = level[group[key]]


def _levels(group: dict[Key, Key], couples: Sequence[Couple]) -> dict[Key, int] | None:
    """Longest path from the top for each group, or ``None`` if the groups would form a circle."""
    steps = {(group[p], group[child]) for c in couples for child in c.children for p in (c.father, c.mother)}
    level = dict.fromkeys(group.values(), 0)
    for _ in range(len(level) + 1):
        moved = False
        for above, below in steps:
            if level[below] < level[above] + 1:
                level[below], moved = level[above] + 1, True
        if not moved:
            return level
    return None


def _pass_through(nodes: dict[Key, Node], couples: Sequence[Couple]) -> None:
    """Reserve a column in each rank that a line crosses on its way to a child or to a partner further down."""

    def points(who: Key, towards: Key, first: int, last: int) -> list[Key]:
        keys = [f"\1{who}\1{towards}\1{rank}" for rank in range(first, last)]
        for rank, key in enumerate(keys, first):
            nodes[key] = Node(key, None, rank=rank, through=who)
        return keys

    for couple in couples:
        upper, lower = sorted((couple.father, couple.mother), key=lambda k: nodes[k].rank)
        top = nodes[lower].rank
        couple.reach = points(upper, lower, nodes[upper].rank + 1, top + 1)
        couple.pair = (couple.reach[-1], lower) if couple.reach else (couple.father, couple.mother)
        couple.ways = {child: points(child, "", top + 1, nodes[child].rank) for child in couple.children}


def _blocks(layout: Layout) -> list[list[list[Key]]]:
    """For each rank the blocks: people who must stand side by side because they are partners or one zygote."""
    links: dict[Key, list[Key]] = {key: [] for key in layout.nodes}
    for zygote in layout.zygotes:
        for one, other in itertools.pairwise(zygote):
            links[one].append(other)
            links[other].append(one)
    for c in layout.couples:
        links[c.pair[0]].append(c.pair[1])
        links[c.pair[1]].append(c.pair[0])
    ranks = 1 + max((n.rank for n in layout.nodes.values()), default=0)
    result: list[list[list[Key]]] = [[] for _ in range(ranks)]
    seen: set[Key] = set()
    for key in layout.nodes:
        if key not in seen:
            members = _reach(key, links)
            hub = max(members, key=lambda k: len(links[k]))
            result[layout.nodes[key].rank].append(_chain(hub, links, seen))
    return result


def _reach(key: Key, links: dict[Key, list[Key]]) -> list[Key]:
    found = [key]
    for k in found:
        found.extend(x for x in dict.fromkeys(links[k]) if x not in found)
    return found


def _chain(hub: Key, links: dict[Key, list[Key]], seen: set[Key]) -> list[Key]:
    """The block from left to right, the person with most partners amid them."""
    seen.add(hub)
    arms = [_chain(k, links, seen) for k in links[hub] if k not in seen]
    left = [k for arm in arms[: len(arms) // 2] for k in reversed(arm)]
    return [*left, hub, *(k for arm in arms[len(arms) // 2 :] for k in arm)]


def _order(layout: Layout, blocks: list[list[list[Key]]]) -> None:
    """Barycentre sweeps, then swaps and turns of single blocks while they shorten the lines."""

    def settle() -> float:
        layout.rows = [[k for block in row for k in block] for row in blocks]
        _columns(layout)
        return _cost(layout)

    best = settle()
    for sweep in range(6):
        kept = [list(row) for row in blocks]
        for row in blocks if sweep % 2 else reversed(blocks):
            row.sort(key=lambda block: sum(_pull(layout, k) for k in block) / len(block))
        cost = settle()
        if cost < best - 1e-9:
            best = cost
        else:
            blocks[:] = kept
    for _ in range(4):
        before = best
        for row in blocks:
            for i in range(len(row)):
                for change in (_turn, _swap):
                    change(row, i)
                    cost = settle()
                    if cost < best - 1e-9:
                        best = cost
                    else:
                        change(row, i)
        if best >= before - 1e-9:
            break
    settle()


def _turn(row: list[list[Key]], i: int) -> None:
    row[i] = row[i][::-1]


def _swap(row: list[list[Key]], i: int) -> None:
    if i + 1 < len(row):
        row[i], row[i + 1] = row[i + 1], row[i]


def _pull(layout: Layout, key: Key) -> float:
    """Where the lines of a symbol would like it to stand: the mean of its parents' middle and of its children's."""
    wishes = list(_wishes(layout, key))
    return sum(wishes) / len(wishes) if wishes else layout.nodes[key].x


def _wishes(layout: Layout, key: Key) -> Iterable[float]:
    nodes = layout.nodes
    who = nodes[key].through or key
    if who != key:
        yield nodes[who].x
    for c in layout.couples:
        if who in c.children and (who == key or key in c.ways[who]):
            yield layout.middle(c)
        if key in c.pair:
            yield nodes[key].x + sum(nodes[k].x for k in c.children) / len(c.children) - layout.middle(c)


def _columns(layout: Layout) -> None:
    """Give x to everybody: at least one column apart, as near as possible to where the lines pull (least squares per row)."""
    for row in layout.rows:
        for i, key in enumerate(row):
            layout.nodes[key].x = i - (len(row) - 1) / 2.0
    for sweep in range(10):
        for row in layout.rows if sweep % 2 else layout.rows[::-1]:
            wished = [_pull(layout, key) - i for i, key in enumerate(row)]
            for i, (key, x) in enumerate(zip(row, _increasing(wished), strict=True)):
                layout.nodes[key].x = x + i


def _increasing(wished: Sequence[float]) -> list[float]:
    """The nearest non-decreasing sequence in least squares (pool adjacent violators)."""
    pools: list[list[float]] = []
    for value in wished:
        pools.append([value, 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, n), (b, m) = pools[-2], pools[-1]
            pools[-2:] = [[(a * n + b * m) / (n + m), n + m]]
    return [mean for mean, n in pools for _ in range(int(n))]


def _cost(layout: Layout) -> float:
    """Length of the horizontal lines plus a penalty for every crossing and for partners who do not stand together."""
    nodes = layout.nodes
    lines: list[tuple[int, float, float]] = []
    cost = 0.0
    for c in layout.couples:
        gap = abs(nodes[c.pair[0]].x - nodes[c.pair[1]].x)
        cost += 2.0 * (gap - 1.0) if gap > 1.01 else 0.0
        stops = [nodes[k].x for k in (next(k for k in (c.father, c.mother) if k not in c.pair), *c.reach)] if c.reach else []
        lines += [(nodes[c.reach[i]].rank - 1, a, b) for i, (a, b) in enumerate(itertools.pairwise(stops))]
        for child in c.children:
            stops = [layout.middle(c), *(nodes[k].x for k in (*c.ways[child], child))]
            lines += [(nodes[child].rank - len(stops) + i, a, b) for i, (a, b) in enumerate(itertools.pairwise(stops))]
    cost += sum(abs(a - b) for _, a, b in lines)
    for i, (rank, a, b) in enumerate(lines):
        cost += sum(8.0 for other, c, d in lines[:i] if other == rank and (a - c) * (b - d) < -1e-9)
    return cost
