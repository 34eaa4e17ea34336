"""An exercise as an engine would get it that was told the truth about the world: frequencies, mutation, drop-out, and which samples
are of one person. What it names is the ceiling. Theta stays 0, as the joint answer takes no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from repatria import reference
from repatria.errors import InvalidCase
from repatria.model import CallKind, CaseFile, Profile
from repatria.reference import MARKERS
from repatria.simulate.settings import Settings
from repatria.simulate.truth import Truth
from repatria.simulate.world import RAREST, TOLD, TRUE, mutating

STANDS_FOR = {"East Asia": "South Korea"}
"""The population in the boxes that a told pool stands for, where their names differ."""
LEAST_DROPOUT, MOST_DROPOUT = 0.01, 0.6
"""Between these lies what is told of drop-out (laboratory.py); it is the true one divided by a factor that the settings state."""


def informed(case: CaseFile, settings: Settings) -> CaseFile:
    """``case`` with true frequencies, mutation and drop-out rates. InvalidCase where those vary from sample to sample.

    Subpopulations stay unknown: nobody is told who is of which.
    """
    if settings.world == "matched":
        return case
    if settings.spread != 1.0:
        raise InvalidCase("informed: the true rates of this world differ from sample to sample. Use spread 1.")
    seen: dict[str, set[str]] = {marker: set(case.panel[marker].alleles) for marker in MARKERS}
    sources = {name: (TRUE[STANDS_FOR.get(name, name)], weight) for name, (_, weight) in TOLD.items()}
    pools = tuple(
        replace(pool, panel=replace(pool.panel, loci=tuple(mutating(x, settings.mutation) for x in pool.panel.loci)))
        for pool in reference.pools(sources, alleles=seen, minimum=RAREST)
    )
    return replace(
        case,
        pools=pools,
        panel=replace(pools[0].panel, name=case.panel.name),
        profiles=tuple(_dropping(p, settings.more_dropout) for p in case.profiles),
    )


def true_units(case: CaseFile, truth: Truth) -> Mapping[str, Sequence[str]]:
    """Person -> the profiles and remains of ``case`` that show that person's DNA, as units for ``identify``."""
    there = {p.id for p in case.profiles} | {r.subject for r in case.beside.remains}
    units: dict[str, list[str]] = {}
    for subject, donor in truth.person_behind.items():
        if subject in there:
            units.setdefault(donor, []).append(subject)
    return units


def _dropping(profile: Profile, factor: float) -> Profile:
    calls = {
        marker: replace(call, dropout=min(MOST_DROPOUT, max(LEAST_DROPOUT, call.dropout * factor)))
        if call.kind is CallKind.DROPPED
        else call
        for marker, call in profile.calls.items()
    }
    return replace(profile, calls=calls)
