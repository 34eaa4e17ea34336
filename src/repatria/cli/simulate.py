"""``repatria simulate``: Exercise Heron as a case, and its truth apart from it."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "invent a hand-over like the one of 2018, with families and a hidden truth"
EXAMPLE = "repatria simulate --seed 1 --out heron/case --truth heron/truth"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``simulate``."""
    parser.add_argument(
        "--seed", type=int, required=True, help="a whole number; the same seed gives the same case, to the byte"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of the case")
    parser.add_argument("--truth", type=Path, help="folder of the hidden truth, not inside the case; not written if absent")
    parser.add_argument("--scale", type=float, default=1.0, help="size: 1 is 55 boxes, about 250 people and 7,699 listed")
    parser.add_argument(
        "--world",
        choices=("mismatched", "matched"),
        default="mismatched",
        help="whether people are drawn from other tables and rates than those told to the engine (default), or from the same",
    )
    parser.add_argument("--rich", action="store_true", help="autosomal references of 90 %% of the donors instead of 50 %%")


def run(args: argparse.Namespace) -> int:
    """Write the case, and the truth if asked for; see docs/explanation/simulation.md."""
    from dataclasses import replace

    from repatria.cli.answer import say_json
    from repatria.errors import InvalidInput
    from repatria.formats.casefile import write_case
    from repatria.simulate import RICH, Settings, check_apart, heron, write_truth

    if args.seed < 0:
        raise InvalidInput(f"--seed {args.seed}: below zero. Use a whole number from 0.")
    if args.truth:
        check_apart(args.truth, args.out)
    settings = replace(RICH if args.rich else Settings(), world=args.world)
    case, truth = heron(args.seed, args.scale, settings)
    digest = write_case(case, args.out)
    if args.truth:
        write_truth(truth, args.truth)
    answer = {
        "case": str(args.out),
        "digest": digest,
        "truth": str(args.truth) if args.truth else None,
        "seed": args.seed,
        "boxes": len(case.extra["containers"]["container"]),
        "specimens": len(case.extra["specimens"]["specimen"]),
        "profiles": len(case.profiles),
        "listed": case.open_missing,
        "families": len(case.families),
        "families_with_references": sum(bool(f.references) for f in case.families),
    }
    if args.json:
        say_json(answer)
    else:
        print(case.incident.banner)
        for name, value in answer.items():
            print(f"{name.replace('_', ' '):<26} {value if value is not None else 'not written'}")
    return 0
