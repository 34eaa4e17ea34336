"""``repatria live``: a fresh registry in which Exercise Heron is lived day by day for years, and held against its truth."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HELP = "live an exercise for years, day by day, through the acts people use, and hold it against its truth"
EXAMPLE = "repatria live --years 7 --seed 1 --json"
FULL_BOXES = 55
YEAR = 365.25
LIVED = "lived"


SELDOM = (50_000, 20, 50)
"""How many new objects make Python look for cycles: a life makes millions that stay, and looking at them often takes a third of it."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``live``."""
    parser.add_argument("--years", type=float, default=7.0, help="years to live (default 7)")
    parser.add_argument("--days", type=int, default=0, help="days to live instead of years")
    parser.add_argument("--boxes", type=int, default=FULL_BOXES, help="size of the hand-over (default 55, with 7,699 listed)")
    parser.add_argument("--seed", type=int, default=2018, help="another seed, another exercise (default 2018)")
    parser.add_argument(
        "--lineages", action="store_true", help="samples and relatives are read for mtDNA and Y too; takes longer"
    )
    parser.add_argument("--dir", type=Path, help="keep the registry here; must be new (default: it is thrown away)")
    parser.add_argument(
        "--show", type=Path, metavar="DIR", help="finish a demonstration in DIR: keep the registry in DIR/lived, add papers and "
        "pictures of the account, alter an entry in a copy, write index.html and summary.txt"
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Live it; the document, or the words."""
    import gc
    import tempfile

    from repatria.cli.answer import say_json
    from repatria.cli.extra import need_registry
    from repatria.errors import InvalidInput

    need_registry()
    days = args.days or round(args.years * YEAR)
    if days < 1 or args.boxes < 1:
        raise InvalidInput(f"live: {days} days and {args.boxes} boxes. Live at least one day with one box.")
    if args.show is not None and args.dir is not None:
        raise InvalidInput("live: --show keeps the registry in its own folder. Leave --dir out.")
    gc.set_threshold(*SELDOM)
    if args.show is not None:
        told, words = _shown(args, days)
    elif args.dir is not None:
        told, words = _lived(args.dir, args, days)
    else:
        with tempfile.TemporaryDirectory(prefix="repatria-live-") as folder:
            told, words = _lived(Path(folder) / "registry", args, days)
    if args.json:
        say_json(told)
    else:
        print(words)
    return 1 if told.get("failed") else 0


def _teller(args: argparse.Namespace) -> Callable[[str], None]:
    def tell(words: str) -> None:
        if not args.json:
            print(f"{words} …", file=sys.stderr, flush=True)

    return tell


def _lived(folder: Path, args: argparse.Namespace, days: int) -> tuple[dict[str, Any], str]:
    """Make the registry, live in it, write the truth beside it, and read the score."""
    from repatria.registry import operations
    from repatria.registry.live import standing as standings

    standing, _ = standings.prepare(folder, again=False)
    tell = _teller(args)
    tell("making the registry")
    operations.init(standing.registry_part, origin="repatria.local/lived")
    from repatria.registry.live.living import Size, live
    from repatria.registry.live.outcome import in_words, outcome
    from repatria.registry.live.proving import close

    size = Size(args.seed, args.boxes / FULL_BOXES, days, args.lineages)
    life, seconds = live(size, standing.registry_part, tell)
    told = outcome(life, size, standing.truth_part, seconds)
    close()
    standings.settle(standing, seed=args.seed, scale=size.scale)
    return told, in_words(told)


def _shown(args: argparse.Namespace, days: int) -> tuple[dict[str, Any], str]:
    """The same, kept in ``--show``, with papers, pictures, the proof and the walk."""
    from repatria.registry import operations
    from repatria.registry.live import standing as standings

    standing, _ = standings.prepare(args.show / LIVED, again=True)
    tell = _teller(args)
    tell("making the registry")
    operations.init(standing.registry_part, origin="repatria.local/lived")
    from repatria.registry.live import finishing
    from repatria.registry.live.altering import alter_a_copy
    from repatria.registry.live.living import Size, live
    from repatria.registry.live.outcome import outcome
    from repatria.registry.live.proving import close
    from repatria.registry.live.showing import show
    from repatria.registry.live.solved import solved

    size = Size(args.seed, args.boxes / FULL_BOXES, days, args.lineages)
    left: dict[str, Any] = {}
    life, seconds = live(size, standing.registry_part, tell, lambda at: left.update(show(at, args.show)))
    tell("holding it against the truth")
    told = outcome(life, size, standing.truth_part, seconds)
    proof = alter_a_copy()
    lines = finishing.six_lines(told, proof, left["refused"], solved(args.show))
    finishing.write_walk(args.show, lines, told, left)
    close()
    standings.settle(standing, seed=args.seed, scale=size.scale)
    words = [told["notice"], finishing.in_size(told), *lines, finishing.left(args.show, left)]
    wrong = finishing.failed(told, proof, left["refused"])
    words += [f"It did not hold: {one}." for one in wrong]
    words.append(f"Look at {args.show / 'index.html'}; open it with: repatria serve {args.show / LIVED}")
    return {**told, "lines": lines, **left, "failed": wrong}, "\n".join(words)
