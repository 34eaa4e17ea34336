"""``repatria registry decide``: an exercise taken from its profiles to its signatures, and held against the truth beside it."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add_decide(_parser: argparse.ArgumentParser) -> None:
    """It takes no argument but the folder."""


def do_decide(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.registry import operations
    from repatria.registry.live.standing import MARK
    from repatria.registry.refusals import NotReady

    if not (args.folder / MARK).is_file():
        raise NotReady(f"{args.folder}: holds no demonstration. Make one: repatria registry demo {args.folder}")
    operations.wake(args.folder)
    from repatria.registry.live.decided import decide_demonstration, in_words

    def tell(words: str) -> None:
        if not args.json:
            print(f"{words} …", file=sys.stderr, flush=True)

    told = decide_demonstration(args.folder, tell)
    return told, in_words(told)
