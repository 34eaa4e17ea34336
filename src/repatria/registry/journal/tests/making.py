"""Journals, keys and witnesses for the tests of the journal's pure half."""

from __future__ import annotations

from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from repatria.registry.journal import heads, merkle, verifier

ORIGIN = "heron.exercise"


def key(number: int = 1) -> heads.SigningKey:
    """One of 256 keys that are no secret."""
    return heads.SigningKey(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


def fields(seq: int, prev: str = verifier.NOTHING, **other: Any) -> dict[str, Any]:
    """The fields of an entry."""
    entry = {
        "v": 1,
        "seq": seq,
        "at": f"2026-11-23T03:40:{seq % 60:02d}.{seq:06d}Z",
        "tag": "custody.hand_over",
        "actor": f"P-{seq % 7:06d}",
        "incident": "exercise-heron",
        "subject": f"C-{seq:06d}-5",
        "facts": {"from": "shelf", "to": "bench", "mass_mg": 1000 + seq, "note": "김 é", "asked": True, "seal": None},
        "personal": {"reason": f"{seq:064x}"},
        "prev": prev,
    }
    return entry | other


def journal(count: int, **other: Any) -> list[bytes]:
    """Canonical bytes of `count` linked entries, without line ends."""
    return linked([fields(seq, **other) for seq in range(1, count + 1)])


def linked(entries: list[dict[str, Any]], prev: str = verifier.NOTHING) -> list[bytes]:
    """Entries as canonical bytes, numbered as they stand and linked anew: what an owner of the database can always do."""
    written: list[bytes] = []
    for entry in entries:
        data = verifier.canonical(entry | {"prev": prev})
        written.append(data)
        prev = verifier.leaf_hash(data).hex()
    return written


def export(entries: list[bytes]) -> bytes:
    """The exported file."""
    return b"".join(data + b"\n" for data in entries)


def leaves(entries: list[bytes]) -> list[bytes]:
    """Leaf hashes."""
    return [verifier.leaf_hash(data) for data in entries]


def witnessed(entries: list[bytes], *keys: heads.SigningKey, origin: str = ORIGIN) -> str:
    """What a witness keeps of a journal of these entries."""
    signers = list(keys) or [key()]
    head = heads.sign(origin, len(entries), merkle.root_of(leaves(entries)), signers)
    return heads.for_witness(head, signers)


def generator(seed: int) -> np.random.Generator:
    """Randomness with a seed that a failing test prints."""
    return np.random.default_rng(seed)
