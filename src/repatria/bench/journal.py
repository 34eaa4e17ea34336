"""Entries of the journal verified a second, on one core: each parsed, checked, written again and hashed."""

from __future__ import annotations

import hashlib
import io
import json
import time

from repatria.bench.protocol import Figure, Ratio, timed
from repatria.errors import ReproductionFailed
from repatria.registry.journal import verifier

HELP = "the journal's verifier, alone and beside a plain reading of the same file"
REACH = 60_000.0


def figures(quick: bool = False) -> list[Figure]:
    """Entries a second of a whole verification, beside json.loads alone on the same lines."""
    count = 2_000 if quick else 200_000
    export, leaves = _journal(count)
    report, seconds, cold, peak = timed(lambda: verifier.check(io.BytesIO(export), []))
    if report.findings or report.entries != count or report.head != _root(leaves).hex():
        raise ReproductionFailed("the verifier and its slow twin disagree about the root of the same journal")
    began = time.perf_counter()
    for line in export.splitlines():
        json.loads(line)
    plain = time.perf_counter() - began
    size = f"{count:,} entries of {len(export) // count} bytes, no witness"
    return [
        Figure(
            "journal",
            count / seconds,
            "entries/s",
            size,
            REACH,
            True,
            cold,
            peak,
            0.0,
            Ratio("json.loads of every line and nothing else", count / plain, plain / seconds),
        )
    ]


def _journal(count: int) -> tuple[bytes, list[bytes]]:
    """A sound journal as exported, entries of about 350 bytes, and its leaf hashes."""
    lines, leaves, link = [], [], "0" * 64
    for seq in range(1, count + 1):
        entry = {
            "v": 1,
            "seq": seq,
            "at": f"2026-11-23T{seq // 3600 % 24:02d}:{seq // 60 % 60:02d}:{seq % 60:02d}.{seq % 1_000_000:06d}Z",
            "tag": "custody.accepted",
            "actor": f"u-{seq % 40:04d}",
            "incident": "heron",
            "subject": f"HERON-B{seq:05d}-1",
            "facts": {
                "giver": f"u-{seq % 37:04d}",
                "count": seq % 9,
                "transfer": seq,
                "place": "Laboratory, table 4",
                "reason": "inventory, first day",
            },
            "personal": {},
            "prev": link,
        }
        body = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
        leaf = hashlib.sha256(b"\x00" + len(body).to_bytes(8, "big") + body).digest()
        lines.append(body)
        leaves.append(leaf)
        link = leaf.hex()
    return b"\n".join(lines) + b"\n", leaves


def _root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\x01" + _root(leaves[:half]) + _root(leaves[half:])).digest()
