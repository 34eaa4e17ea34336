"""How often a comparison of well-read remains with relatives of a missing person is clear: by simulation, before anything is found.

It depends on which kinds of relatives gave samples and on nobody's data, so it can be told to every family alike and tells nobody
whether anything was found. Read as an order of size: invented people of one population, every marker read on both sides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

PEOPLE = (
    "GF.M GM.F FA.M=GF+GM MO.F M1.M=FA+MO W1.F C1.U=M1+W1 C2.U=M1+W1 C3.F=M1+W1 XG.M G1.U=XG+C3 G2.U=XG+C3 "
    "S1.U=FA+MO S2.U=FA+MO S3.F=FA+MO XS.M N1.U=XS+S3 N2.U=XS+S3 XH.F H1.U=FA+XH H2.U=FA+XH "
    "A1.U=GF+GM A2.U=GF+GM A3.F=GF+GM XA.M K1.U=XA+A3 K2.U=XA+A3"
)
"""One family in which every kind of relative occurs twice."""
DONORS = {
    "parent": ("MO", "FA"), "child": ("C1", "C2"), "sibling": ("S1", "S2"), "half sibling": ("H1", "H2"),
    "grandparent": ("GM", "GF"), "grandchild": ("G1", "G2"), "aunt or uncle": ("A1", "A2"), "niece or nephew": ("N1", "N2"),
    "cousin": ("K1", "K2"),
}  # fmt: skip
"""Who stands for which kind."""
BLOCK = 32
"""Families weighed at a time; each only with its own missing person."""


def clear_chances(sets: Sequence[tuple[str, ...]], *, odds: float, draws: int = 400, seed: int = 1) -> list[float]:
    """For each set of at most two kinds of donors: the share of draws in which log10 LR of the missing person reaches ``odds``.

    ``odds``: log10 of the likelihood ratio that counts as clear. The standard error is at most 0.5 / sqrt(``draws``).
    """
    import numpy as np

    from repatria.evidence.kinship.matrix import family_log_lrs
    from repatria.model import Conventions, Family
    from repatria.simulate.bulk import bench_panel
    from repatria.simulate.roster import Writer, draw_families, pedigree_of
    from repatria.simulate.shapes import shape
    from repatria.simulate.world import matched_world

    panel = bench_panel()
    world, one = matched_world(panel), shape("all", PEOPLE, "", "S1")
    drawn = draw_families(np.random.default_rng(seed), world, [one] * draws, ["panel"] * draws, [False] * draws)
    writer, gone = Writer(world.alleles), one.codes.index("M1")
    people = [writer.profile(f"B{i}", d.genotypes[gone], "M", "bone") for i, d in enumerate(drawn)]
    found = []
    for kinds in sets:
        who = [DONORS[kind][kinds[:n].count(kind)] for n, kind in enumerate(kinds)]
        at = {donor: one.codes.index(donor) for donor in who}
        families = []
        for i, d in enumerate(drawn):
            given = {w: writer.profile(w, d.genotypes[k], d.sexes[k], "reference") for w, k in at.items()}
            families.append(Family(f"F{i}", pedigree_of(one, d.sexes, f"F{i}", ["M1"]), ("M1",), given))
        reached = 0
        for start in range(0, draws, BLOCK):
            some = slice(start, start + BLOCK)
            ratios = family_log_lrs(people[some], families[some], panel, Conventions()).diagonal()
            reached += int((ratios / math.log(10.0) >= odds).sum())
        found.append(reached / draws)
    return found
