"""The haplogroup a profile belongs to, and what in it looks like a slip of the pen.

Likeness of a profile and a haplogroup over what was read (the measure of Kulczynski as used for haplogroups by Weissensteiner et al.
2016, Nucleic Acids Res. 44:W58)::

    (w(found) / w(expected) + w(found) / w(read)) / 2

``expected`` are the haplogroup's differences from the rCRS inside the ranges, ``read`` the profile's, ``found`` those in both; w adds up
weights that fall with how often a mutation arose (:func:`repatria.reference.phylotree.weight_of`; these weights are ours). Length
variants and 16519 are left out. A haplogroup is no evidence for a line; it serves to see slips, as in Bandelt et al. 2001, Ann. Hum.
Genet. 65:1: mutations that nobody ever had, and expected ones that are missing beside a similar one that is too many.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from repatria.model.mitotype import REGIONS, Mitotype, Ranges, Site
from repatria.model.tracts import NAMES, Rules
from repatria.reference.mtdna import rcrs
from repatria.reference.phylotree import Cell, haplogroups, occurrence_of, weight_of
from repatria.tables.mitotypes import canonical, ruled, shared, spans_of

LEFT_OUT = Rules(NAMES)
RESTLESS = frozenset({16519})
STEADY = 3
"""A mutation that arose on at most so many branches; if one such is missing, it is worth a look. An assumption."""
LEAST, APART = 0.9, 0.75
"""Parts that each fit some haplogroup at least so well, while the whole fits none better than so, point to two people. An assumption."""


@dataclass(frozen=True, slots=True)
class Haplogrouping:
    """``name`` is the best haplogroup, of ties the one nearest the rCRS; ``ties`` how many fit as well; ``likeness`` from 0 to 1.

    ``missing`` are expected and not read, ``private`` read and not expected, ``doubts`` sentences about possible slips.
    """

    profile: str
    name: str
    likeness: float
    ties: int
    found: tuple[str, ...]
    missing: tuple[str, ...]
    private: tuple[str, ...]
    doubts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class _Tree:
    names: tuple[str, ...]
    depth: NDArray[np.int64]
    cells: tuple[Cell, ...]
    index: dict[Cell, int]
    weights: NDArray[np.float64]
    holds: csr_matrix


@lru_cache(maxsize=1)
def _tree() -> _Tree:
    nodes = list(haplogroups().values())
    kept = [frozenset(c for c in node.cells if _counts(c)) for node in nodes]
    cells = tuple(sorted(frozenset().union(*kept)))
    index = {cell: i for i, cell in enumerate(cells)}
    rows = np.repeat(np.arange(len(nodes)), [len(k) for k in kept])
    columns = np.array([index[c] for k in kept for c in sorted(k)], dtype=np.int64)
    holds = csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(nodes), len(cells)))
    weights = np.array([weight_of(c) for c in cells])
    return _Tree(tuple(n.name for n in nodes), np.array([n.depth for n in nodes]), cells, index, weights, holds)


def _counts(cell: Cell) -> bool:
    position, insert, mask = cell
    return position not in RESTLESS and bool(ruled({(position, insert): mask}, LEFT_OUT, rcrs()))


def haplogroup_of(profile: Mitotype) -> Haplogrouping:
    """The best haplogroup of ``profile`` and its doubts."""
    spans = spans_of(profile)
    read = _read(profile)
    likeness, tree = _likeness(read, spans), _tree()
    top = float(likeness.max())
    best = np.flatnonzero(likeness >= top - 1e-12)
    chosen = min(best.tolist(), key=lambda i: (int(tree.depth[i]), tree.names[i]))
    expected = {tree.cells[j] for j in tree.holds[chosen].indices if _inside(tree.cells[j], spans)}
    plain = {c for c in read if c[2] in (1, 2, 4, 8, 16)}
    missing, private = expected - read, plain - expected
    missing = {c for c in missing if not any(r[:2] == c[:2] and r[2] & c[2] for r in read)}  # seen in a mixture
    return Haplogrouping(
        profile.id, tree.names[chosen], top, len(best), _texts(expected & read), _texts(missing), _texts(private),
        (*_doubts(missing, private), *_two_people(read, spans, top)),
    )  # fmt: skip


def _read(profile: Mitotype) -> set[Cell]:
    cells = ruled(canonical(profile, rcrs()), LEFT_OUT, rcrs())
    return {(p, i, m) for (p, i), m in cells.items() if p not in RESTLESS}


def _inside(cell: Cell, spans: Ranges) -> bool:
    return any(first <= cell[0] <= last for first, last in spans)


def _likeness(read: Iterable[Cell], spans: Ranges) -> NDArray[np.float64]:
    """``[haplogroups]`` likeness of what was read to each."""
    tree = _tree()
    inside = np.array([_inside(c, spans) for c in tree.cells])
    shown, plain = np.zeros(len(tree.cells)), np.zeros(len(tree.cells))
    own = 0.0
    for cell in read:
        single = cell[2] in (1, 2, 4, 8, 16)
        own += weight_of(cell) if single else 0.0
        for mask in (1, 2, 4, 8, 16):  # a mixture shows each of its states
            at = tree.index.get((cell[0], cell[1], mask)) if cell[2] & mask else None
            if at is not None:
                shown[at] = 1.0
                plain[at] = float(single)
    found = tree.holds @ (tree.weights * shown * inside)
    expected = tree.holds @ (tree.weights * inside)
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(expected > 0.0, found / expected, float(own == 0.0))
        other = tree.holds @ (tree.weights * plain * inside) / own if own > 0.0 else np.where(expected > found, 0.0, 1.0)
    return np.asarray((one + other) / 2.0)


def _texts(cells: Iterable[Cell]) -> tuple[str, ...]:
    return tuple(str(Site(*c)) for c in sorted(cells))


def _doubts(missing: set[Cell], private: set[Cell]) -> tuple[str, ...]:
    out = []
    for cell in sorted(private):
        word = str(Site(*cell))
        near = next((m for m in sorted(missing) if m[2] == cell[2] and _alike(m[0], cell[0])), None)
        twin = next((m for m in sorted(missing) if m[:2] == cell[:2]), None)
        if near is not None:
            out.append(f"{word} is not expected, and {Site(*near)} is missing: perhaps {Site(*near)} was meant.")
        elif twin is not None:
            out.append(f"{word} stands where {Site(*twin)} is expected: check the base.")
        elif occurrence_of(*cell) == 0:
            out.append(f"{word} is not known from PhyloTree 17: check it in the raw data.")
    for cell in sorted(missing):
        if occurrence_of(*cell) <= STEADY:
            out.append(f"{Site(*cell)} is expected and was not read; it seldom mutates: check the raw data.")
    return tuple(out)


def _alike(one: int, other: int) -> bool:
    """Whether two positions are one slip apart: the next position, one digit changed, or two neighbouring digits swapped."""
    a, b = str(one), str(other)
    if abs(one - other) == 1:
        return True
    if len(a) != len(b) or a == b:
        return False
    places = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    swapped = len(places) == 2 and places[1] == places[0] + 1 and a[places[0]] == b[places[1]] and a[places[1]] == b[places[0]]
    return len(places) == 1 or swapped


def _two_people(read: set[Cell], spans: Ranges, top: float) -> tuple[str, ...]:
    """A doubt if the two halves of a control region each fit a haplogroup well, of different branches, and the whole fits none."""
    tree = _tree()
    names = []
    for part in ("HV1", "HV2"):
        over = shared(spans, REGIONS[part])
        likeness = _likeness([c for c in read if _inside(c, over)], over) if over else np.zeros(1)
        if float(likeness.max()) < LEAST or top > APART:
            return ()
        best = np.flatnonzero(likeness >= likeness.max() - 1e-12)
        names.append({tree.names[i][0] for i in best.tolist()})
    if names[0] & names[1]:
        return ()
    told = " and ".join("/".join(sorted(letters)[:3]) for letters in names)
    return (f"HV1 and HV2 fit different branches of the tree ({told}) and together none: perhaps samples of two people.",)
