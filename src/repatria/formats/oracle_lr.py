"""``oracle-lr/1``: a JSON file of likelihood-ratio questions, each with pedigree, genotypes, frequencies and mutation."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from repatria.errors import RepatriaError, UnreadableFile
from repatria.model.casefile import Conventions
from repatria.model.locus import NO_MUTATION, Locus, MutationModel, Panel
from repatria.model.pedigree import Pedigree, Person
from repatria.model.profile import Call, CallKind, Profile

MAX_BYTES = 256 * 1024 * 1024
SEX = {1: "M", 2: "F", 0: "U"}


@dataclass(frozen=True, slots=True)
class LrCase:
    """One question: is the candidate the missing member of the pedigree?"""

    id: str
    pedigree: Pedigree
    missing: str
    references: Mapping[str, Profile]
    candidate: Profile
    panel: Panel
    theta: float

    def conventions(self, ancestors: str) -> Conventions:
        """The case's conventions under the asked treatment of untyped ancestors."""
        return Conventions(ancestors=ancestors, theta=self.theta)  # type: ignore[arg-type]


def read_oracle_lr(path: Path) -> list[LrCase]:
    """All cases of the file, or :class:`UnreadableFile` naming the case and the field."""
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFile(f"larger than {MAX_BYTES:,} bytes. Split the file.", path=path)
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"not JSON ({error}). Check the file.", path=path) from None
    if not isinstance(data, dict) or data.get("schema") != "oracle-lr/1":
        raise UnreadableFile('schema is not "oracle-lr/1". Use `repatria check` to see what the file is.', path=path, field="schema")
    cases = _field(data, "cases", list, path, "file")
    tables = _field(data, "freq_tables", dict, path, "file")
    return [_case(c, tables, path, n) for n, c in enumerate(cases)]


def _field(where: Any, name: str, kind: type, path: Path, case: str) -> Any:
    value = where.get(name) if isinstance(where, dict) else None
    if not isinstance(value, kind):
        raise UnreadableFile(f"{type(value).__name__}: a {kind.__name__} is needed here. Correct {case}.", path=path, field=f"{case}.{name}")
    return value


def _case(raw: Any, tables: Mapping[str, Any], path: Path, n: int) -> LrCase:
    name = str(raw.get("id", n)) if isinstance(raw, dict) else f"case {n + 1}"
    try:
        missing = _field(raw, "missing", str, path, name)
        pedigree = _pedigree(_field(raw, "pedigree", list, path, name), path, name)
        if missing not in pedigree:
            raise UnreadableFile(f"{missing!r} is not in the pedigree. Add the person.", path=path, field=f"{name}.missing")
        references = {
            str(who): _profile(str(who), genotypes, "U", path, name)
            for who, genotypes in _field(raw, "reference_genotypes", dict, path, name).items()
        }
        candidate = _profile("candidate", _field(raw, "candidate_genotypes", dict, path, name), pedigree[missing].sex, path, name)
        theta = raw.get("theta", 0)
        if not isinstance(theta, (int, float)):
            raise UnreadableFile(f"theta {theta!r} is not a number.", path=path, field=f"{name}.theta")
        return LrCase(name, pedigree, missing, references, candidate, _panel(raw, tables, path, name), float(theta))
    except UnreadableFile:
        raise
    except (RepatriaError, TypeError, ValueError, KeyError, AttributeError) as error:
        raise UnreadableFile(str(error), path=path, field=name) from None


def _pedigree(rows: Sequence[Any], path: Path, case: str) -> Pedigree:
    people, f, fx = [], {}, {}
    for row in rows:
        who = str(_field(row, "id", str, path, case))
        father, mother = (None if str(row.get(k, "0")) == "0" else str(row[k]) for k in ("fid", "mid"))
        if row.get("sex") not in SEX:
            raise UnreadableFile(f"sex {row.get('sex')!r}: write 1, 2 or 0.", path=path, field=f"{case}.pedigree.{who}")
        people.append(Person(who, SEX[row["sex"]], father, mother))
        if row.get("founder_inbreeding"):
            f[who] = float(row["founder_inbreeding"])
        if row.get("founder_inbreeding_x"):
            fx[who] = float(row["founder_inbreeding_x"])
    return Pedigree(tuple(people), case, f, fx)


def _profile(who: str, genotypes: Any, sex: str, path: Path, case: str) -> Profile:
    if not isinstance(genotypes, dict):
        raise UnreadableFile("genotypes must be {marker: [a, b]}.", path=path, field=f"{case}.{who}")
    calls = {str(m): call for m, pair in genotypes.items() if (call := _call(pair, path, f"{case}.{who}.{m}")) is not None}
    return Profile(who, calls, sex)


def _call(pair: Any, path: Path, field: str) -> Call | None:
    if not isinstance(pair, list) or not 1 <= len(pair) <= 2:
        raise UnreadableFile(f"genotype {pair!r}: write one or two alleles; mixtures are not covered.", path=path, field=field)
    alleles = tuple(str(a) for a in pair if a is not None)
    if not alleles:
        return None
    return Call(alleles, CallKind.CALLED if len(alleles) == len(pair) else CallKind.AT_LEAST)


def _panel(raw: Mapping[str, Any], tables: Mapping[str, Any], path: Path, case: str) -> Panel:
    table_name = _field(raw, "freq_table", str, path, case)
    table = _field(tables, table_name, dict, path, "freq_tables")
    x = raw.get("chrom") == "X"
    silent = float(raw.get("silent_frequency") or 0.0)
    loci = []
    for marker in _field(raw, "markers", list, path, case):
        frequencies = _field(table, marker, dict, path, f"freq_tables.{table_name}")
        matrices = (raw.get("mutation_matrices") or {}).get(marker)
        order = [str(a) for a in (matrices["alleles"] if matrices else frequencies)]
        female, male = _models(raw.get("mutation"), marker, matrices)
        p = tuple(float(frequencies[a]) for a in order)
        if not math.isfinite(math.fsum(p)):
            raise UnreadableFile("a frequency is not a number.", path=path, field=f"freq_tables.{table_name}.{marker}")
        loci.append(Locus(str(marker), tuple(order), p, "X" if x else "autosomal", female, male, silent))
    return Panel(table_name, tuple(loci), path.name)


def _models(mutation: Any, marker: str, matrices: Any) -> tuple[MutationModel, MutationModel]:
    if mutation and "per_marker" in mutation:
        mutation = mutation["per_marker"].get(marker)
    if not mutation:
        return NO_MUTATION, NO_MUTATION
    female, male = (_model(mutation[sex], matrices[sex] if matrices else None) for sex in ("female", "male"))
    return female, male


def _model(given: Mapping[str, Any], matrix: Any) -> MutationModel:
    kind = given["model"]
    if kind in ("none", "trivial"):
        return NO_MUTATION
    if matrix is not None:
        return MutationModel("matrix", matrix=tuple(tuple(float(v) for v in row) for row in matrix))
    if kind not in ("equal", "proportional", "stepwise"):
        raise ValueError(f"mutation model {kind!r} needs its matrices. Give mutation_matrices.")
    return MutationModel(kind, float(given["rate"]), float(given.get("rate2") or 0.0), float(given.get("range") or 0.1))
