"""Exercise Heron: mitochondrial and Y profiles of bones and relatives, and the invented databases in which their types are counted."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from repatria.formats.mitotypes import write_table
from repatria.formats.yhaplotypes import write_haplotypes
from repatria.model.beside import Reference, Remains
from repatria.model.mitotype import Mitotype
from repatria.model.yhaplotype import YHaplotype
from repatria.registry.codes.models import Thing
from repatria.registry.laboratory.delivering import File, RunTold, take_in
from repatria.registry.laboratory.keeping import keep
from repatria.registry.laboratory.lineage_bases import enter_haplotypes
from repatria.registry.laboratory.models import Sample
from repatria.registry.laboratory.parsing import read_here
from repatria.registry.live.heron_dna import FIRST_RUN, OUTSIDE, check_rest
from repatria.registry.live.work import HERON, Work
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat

SOURCE = "drawn by the simulator, apart from everybody of the exercise"
WORDS = {"mt": "mitochondrial", "y": "Y"}
Write = Callable[[Any, Path], None]
WRITERS: dict[str, Write] = {"mt": write_table, "y": write_haplotypes}


def enter_databases(work: Work) -> None:
    """The databases of the exercise, marked as invented."""
    case, _ = work.exercise()
    seat = work.seat(HERON, Role.GENETICIST)
    kinds: tuple[tuple[str, Mapping[str, Any]], ...] = (("mt", case.beside.mtdna), ("y", case.beside.ystr))
    for type, bases in kinds:
        for pool, base in sorted(bases.items()):
            enter_haplotypes(
                seat, base.entries, type=type, name=base.name, source=base.source or SOURCE, simulated=True, lengths=base.lengths,
                pool=pool,
            )  # fmt: skip


def lineages_of_bones(work: Work) -> None:
    """What the outside laboratory read of the samples, one file for each kind."""
    case, _ = work.exercise()
    samples: dict[str, Sample] = work.kept["samples"]
    shown = [(samples[r.subject].code, r) for r in case.beside.remains if r.subject in samples]
    deliver_lines(work, shown, "bones", 60)


def lineages_of_relatives(work: Work) -> None:
    """Reference profiles of relatives on a line."""
    case, _ = work.exercise()
    tubes: dict[tuple[str, str], Thing] = work.kept["tubes"]
    given = [(tubes[r.family, r.person].code, r) for r in case.beside.references if (r.family, r.person) in tubes]
    deliver_lines_of_relatives(work, given, "relatives", 62)


def deliver_lines(work: Work, shown: Sequence[tuple[str, Remains]], what: str, number: int, day: date = FIRST_RUN) -> None:
    """The lineages that these remains show, under the registry's code of each sample: one file for each kind, run on ``day``."""
    _file(work, "mt", [_bare(m, code) for code, r in shown for m in r.mitotypes], what, number, day)
    _file(work, "y", [_bare(y, code) for code, r in shown for y in r.yhaplotypes], what, number + 1, day)


def deliver_lines_of_relatives(
    work: Work, given: Sequence[tuple[str, Reference]], what: str, number: int, day: date = FIRST_RUN
) -> None:
    """The same of relatives, by the registry's code of their sample."""
    _file(work, "mt", [_bare(r.mitotype, code) for code, r in given if r.mitotype is not None], what, number, day)
    _file(work, "y", [_bare(r.yhaplotype, code) for code, r in given if r.yhaplotype is not None], what, number + 1, day)


def _bare(noun: Mitotype | YHaplotype, code: str) -> Any:
    """The profile under the registry's own code, without what a laboratory does not know."""
    return replace(noun, id=code, line="", meioses=None, group="")


def _file(work: Work, type: str, nouns: Sequence[Any], what: str, number: int, day: date) -> None:
    """Write the profiles to a file, keep it, read it again and take it in, as if it had come from outside."""
    if not nouns:
        return
    seat: Seat = work.seat(HERON, Role.TECHNICIAN)
    name = f"{WORDS[type]} {what}.tsv"
    with tempfile.TemporaryDirectory(prefix="repatria-lineage-") as folder:
        path = Path(folder) / name
        WRITERS[type](list({noun.id: noun for noun in nouns}.values()), path)
        kept = keep([path.read_bytes()], name)
    format, found, notes = read_here(kept.path, type)
    run = RunTold(f"run {number}, {WORDS[type]}, {what}", "reader A. of the institute", "reader B. of the institute", OUTSIDE,
                  "sequencing" if type == "mt" else "capillary", "", "instrument 3", day)  # fmt: skip
    take_in(seat, File(name, format, kept.sha256, kept.bytes, found, notes), run=run)
    check_rest(work, HERON)
