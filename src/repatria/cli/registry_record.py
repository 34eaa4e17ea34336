"""``repatria registry record``: the public record that ships, into a registry that has none of it or an older edition."""

from __future__ import annotations

import argparse
from typing import Any


def add_record(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument(
        "--incident", default="record-2018", metavar="NAME", help="the record's short name (default: record-2018)"
    )


def do_record(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Open the record or bring it up to date; the document and the words."""
    from repatria.registry import operations

    operations.wake(args.folder)
    from repatria.registry.live.opening import bring_record

    told = bring_record(args.incident)
    if told["opened"]:
        words = f"{args.incident} was opened with {told['claims']} claims and {told['matters']} matters."
    elif told["claims"] or told["matters"] or told["newer"]:
        words = f"{args.incident}: {told['claims']} claims and {told['matters']} matters were added; nothing was overwritten."
    else:
        words = f"{args.incident}: has this edition already. Nothing was added."
    return told, words
