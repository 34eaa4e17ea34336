"""``oracle-dvi/1``: a JSON file with one incident: victims, families with their missing, markers, and who may be whom.

Read strictly: an allele that the marker does not list, a pairing with somebody who is not missing, or a genotype of an
unknown marker is refused with its place. Results that the file may carry (``joint``, ``pairwiseLR`` ...) are not read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

from repatria.errors import RepatriaError, UnreadableFile
from repatria.formats.limits import bounded_size
from repatria.model.family import Family
from repatria.model.locus import NO_MUTATION, Locus, MutationModel, Panel
from repatria.model.pedigree import Pedigree, Person
from repatria.model.profile import Call, CallKind, Profile

SCHEMA = "oracle-dvi/1"
NOBODY = "*"
Noun = TypeVar("Noun")
SEX = {0: "U", 1: "M", 2: "F"}


@dataclass(frozen=True, slots=True)
class DviCase:
    """One incident: ``pairings`` lists for each victim the missing people it may be ("nobody" is always one)."""

    name: str
    panel: Panel
    families: tuple[Family, ...]
    victims: tuple[Profile, ...]
    pairings: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the file we are, so that every refusal can say it."""

    path: Path
    field: str = ""

    def __truediv__(self, name: object) -> _Place:
        return _Place(self.path, f"{self.field}.{name}" if self.field else str(name))

    def refuse(self, what: str) -> UnreadableFile:
        return UnreadableFile(what, path=self.path, field=self.field)

    def get(self, where: Mapping[str, Any], name: str, kind: type) -> Any:
        value = where.get(name)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise (self / name).refuse(f"{_shown(value)} stands here; {_KINDS[kind]} is needed. Correct it.")
        return value


_KINDS = {dict: "an object", list: "a list", str: "a text", int: "a whole number"}


def read_oracle_dvi(path: Path) -> DviCase:
    """The incident of the file, or :class:`UnreadableFile` naming the field."""
    path = Path(path)
    at = _Place(path)
    try:
        document = json.loads(bounded_size(path).read_bytes())
    except (ValueError, RecursionError) as error:
        raise at.refuse(f"is not JSON ({error}). Check the file.") from None
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise (at / "schema").refuse(f'is not "{SCHEMA}". Use `repatria check` to see what the file is.')
    case = at.get(document, "case", dict)
    at = at / "case"
    return _case(str(case.get("name", path.stem)), at.get(case, "data", dict), at / "data")


def _case(name: str, data: Mapping[str, Any], at: _Place) -> DviCase:
    markers = at.get(data, "markers", list)
    panel = _guarded(at / "markers", lambda: Panel(name, tuple(_locus(m, at / "markers" / k) for k, m in enumerate(markers))))
    missing = tuple(_word(m, at / "missing") for m in at.get(data, "missing", list))
    if len(set(missing)) != len(missing):
        raise (at / "missing").refuse("a code stands here twice. Keep one.")
    families = tuple(
        _family(str(code), raw, missing, panel, at / "families" / code) for code, raw in at.get(data, "families", dict).items()
    )
    victims = tuple(
        _victim(str(code), raw, panel, at / "victims" / code) for code, raw in at.get(data, "victims", dict).items()
    )
    if not victims:
        raise (at / "victims").refuse("nobody is to be identified. Add a victim.")
    listed = [m for family in families for m in family.missing]
    odd = [m for m in missing if listed.count(m) != 1]
    if odd:
        raise (at / "missing").refuse(f"{odd[0]!r} is a member of {listed.count(odd[0])} families, not of one. Correct it.")
    pairings = _pairings(at.get(data, "candidate_pairings", dict), victims, families, at / "candidate_pairings")
    return DviCase(name, panel, families, victims, pairings)


def _pairings(
    raw: Mapping[str, Any], victims: Sequence[Profile], families: Sequence[Family], at: _Place
) -> dict[str, tuple[str, ...]]:
    known = {m for family in families for m in family.missing}
    out: dict[str, tuple[str, ...]] = {}
    for victim in victims:
        names = [_word(n, at / victim.id) for n in at.get(raw, victim.id, list)]
        for name in names:
            if name != NOBODY and name not in known:
                raise (at / victim.id).refuse(f"{name!r} is not missing from a family. Correct the code.")
        if len(set(names)) != len(names):
            raise (at / victim.id).refuse("a name stands here twice. Keep one.")
        out[victim.id] = tuple(n for n in names if n != NOBODY)
    unknown = set(raw) - set(out)
    if unknown:
        raise (at / sorted(unknown)[0]).refuse("is not a victim. Correct the code.")
    return out


def _locus(raw: Any, at: _Place) -> Locus:
    if not isinstance(raw, dict):
        raise at.refuse(f"{_shown(raw)} stands here; an object is needed. Correct it.")
    alleles = tuple(_word(a, at / "alleles") for a in at.get(raw, "alleles", list))
    frequencies = tuple(_number(f, at / "freqs") for f in at.get(raw, "freqs", list))
    chrom = raw.get("chrom")
    if chrom not in (None, "autosomal", "AUTOSOMAL", "X", "23", 23):
        raise (at / "chrom").refuse(f"{_shown(chrom)}: write null, autosomal or X.")
    chromosome: Literal["autosomal", "X"] = "X" if chrom in ("X", "23", 23) else "autosomal"
    female, male = _mutation(raw.get("mutation"), at / "mutation")
    return _guarded(at, lambda: Locus(at.get(raw, "name", str), alleles, frequencies, chromosome, female, male))


