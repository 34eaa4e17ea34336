"""The reference sequence, PhyloTree, mutation rates and real haplotypes of mitochondrial DNA, as nouns and arrays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from repatria.model.haplotypes import Database
from repatria.model.mitotype import GENOME, REGIONS, Mitotype, ranges_of, sites_of
from repatria.reference.tables import paper, shipped

Array = NDArray[np.float64]

UNSEEN = 0.5
"""Occurrences given to a position at which PhyloTree knows no mutation, so that none is impossible. An assumption."""
_OCCURRENCE = re.compile(r"(\d+)(?:\.[0-9X]+)?([ACGTd])", re.ASCII)
_PARTNER = {"A": "G", "G": "A", "C": "T", "T": "C"}


@lru_cache(maxsize=1)
def rcrs() -> str:
    """The revised Cambridge Reference Sequence, 16,569 letters; position p is letter p - 1."""
    return "".join(row["bases"] for row in shipped("rcrs"))


@dataclass(frozen=True, slots=True)
class MtRates:
    """Rates per meiosis by position, ``[16570]`` with an unused first: of a substitution, of a change of length.

    ``tract`` is the rate of a change of length of a C tract whose length counts; ``transitions`` the share of transitions.
    """

    substitution: Array
    length: Array
    tract: float
    transitions: float


@lru_cache(maxsize=1)
def mtdna_rates() -> MtRates:
    """Rates seen in families, spread over the positions of their region by how often each mutates in PhyloTree."""
    base, gaps, transitions, substitutions = np.full(GENOME + 1, UNSEEN), np.full(GENOME + 1, UNSEEN / 10.0), 0, 0
    for mutation, n in occurrences().items():
        found = _OCCURRENCE.match(mutation)
        if not found:
            continue
        position = int(found[1])
        if found[2] == "d" or "." in mutation:
            gaps[position] += n
            continue
        base[position] += n
        substitutions += n
        transitions += n * (_PARTNER.get(rcrs()[position - 1]) == found[2])
    rows = {row["region"]: row for row in shipped("mtdna_mutation")}
    rate = {name: int(row["mutations"]) / int(row["meioses"]) for name, row in rows.items()}
    base[0] = gaps[0] = 0.0
    whole = base.sum() + gaps.sum()
    substitution, length = base * rate["elsewhere"] / whole, gaps * rate["elsewhere"] / whole
    hot = np.zeros(GENOME + 1, dtype=bool)
    for first, last in REGIONS["HV1/HV2"]:
        hot[first : last + 1] = True
    part = base[hot].sum()
    substitution[hot] = base[hot] * rate["hypervariable"] / part
    return MtRates(substitution, length, rate["tract"], transitions / substitutions)


@lru_cache(maxsize=1)
def occurrences() -> Mapping[str, int]:
    """How often each mutation arose in PhyloTree 17."""
    return {row["mutation"]: int(row["occurrences"]) for row in shipped("phylotree17_occurrences")}


@lru_cache(maxsize=1)
def mitogenomes() -> Database[Mitotype]:
    """The 2,534 mitochondrial genomes of the 1000 Genomes Project. No length of C tracts was recorded in them."""
    reference, whole = rcrs(), ranges_of("all")
    words = {word for row in shipped("mtdna_1000g") for word in row["differences"].split()}
    known = {word: sites_of(word, reference) for word in sorted(words)}
    entries = tuple(
        Mitotype(
            f"{row['population']}-{i + 1:04d}",
            whole,
            tuple(site for word in row["differences"].split() for site in known[word]),
            group=row["population"],
        )
        for i, row in enumerate(shipped("mtdna_1000g"))
    )
    return Database("1000 Genomes, mitochondrial genomes", entries, paper("mtdna_1000g").citation, lengths=False)
