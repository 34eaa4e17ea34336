"""What the columns of a table of haplotypes are called, and the facts that every kind of them shares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from repatria.errors import UnreadableFile
from repatria.formats.text import code_of, whole_of

FACTS = {
    "id": ("id", "sample", "sampleid", "samplename", "profile", "code", "name"),
    "line": ("line", "family", "lineage", "familyid"),
    "meioses": ("meioses", "transmissions", "steps"),
    "group": ("group", "population", "pop", "origin"),
    "count": ("n", "count", "frequency", "people"),
    "sex": ("sex", "gender"),
    "range": ("range", "ranges", "region"),
    "differences": ("differences", "haplotype", "polymorphisms", "profilevsrcrs", "variants", "mitotype"),
    "unread": ("unread", "noresult", "n positions"),
    "kit": ("kit", "panel"),
}
MOST = 100_000
"""People that one row may stand for."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The cells of a row that are no haplotype."""

    id: str
    line: str
    meioses: int | None
    group: str
    count: int


def plain(heading: str) -> str:
    """A heading without case, spaces and marks."""
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def columns_in(header: list[str], path: Path, line: int) -> dict[str, int]:
    """Fact -> column; :class:`UnreadableFile` if a fact stands twice or nobody is named."""
    found: dict[str, int] = {}
    for place, heading in enumerate(header):
        for fact, names in FACTS.items():
            if plain(heading) in names:
                if fact in found:
                    raise UnreadableFile(
                        f"two columns say {fact}: {header[found[fact]]!r} and {heading!r}. Keep one.",
                        path=path,
                        line=line,
                        field=heading,
                    )
                found[fact] = place
    if "id" not in found:
        raise UnreadableFile("no column names the sample. Head one with id or sample.", path=path, line=line)
    return found


def cell(cells: list[str], columns: Mapping[str, int], fact: str) -> str:
    """The text of ``fact`` in a row, empty if there is none."""
    return cells[columns[fact]].strip() if fact in columns and columns[fact] < len(cells) else ""


def facts_of(cells: list[str], columns: Mapping[str, int], path: Path, line: int) -> Facts:
    """The facts of a row."""
    texts = {fact: cell(cells, columns, fact) for fact in ("line", "group")}
    for fact, text in texts.items():
        if text:
            texts[fact] = code_of(text, path=path, line=line, field=fact)
    meioses, count = cell(cells, columns, "meioses"), cell(cells, columns, "count")
    return Facts(
        code_of(cell(cells, columns, "id"), path=path, line=line, field="id"),
        texts["line"],
        whole_of(meioses, path=path, line=line, field="meioses", top=100) if meioses else None,
        texts["group"],
        whole_of(count, path=path, line=line, field="n", top=MOST, least=1) if count else 1,
    )
