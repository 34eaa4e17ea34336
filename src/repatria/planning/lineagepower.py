"""How much a shared lineage type would say: natural logs of one over its frequency, for types as often as they are in a database."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from repatria.evidence.mtdna.counting import known_table
from repatria.evidence.mtdna.types import types_of
from repatria.model.haplotypes import Database
from repatria.model.mitotype import REGIONS, Mitotype
from repatria.model.tracts import Rules
from repatria.model.yhaplotype import YHaplotype
from repatria.tables.mitotypes import covers

Array = NDArray[np.float64]
STEPS = 64
REGION = "control region"


def mtdna_steps(database: Database[Mitotype]) -> Array:
    """``[STEPS]`` equally likely values of ln (n + 1) / (k + 1) for people of ``database``, each left out of the count of its own type.

    Over the control region if somebody was read over all of it, else over HV1.
    """
    table = known_table(database.entries, Rules())
    for name in (REGION, "HV1"):
        rows = np.flatnonzero(np.isin(table.span, [i for i, s in enumerate(table.spans) if covers(s, REGIONS[name])]))
        if len(rows):
            return _steps([len(members) for members in types_of(table, rows, REGIONS[name]).members])
    return np.zeros(STEPS)


def ystr_steps(database: Database[YHaplotype]) -> Array:
    """The same for Y haplotypes, over the markers that most people of ``database`` show."""
    kit = Counter(frozenset(e.alleles) for e in database.entries).most_common(1)[0][0]
    whole = [e for e in database.entries if kit <= set(e.alleles)]
    return _steps(list(Counter(tuple(sorted((m, e.alleles[m]) for m in kit)) for e in whole).values()))


def _steps(counts: list[int]) -> Array:
    """A type that c of n people show is seen c - 1 times among the n - 1 others: (k + 1) / (n + 1) is c / n."""
    each = np.sort(np.repeat(np.log(sum(counts)) - np.log(np.array(counts)), counts))
    return np.asarray(each[(np.arange(STEPS) * 2 + 1) * len(each) // (2 * STEPS)])
