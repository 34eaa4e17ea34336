"""``repatria claims compare``: two reports side by side, each pair of claims with its verdict and its reason."""

from __future__ import annotations

import argparse
from typing import Any

from repatria.errors import InvalidInput


def run(args: argparse.Namespace) -> int:
    """Compare and say; 2 where a file is refused."""
    from repatria.cli.answer import say_json, write_json
    from repatria.cli.claims_read import claims_of
    from repatria.cli.outputs import refuse_outputs
    from repatria.reports import compare
    from repatria.reports.claim import PAIRS, VERDICTS

    refuse_outputs({"--out": args.out}, (args.a, args.b))
    for name, said in (("--published", args.published), ("--place", args.place)):
        if len(said) > 2:
            raise InvalidInput(
                f"{name}: was given {len(said)} times. Give it once for both reports, or twice, for A and for B."
            )
    first, second = (claims_of(path, _of(args.published, n), _of(args.place, n)) for n, path in enumerate((args.a, args.b)))
    pairs = compare(first, second)
    answer: dict[str, Any] = {
        "schema": PAIRS,
        "a": {"file": args.a.name, "claims": len(first)},
        "b": {"file": args.b.name, "claims": len(second)},
        "verdicts": {verdict: sum(pair.verdict == verdict for pair in pairs) for verdict in VERDICTS},
        "pairs": [pair.as_json() for pair in pairs],
    }
    if args.out:
        write_json(answer, args.out)
    if args.json:
        say_json(answer)
    elif not args.out:
        _print(answer)
    return 0


def _of(said: list[str], n: int) -> str | None:
    return said[min(n, len(said) - 1)] if said else None


def _print(answer: dict[str, Any]) -> None:
    for pair in answer["pairs"]:
        print(f"{pair['verdict'].replace('_', ' ')}: {pair['reason']}")
        for side in ("a", "b"):
            print(f"    {side.upper()}: “{' '.join(pair[side]['quote'].split())[:100]}” ({pair[side]['subject'][:60]})")
    told = ", ".join(f"{count} {verdict.replace('_', ' ')}" for verdict, count in answer["verdicts"].items())
    print(f"{len(answer['pairs'])} pairs: {told}.")
