"""Acts of ``repatria registry`` on the registry itself: made, backed up, restored, brought up to date."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def stepwise(task: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar that is told its words, how many steps are done, and of how many; it begins anew where the words change."""
    from repatria.cli.progress import Progress

    with Progress(task) as step:

        def tick(words: str, done: int, total: int) -> None:
            if words != step.task:
                step.done = 0
            step.task, step.total = words, total
            step(done - step.done)

        yield tick


def add_init(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument(
        "--origin", default="repatria.local/registry", help="the journal's name, kept by witnesses; choose it for good"
    )
    parser.add_argument(
        "--witness", default="", help="folder that heads are handed to; better on another machine (default: witness/ inside)"
    )
    parser.add_argument("--database", default="", help="postgresql://… for a team (default: SQLite in the folder)")


def do_init(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.registry import operations

    with stepwise("making the registry") as tick:
        told = operations.init(args.folder, origin=args.origin, database_url=args.database, witness=args.witness, tick=tick)
    return told, (
        f"A registry is ready in {args.folder}. Its journal is open; the first head is kept by {told['witness']}:\n"
        f"  {' '.join(told['words'])}\n"
        f"Next: repatria registry incident {args.folder} … and repatria registry user {args.folder} …, then repatria serve {args.folder}"
    )


def add_backup(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("out", type=Path, help="the file to write; never overwritten")


def do_backup(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.registry import operations

    checked = operations.backup(args.folder, args.out)
    return {"out": str(args.out), "entries": checked.entries, "root": checked.root, "files": checked.files}, (
        f"{args.out}: restored aside and verified: {checked.entries} journal entries, {checked.files} files. "
        "Keys and registry.toml are not in it: keep them somewhere else."
    )


def add_restore(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("backup", type=Path, help="the file that `registry backup` wrote; FOLDER must be new")
    parser.add_argument(
        "--witness", type=Path, nargs="+", default=[], metavar="HEAD", help="files that witnesses kept; always give the newest"
    )
    parser.add_argument(
        "--accept-loss", default="", metavar="REASON", help="restore an older copy than the witness knows; the journal says so"
    )


def do_restore(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.registry import operations

    texts = [path.read_text(encoding="utf-8") for path in args.witness]
    checked, lost = operations.restore(args.backup, args.folder, witnesses=texts, accept_loss=args.accept_loss)
    operations.note_restored(
        args.folder, size=checked.entries, lost=lost, reason=args.accept_loss or "restored from a verified backup"
    )
    told = {"folder": str(args.folder), "entries": checked.entries, "lost": lost, "files": checked.files}
    loss = f" {lost} entries that the witness has seen are lost; the journal says which and why." if lost else ""
    keys = " It has a new signing key and secret: to go on with the old, put keys/ and registry.toml back from where you keep them."
    return told, f"{args.folder}: restored and verified, {checked.entries} journal entries.{loss}{keys}"


def add_upgrade(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("--keep", type=Path, help="where the copy from before goes (default: beside the database)")


def do_upgrade(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.registry import operations

    with stepwise("looking for changes") as tick:
        done = operations.upgrade(args.folder, keep=args.keep, tick=tick)
    many = "1 change" if len(done) == 1 else f"{len(done)} changes"
    return {"applied": done}, (
        f"{many} of the tables made, after a rehearsal on a copy." if done else "Nothing to do: up to date."
    )


def add_rights(parser: argparse.ArgumentParser) -> None:
    """Its arguments."""
    parser.add_argument("role", help="the PostgreSQL role that serves; it owns nothing and must be there already")


def do_rights(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Do it; the document and the words."""
    from repatria.registry import operations

    operations.wake(args.folder)
    from repatria.registry.journal import rights

    done = rights.give(args.role)
    return {"role": args.role, "statements": done}, (
        f"{args.role} may now work with this registry and neither rewrite the journal nor change its tables or triggers. "
        f"Let it serve: put its address into registry.toml. Give the rights again after every upgrade."
    )
