"""``repatria convert``: from one format to another, or parts into a case."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repatria.formats.notes import Notes
    from repatria.formats.reading import Reading

HELP = "turn a file of profiles, families or frequencies into another format, or parts into a case"
EXAMPLE = """repatria convert hand-over.xml profiles.csv --to csv
  repatria convert dvi.fam case --to case --title "Exercise Wren" --kind exercise
  repatria convert profiles.csv case --to case --with families.ped --missing MP1 --frequencies freq.csv \\
      --title "Exercise Wren" --kind exercise"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``convert``."""
    from repatria.cli.check import add_single, list_formats
    from repatria.formats.catalogue import FORMATS

    parser.add_argument("input", type=Path, metavar="IN", help="file or case folder; content decides its format")
    parser.add_argument("output", type=Path, metavar="OUT", nargs="?", help="file to write, or folder for a case")
    parser.add_argument("--out", type=Path, help="the same as OUT")
    parser.add_argument("--to", required=True, choices=[f.name for f in FORMATS.values() if f.writes], help="format to write")
    add_single(parser)
    parser.add_argument(
        "--leave-out",
        action="store_true",
        help="write the rest although something cannot be read or stated (by default: refuse)",
    )
    parser.add_argument("--population", help="which population of a frequency table to use (Familias, case)")
    case = parser.add_argument_group("making a case")
    case.add_argument(
        "--with", dest="more", type=Path, action="append", default=[], metavar="FILE", help="a further input; repeat"
    )
    case.add_argument("--frequencies", type=Path, metavar="FILE", help="frequencies, if the input holds none")
    case.add_argument(
        "--no-mutation",
        action="store_true",
        help="loci whose input states no mutation model get none (default: stepwise at the shipped, partly provisional rates)",
    )
    case.add_argument("--minimum-frequency", default="5/2N", metavar="RULE", help="rule for an allele without frequency (5/2N)")
    case.add_argument(
        "--missing", action="append", default=[], metavar="CODE", help="who is missing from a .ped pedigree; repeat"
    )
    case.add_argument("--title", help="name of the incident")
    case.add_argument("--kind", choices=("exercise", "record"), help="whether the incident is invented or real")
    sender = parser.add_argument_group("head of a CODIS message")
    for name in ("laboratory", "destination", "user", "when"):
        sender.add_argument(f"--{name}", metavar="TEXT", help="time as 2024-05-01T09:00:00" if name == "when" else name)
    list_formats(parser)


def run(args: argparse.Namespace) -> int:
    """Convert; nothing is written if anything is refused. See docs/reference/formats.md."""
    from repatria.cli.answer import say_json
    from repatria.errors import InvalidCase
    from repatria.formats.notes import Notes
    from repatria.formats.reader import stream
    from repatria.formats.summary import noted, notes_in_words
    from repatria.formats.writer import write, write_profiles

    target, notes = _target(args), Notes()

    def accept() -> None:
        if notes.left_out and not args.leave_out:
            said = "\n  ".join(line for line in notes_in_words(noted(notes)) if line.startswith("left out"))
            raise InvalidCase(
                f"{args.input}: not everything can be carried over; nothing was written. Correct it, or write the rest with "
                f"--leave-out.\n  {said}"
            )

    if _streams(args):
        profiles = stream(args.input, notes, single=args.single)
        write_profiles(profiles, target, args.to, notes, sender=_sender(args), accept=accept)
    else:
        write(_ready(args, notes), target, args.to, notes, sender=_sender(args), accept=accept)
    if args.json:
        say_json({"input": str(args.input), "output": str(target), "format": args.to, "notes": noted(notes)})
    else:
        for line in notes_in_words(noted(notes)):
            print(line, file=sys.stderr)
        print(f"{target}: written as {args.to}")
    return 0


