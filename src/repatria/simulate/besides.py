"""Everything of an exercise that is not autosomal, put together: lineages of bones and relatives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from repatria.model import Family
from repatria.model.beside import Beside, Remains
from repatria.simulate.assemblage import Assemblage, People
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
    streams = rng.spawn(3)
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
    remains = []
    for i, code in enumerate(samples["sample"]):
        mt, y = typed.mitotypes[i], typed.yhaplotypes[i]
        if autosomal[i] or mt is not None or y is not None:
            sex = ("M", "dna") if autosomal[i] or y is not None else ("", "")
            mitotypes, haplotypes = (() if mt is None else (mt,)), (() if y is None else (y,))
            remains.append((i, Remains(code, mitotypes, haplotypes, {}, {}, *sex, f"K{int(bones.box[i]) + 1:02d}")))
    beside = Beside(tuple(r for _, r in remains), tuple(given), (), lines.mtdna, lines.ystr)
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
    }
    return MadeBeside(donors.families, beside, truth)
