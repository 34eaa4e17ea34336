"""``repatria journal``: export the record of every act, and prove on another machine that nobody rewrote it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

HELP = "export the record of every act, sign its head, and verify it on any machine"
EXAMPLE = "repatria journal verify journal.jsonl --witness heads.txt"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add ``verify``, ``export`` and ``head``."""
    acts = parser.add_subparsers(title="acts", metavar="ACT", dest="act", required=True)
    verify = _act(
        acts, "verify", "check an export against what witnesses hold; needs no registry", "journal.jsonl --witness heads.txt"
    )
    verify.add_argument("export", type=Path, help="the file that `journal export` wrote")
    verify.add_argument("--witness", type=Path, nargs="+", default=[], metavar="HEAD", help="files that witnesses kept")
    export = _act(acts, "export", "write every entry to a file, one a line", "casework journal.jsonl")
    export.add_argument("folder", type=Path, help="the registry's folder")
    export.add_argument("out", type=Path, help="the file to write")
    head = _act(acts, "head", "sign the head now and hand it to the witness", "casework --witness /mnt/elsewhere/heads")
    head.add_argument("folder", type=Path, help="the registry's folder")
    head.add_argument("--witness", type=Path, help="another folder to hand it to")
    for act in (verify, export, head):
        act.add_argument("--json", action="store_true", help="write one JSON document to standard output, nothing else")


def _act(acts: Any, name: str, words: str, example: str) -> argparse.ArgumentParser:
    """One act with its line of help and an example."""
    made: argparse.ArgumentParser = acts.add_parser(
        name,
        help=words,
        description=words,
        epilog=f"example:\n  repatria journal {name} {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return made


def run(args: argparse.Namespace) -> int:
    """Do the act."""
    return int({"verify": _verify, "export": _export, "head": _head}[args.act](args))


def _verify(args: argparse.Namespace) -> int:
    from repatria.registry.journal import verifier

    words = [str(args.export), *(["--witness", *map(str, args.witness)] if args.witness else [])]
    return verifier.main([*words, "--json"] if args.json else words)


def _export(args: argparse.Namespace) -> int:
    from repatria.cli.answer import say_json
    from repatria.cli.extra import need_registry
    from repatria.cli.progress import Progress

    need_registry()
    from repatria.registry import operations

    operations.wake(args.folder)
    from repatria.registry.journal.exporting import export, export_head
    from repatria.registry.journal.heading import hand_over, sign_head

    hand_over(sign_head())
    with Progress("exporting the journal", 1) as step:
        count = export(args.out, tick=_told(step))
    beside = args.out.with_suffix(".head.txt")
    export_head(beside)
    if args.json:
        say_json({"entries": count, "out": str(args.out), "head": str(beside)})
    else:
        print(
            f"{count} entries in {args.out}; the signed head in {beside}. A witness's own copy of a head proves more than this one."
        )
    return 0


def _head(args: argparse.Namespace) -> int:
    from repatria.cli.answer import say_json
    from repatria.cli.extra import need_registry

    need_registry()
    from repatria.registry import operations

    operations.wake(args.folder)
    from repatria.registry.journal.heading import hand_over, sign_head

    receipt = hand_over(sign_head(), args.witness)
    if args.json:
        say_json({"size": receipt.size, "witness": receipt.witness, "words": list(receipt.words)})
    else:
        print(f"{receipt.size} entries, kept by {receipt.witness}\n{' '.join(receipt.words)}")
    return 0


def _told(step: Any) -> Any:
    def tick(done: int, total: int) -> None:
        step.total = total
        step(done - step.done)

    return tick
