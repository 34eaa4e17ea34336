"""``repatria bench``: speed and quality, measured here and now."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

HELP = "measure speed and quality, each beside a slow twin"
EXAMPLE = "repatria bench --list\n  repatria bench kernel --json"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``bench``."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="which bench; see --list")
    parser.add_argument("--list", action="store_true", help="name the benches and leave")
    parser.add_argument("--quick", action="store_true", help="a small size, to see that it runs; not for quoting")
    parser.add_argument("--out", type=Path, help="write the answer to this file as JSON")
    parser.add_argument("--seeds", metavar="N-M", help="scenario: the seeds to run, such as 1-20 (the default) or 7")
    parser.add_argument("--scale", type=float, help="scenario: size of the exercise, 1 by default")
    parser.add_argument("--folder", type=Path, help="scenario: keep each seed that is done here; a stopped run goes on from it")


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
    answer = document(args.name, module.figures(args.quick, **_options(args)))
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


def _options(args: argparse.Namespace) -> dict[str, Any]:
    """What is asked of a bench that goes by seeds; refused for the others."""
    from repatria.errors import InvalidInput

    given = {name: getattr(args, name) for name in ("seeds", "scale", "folder") if getattr(args, name) is not None}
    if given and (args.name != "scenario" or args.quick):
        raise InvalidInput(f"--{next(iter(given))}: only the bench scenario goes by it, and not --quick. Leave it out.")
    if "seeds" in given:
        first, _, last = args.seeds.partition("-")
        if not (first.isdecimal() and (last or first).isdecimal() and 0 <= int(first) <= int(last or first)):
            raise InvalidInput(f"--seeds {args.seeds!r}: not a range of seeds. Write 1-20, or one number.")
        given["seeds"] = range(int(first), int(last or first) + 1)
    return given
