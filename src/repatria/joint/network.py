"""A problem as messages want it: clusters of victims, families, and the entries between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from repatria.joint.layout import Layout
from repatria.joint.problem import Floats, Problem
from repatria.kernels import joint_network as kernels

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Network:
    """Clusters and families with their entries (:mod:`repatria.kernels.joint_cluster`), sorted by cluster, family, set.

    ``weight`` of each term is divided by the ``price`` of its victims (natural log, the best single term of each, at least 0),
    so that products of large likelihood ratios stay within doubles. ``victim`` and ``column`` ``[parts, slots]`` say who is
    named what by a term within a part (-1 nobody), in the order of ``part``.
    """

    clusters: tuple[Indices, ...]
    size: Indices
    family_of_cluster: Indices
    entry_start: Indices
    mask: Indices
    cluster_of: Indices
    family_start: Indices
    weight: Floats
    part_start: Indices
    part: Indices
    victim: Indices
    column: Indices
    price: Floats


class Arranged(NamedTuple):
    """What of a network the weights do not change; ``order`` int64[terms] says where each of its terms stands in the layout."""

    family_of_cluster: Indices
    entry_start: Indices
    mask: Indices
    cluster_of: Indices
    part_start: Indices
    part: Indices
    victim: Indices
    column: Indices
    order: Indices


def network(problem: Problem, clusters: Sequence[Indices]) -> Network:
    """The network of ``problem`` with its victims in ``clusters`` (each victim in one)."""
    alone = [members.tolist() for members in clusters] == [[v] for v in range(len(problem.victims))]
    found = problem.layout.alone if alone else arranged(problem.layout, clusters)
    price, excess = problem.priced
    size = np.array([len(c) for c in clusters], dtype=np.int64)
    return Network(
        tuple(clusters), size, found.family_of_cluster, found.entry_start, found.mask, found.cluster_of, problem.layout.start,
        np.exp(excess[found.order]), found.part_start, found.part, found.victim, found.column, price,
    )  # fmt: skip


def arranged(layout: Layout, clusters: Sequence[Indices]) -> Arranged:
    """The terms of ``layout`` arranged by ``clusters`` (each victim in one)."""
    n, count = layout.victims, len(clusters)
    home, bit = np.full(n, -1, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for c, members in enumerate(clusters):
        home[members], bit[members] = c, np.arange(len(members))
    width = int(max((len(c) for c in clusters), default=1))
    terms, slots = layout.assigned.shape
    order, parts = np.empty(terms, dtype=np.int64), np.zeros(terms, dtype=np.int64)
    where, sets = np.empty((terms, slots), dtype=np.int64), np.empty((terms, slots), dtype=np.int64)
    kernels.arrange(layout.start, layout.assigned, home, bit, count, order, where, sets, parts)
    entries, pairs = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    kernels.count(layout.start, where, sets, parts, width, entries, pairs)
    part_start = np.concatenate([[0], np.cumsum(parts)]).astype(np.int64)
    family_of_cluster = np.concatenate([[0], np.cumsum(pairs)]).astype(np.int64)
    whole = int(entries.sum())
    entry_start = np.full(int(pairs.sum()) + 1, whole, dtype=np.int64)
    part, mask, cluster_of = (np.empty(k, dtype=np.int64) for k in (int(part_start[-1]), whole, whole))
    victim, column = np.empty((len(part), slots), dtype=np.int64), np.empty((len(part), slots), dtype=np.int64)
    kernels.number(
        layout.start, order, layout.assigned, layout.column, home, where, sets, parts, width, np.cumsum(entries) - entries,
        family_of_cluster[:-1].copy(), part, mask, cluster_of, entry_start, victim, column,
    )  # fmt: skip
    return Arranged(family_of_cluster, entry_start, mask, cluster_of, part_start, part, victim, column, order)
