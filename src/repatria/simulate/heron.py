"""Exercise Heron: a hand-over shaped like the one of 2018, everyone invented, and its hidden truth.

What is not autosomal is drawn from streams of its own, after all that is: it changes nothing of the autosomal exercise of a seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from repatria.model import CaseFile, Incident, Prior, Profile
from repatria.reference import MARKERS
from repatria.simulate.assemblage import Assemblage, People, make_assemblage
from repatria.simulate.besides import make_beside
from repatria.simulate.genedrop import founder
from repatria.simulate.laboratory import make_quality, observe
from repatria.simulate.roster import Roster, Writer, make_roster
from repatria.simulate.settings import Settings
from repatria.simulate.shown import with_one_to_sign
from repatria.simulate.truth import Truth
from repatria.simulate.unlisted import without_some
from repatria.simulate.world import World, make_world, told_pools

RICH = Settings(autosomal=0.90, y=0.70)
"""The same exercise had nine in ten of the men with a donor an autosomal reference, and seven in ten one of the Y chromosome."""


HARD = Settings(
    theta=(0.03, 0.03),
    mutation=3.0,
    more_dropout=2.0,
    spread=1.0,
    wrong_relation=0.03,
    unlisted=0.10,
    real_founders=True,
)
"""A world that differs from what is told in one direction: theta 0.03 where 0 is told (screening and joint take
no other), three times the mutation, twice the
drop-out, 3 % wrong relations, one in ten of the men in the boxes on no list, and founders who show what real people show."""


def heron(seed: int, scale: float = 1.0, settings: Settings | None = None) -> tuple[CaseFile, Truth]:
    """Exercise Heron as (case, truth). The same seed, scale and settings give the same case, to the byte."""
    settings = (settings or Settings()).scaled(scale)
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(8)]
    world = make_world(streams[0], settings)
    roster = make_roster(streams[1], world, settings)
    bones = make_assemblage(streams[2], settings)
    people = _people(streams[3], world, roster, bones)
    profiles, controls, samples = _samples(streams[4], world, settings, bones, people)
    if settings.one_to_sign:
        roster, profiles = with_one_to_sign(streams[5], world, roster, people, samples, profiles)
    made = make_beside(streams[6], settings, roster, bones, people, samples)
    case = _case(seed, replace(roster, families=made.families), bones, profiles, controls, samples)
    truth = _truth(seed, settings, world, roster, bones, people, samples)
    case, truth = replace(case, beside=made.beside), Truth({**truth.tables, **made.truth}, truth.world)
    return without_some(streams[7], case, truth, settings.unlisted) if settings.unlisted else (case, truth)


def _people(rng: np.random.Generator, world: World, roster: Roster, bones: Assemblage) -> People:
    n = len(bones.nationality)
    listed = np.array([k == "US" for k in bones.nationality])
    man = np.full(n, -1)
    man[listed] = rng.choice(len(roster.missing), int(listed.sum()), replace=False)
    strangers = {"ROK": ("South Korea",), "other": ("Europe", "China")}
    population = [
        roster.population[man[i]] if k == "US" else str(rng.choice(strangers[k])) for i, k in enumerate(bones.nationality)
    ]
    group = np.array([rng.choice(world.groups[p]) for p in population])
    genotypes = founder(rng, world.genome, group)
    genotypes[listed] = roster.genotypes[man[listed]]
    return People(genotypes, population, group, man)


def _samples(
    rng: np.random.Generator, world: World, settings: Settings, bones: Assemblage, people: People
) -> tuple[list[Profile], list[Profile], dict[str, list[str]]]:
    """Every bone is sampled once. Returns the reported profiles, the staff's, and the samples with bone, donor and fate."""
    staff_group = np.array([rng.choice(world.groups["US Caucasian"]) for _ in range(settings.staff)])
    staff = founder(rng, world.genome, staff_group)
    pool = np.concatenate([people.genotypes, staff])
    groups = np.concatenate([people.group, staff_group])
    names = [f"P{i + 1:03d}" for i in range(len(people.man))] + [f"STAFF{i + 1:02d}" for i in range(settings.staff)]
    quality = make_quality(rng, settings, bones.person, world.spread)
    donor = bones.person.copy()
    mixed = rng.random(len(donor)) < settings.mixed_up
    donor[mixed] = rng.integers(0, len(pool), int(mixed.sum()))
    tried = np.flatnonzero(quality.success)
    codes = [f"S{i + 1:04d}" for i in range(len(donor))]
    shown = observe(
        rng, world.genome, world.alleles, [codes[i] for i in tried], pool[donor[tried]], groups[donor[tried]], quality[tried],
        settings.dropin,
    )  # fmt: skip
    profiles = {p.id: p for p in shown if len(p.calls) >= settings.fewest_loci}
    writer = Writer(world.alleles)
    controls = [writer.profile(f"C{i + 1:02d}", g, "U", "staff") for i, g in enumerate(staff)]
    fates = [
        "own" if d == b else "mixed up" if d < len(people.man) else "staff" for d, b in zip(donor, bones.person, strict=True)
    ]
    samples = {
        "sample": codes,
        "specimen": [f"B{i + 1:04d}" for i in range(len(donor))],
        "result": ["autosomal" if c in profiles else "none" for c in codes],
        "bone_of": [names[i] for i in bones.person],
        "donor": [names[i] for i in donor],
        "fate": fates,
    }
    return list(profiles.values()), controls, samples


