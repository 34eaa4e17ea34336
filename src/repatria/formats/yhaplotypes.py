"""Tables of Y-STR profiles: a row per man and a column per marker, or a row per man and marker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from repatria.errors import InvalidCall, UnreadableFile
from repatria.formats.lineagecolumns import Facts, cell, columns_in, facts_of, plain
from repatria.formats.text import code_of, lines, rows, sex_of
from repatria.model.yhaplotype import COPIES, YHaplotype, steps_of

_MARKER = re.compile(r"(DYS\d{2,3}(?:I{1,2}|\.?[12])?|DYF387S1|YGATAH4|GATAH4)([AB]|AB)?\Z")
_NOTHING = ("", "-", "na", "n/a", "nr", "0", "null", "*")
_BETWEEN = re.compile(r"[,/;| -]+")


def marker_of(heading: str) -> tuple[str, str] | None:
    """A marker's usual name and the copy a heading speaks of: ``Y-GATA-H4``, ``DYS385a``, ``DYS389 II``; ``None`` if it is none."""
    found = _MARKER.match(re.sub(r"[\s_\-/]", "", heading.upper()))
    if not found:
        return None
    name = {
        "GATAH4": "YGATAH4",
        "DYS3891": "DYS389I",
        "DYS3892": "DYS389II",
        "DYS389.1": "DYS389I",
        "DYS389.2": "DYS389II",
    }.get(found[1], found[1])
    if found[2] and name not in COPIES:
        return None
    return name, found[2] or ""


@dataclass(slots=True)
class _Row:
    facts: Facts
    line: int
    sex: str = "M"
    alleles: dict[str, list[str]] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    amelogenin: str = ""


def read_haplotypes(path: Path) -> tuple[YHaplotype, ...]:
    """The profiles of a table; the heading decides its shape. A file is read whole, or :class:`UnreadableFile` says where it cannot be.

    A ``?`` or ``*`` beside an allele of a marker with two copies says that the other may have dropped out. A woman's row with alleles is
    refused. A row that stands for n men gives n profiles.
    """
    table = rows(path, ((n, t) for n, t in lines(path) if not t.startswith("#")))
    first, header = next(table)
    columns = columns_in(header, path, first)
    long = [place for place, h in enumerate(header) if plain(h) in ("marker", "locus")]
    found = list(_long(path, header, columns, long[0], table) if long else _wide(path, first, header, columns, table))
    out: list[YHaplotype] = []
    seen: dict[str, int] = {}
    for row in found:
        if row.facts.id in seen:
            raise UnreadableFile(
                f"profile {row.facts.id} stands on line {seen[row.facts.id]} too. Rename or remove one.",
                path=path,
                line=row.line,
            )
        seen[row.facts.id] = row.line
        profile = _profile(path, row)
        if profile is not None:
            n = row.facts.count
            out += [profile] if n == 1 else [replace(profile, id=f"{profile.id}/{i + 1}") for i in range(n)]
    if not out:
        raise UnreadableFile("holds no profile with a result. Check the export.", path=path)
    return tuple(out)


def _profile(path: Path, row: _Row) -> YHaplotype | None:
    facts = row.facts
    sex = "F" if row.amelogenin == "X" and row.sex != "M" else row.sex or "M"
    if not row.alleles:
        return None  # nothing was seen, as is right for a woman and may be for a failed sample
    _second_holds_first(row, path)
    alleles = {marker: tuple(dict.fromkeys(seen)) for marker, seen in row.alleles.items()}
    try:
        return YHaplotype(facts.id, alleles, sex, frozenset(row.dropped), facts.line, facts.meioses, facts.group)
    except InvalidCall as refusal:
        raise UnreadableFile(str(refusal), path=path, line=row.line, field="alleles") from refusal


def _sex(cells: list[str], columns: dict[str, int], path: Path, line: int) -> str:
    """The sex a row states, empty where it states none; amelogenin is asked then."""
    text = cell(cells, columns, "sex")
    return sex_of(text, path=path, line=line) if text else ""


