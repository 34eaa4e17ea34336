"""Files of mitochondrial profiles: tables of differences from the rCRS, EMPOP's ``.emp``, and FASTA with stated ranges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from repatria.errors import InvalidCall, UnreadableFile
from repatria.formats.lineagecolumns import MOST, Facts, cell, columns_in, facts_of, plain
from repatria.formats.text import code_of, lines, rows, whole_of
from repatria.model.mitotype import GENOME, IUPAC, REGIONS, Mitotype, Ranges, Site, range_text, ranges_of, sites_of
from repatria.tables.mitotypes import from_sequence, length_of

NOTHING = ("", "rcrs", "-", "none", "crs", "=")
REGION_COLUMNS = {plain(name): ranges for name, ranges in REGIONS.items()} | {"cr": REGIONS["control region"]}
_SPLIT = re.compile(r"[\s,;]+")
SHIFT = 60
"""Bases by which a FASTA sequence may be longer or shorter than its range."""


def read_mitotypes(path: Path, rcrs: str, *, ranges: Ranges | None = None) -> tuple[Mitotype, ...]:
    """The profiles of a file, whatever its shape; told apart by its first lines. ``rcrs`` is the reference sequence.

    ``ranges`` is what was read where the file does not say. A file is read whole, or :class:`UnreadableFile` says at which line and
    field it cannot be; a row that stands for n people gives n profiles.
    """
    source = lines(path)
    start = []
    for number, text in source:
        start.append((number, text))
        if len(start) >= 40 or (text.strip() and not text.startswith("#")):
            break
    if not any(text.strip() for _, text in start):
        raise UnreadableFile("is empty. Check the export.", path=path)
    whole = chain(start, source)
    if any(text.startswith("#!") for _, text in start):
        found = list(_emp(path, whole, rcrs))
    elif start[-1][1].startswith(">"):
        found = list(_fasta(path, whole, rcrs, ranges))
    else:
        found = list(_table(path, ((n, t) for n, t in whole if not t.startswith("#")), rcrs, ranges))
    return _each_once(path, found)


def _each_once(path: Path, found: Sequence[tuple[int, Mitotype, int]]) -> tuple[Mitotype, ...]:
    out: list[Mitotype] = []
    seen: dict[str, int] = {}
    for line, profile, count in found:
        if profile.id in seen:
            raise UnreadableFile(
                f"profile {profile.id} stands on line {seen[profile.id]} too. Rename or remove one.", path=path, line=line
            )
        seen[profile.id] = line
        out += [profile] if count == 1 else [replace(profile, id=f"{profile.id}/{i + 1}") for i in range(count)]
    if not out:
        raise UnreadableFile("holds no profile. Check the export.", path=path)
    return tuple(out)


def differences_of(words: Iterable[str], rcrs: str, *, path: Path, line: int, field: str) -> tuple[Site, ...]:
    """Sites from written differences; a word that is none is refused with its place."""
    out: list[Site] = []
    for word in words:
        if word.lower() in NOTHING:
            continue
        try:
            out += sites_of(word, rcrs)
        except InvalidCall as refusal:
            raise UnreadableFile(str(refusal), path=path, line=line, field=field) from refusal
    return tuple(out)


def _mitotype(
    facts: Facts, ranges: Ranges, sites: tuple[Site, ...], unread: tuple[int, ...], *, path: Path, line: int, field: str
) -> Mitotype:
    try:
        return Mitotype(facts.id, ranges, sites, unread, facts.line, facts.meioses, facts.group)
    except InvalidCall as refusal:
        raise UnreadableFile(str(refusal), path=path, line=line, field=field) from refusal


def _ranges(text: str, *, path: Path, line: int, field: str) -> Ranges:
    try:
        return ranges_of(text)
    except InvalidCall as refusal:
        raise UnreadableFile(str(refusal), path=path, line=line, field=field) from refusal


Found = Iterator[tuple[int, Mitotype, int]]


def _emp(path: Path, source: Iterable[tuple[int, str]], rcrs: str) -> Found:
    """Range lines begin with ``#!``; then sample, haplogroup, number of people, differences, with tabs between."""
    ranges: Ranges | None = None
    for number, text in source:
        if text.startswith("#!"):
            ranges = _ranges(text[2:], path=path, line=number, field="range")
        elif ranges is None or text.startswith("#") or not text.strip():
            continue  # what stands before the first range describes the study
        else:
            cells = [part.strip() for part in text.split("\t")]
            if len(cells) < 3:
                raise UnreadableFile(
                    f"{len(cells)} cells; a row has sample, haplogroup, number and differences, with tabs between.",
                    path=path,
                    line=number,
                )
            id = code_of(cells[0], path=path, line=number, field="sample")
            count = whole_of(cells[2], path=path, line=number, field="number", top=MOST, least=1)
            sites = differences_of(" ".join(cells[3:]).split(), rcrs, path=path, line=number, field="differences")
            facts = Facts(id, "", None, "", count)
            yield number, _mitotype(facts, ranges, sites, (), path=path, line=number, field="differences"), count


