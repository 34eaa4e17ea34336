"""What a CaseFile holds beside autosomal DNA, as tables: nouns to columns. The way back is in casebesidenouns.py."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from repatria.formats.caselayout import BESIDE, schema
from repatria.model.beside import Beside, Place
from repatria.model.haplotypes import Database
from repatria.model.mitotype import Mitotype, range_text
from repatria.model.yhaplotype import YHaplotype

Row = tuple[Any, ...]
Owner = tuple[str, str | None, str | None, str | None, str | None]
"""Role, subject, family, person, pool."""


def beside_tables(beside: Beside, families: Collection[str] | None = None) -> dict[str, pa.Table]:
    """The tables of :data:`~repatria.formats.caselayout.BESIDE` that have a row; references of other ``families`` are left out."""
    if families is not None:
        beside = replace(beside, references=tuple(r for r in beside.references if r.family in families))
    rows: Mapping[str, Iterable[Row]] = {
        "remains": [(r.subject, r.sex, r.sex_from, r.container) for r in beside.remains],
        "measurements": [(r.subject, code, mm) for r in beside.remains for code, mm in r.measurements.items()],
        "stages": [(r.subject, method, *span) for r in beside.remains for method, span in r.stages.items()],
        "origins": _origins(beside),
        "mitotypes": _mitotypes(beside),
        "yhaplotypes": _yhaplotypes(beside),
        "recorded": _recorded(beside),
        "databases": _databases(beside),
    }
    tables = {}
    for name in BESIDE:
        columns = list(zip(*rows[name], strict=True))
        if columns:
            arrays = [pa.array(values, field.type) for values, field in zip(columns, schema(name), strict=True)]
            tables[name] = pa.table(arrays, schema(name))
    return tables


def _origins(beside: Beside) -> Iterator[Row]:
    for r in beside.remains:
        for o in r.origins:
            yield r.subject, o.how, *_place(o.place), _day(o.first), _day(o.last), o.unit, o.error


def _recorded(beside: Beside) -> Iterator[Row]:
    for r in beside.recorded:
        yield (
            r.missing, r.sex, *(r.ages or (None, None)), r.stature_cm, r.stature_step, r.stature_how, r.age_then,
            *_place(r.lost_at), _day(r.lost_first), _day(r.lost_last), r.unit, r.pool,
        )  # fmt: skip


def _place(place: Place | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if place is None else (place.north, place.east, place.within_km)


def _day(day: Any) -> str | None:
    return None if day is None else str(day.isoformat())


def _databases(beside: Beside) -> Iterator[Row]:
    held: tuple[tuple[str, Mapping[str, Database[Any]]], ...] = (("mtdna", beside.mtdna), ("ystr", beside.ystr))
    for kind, pools in held:
        for pool, d in pools.items():
            yield kind, pool, d.name, d.source, d.simulated, d.lengths, len(d)


def _mitotypes(beside: Beside) -> Iterator[Row]:
    owned: list[tuple[Owner, Mitotype]] = [
        (("remains", r.subject, None, None, None), m) for r in beside.remains for m in r.mitotypes
    ]
    owned += [(("reference", None, r.family, r.person, None), r.mitotype) for r in beside.references if r.mitotype is not None]
    owned += [(("database", None, None, None, pool), m) for pool, d in beside.mtdna.items() for m in d.entries]
    texts: dict[Any, tuple[str, str]] = {}
    for owner, m in owned:
        key = (m.ranges, m.differences)
        if key not in texts:
            texts[key] = (range_text(m.ranges), m.text())
        yield m.id, *owner, *texts[key], " ".join(map(str, m.unread)), m.line, m.meioses, m.group


def _yhaplotypes(beside: Beside) -> Iterator[Row]:
    owned: list[tuple[Owner, YHaplotype]] = [
        (("remains", r.subject, None, None, None), y) for r in beside.remains for y in r.yhaplotypes
    ]
    owned += [
        (("reference", None, r.family, r.person, None), r.yhaplotype) for r in beside.references if r.yhaplotype is not None
    ]
    owned += [(("database", None, None, None, pool), y) for pool, d in beside.ystr.items() for y in d.entries]
    write = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
    for owner, y in owned:
        alleles = write({marker: ",".join(seen) for marker, seen in y.alleles.items()})
        yield y.id, *owner, y.sex, y.kit, alleles, write(sorted(y.dropped)), y.line, y.meioses, y.group
