"""Pedigree tables (``.ped`` of the pedsuite, PLINK ``.fam``): a row per person with father, mother, sex, and genotypes if any.

With a header the columns are found by name; genotypes are single cells ``a/b`` or pairs of columns. Without one only the columns
of the pedigree are read, because genotypes would have no marker names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from repatria.errors import InvalidCase, InvalidInput, UnreadableFile
from repatria.formats.assembling import Single, build_profile
from repatria.formats.limits import MAX_PEOPLE
from repatria.formats.markers import marker_name
from repatria.formats.notes import Notes
from repatria.formats.profilecolumns import short
from repatria.formats.reading import Reading
from repatria.formats.text import Row, code_of, rows, sex_of
from repatria.model import CallKind, Pedigree, Person, Profile

_SETS = (
    {
        "family": ("famid", "fam", "family", "ped", "pedid", "pedigree"),
        "id": ("id", "person", "name", "iid"),
        "father": ("fid", "father", "pat", "pid", "dad"),
        "mother": ("mid", "mother", "mat", "mom"),
        "sex": ("sex", "gender"),
    },
    {"family": ("fid",), "id": ("iid",), "father": ("pat",), "mother": ("mat",), "sex": ("sex",)},
)
"""Names of columns: of the pedsuite, and of PLINK, where ``FID`` is the family."""
_BARE = {4: ("id", "father", "mother", "sex"), 5: ("family", "id", "father", "mother", "sex")}
_PAIR = re.compile(r"(.+?)[._ -]([12])\Z", re.ASCII)


@dataclass(slots=True)
class _Columns:
    places: dict[str, int]
    markers: dict[str, list[int]] = field(default_factory=dict)


@dataclass(slots=True)
class _Line:
    line: int
    family: str
    person: Person
    cells: dict[str, tuple[int | None, Sequence[str]]]


def is_ped_header(header: Sequence[str]) -> bool:
    """Whether ``header`` names a person, both parents and a sex."""
    return _named(header) is not None


def is_bare_ped(row: Sequence[str]) -> bool:
    """Whether ``row`` can be the first of a pedigree without header: 4 to 6 cells with a sex of 0, 1 or 2 in its place."""
    return len(row) in (4, 5, 6) and row[3 if len(row) == 4 else 4] in ("0", "1", "2") and not is_ped_header(row)


def _named(header: Sequence[str]) -> dict[str, int] | None:
    words = [short(h) for h in header]
    for names in reversed(_SETS):
        places = {role: words.index(w) for role, ws in names.items() for w in reversed(ws) if w in words}
        if {"id", "father", "mother", "sex"} <= set(places) and len(set(places.values())) == len(places):
            return places
    return None


def read_ped(path: Path, notes: Notes, *, single: Single = "at_least") -> Reading:
    """The pedigrees of a table, one per family name, and the profiles of the typed by person."""
    source = rows(path)
    first = next(source)
    columns = _columns(path, first)
    found: list[_Line] = []
    body = source if is_ped_header(first[1]) else _again(first, source)
    for line, cells in body:
        if len(found) >= MAX_PEOPLE:
            raise UnreadableFile(f"more than {MAX_PEOPLE} people. Split the file.", path=path, line=line)
        found.append(_line(path, columns, line, cells, len(first[1])))
    families: dict[str, list[_Line]] = {}
    for row in found:
        families.setdefault(row.family, []).append(row)
    ids = [row.person.id for row in found]
    prefix = len(families) > 1 and len(set(ids)) != len(ids)
    if prefix:
        notes.add("renamed", "people of several families share codes; each code is preceded by its family's")
    pedigrees, typed = [], {}
    for family, members in families.items():
        code = {row.person.id: f"{family}:{row.person.id}" if prefix else row.person.id for row in members}
        pedigrees.append(_pedigree(path, family, members, code))
        for row in members:
            if not any(text.strip() not in ("", "-", "NA") for _, texts in row.cells.values() for text in texts):
                continue
            own = code[row.person.id]
            profile = build_profile(own, row.cells, notes, path=path, sex=row.person.sex, single=single)
            if profile is not None and profile.calls:
                typed[own] = profile
    return Reading("ped", pedigrees=tuple(pedigrees), typed=typed, notes=notes)


def _again(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def _columns(path: Path, first: Row) -> _Columns:
    line, header = first
    named = _named(header)
    if named is None:
        if not is_bare_ped(header):
            raise UnreadableFile(
                "no header names id, father, mother and sex, and there are more columns than a bare pedigree has. Add a header.",
                path=path,
                line=line,
            )
        return _Columns({name: i for i, name in enumerate(_BARE[min(5, len(header))])})
    columns = _Columns(named)
    for i, heading in enumerate(header):
        if i in named.values() or short(heading) in ("phenotype", "pheno", "aff", "affected", "status", ""):
            continue
        pair = _PAIR.match(heading)
        other = pair and any(h == f"{pair[1]}{heading[len(pair[1])]}{3 - int(pair[2])}" for h in header)
        name = marker_name(pair[1] if pair and other else heading, path=path, line=line)
        places = columns.markers.setdefault(name, [])
        if len(places) > (1 if pair and other else 0):
            raise UnreadableFile(f"marker {name} is listed twice. Keep one.", path=path, line=line, field=heading)
        places.append(i)
    return columns


def _line(path: Path, columns: _Columns, line: int, cells: list[str], width: int) -> _Line:
    if len(cells) != width:
        raise UnreadableFile(f"{len(cells)} cells instead of {width}. Write a dash for what is missing.", path=path, line=line)

    def cell(role: str) -> str:
        return cells[columns.places[role]] if role in columns.places else ""

    parents = [
        None if cell(role) in ("0", "", "NA", "-", "-9") else code_of(cell(role), path=path, line=line, field=role)
        for role in ("father", "mother")
    ]
    person = Person(
        code_of(cell("id"), path=path, line=line, field="id"), sex_of(cell("sex"), path=path, line=line), parents[0], parents[1]
    )
    shown: dict[str, tuple[int | None, Sequence[str]]] = {}
    for marker, places in columns.markers.items():
        texts = cells[places[0]].split("/") if len(places) == 1 else [cells[i] for i in places]
        shown[marker] = line, ["" if t.strip() == "0" else t for t in texts]
    family = code_of(cell("family"), path=path, line=line, field="family") if "family" in columns.places else ""
    return _Line(line, family, person, shown)


def _pedigree(path: Path, family: str, members: list[_Line], code: dict[str, str]) -> Pedigree:
    def named(who: str | None) -> str | None:
        return None if who is None else code.get(who, who)

    people = (Person(code[r.person.id], r.person.sex, named(r.person.father), named(r.person.mother)) for r in members)
    try:
        return Pedigree(tuple(people), family)
    except InvalidInput as error:
        raise UnreadableFile(str(error), path=path, line=members[0].line, field="pedigree") from error


def ped_rows(reading: Reading, notes: Notes) -> Iterator[list[str]]:
    """The rows of a pedsuite table with header; :class:`InvalidCase` for what it cannot state."""
    groups: list[tuple[str, Pedigree, dict[str, Profile]]] = [
        *((f.id, f.pedigree, dict(f.references)) for f in reading.families),
        *((p.id, p, dict(reading.typed)) for p in reading.pedigrees),
    ]
    if not groups:
        raise InvalidCase("ped: there is no pedigree to write. Choose a format for profiles.")
    for family in reading.families:
        notes.add("not_carried", f"{family.id}: the table does not say that {', '.join(family.missing)} is missing")
    if reading.profiles:
        notes.add("profile_left_out", f"{len(reading.profiles)} profiles without a pedigree")
    markers = list(dict.fromkeys(m for _, ped, typed in groups for p in ped.people if p.id in typed for m in typed[p.id].calls))
    yield ["famid", "id", "fid", "mid", "sex", *markers]
    for number, (name, pedigree, typed) in enumerate(groups):
        if pedigree.inbreeding or pedigree.inbreeding_x or any(p.twins for p in pedigree.people):
            raise InvalidCase(f"ped: pedigree {name} has twins or inbred founders, which the table cannot state.")
        for p in pedigree.people:
            sex = {"M": "1", "F": "2", "U": "0"}[p.sex]
            genotypes = [_genotype(typed.get(p.id), marker) for marker in markers]
            yield [name or str(number + 1), p.id, p.father or "0", p.mother or "0", sex, *genotypes]


def _genotype(profile: Profile | None, marker: str) -> str:
    call = profile.calls.get(marker) if profile is not None else None
    if call is None:
        return "-/-"
    if call.kind is CallKind.DROPPED:
        raise InvalidCase(f"ped: marker {marker} has a drop-out probability, which the table cannot state.")
    if call.kind is CallKind.AT_LEAST:
        return f"{call.alleles[0]}/-"
    return "/".join(call.alleles)
