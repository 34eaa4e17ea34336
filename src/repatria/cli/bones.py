"""``repatria bones``: commingled remains: which bones belong together, how many people, and what kind of person.

Each act has its own file, ``cli/bones_<act>.py``, with ``HELP``, ``EXAMPLE`` (what follows ``repatria bones <act>``),
``configure(parser)`` and ``run(args)``.
"""

from __future__ import annotations

import argparse
from importlib import import_module

HELP = "commingled bones: which belong together, how many people, and what kind of person"
EXAMPLE = "repatria bones sort inventory.csv --pairs pairs.csv --clusters clusters.csv"

ACTS: tuple[str, ...] = ("sort", "count", "profile", "stature")
"""The acts, in the order of a day's work."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add every act with its line of help, its arguments and ``--json``."""
    acts = parser.add_subparsers(title="acts", metavar="ACT", dest="act", required=True)
    for name in ACTS:
        module = import_module(f"repatria.cli.bones_{name}")
        act = acts.add_parser(
            name,
            help=module.HELP.replace("%", "%%"),
            description=module.HELP,
            epilog=f"example:\n  repatria bones {name} {module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.configure(act)
        act.add_argument("--json", action="store_true", help="write one JSON document to standard output, nothing else")


def run(args: argparse.Namespace) -> int:
    """Do the act."""
    return int(import_module(f"repatria.cli.bones_{args.act}").run(args))
