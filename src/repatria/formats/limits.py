"""How much a file may ask of us. A file beyond a limit is refused with the limit in the message; the figures are generous."""

from __future__ import annotations

from pathlib import Path

from repatria.errors import UnreadableFile

MAX_BYTES = 2 << 30
"""Size of one file on disk."""
MAX_LINE = 1 << 20
"""Bytes of one line of text."""
MAX_ROWS = 20_000_000
MAX_COLUMNS = 4_096
MAX_FIELD = 1_000
"""Characters of one cell, one code or one XML text."""
MAX_DEPTH = 8
"""Depth of nested XML elements."""
MAX_LOCI = 1_000
"""Markers of one specimen."""
MAX_PEOPLE = 1_000_000
"""People, relations or alleles that a file may announce."""
MAX_UNPACKED = 256 << 20
"""Bytes of all parts of a workbook together once unpacked."""
MAX_RATIO = 100
"""Unpacked over packed size of one part of a workbook above 1 MB."""
MAX_GAP = 10_000
"""Empty rows in succession in a sheet."""


def bounded_size(path: Path) -> Path:
    """Return ``path`` if it is a plain file of at most :data:`MAX_BYTES`, else raise."""
    if not path.is_file():
        raise UnreadableFile("is not a file. Check the path.", path=path)
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise UnreadableFile(f"is {size} bytes long, more than {MAX_BYTES}. Split it.", path=path)
    return path
