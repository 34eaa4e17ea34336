"""The CaseFile on disk, ``repatria-case/1``: case.json and Parquet tables in one folder, under one digest of their content.

A folder appears whole or not at all, and is read whole or not at all: if any table does not have the digest that case.json
states, nothing is returned. Layout and meaning: docs/reference/casefile.md.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from repatria import __version__
from repatria.errors import InvalidCase, UnreadableFile
from repatria.formats.canonical import json_digest, table_digest
from repatria.formats.caselayout import EVERY, TABLES, schema
from repatria.formats.casenouns import case_from
from repatria.formats.casetables import case_tables
from repatria.model import SCHEMA, CaseFile, Panel

HEAD = "case.json"
MAX_HEAD_BYTES = 16 << 20
MAX_ROWS = 50_000_000
_TABLE_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z", re.ASCII)
_NOT_CONTENT = ("digest", "software")
"""Entries of case.json that do not enter the digest."""


def write_case(case: CaseFile, folder: Path | str) -> str:
    """Write ``case`` to ``folder`` and return its digest.

    An earlier case in ``folder`` is replaced in one step; any other folder that is not empty is refused.
    """
    target = Path(folder)
    _refuse_strange_folder(target)
    tables = case_tables(case)
    head = _head(case, tables)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        os.chmod(fresh, 0o777 & ~_umask())
        for name, table in tables.items():
            pq.write_table(table, fresh / f"{name}.parquet", compression="zstd")
        (fresh / HEAD).write_text(json.dumps(head, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        _put_in_place(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return str(head["digest"])


def read_case(folder: Path | str) -> CaseFile:
    """Read the case in ``folder``; :class:`UnreadableFile` if it is not one, is damaged, or was changed after writing."""
    folder = Path(folder)
    head, tables = _read_verified(folder)
    try:
        return case_from(head, tables)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise UnreadableFile(f"does not follow {SCHEMA}: {error!r}. Write the case again.", path=folder / HEAD) from error


def case_digest(case: CaseFile | Path | str) -> str:
    """The digest of a case in memory, or of a folder after checking every table against it."""
    if isinstance(case, CaseFile):
        return str(_head(case, case_tables(case))["digest"])
    return str(_read_verified(Path(case))[0]["digest"])


def is_case(folder: Path | str) -> bool:
    """Whether ``folder`` claims to hold a case (its content is not checked)."""
    try:
        return str(_read_head(Path(folder))["schema"]).startswith("repatria-case/")
    except (UnreadableFile, OSError):
        return False


def _head(case: CaseFile, tables: Mapping[str, pa.Table]) -> dict[str, Any]:
    """What case.json says; its ``digest`` covers everything else in it but the writing program."""

    def stated(panel: Panel) -> dict[str, str]:
        return {"name": panel.name, "source": panel.source}

    for name in tables:
        if not _TABLE_NAME.match(name):
            raise InvalidCase(
                f"extra table {name!r}: use lower-case letters, digits and underscores, at most 64, for its name."
            )
    head: dict[str, Any] = {
        "schema": SCHEMA,
        "incident": {"title": case.incident.title, "kind": case.incident.kind, "note": case.incident.note},
        "conventions": {
            "ancestors": case.conventions.ancestors,
            "theta": case.conventions.theta,
            "minimum_frequency": case.conventions.minimum_frequency,
        },
        "prior": {"listed": case.prior.listed, "sensitivity": list(case.prior.sensitivity)},
        "panel": stated(case.panel),
        "pools": [{"name": p.name, "weight": p.weight, "panel": stated(p.panel)} for p in case.pools],
        "open_missing": case.open_missing,
        "withheld": case.withheld,
        "tables": {name: {"rows": t.num_rows, "digest": table_digest(t)} for name, t in sorted(tables.items())},
    }
    return {**head, "digest": json_digest(head), "software": f"repatria {__version__}"}


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _refuse_strange_folder(target: Path) -> None:
    if not os.path.lexists(target):
        return
    if target.is_symlink() or not target.is_dir():
        raise UnreadableFile("is not a folder. Choose another name for the case.", path=target)
    inside = [x.name for x in target.iterdir()]
    if not inside:
        return
    foreign = [n for n in inside if n != HEAD and not n.endswith(".parquet")]
    if HEAD not in inside or foreign or not is_case(target):
        what = f"holds {sorted(foreign)[0]!r}" if foreign else "is not empty and not a case"
        raise UnreadableFile(f"{what}; it is not overwritten. Choose a new folder for the case.", path=target)


def _put_in_place(fresh: Path, target: Path) -> None:
    """Give ``fresh`` the name ``target``; an earlier case steps aside and comes back if that fails."""
    aside = Path(f"{fresh}.old")
    replaced = target.exists()
    if replaced:
        os.rename(target, aside)
    try:
        os.rename(fresh, target)
    except OSError:
        if replaced:
            os.rename(aside, target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _read_head(folder: Path) -> dict[str, Any]:
    path = folder / HEAD
    if not path.is_file():
        raise UnreadableFile(f"has no {HEAD}: not a case. Name a folder that holds one.", path=folder)
    if path.stat().st_size > MAX_HEAD_BYTES:
        raise UnreadableFile(f"is larger than {MAX_HEAD_BYTES} bytes. Write the case again.", path=path)
    try:
        head = json.loads(path.read_bytes().decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise UnreadableFile(f"is not JSON: {error}. Write the case again.", path=path, line=line) from error
    if not isinstance(head, dict) or not isinstance(head.get("schema"), str):
        raise UnreadableFile("states no schema. Name a folder that holds a case.", path=path)
    return head


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _read_verified(folder: Path) -> tuple[dict[str, Any], dict[str, pa.Table]]:
    head = _read_head(folder)
    path = folder / HEAD
    if head["schema"] != SCHEMA:
        raise UnreadableFile(f"is {head['schema']!r}; this version reads {SCHEMA!r}. Use the version that wrote it.", path=path)
    content = {k: v for k, v in head.items() if k not in _NOT_CONTENT}
    if head.get("digest") != json_digest(content):
        raise UnreadableFile(
            f"was changed after writing: the content has digest {json_digest(content)}. Ask for the case again.", path=path
        )
    listed = head.get("tables")
    if not isinstance(listed, dict) or not set(TABLES) <= set(listed) or not all(map(_TABLE_NAME.match, listed)):
        raise UnreadableFile("does not list the tables of the layout. Write the case again.", path=path, field="tables")
    strays = {x.stem for x in folder.glob("*.parquet")} ^ set(listed)
    if strays:
        stray = sorted(strays)[0]
        raise UnreadableFile(
            f"table {stray!r} is in the folder or in {HEAD}, not in both. Ask for the case again.", path=folder
        )
    tables = {name: _read_table(folder, name) for name in listed}
    for name, table in tables.items():
        if listed[name] != {"rows": table.num_rows, "digest": table_digest(table)}:
            raise UnreadableFile(
                f"was changed after writing: its rows do not have the digest in {HEAD}. Ask for the case again.",
                path=folder / f"{name}.parquet",
            )
    return head, tables


def _read_table(folder: Path, name: str) -> pa.Table:
    """One table with its documented types; text stays in dictionaries, so that a small file stays small in memory."""
    path = folder / f"{name}.parquet"
    try:
        with pq.ParquetFile(path) as file:
            if file.metadata.num_rows > MAX_ROWS:
                raise UnreadableFile(f"has {file.metadata.num_rows} rows, more than {MAX_ROWS}. Split the incident.", path=path)
            texts = [f.name for f in file.schema_arrow if pa.types.is_string(f.type)]
        table = pq.read_table(path, read_dictionary=texts, partitioning=None)
        return _as_documented(table, name) if name in EVERY else table
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise UnreadableFile(f"is not the table of the layout: {error}. Write the case again.", path=path) from error


def _as_documented(table: pa.Table, name: str) -> pa.Table:
    wanted = schema(name)
    if sorted(table.column_names) != sorted(wanted.names):
        raise ValueError(f"columns {', '.join(table.column_names)} instead of {', '.join(wanted.names)}")
    columns = []
    for field in wanted:
        column = table.column(field.name)
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if kind != field.type:
            raise ValueError(f"column {field.name} holds {kind} instead of {field.type}")
        if column.null_count and not field.nullable:
            raise ValueError(f"column {field.name} has an empty value")
        columns.append(column)
    return pa.table(columns, names=wanted.names)
