"""``repatria recheck``: recompute a signed evidence file from its case, to the digit, on any machine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

HELP = "recompute a signed identification from its case, to the digit, on any machine"
EXAMPLE = "repatria recheck case --document evidence.json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``recheck``."""
    parser.add_argument("case", type=Path, metavar="CASE", help="the CaseFile folder it was made from, or the bag of an export")
    parser.add_argument("--document", type=Path, metavar="FILE", help="the evidence file that was signed; a bag holds its own")


def run(args: argparse.Namespace) -> int:
    """Recompute and compare; see docs/how-to/recheck.md. Exit code 1 where the numbers differ."""
    from repatria.cli import recheck_bag
    from repatria.cli.answer import say_json
    from repatria.cli.progress import Progress
    from repatria.errors import InvalidInput
    from repatria.formats.casefile import case_digest, read_case
    from repatria.joint.signed import read_document, recheck, recompute

    if args.document is None:
        if not recheck_bag.is_bag(args.case):
            raise InvalidInput(_what_to_give(args.case))
        told = recheck_bag.check(args.case)
        say_json(told) if args.json else print(recheck_bag.words(told))
        return 1 if told["same"] is False else 0
    document = read_document(args.document.read_bytes(), args.document)
    case = read_case(args.case)
    with Progress("recomputing") as progress:
        found = recheck(document, recompute(case, document, case_digest(args.case), tick=progress))
    answer: dict[str, Any] = {
        "same": found.same,
        "digest": document["digest"],
        "case": document["case"]["digest"],
        "person": document["asked"].get("person", ""),
        "missing": document["asked"]["missing"],
        "notice": document["notice"],
        "software": {"stored": found.software[0], "now": found.software[1]},
        "differences": found.differences,
        "first_difference": None if found.first is None else found.first._asdict(),
        "differ_by_rounding": [d.path for d in found.rounded],
    }
    if args.json:
        say_json(answer)
    else:
        _say(answer)
    return 0 if found.same else 1


def _what_to_give(case: Path) -> str:
    """Why nothing can be rechecked there without a document, and what to give instead."""
    if case.is_file():
        return f"{case}: is a file. A bag comes as a ZIP: unpack it, and name the folder it unpacks to."
    if not case.exists():
        return (
            f"{case}: is no folder here. Name a case or a bag. An identification that you know by its code is taken out first, with "
            "repatria registry export-identification --recompute."
        )
    return f"{case}: a case is rechecked with --document FILE, the evidence file that was signed. Give it."


def _say(answer: dict[str, Any]) -> None:
    if answer["notice"]:
        print(answer["notice"])
    print(f"{answer['person']} as {answer['missing']}, evidence file {answer['digest'][:16]}, case {answer['case'][:16]}")
    software = answer["software"]
    if software["stored"] != software["now"]:
        print(f"Written by {software['stored']}, recomputed by {software['now']}.")
    if answer["same"]:
        print("Same: every field was recomputed to the digit.")
        if answer["differ_by_rounding"]:
            print(f"In {len(answer['differ_by_rounding'])} numbers the tenth digit is rounded the other way.")
        return
    first = answer["first_difference"]
    print(f"NOT the same: {answer['differences']} fields differ. The first is {first['path']}:")
    print(f"  stored    {first['stored']}\n  computed  {first['computed']}")
