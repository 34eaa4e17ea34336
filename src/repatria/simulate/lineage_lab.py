"""Lineage profiles as the laboratory reports them: which samples and relatives give which, over what range, with what missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria.model.beside import Reference
from repatria.model.mitotype import BITS, REGIONS, Mitotype, Ranges, Site
from repatria.model.yhaplotype import COPIES, YHaplotype
from repatria.reference.mtdna import mtdna_rates, rcrs
from repatria.simulate.donors import Donor, Kind
from repatria.simulate.inheritance import READ
from repatria.simulate.laboratory import scores
from repatria.simulate.lineages import y_written
from repatria.simulate.settings import Settings

HV: Ranges = REGIONS["HV1/HV2"]


@dataclass(frozen=True, eq=False)
class Typed:
    """Mitochondrial and Y profiles by sample, in the order of the samples; None where there is no result."""

    mitotypes: tuple[Mitotype | None, ...]
    yhaplotypes: tuple[YHaplotype | None, ...]


def type_samples(
    rng: np.random.Generator,
    settings: Settings,
    codes: Sequence[str],
    person: NDArray[np.int64],
    donor: NDArray[np.int64],
    autosomal: NDArray[np.bool_],
    types: Mapping[Kind, Sequence[Any]],
) -> Typed:
    """Type every sample. ``person`` whose bone it is, ``donor`` whose DNA it shows, ``autosomal`` whether it gave such a profile.

    A sample with an autosomal result always shows mtDNA; the others so that the settings' share of all samples does, alike within a
    person. The Y chromosome likewise.
    """
    from scipy import stats  # takes a second to load, which whoever simulates nothing need not wait for

    share = float(autosomal.mean()) if len(autosomal) else 0.0
    mt = autosomal | (stats.norm.cdf(scores(rng, person, settings.icc)) < _rest(settings.mt_success, share, 1.0))
    chance = np.where(autosomal, settings.y_with_autosomal, _rest(settings.y_success, share, settings.y_with_autosomal))
    y = stats.norm.cdf(scores(rng, person, settings.icc)) < chance
    kept = stats.beta.ppf(stats.norm.cdf(scores(rng, person, settings.icc)), *settings.retention)
    complete = rng.random(len(codes)) < settings.complete
    dropout = rng.uniform(*settings.dropout, len(codes))
    mitotypes, haplotypes = [], []
    for i, code in enumerate(codes):
        whose = int(donor[i])
        mitotypes.append(_bone_mt(rng, settings, code, types["mtdna"][whose]) if mt[i] else None)
        seen = y_written(types["ystr"][whose]) if y[i] else {}
        if not complete[i]:
            seen, dropped = _partial(rng, seen, float(kept[i]), float(dropout[i]))
        else:
            dropped = frozenset()
        enough = len(seen) >= settings.fewest_y
        haplotypes.append(YHaplotype(f"{code}-y", seen, dropped=dropped, kit=settings.y_kit) if enough else None)
    return Typed(tuple(mitotypes), tuple(haplotypes))


def references(
    rng: np.random.Generator, settings: Settings, families: Sequence[str], donors: Sequence[Donor], given: Sequence[Any]
) -> list[Reference]:
    """The donors' profiles as references; ``given`` is what each sample shows, None for nothing."""
    found = []
    for donor, kind in zip(donors, given, strict=True):
        if kind is None:
            continue
        family = families[donor.family]
        code = f"{family}-{donor.person}"
        if donor.kind == "mtdna":
            ranges = READ if rng.random() < settings.control_region else HV
            found.append(Reference(family, donor.person, Mitotype(f"{code}-mt", ranges, _cut(kind, ranges))))
        else:
            profile = YHaplotype(f"{code}-y", y_written(kind), kit=settings.y_kit)
            found.append(Reference(family, donor.person, None, profile))
    return found


def _rest(share: float, autosomal: float, among: float) -> float:
    """The chance of a sample without an autosomal result, so that ``share`` of all have one when ``among`` of the others do."""
    return min(1.0, max(0.0, (share - autosomal * among) / (1.0 - autosomal))) if autosomal < 1.0 else 0.0


def _cut(kind: Sequence[Site], ranges: Ranges) -> tuple[Site, ...]:
    return tuple(s for s in kind if any(a <= s.position <= b for a, b in ranges))


def _bone_mt(rng: np.random.Generator, settings: Settings, code: str, kind: Sequence[Site]) -> Mitotype:
    ranges = READ if rng.random() < settings.control_region else HV
    sites = list(_cut(kind, ranges))
    if rng.random() < settings.heteroplasmy:
        sites = _mixed(rng, sites, ranges)
    return Mitotype(f"{code}-mt", ranges, tuple(sites))


def _mixed(rng: np.random.Generator, sites: list[Site], ranges: Ranges) -> list[Site]:
    """``sites`` with a mixture of a base and its transition at one position, by the rates; unchanged where no single base is read."""
    places = np.array([p for first, last in ranges for p in range(first, last + 1)])
    steps = np.cumsum(mtdna_rates().substitution[places])
    at = int(places[min(int(np.searchsorted(steps, rng.random() * steps[-1], side="right")), len(places) - 1)])
    here = next((s for s in sites if (s.position, s.insert) == (at, 0)), None)
    own = here.mask if here else BITS.get(rcrs()[at - 1], 0)
    partner = {1: 4, 4: 1, 2: 8, 8: 2}.get(own)
    if partner is None:
        return sites
    return [*(s for s in sites if s is not here), Site(at, 0, own | partner)]


def _partial(
    rng: np.random.Generator, seen: Mapping[str, tuple[str, ...]], kept: float, dropout: float
) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """What a partial profile shows of ``seen``: each marker kept with ``kept``, a copy lost with ``dropout``.

    A marker with two copies that shows one allele is said to be one at which an allele may be missing.
    """
    shown: dict[str, tuple[str, ...]] = {}
    dropped = set()
    for marker, alleles in seen.items():
        if rng.random() >= kept:
            continue
        left = tuple(a for a in alleles if rng.random() >= dropout)
        if left:
            shown[marker] = left
            if COPIES.get(marker, 1) > len(left):
                dropped.add(marker)
    return shown, frozenset(dropped)
