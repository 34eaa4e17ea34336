"""T-14 and T-15: whoever owns the database drops the triggers and rewrites the journal by raw SQL. What a witness still sees.

Every attack works on the real tables, inside a transaction that the caller rolls back, and leaves them as consistent as its kind
allows: the copied columns, the hashes, the journal's own state and its heads are redone wherever an owner could redo them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection

from repatria.registry.journal import merkle, verifier
from repatria.registry.journal.exporting import export

Row = dict[str, Any]
COLUMNS = ("seq", "tag", "at", "actor", "incident", "subject", "body", "leaf")
TABLE = "journal_entry"


def drop_triggers() -> None:
    """What the owner of the database does first."""
    with connection.cursor() as cursor:
        for table in (TABLE, "journal_head"):
            if connection.vendor == "sqlite":
                cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
                for (name,) in cursor.fetchall():
                    cursor.execute(f'DROP TRIGGER "{name}"')
            else:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def rows() -> list[Row]:
    """The journal's table as it lies there."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM {TABLE} ORDER BY seq")
        found = [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    for row in found:
        row["body"], row["leaf"] = bytes(row["body"]), bytes(row["leaf"])
    return found


def put_back(new: Sequence[Row], old: Sequence[Row]) -> None:
    """Make the table say ``new``: rows that differ are replaced, others stay; the journal's state is made to fit."""
    before = {row["seq"]: row for row in old}
    after = {row["seq"]: row for row in new}
    with connection.cursor() as cursor:
        for seq, row in before.items():
            if after.get(seq) != row:
                cursor.execute("DELETE FROM journal_disclosure WHERE entry_id = %s", [seq])
                cursor.execute(f"DELETE FROM {TABLE} WHERE seq = %s", [seq])
        places = ", ".join(["%s"] * len(COLUMNS))
        for seq, row in after.items():
            if before.get(seq) != row:
                values = [row[name] for name in COLUMNS]
                cursor.execute(f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({places})", values)
        leaves = [row["leaf"] for row in new]
        cursor.execute(
            "UPDATE journal_state SET size = %s, last = %s, frontier = %s",
            [len(leaves), leaves[-1] if leaves else bytes(32), b"".join(frontier_of(leaves))],
        )


def frontier_of(leaves: Sequence[bytes]) -> list[bytes]:
    """The right edge of the tree over ``leaves``."""
    edge: list[bytes] = []
    for size, leaf in enumerate(leaves):
        edge = merkle.append(edge, size, leaf)
    return edge


def relinked(entries: Sequence[Row], first: int = 1) -> list[Row]:
    """Entries numbered as they stand from ``first`` on, every link and hash redone."""
    done: list[Row] = []
    for row in entries:
        seq = len(done) + 1
        if seq < first:
            done.append(row)
            continue
        said = json.loads(row["body"])
        said["seq"], said["prev"] = seq, done[-1]["leaf"].hex() if done else verifier.NOTHING
        body = verifier.canonical(said)
        done.append({**row, "seq": seq, "body": body, "leaf": verifier.leaf_hash(body)})
    return done


def _flip(old: list[Row], rng: np.random.Generator) -> tuple[list[Row], int]:
    at = int(rng.integers(len(old)))
    body = bytearray(old[at]["body"])
    body[int(rng.integers(len(body)))] ^= int(rng.integers(1, 256))
    new = [*old]
    new[at] = {**old[at], "body": bytes(body)}
    return new, at + 1


def _swap(old: list[Row], rng: np.random.Generator) -> tuple[list[Row], int]:
    left, right = sorted(int(n) for n in rng.choice(len(old), 2, replace=False))
    new = [*old]
    new[left], new[right] = {**old[right], "seq": left + 1}, {**old[left], "seq": right + 1}
    return new, left + 1


def _drop(old: list[Row], rng: np.random.Generator) -> tuple[list[Row], int]:
    at = int(rng.integers(len(old) - 1))  # the last one is the kind "truncate"
    return relinked(old[:at] + old[at + 1 :], at + 1), at + 1


def _insert(old: list[Row], rng: np.random.Generator) -> tuple[list[Row], int]:
    at = int(rng.integers(len(old)))
    return relinked([*old[:at], retold(old[at]), *old[at:]], at + 1), at + 1


def _truncate(old: list[Row], rng: np.random.Generator) -> tuple[list[Row], int]:
    keep = int(rng.integers(1, len(old)))
    return old[:keep], keep + 1


def _rewrite_tail(old: list[Row], rng: np.random.Generator) -> tuple[list[Row], int]:
    at = int(rng.integers(len(old)))
    return relinked([*old[:at], retold(old[at]), *old[at + 1 :]], at + 1), at + 1


def _older_copy(old: list[Row], rng: np.random.Generator) -> tuple[list[Row], int]:
    """An old copy that went on as if nothing had been: the same number of entries, another end."""
    keep = int(rng.integers(1, len(old)))
    return relinked([*old[:keep], *(retold(row) for row in old[keep:])], keep + 1), keep + 1


def _shift_boundary(old: list[Row], rng: np.random.Generator) -> tuple[list[Row], int]:
    """A letter moves from the end of one field to the beginning of the next: the same letters in the same order."""
    fit = [n for n, row in enumerate(old) if len(row["actor"]) > 1]
    at = fit[int(rng.integers(len(fit)))]
    said = json.loads(old[at]["body"])
    said["actor"], said["subject"] = said["actor"][:-1], said["actor"][-1] + said["subject"]
    new = [*old]
    new[at] = {**old[at], "actor": said["actor"], "subject": said["subject"], "body": verifier.canonical(said)}
    return new, at + 1


def retold(row: Row) -> Row:
    """The entry with another tale: somebody else did it."""
    said = json.loads(row["body"])
    said["actor"] = "u-9999"
    return {**row, "actor": "u-9999", "body": verifier.canonical(said)}


Attack = Callable[[list[Row], np.random.Generator], tuple[list[Row], int]]
ATTACKS: dict[str, Attack] = {
    "flip a bit": _flip,
    "swap two": _swap,
    "drop one": _drop,
    "insert one": _insert,
    "cut the end off": _truncate,
    "rewrite the end": _rewrite_tail,
    "go on from an older copy": _older_copy,
    "move a letter across fields": _shift_boundary,
}
"""Each kind of tampering: rows and randomness in; the new rows and the first entry concerned out."""

NEEDS_A_WITNESS = ("drop one", "insert one", "cut the end off", "rewrite the end", "go on from an older copy")
"""Kinds after which every hash has been redone: a chain without a witness cannot see them."""


def judged(folder: Path, heads: str) -> tuple[verifier.Report, verifier.Report]:
    """Export the journal as anybody would, and verify it: with what a witness kept, and without."""
    path = folder / "export.jsonl"
    export(path)
    data = path.read_bytes()
    return verifier.check(io.BytesIO(data), [("witness", heads)]), verifier.check(io.BytesIO(data), [])
