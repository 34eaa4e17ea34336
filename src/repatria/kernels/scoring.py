"""Likelihood ratios of many profiles against many prepared tables, by look-up.

A profile is, per locus, a weighted sum of table rows; its likelihood under a table is the product over loci. Tables are laid
out in blocks of lanes so that one step works on ``LANES`` people at once with contiguous memory.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

LANES = 16

TILE = 64
"""Profiles scored before their likelihoods are looked at: few enough to stay in the nearest cache."""


def lanes(tables: Array) -> Array:
    """``[people, rows]`` to ``[blocks, rows, LANES]``, padded with zeros."""
    people, rows = tables.shape
    blocks = -(-people // LANES)
    padded = np.zeros((blocks * LANES, rows))
    padded[:people] = tables
    return np.ascontiguousarray(padded.reshape(blocks, LANES, rows).transpose(0, 2, 1))


@njit(cache=True, nogil=True, fastmath={"contract"})
def one_block(block: Array, first: Codes, ends: Codes, rows: Codes, weights: Array, scale: Array, out: Array) -> None:
    """Likelihoods of all profiles under the people of one block: ``out[profile, lane]``.

    ``first[r]:first[r + 1]`` are profile r's loci; locus n has terms ``ends[n]:ends[n + 1]`` of ``rows`` and ``weights``.
    ``scale[n]`` multiplies locus n (1 / P(phenotype | unrelated), to stay near 1).
    """
    lane = np.empty(LANES)
    for r in range(len(first) - 1):
        total = out[r]
        for j in range(LANES):
            total[j] = 1.0
        for n in range(first[r], first[r + 1]):
            begin, end = ends[n], ends[n + 1]
            table = block[rows[begin]]
            factor = weights[begin] * scale[n]
            if end == begin + 1:
                for j in range(LANES):
                    total[j] *= factor * table[j]
                continue
            for j in range(LANES):
                lane[j] = factor * table[j]
            for t in range(begin + 1, end):
                table = block[rows[t]]
                factor = weights[t] * scale[n]
                for j in range(LANES):
                    lane[j] += factor * table[j]
            for j in range(LANES):
                total[j] *= lane[j]


@njit(cache=True, nogil=True)
def enters(value: float, index: int, best: Array, who: Codes) -> bool:
    """True if :func:`keep_best` would keep it."""
    return bool(value > best[-1] or (value == best[-1] and index < who[-1]))


@njit(cache=True, nogil=True)
def keep_best(value: float, index: int, best: Array, who: Codes) -> None:
    """Insert into a list of the best, sorted downwards; ties keep the lower index. ``best`` and ``who`` are ``[k]``."""
    n = len(best)
    at = n
    while at > 0 and (value > best[at - 1] or (value == best[at - 1] and index < who[at - 1])):
        at -= 1
    if at < n:
        for j in range(n - 1, at, -1):
            best[j] = best[j - 1]
            who[j] = who[j - 1]
        best[at] = value
        who[at] = index


@njit(cache=True, nogil=True)
def score(
    blocks: Array,
    lane_person: Codes,
    lane_weight: Array,
    sex_of_person: Codes,
    first: Codes,
    ends: Codes,
    rows: Codes,
    weights: Array,
    scale: Array,
    correction: Array,
    sex_of_profile: Codes,
    threshold: float,
    best_profile: Array,
    who_profile: Codes,
    best_person: Array,
    who_person: Codes,
    above_profile: Codes,
    above_person: Codes,
    above_value: Array,
    informative: Flags | None = None,
    typed: Flags | None = None,
) -> tuple[int, int, int]:
    """Score every profile against every person; keep the best of each and everything at or above ``threshold``.

    All likelihood ratios are on the linear scale; ``correction[r]`` multiplies profile r. Neighbouring lanes of one person
    (``lane_person``, -1 for padding) are added with ``lane_weight``. Sexes are 0 unknown, 1 male, 2 female; pairs of different
    known sexes are not compared, and pairs without a common locus (if ``informative`` ``[people, loci]`` and ``typed``
    ``[profiles, loci]`` are given) are not kept. What a double cannot hold is kept as infinite. Returns (pairs above the threshold, pairs
    of different sex, pairs at 0); more than ``len(above_value)`` above the threshold are counted, not stored: the caller calls
    again with room.
    """
    profiles = len(first) - 1
    tiles = -(-profiles // TILE)
    out = np.empty((TILE, LANES))
    total = np.zeros(profiles)
    floor = best_profile[:, -1].copy()  # what a value must reach to enter a profile's list
    found = 0
    zeros = 0
    for tile in range(len(blocks) * tiles):
        b, start = tile // tiles, tile % tiles * TILE
        stop = min(start + TILE, profiles)
        one_block(blocks[b], first[start : stop + 1], ends, rows, weights, scale, out)
        for j in range(LANES):
            lane = b * LANES + j
            person = lane_person[lane]
            if person < 0:
                continue
            last = lane + 1 == len(lane_person) or lane_person[lane + 1] != person
            alone = last and (lane == 0 or lane_person[lane - 1] != person)
            least = min(threshold, best_person[person, -1])
            for r in range(start, stop):
                value = out[r - start, j] * correction[r]
                if not alone:
                    if lane_weight[lane] > 0.0:
                        total[r] += value * lane_weight[lane]
                    if not last:
                        continue
                    value = total[r]
                    total[r] = 0.0
                if 0.0 < value < floor[r] and value < least:
                    continue  # nearly all pairs end here
                if sex_of_person[person] * sex_of_profile[r] == 2:
                    continue
                if value <= 0.0:
                    zeros += 1
                    continue
                if informative is not None and typed is not None and not (informative[person] & typed[r]).any():
                    continue
                if not value < np.inf:
                    value = np.inf
                if enters(value, person, best_profile[r], who_profile[r]):
                    keep_best(value, person, best_profile[r], who_profile[r])
                    floor[r] = best_profile[r, -1]
                if enters(value, r, best_person[person], who_person[person]):
                    keep_best(value, r, best_person[person], who_person[person])
                    least = min(threshold, best_person[person, -1])
                if value >= threshold:
                    if found < len(above_value):
                        above_profile[found] = r
                        above_person[found] = person
                        above_value[found] = value
                    found += 1
    return found, _opposite(lane_person, sex_of_person, sex_of_profile), zeros


@njit(cache=True, nogil=True)
def _opposite(lane_person: Codes, sex_of_person: Codes, sex_of_profile: Codes) -> int:
    """Pairs of different known sexes, every person of ``lane_person`` once."""
    pairs = 0
    men, women = (sex_of_profile == 1).sum(), (sex_of_profile == 2).sum()
    for lane in range(len(lane_person)):
        person = lane_person[lane]
        if person >= 0 and (lane == 0 or lane_person[lane - 1] != person):
            pairs += women if sex_of_person[person] == 1 else men if sex_of_person[person] == 2 else 0
    return pairs


@njit(cache=True, nogil=True)
def score_all(
    blocks: Array,
    lane_person: Codes,
    lane_weight: Array,
    first: Codes,
    ends: Codes,
    rows: Codes,
    weights: Array,
    scale: Array,
    correction: Array,
    values: Array,
) -> None:
    """Every likelihood ratio, added into ``values`` ``[profiles, people]`` (zeros at the start), linear scale."""
    profiles = len(first) - 1
    out = np.empty((profiles, LANES))
    for b in range(len(blocks)):
        one_block(blocks[b], first, ends, rows, weights, scale, out)
        for j in range(LANES):
            person = lane_person[b * LANES + j]
            if person < 0:
                continue
            weight = lane_weight[b * LANES + j]
            if weight == 0.0:
                continue  # a pool that cannot be; its table may hold anything
            for r in range(profiles):
                values[r, person] += out[r, j] * correction[r] * weight
