"""The plain-text summary: the same sections as the page, for a terminal 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from repatria.pictures.story import Block, Heading, Listing, Section, Tabled, Words
from repatria.pictures.style import Picture, Table, clean

WIDTH = 80
MOST_ROWS = 15


def write_summary(title: str, banner: str, sections: Sequence[Section]) -> str:
    """The report as plain text; no line is longer than 80 columns, and untrusted text cannot steer a terminal."""
    lines = [*_wrapped(title.upper()), *([banner] if banner else []), "=" * WIDTH]
    for number, section in enumerate(sections, 1):
        heading = f"{number}. {section.title}"
        lines += ["", heading, "-" * len(heading)]
        for block in section.blocks:
            lines += ["", *_block(block)]
    if banner:
        lines += ["", "=" * WIDTH, banner]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    if isinstance(block, Words):
        yield from _wrapped(block.text)
    elif isinstance(block, Heading):
        yield from _wrapped(f"* {block.text} *")
    elif isinstance(block, Listing):
        for item in block.items:
            yield from textwrap.wrap(clean(item), WIDTH, initial_indent="- ", subsequent_indent="  ")
    elif isinstance(block, Picture):
        yield from _wrapped(f"[picture: pictures/{block.name}.png] {block.title}")
        yield from textwrap.wrap(block.reading, WIDTH, initial_indent="  ", subsequent_indent="  ")
    elif isinstance(block, Tabled):
        yield from _wrapped(f"{block.caption}:")
        yield from table_lines(block.table)
        if len(block.table.rows) > MOST_ROWS:
            yield f"... {len(block.table.rows) - MOST_ROWS:,} more in tables/{block.file}.csv"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(clean(text), WIDTH) or [""]


def table_lines(table: Table) -> Iterator[str]:
    """The first rows of a table in columns; cells wrap so that a line stays within the width."""
    rows = [[clean(cell) for cell in row] for row in (table.columns, *table.rows[:MOST_ROWS])]
    widths = [max(len(row[i]) for row in rows) for i in range(len(table.columns))]
    room = WIDTH - 2 * (len(widths) + 1)
    while sum(widths) > room:
        widths[widths.index(max(widths))] -= 1
    for number, row in enumerate(rows):
        cells = [textwrap.wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
        for i in range(max(map(len, cells))):
            parts = ((cell[i] if i < len(cell) else "").ljust(width) for cell, width in zip(cells, widths, strict=True))
            yield ("  " + "  ".join(parts)).rstrip()
        if number == 0:
            yield "  " + "  ".join("-" * width for width in widths)
