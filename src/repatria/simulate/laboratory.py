"""From bones to profiles: which samples give a result, which loci and alleles are seen, and what the engine is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from repatria.model import Call, CallKind, Profile
from repatria.reference import MARKERS
from repatria.simulate.genedrop import Codes, Genome, draw
from repatria.simulate.roster import KIT, Writer
from repatria.simulate.settings import Settings
from repatria.simulate.world import log_uniform

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Quality:
    """How samples fared, one entry per sample: ``success``, ``complete``, the share of loci kept, true and told drop-out."""

    success: NDArray[np.bool_]
    complete: NDArray[np.bool_]
    kept: Array
    dropout: Array
    told: Array

    def __getitem__(self, which: NDArray[np.bool_] | NDArray[np.int64]) -> Quality:
        return Quality(self.success[which], self.complete[which], self.kept[which], self.dropout[which], self.told[which])


def make_quality(rng: np.random.Generator, settings: Settings, person: NDArray[np.int64], spread: float) -> Quality:
    """Draw the fate of each sample. Samples of one ``person`` ``[samples]`` share soil and treatment.

    Success and the share of loci kept are thresholds and quantiles of normal scores whose correlation within a person is the
    intra-class correlation of the settings, so that each has its stated distribution over samples.
    """
    from scipy import stats  # takes a second to load, which whoever simulates nothing need not wait for

    n = len(person)
    success = stats.norm.cdf(scores(rng, person, settings.icc)) < settings.success
    kept = stats.beta.ppf(stats.norm.cdf(scores(rng, person, settings.icc)), *settings.retention)
    complete = rng.random(n) < settings.complete
    dropout = rng.uniform(*settings.dropout, n)
    told = np.clip(dropout / log_uniform(rng, spread, n) / settings.more_dropout, 0.01, 0.6)
    return Quality(success, complete, kept, dropout, told)


def observe(
    rng: np.random.Generator,
    genome: Genome,
    alleles: Sequence[Sequence[str]],
    codes: Sequence[str],
    genotypes: Codes,
    groups: NDArray[np.int64],
    quality: Quality,
    dropin: float,
) -> list[Profile]:
    """Profiles ``codes`` from true ``genotypes`` ``[samples, loci, 2]``; ``groups`` says where foreign alleles drop in from.

    A complete sample is called. In a partial one each locus is kept with the sample's own probability, each allele copy
    drops with the true probability, and the call carries the told one. Loci with three alleles are withdrawn, as a laboratory
    would; so are loci that show nothing.
    """
    n, loci = genotypes.shape[:2]
    keep = rng.random((n, loci)) < quality.kept[:, None]
    dropped = rng.random((n, loci, 2)) < quality.dropout[:, None, None]
    foreign = np.where(rng.random((n, loci)) < dropin, draw(rng, genome, groups), -1)
    writer = Writer(alleles)
    out = []
    for i, code in enumerate(codes):
        if quality.complete[i]:
            out.append(writer.profile(code, genotypes[i], "M", "bone"))
            continue
        told = round(float(quality.told[i]), 4)
        calls: dict[str, Call] = {}
        for locus, marker in enumerate(MARKERS):
            if keep[i, locus]:
                seen = {int(a) for a, gone in zip(genotypes[i, locus], dropped[i, locus], strict=True) if not gone}
                seen |= {int(foreign[i, locus])} - {-1}
                if 1 <= len(seen) <= 2:
                    names = tuple(alleles[locus][a] for a in sorted(seen))
                    calls[marker] = Call(names, CallKind.DROPPED, dropout=told, dropin=dropin)
        out.append(Profile(code, calls, "M", KIT, "bone"))
    return out


def scores(rng: np.random.Generator, person: NDArray[np.int64], icc: float) -> Array:
    """One standard normal score a sample, correlated by ``icc`` between samples of one ``person`` ``[samples]``."""
    shared = rng.standard_normal(int(person.max(initial=-1)) + 1)
    return np.asarray(np.sqrt(icc) * shared[person] + np.sqrt(1.0 - icc) * rng.standard_normal(len(person)))
