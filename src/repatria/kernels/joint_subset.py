"""Subset dynamic programming over at most 30 bits: families take disjoint sets of victims, one family after the other.

A table ``src[T]`` holds the total weight of all ways in which the families so far use exactly the victims in T. Adding a
family with set weights w[S] is the disjoint union product ``out[U] = sum over S ⊆ U of src[U ^ S] w[S]``. Every term is
positive: nothing cancels. The backward table in complement coordinates obeys the same product, and the mass of a set is the
inner product over its supersets. ``*_max`` are the same in (max, +) on logarithms.

Sets come ordered by nothing in particular; ``masks`` are int64 bit sets, ``weights`` their values. A table is walked in
blocks that fit the first cache, and within a block in runs as long as the lowest bit of the set allows. Every function does
the blocks ``start`` to ``stop`` of ``out`` (of the inner product), so that blocks can be shared among threads.
Source: dynamic programming over subsets, Held & Karp (1962), J. SIAM 10:196-210, applied to assignment.
"""

from __future__ import annotations

import math

from numba import njit

BLOCK_BITS = 12


@njit(cache=True, nogil=True, fastmath={"contract"})
def gather_sum(src, masks, weights, n, start, stop, out):  # type: ignore[no-untyped-def]
    """Fill ``out[U] = sum_{S ⊆ U} src[U ^ S] weights[S]``; src, out float64[2**n]."""
    low = min(n, BLOCK_BITS)
    size = 1 << low
    for high in range(start, stop):
        base = high << low
        out[base : base + size] = 0.0
        for k in range(len(masks)):
            s = masks[k]
            s_high, s_low, w = s >> low, s & (size - 1), weights[k]
            if s_high & ~high:
                continue
            origin = (high ^ s_high) << low
            rest = (size - 1) ^ s_low
            run = size if s_low == 0 else s_low & -s_low
            outer = rest & ~(run - 1)
            t = 0
            while True:
                for r in range(t, t + run):
                    out[base + s_low + r] += src[origin + r] * w
                t = (t - outer) & outer
                if t == 0:
                    break


@njit(cache=True, nogil=True, fastmath={"nnan", "nsz"})
def gather_max(src, masks, weights, n, start, stop, out):  # type: ignore[no-untyped-def]
    """Fill ``out[U] = max_{S ⊆ U} src[U ^ S] + weights[S]``; logarithms, -inf impossible."""
    low = min(n, BLOCK_BITS)
    size = 1 << low
    for high in range(start, stop):
        base = high << low
        out[base : base + size] = -float("inf")
        for k in range(len(masks)):
            s = masks[k]
            s_high, s_low, w = s >> low, s & (size - 1), weights[k]
            if s_high & ~high:
                continue
            origin = (high ^ s_high) << low
            rest = (size - 1) ^ s_low
            run = size if s_low == 0 else s_low & -s_low
            outer = rest & ~(run - 1)
            t = 0
            while True:
                for r in range(t, t + run):
                    out[base + s_low + r] = max(out[base + s_low + r], src[origin + r] + w)
                t = (t - outer) & outer
                if t == 0:
                    break


@njit(cache=True, nogil=True, fastmath={"contract", "reassoc"})
def dot_sum(src, back, masks, n, start, stop, out):  # type: ignore[no-untyped-def]
    """Fill ``out[S] = sum_{U ⊇ S} src[U ^ S] back[full ^ U]``; ``back`` is in complement coordinates."""
    low = min(n, BLOCK_BITS)
    size = 1 << low
    full = (1 << n) - 1
    out[:] = 0.0
    for high in range(start, stop):
        base = high << low
        for k in range(len(masks)):
            s = masks[k]
            s_high, s_low = s >> low, s & (size - 1)
            if s_high & ~high:
                continue
            origin = (high ^ s_high) << low
            rest = (size - 1) ^ s_low
            run = size if s_low == 0 else s_low & -s_low
            outer = rest & ~(run - 1)
            mirror = full - base - s_low
            total = 0.0
            t = 0
            while True:
                for r in range(t, t + run):
                    total += src[origin + r] * back[mirror - r]
                t = (t - outer) & outer
                if t == 0:
                    break
            out[k] += total


@njit(cache=True, nogil=True, fastmath={"nnan", "nsz"})
def dot_max(src, back, masks, n, start, stop, out):  # type: ignore[no-untyped-def]
    """Fill ``out[S] = max_{U ⊇ S} src[U ^ S] + back[full ^ U]``; logarithms."""
    low = min(n, BLOCK_BITS)
    size = 1 << low
    full = (1 << n) - 1
    out[:] = -float("inf")
    for high in range(start, stop):
        base = high << low
        for k in range(len(masks)):
            s = masks[k]
            s_high, s_low = s >> low, s & (size - 1)
            if s_high & ~high:
                continue
            origin = (high ^ s_high) << low
            rest = (size - 1) ^ s_low
            run = size if s_low == 0 else s_low & -s_low
            outer = rest & ~(run - 1)
            mirror = full - base - s_low
            best = out[k]
            t = 0
            while True:
                for r in range(t, t + run):
                    best = max(best, src[origin + r] + back[mirror - r])
                t = (t - outer) & outer
                if t == 0:
                    break
            out[k] = best


@njit(cache=True, nogil=True)
def gather_log(src, masks, weights, n, start, stop, out):  # type: ignore[no-untyped-def]
    """:func:`gather_sum` on logarithms, for weights that no scaling brings into the range of a float; slow and safe.

    Takes all blocks at once (``start`` 0, ``stop`` their number).
    """
    peak = src.copy()
    gather_max(src, masks, weights, n, start, stop, peak)
    out[:] = 0.0
    full = (1 << n) - 1
    for k in range(len(masks)):
        rest = full ^ masks[k]
        t = 0
        while True:
            u = t | masks[k]
            if peak[u] > -float("inf"):
                out[u] += math.exp(src[t] + weights[k] - peak[u])
            t = (t - rest) & rest
            if t == 0:
                break
    for u in range(full + 1):
        out[u] = math.log(out[u]) + peak[u] if out[u] > 0.0 else -float("inf")


@njit(cache=True, nogil=True)
def dot_log(src, back, masks, n, start, stop, out):  # type: ignore[no-untyped-def]
    """:func:`dot_sum` on logarithms."""
    full = (1 << n) - 1
    peaks = out.copy()
    dot_max(src, back, masks, n, start, stop, peaks)
    for k in range(len(masks)):
        rest = full ^ masks[k]
        total = 0.0
        t = 0
        while peaks[k] > -float("inf"):
            total += math.exp(src[t] + back[full ^ (t | masks[k])] - peaks[k])
            t = (t - rest) & rest
            if t == 0:
                break
        out[k] = math.log(total) + peaks[k] if total > 0.0 else -float("inf")
