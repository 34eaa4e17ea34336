"""Mitochondrial profiles against each other as sorted lists of sites that differ from the reference.

A site is an integer, position × 64 + number of the inserted base; what was read there is a set of bases as bits (A 1, C 2, G 4,
T 8, no base 16). A row is the slice ``starts[i]:starts[i + 1]``. Two rows differ at a site where their sets share nothing; a run
of deleted or of inserted bases counts once. All rows given together are read over the same positions.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Sites = NDArray[np.int32]
Masks = NDArray[np.uint8]
Starts = NDArray[np.int64]
Signs = NDArray[np.uint64]
Floats = NDArray[np.float64]
END = np.int32(2**31 - 1)


@njit(cache=True, nogil=True)
def project(sites: Sites, masks: Masks, starts: Starts, rows: Starts, spans: Starts) -> tuple[Sites, Masks, Starts]:
    """The chosen ``rows`` with only the sites inside ``spans`` [k, 2], positions first to last, sorted."""
    total = 0
    for r in rows:
        total += starts[r + 1] - starts[r]
    out_sites, out_masks = np.empty(total, dtype=np.int32), np.empty(total, dtype=np.uint8)
    out_starts = np.zeros(len(rows) + 1, dtype=np.int64)
    n = 0
    for i, r in enumerate(rows):
        k = 0
        for t in range(starts[r], starts[r + 1]):
            position = sites[t] >> 6
            while k < len(spans) and spans[k, 1] < position:
                k += 1
            if k < len(spans) and spans[k, 0] <= position:
                out_sites[n], out_masks[n] = sites[t], masks[t]
                n += 1
        out_starts[i + 1] = n
    return out_sites[:n], out_masks[:n], out_starts


@njit(cache=True, nogil=True)
def digests(sites: Sites, masks: Masks, starts: Starts) -> tuple[Signs, Signs]:
    """``[rows, 2]`` 128-bit digests of the rows, and ``[rows]`` signs: one bit per substitution, toggled.

    Rows are the same if their digests are. Of two rows at least half as many sites differ as their signs differ in bits.
    """
    rows = len(starts) - 1
    out, signs = np.empty((rows, 2), dtype=np.uint64), np.zeros(rows, dtype=np.uint64)
    for i in range(rows):
        a, b = np.uint64(1469598103934665603), np.uint64(11400714819323198485)
        for t in range(starts[i], starts[i + 1]):
            word = (np.uint64(sites[t]) << np.uint64(5)) | np.uint64(masks[t])
            a = (a ^ word) * np.uint64(1099511628211)
            a ^= a >> np.uint64(29)
            b = (b + word) * np.uint64(0xBF58476D1CE4E5B9)
            b ^= b >> np.uint64(31)
            single = masks[t] == 1 or masks[t] == 2 or masks[t] == 4 or masks[t] == 8
            if single and sites[t] & 63 == 0:
                mixed = word * np.uint64(0x9E3779B97F4A7C15)
                signs[i] ^= np.uint64(1) << (mixed >> np.uint64(58))
        out[i, 0], out[i, 1] = a, b
    return out, signs


@njit(cache=True, nogil=True)
def ones(word: np.uint64) -> int:
    """How many bits of ``word`` are set."""
    word = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return int((word * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(cache=True, nogil=True)
def differences(
    sa: Sites, ma: Masks, a: int, a_end: int, sb: Sites, mb: Masks, b: int, b_end: int, reference: Masks, most: int
) -> int:
    """In how many places two rows differ, or ``most`` + 1 as soon as there are more. ``reference`` [positions + 1] by position."""
    count, last, last_gap = 0, -1000, 0
    while a < a_end or b < b_end:
        x = sa[a] if a < a_end else END
        y = sb[b] if b < b_end else END
        site = min(x, y)
        base = np.uint8(16) if site & 63 else reference[site >> 6]
        left = ma[a] if x == site else base
        right = mb[b] if y == site else base
        a += x == site
        b += y == site
        if left & right:
            continue
        gap = 1 if left == 16 else 2 if right == 16 else 0
        step = 1 if site & 63 else 64
        if gap == 0 or gap != last_gap or site - last != step:
            count += 1
            if count > most:
                return count
        last, last_gap = int(site), gap
    return count


@njit(cache=True, nogil=True)
def near(
    sa: Sites, ma: Masks, ta: Starts, ga: Signs, mixed_a: Masks,
    sb: Sites, mb: Masks, tb: Starts, gb: Signs, mixed_b: Masks, reference: Masks, most: int, first: int, last: int,
) -> NDArray[np.int32]:  # fmt: skip
    """``[pairs, 3]``: rows of ``a`` from ``first`` to before ``last``, rows of ``b``, and in how many places they differ, where that
    is at most ``most``. ``ta``, ``tb`` starts; ``ga``, ``gb`` signs; ``mixed_*`` 1 for rows with heteroplasmy, whose signs say nothing.
    """
    out = np.empty((1024, 3), dtype=np.int32)
    n = 0
    for i in range(first, last):
        for j in range(len(gb)):
            if not (mixed_a[i] or mixed_b[j]) and ones(ga[i] ^ gb[j]) > 2 * most:
                continue
            d = differences(sa, ma, ta[i], ta[i + 1], sb, mb, tb[j], tb[j + 1], reference, most)
            if d > most:
                continue
            if n == len(out):
                wider = np.empty((2 * n, 3), dtype=np.int32)
                wider[:n] = out
                out = wider
            out[n, 0], out[n, 1], out[n, 2] = i, j, d
            n += 1
    return out[:n]


@njit(cache=True, nogil=True)
def one_site(query: int, reference: int, changed: float, gapped: float, transitions: float) -> float:
    """P(one of ``query``'s states | the line is in one of ``reference``'s, each as probable), relative to no change.

    ``changed`` is exp(m u) - 1 for a substitution at rate u over m meioses, ``gapped`` the same for a change of length;
    ``transitions`` the share of transitions among substitutions.
    """
    total, states = 0.0, 0
    for x in range(5):
        if not (reference >> x) & 1:
            continue
        states += 1
        for y in range(5):
            if not (query >> y) & 1:
                continue
            if x == y:
                total += 1.0
            elif x == 4 or y == 4:
                total += gapped
            elif x ^ y == 2:  # A and G are bits 0 and 2, C and T 1 and 3
                total += changed * transitions
            else:
                total += changed * (1.0 - transitions) / 2.0
    return total / states


@njit(cache=True, nogil=True)
def log_given_kin(
    sa: Sites, ma: Masks, a: int, a_end: int, sb: Sites, mb: Masks, b: int, b_end: int, reference: Masks,
    substitution: Floats, length: Floats, transitions: float, meioses: float, at: Sites, parts: Floats,
) -> int:  # fmt: skip
    """Fill ``at`` and ``parts`` with the sites at which query ``a`` and reference ``b`` are not plainly the same and the natural
    log of their factor relative to "no change"; gives how many there are.

    ``substitution`` and ``length`` [positions + 1] are rates per meiosis. The log probability of the query given the reference
    is the sum of ``parts`` minus ``meioses`` × the sum of all rates over the compared positions.
    """
    n, last, last_gap = 0, -1000, 0
    while a < a_end or b < b_end:
        x = sa[a] if a < a_end else END
        y = sb[b] if b < b_end else END
        site = min(x, y)
        base = np.uint8(16) if site & 63 else reference[site >> 6]
        left = ma[a] if x == site else base
        right = mb[b] if y == site else base
        a += x == site
        b += y == site
        single = left & (left - np.uint8(1)) == 0
        if left == right and single:
            continue
        position = site >> 6
        gap = 0
        if not left & right:
            gap = 1 if left == 16 else 2 if right == 16 else 0
            step = 1 if site & 63 else 64
            run = gap != 0 and gap == last_gap and site - last == step
            last, last_gap = int(site), gap
            if run:
                continue
        changed = math.expm1(meioses * substitution[position])
        gapped = math.expm1(meioses * length[position])
        at[n], parts[n] = site, math.log(one_site(int(left), int(right), changed, gapped, transitions))
        n += 1
    return n


@njit(cache=True, nogil=True)
def log_given_kin_of(
    sa: Sites, ma: Masks, ta: Starts, sb: Sites, mb: Masks, tb: Starts, pairs: Sites, reference: Masks,
    substitution: Floats, length: Floats, transitions: float, meioses: Floats, total: float,
) -> Floats:  # fmt: skip
    """``[pairs, meioses]`` ln P(query | reference) for ``pairs`` [n, >= 2] of rows; ``total`` is the rate over all compared positions."""
    longest = 0
    for i in range(len(ta) - 1):
        longest = max(longest, ta[i + 1] - ta[i])
    other = 0
    for j in range(len(tb) - 1):
        other = max(other, tb[j + 1] - tb[j])
    at, parts = np.empty(longest + other, dtype=np.int32), np.empty(longest + other)
    out = np.empty((len(pairs), len(meioses)))
    for p in range(len(pairs)):
        i, j = pairs[p, 0], pairs[p, 1]
        for k in range(len(meioses)):
            n = log_given_kin(
                sa, ma, ta[i], ta[i + 1], sb, mb, tb[j], tb[j + 1], reference,
                substitution, length, transitions, meioses[k], at, parts,
            )  # fmt: skip
            value = -meioses[k] * total
            for t in range(n):
                value += parts[t]
            out[p, k] = value
    return out
