"""Genotypes as the database keeps them, checked through the nouns of :mod:`repatria.model` both ways."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from repatria.errors import RepatriaError
from repatria.formats.markers import marker_name
from repatria.formats.text import allele_of
from repatria.model import Call, CallKind, Profile
from repatria.registry.refusals import Impossible

Stored = dict[str, dict[str, Any]]
"""Marker -> ``{"alleles": [...], "kind": ..., "dropout": ..., "dropout_hom": ..., "dropin": ...}``; zeros are left out."""


def stored(calls: Mapping[str, Call]) -> Stored:
    """``calls`` for a JSON column."""
    return {marker: dict(_plain(call)) for marker, call in calls.items()}


@lru_cache(maxsize=65_536)
def _plain(call: Call) -> tuple[tuple[str, Any], ...]:
    out: list[tuple[str, Any]] = [("alleles", list(call.alleles)), ("kind", call.kind.value)]
    for name in ("dropout", "dropout_hom", "dropin"):
        value = getattr(call, name)
        if value:
            out.append((name, value))
    return tuple(out)


def read(kept: Mapping[str, Any]) -> dict[str, Call]:
    """The calls of a JSON column; :class:`repatria.errors.InvalidCall` if one is none."""
    return {
        marker: _call(
            tuple(said["alleles"]),
            said["kind"],
            said.get("dropout", 0.0),
            said.get("dropout_hom"),
            said.get("dropin", 0.0),
        )
        for marker, said in kept.items()
    }


@lru_cache(maxsize=65_536)
def _call(alleles: tuple[str, ...], kind: str, dropout: float, dropout_hom: float | None, dropin: float) -> Call:
    return Call(alleles, CallKind(kind), dropout, dropout_hom, dropin)


def profile_of(code: str, kept: Mapping[str, Any], sex: str = "U", kit: str = "", source: str = "") -> Profile:
    """A noun from what is kept."""
    return Profile(code, read(kept), sex, kit, source)


def digest_of(kept: Mapping[str, Any], sex: str = "U", raw: str = "") -> str:
    """SHA-256 over the genotype: the same result read twice has the same digest."""
    whole = {"calls": {m: {**c, "alleles": sorted(c["alleles"])} for m, c in kept.items()}, "sex": sex, "raw": raw}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def typed(text: str) -> dict[str, Call]:
    """Calls as a person types them, one marker a line: ``TH01 6 9.3``; ``?`` after a single allele says at least one copy,
    ``*`` says that copies may have dropped out.

    >>> typed("TH01 6 9.3\\nFGA 22 ?")["FGA"].kind.value
    'at_least'
    """
    calls: dict[str, Call] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        marker, call = _typed_line(number, line.strip())
        if marker in calls:
            raise Impossible(f"line {number}: marker {marker} stands there twice. Keep one.")
        calls[marker] = call
    if not calls:
        raise Impossible("alleles: none given. Write one marker a line, such as TH01 6 9.3.")
    return calls


def _typed_line(number: int, line: str) -> tuple[str, Call]:
    words = re.split(r"[\t:=]", line, maxsplit=1) if re.search(r"[\t:=]", line) else _split(line)
    if len(words) != 2 or not words[1].strip():
        raise Impossible(f"line {number}: {line[:60]!r} is not a marker and its alleles. Write such as TH01 6 9.3.")
    told = words[1].strip()
    mark = told[-1] if told[-1] in "?*" else ""
    pieces = [p for p in re.split(r"[\s,/]+", told.rstrip("?* ")) if p]
    try:
        marker = marker_name(words[0].strip(), line=number)
        alleles = tuple(allele_of(p, path="", line=number, field=marker) for p in pieces)
        if mark == "*":
            return marker, Call(tuple(dict.fromkeys(alleles)), CallKind.DROPPED, dropout=0.1, dropin=0.01)
        if len(alleles) == 1:
            return marker, Call(alleles, CallKind.AT_LEAST) if mark else Call((alleles[0], alleles[0]))
        return marker, Call(alleles)
    except RepatriaError as fault:
        raise Impossible(f"line {number}: {fault}") from fault


def _split(line: str) -> list[str]:
    """Marker and alleles where only spaces separate them: a marker such as ``Penta D`` has a space of its own."""
    words = line.split()
    lead = 2 if len(words) > 2 and words[0].lower() == "penta" else 1
    return [" ".join(words[:lead]), " ".join(words[lead:])]


def in_words(said: Mapping[str, Any]) -> str:
    """One marker as a page shows it: ``12, 13`` · ``12, ?`` · ``12 (copies may be missing)``."""
    alleles = list(said["alleles"])
    if said["kind"] == CallKind.AT_LEAST.value:
        return f"{alleles[0]}, ?"
    if said["kind"] == CallKind.DROPPED.value:
        return ", ".join(alleles) + " *"
    return ", ".join(alleles)
