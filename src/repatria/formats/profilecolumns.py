"""What the header of a table of profiles says: which column is which. Plain tables and GeneMapper exports share this."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from repatria.errors import UnreadableFile
from repatria.formats.markers import is_known, marker_name
from repatria.formats.notes import Notes

Shape = Literal["wide", "long", "one-allele"]
"""A row per sample with columns named after markers; markers named in the rows; a row per sample, marker and allele."""

_WORDS: dict[str, str] = {
    **dict.fromkeys(("profile", "sample", "samplename", "sampleid", "specimen", "specimenid", "profileid"), "id"),
    **dict.fromkeys(("id", "name", "person", "code"), "id"),
    **dict.fromkeys(("sex", "gender"), "sex"),
    **dict.fromkeys(("marker", "locus", "system", "markername", "locusname"), "marker"),
    **dict.fromkeys(("kit", "source", "kind", "dropout", "dropin"), ""),
    "dropouthom": "dropout_hom",
}
_ALLELE = re.compile(r"allele(\d*)\Z", re.ASCII)
_PAIR = re.compile(r"(.+?)[ ._-]{1,2}(?:allele ?)?([12])\Z", re.ASCII | re.IGNORECASE)
_PEAKS = re.compile(r"(?:dye|size|height|peakarea|area|datapoint|samplefile|panel|runname|ud|os|aecomment)\d*\Z", re.ASCII)
FACTS = ("sex", "kit", "source", "kind", "dropout", "dropout_hom", "dropin")


@dataclass(slots=True)
class Columns:
    """Places of the columns: ``facts`` by name, ``markers`` with their places (wide), ``groups`` of a column that names the
    marker and those of its alleles (long; GeneMapper may write several groups in a row)."""

    shape: Shape
    id: int
    groups: list[tuple[int, list[int]]] = field(default_factory=list)
    markers: dict[str, list[int]] = field(default_factory=dict)
    facts: dict[str, int] = field(default_factory=dict)
    genemapper: bool = False


def short(name: str) -> str:
    """A heading in lower case without anything but letters and digits."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def columns_of(header: Sequence[str], notes: Notes, *, path: object, line: int) -> Columns:
    """Find the columns in ``header``; :class:`UnreadableFile` if it is not that of a table of profiles."""
    words = [_WORDS.get(short(h)) if short(h) in _WORDS else None for h in header]
    ids = [i for i, word in enumerate(words) if word == "id"]
    if not ids:
        raise UnreadableFile(
            f"no column names the sample among {', '.join(header[:8])[:200]}. Head one column 'profile' or 'Sample Name'.",
            path=path,
            line=line,
        )
    found = Columns("wide", min(ids, key=lambda i: (short(header[i]) in ("id", "name", "person", "code"), i)))
    found.genemapper = short(header[found.id]) in ("samplename", "sample")
    for i, word in enumerate(words):
        name = short(header[i]) if word == "" else word
        if name in FACTS:
            found.facts[str(name)] = i
    taken = {found.id, *found.facts.values()}
    found.groups = _groups(header, words)
    if any(alleles for _, alleles in found.groups) and not all(alleles for _, alleles in found.groups):
        raise UnreadableFile(
            "a marker column without columns of alleles. Head them 'Allele 1', 'Allele 2'.", path=path, line=line
        )
    if found.groups and found.groups[0][1]:
        alone = len(found.groups) == 1 and len(found.groups[0][1]) == 1 and short(header[found.groups[0][1][0]]) == "allele"
        found.shape = "one-allele" if alone else "long"
        taken |= {place for marker, alleles in found.groups for place in (marker, *alleles)}
    else:
        _find_markers(header, found, taken, path, line)
    for i, heading in enumerate(header):
        if i not in taken and heading and not (found.genemapper and _PEAKS.match(short(heading))):
            notes.add("ignored_column", heading[:60], line)
    return found


def _groups(header: Sequence[str], words: Sequence[str | None]) -> list[tuple[int, list[int]]]:
    """Each column that names a marker with the columns of its alleles in order; those that follow it if there are several."""
    markers = [i for i, word in enumerate(words) if word == "marker"]
    numbered = sorted((int(m[1] or 0), i) for i, h in enumerate(header) if (m := _ALLELE.match(short(h))) and len(m[1]) < 4)
    bounds = [-1, *markers[1:], len(header)]
    return [(m, [i for _, i in numbered if bounds[k] < i < bounds[k + 1]]) for k, m in enumerate(markers)]


def _find_markers(header: Sequence[str], found: Columns, taken: set[int], path: object, line: int) -> None:
    """Pairs of columns such as ``TH01_1, TH01_2`` or twice ``TH01``, and single columns of genotypes such as ``9/9.3``."""
    stems: dict[str, list[int]] = {}
    for i, heading in enumerate(header):
        pair = _PAIR.match(heading)
        if i not in taken and heading:
            stems.setdefault(pair[1] if pair else heading, []).append(i)
    for stem, places in stems.items():
        if len(places) > 2 or (len(places) == 1 and not is_known(_spelled(stem, path, line))):
            continue
        name = marker_name(stem, path=path, line=line)
        if name in found.markers:
            raise UnreadableFile(f"marker {name} is listed twice. Keep one.", path=path, line=line, field=stem)
        found.markers[name] = places
        taken |= set(places)
    if not found.markers:
        raise UnreadableFile(
            "no columns of markers found. Head them 'TH01_1' and 'TH01_2', or give columns 'marker', 'allele1', 'allele2'.",
            path=path,
            line=line,
        )


def _spelled(stem: str, path: object, line: int) -> str:
    try:
        return marker_name(stem, path=path, line=line)
    except UnreadableFile:
        return ""