def _table(path: Path, source: Iterable[tuple[int, str]], rcrs: str, told: Ranges | None) -> Found:
    """A heading, then a row per sample: its differences in one column, or in one column per region."""
    table = rows(path, source)
    first, header = next(table)
    columns = columns_in(header, path, first)
    regions = {place: REGION_COLUMNS[plain(h)] for place, h in enumerate(header) if plain(h) in REGION_COLUMNS}
    if "differences" not in columns and not regions:
        raise UnreadableFile(
            "no column holds differences. Head one with differences, or one per region with HV1, HV2, control region.",
            path=path,
            line=first,
        )
    for line, cells in table:
        facts = facts_of(cells, columns, path, line)
        words = {header[p]: cells[p] for p in regions if p < len(cells) and cells[p].strip()}
        ranges = tuple(r for p, region in regions.items() if p < len(cells) and cells[p].strip() for r in region)
        stated = cell(cells, columns, "range")
        if stated:
            ranges = _ranges(stated, path=path, line=line, field="range")
        ranges = ranges or told or ()
        if not ranges:
            raise UnreadableFile(
                "no range. Say in a column range which positions were read, such as 16024-16365.",
                path=path,
                line=line,
                field="range",
            )
        if "differences" in columns:
            more = [" ".join(cells[len(header) :])] if columns["differences"] == len(header) - 1 else []
            words["differences"] = " ".join([cell(cells, columns, "differences"), *more])
        sites = [
            s
            for field, text in words.items()
            for s in differences_of(_SPLIT.split(text.strip()), rcrs, path=path, line=line, field=field)
        ]
        unread = _positions(cell(cells, columns, "unread"), path, line)
        yield line, _mitotype(facts, ranges, tuple(sites), unread, path=path, line=line, field="differences"), facts.count


def _positions(text: str, path: Path, line: int) -> tuple[int, ...]:
    return tuple(whole_of(w, path=path, line=line, field="unread", top=GENOME, least=1) for w in _SPLIT.split(text) if w)


def _fasta(path: Path, source: Iterable[tuple[int, str]], rcrs: str, told: Ranges | None) -> Found:
    """``>sample range`` and the sequence; several records of one sample are several of its ranges."""
    records: dict[str, list[tuple[int, Ranges, str]]] = {}
    head: tuple[int, str] | None = None
    bases: list[str] = []

    def close() -> None:
        if head is not None:
            id, ranges, sequence = _record(path, head, "".join(bases), told)
            records.setdefault(id, []).append((head[0], ranges, sequence))

    for number, text in source:
        if text.startswith(">"):
            close()
            head, bases = (number, text[1:]), []
            continue
        letters = text.strip().upper()
        bad = next((c for c in letters if c not in IUPAC and c != "-"), None)
        if bad:
            raise UnreadableFile(
                f"{bad!r} is no base. Use A, C, G, T and the codes for mixtures, N for no result.", path=path, line=number
            )
        bases.append(letters)
    close()
    for id, parts in records.items():
        sites: list[Site] = []
        unread: list[int] = []
        for _, ranges, sequence in parts:
            found = from_sequence(sequence, ranges, rcrs)
            sites += found[0]
            unread += found[1]
        ranges = tuple(r for _, part, _ in parts for r in part)
        line = parts[0][0]
        yield (
            line,
            _mitotype(Facts(id, "", None, "", 1), ranges, tuple(sites), tuple(unread), path=path, line=line, field="sequence"),
            1,
        )


def _record(path: Path, head: tuple[int, str], sequence: str, told: Ranges | None) -> tuple[str, Ranges, str]:
    number, text = head
    name, _, rest = text.strip().partition(" ")
    id = code_of(name, path=path, line=number, field="sample")
    if rest.strip():
        ranges = _ranges(rest, path=path, line=number, field="range")
    elif told:
        ranges = told
    elif abs(len(sequence) - GENOME) <= SHIFT:
        ranges = REGIONS["whole genome"]
    else:
        raise UnreadableFile(
            f"sample {id}: no range. Write it after the name, such as '>{id} 16024-16365'.",
            path=path,
            line=number,
            field="range",
        )
    bases = len(sequence.replace("-", ""))
    if not bases or abs(bases - length_of(ranges)) > SHIFT:
        raise UnreadableFile(
            f"sample {id}: {bases} bases for the range {range_text(ranges)}, which has {length_of(ranges)} positions. "
            "Check the range, and that the sequence is complete.",
            path=path,
            line=number,
            field="sequence",
        )
    return id, ranges, sequence


def write_emp(profiles: Sequence[Mitotype], path: Path, title: str = "query") -> None:
    """Profiles as an ``.emp`` sheet, to be put to a database that cannot be copied. Whole or not at all."""
    out = [f"# {title}", "# sample, haplogroup or ?, number of people, differences from the rCRS"]
    last = ""
    for profile in profiles:
        ranges = range_text(profile.ranges)
        if ranges != last:
            out.append(f"#! {ranges}")
            last = ranges
        out.append("\t".join([profile.id, "?", "1", *(str(site) for site in profile.differences)]))
    part = path.with_name(path.name + ".part")
    part.write_text("\n".join(out) + "\n", encoding="utf-8")
    part.replace(path)


def write_table(profiles: Sequence[Mitotype], path: Path) -> None:
    """Profiles as a table with tabs, which :func:`read_mitotypes` reads back the same. Whole or not at all."""
    out = ["id\tline\tmeioses\tpopulation\trange\tunread\tdifferences"]
    for m in profiles:
        told = "" if m.meioses is None else str(m.meioses)
        out.append("\t".join([m.id, m.line, told, m.group, range_text(m.ranges), " ".join(map(str, m.unread)), m.text()]))
    part = path.with_name(path.name + ".part")
    part.write_text("\n".join(out) + "\n", encoding="utf-8")
    part.replace(path)
