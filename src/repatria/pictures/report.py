"""Writes a report to a folder: page, summary, every picture twice, every table as CSV. Same data, same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from repatria.pictures.data import ReportData
from repatria.pictures.page import write_page
from repatria.pictures.story import Tabled, tell
from repatria.pictures.style import Picture
from repatria.pictures.summary import write_summary


def build_report(data: ReportData, out: Path) -> tuple[Path, ...]:
    """Write ``index.html``, ``summary.txt``, ``pictures/*.svg|png`` and ``tables/*.csv`` under ``out``; return what was written.

    Everything is made before anything is written, and each file appears whole under its name.
    """
    made = dict(report_files(data))
    for name, content in made.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        part.replace(path)
    return tuple(out / name for name in made)


def report_files(data: ReportData) -> Iterator[tuple[str, bytes]]:
    """Every file of a report as (path inside the folder, content)."""
    sections = tell(data)
    title, banner = f"Report: {data.incident.title}", data.incident.banner
    for block in (block for section in sections for block in section.blocks):
        if isinstance(block, Picture):
            yield f"pictures/{block.name}.svg", block.svg.encode()
            yield f"pictures/{block.name}.png", block.png
            yield f"tables/{block.name}.csv", block.table.csv(banner).encode()
        elif isinstance(block, Tabled):
            yield f"tables/{block.file}.csv", block.table.csv(banner).encode()
    yield "summary.txt", write_summary(title, banner, sections).encode()
    yield "index.html", write_page(title, banner, sections).encode()
