"""From a table of somebody's genotypes to the genotypes of a child, a parent or a sibling, without mutation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from repatria.model.locus import Panel
from repatria.tables.genotypes import genotypes, triangle
from repatria.tables.loci import panel_arrays
from repatria.tables.profiles import row_offsets, unrelated_rows

Array = NDArray[np.float64]


def child_tables(tables: Array, panel: Panel) -> Array:
    """A child (or parent) of each person: one allele shared, the other from the population; ``[people, all rows]``."""
    offsets = row_offsets(panel)
    out = np.empty_like(tables)
    for i, x in enumerate(panel_arrays(panel)):
        k, g, cut = len(x.p), genotypes(len(x.p)), slice(int(offsets[i]), int(offsets[i + 1]))
        upper, lower, diagonal = triangle(k)
        part, new = tables[:, cut], out[:, cut]
        allele = part[:, diagonal] + 0.5 * part[:, g : g + k]  # what the person passes on, [people, alleles]
        whole = allele.sum(axis=1, keepdims=True)
        new[:, :g] = allele[:, upper] * x.p[lower] + allele[:, lower] * x.p[upper]
        new[:, diagonal] = allele * x.p
        new[:, g : g + k] = allele * (x.p.sum() - x.p) + x.p * (whole - allele)
        new[:, g + k] = (allele * x.p).sum(axis=1)
        new[:, g + k + 1] = whole[:, 0] * x.p.sum()
    return out


def sibling_tables(tables: Array, panel: Panel) -> Array:
    """A full sibling of each person: 1/4 the same genotype, 1/2 one allele shared, 1/4 unrelated; ``[people, all rows]``."""
    return 0.25 * tables + 0.5 * child_tables(tables, panel) + 0.25 * unrelated_rows(panel)
