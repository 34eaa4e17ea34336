"""The network of a problem by sorting whole arrays: the slow twin of :func:`repatria.joint.network.network`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from repatria.joint.network import Indices, Network
from repatria.joint.problem import Floats, Problem

Terms = tuple[Indices, Indices, Indices, Floats]


def network(problem: Problem, clusters: Sequence[Indices]) -> Network:
    """The network of ``problem`` with its victims in ``clusters`` (each victim in one)."""
    n, families = len(problem.victims), problem.families
    home, bit = np.full(n + 1, -1, dtype=np.int64), np.zeros(n + 1, dtype=np.int64)
    for c, members in enumerate(clusters):
        home[members], bit[members] = c, np.arange(len(members))
    assigned, family, column, logs = terms_of(problem)
    price = np.zeros(n + 1)
    single = (assigned >= 0).sum(axis=1) == 1
    np.maximum.at(price, assigned[single].max(axis=1), logs[single])
    price[n] = 0.0
    where, sets = _parts(assigned, home, bit)
    parts = (where >= 0).sum(axis=1)
    at = np.where(parts == 1, where.max(axis=1, initial=-1), -1)
    bits = np.where(parts == 1, sets.max(axis=1, initial=0), 0)
    width = int(max((len(c) for c in clusters), default=1))
    order = np.argsort(((family * 2 + (parts > 1)) * (len(clusters) + 1) + at + 1) << width | bits, kind="stable")
    where, sets, assigned, column = where[order], sets[order], assigned[order], column[order]
    weight = np.exp(logs[order] - price[assigned].sum(axis=1))
    term, slot = np.nonzero(where >= 0)
    pair = where[term, slot] * max(1, len(families)) + family[order][term]
    entries, part = np.unique(pair << width | sets[term, slot], return_inverse=True)
    pairs, start = np.unique(entries >> width, return_index=True)
    cluster_of = (entries >> width) // max(1, len(families))
    inside = (home[assigned[term]] == where[term, slot][:, None]) & (assigned[term] >= 0)
    return Network(
        tuple(clusters),
        np.array([len(c) for c in clusters], dtype=np.int64),
        np.searchsorted(pairs // max(1, len(families)), np.arange(len(clusters) + 1)).astype(np.int64),
        np.append(start, len(entries)).astype(np.int64),
        entries & ((1 << width) - 1),
        cluster_of,
        np.searchsorted(family[order], np.arange(len(families) + 1)).astype(np.int64),
        weight,
        np.concatenate([[0], np.cumsum(parts[order])]).astype(np.int64),
        part.astype(np.int64),
        np.where(inside, assigned[term], -1),
        np.where(inside, column[term][:, None] + np.arange(assigned.shape[1]), -1),
        price[:n],
    )


def terms_of(problem: Problem) -> Terms:
    """All terms but "nobody": victims ``[terms, slots]`` (-1 nobody), family, first column, log weight."""
    widest = max((f.assigned.shape[1] for f in problem.families), default=1)
    assigned = [
        np.pad(f.assigned[1:], ((0, 0), (0, widest - f.assigned.shape[1])), constant_values=-1) for f in problem.families
    ]
    counts = np.array([len(a) for a in assigned], dtype=np.int64)
    return (
        np.concatenate([np.zeros((0, widest), dtype=np.int64), *assigned]).astype(np.int64),
        np.repeat(np.arange(len(counts)), counts),
        np.repeat(np.array(problem.first_column, dtype=np.int64), counts),
        np.concatenate([np.zeros(0), *[f.log_weight[1:] for f in problem.families]]),
    )


def _parts(assigned: Indices, home: Indices, bit: Indices) -> tuple[Indices, Indices]:
    """For each term its clusters ``[terms, slots]`` (-1 none, each once) and the sets of victims it takes from them."""
    where = np.where(assigned >= 0, home[assigned], -1)
    sets = np.where(assigned >= 0, np.int64(1) << bit[assigned], 0)
    for s in range(1, assigned.shape[1]):
        for earlier in range(s):
            same = (where[:, s] >= 0) & (where[:, s] == where[:, earlier])
            sets[same, earlier] |= sets[same, s]
            where[same, s], sets[same, s] = -1, 0
    return where, sets
