"""Treat all alleles that nobody shows as one, where that changes nothing."""

from __future__ import annotations

import numpy as np

from repatria.kernels.mutation import lump, lumpable
from repatria.tables.loci import LocusArrays


def lumped(locus: LocusArrays, names: set[str]) -> LocusArrays | None:
    """``locus`` over ``names``, the silent allele and one class of all the others (last); ``None`` if that is not exact."""
    keep = np.zeros(len(locus.p), dtype=bool)
    for name in names:
        keep[locus.encode(name)] = True
    if locus.silent >= 0:
        keep[locus.silent] = True
    if keep.sum() >= len(keep) - 1 or not (lumpable(locus.female, keep) and lumpable(locus.male, keep)):
        return None
    position = np.cumsum(keep) - 1
    p = np.append(locus.p[keep], locus.p[~keep].sum())
    return LocusArrays(
        locus.name,
        p,
        lump(locus.female, keep),
        lump(locus.male, keep),
        {a: int(position[i]) for a, i in locus.code.items() if keep[i]},
        int(position[locus.silent]) if locus.silent >= 0 else -1,
    )
