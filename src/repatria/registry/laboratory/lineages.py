"""Lineage profiles as the database keeps them, checked through the nouns of :mod:`repatria.model` both ways, and as a person types them.

A mitochondrial profile is kept as ``{"range": "16024-16365 73-340", "differences": ["263G"], "unread": [310]}``, a Y profile like any
genotype: marker -> alleles, where ``dropped`` says that a copy may be missing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from repatria.errors import RepatriaError
from repatria.formats.yhaplotypes import marker_of
from repatria.model import Profile as Genotype
from repatria.model.mitotype import Mitotype, range_text, ranges_of, sites_of
from repatria.model.yhaplotype import COPIES, YHaplotype
from repatria.reference.mtdna import rcrs
from repatria.registry.laboratory.calls import digest_of, stored
from repatria.registry.refusals import Impossible

Lineage = Mitotype | YHaplotype
Noun = Genotype | Mitotype | YHaplotype
STR, MT, Y = "str", "mt", "y"
LINEAGES = (MT, Y)
"""Kinds of profiles that tell about a line. Plain words: the process that reads files knows no database."""


class Shown(NamedTuple):
    """What one profile of a file shows, whatever its kind: name in the file, kind, content as it is kept, size, sex, kit, digest."""

    id: str
    type: str
    kept: dict[str, Any]
    size: int
    sex: str
    kit: str
    digest: str


def shown_of(noun: Noun) -> Shown:
    """A noun as the database keeps it. The size is markers, or positions read."""
    if isinstance(noun, Mitotype):
        kept = kept_mt(noun)
        return Shown(noun.id, MT, kept, positions(noun), "U", "", lineage_digest(MT, kept))
    if isinstance(noun, YHaplotype):
        kept = kept_y(noun)
        return Shown(noun.id, Y, kept, len(kept), "U", noun.kit, lineage_digest(Y, kept))
    kept = stored(noun.calls)
    return Shown(noun.id, STR, kept, len(kept), noun.sex, noun.kit, digest_of(kept, noun.sex))


def kept_mt(noun: Mitotype) -> dict[str, Any]:
    """A mitochondrial profile for a JSON column."""
    said = {"range": range_text(noun.ranges), "differences": [str(site) for site in noun.differences]}
    return {**said, **({"unread": list(noun.unread)} if noun.unread else {})}


def kept_y(noun: YHaplotype) -> dict[str, Any]:
    """A Y profile for a JSON column."""
    kinds = {marker: "dropped" if marker in noun.dropped else "called" for marker in noun.alleles}
    return {marker: {"alleles": list(seen), "kind": kinds[marker]} for marker, seen in sorted(noun.alleles.items())}


def lineage_of(type: str, code: str, kept: Mapping[str, Any]) -> Lineage:
    """The noun of what is kept; :class:`repatria.errors.InvalidCall` if it is none."""
    return _noun(type, code, json.dumps(kept, sort_keys=True))


@lru_cache(maxsize=16_384)
def _noun(type: str, code: str, text: str) -> Lineage:
    kept = json.loads(text)
    if type == MT:
        sites = tuple(site for word in kept["differences"] for site in sites_of(word, rcrs()))
        return Mitotype(code, ranges_of(kept["range"]), sites, tuple(kept.get("unread", ())))
    alleles = {marker: tuple(said["alleles"]) for marker, said in kept.items()}
    return YHaplotype(code, alleles, "M", frozenset(m for m, said in kept.items() if said["kind"] == "dropped"))


def positions(noun: Mitotype) -> int:
    """How many positions were read."""
    return sum(last - first + 1 for first, last in noun.ranges) - len(noun.unread)


def lineage_digest(type: str, kept: Mapping[str, Any]) -> str:
    """SHA-256 over a lineage profile: the same result read twice has the same digest."""
    whole = {"type": str(type), "shown": kept}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def typed_lineage(type: str, text: str) -> dict[str, Any]:
    """A lineage profile as a person types it, for a JSON column.

    Mitochondrial: the range on the first line, then the differences from the rCRS, or ``rCRS`` for none. Y: one marker a line.

    >>> typed_lineage("mt", "16024-16365 73-340\\n263G 315.1C")["differences"]
    ['263G', '315.1C']
    """
    try:
        noun = _typed_mt(text) if type == MT else _typed_y(text)
    except Impossible:
        raise
    except RepatriaError as fault:
        raise Impossible(str(fault)) from fault
    return kept_mt(noun) if isinstance(noun, Mitotype) else kept_y(noun)


def _typed_mt(text: str) -> Mitotype:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if len(lines) < 2:
        raise Impossible(
            "line 1: write the range that was read, such as 16024-16365 73-340; below it the differences, or rCRS."
        )
    ranges = ranges_of(lines[0], "line 1")
    words = [word for line in lines[1:] for word in re.split(r"[\s,;]+", line) if word]
    unread = tuple(int(word[1:]) for word in words if re.fullmatch(r"N\d{1,5}", word))
    sites = [s for w in words if w.lower() != "rcrs" and not re.fullmatch(r"N\d{1,5}", w) for s in sites_of(w, rcrs())]
    return Mitotype("profile", ranges, tuple(sites), unread)


def _typed_y(text: str) -> YHaplotype:
    alleles: dict[str, tuple[str, ...]] = {}
    dropped = set()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.replace(",", " ").replace("/", " ").split()
        if not words:
            continue
        named = marker_of(words[0])
        lost = any(w in ("?", "*") or w[-1] in "?*" for w in words[1:])
        seen = tuple(dict.fromkeys(w.rstrip("?*") for w in words[1:] if w.rstrip("?*")))
        if named is None or not seen:
            raise Impossible(f"line {number}: {line.strip()[:60]!r} is not a Y marker and its alleles. Write such as DYS19 14.")
        if named[0] in alleles:
            raise Impossible(f"line {number}: marker {named[0]} stands there twice. Keep one.")
        alleles[named[0]] = seen
        if lost and len(seen) < COPIES.get(named[0], 1):
            dropped.add(named[0])
    if not alleles:
        raise Impossible("markers: none given. Write one marker a line, such as DYS19 14.")
    return YHaplotype("profile", alleles, "M", frozenset(dropped))
