"""The journal for programs: its head for everybody, the entries of the incident for whoever reads them, and the proof of one."""

from __future__ import annotations

import base64
from typing import Any

from ninja import Router

from repatria.registry.api.ways import Row, lists, looks
from repatria.registry.journal import proving
from repatria.registry.journal.models import Entry
from repatria.registry.people import record
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound

router = Router()


@looks(router, "/head", "journal.head")
def head(at: Seat) -> Row:
    """How long the journal is, its root, and the newest signed head as a witness keeps it."""
    now, signed = proving.now(), record.last_head(at)
    return {
        "size": now.size,
        "root": now.root.hex(),
        "signed": {"size": signed.size, "root": bytes(signed.root).hex(), "at": signed.at, "text": signed.text}
        if signed
        else None,
    }


@lists(router, "/entries", "journal.read")
def entries(at: Seat, subject: str = "", tag: str = "", actor: str = "") -> Any:
    """The entries of the incident as sentences, newest first."""
    return record.entries(at, subject=subject, tag=tag, actor=actor), lambda row: dict(record.told([row])[0])


@looks(router, "/entries/{seq}", "journal.read")
def entry(at: Seat, seq: int) -> Row:
    """One entry: its canonical bytes, base64, which a verifier hashes; personal values stand in it as commitments only."""
    row = _entry(at, seq)
    return {**record.told([row])[0], "body": base64.b64encode(bytes(row.body)).decode(), "leaf": bytes(row.leaf).hex()}


@looks(router, "/entries/{seq}/proof", "journal.read")
def proof(at: Seat, seq: int) -> Row:
    """That an entry is in the tree of a head: the newest signed head that covers it, else the journal as it stands (unsigned)."""
    row, signed = _entry(at, seq), record.last_head(at)
    covers = signed is not None and signed.size >= seq
    found = proving.inclusion(seq, signed.size if signed is not None and covers else None)
    return {
        "seq": seq,
        "index": seq - 1,
        "leaf": bytes(row.leaf).hex(),
        "size": found.size,
        "root": found.root.hex(),
        "path": [node.hex() for node in found.path],
        "head": signed.text if signed is not None and covers else None,
    }


def _entry(at: Seat, seq: int) -> Entry:
    row = record.entries(at).filter(seq=seq).first()
    if row is None:
        raise NotFound
    return row
