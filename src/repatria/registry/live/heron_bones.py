"""Exercise Heron: box after box is inventoried, effects are recorded by others, and a few bones are grouped blind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from repatria.registry.custody.actions import take
from repatria.registry.intake.models import Container
from repatria.registry.inventory.actions.allowing import ask_allowance
from repatria.registry.inventory.actions.effects import note_name, record_effect
from repatria.registry.inventory.actions.entering import register_specimens
from repatria.registry.inventory.actions.grouping import lock_individual, open_individual
from repatria.registry.inventory.actions.relating import relate
from repatria.registry.inventory.kinds import kind_of
from repatria.registry.inventory.models import Individual, Specimen
from repatria.registry.inventory.sheetwords import element_of
from repatria.registry.inventory.told import Told
from repatria.registry.inventory.zones import PARTIAL, PRESENT, write_zones
from repatria.registry.live.heron_boxes import hand_over, left_over
from repatria.registry.live.heron_list import Man
from repatria.registry.live.heron_measures import measure_body
from repatria.registry.live.work import HERON, Work
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible

CONDITIONS = ("firm", "brittle", "surface flaking", "root marks", "weathered, cracked")
COLOURS = ("pale brown", "dark brown", "grey", "reddish", "mottled")
COMPLETENESS = (0.20, 0.26, 0.25, 0.20, 0.09)
"""Shares of the classes 1 to 5; our own assumption."""
OPEN_GROUPS, LOCKED_GROUPS = 10, 4
OWNER_LIES_THERE = 0.7
"""A tag's owner is in the boxes with this probability (docs/explanation/simulation.md)."""
EFFECTS = (
    ("kit", "helmet without lining", "dent at the left", ""),
    ("uniform", "one boot, sole worn", "size mark not legible", ""),
    ("kit", "canteen with a chain", "two letters scratched in", ""),
    ("personal", "four buttons, two of bone", "", ""),
    ("kit", "webbing with a buckle", "", ""),
)


def inventory(work: Work) -> None:
    """Every box that the anthropologist holds and that is not left for a visitor."""
    rng = work.rng("bones")
    seat = work.seat(HERON, Role.ANTHROPOLOGIST)
    containers: list[Container] = work.kept["containers"]
    left = set(left_over([c.number for c in containers]))
    case, _ = work.exercise()
    table = case.extra["specimens"]
    lying: dict[str, list[int]] = defaultdict(list)
    for place, number in enumerate(table["container"]):
        lying[number].append(place)
    specimens: dict[str, Specimen] = {}
    for container in containers:
        if container.number in left or not lying[container.number]:
            continue
        places = lying[container.number]
        told = [told_bone(rng, table["element"][p], table["side"][p], str(n)) for n, p in enumerate(places, 1)]
        made = register_specimens(seat, container.item, told)
        specimens |= {table["specimen"][p]: row for p, row in zip(places, made, strict=True)}
    work.kept["specimens"] = specimens
    work.truths["specimens"] = {code: row.code for code, row in specimens.items()}


def told_bone(rng: np.random.Generator, element: str, side: str, number: str) -> Told:
    """What the anthropologist says of one bone of the exercise."""
    code = element_of(element, "" if side == "none" else side)
    there = int(np.searchsorted(np.cumsum(COMPLETENESS), rng.random())) + 1
    return Told(
        element=code,
        completeness=min(there, 5),
        zones=_zones(rng, code, min(there, 5)),
        human="human",
        age_class="adolescent" if rng.random() < 0.12 else "adult",
        condition=CONDITIONS[int(rng.integers(len(CONDITIONS)))],
        colour=COLOURS[int(rng.integers(len(COLOURS)))],
        treatment="untreated",
        designator=number,
    )


def _zones(rng: np.random.Generator, code: str, there: int) -> str:
    """As many zones, side by side, as the completeness says; the outer ones of an incomplete bone only partly there."""
    zones = [zone.number for zone in kind_of(code).zones]
    if there == 5 or not zones:
        return write_zones(dict.fromkeys(zones, PRESENT))
    n = max(1, min(len(zones), round(len(zones) * (there - 0.5) / 4)))
    first = int(rng.integers(len(zones) - n + 1))
    states = dict.fromkeys(zones[first : first + n], PRESENT)
    if n > 2 and rng.random() < 0.5:
        states[zones[first]] = PARTIAL
    return write_zones(states)


