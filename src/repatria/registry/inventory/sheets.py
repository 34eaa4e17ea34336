"""An old inventory sheet as CSV: what each line says, without inventing anything. Reads rows, writes none.

A line becomes one specimen, or is merged with one that says the same under the same number, or is refused with a reason.
Unknown stays unknown: an empty cell is "not recorded", and what is not understood is refused, never guessed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from repatria.registry.codes.models import Identifier, Kind, Thing
from repatria.registry.codes.naming import normal_of, normals_to_try, read_code
from repatria.registry.custody.models import Item
from repatria.registry.inventory.hands import held_container
from repatria.registry.inventory.models import Specimen, SpecimenDescription
from repatria.registry.inventory.sheetwords import completeness_of, element_of, human_of, side_left_out
from repatria.registry.inventory.told import Told
from repatria.registry.inventory.within import Placed
from repatria.registry.refusals import Impossible, Refusal

MOST_BYTES, MOST_LINES, LONGEST_CELL = 4 * 1024 * 1024, 50_000, 1000
PLAIN = (
    "container",
    "designator",
    "element",
    "side",
    "completeness",
    "zones",
    "human",
    "condition",
    "colour",
    "notes",
    "age_notes",
)
IDENTIFIER, CONSTANT, DEFAULT_BOX = "identifier:", "=", "box"


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file as read: the names of its columns and its lines (number in the file, cells)."""

    heads: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(slots=True)
class Line:
    """What will become of one line. ``same_as``: the line of this file it repeats; ``known``: the specimen it repeats."""

    number: int
    said: str
    outcome: str = "refused"
    why: str = ""
    told: Told | None = None
    placed: Placed | None = None
    same_as: int | None = None
    known: int | None = None


@dataclass(slots=True)
class Plan:
    """What will become of a sheet."""

    lines: list[Line] = field(default_factory=list)

    def count(self, outcome: str) -> int:
        """How many lines end so."""
        return sum(line.outcome == outcome for line in self.lines)


def read_table(raw: bytes, name: str = "sheet") -> Table:
    """The CSV in ``raw``: UTF-8, comma or semicolon, one heading line; Impossible where it is not."""
    if len(raw) > MOST_BYTES:
        raise Impossible(f"{name}: larger than {MOST_BYTES // 1_048_576} MiB. Cut it into several sheets.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Impossible(f"{name}: byte {fault.start} is not UTF-8. Save the sheet as CSV in UTF-8.") from fault
    if "\0" in text:
        raise Impossible(f"{name}: holds a zero byte. Save the sheet as CSV in UTF-8.")
    first = text.splitlines()[0] if text.strip() else ""
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",", strict=True
    )
    try:
        heads = tuple(" ".join(cell.split()) for cell in next(reader, []))
        lines = tuple((reader.line_num, tuple(row)) for row in reader if any(cell.strip() for cell in row))
    except csv.Error as fault:
        raise Impossible(f"{name}: line {reader.line_num}: {fault}. Save the sheet as plain CSV.") from fault
    if not heads or not all(heads) or len(set(heads)) != len(heads):
        raise Impossible(f"{name}: the first line must name every column once. It reads {', '.join(heads) or 'nothing'}.")
    if len(lines) > MOST_LINES:
        raise Impossible(f"{name}: {len(lines)} lines. At most {MOST_LINES}; cut it into several sheets.")
    return Table(heads, lines)


def guess(heads: Sequence[str]) -> dict[str, str]:
    """A first mapping (column -> field) for a person to correct: only names that say themselves."""
    words = {
        "box": "container",
        "case": "container",
        "bone": "element",
        "number": "designator",
        "no": "designator",
        "remarks": "notes",
    }
    found = {head: words.get(head.lower(), head.lower()) for head in heads}
    return {head: name if name in PLAIN else "" for head, name in found.items()}


