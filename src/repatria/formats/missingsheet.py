"""A list of missing people with what bones can be compared with: age at loss, recorded stature, how and when it was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from repatria.errors import UnreadableFile
from repatria.formats.text import code_of, number_of, rows

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "code": ("code", "id", "person", "missing"),
    "age": ("age", "age_at_loss"),
    "age_high": ("age_high", "age_to"),
    "cm": ("stature_cm", "height_cm"),
    "inches": ("stature_in", "height_in"),
    "how": ("recorded", "how"),
    "age_then": ("age_recorded", "age_at_record"),
    "sex": ("sex",),
    "pool": ("pool", "pools"),
}
YEARS = (14.0, 70.0)
INCH = 2.54


@dataclass(frozen=True, slots=True)
class ListedMan:
    """``ages``: from and to in years, a whole year where one completed age was given; ``cm``, ``step``: stature and its rounding."""

    code: str
    ages: tuple[float, float] | None
    cm: float | None
    step: float
    how: str
    age_then: float | None
    sex: str
    pool: str
    line: int


def read_missing(path: Path) -> tuple[ListedMan, ...]:
    """The people of the sheet at ``path``; :class:`UnreadableFile` with row and field at the first thing that cannot be."""
    source = rows(path)
    first, heading = next(source)
    names = ["_".join(cell.strip().lower().split()) for cell in heading]
    where = {what: next((names.index(n) for n in own if n in names), -1) for what, own in COLUMNS.items()}
    if where["code"] < 0:
        raise UnreadableFile("no column of codes. Name one of them code.", path=path, line=first, field="code")
    found: list[ListedMan] = []
    seen: dict[str, int] = {}
    for line, cells in source:
        cell = {what: cells[at].strip() if 0 <= at < len(cells) else "" for what, at in where.items()}
        man = _man(cell, path, line)
        if man.code in seen:
            raise UnreadableFile(
                f"{man.code!r} stands on line {seen[man.code]} as well. Keep one.", path=path, line=line, field="code"
            )
        seen[man.code] = line
        found.append(man)
    if not found:
        raise UnreadableFile(
            "only a heading and nobody below it. Write one person a line.", path=path, line=first, field="code"
        )
    return tuple(found)


def _man(cell: Mapping[str, str], path: Path, line: int) -> ListedMan:
    cm, step = _stature(cell, path, line)
    how = cell["how"].lower() or "measured"
    if how not in ("measured", "reported"):
        raise UnreadableFile(
            f"{how[:40]!r}: write measured or reported, or leave it empty.", path=path, line=line, field="recorded"
        )
    sex = {"": "", "m": "m", "male": "m", "f": "f", "female": "f"}.get(cell["sex"].lower())
    if sex is None:
        raise UnreadableFile(f"sex {cell['sex'][:40]!r}: write m or f, or leave it empty.", path=path, line=line, field="sex")
    return ListedMan(
        code_of(cell["code"], path=path, line=line, field="code"),
        _ages(cell, path, line),
        cm,
        step,
        how,
        _year(cell["age_then"], path, line, "age_recorded"),
        sex,
        cell["pool"].lower(),
        line,
    )


def _stature(cell: Mapping[str, str], path: Path, line: int) -> tuple[float | None, float]:
    text, unit, field = (cell["cm"], 1.0, "stature_cm") if cell["cm"] else (cell["inches"], INCH, "stature_in")
    if not text:
        return None, INCH
    value = number_of(text, path=path, line=line, field=field) * unit
    if cell["cm"] and cell["inches"]:
        inches = number_of(cell["inches"], path=path, line=line, field="stature_in")
        if abs(inches * INCH - value) > INCH:
            raise UnreadableFile(
                f"{cell['inches']} inches are {inches * INCH:.1f} cm, and stature_cm says {text}. Correct one of them, or leave one out.",
                path=path, line=line, field="stature_in",
            )  # fmt: skip
    if not 120.0 <= value <= 220.0:
        near = min((120.0, 220.0), key=lambda edge: abs(edge - value)) / unit
        raise UnreadableFile(
            f"{text} is no stature of a grown person. The nearest value taken is {near:.1f}; look at the unit of the column.",
            path=path, line=line, field=field,
        )  # fmt: skip
    decimals = len(text.partition(".")[2])
    return value, unit if unit == 1.0 or decimals == 0 else INCH / 2.0


def _ages(cell: Mapping[str, str], path: Path, line: int) -> tuple[float, float] | None:
    low = _year(cell["age"], path, line, "age")
    if low is None:
        return None
    high = _year(cell["age_high"], path, line, "age_high")
    if high is not None and high < low:
        raise UnreadableFile(
            f"{high:g} is below the age of {low:g}. Correct one of the two.", path=path, line=line, field="age_high"
        )
    last = low if high is None else high
    return low, last + (1.0 if "." not in cell["age"] + cell["age_high"] else 0.1)


def _year(text: str, path: Path, line: int, field: str) -> float | None:
    if not text:
        return None
    value = number_of(text, path=path, line=line, field=field)
    if not YEARS[0] <= value <= YEARS[1]:
        near = min(YEARS, key=lambda edge: abs(edge - value))
        raise UnreadableFile(
            f"{value:g} is no age of a soldier. The nearest value taken is {near:g}.", path=path, line=line, field=field
        )
    return value
