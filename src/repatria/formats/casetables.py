"""A CaseFile as tables: nouns to columns. The way back is in casenouns.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from repatria.errors import InvalidCase
from repatria.formats.casebesidetables import beside_tables
from repatria.formats.caselayout import EVERY, PANEL, TABLES, schema
from repatria.model import CaseFile, MutationModel, Panel, Profile


def case_tables(case: CaseFile) -> dict[str, pa.Table]:
    """Every table of ``case`` by name: those of :mod:`~repatria.formats.caselayout` and the extra ones."""
    _refuse_ambiguous(case)
    panels = [(PANEL, case.panel), *((pool.name, pool.panel) for pool in case.pools)]
    tables = {
        "families": _table("families", ((f.id, f.pedigree.id) for f in case.families)),
        "family_pools": _table("family_pools", ((f.id, k, w) for f in case.families for k, w in f.pools.items())),
        "people": _people(case),
        "inbreeding": _table("inbreeding", _inbreeding(case)),
        "missing": _table("missing", _missing(case)),
        **_profiles(case),
        "loci": _table("loci", _loci(panels)),
        "frequencies": _table(
            "frequencies",
            (
                (pool, locus.name, allele, p, i)
                for pool, panel in panels
                for locus in panel.loci
                for i, (allele, p) in enumerate(zip(locus.alleles, locus.frequencies, strict=True))
            ),
        ),
        "matrices": _table("matrices", _matrices(panels)),
        **beside_tables(case.beside, {f.id for f in case.families}),
    }
    for name, columns in case.extra.items():
        tables[name] = columns if isinstance(columns, pa.Table) else extra_table(name, columns)
    return tables


def extra_table(name: str, columns: Mapping[str, Any]) -> pa.Table:
    """A table that this version does not read, from its columns."""
    try:
        return pa.table({str(k): v if isinstance(v, pa.ChunkedArray) else pa.array(v) for k, v in columns.items()})
    except (pa.ArrowException, TypeError, ValueError, AttributeError) as error:
        raise InvalidCase(f"extra table {name!r}: {error}. Give columns of equal length, each of one type.") from error


def _refuse_ambiguous(case: CaseFile) -> None:
    for name in case.extra:
        if name in EVERY:
            raise InvalidCase(f"extra table {name!r}: a table of the layout has this name. Rename it.")
    for pool in case.pools:
        if pool.name == PANEL:
            raise InvalidCase(f"pool {pool.name!r}: the name stands for the panel of the case. Rename the pool.")
    for family in case.families:
        ids = [p.id for p in family.references.values()]
        if not family.id:
            raise InvalidCase("a family has no code: give it one.")
        if len(set(ids)) != len(ids):
            raise InvalidCase(f"family {family.id}: two references carry the same profile code. Rename one.")


def _table(name: str, rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(TABLES[name])
    return pa.table([pa.array(values, field.type) for values, field in zip(columns, schema(name), strict=True)], schema(name))


def _people(case: CaseFile) -> pa.Table:
    rows = []
    for family in case.families:
        missing = set(family.missing)
        for person in family.pedigree.people:
            role = "missing" if person.id in missing else "typed" if person.id in family.references else "other"
            rows.append((family.id, person.id, person.sex, person.father, person.mother, person.twins, role))
    return _table("people", rows)


def _inbreeding(case: CaseFile) -> Iterable[tuple[Any, ...]]:
    for family in case.families:
        for chromosome, given in (("autosomal", family.pedigree.inbreeding), ("X", family.pedigree.inbreeding_x)):
            for who, f in given.items():
                yield family.id, who, chromosome, f


def _missing(case: CaseFile) -> Iterable[tuple[Any, ...]]:
    weights = case.prior.weights
    here = {m: f.id for f in case.families for m in f.missing}
    for who, family in here.items():
        yield who, family, weights.get(who)
    for who, weight in weights.items():
        if who not in here:
            yield who, None, weight


def _profiles(case: CaseFile) -> dict[str, pa.Table]:
    owned: list[tuple[str | None, str | None, str, Profile]] = [
        *((None, None, "unknown", p) for p in case.profiles),
        *((None, None, "control", p) for p in case.controls),
        *((f.id, who, "reference", p) for f in case.families for who, p in f.references.items()),
    ]
    profiles = _table(
        "profiles",
        (
            (p.id, family, who, role, p.sex, p.kit, p.source, "elimination" if role == "control" else "identification")
            for family, who, role, p in owned
        ),
    )
    calls = [call for *_, p in owned for call in p.calls.values()]
    columns: list[Any] = [
        [p.id for *_, p in owned for _ in range(len(p.calls))],
        [family for family, _, _, p in owned for _ in range(len(p.calls))],
        [marker for *_, p in owned for marker in p.calls],
        [call.alleles[0] for call in calls],
        [call.alleles[1] if len(call.alleles) == 2 else None for call in calls],
        [call.kind.value for call in calls],
        [call.dropout for call in calls],
        [call.dropout_hom for call in calls],
        [call.dropin for call in calls],
    ]
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema("calls"), strict=True)]
    return {"profiles": profiles, "calls": pa.table(arrays, schema("calls"))}


def _loci(panels: list[tuple[str, Panel]]) -> Iterable[tuple[Any, ...]]:
    def model(m: MutationModel) -> tuple[Any, ...]:
        return m.kind, m.rate, m.rate2, m.range, m.transform, m.source, m.provisional

    for pool, panel in panels:
        for i, x in enumerate(panel.loci):
            yield pool, x.name, i, x.chromosome, x.silent, x.sampled, *model(x.female), *model(x.male)


def _matrices(panels: list[tuple[str, Panel]]) -> Iterable[tuple[Any, ...]]:
    for pool, panel in panels:
        for locus in panel.loci:
            for sex, model in (("female", locus.female), ("male", locus.male)):
                for i, row in enumerate(model.matrix):
                    for j, probability in enumerate(row):
                        yield pool, locus.name, sex, i, j, probability
