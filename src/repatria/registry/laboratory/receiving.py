"""A file from outside from its first byte to its import: kept, read apart, reconciled. A refused one leaves no trace but its reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from repatria.registry.journal.recording import Done, recorded
from repatria.registry.laboratory import entries
from repatria.registry.laboratory.delivering import File, RunTold, take_in
from repatria.registry.laboratory.keeping import Kept, keep, put_in_place, set_apart
from repatria.registry.laboratory.lineages import STR
from repatria.registry.laboratory.models import Delivery, Request
from repatria.registry.laboratory.parsing import read_apart
from repatria.registry.refusals import Refusal


def receive(
    by: Any, chunks: Iterable[bytes], name: str, *, run: RunTold, request: Request | None, holds: str = STR, ranges: str = ""
) -> tuple[Delivery, bool]:
    """Keep and import a file: ``(delivery, whether it is new)``."""
    by.need("laboratory.import")
    return import_file(by, fetch(by, chunks, name, holds, ranges), run=run, request=request)


def fetch(by: Any, chunks: Iterable[bytes], name: str, holds: str = STR, ranges: str = "") -> File:
    """Keep a file and read it in a process of its own; nothing is imported yet. A refused one is set apart.

    ``holds`` and ``ranges`` as in :func:`~repatria.registry.laboratory.parsing.read_apart`.
    """
    kept = keep(chunks, name)
    with _set_apart_if_refused(by, kept, name):
        format, profiles, notes = read_apart(kept.path, name, holds, ranges)
    return File(name, format, kept.sha256, kept.bytes, profiles, notes)


def import_file(by: Any, file: File, *, run: RunTold, request: Request | None) -> tuple[Delivery, bool]:
    """Import a file that was fetched. A refused one is set apart."""
    kept = Kept.of(file.sha256, file.bytes)
    with _set_apart_if_refused(by, kept, file.name):
        answer = take_in(by, file, run=run, request=request)
    put_in_place(kept)
    return answer


@contextmanager
def _set_apart_if_refused(by: Any, kept: Kept, name: str) -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        if not Delivery.objects.filter(sha256=kept.sha256).exists() and kept.path.exists():
            set_apart(kept, name, str(refusal))
            note_refusal(by, kept.sha256, name, str(refusal))
        raise


@recorded(entries.FileRefused, verb="laboratory.import")
def note_refusal(by: Any, sha256: str, name: str, reason: str) -> Done[None]:
    """Write down that a file was refused, and why."""
    return Done(None, facts={"sha256": sha256}, personal={"name": name[:200], "reason": reason[:400]})
