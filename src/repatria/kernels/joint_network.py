"""Arranging the terms of a problem by clusters of victims: everything in one pass over each family, without sorting it all.

Terms stand family after family. ``home[v]`` is the cluster of victim v and ``bit[v]`` his place in it. A term has one *part* for
each cluster it takes victims from; terms of one part come first, by cluster and set of victims.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def arrange(start, assigned, home, bit, clusters, order, where, sets, parts):  # type: ignore[no-untyped-def]
    """Fill ``order``, and beside it ``where`` (clusters ``[terms, slots]``, -1 none), ``sets`` (bits) and ``parts`` (how many).

    start int64[families + 1], assigned int64[terms, slots] victims or -1.
    """
    slots = assigned.shape[1]
    most = 0
    for f in range(len(start) - 1):
        most = max(most, start[f + 1] - start[f])
    of, bits, count = np.empty((most, slots), np.int64), np.empty((most, slots), np.int64), np.empty(most, np.int64)
    bucket, place = np.empty(most, np.int64), np.empty(clusters + 2, np.int64)
    for f in range(len(start) - 1):
        a, b = start[f], start[f + 1]
        place[:] = 0
        for t in range(b - a):
            count[t] = _divided(assigned[a + t], home, bit, of[t], bits[t])
            bucket[t] = clusters
            if count[t] == 1:
                for s in range(slots):
                    if of[t, s] >= 0:
                        bucket[t] = of[t, s]
            place[bucket[t] + 1] += 1
        for c in range(clusters + 1):
            place[c + 1] += place[c]
        for t in range(b - a):
            at = a + place[bucket[t]]
            place[bucket[t]] += 1
            own = _only(of[t], bits[t])
            while (
                bucket[t] < clusters and at > a and parts[at - 1] == 1 and _later(where[at - 1], sets[at - 1], bucket[t], own)
            ):
                order[at], parts[at] = order[at - 1], parts[at - 1]
                where[at], sets[at] = where[at - 1], sets[at - 1]
                at -= 1
            order[at], parts[at] = a + t, count[t]
            where[at], sets[at] = of[t], bits[t]


@njit(cache=True, nogil=True)
def _divided(victims, home, bit, of, bits):  # type: ignore[no-untyped-def]
    """Clusters and sets of one term, each cluster once, in ``of`` and ``bits``; how many there are."""
    count = 0
    for s in range(len(victims)):
        of[s], bits[s] = -1, 0
        if victims[s] >= 0:
            mine, there = np.int64(1) << bit[victims[s]], s
            for earlier in range(s):
                if of[earlier] == home[victims[s]]:
                    there = earlier
            of[there] = home[victims[s]]
            bits[there] |= mine
            if there == s:
                count += 1
    return count


@njit(cache=True, nogil=True)
def _only(of, bits):  # type: ignore[no-untyped-def]
    """The set of the last part: of a term of one part, its set."""
    found = np.int64(0)
    for s in range(len(of)):
        if of[s] >= 0:
            found = bits[s]
    return found


@njit(cache=True, nogil=True)
def _later(where, sets, cluster, own):  # type: ignore[no-untyped-def]
    """Whether the term placed there is of the same cluster and of a later set than ``own``."""
    for s in range(len(where)):
        if where[s] >= 0:
            return where[s] == cluster and sets[s] > own
    return False


@njit(cache=True, nogil=True)
def count(start, where, sets, parts, width, entries, pairs):  # type: ignore[no-untyped-def]
    """Add to ``entries`` and ``pairs`` ``[clusters]`` how many entries and how many families each cluster has."""
    for f in range(len(start) - 1):
        codes = _codes(start[f], start[f + 1], where, sets, parts, width)
        before = np.int64(-1)
        for code in codes:
            entries[code >> width] += 1
            if code >> width != before:
                pairs[code >> width] += 1
                before = code >> width


@njit(cache=True, nogil=True)
def _codes(a, b, where, sets, parts, width):  # type: ignore[no-untyped-def]
    """The different (cluster, set) of a family's terms as one number each, ascending."""
    total = 0
    for t in range(a, b):
        total += parts[t]
    out = np.empty(total, np.int64)
    k, ascending = 0, True
    for t in range(a, b):
        for s in range(where.shape[1]):
            if where[t, s] >= 0:
                code = where[t, s] << width | sets[t, s]
                if k and code < out[k - 1]:
                    ascending = False
                if not (k and code == out[k - 1]):
                    out[k] = code
                    k += 1
    return out[:k] if ascending else np.unique(out[:k])


@njit(cache=True, nogil=True)
def number(  # type: ignore[no-untyped-def]
    start, order, assigned, column, home, where, sets, parts, width, next_entry, next_pair, part, mask, cluster_of,
    entry_start, victim, columns,
):  # fmt: skip
    """Number the entries by cluster, family, set, and fill what stands beside parts and entries.

    ``next_entry`` and ``next_pair`` ``[clusters]`` are where each cluster's begin; ``victim`` and ``columns`` ``[parts, slots]``.
    """
    p = 0
    for f in range(len(start) - 1):
        codes = _codes(start[f], start[f + 1], where, sets, parts, width)
        place = np.empty(len(codes), np.int64)
        before = np.int64(-1)
        for k, code in enumerate(codes):
            c = code >> width
            if c != before:
                entry_start[next_pair[c]] = next_entry[c]
                next_pair[c] += 1
                before = c
            e = next_entry[c]
            next_entry[c] += 1
            mask[e], cluster_of[e], place[k] = code & ((1 << width) - 1), c, e
        k = 0
        for t in range(start[f], start[f + 1]):
            for s in range(where.shape[1]):
                if where[t, s] >= 0:
                    code = where[t, s] << width | sets[t, s]
                    if codes[k] != code:
                        k = k + 1 if k + 1 < len(codes) and codes[k + 1] == code else np.searchsorted(codes, code)
                    part[p] = place[k]
                    for slot in range(where.shape[1]):
                        v = assigned[order[t], slot]
                        inside = v >= 0 and home[v] == where[t, s]
                        victim[p, slot] = v if inside else -1
                        columns[p, slot] = column[order[t]] + slot if inside else -1
                    p += 1
