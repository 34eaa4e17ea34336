"""Reading a stored result field by field: every refusal names file, field, value and what to do."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from repatria.errors import RepatriaError, UnreadableFile
from repatria.formats.limits import MAX_ROWS, bounded_size

T = TypeVar("T")


class Fields:
    """A JSON object with its place in a file. Asking for a field of the wrong kind is an :class:`UnreadableFile`."""

    def __init__(self, content: object, path: Path, where: str = "") -> None:
        if not isinstance(content, dict):
            raise UnreadableFile(
                f"{content!r:.60} is not an object. Write name and value pairs.", path=path, field=where.rstrip(".")
            )
        self.content: dict[str, Any] = content
        self.path, self.where = path, where

    def __contains__(self, name: str) -> bool:
        return name in self.content

    def refuse(self, name: str, what: str) -> UnreadableFile:
        """The error for field ``name``."""
        return UnreadableFile(what, path=self.path, field=f"{self.where}{name}".rstrip("."))

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Turn what goes wrong while a noun is made from these fields into an error that names the place."""
        try:
            yield
        except UnreadableFile:
            raise
        except (RepatriaError, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            what = f"lacks {error}." if isinstance(error, KeyError) else str(error)
            raise self.refuse("", f"cannot be read: {what} Correct the file or make it again.") from error

    def must(self, name: str, value: str) -> None:
        """Refuse unless field ``name`` is ``value``."""
        if self.content.get(name) != value:
            raise self.refuse(name, f"is {self.content.get(name)!r:.60}. This version reads {value!r}.")

    def text(self, name: str) -> str:
        """A required text."""
        value = self.content.get(name)
        if not isinstance(value, str):
            raise self.refuse(name, f"{value!r:.60} is not text. Write text.")
        return value

    def number(self, name: str, default: float | None = None) -> float:
        """A number; ``"-inf"`` is impossible and null is NaN."""
        if name not in self.content and default is not None:
            return default
        value = self.content.get(name)
        if value is None and name in self.content:
            return math.nan
        if value in ("-inf", "inf"):
            return float(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.refuse(name, f"{value!r:.60} is not a number. Write a number, -inf or null.")
        return float(value)

    def whole(self, name: str) -> int:
        """A required whole number of at least 0."""
        value = self.content.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.refuse(name, f"{value!r:.60} is not a whole number of at least 0. Write one.")
        return value

    def numbers(self) -> dict[str, float]:
        """All fields as numbers."""
        return {name: self.number(name) for name in self.content}

    def mapping(self) -> dict[str, str]:
        """All fields as texts."""
        return {name: self.text(name) for name in self.content}

    def items(self, name: str) -> list[Any]:
        """A list, empty if absent."""
        value = self.content.get(name, [])
        if not isinstance(value, list):
            raise self.refuse(name, f"{value!r:.60} is not a list. Write a list.")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts, empty if absent."""
        for value in self.items(name):
            if not isinstance(value, str):
                raise self.refuse(name, f"{value!r:.60} is not text. Write texts.")
        return tuple(self.items(name))

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """A list of pairs of texts, empty if absent."""
        for value in self.items(name):
            if not (isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value)):
                raise self.refuse(name, f"{value!r:.60} is not a pair of texts. Write two texts.")
        return tuple((a, b) for a, b in self.items(name))

    def child(self, name: str) -> Fields:
        """The object in field ``name``, empty if absent."""
        return Fields(self.content.get(name, {}), self.path, f"{self.where}{name}.")

    def children(self, name: str) -> tuple[Fields, ...]:
        """The objects of a list, none if absent."""
        return tuple(Fields(v, self.path, f"{self.where}{name}[{i}].") for i, v in enumerate(self.items(name)))

    def all(self, noun: type[T], name: str) -> tuple[T, ...]:
        """A list of objects as nouns of one kind."""
        return tuple(child._noun(noun) for child in self.children(name))

    def build(self, noun: type[T], name: str) -> T:
        """The object in field ``name`` as a noun."""
        return self.child(name)._noun(noun)

    def _noun(self, noun: type[T]) -> T:
        known = {f.name: str(f.type) for f in dataclasses.fields(noun) if f.init}  # type: ignore[arg-type]
        strange = sorted(set(self.content) - set(known))
        if strange:
            raise self.refuse(strange[0], f"is not a field of {noun.__name__}. Known fields: {', '.join(known)}.")
        needed = (f.name for f in dataclasses.fields(noun) if f.init and f.default is f.default_factory is dataclasses.MISSING)  # type: ignore[arg-type]
        absent = next((name for name in needed if name not in self.content), None)
        if absent:
            raise self.refuse(absent, f"is missing. {noun.__name__} needs it.")
        values = {name: self._value(name, known[name]) for name in self.content}
        with self.refusing():
            return noun(**values)

    def _value(self, name: str, kind: str) -> object:
        value = self.content[name]
        if kind == "float":
            return self.number(name)
        if kind == "int":
            return self.whole(name)
        return None if kind == "str | None" and value is None else self.text(name)


def read_fields(path: Path) -> Fields:
    """The JSON object in ``path``."""
    try:
        return Fields(json.loads(bounded_size(path).read_bytes().decode("utf-8"), parse_constant=_no_constant), path)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise UnreadableFile(f"is not JSON: {error}. Make the results again.", path=path, line=line) from error


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number in JSON")


def read_rows(stem: Path, columns: Mapping[str, type], optional: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The rows of ``stem.parquet`` or else ``stem.csv``; none if neither is there. Other columns are left aside."""
    parquet, text = stem.with_name(stem.name + ".parquet"), stem.with_name(stem.name + ".csv")
    if parquet.exists():
        names, rows = _parquet(parquet, columns)
        path = parquet
    elif text.exists():
        names, rows = _csv(text)
        path = text
    else:
        return []
    absent = [c for c in columns if c not in names and c not in optional]
    if absent:
        raise UnreadableFile(f"column {absent[0]} is missing. Columns read: {', '.join(columns)}.", path=path)
    return [
        {c: _cell(row[c], kind, path, line, c) for c, kind in columns.items() if c in names} for line, row in enumerate(rows, 2)
    ]


def _parquet(path: Path, columns: Mapping[str, type]) -> tuple[list[str], list[dict[str, Any]]]:
    try:
        file = pq.ParquetFile(bounded_size(path))
        if file.metadata.num_rows > MAX_ROWS:
            raise UnreadableFile(f"has {file.metadata.num_rows} rows, more than {MAX_ROWS}. Split it.", path=path)
        names = [n for n in file.schema_arrow.names if n in columns]
        return names, file.read(columns=names).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(f"is not a Parquet table: {error}. Make the results again.", path=path) from error


def _csv(path: Path) -> tuple[list[str], list[dict[str, Any]]]:
    try:
        reader = csv.DictReader(io.StringIO(bounded_size(path).read_bytes().decode("utf-8-sig"), newline=""), strict=True)
        rows = list(reader)
    except (csv.Error, ValueError) as error:
        raise UnreadableFile(f"is not CSV: {error}. Make the results again.", path=path) from error
    ragged = next((i for i, row in enumerate(rows, 2) if None in row or None in row.values()), None)
    if ragged:
        raise UnreadableFile("has another number of cells than the header. Correct the row.", path=path, line=ragged)
    return list(reader.fieldnames or []), rows


_NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z|-inf\Z", re.ASCII)


def _cell(value: object, kind: type, path: Path, line: int, column: str) -> Any:
    """One cell as ``kind``; an empty or null number is NaN."""
    if kind is float and value in (None, ""):
        return math.nan
    if kind is str and isinstance(value, str):
        return value
    if kind is not str and isinstance(value, str) and _NUMBER.match(value):
        value = float(value)
    if kind is int and isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, bool) and isinstance(value, int if kind is int else (int, float)) and kind is not str:
        return value if kind is int else float(value)
    wanted = {str: "text", int: "a whole number", float: "a number"}[kind]
    raise UnreadableFile(f"{value!r:.60} is not {wanted}. Correct the cell.", path=path, line=line, field=column)
