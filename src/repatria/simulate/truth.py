"""The hidden truth of an exercise. It is written apart from the case and never into it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from repatria.errors import InvalidCase, UnreadableFile

SCHEMA = "repatria-truth/1"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "men": ("missing", "family", "population", "kin", "person"),
    "people": ("person", "nationality", "population", "missing"),
    "samples": ("profile", "specimen", "bone_of", "donor", "fate"),
    "slips": ("family", "reference", "what"),
    "boxes": ("container", "place"),
    "remains": ("subject", "specimen", "bone_of", "donor", "fate"),
    "lineages": ("family", "person", "kind", "fate"),
    "bodies": ("person", "age", "stature"),
    "losses": ("missing", "place"),
}
"""Tables of the truth: the listed men (``person`` empty for one who is not there), the people in the boxes (``missing`` empty for one
who is not listed), every sample with an autosomal profile (``fate``: own, mixed up or staff), errors among autosomal references,
boxes; every sample of which anything is known, and every donor of a lineage (``fate``: own, wrong relation or swapped sample);
age and stature of the people in the boxes, and where each listed man was lost."""


@dataclass(frozen=True, eq=False)
class Truth:
    """What really happened: tables of text columns, and the settings and rates of the world."""

    tables: Mapping[str, Mapping[str, tuple[str, ...]]]
    world: Mapping[str, Any]

    @property
    def person_of(self) -> dict[str, str]:
        """Profile -> the person whose DNA it shows."""
        samples = self.tables["samples"]
        return dict(zip(samples["profile"], samples["donor"], strict=True))

    @property
    def person_behind(self) -> dict[str, str]:
        """Subject of the remains of the case -> the person whose DNA it shows, or whose bone it is where no DNA was seen."""
        remains = self.tables["remains"]
        return dict(zip(remains["subject"], remains["donor"], strict=True))

    @property
    def missing_of(self) -> dict[str, str]:
        """Profile -> the listed man whose DNA it shows; empty text for everybody else."""
        people = self.tables["people"]
        listed = dict(zip(people["person"], people["missing"], strict=True))
        return {profile: listed.get(donor, "") for profile, donor in self.person_of.items()}

    @property
    def kin_of(self) -> dict[str, str]:
        """Missing man -> kind of kin that gave a reference; ``none`` without."""
        men = self.tables["men"]
        return dict(zip(men["missing"], men["kin"], strict=True))


def check_apart(folder: Path, case: Path) -> None:
    """Refuse a truth ``folder`` that is the folder of the ``case``, lies inside it or holds it."""
    a, b = folder.resolve(), case.resolve()
    if a.is_relative_to(b) or b.is_relative_to(a):
        raise InvalidCase(f"truth folder {folder}: not apart from the case {case}. Choose a folder beside it.")


def write_truth(truth: Truth, folder: Path) -> None:
    """Write one Parquet file per table and ``truth.json`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in truth.tables.items():
        pq.write_table(pa.table({k: pa.array(columns[k], pa.string()) for k in COLUMNS[name]}), folder / f"{name}.parquet")
    text = json.dumps({"schema": SCHEMA, "world": truth.world}, sort_keys=True, indent=1, ensure_ascii=False)
    (folder / "truth.json").write_text(text + "\n", "utf-8")


def read_truth(folder: Path) -> Truth:
    """Read what :func:`write_truth` wrote; :class:`UnreadableFile` if it is something else."""
    try:
        head = json.loads((folder / "truth.json").read_text("utf-8"))
        schema = head["schema"]
        tables = {name: pq.read_table(folder / f"{name}.parquet", columns=list(c)) for name, c in COLUMNS.items()}
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise UnreadableFile(f"{error}. Give the folder that simulate wrote with --truth.", path=folder) from error
    if schema != SCHEMA:
        raise UnreadableFile(f"schema {schema!r} is not {SCHEMA}. Use the version that wrote it.", path=folder)
    return Truth({n: {k: tuple(t[k].to_pylist()) for k in COLUMNS[n]} for n, t in tables.items()}, head["world"])
