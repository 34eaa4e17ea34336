"""Many families and many profiles, for measuring speed: drawn like the exercise, in a matched world."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from repatria import reference
from repatria.model import Family, Panel, Profile
from repatria.simulate.genedrop import draw
from repatria.simulate.laboratory import Quality, observe
from repatria.simulate.roster import Writer, draw_families, pedigree_of
from repatria.simulate.settings import Settings
from repatria.simulate.shapes import MIX, pick_shapes
from repatria.simulate.world import matched_world


@lru_cache(maxsize=1)
def bench_panel() -> Panel:
    """The 23 loci of US Caucasians (FBI 2015) on the alleles of every table there is: at least 10 at each locus."""
    return reference.panel(alleles=reference.known_alleles(), name="bench")


def families(n: int, mix: Mapping[str, float] = MIX, seed: int = 1, panel: Panel | None = None) -> tuple[Family, ...]:
    """``n`` families with one missing man each and autosomal references, kin by ``mix``, stepwise mutation as told."""
    rng = np.random.default_rng(seed)
    world = matched_world(panel or bench_panel())
    shapes = pick_shapes(rng, mix, n)
    drawn = draw_families(rng, world, shapes, ["panel"] * n, [False] * n)
    writer = Writer(world.alleles)
    out = []
    for i, d in enumerate(drawn):
        code = f"F{i + 1:05d}"
        at = {who: d.shape.codes.index(who) for who in d.shape.typed}
        typed = {w: writer.profile(f"{code}-{w}", d.genotypes[k], d.sexes[k], "reference") for w, k in at.items()}
        man = f"M{i + 1:05d}"
        out.append(Family(code, pedigree_of(d.shape, d.sexes, code, [man]), (man,), typed))
    return tuple(out)


def profiles(n: int, seed: int = 1, panel: Panel | None = None, dropout: float = 0.0) -> tuple[Profile, ...]:
    """``n`` unrelated men, every locus typed: called, or with that drop-out probability above 0 and drop-in 0.01."""
    rng = np.random.default_rng(seed)
    world = matched_world(panel or bench_panel())
    group = np.zeros(n, dtype=np.int64)
    genotypes = np.stack([draw(rng, world.genome, group) for _ in range(2)], axis=2)
    yes, d = np.ones(n, dtype=bool), np.full(n, dropout)
    quality = Quality(yes, np.full(n, dropout == 0.0), np.ones(n), d, d)
    codes = [f"R{i + 1:05d}" for i in range(n)]
    return tuple(observe(rng, world.genome, world.alleles, codes, genotypes, group, quality, Settings().dropin))
