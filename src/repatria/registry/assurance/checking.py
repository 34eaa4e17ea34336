"""What must hold of a registry's database after any fault. Reads the file with SQLite alone, as a stranger would."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from repatria.registry.journal import merkle, verifier
from repatria.registry.journal.witness import FileWitness, HeadRefused


@dataclass(frozen=True, slots=True)
class Ack:
    """An act whose success somebody was told of."""

    seq: int
    tag: str
    subject: str


def read_ack(line: str) -> Ack:
    """An acknowledgement out of a line ``ack 12 custody.taken DRILL-C-000001-2``."""
    words = line.split(" ")
    return Ack(int(words[1]), words[2], words[3] if len(words) > 3 else "")


def copy_of(database: Path, target: Path) -> Path:
    """The database with its write-ahead log as they lie on the disk, shared memory left out: what a restart finds."""
    target.unlink(missing_ok=True)
    for end in ("", "-wal"):
        source, beside = Path(f"{database}{end}"), Path(f"{target}{end}")
        beside.unlink(missing_ok=True)
        if source.exists():
            shutil.copyfile(source, beside)
    Path(f"{target}-shm").unlink(missing_ok=True)
    return target


def faults_in(database: Path, acks: Iterable[Ack], witness: Path | None = None) -> list[str]:
    """Every broken promise in a database file: damage, lost acts, broken links, rows without entries or entries without rows."""
    connection = sqlite3.connect(database)
    try:
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if sound != "ok":
            return [f"damaged: {sound}"]
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            return ["a row points nowhere"]
        bodies = [bytes(body) for (body,) in connection.execute("SELECT body FROM journal_entry ORDER BY seq")]
        return [
            *_lost(bodies, acks),
            *_chain(connection, bodies, witness),
            *_balance(connection, [json.loads(body) for body in bodies]),
        ]
    except sqlite3.DatabaseError as fault:
        return [f"damaged: {fault}"]
    finally:
        connection.close()


def entries_in(database: Path) -> int:
    """How many journal entries a database file holds."""
    connection = sqlite3.connect(database)
    try:
        return int(connection.execute("SELECT count(*) FROM journal_entry").fetchone()[0])
    finally:
        connection.close()


def _lost(bodies: Sequence[bytes], acks: Iterable[Ack]) -> list[str]:
    lost = []
    for ack in acks:
        if ack.seq > len(bodies):
            lost.append(f"acknowledged act {ack.seq} ({ack.tag} {ack.subject}) is lost")
        else:
            said = json.loads(bodies[ack.seq - 1])
            if (said["tag"], said["subject"]) != (ack.tag, ack.subject):
                lost.append(f"acknowledged act {ack.seq} ({ack.tag} {ack.subject}) is now {said['tag']} {said['subject']}")
    return lost


def _chain(connection: sqlite3.Connection, bodies: Sequence[bytes], witness: Path | None) -> list[str]:
    texts: list[tuple[str, str]] = []
    if witness is not None and witness.exists():
        try:
            kept = FileWitness(witness.parent).heads()
        except HeadRefused as spoilt:
            return [str(spoilt)]
        if kept:  # what follows the last whole head was never acknowledged to anybody
            whole = witness.read_text(encoding="utf-8").split("\n\n")[: 2 * len(kept)]
            texts.append(("witness", "\n\n".join(whole) + "\n"))
    report = verifier.check(io.BytesIO(b"".join(body + b"\n" for body in bodies)), texts)
    found = [sentence for _, sentence in report.findings]
    leaves = [bytes(leaf) for (leaf,) in connection.execute("SELECT leaf FROM journal_entry ORDER BY seq")]
    if leaves != [verifier.leaf_hash(body) for body in bodies]:
        found.append("a leaf is not the hash of its entry")
    row = connection.execute("SELECT size, last, frontier FROM journal_state").fetchone() or (0, b"", b"")
    edge = [bytes(row[2])[i : i + 32] for i in range(0, len(row[2]), 32)]
    if row[0] != len(bodies) or (bodies and (bytes(row[1]) != leaves[-1] or merkle.root(edge, row[0]).hex() != report.head)):
        found.append(f"the journal's state says {row[0]} entries, there are {len(bodies)}, or its edge differs")
    return found


def _balance(connection: sqlite3.Connection, said: Sequence[dict[str, Any]]) -> list[str]:
    """Rows against entries, both ways, for the acts of :mod:`repatria.registry.assurance.acts`."""
    by_tag: dict[str, list[dict[str, Any]]] = {}
    for one in said:
        by_tag.setdefault(one["tag"], []).append(one)

    def entries(tag: str) -> list[dict[str, Any]]:
        return by_tag.get(tag, [])

    def ask(sql: str) -> list[Any]:
        return connection.execute(sql).fetchall()

    pairs: dict[str, tuple[list[Any], list[Any]]] = {
        "items": (
            [code for (code,) in ask("SELECT t.code FROM custody_item i JOIN codes_thing t ON t.id = i.thing_id")],
            [one["subject"] for one in entries("custody.taken")],
        ),
        "things": (
            [code for (code,) in ask("SELECT code FROM codes_thing")],
            [one["subject"] for one in entries("custody.taken")],
        ),
        "hand-overs": (
            [c for (c,) in ask("SELECT t.code FROM custody_transfer x JOIN codes_thing t ON t.id = x.item_id")],
            [one["subject"] for one in entries("custody.offered")],
        ),
        "acknowledged hand-overs": (
            [pk for (pk,) in ask("SELECT id FROM custody_transfer WHERE state = 'accepted'")],
            [one["facts"]["transfer"] for one in entries("custody.accepted")],
        ),
        "legs of hand-overs": (
            [pk for (pk,) in ask("SELECT transfer_id FROM custody_holding WHERE transfer_id IS NOT NULL")],
            [o["facts"]["transfer"] for o in entries("custody.accepted") for _ in range(o["facts"]["count"] + 1)],
        ),
        "other legs": (
            [
                c
                for (c,) in ask(
                    "SELECT t.code FROM custody_holding h JOIN codes_thing t ON t.id = h.item_id WHERE h.transfer_id IS NULL"
                )
            ],
            [one["subject"] for tag in ("custody.taken", "custody.moved") for one in entries(tag)],
        ),
        "items in one pair of hands": (
            [i for (i,) in ask("SELECT item_id FROM custody_holding WHERE until IS NULL")],
            [i for (i,) in ask("SELECT thing_id FROM custody_item WHERE state = 'held'")],
        ),
    }
    pairs |= _of_people(ask, entries, said)
    return [f"{name}: {_differ(rows, told)}" for name, (rows, told) in pairs.items() if Counter(rows) != Counter(told)]


def _of_people(
    ask: Callable[[str], list[Any]], entries: Callable[[str], list[dict[str, Any]]], said: Sequence[dict[str, Any]]
) -> dict[str, tuple[list[Any], list[Any]]]:
    """Accounts, roles, personal values and masses: rows and what the entries say of them."""
    return {
        "accounts": (
            [f"u-{pk:04d}" for (pk,) in ask("SELECT id FROM people_user")],
            [one["subject"] for one in entries("people.user_added")],
        ),
        "roles": (
            [f"u-{pk:04d}" for (pk,) in ask("SELECT user_id FROM people_membership")],
            [one["subject"] for one in entries("people.role_given")],
        ),
        "ended roles": (
            [f"u-{pk:04d}" for (pk,) in ask("SELECT user_id FROM people_membership WHERE until IS NOT NULL")],
            [one["subject"] for one in entries("people.role_ended")],
        ),
        "personal values": (
            [tuple(row) for row in ask("SELECT entry_id, field FROM journal_disclosure")],
            [(one["seq"], field) for one in said for field in one["personal"]],
        ),
        "masses": (
            [
                (code, f"{Decimal(str(mass)):.3f}")
                for code, mass in ask(
                    "SELECT t.code, i.mass_g FROM custody_item i JOIN codes_thing t ON t.id = i.thing_id WHERE i.mass_g IS NOT NULL"
                )
            ],
            list(_masses(said).items()),
        ),
    }


def _masses(said: Sequence[dict[str, Any]]) -> dict[str, str]:
    masses: dict[str, str] = {}
    for one in said:
        if one["tag"] in ("custody.taken", "custody.weighed") and one["facts"]["mass_g"] is not None:
            masses[one["subject"]] = f"{Decimal(one['facts']['mass_g']):.3f}"
    return masses


def _differ(rows: Sequence[Any], told: Sequence[Any]) -> str:
    extra, missing = Counter(rows) - Counter(told), Counter(told) - Counter(rows)
    return f"rows without an entry {sorted(map(str, extra))[:3]}, entries without a row {sorted(map(str, missing))[:3]}"
