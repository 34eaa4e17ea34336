"""A table of one's own: how many people of each age showed each stage of a growing place or phase of a surface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from repatria.errors import UnreadableFile
from repatria.formats.text import number_of, rows

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "place": ("place", "method"),
    "age": ("age", "age_from"),
    "age_to": ("age_to", "age_high"),
    "stage": ("stage", "phase"),
    "people": ("people", "count", "n"),
}
YEARS, TOP_STAGE, MOST_PEOPLE = (0.0, 110.0), 9, 1_000_000


@dataclass(frozen=True, slots=True)
class StageCount:
    """``people`` aged from ``age`` to below ``age_to`` (years) who showed ``stage`` of ``place``."""

    place: str
    age: float
    age_to: float
    stage: int
    people: int


def read_age_table(path: Path) -> tuple[StageCount, ...]:
    """The counts of the table at ``path``; :class:`UnreadableFile` with line and field at the first thing that cannot be.

    Columns place, age (whole completed years, or age and age_to), stage and people. Stages are whole numbers in the order in which
    a person passes them.
    """
    source = rows(path)
    first, heading = next(source)
    names = ["_".join(cell.strip().lower().split()) for cell in heading]
    where = {what: next((names.index(n) for n in own if n in names), -1) for what, own in COLUMNS.items()}
    for what in ("place", "age", "stage", "people"):
        if where[what] < 0:
            raise UnreadableFile(
                f"no column {what}. The columns are place, age, stage, people.", path=path, line=first, field=what
            )
    found: list[StageCount] = []
    seen: dict[tuple[str, float, int], int] = {}
    for line, cells in source:
        cell = {what: cells[at].strip() if 0 <= at < len(cells) else "" for what, at in where.items()}
        one = _count(cell, path, line)
        key = (one.place, one.age, one.stage)
        if key in seen:
            raise UnreadableFile(
                f"stage {one.stage} of {one.place} at {one.age:g} years stands on line {seen[key]} as well. Put both together.",
                path=path, line=line, field="stage",
            )  # fmt: skip
        seen[key] = line
        found.append(one)
    if not found:
        raise UnreadableFile("only a heading and no count below it. Write one age and stage a line.", path=path, line=first)
    return tuple(found)


def _count(cell: Mapping[str, str], path: Path, line: int) -> StageCount:
    place = "_".join(cell["place"].lower().replace("-", " ").split()).removeprefix("stage_")
    if not place:
        raise UnreadableFile("no place. Write one such as clavicle_medial.", path=path, line=line, field="place")
    age = _years(cell["age"], path, line, "age")
    to = _years(cell["age_to"], path, line, "age_to") if cell["age_to"] else age + 1.0
    if to <= age:
        raise UnreadableFile(f"{to:g} is not above the age of {age:g}. Correct one.", path=path, line=line, field="age_to")
    return StageCount(
        place, age, to, _whole(cell["stage"], TOP_STAGE, path, line, "stage"),
        _whole(cell["people"], MOST_PEOPLE, path, line, "people"),
    )  # fmt: skip


def _years(text: str, path: Path, line: int, field: str) -> float:
    value = number_of(text, path=path, line=line, field=field)
    if not YEARS[0] <= value <= YEARS[1]:
        near = min(YEARS, key=lambda edge: abs(edge - value))
        raise UnreadableFile(f"{text[:40]} is no age in years. The nearest is {near:g}.", path=path, line=line, field=field)
    return value


def _whole(text: str, most: int, path: Path, line: int, field: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 8 and int(text) <= most):
        raise UnreadableFile(f"{text[:40]!r}: write a whole number from 0 to {most:,}.", path=path, line=line, field=field)
    return int(text)
