"""Signing the journal's head and handing it to witnesses: on request, on every receipt, and by itself every few entries."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction

from repatria.errors import RepatriaError
from repatria.registry.home import Home
from repatria.registry.journal import clock, heads, merkle, verifier
from repatria.registry.journal.models import Entry, Head, State
from repatria.registry.journal.recording import Written, split_frontier
from repatria.registry.journal.witness import FileWitness, Receipt
from repatria.registry.refusals import NotReady

KEY = "signing.pem"
log = logging.getLogger("repatria.registry.journal")
EVERY = 64
"""Entries after which a head is signed and handed over by itself: the window in which a rewriting would go unseen."""


def key_of(home: Home) -> heads.SigningKey:
    """The registry's signing key. It proves who signed; whether history was rewritten is proven by witnesses."""
    path = home.keys / KEY
    if not path.exists():
        raise NotReady(
            f"keys/{KEY}: the signing key is missing. Restore it from where it is kept, or set the registry up anew."
        )
    return heads.load(path)


def sign_head() -> Head:
    """The head of the journal as committed, signed; the same head again if nothing was added since."""
    home: Home = settings.HOME
    with transaction.atomic():
        state = State.objects.select_for_update().filter(pk=1).first()
        if state is None or not state.size:
            raise NotReady("the journal is empty: nothing to sign.")
        known = Head.objects.filter(size=state.size).first()
        if known is not None:
            return known
        edge = split_frontier(bytes(state.frontier))
        _entry_is_as_hashed(state.size, bytes(state.last))
        root = merkle.root(edge, state.size)
        text = heads.for_witness(heads.sign(home.origin, state.size, root, [key_of(home)]), [key_of(home)])
        return Head.objects.create(size=state.size, root=root, frontier=bytes(state.frontier), at=clock.now(), text=text)


def _entry_is_as_hashed(size: int, leaf: bytes) -> None:
    """Never sign over an entry that the database no longer holds as it was hashed."""
    row = Entry.objects.get(seq=size)
    if verifier.leaf_hash(bytes(row.body)) != leaf:
        raise NotReady(f"journal entry {size}: not as it was hashed. Stop work, keep a copy, and verify against a witness.")


def hand_over(head: Head, folder: Path | None = None) -> Receipt:
    """Give a signed head to the file witness and note its receipt beside the head."""
    where = folder or settings.HOME.witness_folder
    witness = FileWitness(where)
    last = witness.last()
    receipt = witness.submit(head.text, _proof(last.size, head.size) if last and last.size < head.size else [])
    if receipt.witness not in [r["witness"] for r in head.witnessed]:
        head.witnessed = [*head.witnessed, {"witness": receipt.witness, "at": clock.now().isoformat()}]
        head.save(update_fields=["witnessed"])
    return receipt


def _proof(old: int, new: int) -> list[bytes]:
    known = Head.objects.filter(size=old).first()
    if known is None:
        leaves = [bytes(leaf) for leaf in Entry.objects.filter(seq__lte=new).values_list("leaf", flat=True)]
        return merkle.consistency_proof(leaves, old) if old <= len(leaves) else []
    fresh = [bytes(leaf) for leaf in Entry.objects.filter(seq__gt=old, seq__lte=new).values_list("leaf", flat=True)]
    return merkle.extension_proof(split_frontier(bytes(known.frontier)), old, fresh)


def last_witnessed(folder: Path | None = None) -> verifier.Head | None:
    """The last head that the file witness holds; None where it holds none. Raises HeadRefused if it was spoilt."""
    where = folder or settings.HOME.witness_folder
    return FileWitness(where).last() if where.is_dir() else None


def after_entry(written: Written) -> None:
    """Hand a head over every :data:`EVERY` entries. A witness that cannot be reached never stops the work; the desk says so."""
    if written.seq % EVERY:
        return
    try:
        hand_over(sign_head())
    except (RepatriaError, DatabaseError, OSError) as fault:  # the act stands; a full disk must not make it look undone
        note_trouble(str(fault))
    else:
        note_trouble("")


def note_trouble(sentence: str) -> None:
    """Keep what the last hand-over to the witness said, for the desk."""
    path = settings.HOME.folder / "witness-trouble.json"
    try:
        if sentence:
            path.write_text(json.dumps({"at": clock.now().isoformat(), "said": sentence}), encoding="utf-8")
        else:
            path.unlink(missing_ok=True)
    except OSError:
        log.exception("the trouble with the witness could not be noted: %s", sentence)


def trouble() -> str:
    """Why the last head could not be handed over; empty if it could."""
    path = settings.HOME.folder / "witness-trouble.json"
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["said"]) if path.exists() else ""
    except (ValueError, KeyError, OSError):  # cut off by a full disk
        return "The last head could not be handed to the witness, and the disk was too full to note why."
