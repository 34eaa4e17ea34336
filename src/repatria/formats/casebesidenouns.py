"""Tables to what a CaseFile holds beside autosomal DNA: columns to nouns. The way out is in casebesidetables.py.

A refusal says the table, the row (counted from 1), the column where it is one, and the value.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

import pyarrow as pa

from repatria.errors import InvalidCase, InvalidInput
from repatria.formats.canonical import plain
from repatria.formats.caselayout import BESIDE
from repatria.model.beside import Beside, Origin, Place, Recorded, Reference, Remains
from repatria.model.haplotypes import Database
from repatria.model.mitotype import GAP, MASKS, Mitotype, Ranges, Site, ranges_of
from repatria.model.yhaplotype import YHaplotype

Row = dict[str, Any]
Profile = TypeVar("Profile", Mitotype, YHaplotype)
LONGEST = 400_000
"""Characters of one cell: more than any profile of the whole genome needs."""
_SITE = re.compile(r"(\d{1,5})(?:\.(\d{1,2}))?(DEL|[A-Za-z])\Z", re.ASCII)
OWNERS = {"remains": ("subject",), "reference": ("family", "person"), "database": ("pool",)}
"""Role of a profile -> the columns that say whose it is; the others of them are empty."""
Held = dict[str, dict[tuple[str, ...], list[Profile]]]
"""Profiles by role and owner."""


def beside_from(tables: Mapping[str, pa.Table]) -> Beside:
    """What the tables of :data:`~repatria.formats.caselayout.BESIDE` say; a table that is not there has no row."""
    rows = {name: _rows(tables[name], name) if name in tables else [] for name in BESIDE}
    mitotypes = _owned("mitotypes", rows["mitotypes"], _mitotype)
    haplotypes = _owned("yhaplotypes", rows["yhaplotypes"], _yhaplotype)
    references = [
        *(Reference(family, person, m) for (family, person), held in mitotypes["reference"].items() for m in held),
        *(Reference(family, person, None, y) for (family, person), held in haplotypes["reference"].items() for y in held),
    ]
    return Beside(
        _remains(rows, mitotypes, haplotypes),
        tuple(references),
        tuple(_one("recorded", n, _recorded, row) for n, row in enumerate(rows["recorded"], 1)),
        _databases("mtdna", rows["databases"], mitotypes),
        _databases("ystr", rows["databases"], haplotypes),
    )


def _rows(table: pa.Table, name: str) -> list[Row]:
    columns = {column: plain(table, column) for column in BESIDE[name]}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


@contextmanager
def _at(table: str, row: int, column: str = "") -> Iterator[None]:
    """Say where something was refused."""
    try:
        yield
    except (InvalidInput, ValueError, TypeError) as error:
        raise InvalidCase(f"table {table}, row {row}{f', {column}' if column else ''}: {error}") from error


Noun = TypeVar("Noun")


def _one(table: str, n: int, read: Callable[[Row], Noun], row: Row) -> Noun:
    with _at(table, n):
        return read(row)


def _owned(table: str, rows: list[Row], read: Callable[[Row, int], Profile]) -> Held[Profile]:
    held: Held[Profile] = {role: defaultdict(list) for role in OWNERS}
    every = {column for columns in OWNERS.values() for column in columns}
    for n, row in enumerate(rows, 1):
        role = row["role"]
        if role not in OWNERS:
            raise InvalidCase(f"table {table}, row {n}, role: {role!r}. Write one of: {', '.join(OWNERS)}.")
        wrong = [c for c in sorted(every) if (row[c] is None) == (c in OWNERS[role])]
        if wrong:
            raise InvalidCase(
                f"table {table}, row {n}, {wrong[0]}: {row[wrong[0]]!r} does not fit the role {role}. "
                f"It names {' and '.join(OWNERS[role])} and nothing else."
            )
        held[role][tuple(row[c] for c in OWNERS[role])].append(read(row, n))
    return held


def _mitotype(row: Row, n: int) -> Mitotype:
    with _at("mitotypes", n, "ranges"):
        ranges = _ranges(row["ranges"])
    with _at("mitotypes", n, "differences"):
        differences = _sites(row["differences"])
    with _at("mitotypes", n, "unread"):
        unread = tuple(map(_position, _short(row["unread"]).split()))
    with _at("mitotypes", n):
        return Mitotype(row["profile"], ranges, differences, unread, row["line"], row["meioses"], row["group"])


@lru_cache(maxsize=1024)
def _ranges(text: str) -> Ranges:
    return ranges_of(_short(text))


@lru_cache(maxsize=65_536)
def _sites(text: str) -> tuple[Site, ...]:
    """The sites of a line as :meth:`Mitotype.text` writes it. Here ``523d`` is a mixture of A, G, T and no base, as written."""
    return () if text == "rCRS" else tuple(map(_site, _short(text).split()))


@lru_cache(maxsize=65_536)
def _site(word: str) -> Site:
    found = _SITE.match(word)
    if not found or (found[3] != "DEL" and found[3].upper() not in MASKS):
        raise InvalidCase(f"{word[:30]!r} is not a difference. Write such as 263G, 315.1C, 523DEL or 152Y, or rCRS for none.")
    letter = found[3]
    mask = GAP if letter == "DEL" else MASKS[letter.upper()] | (GAP if letter.islower() else 0)
    return Site(int(found[1]), int(found[2] or 0), mask)


def _position(word: str) -> int:
    if not (word.isascii() and word.isdigit()):
        raise InvalidCase(f"{word[:30]!r} is not a position. Write whole numbers with spaces between.")
    return int(word)


def _short(text: str) -> str:
    if len(text) > LONGEST:
        raise InvalidCase(f"{len(text)} characters, more than {LONGEST}. Split what is not one profile.")
    return text


def _yhaplotype(row: Row, n: int) -> YHaplotype:
    with _at("yhaplotypes", n, "alleles"):
        alleles = json.loads(_short(row["alleles"]))
        if not isinstance(alleles, dict) or not all(isinstance(a, str) for a in alleles.values()):
            raise InvalidCase(f'{row["alleles"][:40]!r} does not give text to markers. Write {{"DYS19":"14"}}.')
    with _at("yhaplotypes", n, "dropped"):
        dropped = json.loads(_short(row["dropped"]))
        if not isinstance(dropped, list) or not all(isinstance(m, str) for m in dropped):
            raise InvalidCase(f'{row["dropped"][:40]!r} does not list markers. Write [] or ["DYS19"].')
    with _at("yhaplotypes", n):
        return YHaplotype(
            row["profile"], {m: tuple(a.split(",")) for m, a in alleles.items()}, row["sex"], frozenset(dropped),
            row["line"], row["meioses"], row["group"], row["kit"],
        )  # fmt: skip


def _remains(rows: Mapping[str, list[Row]], mitotypes: Held[Mitotype], haplotypes: Held[YHaplotype]) -> tuple[Remains, ...]:
    known = {row["subject"] for row in rows["remains"]}
    for table, held in (("mitotypes", mitotypes["remains"]), ("yhaplotypes", haplotypes["remains"])):
        for (subject,) in held:
            if subject not in known:
                raise InvalidCase(
                    f"table {table}, subject: {subject!r} is not in table remains. Add its row or correct the code."
                )
    measurements: dict[str, dict[str, float]] = defaultdict(dict)
    stages: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    origins: dict[str, list[Origin]] = defaultdict(list)
    for table, key, into in (("measurements", "measurement", measurements), ("stages", "method", stages)):
        for n, row in enumerate(rows[table], 1):
            _refuse_stranger(table, n, row["subject"], known)
            own: dict[str, Any] = into[row["subject"]]
            if row[key] in own:
                raise InvalidCase(
                    f"table {table}, row {n}, {key}: {row[key]!r} of {row['subject']} stands twice. Keep one row."
                )
            own[row[key]] = row["mm"] if key == "measurement" else (row["first"], row["last"])
    for n, row in enumerate(rows["origins"], 1):
        _refuse_stranger("origins", n, row["subject"], known)
        origins[row["subject"]].append(_one("origins", n, _origin, row))
    found = []
    for n, row in enumerate(rows["remains"], 1):
        who = row["subject"]
        with _at("remains", n):
            found.append(
                Remains(
                    who,
                    tuple(mitotypes["remains"].get((who,), ())),
                    tuple(haplotypes["remains"].get((who,), ())),
                    measurements.get(who, {}),
                    stages.get(who, {}),
                    row["sex"],
                    row["sex_from"],
                    row["container"],
                    tuple(origins.get(who, ())),
                )
            )
    return tuple(found)


def _refuse_stranger(table: str, n: int, subject: str, known: set[str]) -> None:
    if subject not in known:
        raise InvalidCase(
            f"table {table}, row {n}, subject: {subject!r} is not in table remains. Add its row or correct the code."
        )


def _origin(row: Row) -> Origin:
    return Origin(row["how"], _place(row, ""), _day(row, "first"), _day(row, "last"), row["unit"], row["error"])


def _recorded(row: Row) -> Recorded:
    ages = _together(row, ("age_from", "age_to"))
    return Recorded(
        row["missing"], row["sex"], None if ages is None else (ages[0], ages[1]), row["stature_cm"], row["stature_step"],
        row["stature_how"], row["age_then"], _place(row, "lost_"), _day(row, "lost_first"),
        _day(row, "lost_last"), row["unit"], row["pool"],
    )  # fmt: skip


def _place(row: Row, before: str) -> Place | None:
    found = _together(row, (f"{before}north", f"{before}east", f"{before}within_km"))
    return None if found is None else Place(*found)


def _together(row: Row, columns: tuple[str, ...]) -> list[float] | None:
    values = [row[c] for c in columns]
    empty = [c for c, value in zip(columns, values, strict=True) if value is None]
    if empty and len(empty) < len(columns):
        raise InvalidCase(f"{empty[0]} is empty. Give all of {', '.join(columns)}, or none.")
    return None if empty else values


def _day(row: Row, column: str) -> datetime.date | None:
    if row[column] is None:
        return None
    try:
        return datetime.date.fromisoformat(row[column])
    except ValueError as error:
        raise InvalidCase(f"{column} {row[column][:20]!r} is not a day. Write YYYY-MM-DD.") from error


def _databases(kind: str, rows: list[Row], held: Held[Profile]) -> dict[str, Database[Profile]]:
    found: dict[str, Database[Profile]] = {}
    for n, row in enumerate(rows, 1):
        if row["kind"] not in ("mtdna", "ystr"):
            raise InvalidCase(f"table databases, row {n}, kind: {row['kind']!r}. Write mtdna or ystr.")
        if row["kind"] != kind:
            continue
        entries = tuple(held["database"].get((row["pool"],), ()))
        if row["people"] != len(entries):
            raise InvalidCase(
                f"table databases, row {n}, people: {row['people']}, but {len(entries)} entries of it are here. Correct one."
            )
        if row["pool"] in found:
            raise InvalidCase(f"table databases, row {n}, pool: {row['pool']!r} has two {kind} databases. Keep one.")
        with _at("databases", n):
            found[row["pool"]] = Database(row["name"], entries, row["source"], row["simulated"], row["lengths"])
    stray = sorted(pool for (pool,) in held["database"] if pool not in found)
    if stray:
        raise InvalidCase(
            f"table databases: entries of a {kind} database of pool {stray[0]!r}, which is not there. Add its row."
        )
    return found
