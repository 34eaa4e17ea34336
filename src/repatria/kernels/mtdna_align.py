"""One alignment of a mitochondrial sequence with the reference for every sequence, however it was written down.

Global alignment with affine gaps (Gotoh 1982, J. Mol. Biol. 162:705). Of all cheapest alignments the one is taken that puts
gaps as far towards the 3' end as possible, the convention of forensic notation (Bandelt and Parson 2008, Int. J. Legal Med.
122:11). Bases are sets, as bits: A 1, C 2, G 4, T 8; 16 is "no base". Costs are whole numbers, so that nothing is rounded.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Bases = NDArray[np.uint8]
Ints = NDArray[np.int32]

MIXED, TRANSITION, TRANSVERSION = 1, 4, 5
OPEN, EXTEND = 3, 2
"""A gap of n bases costs OPEN + n EXTEND. OPEN stays below a transition: one C more on either side of 310 is two insertions, as
laboratories write it, and not one longer insertion with a substitution."""
FREE = 2 * (OPEN + EXTEND)
"""Substitutions that cost less than this together are never written better with gaps."""
FAR = 1 << 28


@njit(cache=True, nogil=True)
def substitution(a: int, b: int) -> int:
    """Cost of seeing the set ``b`` where the reference has the set ``a``: 0 if they are the same, least if they share a base."""
    x, y = a & 15, b & 15
    if x == y:
        return 0 if not (b & 16) else MIXED
    if x & y:
        return MIXED
    both = x | y
    return TRANSITION if both == 5 or both == 10 else TRANSVERSION


@njit(cache=True, nogil=True)
def align(reference: Bases, read: Bases, band: int) -> Ints:
    """Steps of the alignment, ``[steps, 2]``: indices into ``reference`` and ``read``; -1 in the second where a base is deleted,
    in the first where one is inserted (it then follows the step before).

    ``reference`` [n] and ``read`` [m] are sets of bases. ``band`` limits how many bases gaps may shift the two against each
    other beyond their difference in length; with ``band`` >= max(n, m) the search is complete. Time and memory n × band.
    """
    n, m = len(reference), len(read)
    low = band + max(0, n - m)
    width = low + band + max(0, m - n) + 1
    cost = np.full((3, n + 2, width + 2), FAR, dtype=np.int32)  # match, deletion, insertion; cost to go from (i, j)
    for i in range(n, -1, -1):
        for k in range(width - 1, -1, -1):
            j = i + k - low
            if j < 0 or j > m:
                continue
            if i == n and j == m:
                cost[0, i, k] = cost[1, i, k] = cost[2, i, k] = 0
                continue
            across = down = right = FAR
            if i < n and j < m:
                across = cost[0, i + 1, k] + substitution(reference[i], read[j])
            if i < n and k > 0:
                down = cost[1, i + 1, k - 1] + EXTEND
            if j < m and k + 1 < width:
                right = cost[2, i, k + 1] + EXTEND
            cost[0, i, k] = min(across, down + OPEN, right + OPEN)
            cost[1, i, k] = min(across, down, right + OPEN)
            cost[2, i, k] = min(across, down + OPEN, right)
    steps = np.empty((n + m, 2), dtype=np.int32)
    i, j, state, count = 0, 0, 0, 0
    while i < n or j < m:
        k = j - i + low
        here = cost[state, i, k]
        if i < n and j < m and cost[0, i + 1, k] + substitution(reference[i], read[j]) == here:
            steps[count, 0], steps[count, 1] = i, j
            i, j, state = i + 1, j + 1, 0
        elif i < n and k > 0 and cost[1, i + 1, k - 1] + EXTEND + (0 if state == 1 else OPEN) == here:
            steps[count, 0], steps[count, 1] = i, -1
            i, state = i + 1, 1
        else:
            steps[count, 0], steps[count, 1] = -1, j
            j, state = j + 1, 2
        count += 1
    return steps[:count]
