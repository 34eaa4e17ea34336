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
        choices=("mismatched", "matched", "hard"),
        default="mismatched",
        help="whether people are drawn from other tables and rates than those told to the engine (default), from the same, or from "
        "ones that are worse than told throughout, with men in the boxes whom no list names (hard)",
    )
    parser.add_argument(
        "--rich", action="store_true", help="references of more men with a donor: autosomal 90 %% not 50 %%, Y 70 %% not 45 %%"
    )


def run(args: argparse.Namespace) -> int:
    """Write the case, and the truth if asked for; see docs/explanation/simulation.md."""
    from dataclasses import replace

    from repatria.cli.answer import say_json
    from repatria.errors import InvalidInput
    from repatria.formats.casefile import write_case
    from repatria.simulate import HARD, RICH, Settings, check_apart, heron, write_truth

    if args.seed < 0:
        raise InvalidInput(f"--seed {args.seed}: below zero. Use a whole number from 0.")
    if args.truth:
        check_apart(args.truth, args.out)
    settings = HARD if args.world == "hard" else replace(Settings(), world=args.world)
    if args.rich:
        settings = replace(settings, autosomal=RICH.autosomal, y=RICH.y)
    case, truth = heron(args.seed, args.scale, settings)
    digest = write_case(case, args.out)
    if args.truth:
        write_truth(truth, args.truth)
    held = case.beside
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
        "remains_with_mtdna": sum(bool(r.mitotypes) for r in held.remains),
        "remains_with_y": sum(bool(r.yhaplotypes) for r in held.remains),
        "remains_measured": sum(bool(r.measurements) for r in held.remains),
        "remains_with_age_stages": sum(bool(r.stages) for r in held.remains),
        "mtdna_references": sum(r.mitotype is not None for r in held.references),
        "y_references": sum(r.yhaplotype is not None for r in held.references),
        "recorded_statures": sum(r.stature_cm is not None for r in held.recorded),
        "recorded_places_of_loss": sum(r.lost_at is not None for r in held.recorded),
        "simulated_mtdna_database": sum(map(len, held.mtdna.values())),
        "simulated_y_database": sum(map(len, held.ystr.values())),
    }
    if args.json:
        say_json(answer)
    else:
        print(case.incident.banner)
        for name, value in answer.items():
            print(f"{name.replace('_', ' '):<26} {value if value is not None else 'not written'}")
    return 0
