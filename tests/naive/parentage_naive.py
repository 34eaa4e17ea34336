"""Slow twin for a child whose told father may be another man: every genotype of everybody is written out, locus by locus.

A widow W, her children by the missing man M, an unknown person U. Three worlds: the children are all M's; the first child is another
man's, O's; nobody is anything to U. U is M, or O, or a stranger. No mutations, no dropout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

Genotype = tuple[int, int]


def chance(mother: Genotype, father: Genotype, child: Genotype) -> float:
    """P(child's genotype, order of alleles irrelevant | parents)."""
    got = [tuple(sorted((a, b))) for a, b in product(mother, father)]
    return sum(one == tuple(sorted(child)) for one in got) / 4.0


def joint(
    freqs: Sequence[float], widow: Genotype, children: Sequence[Genotype], unknown: Genotype | None, *, other: bool, place: str
) -> float:
    """P(widow, children, unknown at one locus): ``other`` - the first child is O's; ``place`` of U: ``M``, ``O`` or nowhere."""
    people = list(product(range(len(freqs)), repeat=2))

    def founder(g: Genotype) -> float:
        return freqs[g[0]] * freqs[g[1]]

    def shows(g: Genotype, seen: Genotype) -> bool:
        return tuple(sorted(g)) == tuple(sorted(seen))

    total = 0.0
    for w, m, o in product(people, repeat=3):
        if not shows(w, widow):
            continue
        p = founder(w) * founder(m) * founder(o)
        for n, child in enumerate(children):
            p *= chance(w, o if other and n == 0 else m, child)
        if unknown is not None and place:
            p *= shows(m if place == "M" else o, unknown)
        total += p
    if unknown is not None and not place:
        total *= sum(founder(g) for g in people if shows(g, unknown))
    return total


def over_loci(loci: Sequence[Mapping[str, object]], *, other: bool, place: str, seen: bool) -> float:
    """The product over loci; ``seen`` - with the unknown person's data."""
    out = 1.0
    for x in loci:
        out *= joint(x["freqs"], x["widow"], x["children"], x["unknown"] if seen else None, other=other, place=place)  # type: ignore[arg-type]
    return out
