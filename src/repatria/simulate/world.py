"""The world people are drawn from, and what the engine is told about it. In a matched world the two agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repatria import reference
from repatria.model import Locus, MutationModel, Panel, Pool
from repatria.reference import MARKERS
from repatria.reference.linkage import KNOWN
from repatria.simulate.genedrop import Genome, RealPeople
from repatria.simulate.settings import Settings
from repatria.tables.loci import locus_arrays

Sources = Sequence[tuple[str, str]]

TOLD: Mapping[str, tuple[Sources, float]] = {
    "US Caucasian": ([("fbi2015", "Caucasian")], 0.40),
    "US African American": ([("fbi2015", "African American")], 0.05),
    "US Hispanic": ([("fbi2015", "SW Hispanic")], 0.03),
    "East Asia": ([("nist1036", "Asian")], 0.52),
}
"""Tables told to the engine, with the weights of the pools an unmatched person may come from."""

TRUE: Mapping[str, Sources] = {
    "US Caucasian": [("nist1036", "Caucasian")],
    "US African American": [("nist1036", "African American")],
    "US Hispanic": [("nist1036", "Hispanic")],
    "South Korea": [("cho2003", "South Korea"), ("norstr", "East Asia")],
    "Europe": [("ukdna17", "White"), ("norstr", "Europe")],
    "China": [("kinsimu", "Chinese Han"), ("norstr", "East Asia")],
}
"""Tables that people are drawn from in a mismatched world."""

STAND_IN = {"South Korea": "East Asia", "Europe": "US Caucasian", "China": "East Asia"}
"""The told pool that stands for a population in a matched world."""

REAL = {"US Caucasian": "Caucasian", "US African American": "African American", "US Hispanic": "Hispanic"}
"""Populations with real people among those of NIST, and their names there. Its Asians are left out: their table is told to the engine."""

RAREST = "0.0001"
"""Alleles of any table are found in every true population at least this often, so that an unheard-of allele can turn up."""


@dataclass(frozen=True, eq=False)
class World:
    """Where people come from: ``genome`` with one group of founder frequencies per (population, subpopulation).

    ``groups`` maps a population to its rows. ``alleles`` names the codes of each locus. ``theta`` and ``mutation`` (one factor
    per locus) are the true values; told drop-out probabilities are off by up to the factor ``spread``.
    """

    genome: Genome
    alleles: tuple[tuple[str, ...], ...]
    groups: Mapping[str, NDArray[np.int64]]
    theta: Mapping[str, float]
    mutation: tuple[float, ...]
    spread: float

    def log(self) -> dict[str, Any]:
        """What the truth keeps of the world."""
        return {"theta": dict(self.theta), "mutation_factor": dict(zip(MARKERS, self.mutation, strict=True))}


def told_pools(alleles: Mapping[str, set[str]] | None = None) -> tuple[Pool, ...]:
    """The pools told to the engine, on the union of their alleles and ``alleles``."""
    return reference.pools(TOLD, alleles=alleles)


def make_world(rng: np.random.Generator, settings: Settings) -> World:
    """Draw a world: tables, subpopulations, true mutation rates, linkage."""
    told = {pool.name: pool.panel for pool in told_pools()}
    if settings.world == "matched":
        panels = {**told, **{name: told[other] for name, other in STAND_IN.items()}}
        return _world(rng, panels, {}, (1.0,) * len(MARKERS), (), 1, 1.0)
    known = {locus.name: set(locus.alleles) for locus in told["East Asia"].loci}
    panels = {
        pool.name: pool.panel
        for pool in reference.pools({name: (s, 1.0) for name, s in TRUE.items()}, alleles=known, minimum=RAREST)
    }
    theta = {name: float(rng.uniform(*settings.theta)) for name in panels}
    factors = tuple(float(f) * settings.mutation for f in log_uniform(rng, settings.spread, len(MARKERS)))
    linked = ((MARKERS.index(KNOWN.first), MARKERS.index(KNOWN.second), KNOWN.recombination),)
    world = _world(rng, panels, theta, factors, linked, settings.subpopulations, settings.spread)
    return _from_real_people(rng, world, panels) if settings.real_founders else world


def matched_world(panel: Panel) -> World:
    """The world that ``panel`` describes: one population, named ``panel``, that mutates as told."""
    return _world(np.random.default_rng(0), {"panel": panel}, {}, (1.0,) * len(panel.loci), (), 1, 1.0)


def log_uniform(rng: np.random.Generator, spread: float, n: int) -> NDArray[np.float64]:
    """``n`` factors between 1/spread and spread, uniform on the logarithm."""
    return np.asarray(np.exp(rng.uniform(-1.0, 1.0, n) * np.log(spread)))


def _world(
    rng: np.random.Generator,
    panels: Mapping[str, Panel],
    theta: Mapping[str, float],
    factors: tuple[float, ...],
    linked: tuple[tuple[int, int, float], ...],
    subpopulations: int,
    spread: float,
) -> World:
    names = list(panels)
    any_panel = panels[names[0]]
    arrays = [locus_arrays(mutating(locus, f)) for locus, f in zip(any_panel.loci, factors, strict=True)]
    founders = []
    for locus in any_panel.loci:
        rows = [
            _subpopulations(rng, np.array(panels[n][locus.name].frequencies), theta.get(n, 0.0), subpopulations) for n in names
        ]
        founders.append(np.concatenate(rows))
    genome = Genome(tuple(founders), tuple(a.female for a in arrays), tuple(a.male for a in arrays), linked)
    groups = {n: np.arange(subpopulations) + i * subpopulations for i, n in enumerate(names)}
    return World(genome, tuple(locus.alleles for locus in any_panel.loci), groups, theta, factors, spread)


def _from_real_people(rng: np.random.Generator, world: World, panels: Mapping[str, Panel]) -> World:
    """``world`` with the founders of the populations of :data:`REAL` drawn from real people, subpopulations as in :class:`RealPeople`."""
    code = [{name: k for k, name in enumerate(alleles)} for alleles in world.alleles]
    rows = tuple(rows.copy() for rows in world.genome.founders)
    everyone, found = reference.nist_profiles(), []
    for name, there in REAL.items():
        groups, share = world.groups[name], float(np.sqrt(world.theta[name]))
        genotypes, own = [], np.empty((len(groups), len(MARKERS)), dtype=np.int16)
        for locus, marker in enumerate(MARKERS):
            seen = [p.calls[marker].alleles for population, p in everyone if population == there and marker in p.calls]
            genotypes.append(np.array([[code[locus][a] for a in (pair[0], pair[-1])] for pair in seen], dtype=np.int16))
            p = np.array(panels[name][marker].frequencies)
            own[:, locus] = rng.choice(len(p), len(groups), p=p / p.sum())
            rows[locus][groups] = (1.0 - share) * p
            rows[locus][groups, own[:, locus]] += share
        found.append(RealPeople(groups, tuple(genotypes), own, share))
    return replace(world, genome=replace(world.genome, founders=rows, real=tuple(found)))


def mutating(locus: Locus, factor: float) -> Locus:
    """``locus`` with ``factor`` times its mutation rates."""

    def faster(model: MutationModel) -> MutationModel:
        return replace(model, rate=model.rate * factor, rate2=model.rate2 * factor)

    return replace(locus, female=faster(locus.female), male=faster(locus.male))


def _subpopulations(rng: np.random.Generator, p: NDArray[np.float64], theta: float, n: int) -> NDArray[np.float64]:
    """Frequencies of ``n`` subpopulations, ``[n, alleles]``: Dirichlet(p (1 - θ)/θ), Balding and Nichols 1994."""
    if theta == 0.0:
        return np.repeat(p[None, :], n, axis=0)
    drawn = rng.gamma(np.broadcast_to(p * (1.0 - theta) / theta, (n, len(p))))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))
