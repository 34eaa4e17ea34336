"""Mitochondrial profiles as columns: written out, aligned in one way whatever notation they came in, and sorted by site.

Two notations of one sequence become the same row: near every insertion or deletion the sequence is written out and aligned anew
with the reference (:mod:`repatria.kernels.mtdna_align`). Rules then drop the tracts whose length a comparison leaves out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from repatria.kernels.mtdna_align import FREE, align, substitution
from repatria.model.mitotype import BITS, GAP, GENOME, MASKS, MAX_INSERT, PLACEHOLDER, Mitotype, Ranges, Site
from repatria.model.tracts import TRACTS, Rules

FLANK = 15
"""Bases written out on either side of a change: more than any tract of the reference in which a gap can be written in several places."""
REPEAT = (8256, 8304)
"""The nine bases repeated at 8272-8289, with their flanks: a gap there can be written farther apart, so it is one neighbourhood."""
Cells = dict[tuple[int, int], int]
"""(position, inserted base) -> what was read there, as bits."""


@lru_cache(maxsize=4)
def reference_masks(rcrs: str) -> NDArray[np.uint8]:
    """``[16570]`` the reference as sets of bases by position; the placeholder is "anything"."""
    out = np.zeros(GENOME + 1, dtype=np.uint8)
    out[1:] = [BITS.get(base, 31) for base in rcrs]
    return out


def canonical(profile: Mitotype, rcrs: str) -> Cells:
    """The differences of ``profile`` from the reference, written in the one way that its sequence alone decides."""
    cells = {(s.position, s.insert): s.mask for s in profile.differences if s.position != PLACEHOLDER}
    cells |= {(position, 0): 15 for position in profile.unread}
    return {key: mask for key, mask in rewritten(cells, profile.ranges, rcrs).items() if mask & 15 != 15}


def rewritten(cells: Cells, ranges: Ranges, rcrs: str) -> Cells:
    """``cells`` with every neighbourhood of an insertion or deletion aligned anew."""
    reference = reference_masks(rcrs)
    out: Cells = {}
    for group in _neighbourhoods(cells):
        gaps = any(insert or mask & GAP for _, insert, mask in group)
        if not gaps and sum(substitution(int(reference[p]), m) for p, _, m in group) < FREE:
            out |= {(position, insert): mask for position, insert, mask in group}
            continue
        start, end = group[0][0], group[-1][0]
        first, last = next((a, b) for a, b in ranges if a <= start <= b)
        start, end = start - FLANK, end + FLANK
        if any(_repeated(position) for position, _, _ in group):
            start, end = min(start, REPEAT[0]), max(end, REPEAT[1])
        out |= dict(_aligned(tuple(group), max(first, start), min(last, end), rcrs))
    return out


def _neighbourhoods(cells: Cells) -> Iterable[list[tuple[int, int, int]]]:
    """Changes whose written-out neighbourhoods overlap, together."""
    group: list[tuple[int, int, int]] = []
    for (position, insert), mask in sorted(cells.items()):
        near = group and (position - group[-1][0] <= 2 * FLANK or (_repeated(position) and _repeated(group[-1][0])))
        if group and not near:
            yield group
            group = []
        group.append((position, insert, mask))
    if group:
        yield group


def _repeated(position: int) -> bool:
    return REPEAT[0] <= position <= REPEAT[1]


@lru_cache(maxsize=65536)
def _aligned(
    group: tuple[tuple[int, int, int], ...], first: int, last: int, rcrs: str
) -> tuple[tuple[tuple[int, int], int], ...]:
    reference = reference_masks(rcrs)
    changed = {(position, insert): mask for position, insert, mask in group}
    places = [p for p in range(first, last + 1) if p != PLACEHOLDER]
    read: list[int] = []
    for p in places:
        mask = changed.get((p, 0), int(reference[p]))
        if mask != GAP:
            read.append(mask)
        insert = 1
        while (p, insert) in changed:
            read.append(changed[p, insert])
            insert += 1
    alt = np.array(read, dtype=np.uint8)
    return tuple(cells_of(align(reference[places], alt, max(len(places), len(alt))), places, reference, alt).items())


def cells_of(steps: NDArray[np.int32], places: Sequence[int], reference: NDArray[np.uint8], read: NDArray[np.uint8]) -> Cells:
    """The differences that an alignment shows; ``places`` are the positions of the aligned reference."""
    out: Cells = {}
    position, insert = places[0] - 1, 0
    for i, j in steps.tolist():
        if i < 0:
            insert += 1
            out[position, insert] = int(read[j])
            continue
        position, insert = places[i], 0
        if j < 0:
            out[position, 0] = GAP
        elif read[j] != reference[position]:
            out[position, 0] = int(read[j])
    return out


def from_sequence(sequence: str, ranges: Ranges, rcrs: str, band: int = 60) -> tuple[tuple[Site, ...], tuple[int, ...]]:
    """Differences and unread positions of a written-out ``sequence`` over ``ranges`` (the end of the circle, then its start, joined).

    ``band`` is how many bases gaps may shift the two against each other beyond their difference in length.
    """
    reference = reference_masks(rcrs)
    order = sorted(ranges, key=lambda r: (r[0] < 16000, r)) if len(ranges) > 1 else list(ranges)
    places = [p for first, last in order for p in range(first, last + 1) if p != PLACEHOLDER]
    letters = [c for c in sequence.upper() if c != "-"]
    read = np.array([MASKS[c] for c in letters], dtype=np.uint8)
    cells = cells_of(align(reference[places], read, band), places, reference, read)
    kept = {key: mask for key, mask in cells.items() if mask & 15 != 15 and key[0] >= 1 and key[1] <= MAX_INSERT}
    return tuple(Site(p, i, m) for (p, i), m in kept.items()), tuple(
        p for (p, i), m in cells.items() if m & 15 == 15 and i == 0
    )


def sequence_of(profile: Mitotype, rcrs: str) -> tuple[str, ...]:
    """The sequence of each range written out, in letters; N where nothing was read. Mixtures are single letters."""
    letters = {mask: letter for letter, mask in MASKS.items()}
    cells = {(s.position, s.insert): s.mask for s in profile.differences} | {(p, 0): 15 for p in profile.unread}
    out = []
    for first, last in profile.ranges:
        parts = []
        for p in range(first, last + 1):
            mask = cells.get((p, 0))
            if mask is None:
                parts.append("" if p == PLACEHOLDER else rcrs[p - 1])
            elif mask != GAP:
                parts.append(letters[mask & 15].lower() if mask & GAP else letters[mask])
            insert = 1
            while (p, insert) in cells:
                mask = cells[p, insert]
                parts.append(letters[mask & 15].lower() if mask & GAP else letters[mask])
                insert += 1
        out.append("".join(parts))
    return tuple(out)


def ruled(cells: Mapping[tuple[int, int], int], rules: Rules, rcrs: str) -> Cells:
    """``cells`` without the tracts that ``rules`` leave out."""
    reference = reference_masks(rcrs)
    left_out = [t for t in TRACTS if t.name in rules.left_out]
    out: Cells = {}
    for (position, insert), mask in cells.items():
        kept = mask
        for tract in left_out:
            if tract.first <= position <= tract.last:
                if tract.substitutions:
                    kept = 0 if not insert else kept
                elif insert or kept == GAP:
                    kept = 0
                else:
                    kept &= 15
        if kept and (insert or kept != reference[position]):
            out[position, insert] = kept
    return out


def spans_of(profile: Mitotype) -> Ranges:
    """The positions that were read: the ranges without the unread ones and without the placeholder."""
    out = []
    gone = sorted({*profile.unread, PLACEHOLDER})
    for first, last in profile.ranges:
        start = first
        for position in gone:
            if start <= position <= last:
                if position > start:
                    out.append((start, position - 1))
                start = position + 1
        if start <= last:
            out.append((start, last))
    return tuple(out)


def shared(a: Ranges, b: Ranges) -> Ranges:
    """The positions in both."""
    out = [(max(p, r), min(q, s)) for p, q in a for r, s in b]
    return tuple(sorted((first, last) for first, last in out if first <= last))


def covers(wide: Ranges, narrow: Ranges) -> bool:
    """Whether every position of ``narrow`` is in ``wide``."""
    return shared(wide, narrow) == tuple(sorted(narrow))


def length_of(ranges: Ranges) -> int:
    """How many positions there are."""
    return sum(last - first + 1 for first, last in ranges)


@dataclass(frozen=True, eq=False)
class MitotypeTable:
    """Profiles as rows. ``sites``, ``masks`` and ``starts`` as in :mod:`repatria.kernels.mtdna_pairs`; ``spans`` by class of range,
    ``span`` [rows] the class of each row."""

    sites: NDArray[np.int32]
    masks: NDArray[np.uint8]
    starts: NDArray[np.int64]
    spans: tuple[Ranges, ...]
    span: NDArray[np.int64]


def covering(table: MitotypeTable, compared: Ranges) -> NDArray[np.bool_]:
    """bool[rows]: who was read over all of ``compared``."""
    return np.isin(table.span, [i for i, spans in enumerate(table.spans) if covers(spans, compared)])


def mitotype_table(profiles: Sequence[Mitotype], rules: Rules, rcrs: str) -> MitotypeTable:
    """The rows of ``profiles`` under ``rules``."""
    classes: dict[Ranges, int] = {}
    span = np.zeros(len(profiles), dtype=np.int64)
    starts = np.zeros(len(profiles) + 1, dtype=np.int64)
    sites: list[int] = []
    masks: list[int] = []
    for i, profile in enumerate(profiles):
        span[i] = classes.setdefault(spans_of(profile), len(classes))
        for (position, insert), mask in sorted(ruled(canonical(profile, rcrs), rules, rcrs).items()):
            sites.append(position << 6 | insert)
            masks.append(mask)
        starts[i + 1] = len(sites)
    return MitotypeTable(np.array(sites, dtype=np.int32), np.array(masks, dtype=np.uint8), starts, tuple(classes), span)
