"""Tables to a CaseFile: columns to nouns. The way out is in casetables.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa

from repatria.errors import InvalidCase
from repatria.formats.canonical import plain
from repatria.formats.casebesidenouns import beside_from
from repatria.formats.caselayout import EVERY, PANEL, TABLES
from repatria.model import (
    Call,
    CallKind,
    CaseFile,
    Conventions,
    Family,
    Incident,
    Locus,
    MutationModel,
    Panel,
    Pedigree,
    Person,
    Pool,
    Prior,
    Profile,
)
from repatria.model.beside import Beside

Row = dict[str, Any]


def case_from(head: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> CaseFile:
    """The CaseFile that ``head`` (what case.json says) and ``tables`` describe; :class:`InvalidCase` if they disagree."""
    panels = _panels(head, tables)
    profiles = _profiles(tables)
    weights = {r["missing"]: r["weight"] for r in _rows(tables, "missing") if r["weight"] is not None}
    prior, conventions, incident = head["prior"], head["conventions"], head["incident"]
    _one_of(incident, "kind", ("exercise", "record"))
    return CaseFile(
        incident=Incident(str(incident["title"]), incident["kind"], str(incident["note"])),
        panel=panels[PANEL],
        pools=tuple(Pool(pool["name"], float(pool["weight"]), panels[pool["name"]]) for pool in head["pools"]),
        families=_families(tables, profiles),
        profiles=tuple(p for _, _, p in profiles["unknown"]),
        controls=tuple(p for _, _, p in profiles["control"]),
        prior=Prior(float(prior["listed"]), weights, tuple(float(x) for x in prior["sensitivity"])),
        conventions=Conventions(conventions["ancestors"], float(conventions["theta"]), conventions["minimum_frequency"]),
        open_missing=_count(head, "open_missing"),
        extra={name: table.to_pydict() for name, table in tables.items() if name not in EVERY},
        withheld=_count(head, "withheld"),
        beside=_beside(tables),
    )


def _beside(tables: Mapping[str, pa.Table]) -> Beside:
    beside, known = beside_from(tables), set(plain(tables["families"], "family"))
    for reference in beside.references:
        if reference.family not in known:
            table = "yhaplotypes" if reference.mitotype is None else "mitotypes"
            raise InvalidCase(
                f"table {table}, family: {reference.family!r} is not in the case. Correct the code or remove the row."
            )
    return beside


def _count(head: Mapping[str, Any], name: str) -> int:
    value = head[name]
    if type(value) is not int or value < 0:
        raise InvalidCase(f"case.json: {name} {value!r}. Write a whole number of at least 0.")
    return value


def _rows(tables: Mapping[str, pa.Table], name: str) -> list[Row]:
    columns = {column: plain(tables[name], column) for column in TABLES[name]}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _grouped(rows: list[Row], key: Callable[[Row], Any]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _panels(head: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> dict[str, Panel]:
    """The panel of the case and of each pool, by the name in column ``pool``."""
    stated = {PANEL: head["panel"], **{pool["name"]: pool["panel"] for pool in head["pools"]}}
    frequencies = _grouped(_rows(tables, "frequencies"), lambda r: (r["pool"], r["marker"]))
    matrices = _grouped(_rows(tables, "matrices"), lambda r: (r["pool"], r["marker"], r["sex"]))
    loci: dict[str, list[Locus]] = {name: [] for name in stated}
    rows = _rows(tables, "loci")
    _refuse_strangers("loci", "pool", rows, stated)
    for row in sorted(rows, key=lambda r: r["order"]):
        key = row["pool"], row["marker"]
        alleles = sorted(frequencies.pop(key, ()), key=lambda r: r["order"])
        models = {sex: _model(row, sex, matrices.pop((*key, sex), [])) for sex in ("female", "male")}
        loci[row["pool"]].append(
            Locus(
                row["marker"],
                tuple(a["allele"] for a in alleles),
                tuple(a["frequency"] for a in alleles),
                chromosome=_one_of(row, "chromosome", ("autosomal", "X")),
                silent=row["silent"],
                sampled=row["sampled"],
                **models,
            )
        )
    for name, left in (("frequencies", frequencies), ("matrices", matrices)):
        if left:
            raise InvalidCase(f"table {name}: marker {next(iter(left))[1]!r} is not in table loci. Add its row or remove it.")
    return {name: Panel(stated[name]["name"], tuple(loci[name]), stated[name]["source"]) for name in stated}


def _model(row: Row, sex: str, cells: list[Row]) -> MutationModel:
    kind = _one_of(row, f"{sex}_kind", ("none", "equal", "proportional", "stepwise", "matrix"))
    transform = _one_of(row, f"{sex}_transform", ("none", "MH", "BA", "PR"))
    places = sorted((c["from"], c["to"], c["probability"]) for c in cells)
    size = int(len(places) ** 0.5)
    if [(i, j) for i, j, _ in places] != [(i, j) for i in range(size) for j in range(size)]:
        raise InvalidCase(
            f"table matrices: the {sex} matrix of marker {row['marker']!r} is not a full square. Write every cell once."
        )
    matrix = tuple(tuple(p for i, _, p in places if i == k) for k in range(size))
    rate, rate2, range_, source, provisional = (
        row[f"{sex}_{name}"] for name in ("rate", "rate2", "range", "source", "provisional")
    )
    return MutationModel(kind, rate, rate2, range_, matrix, transform, source, provisional)


def _one_of(row: Row, column: str, allowed: tuple[str, ...]) -> Any:
    if row[column] not in allowed:
        where = row.get("marker") or row.get("profile") or row.get("person") or "case.json"
        raise InvalidCase(f"{where}: {column} {row[column]!r}. Write one of: {', '.join(allowed)}.")
    return row[column]


def _refuse_strangers(table: str, column: str, rows: list[Row], known: Any) -> None:
    for row in rows:
        if row[column] not in known:
            raise InvalidCase(
                f"table {table}: {column} {row[column]!r} is not in the case. Correct the code or remove the row."
            )


def _calls(table: pa.Table) -> dict[tuple[str | None, str], dict[str, Call]]:
    """The calls of each profile by (family or None, profile). Equal calls are one object: a case repeats them often."""
    facts = [plain(table, name) for name in ("allele1", "allele2", "kind", "dropout", "dropout_hom", "dropin")]
    kinds = set(facts[2])
    if not kinds <= set(CallKind):
        raise InvalidCase(f"table calls: kind {sorted(kinds - set(CallKind))[0]!r}. Write called, dropped or at_least.")
    made: dict[tuple[Any, ...], Call] = {}
    calls: dict[tuple[str | None, str], dict[str, Call]] = defaultdict(dict)
    markers, owners = plain(table, "marker"), zip(plain(table, "family"), plain(table, "profile"), strict=True)
    for owner, marker, fact in zip(owners, markers, zip(*facts, strict=True), strict=True):
        call = made.get(fact)
        if call is None:
            first, second, kind, d, d_hom, c = fact
            call = made[fact] = Call((first,) if second is None else (first, second), CallKind(kind), d, d_hom, c)
        own = calls[owner]
        if marker in own:
            raise InvalidCase(f"table calls, profile {owner[1]}: marker {marker!r} is called twice. Keep one row.")
        own[marker] = call
    return calls


def _profiles(tables: Mapping[str, pa.Table]) -> dict[str, list[tuple[str | None, str | None, Profile]]]:
    """(family, person, profile) by role."""
    calls = _calls(tables["calls"])
    by_role: dict[str, list[tuple[str | None, str | None, Profile]]] = {"unknown": [], "control": [], "reference": []}
    seen: set[tuple[str | None, str]] = set()
    for row in _rows(tables, "profiles"):
        role, key = _one_of(row, "role", tuple(by_role)), (row["family"], row["profile"])
        _one_of(row, "purpose", ("elimination",) if role == "control" else ("identification",))
        if key in seen or (row["family"] is None) == (role == "reference"):
            raise InvalidCase(
                f"table profiles: {row['profile']!r} is listed twice, or its role {role!r} does not fit its family. "
                "A reference names its family and person, the others none."
            )
        seen.add(key)
        profile = Profile(row["profile"], calls.pop(key, {}), row["sex"], row["kit"], row["source"])
        by_role[role].append((row["family"], row["person"], profile))
    if calls:
        raise InvalidCase(
            f"table calls: profile {next(iter(calls))[1]!r} is not in table profiles. Add its row or remove its calls."
        )
    return by_role


def _families(tables: Mapping[str, pa.Table], profiles: Mapping[str, Any]) -> tuple[Family, ...]:
    listed = _rows(tables, "families")
    known = {r["family"] for r in listed}
    if len(known) != len(listed):
        raise InvalidCase("table families: a family is listed twice. Keep one row.")
    parts = {}
    for name in ("people", "inbreeding", "missing", "family_pools"):
        rows = [r for r in _rows(tables, name) if name != "missing" or r["family"] is not None]
        _refuse_strangers(name, "family", rows, known)
        parts[name] = _grouped(rows, lambda r: r["family"])
    references: dict[str, dict[str, Profile]] = defaultdict(dict)
    for family, person, profile in profiles["reference"]:
        if family not in known or person is None or person in references[family]:
            raise InvalidCase(
                f"table profiles: reference {profile.id!r} of {person!r} in family {family!r} has no place there."
            )
        references[family][person] = profile
    return tuple(
        _family(r, {k: v.get(r["family"], []) for k, v in parts.items()}, references.get(r["family"], {})) for r in listed
    )


def _family(row: Row, parts: Mapping[str, list[Row]], references: Mapping[str, Profile]) -> Family:
    missing = tuple(r["missing"] for r in parts["missing"])
    for r in parts["people"]:
        role = "missing" if r["person"] in missing else "typed" if r["person"] in references else "other"
        if r["role"] != role:
            raise InvalidCase(
                f"family {row['family']}, {r['person']}: role {r['role']!r}, but the other tables say {role}. Correct one."
            )
    people = tuple(Person(r["person"], r["sex"], r["father"], r["mother"], r["twins"]) for r in parts["people"])
    f = {c: {r["person"]: r["f"] for r in parts["inbreeding"] if r["chromosome"] == c} for c in ("autosomal", "X")}
    if sum(map(len, f.values())) != len(parts["inbreeding"]):
        raise InvalidCase(
            f"family {row['family']}: an inbreeding row repeats a founder or names another chromosome. Correct it."
        )
    pedigree = Pedigree(people, row["pedigree"], f["autosomal"], f["X"])
    return Family(row["family"], pedigree, missing, references, {r["pool"]: r["weight"] for r in parts["family_pools"]})