def check_mapping(table: Table, mapping: Mapping[str, str]) -> dict[str, str]:
    """The mapping without empty places; Impossible for a column or field that does not exist, or an element nobody maps.

    Besides columns, ``=human`` or ``=container`` … may map to a constant said of every line of the sheet.
    """
    kept = {column: target.strip() for column, target in mapping.items() if target.strip()}
    seen: set[str] = set()
    for column, target in kept.items():
        aim = column[1:] if column.startswith(CONSTANT) else target
        if not column.startswith(CONSTANT) and column not in table.heads:
            raise Impossible(f"mapping: the sheet has no column {column!r}. Its columns are {', '.join(table.heads)}.")
        if aim not in PLAIN and not (aim.startswith(IDENTIFIER) and aim[len(IDENTIFIER) :].strip()):
            raise Impossible(f"mapping: {aim!r} is not a field. Choose among {', '.join(PLAIN)} or identifier:ISSUER.")
        if aim in seen:
            raise Impossible(f"mapping: {aim!r} is given twice. Map one column to it.")
        seen.add(aim)
    for needed in ("element", "container"):
        if needed not in seen:
            raise Impossible(f"mapping: nothing is mapped to {needed!r}. Choose its column.")
    return kept


def plan(by: Any, table: Table, mapping: Mapping[str, str]) -> Plan:
    """What would become of each line, for somebody who holds the containers it names."""
    kept = check_mapping(table, mapping)
    boxes = _Boxes(by)
    known = _Known(by)
    made = Plan()
    seen: dict[tuple[Any, ...], Line] = {}
    for number, cells in table.lines:
        line = Line(number, "; ".join(cells)[:LONGEST_CELL])
        made.lines.append(line)
        try:
            if len(cells) != len(table.heads):
                raise Impossible(f"{len(cells)} cells where the heading has {len(table.heads)}. Correct the line.")
            container, told = _told(dict(zip(table.heads, cells, strict=True)), kept)
            line.told = told.checked()
            line.placed = Placed(line.told, *boxes.called(container))
            _settle(line, seen, known)
        except Refusal as refusal:
            line.outcome, line.why = "refused", str(refusal)[:400]
    return made


def _told(cells: Mapping[str, str], mapping: Mapping[str, str]) -> tuple[str, Told]:
    said: dict[str, str] = {}
    for column, target in mapping.items():
        if column.startswith(CONSTANT):
            said[column[1:]] = target
        else:
            said[target] = " ".join(cells[column].split())
    if any(len(value) > LONGEST_CELL for value in said.values()):
        raise Impossible(f"a cell is longer than {LONGEST_CELL} characters. Shorten it.")
    named = tuple((t[len(IDENTIFIER) :].strip(), v) for t, v in said.items() if t.startswith(IDENTIFIER) and v)
    element = element_of(said.get("element", ""), said.get("side", ""))
    if side_left_out(element, said.get("side", "")):
        said["notes"] = "; ".join(filter(None, (said.get("notes", ""), f"the sheet says side {said['side']}")))
    told = Told(
        element=element,
        completeness=completeness_of(said.get("completeness", "")),
        zones=said.get("zones", ""),
        human=human_of(said.get("human", "")),
        identifiers=named,
        **{name: said.get(name, "") for name in ("condition", "colour", "notes", "age_notes", "designator")},
    )
    return said.get("container", ""), told


