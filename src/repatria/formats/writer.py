"""One door out: a reading in any format that can state it, whole under its final name or not at all."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from repatria.errors import InvalidCase
from repatria.formats.casefile import write_case
from repatria.formats.cmfout import Sender, write_cmf
from repatria.formats.familiasout import familias_lines
from repatria.formats.notes import Notes
from repatria.formats.ped import ped_rows
from repatria.formats.profilerows import frequency_rows, long_rows, wide_rows
from repatria.formats.reading import Reading
from repatria.formats.workbook import write_workbook
from repatria.model import Panel, Profile


def write(
    reading: Reading,
    path: Path | str,
    format: str,
    notes: Notes,
    *,
    sender: Sender | None = None,
    accept: Callable[[], None] = lambda: None,
) -> None:
    """Write ``reading`` to ``path`` in a format of the catalogue, replacing an earlier file in one step.

    What the format cannot state is refused or noted in ``notes``. ``accept`` is called after writing and before the file gets
    its name: it may still refuse by raising.
    """
    path = Path(path)
    if format == "case":
        if reading.case is None:
            raise InvalidCase("case: the input is not a whole case. Make one from its parts with 'repatria convert --help'.")
        accept()
        write_case(reading.case, path)
        return
    writers: dict[str, Callable[[BinaryIO], object]] = {
        "csv": lambda file: _csv(long_rows(_profiles(reading)), file),
        "csv-wide": lambda file: _csv(wide_rows(_profiles(reading), notes), file),
        "xlsx": lambda file: write_workbook(wide_rows(_profiles(reading), notes), file),
        "cmf": lambda file: write_cmf(_profiles(reading), file, notes, sender),
        "familias": lambda file: _lines(familias_lines(reading, notes), file),
        "ped": lambda file: _csv(ped_rows(reading, notes), file, "\t"),
        "frequencies": lambda file: _csv(frequency_rows(_panels(reading)), file),
    }
    if format not in writers:
        raise InvalidCase(f"format {format!r} is not written. Choose one of: case, {', '.join(sorted(writers))}.")
    _say_what_is_lost(reading, format, notes)
    atomically(path, writers[format], accept)


def _say_what_is_lost(reading: Reading, format: str, notes: Notes) -> None:
    """Note what ``format`` has no place for at all."""
    pedigrees = len(reading.families) + len(reading.pedigrees)
    if pedigrees and format not in ("familias", "ped"):
        notes.add("not_carried", f"{format}: {pedigrees} pedigrees are not written")
    if reading.panels and format not in ("familias", "frequencies"):
        notes.add("not_carried", f"{format}: frequencies are not written")
    if format == "frequencies" and (number := len(reading.every_profile())):
        notes.add("not_carried", f"{format}: {number} profiles are not written")


STREAMED = ("csv", "cmf")
"""Formats that profiles can be written to one by one."""


def write_profiles(
    profiles: Iterable[Profile],
    path: Path | str,
    format: str,
    notes: Notes,
    *,
    sender: Sender | None = None,
    accept: Callable[[], None] = lambda: None,
) -> None:
    """Write ``profiles`` as they come to one of :data:`STREAMED`, in the memory of one; otherwise like :func:`write`."""
    if format not in STREAMED:
        raise InvalidCase(f"format {format!r} cannot be written one by one. Choose one of: {', '.join(STREAMED)}.")
    if format == "cmf":
        atomically(Path(path), lambda file: write_cmf(profiles, file, notes, sender), accept)
    else:
        atomically(Path(path), lambda file: _csv(long_rows(profiles), file), accept)


def atomically(path: Path, fill: Callable[[BinaryIO], object], accept: Callable[[], None] = lambda: None) -> None:
    """Let ``fill`` write to a new file beside ``path`` and give it that name only if all went well."""
    if path.is_dir():
        raise InvalidCase(f"{path}: is a folder. Name a file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            fill(file)
        accept()
        mask = os.umask(0o077)
        os.umask(mask)
        os.chmod(fresh, 0o666 & ~mask)
        os.replace(fresh, path)
    except BaseException:
        os.unlink(fresh)
        raise


def _profiles(reading: Reading) -> tuple[Profile, ...]:
    """All profiles, if their codes tell them apart."""
    profiles = reading.every_profile()
    if not profiles:
        raise InvalidCase("there is no profile to write. Choose a format for what the input holds.")
    ids = [p.id for p in profiles]
    if len(set(ids)) == len(ids):
        return profiles
    raise InvalidCase(
        f"profile {next(i for i in ids if ids.count(i) > 1)} occurs twice, in two families. Write ped or familias, which keep "
        "families apart, or rename one."
    )


def _panels(reading: Reading) -> tuple[Panel, ...]:
    if not reading.panels:
        raise InvalidCase("there are no frequencies to write. Choose a format for what the input holds.")
    return reading.panels


def _lines(texts: Iterable[str], file: BinaryIO) -> None:
    for text in texts:
        file.write(text.encode() + b"\n")


class _Encoded:
    """What the csv module writes to: text in, UTF-8 out."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        return self._file.write(text.encode())


def _csv(rows: Iterable[Sequence[str]], file: BinaryIO, delimiter: str = ",") -> None:
    csv.writer(_Encoded(file), delimiter=delimiter, lineterminator="\n").writerows(rows)
