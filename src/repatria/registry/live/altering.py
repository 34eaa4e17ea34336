"""The proof at the end of a demonstration: one entry of the journal is altered in a copy, and the verifier finds it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from repatria.registry.journal import heading, verifier
from repatria.registry.journal.exporting import export


@dataclass(frozen=True, slots=True)
class Altered:
    """What the verifier said: entries, which one was altered in the copy, and the first finding; empty where it was not found."""

    entries: int
    altered: int
    finding: str
    whole: bool
    """Whether the journal itself verifies."""


def alter_a_copy() -> Altered:
    """Alter one entry in a copy that is thrown away afterwards; what the verifier says of the journal and of the copy."""
    with tempfile.TemporaryDirectory(prefix="repatria-altered-") as folder:
        return _alter(Path(folder))


def _alter(folder: Path) -> Altered:
    """Export the journal, let it be verified, alter a digit in its middle, verify again. The registry itself is not touched."""
    head = heading.sign_head()
    heading.hand_over(head)
    path = folder / "journal.jsonl"
    export(path)
    with path.open("rb") as stream:
        sound = verifier.check(stream, [("the witness", head.text)])
    lines = path.read_bytes().splitlines(keepends=True)
    at = len(lines) // 2
    lines[at] = lines[at].replace(b'"at":"20', b'"at":"21', 1)
    copy = folder / "altered.jsonl"
    copy.write_bytes(b"".join(lines))
    with copy.open("rb") as stream:
        found = verifier.check(stream, [("the witness", head.text)])
    words = found.findings[0][1] if found.findings else ""
    return Altered(len(lines), at + 1, words, not sound.findings)
