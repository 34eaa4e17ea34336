"""Tables of allele frequencies: alleles by markers (wide), a row per allele (long), and the Familias list of markers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from repatria.errors import InvalidCase, UnreadableFile
from repatria.formats.markers import is_x, marker_name
from repatria.formats.notes import Notes
from repatria.formats.profilecolumns import short
from repatria.formats.text import Row, allele_of, code_of, delimiter_of, lines, number_of, rows, whole_of
from repatria.model import Locus, Panel

Shape = Literal["wide", "long", "list"]
TOLERANCE = 0.02
"""Frequencies of a marker that sum to 1 within this are divided by their sum, with a note; beyond it the file is refused."""
_COLUMNS = {
    **dict.fromkeys(("marker", "locus", "system"), "marker"),
    **dict.fromkeys(("allele",), "allele"),
    **dict.fromkeys(("frequency", "freq", "f", "p"), "frequency"),
    **dict.fromkeys(("population", "pop", "group", "pool"), "population"),
    **dict.fromkeys(("dataset", "source"), "dataset"),
    **dict.fromkeys(("nindividuals", "n", "individuals"), "individuals"),
    **dict.fromkeys(("sampled", "chromosomes", "databasesize"), "sampled"),
}

Table = dict[str, dict[str, tuple[dict[str, float], int]]]
"""Population -> marker -> (allele -> frequency, chromosomes sampled)."""


def shape_of(first: list[str], second: list[str]) -> Shape | None:
    """Which kind of frequency table starts with these two rows, ``None`` if neither."""
    named = [_COLUMNS.get(short(h)) for h in first]
    if {"marker", "allele", "frequency"} <= set(named):
        return "long"
    filled = [cell for cell in first if cell]
    if first and named[0] == "allele" and len(filled) > 1 and "marker" not in named:
        return "wide"
    if len(filled) == 1 and len([c for c in second if c]) == 2 and _is_number(second[1]):
        return "list"
    return None


def _is_number(text: str) -> bool:
    try:
        number_of(text, path="", line=None, field="", comma=True)
    except UnreadableFile:
        return False
    return True


def read_frequencies(path: Path, notes: Notes, *, shape: Shape, table: Iterable[Row] | None = None) -> tuple[Panel, ...]:
    """The panels of a frequency table, one per population, alleles in the order of the file."""
    if shape == "list" and table is None:
        found = _list(path, _list_rows(path))
    else:
        source = iter(rows(path) if table is None else table)
        found = (_long if shape == "long" else _wide if shape == "wide" else _list)(path, source)
    if not any(found.values()):
        raise UnreadableFile("no frequencies found. Check the export.", path=path)
    return tuple(
        Panel(population, tuple(_locus(path, m, *cells, notes) for m, cells in markers.items()), source=path.name)
        for population, markers in found.items()
    )


def _locus(path: Path, marker: str, frequencies: dict[str, float], sampled: int, notes: Notes) -> Locus:
    positive = {a: p for a, p in frequencies.items() if p > 0.0}
    for allele in sorted(frequencies.keys() - positive.keys()):
        notes.add("zero_frequency", f"{marker}: {allele}")
    total = sum(positive.values())
    if abs(total - 1.0) > TOLERANCE:
        raise UnreadableFile(
            f"the frequencies sum to {total:.6g}. They must sum to 1 within {TOLERANCE}: complete the table.",
            path=path,
            field=marker,
        )
    if abs(total - 1.0) > 1e-6:
        notes.add("rescaled", f"{marker}: {total:.6g}")
        positive = {a: p / total for a, p in positive.items()}
    try:
        alleles, chromosome = tuple(positive), "X" if is_x(marker) else "autosomal"
        return Locus(marker, alleles, tuple(positive.values()), chromosome=chromosome, sampled=sampled)  # type: ignore[arg-type]
    except InvalidCase as error:
        raise UnreadableFile(str(error), path=path, field=marker) from error


def _add(found: Table, where: tuple[Path, int], population: str, marker: str, allele: str, p: float, sampled: int = 0) -> None:
    path, line = where
    if not 0.0 <= p <= 1.0:
        raise UnreadableFile(f"frequency {p!r} is not between 0 and 1. Correct it.", path=path, line=line, field=marker)
    markers = found.setdefault(population, {})
    cells, _ = markers.setdefault(marker, ({}, sampled))
    if allele in cells:
        raise UnreadableFile(f"allele {allele} of {marker} is listed twice. Keep one.", path=path, line=line, field="allele")
    cells[allele] = p


def _long(path: Path, source: Iterator[Row]) -> Table:
    line, header = next(source)
    places = {name: i for i, h in reversed(list(enumerate(header))) if (name := _COLUMNS.get(short(h)))}
    found: Table = {}
    for line, short_cells in source:
        cells = short_cells + [""] * (len(header) - len(short_cells))
        words = [cells[places[n]] for n in ("dataset", "population") if n in places and cells[places[n]]]
        population = code_of(" ".join(words) or path.stem or "table", path=path, line=line, field="population")
        marker = marker_name(cells[places["marker"]], path=path, line=line)
        allele = _allele(cells[places["allele"]], path, line)
        p = number_of(cells[places["frequency"]], path=path, line=line, field="frequency", comma=True)
        sampled = 0
        for name, copies in (("sampled", 1), ("individuals", 2)):
            if not sampled and name in places and cells[places[name]]:
                sampled = copies * whole_of(cells[places[name]], path=path, line=line, field=name, top=1_000_000_000)
        _add(found, (path, line), population, marker, allele, p, sampled)
    return found


def _allele(text: str, path: Path, line: int) -> str:
    """An allele, or the name a table gives to all others together."""
    return "Rest" if short(text) in ("rest", "restallele") else allele_of(text, path=path, line=line, field="allele")


def _wide(path: Path, source: Iterator[Row]) -> Table:
    line, header = next(source)
    while header and not header[-1]:
        header.pop()
    markers = [marker_name(h, path=path, line=line) for h in header[1:]]
    if len(set(markers)) != len(markers):
        twice = next(m for m in markers if markers.count(m) > 1)
        raise UnreadableFile(f"marker {twice} is listed twice. Keep one.", path=path, line=line, field=twice)
    population = path.stem or "table"
    found: Table = {population: {}}
    sampled: dict[str, int] = {}
    for line, cells in source:
        if any(cells[len(header) :]):
            raise UnreadableFile(f"{len(cells)} cells under {len(header)} headings.", path=path, line=line)
        if cells[0].upper() == "N":
            for marker, text in zip(markers, cells[1:], strict=False):
                if text:
                    sampled[marker] = 2 * whole_of(text, path=path, line=line, field=marker, top=1_000_000_000)
            continue
        allele = _allele(cells[0], path, line)
        for marker, text in zip(markers, cells[1:], strict=False):
            if text and text.upper() != "NA":
                p = number_of(text, path=path, line=line, field=marker, comma=True)
                if p:
                    _add(found, (path, line), population, marker, allele, p)
    empty = [m for m in markers if m not in found[population]]
    if empty:
        raise UnreadableFile(f"marker {empty[0]} has no frequencies. Remove its column.", path=path, field=empty[0])
    return {population: {m: (cells, sampled.get(m, 0)) for m, (cells, _) in found[population].items()}}


def _list_rows(path: Path) -> Iterator[Row]:
    """Rows of a Familias list; its first line is a bare marker name and cannot decide the delimiter."""
    for number, text in lines(path):
        delimiter = delimiter_of(text.strip()) if text.strip() else " "
        cells = text.split() if delimiter in " ," else [c.strip() for c in text.strip().split(delimiter)]
        if cells:
            yield number, cells


def _list(path: Path, source: Iterator[Row]) -> Table:
    population, marker = path.stem or "table", ""
    found: Table = {population: {}}
    for line, cells in source:
        filled = [c for c in cells if c]
        if len(filled) == 2 and marker and _is_number(filled[1]):
            p = number_of(filled[1], path=path, line=line, field=marker, comma=True)
            _add(found, (path, line), population, marker, _allele(filled[0], path, line), p)
        else:
            marker = marker_name(" ".join(filled), path=path, line=line)
            if marker in found[population]:
                raise UnreadableFile(f"marker {marker} is listed twice. Keep one.", path=path, line=line, field=marker)
            found[population][marker] = ({}, 0)
    return found
