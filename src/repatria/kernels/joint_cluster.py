"""Messages between clusters of victims and families: a cluster is summed exactly over subsets, a family over its terms.

An *entry* is a set of a cluster's victims (``mask``, bits) that some term of a family takes together. ``inward[e]`` is what the
family makes of it for the cluster: the weight of the terms that take exactly this set from the cluster, over the weight of the
terms that take nobody from it. ``outward[e]`` is what the cluster makes of it for the family: the weight of all that the
cluster can do without these victims and without the family, over what it can do with them. All numbers are positive and nothing
is subtracted, so that nothing cancels.
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def to_clusters(first, last, family_start, weight, part_start, part, cluster_of, outward, inward):  # type: ignore[no-untyped-def]
    """Fill ``inward`` for the entries of families ``first..last``.

    family_start int64[families + 1] into terms; those of one part come first, by cluster. ``part`` int64 are entries, those of
    term t at ``part_start[t]:part_start[t + 1]``; ``cluster_of`` int64[entries].
    """
    for f in range(first, last):
        a, b = family_start[f], family_start[f + 1]
        if part_start[b] - part_start[a] == b - a:  # nearly all families: no term ties two clusters
            _apart(a, b, weight, part_start[a], part, cluster_of, outward, inward)
            continue
        value, after = np.empty(b - a), np.zeros(b - a + 1)
        several = b
        for t in range(a, b):
            v = weight[t]
            for p in range(part_start[t], part_start[t + 1]):
                v *= outward[part[p]]
                inward[part[p]] = 0.0
            value[t - a] = v
            if part_start[t + 1] - part_start[t] > 1 and several == b:
                several = t
        for t in range(several - 1, a - 1, -1):
            after[t - a] = after[t - a + 1] + value[t - a]
        for t in range(a, b):
            for p in range(part_start[t], part_start[t + 1]):
                inward[part[p]] += _without(t, p, weight, part_start, part, outward)
        before, start = 0.0, a
        while start < several:
            c = cluster_of[part[part_start[start]]]
            stop, mine = start, 0.0
            while stop < several and cluster_of[part[part_start[stop]]] == c:
                mine += value[stop - a]
                stop += 1
            other = 1.0 + before + after[stop - a]
            for t in range(several, b):
                if not _touches(t, c, part_start, part, cluster_of):
                    other += value[t - a]
            _divide(f, c, start, stop, several, b, part_start, part, cluster_of, inward, other)
            before += mine
            start = stop


@njit(cache=True, nogil=True)
def _apart(a, b, weight, first, part, cluster_of, outward, inward):  # type: ignore[no-untyped-def]
    """Fill ``inward`` for a family whose terms ``a..b`` have one part each, the first of them ``part[first]``."""
    value, after = np.empty(b - a), np.zeros(b - a + 1)
    for t in range(b - a - 1, -1, -1):
        value[t] = weight[a + t] * outward[part[first + t]]
        after[t] = after[t + 1] + value[t]
    before, start = 0.0, 0
    while start < b - a:
        c = cluster_of[part[first + start]]
        stop, mine = start, 0.0
        while stop < b - a and cluster_of[part[first + stop]] == c:
            mine += value[stop]
            stop += 1
        other = 1.0 + before + after[stop]
        while start < stop:  # terms of one entry are neighbours
            e, total = part[first + start], 0.0
            while start < stop and part[first + start] == e:
                total += weight[a + start]
                start += 1
            inward[e] = total / other
        before += mine


@njit(cache=True, nogil=True)
def _without(t, p, weight, part_start, part, outward):  # type: ignore[no-untyped-def]
    """Weight of term t with all its parts in place but part p, which is left to its cluster."""
    out = weight[t]
    for q in range(part_start[t], part_start[t + 1]):
        if q != p:
            out *= outward[part[q]]
    return out


@njit(cache=True, nogil=True)
def _touches(t, c, part_start, part, cluster_of):  # type: ignore[no-untyped-def]
    found = False
    for p in range(part_start[t], part_start[t + 1]):
        found = found or cluster_of[part[p]] == c
    return found


@njit(cache=True, nogil=True)
def _divide(f, c, start, stop, several, b, part_start, part, cluster_of, inward, other):  # type: ignore[no-untyped-def]
    """Divide every entry of cluster c in family f once: those of single parts are neighbours, others stand in later terms."""
    seen = -1
    for t in range(start, stop):
        e = part[part_start[t]]
        if e != seen:
            inward[e] /= other
            seen = e
    for t in range(several, b):
        for p in range(part_start[t], part_start[t + 1]):
            e = part[p]
            if cluster_of[e] == c and not _earlier(e, start, stop, several, t, part_start, part):
                inward[e] /= other


@njit(cache=True, nogil=True)
def _earlier(e, start, stop, several, t, part_start, part):  # type: ignore[no-untyped-def]
    for s in range(start, stop):
        if part[part_start[s]] == e:
            return True
    for s in range(several, t):
        for p in range(part_start[s], part_start[s + 1]):
            if part[p] == e:
                return True
    return False


@njit(cache=True, nogil=True)
def shares(weight, part_start, part, outward, share):  # type: ignore[no-untyped-def]
    """Fill ``share`` (beside ``part``): of each term within the entry of each of its parts."""
    total = np.zeros(len(outward))
    for t in range(len(weight)):
        for p in range(part_start[t], part_start[t + 1]):
            share[p] = _without(t, p, weight, part_start, part, outward)
            total[part[p]] += share[p]
    for p in range(len(part)):
        if share[p] > 0.0:
            share[p] /= total[part[p]]


@njit(cache=True, nogil=True)
def to_families(first, last, size, family_start, entry_start, mask, inward, final_start, final, outward, mass, use):  # type: ignore[no-untyped-def]
    """Sum clusters ``first..last``: fill ``outward`` and ``mass`` (P of each entry) and ``use`` (P of each set of victims used).

    size int64[clusters] victims of each; ``family_start`` int64[clusters + 1] into ``entry_start`` int64[families + 1] into
    entries; ``final`` float64 over subsets, cluster after cluster: what those outside the set weigh. Returns the smallest
    total of a cluster: near the smallest double the caller must not believe the numbers.
    """
    least = np.inf
    for c in range(first, last):
        if size[c] == 1:
            total = _one(c, family_start, entry_start, inward, final_start, final, outward, mass, use)
        else:
            total = _several(c, size, family_start, entry_start, mask, inward, final_start, final, outward, mass, use)
        least = min(least, total)
    return least


@njit(cache=True, nogil=True)
def _one(c, family_start, entry_start, inward, final_start, final, outward, mass, use):  # type: ignore[no-untyped-def]
    """A cluster of one victim: every family has one entry for it."""
    nobody, named = final[final_start[c]], final[final_start[c] + 1]
    a, b = entry_start[family_start[c]], entry_start[family_start[c + 1]]
    after = np.zeros(b - a + 1)
    for e in range(b - 1, a - 1, -1):
        after[e - a] = after[e - a + 1] + inward[e] * named
    total, before = nobody + after[0], nobody
    for e in range(a, b):
        w = inward[e] * named
        mass[e] = w / total
        outward[e] = named / (before + after[e - a + 1])
        before += w
    use[final_start[c]] = nobody / total
    use[final_start[c] + 1] = after[0] / total
    return total


@njit(cache=True, nogil=True)
def _several(c, size, family_start, entry_start, mask, inward, final_start, final, outward, mass, use):  # type: ignore[no-untyped-def]
    subsets = 1 << size[c]
    a, b = family_start[c], family_start[c + 1]
    forward = np.zeros((b - a + 1, subsets))
    forward[0, 0] = 1.0
    for f in range(a, b):
        here, there = forward[f - a], forward[f - a + 1]
        there[:] = here
        for e in range(entry_start[f], entry_start[f + 1]):
            _add(subsets, mask[e], inward[e], here, there)
    back = final[final_start[c] : final_start[c] + subsets].copy()
    total = 0.0
    for used in range(subsets):
        use[final_start[c] + used] = forward[b - a, used] * back[used]
        total += use[final_start[c] + used]
    for used in range(subsets):
        use[final_start[c] + used] /= total
    before = np.empty(subsets)
    for f in range(b - 1, a - 1, -1):
        here = forward[f - a]
        nothing = 0.0
        for used in range(subsets):
            nothing += here[used] * back[used]
            before[used] = back[used]
        for e in range(entry_start[f], entry_start[f + 1]):
            value = _take(subsets, mask[e], inward[e], here, back, before)
            mass[e] = value * inward[e] / total
            outward[e] = value / nothing
        back, before = before, back
    return total


@njit(cache=True, nogil=True)
def _add(subsets, bits, w, here, there):  # type: ignore[no-untyped-def]
    """Add to ``there`` what ``here`` gives with the set ``bits`` of weight ``w`` taken as well."""
    if bits & (bits - 1) == 0:  # one victim: runs of neighbours
        for high in range(0, subsets, 2 * bits):
            source, sink = here[high : high + bits], there[high + bits : high + 2 * bits]
            for k in range(len(source)):
                sink[k] += w * source[k]
    else:
        for used in range(subsets):
            if used & bits == 0:
                there[used | bits] += w * here[used]


@njit(cache=True, nogil=True)
def _take(subsets, bits, w, here, back, before):  # type: ignore[no-untyped-def]
    """What all ways with the set ``bits`` weigh, its own weight left out; ``before`` grows by the ways back through it."""
    value = 0.0
    if bits & (bits - 1) == 0:
        a, b, c, d = 0.0, 0.0, 0.0, 0.0  # four sums, always the same: faster than one, and the same bytes everywhere
        for high in range(0, subsets, 2 * bits):
            source, onward, sink = here[high : high + bits], back[high + bits : high + 2 * bits], before[high : high + bits]
            for k in range(len(source)):
                sink[k] += w * onward[k]
            run = len(source) // 4 * 4
            for k in range(0, run, 4):
                a += source[k] * onward[k]
                b += source[k + 1] * onward[k + 1]
                c += source[k + 2] * onward[k + 2]
                d += source[k + 3] * onward[k + 3]
            for k in range(run, len(source)):
                if k & 1:
                    b += source[k] * onward[k]
                else:
                    a += source[k] * onward[k]
        value = (a + b) + (c + d)
    else:
        for used in range(subsets):
            if used & bits == 0:
                value += here[used] * back[used | bits]
                before[used] += w * back[used | bits]
    return value


@njit(cache=True, nogil=True)
def named(mass, share, part, victim, column, table):  # type: ignore[no-untyped-def]
    """Add to ``table`` ``[victims, columns]`` what each part of a term says of its victims (``[parts, slots]``, -1 none)."""
    for slot in range(victim.shape[1]):
        for p in range(len(part)):
            if victim[p, slot] >= 0:
                table[victim[p, slot], column[p, slot]] += mass[part[p]] * share[p]


@njit(cache=True, nogil=True)
def both_named(first, last, part_start, part, mass, share, victim, both):  # type: ignore[no-untyped-def]
    """Add to ``both`` ``[victims, victims]`` P(term) for victims of different parts of one term, terms ``first..last``."""
    for t in range(first, last):
        a, b = part_start[t], part_start[t + 1]
        if b - a < 2:
            continue
        least = np.inf
        for p in range(a, b):
            least = min(least, mass[part[p]] * share[p])
        for p in range(a, b):
            for q in range(a, b):
                if p != q:
                    for s in range(victim.shape[1]):
                        for r in range(victim.shape[1]):
                            if victim[p, s] >= 0 and victim[q, r] >= 0:
                                both[victim[p, s], victim[q, r]] += least


@njit(cache=True, nogil=True)
def begun(family_start, part_start, part, victim, alone, outward):  # type: ignore[no-untyped-def]
    """Fill ``outward`` of every entry with the product of what ``alone`` ``[victims, families]`` says of its victims."""
    for f in range(len(family_start) - 1):
        for p in range(part_start[family_start[f]], part_start[family_start[f + 1]]):
            value = 1.0
            for s in range(victim.shape[1]):
                if victim[p, s] >= 0:
                    value *= alone[victim[p, s], f]
            outward[part[p]] = value


@njit(cache=True, nogil=True)
def heard_alone(family_start, part_start, part, cluster_of, outward, alone):  # type: ignore[no-untyped-def]
    """Fill ``alone`` ``[victims, families]`` from clusters of one victim each, in the order of victims."""
    for f in range(len(family_start) - 1):
        for p in range(part_start[family_start[f]], part_start[family_start[f + 1]]):
            alone[cluster_of[part[p]], f] = outward[part[p]]
