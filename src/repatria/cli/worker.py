"""``repatria worker``: do a registry's heavy work beside its server. It can be killed at any moment; nothing is lost or doubled."""

from __future__ import annotations

import argparse
import os
import signal
import threading
from pathlib import Path

HELP = "do a registry's heavy work beside its server: searches and re-audits"
EXAMPLE = "repatria worker demo/registry"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``worker``."""
    parser.add_argument(
        "folder", type=Path, nargs="?", default=Path("demo/registry"), help="the registry's folder (default demo/registry)"
    )
    parser.add_argument("--once", action="store_true", help="end as soon as no job waits")
    parser.add_argument("--parent", type=int, default=0, help="end when this process is gone (repatria serve gives its own)")


def run(args: argparse.Namespace) -> int:
    """Work until told to end; a job that is cut off waits for the next worker and goes on where this one stopped."""
    from repatria.cli.extra import need_registry

    need_registry()
    from repatria.registry import migrating, operations
    from repatria.registry.refusals import NotReady

    home = operations.wake(args.folder)
    waiting = migrating.waiting_migrations()
    if waiting:
        raise NotReady(
            f"{args.folder}: {len(waiting)} changes of the tables wait. Run: repatria registry upgrade {args.folder}"
        )
    from repatria.registry.searching.worker import work

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    os.nice(5)  # pages first
    done = work(home.folder, stop=stop, once=args.once, parent=args.parent)
    if args.json:
        from repatria.cli.answer import say_json

        say_json({"folder": str(args.folder), "jobs": done})
    elif not args.parent:
        print(f"{done} jobs done." if done != 1 else "1 job done.")
    return 0
