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
    if not path.is_file():
        raise UnreadableFile("is not a file. Check the path.", path=path)
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFile(f"larger than {MAX_BYTES:,} bytes. Split the file.", path=path)
    try:
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(f"not JSON ({error}). Check the file.", path=path) from None
    if not isinstance(data, dict) or data.get("schema") != "oracle-lr/1":
        raise UnreadableFile(
            'schema is not "oracle-lr/1". Use `repatria check` to see what the file is.', path=path, field="schema"
        )
    cases = _field(data, "cases", list, path, "file")
    tables = _field(data, "freq_tables", dict, path, "file")
    return [_case(c, tables, path, n) for n, c in enumerate(cases)]


def _field(where: Any, name: str, kind: type, path: Path, case: str) -> Any:
    value = where.get(name) if isinstance(where, dict) else None
    if not isinstance(value, kind):
        raise UnreadableFile(
            f"{type(value).__name__}: a {kind.__name__} is needed here. Correct {case}.", path=path, field=f"{case}.{name}"
        )
    return value


def _case(raw: Any, tables: Mapping[str, Any], path: Path, n: int) -> LrCase:
    given = raw.get("id") if isinstance(raw, dict) else None
    name = str(given) if isinstance(given, (str, int)) and str(given).isprintable() else f"case {n + 1}"
    try:
        missing = _field(raw, "missing", str, path, name)
        pedigree = _pedigree(_field(raw, "pedigree", list, path, name), path, name)
        genotypes = _field(raw, "reference_genotypes", dict, path, name)
        for who, role in ((missing, "missing"), *((w, "reference_genotypes") for w in genotypes)):
            if who not in pedigree:
                raise UnreadableFile(f"{who!r} is not in the pedigree. Add the person.", path=path, field=f"{name}.{role}")
        if missing in genotypes:
            raise UnreadableFile(f"{missing!r} is both missing and typed. Keep one.", path=path, field=f"{name}.missing")
        references = {who: _profile(who, calls, "U", path, name) for who, calls in genotypes.items()}
        shown = _field(raw, "candidate_genotypes", dict, path, name)
        candidate = _profile("candidate", shown, pedigree[missing].sex, path, name)
        theta = Conventions(theta=_number(raw, "theta", 0.0)).theta
        return LrCase(name, pedigree, missing, references, candidate, _panel(raw, tables, path, name), theta)
    except UnreadableFile:
        raise
    except RepatriaError as error:
        raise UnreadableFile(str(error), path=path, field=name) from None
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError) as error:
        what = f"{error} is not given" if isinstance(error, KeyError) else str(error)
        raise UnreadableFile(f"not as oracle-lr/1 lays it out: {what}. Correct the case.", path=path, field=name) from None


def _number(where: Mapping[str, Any], name: str, default: float) -> float:
    """A number of ``where``; left out or null, it is ``default``."""
    value = where.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} is {type(value).__name__}, not a number")
    return float(value)


def _pedigree(rows: Sequence[Any], path: Path, case: str) -> Pedigree:
    people: list[Person] = []
    f: dict[str, float] = {}
    fx: dict[str, float] = {}
    for row in rows:
        who = _printable(_field(row, "id", str, path, f"{case}.pedigree"))
        father, mother = (None if row.get(k) in (None, 0, "0") else str(row[k]) for k in ("fid", "mid"))
        if row.get("sex") not in SEX:
            raise UnreadableFile(f"sex {row.get('sex')!r}: write 1, 2 or 0.", path=path, field=f"{case}.pedigree.{who}")
        people.append(Person(who, SEX[row["sex"]], father, mother))
        for table, name in ((f, "founder_inbreeding"), (fx, "founder_inbreeding_x")):
            if (value := _number(row, name, 0.0)) != 0.0:
                table[who] = value
    return Pedigree(tuple(people), case, f, fx)


def _printable(name: Any) -> str:
    if not isinstance(name, str) or not name.isprintable():
        raise TypeError(f"the name {name!r:.80} is not plain text")
    return name


def _profile(who: str, genotypes: Any, sex: str, path: Path, case: str) -> Profile:
    if not isinstance(genotypes, dict):
        raise UnreadableFile("genotypes must be {marker: [a, b]}.", path=path, field=f"{case}.{who}")
    calls = {str(m): call for m, pair in genotypes.items() if (call := _call(pair, path, f"{case}.{who}.{m}")) is not None}
    return Profile(who, calls, sex)


def _call(pair: Any, path: Path, field: str) -> Call | None:
    if not isinstance(pair, list) or not 1 <= len(pair) <= 2 or not all(a is None or isinstance(a, (str, int)) for a in pair):
        raise UnreadableFile(
            f"genotype {pair!r:.80}: write one or two alleles; mixtures are not covered.", path=path, field=field
        )
    alleles = tuple(str(a) for a in pair if a is not None)
    if not alleles:
        return None
    return Call(alleles, CallKind.CALLED if len(alleles) == len(pair) else CallKind.AT_LEAST)


def _panel(raw: Mapping[str, Any], tables: Mapping[str, Any], path: Path, case: str) -> Panel:
    table_name = _field(raw, "freq_table", str, path, case)
    table = _field(tables, table_name, dict, path, "freq_tables")
    chromosome = raw.get("chrom", "autosomal")
    if chromosome not in ("autosomal", "X"):
        raise UnreadableFile(f"chrom {chromosome!r:.80}: write autosomal or X.", path=path, field=f"{case}.chrom")
    silent = _number(raw, "silent_frequency", 0.0)
    loci = []
    for marker in _field(raw, "markers", list, path, case):
        frequencies = _field(table, _printable(marker), dict, path, f"freq_tables.{table_name}")
        matrices = (raw.get("mutation_matrices") or {}).get(marker)
        order = [str(a) for a in (matrices["alleles"] if matrices else frequencies)]
        female, male = _models(raw.get("mutation"), marker, matrices)
        p = tuple(_number(frequencies, a, math.nan) for a in order)
        loci.append(Locus(marker, tuple(order), p, chromosome, female, male, silent))
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
    if given.get("rate") is None:
        raise KeyError("rate")
    return MutationModel(kind, _number(given, "rate", 0.0), _number(given, "rate2", 0.0), _number(given, "range", 0.1))
