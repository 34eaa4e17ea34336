"""The journal as a file that a stranger can check: one canonical entry a line, and the signed head beside it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from repatria.registry.journal.models import Entry, Head

CHUNK = 5000


def export(path: Path, *, tick: Callable[[int, int], None] | None = None) -> int:
    """Write every entry to ``path``; whole or not at all. Returns the number of entries."""
    total = Entry.objects.count()
    beside = path.with_name(path.name + ".part")
    done = 0
    with beside.open("wb") as file:
        for body in Entry.objects.order_by("seq").values_list("body", flat=True).iterator(chunk_size=CHUNK):
            file.write(bytes(body) + b"\n")
            done += 1
            if tick and done % CHUNK == 0:
                tick(done, total)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    if tick:
        tick(done, max(total, 1))
    return done


def export_head(path: Path) -> Head | None:
    """Write the newest signed head to ``path``: what a witness would keep. ``None`` if none has been signed."""
    head = Head.objects.order_by("-size").first()
    if head is not None:
        path.write_text(head.text, encoding="utf-8")
    return head
