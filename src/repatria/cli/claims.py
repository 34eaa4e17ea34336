"""``repatria claims``: read what a report claims, and hold the claims of two reports against each other."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

HELP = "read what a report claims and who says it, and hold two reports against each other"
EXAMPLE = "repatria claims read report.txt --published 2018-07-27 --place Washington --json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add ``read`` and ``compare``."""
    acts = parser.add_subparsers(title="acts", metavar="ACT", dest="act", required=True)
    read = _act(acts, "read", "propose the claims of a text or HTML report", "report.html --json")
    read.add_argument("file", type=Path, metavar="FILE", help="a text or HTML file")
    _where_and_when(read, "of the report; without it, only what the report states of itself is used")
    compare = _act(acts, "compare", "pair the claims of two reports, each pair with its reason", "one.txt other.txt --json")
    compare.add_argument("a", type=Path, metavar="A", help="a report, or the claims that `claims read --json` wrote")
    compare.add_argument("b", type=Path, metavar="B", help="another")
    _where_and_when(compare, "of both reports; give it twice for A and for B")
    for act in (read, compare):
        act.add_argument("--out", type=Path, help="write the answer to this file as JSON")
        act.add_argument("--json", action="store_true", help="write one JSON document to standard output, nothing else")


def _act(acts: Any, name: str, words: str, example: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = acts.add_parser(
        name,
        help=words,
        description=words,
        epilog=f"example:\n  repatria claims {name} {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return made


def _where_and_when(act: argparse.ArgumentParser, words: str) -> None:
    act.add_argument(
        "--published", action="append", default=[], metavar="DATE", help=f"day of publication, 2018-07-27, {words}"
    )
    act.add_argument("--place", action="append", default=[], metavar="PLACE", help="where it was written, for its days")


def run(args: argparse.Namespace) -> int:
    """Do the act; see docs/reference/claims.md."""
    if args.act == "read":
        from repatria.cli.claims_read import run as read

        return read(args)
    from repatria.cli.claims_compare import run as compare

    return compare(args)