def _target(args: argparse.Namespace) -> Path:
    from repatria.errors import InvalidCase

    target: Path | None = args.out or args.output
    if target is None or (args.out and args.output and args.out != args.output):
        raise InvalidCase("convert: name one file to write, as OUT or with --out.")
    if args.more and args.to != "case":
        raise InvalidCase("convert: --with is for making a case. Convert the files one by one.")
    return target


def _streams(args: argparse.Namespace) -> bool:
    """Whether profiles can pass one by one, so that a file of any length fits in memory."""
    from repatria.formats.reader import STREAMED
    from repatria.formats.sniff import sniff
    from repatria.formats.writer import STREAMED as WRITTEN

    return args.to in WRITTEN and sniff(args.input).format in STREAMED


def _sender(args: argparse.Namespace) -> Any:
    if args.to != "cmf":
        return None
    from repatria.formats.cmfout import Sender

    stated = {name: getattr(args, name) for name in ("laboratory", "destination", "user", "when")}
    return Sender(**{name: text for name, text in stated.items() if text is not None})


def _ready(args: argparse.Namespace, notes: Notes) -> Reading:
    """What is to be written: the input itself, with one panel where one is needed, or a case made from all parts."""
    from dataclasses import replace

    from repatria.formats.reader import read

    readings = [read(path, single=args.single) for path in (args.input, *args.more)]
    for reading in readings:
        notes.take(reading.notes)
    first = readings[0]
    if args.to == "case" and first.case is None:
        return replace(first, case=_case(readings, args, notes))
    if args.to == "familias":
        return replace(first, panels=(_panel(first, args),))
    return first


def _panel(reading: Reading, args: argparse.Namespace) -> Any:
    """The one panel to use: from the input or --frequencies, by --population if there are several."""
    from repatria.errors import InvalidCase
    from repatria.formats.reader import read

    panels = read(args.frequencies).panels if args.frequencies else reading.panels
    if args.population:
        panels = tuple(p for p in panels if p.name == args.population)
    if reading.case is not None and not args.population and not args.frequencies:
        panels = panels[:1]
    if len(panels) != 1:
        names = ", ".join(p.name for p in panels[:10])
        raise InvalidCase(
            f"convert: {len(panels)} tables of frequencies fit{f' ({names})' if names else ''}. Name a file with --frequencies and one "
            "of its populations with --population."
        )
    return panels[0]


def _case(readings: list[Reading], args: argparse.Namespace, notes: Notes) -> Any:
    from repatria.errors import InvalidCase
    from repatria.formats.casemaking import make_case
    from repatria.model import Conventions, Incident, Locus
    from repatria.reference.minimum import minimum_frequency

    if not args.title or not args.kind:
        raise InvalidCase("convert: a case needs --title and --kind: exercise if everyone is invented, else record.")
    whole = next((r for r in readings if r.panels), readings[0])

    def least(locus: Locus) -> float:
        return minimum_frequency(args.minimum_frequency, locus.sampled)

    conventions = Conventions(theta=whole.theta or 0.0, minimum_frequency=args.minimum_frequency)
    panel = _panel(whole, args)
    if not args.no_mutation:
        panel = _with_mutation(panel, notes)
    return make_case(
        readings, panel, Incident(args.title, args.kind), notes, missing=args.missing, conventions=conventions, least=least
    )


def _with_mutation(panel: Any, notes: Notes) -> Any:
    """``panel`` with the shipped stepwise models at loci that state none and whose alleles count repeats."""
    from dataclasses import replace

    from repatria.model import NO_MUTATION
    from repatria.reference.mutation import mutation_models

    loci, given = [], []
    for locus in panel.loci:
        counts = all(a.replace(".", "", 1).isdigit() for a in locus.alleles)
        if counts and locus.female == locus.male == NO_MUTATION:
            female, male = mutation_models(locus.name)
            locus = replace(locus, female=female, male=male)
            given.append(locus.name)
        loci.append(locus)
    if given:
        notes.add(
            "mutation_given",
            f"{len(given)} loci state no mutation model: stepwise at the shipped rates (--no-mutation for none)",
        )
    return replace(panel, loci=tuple(loci))
