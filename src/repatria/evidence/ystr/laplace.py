"""The discrete Laplace estimate of a haplotype's frequency, to be shown beside the count; it never enters a result."""

from __future__ import annotations

import numpy as np

from repatria.kernels.discrete_laplace import Fit, best_fit, frequencies
from repatria.model.haplotypes import Database
from repatria.model.yhaplotype import COPIES, YHaplotype
from repatria.tables.yhaplotypes import Markers, plain, y_columns

FEWEST = 20
"""Entries below which no mixture is fitted."""


def discrete_laplace(query: YHaplotype, markers: Markers, source: Database[YHaplotype]) -> dict[str, float]:
    """The estimate under its name; empty if it cannot be made: an incomplete repeat in the query, or too few entries without any.

    The method knows markers with one copy only: those with two are left out, and the name says so.
    """
    single = tuple(m for m in markers if COPIES.get(m, 1) == 1)
    mine = y_columns([query], single)
    model = _fitted(source, single)
    if model is None or not len(single) or (mine % 10).any():
        return {}
    name = "discrete Laplace" if len(single) == len(markers) else "discrete Laplace, one-copy markers"
    return {name: float(frequencies((mine // 10).astype(np.int64), model)[0])}


def _fitted(source: Database[YHaplotype], single: Markers) -> Fit | None:
    need = set(plain(single))
    values = y_columns([e for e in source.entries if need <= e.alleles.keys()], single)
    whole = values[(values % 10 == 0).all(axis=1)] if len(values) else values
    return best_fit((whole // 10).astype(np.int64)) if len(whole) >= FEWEST else None