def _second_holds_first(row: _Row, path: Path) -> None:
    """The product of DYS389II holds that of DYS389I, so it has more repeats."""
    first, second = (row.alleles.get(marker, []) for marker in ("DYS389I", "DYS389II"))
    if first and second and steps_of(second[0])[0] <= steps_of(first[0])[0]:
        raise UnreadableFile(
            f"DYS389II {second[0]} cannot be: it holds DYS389I ({first[0]}) and more. Are the two exchanged, or is II less I written?",
            path=path, line=row.line, field="DYS389II",
        )  # fmt: skip


def _take(row: _Row, marker: str, text: str, path: Path, line: int) -> None:
    """Add the alleles of a cell to a row."""
    if text.strip().lower() in _NOTHING:
        return
    for part in _BETWEEN.split(text.strip()):
        word = part.rstrip("?*")
        if word != part:
            row.dropped.add(marker)
        if not word or word.lower() in _NOTHING:
            continue
        try:
            whole, bases = steps_of(word)
        except InvalidCall as refusal:
            raise UnreadableFile(str(refusal), path=path, line=line, field=marker) from refusal
        row.alleles.setdefault(marker, []).append(f"{whole}.{bases}" if bases else str(whole))


Rows = Iterator[tuple[int, list[str]]]


def _wide(path: Path, first: int, header: Sequence[str], columns: dict[str, int], table: Rows) -> Iterator[_Row]:
    markers = {place: found[0] for place, h in enumerate(header) if (found := marker_of(h))}
    if not markers:
        raise UnreadableFile("no column is a Y marker. Head them DYS19, DYS385, YGATAH4 and so on.", path=path, line=first)
    amel = next((place for place, h in enumerate(header) if plain(h) in ("amel", "amelogenin")), None)
    for line, cells in table:
        row = _Row(facts_of(cells, columns, path, line), line, _sex(cells, columns, path, line))
        row.amelogenin = _amelogenin(cells[amel]) if amel is not None and amel < len(cells) else ""
        for place, marker in markers.items():
            _take(row, marker, cells[place] if place < len(cells) else "", path, line)
        yield row


def _long(path: Path, header: Sequence[str], columns: dict[str, int], at: int, table: Rows) -> Iterator[_Row]:
    places = [i for i, h in enumerate(header) if plain(h).startswith("allele")]
    if not places:
        raise UnreadableFile("no column holds alleles. Head them Allele 1, Allele 2.", path=path, line=1)
    found: dict[str, _Row] = {}
    for line, cells in table:
        id = code_of(cell(cells, columns, "id"), path=path, line=line, field="id")
        if id not in found:
            found[id] = _Row(facts_of(cells, columns, path, line), line, _sex(cells, columns, path, line))
        name = cells[at].strip()
        texts = [cells[i] for i in places if i < len(cells) and cells[i].strip()]
        if plain(name) in ("amel", "amelogenin"):
            found[id].amelogenin = _amelogenin(" ".join(texts))
            continue
        marker = marker_of(name)
        if marker is not None:  # other markers of a combined kit are no business of this table
            for text in texts:
                _take(found[id], marker[0], text, path, line)
    yield from found.values()


def _amelogenin(text: str) -> str:
    return "X" if set(re.sub(r"[^XY]", "", text.upper())) == {"X"} else ""


def write_haplotypes(profiles: Sequence[YHaplotype], path: Path) -> None:
    """Profiles as a table with tabs, which :func:`read_haplotypes` reads back the same. Whole or not at all."""
    markers = sorted({m for p in profiles for m in p.alleles})
    out = ["\t".join(["id", "line", "meioses", "population", "sex", *markers])]
    for p in profiles:
        cells = [",".join(p.alleles.get(m, ())) + ("?" if m in p.dropped else "") for m in markers]
        out.append("\t".join([p.id, p.line, "" if p.meioses is None else str(p.meioses), p.group, p.sex, *cells]))
    part = path.with_name(path.name + ".part")
    part.write_text("\n".join(out) + "\n", encoding="utf-8")
    part.replace(path)
