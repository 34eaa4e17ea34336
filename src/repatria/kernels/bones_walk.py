"""A walk over partitions of an assemblage: bones settle one at a time, change places, and whole clusters part and join.

The walk's law is P(partition) ∝ prior(number of clusters) · Π over clusters of p(everything in the cluster). Three kinds of step
leave it unchanged: Gibbs steps of one unit (Neal 2000, J. Comput. Graph. Stat. 9:249, algorithm 3), exchanges of what two
clusters hold of one group or one element (Metropolis, symmetric), and sequentially allocated splits and merges (Dahl 2005,
"Sequentially-allocated merge-split sampler"). A *unit* is one bone, or several that are known to be of one person.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from repatria.kernels.bones_partition import cluster_value, pair_row, pair_terms

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
QUIET: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
inner = njit(cache=True, nogil=True, **QUIET)
"""For what only kernels call: no way in from Python is compiled, which is most of the time that compiling takes."""


class Bones(NamedTuple):
    """What stays the same in a walk over ``n`` bones in ``units``; ``groups`` are element and side.

    ``group`` ``opposite`` ``line`` ``box`` ``unit`` ``mate`` ``[n]``: opposite group or -1, maternal line or -1, container or -1,
    and the earlier bone of the same unit and element, or -1. ``first`` ``[units + 1]`` and ``member`` list the bones of units,
    ``never_first`` and ``never`` the units that never share a cluster with one. ``told pull base at pair …``: see
    :func:`repatria.kernels.bones_partition.pair_terms`. ``log_share`` ``log_more`` ``[containers]``: ln π and ln(ρ − 1) with
    ρ = 1 + (1 − s)/(s π), s the chance ``stray`` ``[1]`` that a bone lies elsewhere than its person's.
    """

    group: Codes
    opposite: Codes
    line: Codes
    box: Codes
    unit: Codes
    mate: Codes
    first: Codes
    member: Codes
    never_first: Codes
    never: Codes
    told: Array
    pull: Array
    base: Array
    at: Codes
    pair: Codes
    pair_told: Array
    pair_pull: Array
    pair_base: Array
    log_pools: Array
    log_people: Array
    log_line: Array
    log_share: Array
    log_more: Array
    stray: Array


class Clusters(NamedTuple):
    """A partition as it stands: ``label`` ``[n]``; by cluster ``held`` ``[n + 1, groups]`` its bones, its sums and its value.

    ``total`` is ln p of everything in the cluster: measurements, maternal line, containers.
    """

    label: Codes
    held: Codes
    size: Codes
    told: Array
    pull: Array
    base: Array
    value: Array
    total: Array


class Work(NamedTuple):
    """Room to calculate in, so that nothing is made anew at every step."""

    square: Array
    terms: Array
    g: Array
    h: Array
    b: Array
    g2: Array
    h2: Array
    b2: Array
    two_g: Array
    two_h: Array
    two_b: Array
    rows: Codes
    order: Codes
    weight: Array
    room: Codes
    fresh: Array
    barred: Codes


@inner
def started(z: Bones, label: Codes) -> Clusters:
    """The clusters of ``label`` (-1: stands nowhere yet), every sum built from its bones."""
    n, groups = len(label), int(max(z.group.max(), z.opposite.max())) + 1
    pools, r = z.pull.shape[1], z.pull.shape[2]
    return Clusters(
        label, np.full((n + 1, groups), -1), np.zeros(n + 1, dtype=np.int64), np.zeros((n + 1, r, r)),
        np.zeros((n + 1, pools, r)), np.zeros((n + 1, pools)), np.zeros(n + 1), np.zeros(n + 1),
    )  # fmt: skip


@inner
def worked(z: Bones) -> Work:
    """Room for one walk."""
    n, groups = len(z.group), int(max(z.group.max(), z.opposite.max())) + 1
    pools, r = z.pull.shape[1], z.pull.shape[2]
    return Work(
        np.empty((r, r)), np.empty(pools), np.empty((r, r)), np.empty((pools, r)), np.empty(pools), np.empty((r, r)),
        np.empty((pools, r)), np.empty(pools), np.empty((2, r, r)), np.empty((2, pools, r)), np.empty((2, pools)),
        np.empty((3, groups), dtype=np.int64), np.empty(n, dtype=np.int64), np.empty(n + 1), np.empty(n + 1, dtype=np.int64),
        np.empty(n + 1), np.full(n + 1, -1),
    )  # fmt: skip


@inner
def _more(g: Array, h: Array, b: Array, dg: Array, dh: Array, db: Array, sign: float) -> None:
    """``dg``, ``dh``, ``db`` times ``sign`` added to sums; plain loops, which compile in a tenth of the time of expressions."""
    for x in range(g.shape[0]):
        for y in range(g.shape[1]):
            g[x, y] += sign * dg[x, y]
    for x in range(h.shape[0]):
        b[x] += sign * db[x]
        for y in range(h.shape[1]):
            h[x, y] += sign * dh[x, y]


@inner
def _none(g: Array, h: Array, b: Array) -> None:
    for x in range(g.shape[0]):
        for y in range(g.shape[1]):
            g[x, y] = 0.0
    for x in range(h.shape[0]):
        b[x] = 0.0
        for y in range(h.shape[1]):
            h[x, y] = 0.0


@inner
def _copied(row: Codes, out: Codes) -> int:
    """``row`` into ``out``; how many bones stand in it."""
    bones = 0
    for x in range(len(row)):
        out[x] = row[x]
        if row[x] >= 0:
            bones += 1
    return bones


@inner
def _cleared(row: Codes) -> None:
    for x in range(len(row)):
        row[x] = -1


@inner
def _bones(row: Codes) -> int:
    bones = 0
    for i in row:
        if i >= 0:
            bones += 1
    return bones


@inner
def gathered(z: Bones, s: Clusters, w: Work) -> int:
    """Every sum of every cluster anew, so that rounding does not gather; the number of clusters."""
    for c in range(len(s.size)):
        _cleared(s.held[c])
        s.size[c] = 0
    for i in range(len(s.label)):
        if s.label[i] >= 0:
            s.held[s.label[i], z.group[i]] = i
            s.size[s.label[i]] += 1
    clusters = 0
    for c in range(len(s.size)):
        if s.size[c]:
            built(z, s.held[c], w, s.told[c], s.pull[c], s.base[c])
            s.value[c] = cluster_value(s.told[c], s.pull[c], s.base[c], z.log_pools, w.square, w.terms)
            s.total[c] = s.value[c] + beside(z, s.held[c])
            clusters += 1
    return clusters


@inner
def built(z: Bones, row: Codes, w: Work, g: Array, h: Array, b: Array) -> None:
    """The sums of the cluster whose bones by group are ``row``; a left bone comes with its right."""
    _none(g, h, b)
    for x in range(len(row)):
        i = row[x]
        if i < 0:
            continue
        j = row[z.opposite[i]] if z.opposite[i] >= 0 else -1
        if j < 0:
            _more(g, h, b, z.told[z.at[i]], z.pull[i], z.base[i], 1.0)
        elif x < z.opposite[i]:
            at = pair_row(i, j, z.pair)
            _more(g, h, b, z.pair_told[z.pair[4 * len(z.at) + at]], z.pair_pull[at], z.pair_base[at], 1.0)


@inner
def beside(z: Bones, row: Codes) -> float:
    """What is not measured: ln share of the cluster's maternal line, and ln of how well its containers go together.

    A person's bones lie in one container, each with chance 1 − s, or anywhere; the container is drawn by its share π. Relative to
    bones that lie anywhere: Σ_m π_m Π_i [s + (1 − s)(container of i is m)/π_m], 1 for one bone.
    """
    out, line = 0.0, -1
    known, inner = 0, 0.0
    for x in range(len(row)):
        i = row[x]
        if i >= 0 and z.line[i] >= 0:
            line = z.line[i]
        if i >= 0 and z.box[i] >= 0:
            known += 1
            before = 0
            for y in range(x):
                if row[y] >= 0 and z.box[row[y]] == z.box[i]:
                    before += 1
            more = z.log_more[z.box[i]]
            inner = _log_sum(inner, z.log_share[z.box[i]] + before * _log_sum(0.0, more) + more)
    if line >= 0:
        out += z.log_line[line]
    return out + inner + known * np.log(z.stray[0]) if known else out


@inner
def _log_sum(a: float, b: float) -> float:
    top = max(a, b)
    return float(top + np.log(np.exp(a - top) + np.exp(b - top)))


@inner
def one_line(z: Bones, row: Codes) -> bool:
    """Whether no two maternal lines stand in ``row``."""
    line = -1
    for i in row:
        if i >= 0 and z.line[i] >= 0:
            if line >= 0 and line != z.line[i]:
                return False
            line = z.line[i]
    return True


@inner
def added(z: Bones, u: int, row: Codes, w: Work) -> None:
    """What unit ``u`` adds to the sums of a cluster whose bones are ``row``, into ``w.g``, ``w.h``, ``w.b``."""
    for q in range(z.first[u], z.first[u + 1]):
        i = z.member[q]
        j = z.mate[i]
        if j < 0 and z.opposite[i] >= 0:
            j = row[z.opposite[i]]
        if q == z.first[u]:
            pair_terms(z.told, z.pull, z.base, z.at, i, j, z.pair, z.pair_told, z.pair_pull, z.pair_base, w.g, w.h, w.b)
        else:
            pair_terms(z.told, z.pull, z.base, z.at, i, j, z.pair, z.pair_told, z.pair_pull, z.pair_base, w.g2, w.h2, w.b2)
            _more(w.g, w.h, w.b, w.g2, w.h2, w.b2, 1.0)


@inner
def has_room(z: Bones, u: int, row: Codes) -> bool:
    """Whether ``row`` holds nothing of the groups of unit ``u``, and no other maternal line."""
    line = -1
    for q in range(z.first[u], z.first[u + 1]):
        if row[z.group[z.member[q]]] >= 0:
            return False
        if z.line[z.member[q]] >= 0:
            line = z.line[z.member[q]]
    if line >= 0:
        for i in row:
            if i >= 0 and z.line[i] >= 0 and z.line[i] != line:
                return False
    return True


@inner
def _placed(z: Bones, u: int, row: Codes, there: bool) -> None:
    for q in range(z.first[u], z.first[u + 1]):
        row[z.group[z.member[q]]] = z.member[q] if there else -1


@inner
def _leaves(z: Bones, s: Clusters, w: Work, u: int) -> int:
    """Take unit ``u`` out of its cluster; 1 if nothing is left of it, 0 if something is or it stood nowhere."""
    c = s.label[z.member[z.first[u]]]
    if c < 0:
        return 0
    _placed(z, u, s.held[c], False)
    s.size[c] -= z.first[u + 1] - z.first[u]
    if s.size[c] == 0:
        _none(s.told[c], s.pull[c], s.base[c])
        s.value[c], s.total[c] = 0.0, 0.0
        return 1
    added(z, u, s.held[c], w)
    _more(s.told[c], s.pull[c], s.base[c], w.g, w.h, w.b, -1.0)
    s.value[c] = cluster_value(s.told[c], s.pull[c], s.base[c], z.log_pools, w.square, w.terms)
    s.total[c] = s.value[c] + beside(z, s.held[c])
    return 0


@inner
def settle(z: Bones, s: Clusters, w: Work, u: int, clusters: int, heat: float, draw: float, share: NDArray[np.float32]) -> int:
    """One Gibbs step: unit ``u`` leaves its cluster and joins one, or a new one, by their probabilities; clusters there are then.

    ``share`` ``[n, n]`` (or empty) gathers the probabilities with which its bones join those of each cluster.
    """
    clusters -= _leaves(z, s, w, u)
    for q in range(z.never_first[u], z.never_first[u + 1]):
        other = s.label[z.member[z.first[z.never[q]]]]
        if other >= 0 and z.never[q] != u:
            w.barred[other] = u
    plain = z.line[z.member[z.first[u]]] < 0 and z.box[z.member[z.first[u]]] < 0 and z.first[u + 1] - z.first[u] == 1
    choices, free = 0, -1
    for c in range(len(s.size)):
        if s.size[c] == 0:
            free = c if free < 0 else free
            continue
        if w.barred[c] == u or not has_room(z, u, s.held[c]):
            continue
        added(z, u, s.held[c], w)
        _more(w.g, w.h, w.b, s.told[c], s.pull[c], s.base[c], 1.0)
        w.fresh[choices] = cluster_value(w.g, w.h, w.b, z.log_pools, w.square, w.terms)
        w.weight[choices] = w.fresh[choices] - s.value[c] + z.log_people[clusters]
        if not plain:
            before = s.total[c] - s.value[c]
            _placed(z, u, s.held[c], True)
            w.weight[choices] += beside(z, s.held[c]) - before
            _placed(z, u, s.held[c], False)
        w.room[choices] = c
        choices += 1
    for q in range(z.never_first[u], z.never_first[u + 1]):
        other = s.label[z.member[z.first[z.never[q]]]]
        if other >= 0:
            w.barred[other] = -1
    added(z, u, s.held[free], w)
    w.fresh[choices] = cluster_value(w.g, w.h, w.b, z.log_pools, w.square, w.terms)
    _placed(z, u, s.held[free], True)
    w.weight[choices] = w.fresh[choices] + beside(z, s.held[free]) + z.log_people[clusters + 1]
    _placed(z, u, s.held[free], False)
    w.room[choices] = free
    pick = _drawn(w.weight[: choices + 1], heat, draw, z, s, w.room, u, share)
    c = w.room[pick]
    new = 1 if s.size[c] == 0 else 0
    added(z, u, s.held[c], w)
    _more(s.told[c], s.pull[c], s.base[c], w.g, w.h, w.b, 1.0)
    _placed(z, u, s.held[c], True)
    for q in range(z.first[u], z.first[u + 1]):
        s.label[z.member[q]] = c
        s.size[c] += 1
    s.value[c] = w.fresh[pick]
    s.total[c] = s.value[c] + beside(z, s.held[c])
    return clusters + new


@inner
def _drawn(
    weight: Array, heat: float, draw: float, z: Bones, s: Clusters, room: Codes, u: int, share: NDArray[np.float32]
) -> int:
    """A choice with chances e^(weight/heat), ``draw`` uniform on [0, 1); its chances are added to ``share``."""
    top = weight.max()
    total = 0.0
    for x in weight:
        total += np.exp((x - top) / heat)
    pick, step = -1, draw * total
    for c in range(len(weight)):
        chance = np.exp((weight[c] - top) / heat)
        step -= chance
        if step < 0.0 and pick < 0:
            pick = c
        if len(share) and chance > 1e-5 * total:
            for q in range(z.first[u], z.first[u + 1]):
                for j in s.held[room[c]]:
                    if j >= 0:
                        share[z.member[q], j] += np.float32(chance / total)
    return pick if pick >= 0 else int(np.argmax(weight))


@inner
def _apart(z: Bones, s: Clusters, row: Codes) -> bool:
    """Whether two units of ``row`` may never lie together."""
    for i in row:
        if i >= 0:
            u = z.unit[i]
            for q in range(z.never_first[u], z.never_first[u + 1]):
                for p in range(z.first[z.never[q]], z.first[z.never[q] + 1]):
                    if row[z.group[z.member[p]]] == z.member[p]:
                        return True
    return False


@inner
def _whole(z: Bones, row: Codes) -> bool:
    """Whether no unit stands in ``row`` in part."""
    for i in row:
        if i >= 0:
            u = z.unit[i]
            for p in range(z.first[u], z.first[u + 1]):
                if row[z.group[z.member[p]]] != z.member[p]:
                    return False
    return True


@inner
def _accepted(z: Bones, s: Clusters, w: Work, a: int, b: int, edge: float, heat: float) -> bool:
    """Clusters ``a`` and ``b`` become the rows 0 and 1 of ``w.rows`` if ln p gains more than ``edge``; sums and labels follow.

    An empty row stands for a cluster that is no more. Rows are known to be allowed.
    """
    fresh = np.zeros(2)
    gain = -s.total[a] - s.total[b]
    for k in range(2):
        built(z, w.rows[k], w, w.two_g[k], w.two_h[k], w.two_b[k])
        if _bones(w.rows[k]):
            fresh[k] = cluster_value(w.two_g[k], w.two_h[k], w.two_b[k], z.log_pools, w.square, w.terms)
            gain += fresh[k] + beside(z, w.rows[k])
    if gain / heat <= edge:
        return False
    for k in range(2):
        c = a if k == 0 else b
        _none(s.told[c], s.pull[c], s.base[c])
        _more(s.told[c], s.pull[c], s.base[c], w.two_g[k], w.two_h[k], w.two_b[k], 1.0)
        s.size[c], s.value[c] = _copied(w.rows[k], s.held[c]), fresh[k]
        s.total[c] = fresh[k] + beside(z, w.rows[k])
        for i in w.rows[k]:
            if i >= 0:
                s.label[i] = c
    return True


@inner
def exchange(z: Bones, s: Clusters, w: Work, i: int, b: int, both: bool, heat: float, draw: float) -> bool:
    """The cluster of bone ``i`` and cluster ``b`` change what they hold of its group, or (``both``) of its element."""
    a = s.label[i]
    _copied(s.held[a], w.rows[0])
    _copied(s.held[b], w.rows[1])
    for side in range(2 if both and z.opposite[i] >= 0 else 1):
        g = z.group[i] if side == 0 else z.opposite[i]
        w.rows[0, g], w.rows[1, g] = s.held[b, g], s.held[a, g]
    for k in range(2):
        if not _bones(w.rows[k]) or not _whole(z, w.rows[k]) or not one_line(z, w.rows[k]) or _apart(z, s, w.rows[k]):
            return False
    return bool(_accepted(z, s, w, a, b, np.log(draw + 1e-300), heat))


@inner
def part_or_join(z: Bones, s: Clusters, w: Work, u: int, v: int, clusters: int, heat: float, rng: np.random.Generator) -> int:
    """Split the cluster that units ``u`` and ``v`` share, or merge their two; clusters there are then.

    Everything else in the clusters is allocated in random order to the one of ``u`` or of ``v`` by their probabilities; a merge
    is weighed by the chance that such a split would undo it.
    """
    a, b = s.label[z.member[z.first[u]]], s.label[z.member[z.first[v]]]
    if a != b:
        _copied(s.held[a], w.rows[2])
        for x in range(len(w.rows[2])):
            if s.held[b, x] >= 0:
                if w.rows[2, x] >= 0:
                    return clusters
                w.rows[2, x] = s.held[b, x]
        if not one_line(z, w.rows[2]) or _apart(z, s, w.rows[2]):
            return clusters
    chance = _allocated(z, s, w, u, v, a, b, rng)
    draw = rng.random()
    if a == b:
        free = 0
        while s.size[free]:
            free += 1
        edge = np.log(draw + 1e-300) + (chance - z.log_people[clusters + 1] + z.log_people[clusters]) / heat
        return clusters + (1 if _accepted(z, s, w, a, free, edge, heat) else 0)
    _copied(w.rows[2], w.rows[0])
    _cleared(w.rows[1])
    edge = np.log(draw + 1e-300) - (chance + z.log_people[clusters - 1] - z.log_people[clusters]) / heat
    return clusters - (1 if _accepted(z, s, w, a, b, edge, heat) else 0)


@inner
def _allocated(z: Bones, s: Clusters, w: Work, u: int, v: int, a: int, b: int, rng: np.random.Generator) -> float:
    """ln chance of the allocation; into the rows 0 and 1: drawn where ``a`` is ``b``, as it stands where they are two."""
    left = 0
    for k in range(2 if a != b else 1):
        for i in s.held[a if k == 0 else b]:
            if i >= 0 and z.unit[i] != u and z.unit[i] != v and z.member[z.first[z.unit[i]]] == i:
                w.order[left] = z.unit[i]
                left += 1
    _cleared(w.rows[0])
    _cleared(w.rows[1])
    value = np.empty(2)
    for k in range(2):
        _placed(z, u if k == 0 else v, w.rows[k], True)
        built(z, w.rows[k], w, w.two_g[k], w.two_h[k], w.two_b[k])
        value[k] = cluster_value(w.two_g[k], w.two_h[k], w.two_b[k], z.log_pools, w.square, w.terms)
    chance = 0.0
    for x in range(left):
        y = x + int(rng.random() * (left - x))
        w.order[x], w.order[y] = w.order[y], w.order[x]
        unit = w.order[x]
        new = np.empty(2)
        for k in range(2):
            added(z, unit, w.rows[k], w)
            _more(w.g, w.h, w.b, w.two_g[k], w.two_h[k], w.two_b[k], 1.0)
            new[k] = cluster_value(w.g, w.h, w.b, z.log_pools, w.square, w.terms)
        lean = (new[1] - value[1]) - (new[0] - value[0])
        if a == b:
            k = 1 if rng.random() * (1.0 + np.exp(-lean)) < 1.0 else 0
        else:
            k = 0 if s.label[z.member[z.first[unit]]] == a else 1
        chance -= _log_sum(0.0, -lean if k else lean)
        added(z, unit, w.rows[k], w)
        _more(w.two_g[k], w.two_h[k], w.two_b[k], w.g, w.h, w.b, 1.0)
        value[k] = new[k]
        _placed(z, unit, w.rows[k], True)
    return chance


@njit(cache=True, nogil=True)
def walk(
    z: Bones, label: Codes, heat: Array, rng: np.random.Generator, kept: Codes, trace: Array, share: NDArray[np.float32]
) -> None:
    """Sweeps over the partition ``label`` (changed in place), one for each of ``heat`` ``[sweeps]``, which divides ln p.

    ``kept`` ``[sweeps, n]`` receives the labels after each sweep, ``trace`` ``[sweeps, 2]`` ln posterior (up to a constant) and the
    number of clusters before it; ``share`` ``[n, n]`` (or empty) sums the chances of lying together over all sweeps.
    """
    n, units = len(label), len(z.first) - 1
    s, w = started(z, label), worked(z)
    for sweep in range(len(heat)):
        clusters = gathered(z, s, w)
        trace[sweep, 0], trace[sweep, 1] = z.log_people[clusters], clusters
        for c in range(n + 1):
            trace[sweep, 0] += s.total[c] if s.size[c] else 0.0
        for u in range(units):
            clusters = settle(z, s, w, u, clusters, heat[sweep], rng.random(), share)
        for step in range(4 * n):
            if clusters > 1:
                i, b = int(rng.random() * n), int(rng.random() * (n + 1))
                while s.size[b] == 0 or b == s.label[i]:
                    b = int(rng.random() * (n + 1))
                exchange(z, s, w, i, b, step % 2 == 0, heat[sweep], rng.random())
        for _ in range(units):
            u, v = int(rng.random() * units), int(rng.random() * units)
            if u != v:
                clusters = part_or_join(z, s, w, u, v, clusters, heat[sweep], rng)
        for i in range(n):
            kept[sweep, i] = s.label[i]


@njit(cache=True, nogil=True)
def worth(z: Bones, label: Codes) -> float:
    """ln posterior, up to a constant, of the partition ``label``."""
    s, w = started(z, label), worked(z)
    out = z.log_people[gathered(z, s, w)]
    for c in range(len(s.size)):
        out += s.total[c] if s.size[c] else 0.0
    return float(out)
