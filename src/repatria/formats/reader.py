"""One door in: sniff, read whole, hand back nouns and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from repatria.errors import UnreadableFile
from repatria.formats.assembling import Single
from repatria.formats.casefile import read_case
from repatria.formats.cmf import iter_specimens
from repatria.formats.familias import read_familias
from repatria.formats.frequencytable import read_frequencies
from repatria.formats.markers import is_known
from repatria.formats.notes import Notes
from repatria.formats.ped import read_ped
from repatria.formats.profiletable import iter_profiles
from repatria.formats.reading import Reading
from repatria.formats.sniff import Sniffed, sniff
from repatria.formats.workbook import workbook_rows
from repatria.model import Profile


def read(path: Path | str, *, single: Single = "at_least") -> Reading:
    """Everything in a file or case folder as nouns, whatever its format; :class:`UnreadableFile` if any of it cannot be read.

    ``single`` says what one allele at a marker means in tables: ``at_least`` one copy, or a ``homozygote`` written once.
    """
    path, notes = Path(path), Notes()
    sniffed = sniff(path)
    reading = _read(path, sniffed, notes, single)
    for _ in _watched(reading.every_profile(), notes):
        pass
    return reading


def _watched(profiles: Iterable[Profile], notes: Notes) -> Iterator[Profile]:
    """``profiles`` as they come; after the last one, a note for every marker of no usual kit."""
    markers: dict[str, None] = {}
    for profile in profiles:
        markers.update(dict.fromkeys(profile.calls))
        yield profile
    for marker in markers:
        if not is_known(marker):
            notes.add("unknown_marker", marker)


STREAMED = ("cmf", "csv", "csv-wide", "genemapper")
"""Formats that hold profiles only and are read one by one."""


def stream(path: Path | str, notes: Notes, *, single: Single = "at_least") -> Iterator[Profile]:
    """The profiles of a table or CMF message one by one, in the memory of one; keep nothing until the end is reached."""
    path = Path(path)
    sniffed = sniff(path)
    if sniffed.format not in STREAMED:
        raise UnreadableFile(f"is of format {sniffed.format}, which holds more than profiles. Read it whole.", path=path)
    return _watched(_profiles(path, sniffed, notes, single), notes)


def _profiles(path: Path, sniffed: Sniffed, notes: Notes, single: Single) -> Iterator[Profile]:
    if sniffed.format == "cmf":
        return iter_specimens(path, notes)
    return iter_profiles(path, notes, single=single, table=workbook_rows(path) if sniffed.workbook else None)


def _read(path: Path, sniffed: Sniffed, notes: Notes, single: Single) -> Reading:
    if sniffed.format == "case":
        case = read_case(path)
        return Reading(
            "case",
            profiles=(*case.profiles, *case.controls),
            families=case.families,
            panels=(case.panel, *(pool.panel for pool in case.pools)),
            theta=case.conventions.theta,
            case=case,
            notes=notes,
        )
    if sniffed.format == "familias":
        return read_familias(path, notes)
    if sniffed.format == "ped":
        if sniffed.workbook:
            raise UnreadableFile("is a pedigree table in a workbook. Save the sheet as CSV.", path=path)
        return read_ped(path, notes, single=single)
    if sniffed.format == "frequencies":
        table = workbook_rows(path) if sniffed.workbook else None
        panels = read_frequencies(path, notes, shape=sniffed.shape, table=table)  # type: ignore[arg-type]
        return Reading("frequencies", panels=panels, notes=notes)
    if sniffed.format == "oracle":
        raise UnreadableFile("is JSON: a question for 'repatria lr' or 'repatria identify', not data to convert.", path=path)
    return Reading(sniffed.format, profiles=tuple(_profiles(path, sniffed, notes, single)), notes=notes)
