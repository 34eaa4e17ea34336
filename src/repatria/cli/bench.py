"""``repatria bench``: speed and quality, measured here and now."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

HELP = "measure speed and quality, each beside a slow twin"
EXAMPLE = "repatria bench --list\n  repatria bench kernel --json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``bench``."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="which bench; see --list")
    parser.add_argument("--list", action="store_true", help="name the benches and leave")
    parser.add_argument("--quick", action="store_true", help="a small size, to see that it runs; not for quoting")
    parser.add_argument("--out", type=Path, help="write the answer to this file as JSON")


def run(args: argparse.Namespace) -> int:
    """Run one bench; fails when results differ from the slow twin, never because of time."""
    from repatria.bench.protocol import BENCHES, document
    from repatria.cli.answer import say_json, write_json
    from repatria.errors import InvalidInput

    if args.list or args.name is None:
        if args.json:
            say_json({"benches": BENCHES})
        else:
            print("\n".join(f"{name:<12} {what}" for name, what in BENCHES.items()))
        return 0
    if args.name not in BENCHES:
        raise InvalidInput(f"bench {args.name!r}: there is none of this name. Choose one of {', '.join(BENCHES)}.")
    module = import_module(
        "repatria.bench." + {"yield": "yields", "import": "importing"}.get(args.name, args.name.replace("-", "_"))
    )
    answer = document(args.name, module.figures(args.quick))
    if args.out:
        write_json(answer, args.out)
    if args.json:
        say_json(answer)
        return 0
    for row in answer.get("all", [answer]):
        mark = "reached" if row["reached"] else "NOT reached"
        print(f"{row['name']}: {row['figure']:.4g} {row['unit']} ({row['size']}); reach {row['reach']:g}: {mark}")
        print(f"  cold {row['cold_s']:.3g} s, peak {row['peak_mb']:.0f} MB, error against the slow twin {row['max_rel_error']:.2g}, "
              f"{row['ratio_to']['ratio']:.3g} times {row['ratio_to']['what']}")  # fmt: skip
        if row["note"]:
            print(f"  {row['note']}")
    return 0
