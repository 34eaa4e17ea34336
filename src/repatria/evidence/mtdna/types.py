"""Distinct mitochondrial types among profiles over stated positions: types are compared and counted, not people."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from repatria.kernels.mtdna_pairs import digests, near, project
from repatria.model.mitotype import Ranges
from repatria.reference.mtdna import rcrs
from repatria.tables.grouped import Ints, groups
from repatria.tables.mitotypes import MitotypeTable, covering, reference_masks
from repatria.tables.once import once


@dataclass(frozen=True, eq=False)
class Types:
    """The distinct rows of some profiles over some positions: their sites, masks, starts and signs, whether any site is mixed, digests,
    and the profiles that show each."""

    sites: NDArray[np.int32]
    masks: NDArray[np.uint8]
    starts: Ints
    signs: NDArray[np.uint64]
    mixed: NDArray[np.uint8]
    digests: NDArray[np.uint64]
    members: list[Ints]

    def __len__(self) -> int:
        return len(self.signs)


def types_of(table: MitotypeTable, rows: Ints, over: Ranges) -> Types:
    """The distinct rows among ``rows`` over the positions ``over``."""
    spans = np.array(over, dtype=np.int64)
    sites, masks, starts = project(table.sites, table.masks, table.starts, rows, spans)
    words, _ = digests(sites, masks, starts)
    _, first, inverse = np.unique(words, axis=0, return_index=True, return_inverse=True)
    members = [rows[g] for g in groups(inverse.ravel(), len(first))]
    sites, masks, starts = project(sites, masks, starts, first, spans)
    words, signs = digests(sites, masks, starts)
    several = (masks & (masks - np.uint8(1))) != 0
    mixed = np.array([several[a:b].any() for a, b in pairwise(starts)], dtype=np.uint8)
    return Types(sites, masks, starts, signs, mixed, words, members)


def types_over(table: MitotypeTable, over: Ranges, chosen: NDArray[np.bool_] | None = None) -> Types | None:
    """The types of everybody in ``table``, or of the ``chosen`` rows, who was read over all of ``over``; nothing where nobody was."""
    wide = covering(table, over)
    rows = np.flatnonzero(wide if chosen is None else wide & chosen)
    return kept_types(table, rows, over) if len(rows) else None


def kept_types(table: MitotypeTable, rows: Ints, over: Ranges) -> Types:
    """As :func:`types_of`, made once for a table that is asked about again and again."""
    return _made_once(table, np.asarray(rows, dtype=np.int64).tobytes(), over)


@once(64)
def _made_once(table: MitotypeTable, rows: bytes, over: Ranges) -> Types:
    return types_of(table, np.frombuffer(rows, dtype=np.int64), over)


def same_types(a: Types, b: Types) -> NDArray[np.int32]:
    """``[pairs, 2]`` types of ``a`` and ``b`` that no site tells apart: the same, or compatible through a mixture."""
    both = np.concatenate([a.digests, b.digests])
    _, code = np.unique(both, axis=0, return_inverse=True)
    code = code.ravel()
    _, left, right = np.intersect1d(code[: len(a)], code[len(a) :], return_indices=True)
    pairs = [np.column_stack([left, right]).astype(np.int32)]
    mixed_a, mixed_b = np.flatnonzero(a.mixed), np.flatnonzero(b.mixed)
    for rows, other, turned in ((mixed_a, b, False), (mixed_b, a, True)):
        one = b if turned else a
        for row in rows:
            found = near(
                one.sites, one.masks, one.starts, one.signs, one.mixed, other.sites, other.masks, other.starts, other.signs, other.mixed,
                reference_masks(rcrs()), 0, int(row), int(row) + 1,
            )[:, :2]  # fmt: skip
            pairs.append(found[:, ::-1] if turned else found)
    return np.unique(np.concatenate(pairs), axis=0)