def effects(work: Work) -> None:
    """Effects, among them one tag with a name, go into a container of their own; whoever groups bones never sees them."""
    rng = work.rng("bones")
    seat = work.seat(HERON, Role.INTAKE)
    containers: list[Container] = work.kept["containers"]
    box = take(seat, what="container for effects", giver="store of the laboratory")
    for place, (kind, what, marks, read) in enumerate(EFFECTS):
        found = containers[(7 * place + 2) % len(containers)].item
        record_effect(seat, found, kind=kind, description=what, marks=marks, text_read=read, into=box)
    man, there = _owner(work, rng)
    tag = record_effect(
        seat, containers[len(containers) // 2].item, kind="tag", description="identification tag, bent", marks="steel, one notch",
        text_read=f"{man.name.surname.upper()} {man.name.given.upper()} {man.cells['service_number']}", into=box,
    )  # fmt: skip
    note_name(seat, tag, name=man.name.whole, number=man.cells["service_number"], how_sure="legible; the last digit is worn")
    work.truths["tag"] = {"effect": tag.code, "names": man.code, "owner lies in a box": there}


def _owner(work: Work, rng: np.random.Generator) -> tuple[Man, bool]:
    """Whom the tag names: usually somebody who lies in the boxes, not always."""
    _, truth = work.exercise()
    men: Mapping[str, Man] = work.kept["men"]
    present = [m for m, person in zip(truth["men"]["missing"], truth["men"]["person"], strict=True) if person]
    absent = [m for m, person in zip(truth["men"]["missing"], truth["men"]["person"], strict=True) if not person]
    there = bool(present) and rng.random() < OWNER_LIES_THERE
    pool = present if there else absent
    return men[pool[int(rng.integers(len(pool)))]], there


def groupings(work: Work) -> None:
    """Some people of the boxes are put together, some of those locked; a question waits for a reviewer; relations are noted."""
    seat = work.seat(HERON, Role.ANTHROPOLOGIST)
    made: list[Individual] = []
    for bones in _people(work)[: work.count(OPEN_GROUPS, 2)]:
        measure_body(work, bones)
        made.append(open_individual(seat, bones))
        for one, other in pairwise(bones[:3]):
            relate(
                seat, one, other, kind="articulation", verdict="probable", grounds=["morphology"], note="colour and size agree"
            )
        work.truths.setdefault("individuals", []).append([made[-1].code, *[b.code for b in bones]])
    for individual in made[: work.count(LOCKED_GROUPS)]:
        lock_individual(seat, individual)
    if len(made) > 1:
        _question(work, made[-1])
    _exclusion(work)


def _people(work: Work) -> list[list[Specimen]]:
    """Bones that truly lie together, by person, those with most first."""
    _, truth = work.exercise()
    specimens: Mapping[str, Specimen] = work.kept["specimens"]
    found: dict[str, list[Specimen]] = defaultdict(list)
    samples = truth["samples"]
    for who, bone, fate in zip(samples["bone_of"], samples["specimen"], samples["fate"], strict=True):
        if bone in specimens and fate == "own":
            found[who].append(specimens[bone])
    return [bones for _, bones in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])) if len(bones) > 1]


def _question(work: Work, individual: Individual) -> None:
    """Somebody asks a reviewer about a bone that cannot belong, as it seems: the first that the checks object to."""
    seat = work.seat(HERON, Role.ANTHROPOLOGIST)
    taken = set(_members(individual))
    for specimen in _all(work):
        if specimen.pk in taken:
            continue
        try:
            ask_allowance(seat, individual, specimen, why="the same colour and the same cut marks; please look at both")
        except Impossible:
            continue
        return


def _members(individual: Individual) -> Sequence[int]:
    return list(
        Specimen.objects.filter(memberships__version__individual=individual, memberships__current=True).values_list(
            "pk", flat=True
        )
    )


def _all(work: Work) -> list[Specimen]:
    rows: dict[str, Any] = work.kept["specimens"]
    return list(rows.values())


def _exclusion(work: Work) -> None:
    """Two femora of one side are not of one person."""
    seat = work.seat(HERON, Role.ANTHROPOLOGIST)
    left = [s for s in _all(work) if s.item.what == kind_of("femur-left").name]
    if len(left) > 1:
        relate(seat, left[0], left[1], kind="exclusion", verdict="certain", grounds=["morphology"], note="both from the left")


def to_the_bench(work: Work) -> None:
    """The first inventoried box goes on to the technician, so that samples can be cut from what lies in it."""
    containers: list[Container] = work.kept["containers"]
    left = set(left_over([c.number for c in containers]))
    first = next(c for c in containers if c.number not in left)
    hand_over(work.seat(HERON, Role.ANTHROPOLOGIST), work.seat(HERON, Role.TECHNICIAN), first.item, "for sampling")
