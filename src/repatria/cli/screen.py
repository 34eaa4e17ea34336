"""``repatria screen``: every profile of a case against every family."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repatria.model import CaseFile

HELP = "compare every profile of a case with every family, and rank"
EXAMPLE = "repatria screen CASE --out results --workers 2"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``screen``."""
    parser.add_argument("case", type=Path, metavar="CASE", help="a CaseFile folder")
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for the candidates and the manifest; a stopped run resumes here"
    )
    parser.add_argument("--best", type=int, default=10, help="pairs kept for each profile and each missing person (default 10)")
    parser.add_argument(
        "--threshold", type=float, default=1e4, metavar="LR", help="also keep every pair of at least this LR (default 10000)"
    )
    parser.add_argument(
        "--among",
        nargs="+",
        choices=("same", "parent", "sibling"),
        default=(),
        metavar="RELATION",
        help="also compare the profiles with each other, controls included: same (one person), parent (parent and child), sibling",
    )
    parser.add_argument("--workers", type=int, default=1, help="processes (default 1); the result is the same with any number")


def run(args: argparse.Namespace) -> int:
    """Screen and write ``manifest.json``, ``candidates.parquet`` and ``candidates.csv``."""
    from repatria.cli.answer import say_json
    from repatria.cli.progress import Progress
    from repatria.errors import InvalidCase
    from repatria.formats.casefile import read_case
    from repatria.screening import screen
    from repatria.screening.every_kind import weigh_every_kind
    from repatria.screening.results import write_screening

    if not args.threshold > 0.0:
        raise InvalidCase(f"--threshold {args.threshold}: a likelihood ratio above 0 is needed, such as 10000.")
    if args.out.resolve().is_relative_to(args.case.resolve()):
        raise InvalidCase(
            f"--out {args.out}: lies in the case {args.case}, which nothing may be added to. Choose another folder."
        )
    case = read_case(args.case)
    with Progress("screening blocks") as progress:

        def tick(done: int, total: int) -> None:
            progress.total = total
            progress(done - progress.done)

        found = screen(
            case,
            best=args.best,
            threshold=math.log(args.threshold),
            workers=args.workers,
            folder=args.out / "blocks",
            tick=tick,
        )
    kinds = weigh_every_kind(case, best=args.best, threshold=math.log(args.threshold))
    manifest = write_screening(found, case, args.out, kinds)
    if args.among:
        manifest["profile_pairs"] = _among(case, args)
    if args.json:
        say_json(manifest)
        return 0
    pairs, chance = manifest["pairs"], manifest["chance"][0]
    if manifest["notice"]:
        print(manifest["notice"])
    print(
        f"{pairs['compared']:,} pairs compared: {manifest['profiles']:,} profiles with {manifest['missing_compared']:,} missing people."
    )
    print(f"{len(manifest['missing_not_compared']):,} missing people could not be compared; the manifest says why for each.")
    error = "error unknown" if chance["error"] is None else f"error {chance['error']:.1g}"
    print(f"{pairs['above_threshold']:,} pairs reach LR {args.threshold:g}; chance among {chance['among']} would give "
          f"{chance['expected']:.3g} ({error}).")  # fmt: skip
    print(f"Candidates by autosomal DNA: {args.out / 'candidates.csv'}")
    if kinds is not None:
        _say_every_kind(manifest["every_kind"], args.out)
    if args.among:
        print(f"{manifest['profile_pairs']:,} pairs of profiles: {args.out / 'profile_pairs.csv'}")
    return 0


def _say_every_kind(told: dict[str, Any], out: Path) -> None:
    """The list of every kind, and what chance alone would give by each lineage beside it."""
    dna = told["subjects"] - len(told["subjects_without_dna"])
    print(f"Every kind a pair has: {told['pairs_compared']:,} pairs of {dna:,} subjects with DNA that can be compared.")
    for row in told["chance_candidates"]:
        expected = "unknown" if row["expected"] is None else f"{row['expected']:.3g}"
        error = "" if row["error"] is None else f" (error {row['error']:.1g})"
        print(
            f"  {row['system']}, LR {row['lr']:g} or more: {row['found']:,} pairs; chance candidates to expect: {expected}{error}"
        )
    print(f"Candidates by every kind: {out / 'every_kind.csv'}")


def _among(case: CaseFile, args: argparse.Namespace) -> int:
    """Compare the profiles of the case with each other, for each relation asked for."""
    from repatria.screening.pairs import compare_profiles
    from repatria.screening.results import write_profile_pairs

    people = (*case.profiles, *case.controls)
    threshold = math.log(args.threshold)
    found = [
        compare_profiles(people, case.panel, relation=relation, threshold=threshold, workers=args.workers)
        for relation in dict.fromkeys(args.among)
    ]
    return write_profile_pairs(found, case, args.out)
