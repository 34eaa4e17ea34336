"""Everything of an exercise that is not autosomal, put together: lineages, bodies, records, places of loss and of the boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from repatria.model import Family
from repatria.model.beside import Beside, Remains
from repatria.simulate.assemblage import Assemblage, People
from repatria.simulate.bodies import make_bodies, recorded_bodies, seen_of_bone
from repatria.simulate.circumstances import add_losses, lies_at, stated
from repatria.simulate.donors import make_donors
from repatria.simulate.inheritance import make_lineages
from repatria.simulate.lineage_lab import references, type_samples
from repatria.simulate.roster import Roster
from repatria.simulate.settings import Settings


@dataclass(frozen=True, eq=False)
class MadeBeside:
    """The families with their added relatives, what the case holds, and further tables of the truth."""

    families: tuple[Family, ...]
    beside: Beside
    truth: Mapping[str, Mapping[str, tuple[str, ...]]]


def make_beside(
    rng: np.random.Generator,
    settings: Settings,
    roster: Roster,
    bones: Assemblage,
    people: People,
    samples: Mapping[str, list[str]],
) -> MadeBeside:
    """Draw it. ``samples`` is the table of samples with bone, donor and fate; each kind has a stream of its own."""
    streams = rng.spawn(6)
    donors = make_donors(streams[0], settings, roster)
    men = [*map(int, people.man), *[-1] * settings.staff]
    populations = [*people.population, *["US Caucasian"] * settings.staff]
    lines = make_lineages(streams[1], settings, roster, donors, men, populations)
    number = {f"P{i + 1:03d}": i for i in range(len(people.man))}
    number |= {f"STAFF{i + 1:02d}": len(number) + i for i in range(settings.staff)}
    donor = np.array([number[who] for who in samples["donor"]], dtype=np.int64)
    autosomal = np.array([result == "autosomal" for result in samples["result"]])
    typed = type_samples(streams[2], settings, samples["sample"], bones.person, donor, autosomal, lines.boxes)
    given = references(streams[2], settings, [f.id for f in donors.families], donors.donors, lines.given)
    inside, listed = make_bodies(streams[3], people.population), make_bodies(streams[3], roster.population)
    for who, man in enumerate(people.man):
        if man >= 0:
            inside.age[who], inside.values[who] = listed.age[man], listed.values[man]
    records = recorded_bodies(streams[4], settings, roster.missing, roster.population, listed)
    records, lost = add_losses(streams[5], settings, records, lies_at(bones, people.man))
    claims = stated(settings, bones)
    remains = []
    for i, code in enumerate(samples["sample"]):
        mt, y = typed.mitotypes[i], typed.yhaplotypes[i]
        measured, stages = seen_of_bone(streams[3], settings, inside, int(bones.person[i]), bones.element[i])
        if autosomal[i] or mt is not None or y is not None or measured or stages:
            sex = ("M", "dna") if autosomal[i] or y is not None else ("", "")
            mitotypes, haplotypes = (() if mt is None else (mt,)), (() if y is None else (y,))
            box = int(bones.box[i])
            found = Remains(code, mitotypes, haplotypes, measured, stages, *sex, f"K{box + 1:02d}", (claims[box],))
            remains.append((i, found))
    beside = Beside(tuple(r for _, r in remains), tuple(given), tuple(records), lines.mtdna, lines.ystr)
    kept = [i for i, _ in remains]
    truth = {
        "remains": {"subject": tuple(samples["sample"][i] for i in kept)}
        | {k: tuple(samples[k][i] for i in kept) for k in ("specimen", "bone_of", "donor", "fate")},
        "lineages": {
            "family": tuple(donors.families[d.family].id for d in donors.donors),
            "person": tuple(d.person for d in donors.donors),
            "kind": tuple(d.kind for d in donors.donors),
            "fate": lines.fate,
        },
        "bodies": {
            "person": tuple(f"P{i + 1:03d}" for i in range(len(people.man))),
            "age": tuple(f"{age:.2f}" for age in inside.age),
            "stature": tuple(f"{cm:.1f}" if cm > 100.0 else "" for cm in inside.values[:, 0]),
        },
        "losses": {"missing": roster.missing, "place": lost},
    }
    return MadeBeside(donors.families, beside, truth)
