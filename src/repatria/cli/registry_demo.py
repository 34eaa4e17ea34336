"""``repatria registry demo``: make a registry and fill it with a public record and three exercises."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_demo(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("--seed", type=int, default=2018, help="another seed, another exercise (default 2018)")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="size (default 1: 55 boxes, 7,699 listed, 208 older boxes, 1,000 cases)"
    )
    parser.add_argument(
        "--again", action="store_true", help="replace an earlier demonstration there, with all that was done in it"
    )


def do_demo(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    if not args.json:
        words = f"Filling {args.folder} from nothing; at full size this takes some minutes. Each step is named as it begins."
        print(words, file=sys.stderr, flush=True)
    from repatria.registry.live import standing as standings

    standing, cut_off = standings.prepare(args.folder, again=args.again)
    if cut_off and not args.json:
        print(f"An earlier demonstration for {args.folder} was interrupted and incomplete; it is made anew.", file=sys.stderr)
    told = _filled(standing, args.seed, args.scale)
    standings.settle(standing, seed=args.seed, scale=args.scale)
    return {"folder": str(args.folder), **told}, _told_demo(args.folder, standing.truth.name, told)


def _filled(standing: Any, seed: int, scale: float) -> dict[str, Any]:
    """Make and fill the registry under its preliminary name; what came of it, with the seconds of each step."""
    import time

    from repatria.cli.progress import Progress
    from repatria.registry import operations
    from repatria.simulate import check_apart, write_truth

    check_apart(standing.truth, standing.registry)
    _say("making the registry: tables, secrets, the key that signs the journal")
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    with Progress("making the registry", 1) as step:
        operations.init(standing.registry_part, origin="repatria.local/demonstration")
        seconds["making the registry"] = time.perf_counter() - began
        step()
    from repatria.registry.live import counting, filling, proving
    from repatria.registry.live.work import Work

    work = Work(seed, scale)
    for number, part in enumerate(filling.STEPS, 1):
        start = time.perf_counter()
        _say(f"{number}/{len(filling.STEPS)} {part.words}")
        with Progress(f"{number}/{len(filling.STEPS)} {part.words}", 1) as step:
            part.do(work)
            step()
        seconds[part.words] = time.perf_counter() - start
    start = time.perf_counter()
    _say("verifying the journal")
    with Progress("verifying the journal", 1) as step:
        proven = proving.prove()
        counts = counting.counts()
        write_truth(work.exercise_truth(), standing.truth_part)
        filling.write_notes(work, standing.truth_part)
        proving.close()
        seconds["verifying the journal"] = time.perf_counter() - start
        step()
    size = (standing.registry_part / "registry.sqlite3").stat().st_size
    whole = {"seconds": {name: round(value, 2) for name, value in seconds.items()}, "total_s": round(sum(seconds.values()), 1)}
    return {"notice": "Exercise: everyone here is invented.", "incidents": counts, "entries": proven.entries, "root": proven.root,
            "words": list(proven.words), "bytes": size, **whole}  # fmt: skip


def _say(sentence: str) -> None:
    """One line to standard error, at once; a terminal shows a bar instead."""
    if not sys.stderr.isatty():
        print(sentence, file=sys.stderr, flush=True)


def _told_demo(folder: Path, truth: str, told: dict[str, Any]) -> str:
    lines = [
        f"The registry in {folder} is filled ({told['total_s']:.0f} s, {told['bytes'] / 1e6:.0f} MB).",
        f"Open it with: make serve   (or: repatria serve {folder}); then choose 'Enter the exercise as …' on the front page.",
        "",
    ]
    for incident in told["incidents"]:
        lines.append(f"{incident['title']} ({incident['kind']})")
        lines += [f"  {label}: {number:,}" for label, number in incident["counts"].items() if number]
    lines += [
        "",
        f"The journal holds {told['entries']:,} entries and verifies; its head, as the witness keeps it: {' '.join(told['words'])}.",
        f"The hidden truth lies apart, in {truth}/ beside the registry.",
    ]
    return "\n".join(lines)
