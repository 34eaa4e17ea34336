"""Printed tables with their papers: a CSV beside a TOML that says where it is from. No paper or another checksum: refused."""

from __future__ import annotations

import csv
import hashlib
import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from repatria.errors import MissingReference, UnreadableFile

REQUIRED = ("title", "citation", "licence", "unit", "source", "transcribed", "sha256")
"""What every table must state; ``note`` and ``populations`` (people typed, 0 if unknown) may follow."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Where a table is from: citation, licence, unit, the copy it was made from, who transcribed it, its checksum."""

    name: str
    title: str
    citation: str
    licence: str
    unit: str
    source: str
    transcribed: str
    sha256: str
    note: str
    populations: Mapping[str, int]


def home() -> Traversable:
    """The folder of the tables that come with Repatria."""
    return files("repatria.reference") / "data"


def tables() -> tuple[str, ...]:
    """The names of all tables that come with Repatria, sorted."""
    return tuple(sorted(f.name[:-4] for f in home().iterdir() if f.name.endswith(".csv")))


def paper(name: str, folder: Traversable | None = None) -> Paper:
    """The papers of table ``name``; :class:`UnreadableFile` if they are incomplete, :class:`MissingReference` without any."""
    source = (folder or home()) / f"{name}.toml"
    if not source.is_file():
        choice = ", ".join(tables())
        raise MissingReference(f"table {name!r}: no {name}.toml says where it is from. Add one, or choose one of {choice}.")
    try:
        said = tomllib.loads(source.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{error}. Write it as TOML.", path=source.name) from error
    for key in REQUIRED:
        if not isinstance(said.get(key), str) or not said[key].strip():
            raise UnreadableFile("is not stated. Every table says where it is from.", path=source.name, field=key)
    stated = {key: str(said[key]) for key in REQUIRED}
    return Paper(name=name, **stated, note=said.get("note", ""), populations=said.get("populations", {}))


def rows(name: str, folder: Traversable | None = None) -> tuple[dict[str, str], ...]:
    """The rows of table ``name``, as text, if its bytes are the ones its papers vouch for; else :class:`UnreadableFile`."""
    papers = paper(name, folder)
    source = (folder or home()) / f"{name}.csv"
    data = source.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != papers.sha256:
        raise UnreadableFile(
            f"{digest} is not the checksum in {name}.toml. Restore the file, or check the change and state the new checksum.",
            path=source.name,
            field="sha256",
        )
    return tuple(csv.DictReader(io.StringIO(data.decode("utf-8"))))


@lru_cache(maxsize=32)
def shipped(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table that comes with Repatria, read and checked once."""
    return rows(name)