def _mutation(raw: Any, at: _Place) -> tuple[MutationModel, MutationModel]:
    if raw is None:
        return NO_MUTATION, NO_MUTATION
    if not isinstance(raw, dict):
        raise at.refuse(f"{_shown(raw)} stands here; null or an object is needed. Correct it.")
    female, male = (_model(at.get(raw, sex, dict), at / sex) for sex in ("female", "male"))
    return female, male


def _model(raw: Mapping[str, Any], at: _Place) -> MutationModel:
    kind = at.get(raw, "model", str)
    if kind in ("none", "trivial"):
        return NO_MUTATION
    matrix = raw.get("matrix")
    if isinstance(matrix, list):
        rows = tuple(tuple(_number(v, at / "matrix") for v in row) if isinstance(row, list) else () for row in matrix)
        return _guarded(at, lambda: MutationModel("matrix", matrix=rows))
    if kind not in ("equal", "proportional", "stepwise"):
        raise (at / "model").refuse(f"{kind!r}: write none, equal, proportional or stepwise, or give the matrix.")
    rate, rate2, scale = (_number(raw.get(k, d) if raw.get(k, d) is not None else d, at / k) for k, d in _RATES)
    return _guarded(at, lambda: MutationModel(kind, rate, rate2, scale))


_RATES = (("rate", 0.0), ("rate2", 0.0), ("range", 0.1))


def _family(code: str, raw: Any, missing: Sequence[str], panel: Panel, at: _Place) -> Family:
    if not isinstance(raw, dict):
        raise at.refuse(f"{_shown(raw)} stands here; an object is needed. Correct it.")
    people = []
    for k, row in enumerate(at.get(raw, "members", list)):
        here = at / "members" / k
        if not isinstance(row, dict):
            raise here.refuse(f"{_shown(row)} stands here; an object is needed. Correct it.")
        sex = here.get(row, "sex", int)
        if sex not in SEX:
            raise (here / "sex").refuse(f"{sex}: write 1 male, 2 female or 0 unknown.")
        father, mother = (None if here.get(row, k, str) == "0" else row[k] for k in ("fid", "mid"))
        people.append(Person(here.get(row, "id", str), SEX[sex], father, mother))
    pedigree = _guarded(at, lambda: Pedigree(tuple(people), code))
    genotypes = at.get(raw, "genotypes", dict)
    references = {}
    for who in at.get(raw, "references", list):
        if not isinstance(who, str) or who not in pedigree:
            raise (at / "references").refuse(f"{_shown(who)} is not a member. Correct the code.")
        if who in genotypes:
            references[who] = _profile(who, genotypes[who], pedigree[who].sex, panel, at / "genotypes" / who)
    for who in genotypes:
        if who not in references:
            raise (at / "genotypes" / who).refuse("is typed but no reference. Add the code to references.")
    own = tuple(m for m in missing if m in pedigree)
    return _guarded(at, lambda: Family(code, pedigree, own, references))


def _victim(code: str, raw: Any, panel: Panel, at: _Place) -> Profile:
    if not isinstance(raw, dict):
        raise at.refuse(f"{_shown(raw)} stands here; an object is needed. Correct it.")
    sex = at.get(raw, "sex", int)
    if sex not in SEX:
        raise (at / "sex").refuse(f"{sex}: write 1 male, 2 female or 0 unknown.")
    return _profile(code, at.get(raw, "genotypes", dict), SEX[sex], panel, at / "genotypes")


def _profile(who: str, raw: Any, sex: str, panel: Panel, at: _Place) -> Profile:
    if not isinstance(raw, dict):
        raise at.refuse(f"{_shown(raw)} stands here; an object is needed. Correct it.")
    calls = {}
    for marker, pair in raw.items():
        if marker not in panel:
            raise (at / marker).refuse("is not among the markers. Add it there or correct the name.")
        if not isinstance(pair, list) or not 1 <= len(pair) <= 2:
            raise (at / marker).refuse(f"{_shown(pair)}: write one or two alleles.")
        shown = tuple(_word(a, at / marker) for a in pair if a is not None)
        for allele in shown:
            if allele not in panel[marker].alleles:
                raise (at / marker).refuse(f"allele {allele!r} is not listed for this marker. Add it with its frequency.")
        if shown:
            kind = CallKind.CALLED if len(shown) == len(pair) else CallKind.AT_LEAST
            calls[marker] = _guarded(at / marker, partial(Call, shown, kind))
    return _guarded(at, lambda: Profile(who, calls, sex))


def _guarded(at: _Place, build: Callable[[], Noun]) -> Noun:
    """What ``build`` makes; a noun's refusal becomes one that names the place in the file."""
    try:
        return build()
    except UnreadableFile:
        raise
    except RepatriaError as error:
        raise at.refuse(str(error)) from None


def _word(value: Any, at: _Place) -> str:
    if not isinstance(value, str) or not value:
        raise at.refuse(f"{_shown(value)} stands here; a text is needed. Correct it.")
    return value


def _number(value: Any, at: _Place) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= sys.float_info.max:
        raise at.refuse(f"{_shown(value)} stands here; a number is needed. Correct it.")
    return float(value)


def _shown(value: Any) -> str:
    text = json.dumps(value) if not isinstance(value, (dict, list)) else type(value).__name__
    return text if len(text) <= 40 else text[:40] + "..."
