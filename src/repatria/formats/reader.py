"""One door in: sniff, read whole, hand back nouns and notes."""

from __future__ import annotations

from collections.abc import Iterator
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
    for marker in dict.fromkeys(m for p in reading.every_profile() for m in p.calls):
        if not is_known(marker):
            notes.add("unknown_marker", marker)
    return reading


def stream(path: Path | str, notes: Notes, *, single: Single = "at_least") -> Iterator[Profile]:
    """The profiles of a table or CMF message one by one, in the memory of one; keep nothing until the end is reached."""
    path = Path(path)
    sniffed = sniff(path)
    if sniffed.format == "cmf":
        return iter_specimens(path, notes)
    if sniffed.format in ("csv", "csv-wide", "genemapper"):
        return iter_profiles(path, notes, single=single, table=workbook_rows(path) if sniffed.workbook else None)
    raise UnreadableFile(f"is of format {sniffed.format}, which holds more than profiles. Read it whole.", path=path)


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
    return Reading(sniffed.format, profiles=tuple(stream(path, notes, single=single)), notes=notes)
