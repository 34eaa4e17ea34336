"""Exercise Older Boxes: boxes of years before, without papers, with two sheets in two styles of numbers, poorly kept.

Some of their people lie in Heron's boxes too; only DNA shows it. Old names were decided by another office and stay theirs.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from repatria.model import Profile
from repatria.registry import gateway
from repatria.registry.families.importing import import_list
from repatria.registry.intake import actions as intake
from repatria.registry.intake.arriving import Arrival
from repatria.registry.intake.models import Container
from repatria.registry.inventory.actions.importing import load_sheet
from repatria.registry.inventory.models import Sheet, SheetLine, Specimen
from repatria.registry.laboratory.actions import Entered, register_samples
from repatria.registry.laboratory.delivering import RunTold
from repatria.registry.live.heron_boxes import hand_over
from repatria.registry.live.heron_dna import OUTSIDE, check_rest, deliver
from repatria.registry.live.heron_list import Man
from repatria.registry.live.work import OLDER, Work
from repatria.registry.people.roles import Role

BOXES, PEOPLE, ALSO_IN_HERON = 208, 440, 25
YEARS = (1990, 1991, 1992, 1993, 1994)
SAMPLED, SHOWED = 0.40, 0.22
"""Shares of bones that were sampled, and of samples that showed anything: the bones were treated. Our own assumption."""
FEWEST, TRIALS = 9, 4
DECISIONS = 40
OFFICE = "Harbour Identification Office"
INVENTORY = "old inventory"
NAMES = (
    ("femur", "femur"), ("tibia", "tibia"), ("humerus", "humerus"), ("fibula", "fibula"), ("radius", "radius"), ("ulna", "ulna"),
    ("os coxae", "os coxae"), ("scapula", "scapula"), ("clavicle", "clavicle"), ("cranium", "cranium"), ("mandible", "mandible"),
)  # fmt: skip
UNREADABLE = ("long bone?", "frag.", "bone, burnt", "several")
MIDDLE = ("cranium", "mandible")
HEADS_1994 = ("Box", "No", "Bone", "Side", "Condition", "Remarks")
HEADS_2003 = ("box", "number", "element", "side", "percent")
MAP_1994 = {"Box": "container", "No": f"identifier:{INVENTORY}", "Bone": "element", "Side": "side", "Condition": "condition",
            "Remarks": "notes"}  # fmt: skip
MAP_2003 = {
    "box": "container",
    "number": f"identifier:{INVENTORY}",
    "element": "element",
    "side": "side",
    "percent": "completeness",
}


@dataclass(frozen=True, slots=True)
class Bone:
    """One bone that lay in an older box, before anybody wrote about it."""

    box: int
    number: int
    element: str
    side: str
    person: int

    @property
    def slashed(self) -> str:
        """``K-12/3``."""
        return f"K-{self.box}/{self.number}"

    @property
    def dotted(self) -> str:
        """``K12.03``."""
        return f"K{self.box}.{self.number:02d}"


def fill(work: Work) -> None:
    """Boxes, both sheets, samples with few results, and what another office decided."""
    rng = work.rng("older")
    boxes = work.count(BOXES, 5)
    bones = list(_bones(rng, boxes, work.count(PEOPLE, 12)))
    _enter_boxes(work, boxes)
    by = work.seat(OLDER, Role.ANTHROPOLOGIST)
    first = list(_lines_1994(rng, bones))
    older = load_sheet(by, _csv(HEADS_1994, (row for row, _ in first)), name="inventory 1994.csv", mapping=MAP_1994)
    load_sheet(by, _csv(HEADS_2003, _lines_2003(rng, bones), ";"), name="new count 2003.csv", mapping=MAP_2003)
    made = _made(older, [bone for _, bone in first])
    _results(work, rng, made)
    _decided(work, rng)


def _bones(rng: np.random.Generator, boxes: int, people: int) -> Iterator[Bone]:
    """Everybody's bones over one to three boxes near each other, numbered box by box in no order of people."""
    lying: list[list[tuple[str, str, int]]] = [[] for _ in range(boxes)]
    for person in range(people):
        home = int(rng.integers(boxes))
        own = [home, *(int(x) for x in (home + rng.integers(-4, 5, int(rng.choice([0, 1, 2], p=[0.55, 0.3, 0.15])))) % boxes)]
        kinds = rng.choice(2 * len(NAMES), int(rng.integers(3, 7)), replace=False)
        for kind in kinds:
            name = NAMES[int(kind) // 2][0]
            side = "" if name in MIDDLE else ("left", "right")[int(kind) % 2]
            lying[own[int(rng.integers(len(own)))]].append((name, side, person))
    for box, rows in enumerate(lying, 1):
        seen: set[tuple[str, str, int]] = set()
        order = rng.permutation(len(rows))
        number = 0
        for at in order:
            name, side, person = rows[int(at)]
            if (name, side, person) in seen:
                continue
            seen.add((name, side, person))
            number += 1
            yield Bone(box, number, name, side, person)


def _enter_boxes(work: Work, boxes: int) -> None:
    """Accessions of five years, no papers of a hand-over; every box then goes to the anthropologist."""
    seat, reader = work.seat(OLDER, Role.INTAKE), work.seat(OLDER, Role.ANTHROPOLOGIST)
    numbers = np.array_split(np.arange(1, boxes + 1), len(YEARS))
    for year, some in zip(YEARS, numbers, strict=True):
        if not len(some):
            continue
        intake.enter_assemblage(
            seat,
            number=f"{year}-{10 + year % 7:03d}",
            title=f"Boxes of {year}",
            boxes=[Arrival(f"K-{n}") for n in some],
            received=str(year),
            note="No papers of the hand-over are on file.",
        )
    for container in Container.objects.filter(accession__incident=seat.incident).select_related("item__thing").order_by("pk"):
        hand_over(seat, reader, container.item, "for a new look")


def _lines_1994(rng: np.random.Generator, bones: Sequence[Bone]) -> Iterator[tuple[tuple[str, ...], Bone]]:
    """The first sheet: sides and conditions are often left out, some words cannot be read, a few lines stand there twice."""
    for bone in bones:
        name = UNREADABLE[int(rng.integers(len(UNREADABLE)))] if rng.random() < 0.04 else bone.element
        side = bone.side if rng.random() < 0.72 else ""
        state = ("good", "poor", "")[int(rng.integers(3))]
        said = "with box label" if rng.random() < 0.05 else ""
        row = (f"K-{bone.box}", bone.slashed, name, side, state, said)
        yield row, bone
        if rng.random() < 0.01:
            yield row, bone


def _lines_2003(rng: np.random.Generator, bones: Sequence[Bone]) -> Iterator[tuple[str, ...]]:
    """The second sheet, of most boxes: sides are given, percentages sometimes; it does not always agree with the first."""
    for bone in bones:
        if bone.box % 5 == 0:
            continue
        side = {"left": "right", "right": "left"}.get(bone.side, "") if rng.random() < 0.03 else bone.side
        percent = f"{int(rng.integers(5, 100))} %" if rng.random() < 0.1 else ""
        yield (f"K{bone.box}", bone.dotted, bone.element, side, percent)


def _csv(heads: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue().encode()


def _made(sheet: Sheet, bones: Sequence[Bone]) -> list[tuple[Bone, Specimen]]:
    """Which bone each new specimen of a sheet is: lines follow the heading in the order of ``bones``."""
    lines = SheetLine.objects.filter(sheet=sheet, outcome=SheetLine.Outcome.MADE).select_related("specimen__item__thing")
    return [(bones[line.number - 2], line.specimen) for line in lines.order_by("number") if line.specimen is not None]


def _results(work: Work, rng: np.random.Generator, made: Sequence[tuple[Bone, Specimen]]) -> None:
    """Samples of some bones; the few results show part of the markers. Some people are those of Heron's boxes."""
    sampled = [pair for pair in made if rng.random() < SAMPLED]
    if not sampled:
        return
    samples = register_samples(work.by(OLDER), [Entered(s.item) for _, s in sampled], why="cut for the exercise")
    genotypes, shared = _genotypes(work, rng, max(bone.person for bone, _ in made) + 1)
    nouns = []
    for (bone, _), sample in zip(sampled, samples, strict=True):
        shown = rng.random() < SHOWED or bone.person in shared
        nouns.append(_part(rng, genotypes[bone.person], sample.code) if shown else Profile(sample.code))
    for trial in range(min(TRIALS, len(nouns))):
        run = RunTold(
            f"older boxes, trial {trial + 1}", "reader C. of the institute", "reader D. of the institute", OUTSIDE, "capture"
        )
        deliver(work.seat(OLDER, Role.TECHNICIAN), f"older boxes {trial + 1}.csv", nouns[trial::TRIALS], run)
    check_rest(work, OLDER)
    work.truths["older boxes"] = {
        "specimens": {specimen.code: bone.person for bone, specimen in made},
        "also in Heron": {str(person): who for person, who in shared.items()},
    }


def _genotypes(work: Work, rng: np.random.Generator, people: int) -> tuple[list[Profile], dict[int, str]]:
    """What everybody in the older boxes would show; the first of them are people of Heron's boxes with a full profile there."""
    case, truth = work.exercise()
    whole = {p.id: p for p in case.profiles if len(p.calls) >= 20 and all(not c.dropout for c in p.calls.values())}
    samples = truth["samples"]
    of = {
        who: whole[code]
        for code, who, fate in zip(samples["profile"], samples["bone_of"], samples["fate"], strict=True)
        if code in whole and fate == "own"
    }
    chosen = sorted(of)[: min(work.count(ALSO_IN_HERON, 2), people)]
    strangers = gateway.invented_profiles(people, work.seed)
    shared = dict(enumerate(chosen))
    return [of[shared[n]] if n in shared else strangers[n] for n in range(people)], shared


def _part(rng: np.random.Generator, profile: Profile, code: str) -> Profile:
    """Part of the markers of a profile, under the code of a sample."""
    markers = list(profile.calls)
    kept = set(rng.choice(len(markers), int(rng.integers(FEWEST, len(markers) + 1)), replace=False).tolist())
    return replace(profile, id=code, source="", calls={m: profile.calls[m] for n, m in enumerate(markers) if n in kept})


def _decided(work: Work, rng: np.random.Generator) -> None:
    """Names that another office decided long ago, under its own rule: theirs, and never a decision of ours."""
    men: Mapping[str, Man] = work.kept["men"]
    codes = list(men)
    picked = [men[codes[int(n)]] for n in rng.choice(len(codes), min(work.count(DECISIONS, 3), len(codes)), replace=False)]
    fields = ("service_number", "family_name", "given_names", "sex", "born", "remains", "issuer", "rule", "decided", "document")
    rows = []
    for number, man in enumerate(picked):
        told = {name: man.cells[name] for name in fields[:5]}
        day = date(1996, 3, 1) + timedelta(days=int(rng.integers(4000)))
        rows.append(
            told | {"remains": f"K-{1 + number % work.count(BOXES, 5)}", "issuer": OFFICE, "rule": ("teeth", "papers", "DNA")[number % 3],
                    "decided": day.isoformat(), "document": f"file {day.year}/{number + 11}"}
        )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="repatria-list-") as folder:
        path = Path(folder) / "decided before.csv"
        path.write_bytes(_csv(fields, ([row[name] for name in fields] for row in rows)))
        import_list(work.seat(OLDER, Role.CASUALTY), path, what="decisions", dry_run=False)
