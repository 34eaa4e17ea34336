"""After the filling: a head is signed and handed over, and the journal is read again by its independent verifier."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections

from repatria.registry import startup
from repatria.registry.journal import heading, verifier
from repatria.registry.journal.exporting import export
from repatria.registry.refusals import NotReady


@dataclass(frozen=True, slots=True)
class Proven:
    """What the verifier said: entries, root, and the words of the head that the witness holds."""

    entries: int
    root: str
    words: tuple[str, ...]


def prove() -> Proven:
    """Sign and hand over a head, export the journal and verify it against that head; NotReady if anything does not hold."""
    head = heading.sign_head()
    receipt = heading.hand_over(head)
    with tempfile.TemporaryDirectory(prefix="repatria-prove-") as folder:
        path = Path(folder) / "journal.jsonl"
        export(path)
        with path.open("rb") as stream:
            report = verifier.check(stream, [("the witness", head.text)])
    if report.findings:
        raise NotReady(f"the journal does not verify: {report.findings[0][1]}. The demonstration was not finished.")
    left = startup.refusals()
    if left:
        raise NotReady(f"the registry would not start: {' '.join(left)}")
    return Proven(report.entries, report.head, receipt.words)


def close() -> None:
    """Write everything into the one file and let go of it, so that the folder can be renamed."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