def _settle(line: Line, seen: dict[tuple[Any, ...], Line], known: _Known) -> None:
    """Made, merged with an equal one, or refused because its number says something else."""
    assert line.told is not None and line.placed is not None
    keys: list[tuple[Any, ...]] = [("id", issuer, normal_of(value, issuer)) for issuer, value in line.told.identifiers]
    if line.told.designator:
        keys.append(("in", line.placed.container.pk, normal_of(line.told.designator)))
    for key in keys:
        if key in seen:
            first = seen[key]
            if not _says_the_same(first.told, line.told):
                raise Impossible(
                    f"the same number as line {first.number}, and it says something else. Settle by hand which is right."
                )
            line.outcome, line.same_as = "merged", first.number
            line.why = f"says the same as line {first.number}"
            return
    for key in keys:
        found = known.under(key)
        if found is not None:
            pk, code, said = found
            if not _fits(said, line.told):
                raise Impossible(f"its number belongs to {code}, which is described otherwise. Settle by hand which is right.")
            line.outcome, line.known, line.why = "merged", pk, f"already there as {code}"
            seen.update(dict.fromkeys(keys, line))
            return
    line.outcome = "made"
    seen.update(dict.fromkeys(keys, line))


def _says_the_same(one: Told | None, other: Told | None) -> bool:
    if one is None or other is None:
        return False
    bare: dict[str, Any] = {"identifiers": (), "designator": ""}
    return replace(one, **bare) == replace(other, **bare)


def _fits(said: SpecimenDescription, told: Told) -> bool:
    return all(value in ("", None) or getattr(said, name) == value for name, value in told.columns().items())


class _Boxes:
    """The containers a sheet names, each looked up once."""

    def __init__(self, by: Any) -> None:
        self.by = by
        self.found: dict[str, Any] = {}

    def called(self, text: str) -> Any:
        if not text:
            raise Impossible("container: empty. Write its code or one of its numbers.")
        if text not in self.found:
            try:
                self.found[text] = held_container(self.by, self._item(text))
            except Refusal as refusal:
                self.found[text] = refusal
        if isinstance(self.found[text], Refusal):
            raise self.found[text]
        return self.found[text]

    def _item(self, text: str) -> Item:
        sees = getattr(self.by, "sees", None)
        things = Thing.objects.filter(sees()) if sees else Thing.objects.filter(incident=self.by.incident)
        code = read_code(text)
        named = things.filter(code=code) if code else things.filter(identifiers__normal__in=normals_to_try(text)).distinct()
        rows = list(Item.objects.filter(thing__in=named.filter(kind=Kind.CONTAINER)).select_related("thing")[:2])
        if len(rows) != 1:
            raise Impossible(f"container {text!r}: {'several have' if rows else 'none has'} this number. Write its code.")
        return rows[0]


class _Known:
    """Specimens that already carry a number of the sheet."""

    def __init__(self, by: Any) -> None:
        self.incident = by.incident
        self.boxes: dict[int, dict[str, int]] = {}
        self.issuers: dict[str, dict[str, list[Any]]] = {}

    def under(self, key: tuple[Any, ...]) -> tuple[int, str, SpecimenDescription] | None:
        pk: int | None
        if key[0] == "id":
            if key[1] not in self.issuers:
                given = Identifier.objects.filter(incident=self.incident, issuer=key[1])
                columns = ("thing_id", "thing__kind", "withdrawn", "value")
                self.issuers[key[1]] = {normal: told for normal, *told in given.values_list("normal", *columns)}
            told = self.issuers[key[1]].get(key[2])
            if told is None:
                return None
            pk, kind, withdrawn, value = told
            if kind != Kind.SPECIMEN or withdrawn is not None:
                raise Impossible(f"{key[1]} {value}: belongs to another thing, or was withdrawn. Numbers are never re-used.")
        else:
            if key[1] not in self.boxes:
                found = Specimen.objects.filter(found_in_id=key[1]).exclude(designator="").values_list("designator", "pk")
                self.boxes[key[1]] = {normal_of(text): pk for text, pk in found}
            pk = self.boxes[key[1]].get(key[2])
            if pk is None:
                return None
        said = SpecimenDescription.objects.select_related("specimen__item__thing").get(specimen_id=pk, current=True)
        if said.specimen.withdrawn is not None:
            raise Impossible(
                f"its number belonged to {said.specimen.code}, withdrawn. Numbers are never re-used; give a new one."
            )
        return pk, said.specimen.code, said
