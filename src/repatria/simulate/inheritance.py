"""Lineage types of the people of an exercise: founders from an urn, everyone else from the mother or the father, mutation included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from repatria.model import Family, Person
from repatria.model.haplotypes import Database
from repatria.model.mitotype import REGIONS, Mitotype, Site
from repatria.model.yhaplotype import YHaplotype
from repatria.simulate.donors import Donor, Donors, Kind, chain
from repatria.simulate.lineages import Alleles, MtTypes, YTypes, draw, mt_database, y_database, y_written
from repatria.simulate.roster import Roster
from repatria.simulate.settings import Settings

READ = REGIONS["control region"]
EAST = "East Asia"
EASTERN = {"South Korea", "China"}
"""Populations of the boxes whose types are drawn from East Asian haplotypes; those of all others from the rest."""
EAST_ASIAN = frozenset({"CHB", "JPT", "CHS", "CDX", "KHV"})
KINDS: tuple[Kind, Kind] = ("mtdna", "ystr")
Key = tuple[int, str]
"""(family by position, person)."""
Root = tuple[int, str, Kind]


@dataclass(frozen=True, eq=False)
class Lineages:
    """Types: ``boxes`` of each person in the boxes and each member of staff ([kind][person]), ``given`` of each donor's sample.

    ``given`` is None where the sample shows nothing of the kind, as that of a woman who was taken for a man. ``fate`` says of each
    donor: own, wrong relation or swapped sample. The databases are by pool of the case.
    """

    boxes: Mapping[Kind, Sequence[Any]]
    given: tuple[Any, ...]
    fate: tuple[str, ...]
    mtdna: Mapping[str, Database[Mitotype]]
    ystr: Mapping[str, Database[YHaplotype]]


def make_lineages(
    rng: np.random.Generator,
    settings: Settings,
    roster: Roster,
    made: Donors,
    men: Sequence[int],
    populations: Sequence[str],
) -> Lineages:
    """Draw the types. ``men`` is the listed man of each person in the boxes, or -1, and -1 for staff; ``populations`` theirs."""
    lines = _Lines(roster, made)
    donors = [lines.sample(d) for d in made.donors]
    place = {m: (roster_at, m) for roster_at, f in enumerate(made.families) for m in f.missing}
    boxes: dict[Kind, list[Any]] = {}
    databases: dict[Kind, dict[str, Any]] = {}
    given: dict[Kind, list[Any]] = {}
    for kind, others, eastern in zip(KINDS, settings.databases[""], settings.databases[EAST], strict=True):
        of_men = [lines.of(*place[roster.missing[m]], kind) if m >= 0 else None for m in men]
        of_donors = [d if d is not None and d[0][2] == kind else None for d in donors]
        roots = list(dict.fromkeys(path[0] for path in (*of_donors, *of_men) if path is not None))
        strangers = [i for i, m in enumerate(men) if m < 0 and populations[i] not in EASTERN]
        east = [i for i, m in enumerate(men) if m < 0 and populations[i] in EASTERN]
        west, west_pool = _kinds(rng, settings, kind, len(roots) + len(strangers), others, False)
        far, far_pool = _kinds(rng, settings, kind, len(east), eastern, True)
        known: dict[Any, Any] = {(root,): kind_ for root, kind_ in zip(roots, west.drawn, strict=False)}
        types: list[Any] = [None if path is None else west.down(path, known, settings.mutation) for path in of_men]
        for held, rows in ((west.drawn[len(roots) :], strangers), (far.drawn, east)):
            for i, one in zip(rows, held, strict=True):
                types[i] = one
        boxes[kind] = types
        given[kind] = [None if path is None else west.down(path, known, settings.mutation) for path in of_donors]
        databases[kind] = {"": west_pool, EAST: far_pool}
    return Lineages(
        boxes,
        tuple(given[d.kind][i] for i, d in enumerate(made.donors)),
        tuple(lines.fate(d) for d in made.donors),
        databases["mtdna"],
        databases["ystr"],
    )


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Types drawn from an urn, and how they are handed down."""

    types: MtTypes | YTypes
    drawn: list[Any]

    def down(self, path: tuple[Any, ...], known: dict[Any, Any], faster: float) -> Any:
        """The type at the end of a path (root, person, child, …); whoever was met before keeps the type."""
        kind = known[path[:1]]
        for n in range(2, len(path) + 1):
            here = path[:n]
            if here not in known:
                known[here] = self.types.inherited(kind, faster) if n > 2 else kind
            kind = known[here]
        return kind


def _kinds(
    rng: np.random.Generator, settings: Settings, kind: Kind, people: int, others: int, east: bool
) -> tuple[_Drawn, Database[Any]]:
    drawn = draw(rng, people, others)
    if kind == "mtdna":
        types: Any = MtTypes(rng, READ, EAST_ASIAN) if east else MtTypes(rng, READ, without=EAST_ASIAN)
        kinds: list[tuple[Site, ...]] = types.kinds(drawn.types)
        pool: Database[Any] = mt_database(READ, [kinds[k] for k in drawn.others.tolist()])
        return _Drawn(types, [kinds[k] for k in drawn.men.tolist()]), pool
    y = YTypes(rng, settings.y_kit)
    found: list[Alleles] = y.kinds(drawn.types)
    written = [y_written(k) for k in found]
    return _Drawn(y, [found[k] for k in drawn.men.tolist()]), y_database(
        settings.y_kit, [written[k] for k in drawn.others.tolist()]
    )


class _Lines:
    """The lines as they truly are: a stranger above the link of a family that was recorded wrongly, other people behind swaps."""

    def __init__(self, roster: Roster, made: Donors) -> None:
        self._links = [roster.links.get(f.id) for f in made.families]
        self._families: tuple[Family, ...] = made.families
        self._people: dict[int, Mapping[str, Person]] = {}
        self._swapped: dict[Key, Key] = {}
        for one, other in made.swaps:
            self._swapped |= {one: other, other: one}
        self._wrong = {(d.family, d.person, d.kind) for d in made.donors if d.wrong}

    def of(self, family: int, person: str, kind: Kind) -> tuple[Any, ...]:
        """(root, root's person, child, …, ``person``)."""
        if (family, person, kind) in self._wrong:
            return (family, f"wrong {person}", kind), person
        people = self._people.setdefault(family, self._families[family].pedigree.index)
        up = chain(people, person, kind)
        link = self._links[family]
        if kind == "ystr" and link in up[:-1]:
            up = up[: up.index(link) + 1]
            return (family, "stranger", kind), *up[::-1]
        return (family, up[-1], kind), *up[::-1]

    def sample(self, donor: Donor) -> tuple[Any, ...] | None:
        """The line of whose sample a donor's truly is; None where it is a woman's and the Y chromosome was asked for."""
        family, person = self._swapped.get((donor.family, donor.person), (donor.family, donor.person))
        if donor.kind == "ystr" and self._families[family].pedigree[person].sex != "M":
            return None
        return self.of(family, person, donor.kind)

    def fate(self, donor: Donor) -> str:
        """Own, wrong relation or swapped sample."""
        if (donor.family, donor.person) in self._swapped:
            return "swapped sample"
        people = self._families[donor.family].pedigree.index
        link, man = self._links[donor.family], self._families[donor.family].missing[0]
        ways = [chain(people, who, "ystr") for who in (donor.person, man)] if donor.kind == "ystr" else []
        meet = next((p for p in ways[0] if p in ways[1]), None) if ways else None
        through = any(link in up[: up.index(meet)] for up in ways if meet in up) if meet is not None else False
        return "wrong relation" if donor.wrong or through else "own"