def _case(
    seed: int,
    roster: Roster,
    bones: Assemblage,
    profiles: Sequence[Profile],
    controls: Sequence[Profile],
    samples: dict[str, list[str]],
) -> CaseFile:
    seen: dict[str, set[str]] = {marker: set() for marker in MARKERS}
    references = [r for f in roster.families for r in f.references.values()]
    for profile in (*profiles, *controls, *references):
        for marker, call in profile.calls.items():
            seen[marker].update(call.alleles)
    pools = told_pools(seen)
    boxes = [f"K{i + 1:02d}" for i in range(len(bones.true_place))]
    extra = {
        "containers": {"container": boxes, "claimed_place": list(bones.claimed_place)},
        "specimens": {
            "specimen": samples["specimen"],
            "container": [boxes[i] for i in bones.box],
            "element": list(bones.element),
            "side": list(bones.side),
        },
        "samples": {k: samples[k] for k in ("sample", "specimen", "result")},
    }
    note = "A hand-over shaped like the one of 2018. Autosomal STR profiles of bones, families of the listed missing."
    return CaseFile(
        Incident(f"Exercise Heron, seed {seed}", "exercise", note),
        panel=replace(pools[0].panel, name="families"),
        pools=pools,
        families=roster.families,
        profiles=tuple(profiles),
        controls=tuple(controls),
        prior=Prior(),
        open_missing=len(roster.missing),
        extra=extra,
    )


def _truth(
    seed: int,
    settings: Settings,
    world: World,
    roster: Roster,
    bones: Assemblage,
    people: People,
    samples: dict[str, list[str]],
) -> Truth:
    person = [f"P{i + 1:03d}" for i in range(len(people.man))]
    of_man = {int(m): person[i] for i, m in enumerate(people.man) if m >= 0}
    reported = [i for i, r in enumerate(samples["result"]) if r == "autosomal"]
    tables: dict[str, dict[str, tuple[str, ...]]] = {
        "men": {
            "missing": roster.missing,
            "family": roster.family,
            "population": roster.population,
            "kin": roster.kin,
            "person": tuple(of_man.get(i, "") for i in range(len(roster.missing))),
        },
        "people": {
            "person": tuple(person),
            "nationality": bones.nationality,
            "population": tuple(people.population),
            "missing": tuple(roster.missing[m] if m >= 0 else "" for m in people.man),
        },
        "samples": {
            "profile": tuple(samples["sample"][i] for i in reported),
            **{k: tuple(samples[k][i] for i in reported) for k in ("specimen", "bone_of", "donor", "fate")},
        },
        "slips": {
            "family": tuple(s.family for s in roster.slips),
            "reference": tuple(s.reference for s in roster.slips),
            "what": tuple(s.what for s in roster.slips),
        },
        "boxes": {"container": tuple(f"K{i + 1:02d}" for i in range(len(bones.true_place))), "place": bones.true_place},
    }
    return Truth(tables, {"seed": seed, "settings": settings.as_dict(), **world.log()})
