"""A giver's list as CSV, read strictly: number, origin, contents, people, seals. Pure: bytes in, rows and faults out.

``people`` is what the giver claims: ``3``, ``about 3``, ``at least 3``, ``at most 3``, ``over 3``, ``2-4``, or words such as "not known".
Seals are parted by semicolons. The list is taken as a whole or not at all.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from repatria.registry.codes.naming import normal_of

COLUMNS = ("number", "origin", "contents", "people", "seals")
LIMITS = {"number": 40, "origin": 200, "contents": 400, "people": 60, "seals": 400}
MOST_ROWS = 5_000
MOST_BYTES = 1_000_000
MOST_FAULTS = 200
_PEOPLE = re.compile(
    r"(?:(about|at least|at most|over|believed|~|>) ?)?(\d{1,6})(?: ?[-–] ?(\d{1,6}))?", re.IGNORECASE | re.ASCII
)
_HEDGES = {"~": "about", ">": "over", None: "none"}


@dataclass(frozen=True, slots=True)
class People:
    """A claimed number of people, as a claim takes it."""

    kind: str
    low: Decimal | None = None
    high: Decimal | None = None
    hedge: str = "none"
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    line: int
    number: str
    normal: str
    origin: str = ""
    contents: str = ""
    people: People | None = None
    seals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where: line and field, and what to do."""

    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.field}: {self.message}"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The rows of a list and everything that is wrong with it; rows count only where there is no fault."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]


def parse(data: bytes) -> Parsed:
    """Read a list. Every fault is told, up to a limit; none is guessed away."""
    if len(data) > MOST_BYTES:
        return _nothing("file", f"{len(data)} bytes. At most {MOST_BYTES} are read; divide the list.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        return Parsed((), (Fault(line, "file", "not UTF-8 text. Save the list as CSV in UTF-8."),))
    if "\0" in text:
        return _nothing("file", "holds zero bytes. Save the list as CSV in UTF-8.")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as fault:
        return _nothing("header", f"{fault}. Quote fields with commas.")
    if not header or sorted(header) != sorted(set(header)) or set(header) - set(COLUMNS) or "number" not in header:
        return _nothing("header", f"{', '.join(header)[:80]!r}. Columns are {', '.join(COLUMNS)}; number is needed, each once.")
    return _rows(reader, header)


def _nothing(field: str, message: str) -> Parsed:
    return Parsed((), (Fault(1, field, message),))


def _rows(reader: Any, header: list[str]) -> Parsed:
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    sealed: dict[str, int] = {}
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(rows) >= MOST_ROWS or len(faults) >= MOST_FAULTS:
                faults.append(
                    Fault(reader.line_num, "file", f"more than {MOST_ROWS} lines or {MOST_FAULTS} faults. Divide the list.")
                )
                break
            wrong, row = _row(reader.line_num, header, cells, seen, sealed)
            faults += wrong
            if row is not None:
                rows.append(row)
    except csv.Error as fault:
        faults.append(Fault(reader.line_num, "file", f"{fault}. Quote fields with commas or line breaks."))
    if not rows and not faults:
        faults.append(Fault(1, "file", "no line below the header. Add the containers."))
    return Parsed(tuple(rows), tuple(faults))


def _row(
    line: int, header: list[str], cells: list[str], seen: dict[str, int], sealed: dict[str, int]
) -> tuple[list[Fault], Row | None]:
    if len(cells) != len(header):
        return [Fault(line, "line", f"{len(cells)} fields, the header has {len(header)}. Quote fields with commas.")], None
    told = {name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=True)}
    faults = [
        Fault(line, name, f"{len(value)} characters. At most {LIMITS[name]}.")
        for name, value in told.items()
        if len(value) > LIMITS[name]
    ]
    number, normal = told["number"], normal_of(told["number"])
    if not normal:
        faults.append(Fault(line, "number", "empty. Give each container the number that the list gives it."))
    elif normal in seen:
        faults.append(Fault(line, "number", f"{number!r} stands in line {seen[normal]} already. Ask the giver which is meant."))
    seen.setdefault(normal, line)
    seals = tuple(s for s in (part.strip() for part in told.get("seals", "").split(";")) if s)
    for seal in seals:
        if seal in sealed:
            faults.append(Fault(line, "seals", f"{seal!r} stands in line {sealed[seal]} already. A seal is on one container."))
        elif len(seal) > 40:
            faults.append(Fault(line, "seals", f"{seal[:20]!r}…: a seal's number has at most 40 characters."))
        sealed.setdefault(seal, line)
    people = read_people(told.get("people", ""))
    if isinstance(people, str):
        faults.append(Fault(line, "people", people))
        people = None
    if faults:
        return faults, None
    return [], Row(line, number, normal, told.get("origin", ""), told.get("contents", ""), people, seals)


def read_people(text: str) -> People | str | None:
    """The claimed number in ``text``; a sentence where it cannot be read; None where nothing is claimed."""
    text = text.strip()
    if not text:
        return None
    found = _PEOPLE.fullmatch(text)
    if found is None:
        if any(character.isdigit() for character in text):
            return f"{text!r}. Write 3, about 3, at least 3, at most 3, over 3 or 2-4; or words without a number."
        return People("text", text=text)
    hedge, low, high = found.groups()
    hedge = _HEDGES.get(hedge, (hedge or "none").lower())
    if high is None:
        return People("number", Decimal(low), None, hedge)
    if int(high) < int(low):
        return f"{text!r}. Write the smaller number first."
    return People("range", Decimal(low), Decimal(high), hedge)
