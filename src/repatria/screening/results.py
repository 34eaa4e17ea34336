"""A screening on disk: ``manifest.json``, ``candidates.parquet`` and ``candidates.csv`` (layout: docs/reference/results.md)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from repatria.model.casefile import CaseFile
from repatria.screening.every_kind import EveryKind, every_kind_table
from repatria.screening.files import digest, write_over
from repatria.screening.pairs import Pairs
from repatria.screening.run import Screening


def candidate_table(found: Screening) -> pa.Table:
    """One row per pair kept: codes, ``log_lr`` (natural), ranks, and the chance hits to expect on the profile's list."""
    profiles = np.array(found.profiles, dtype=object)
    families, missing = (np.array([p[i] for p in found.people], dtype=object) for i in (0, 1))
    return pa.table(
        {
            "profile": pa.array(profiles[found.profile], pa.string()),
            "family": pa.array(families[found.person], pa.string()),
            "missing": pa.array(missing[found.person], pa.string()),
            "log_lr": found.log_lr,
            "rank_profile": found.rank_profile,
            "rank_person": found.rank_person,
            "expected_chance_hits": found.expected_hits[0][found.profile],
        }
    )


def content_digest(table: pa.Table) -> str:
    """SHA-256 over the rows in order, never over file bytes."""
    return digest("|".join(map(repr, row)) for row in zip(*(c.to_pylist() for c in table.columns), strict=True))


def write_screening(found: Screening, case: CaseFile, folder: Path, kinds: EveryKind | None = None) -> dict[str, Any]:
    """Write the three files into ``folder``, and with ``kinds`` the two of every kind; return the manifest as written."""
    folder.mkdir(parents=True, exist_ok=True)
    table = candidate_table(found)
    manifest = {
        "schema": "repatria-screen/1",
        "notice": case.incident.banner,
        "incident": case.incident.title,
        **found.manifest,
        "candidates": {"rows": len(table), "digest": content_digest(table)},
        "chance": chance_rows(found),
        **({} if kinds is None else {"every_kind": _write_every_kind(kinds, case, folder)}),
    }
    csv = pa.table({name: _no_formulas(table[name]) for name in table.column_names})
    if case.incident.banner:
        csv = csv.append_column("notice", pa.array([case.incident.banner] * len(table), pa.string()))
    text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_over(folder / "candidates.parquet", lambda sink: pq.write_table(table, sink, compression="zstd"))
    write_over(folder / "candidates.csv", lambda sink: pc.write_csv(csv, sink))
    write_over(folder / "manifest.json", lambda sink: sink.write(text.encode()))
    return manifest


def _write_every_kind(found: EveryKind, case: CaseFile, folder: Path) -> dict[str, Any]:
    """Write ``every_kind.parquet`` and ``every_kind.csv``; what the manifest says of them."""
    table = every_kind_table(found)
    csv = pa.table({name: _no_formulas(table[name]) for name in table.column_names})
    if case.incident.banner:
        csv = csv.append_column("notice", pa.array([case.incident.banner] * len(table), pa.string()))
    write_over(folder / "every_kind.parquet", lambda sink: pq.write_table(table, sink, compression="zstd"))
    write_over(folder / "every_kind.csv", lambda sink: pc.write_csv(csv, sink))
    return {
        "rows": len(table),
        "digest": content_digest(table),
        "subjects": len(found.subjects),
        "subjects_without_dna": list(found.subjects_without_dna),
        "pairs_compared": found.compared,
        "chance_candidates": list(found.chance),
        "told": [dict(row) for row in found.told],
    }


def profile_pairs_table(found: Sequence[Pairs], case: CaseFile) -> pa.Table:
    """One row per pair of profiles: relation, both codes, ``log_lr`` (natural), and whether either is a control."""
    controls = {p.id for p in case.controls}
    rows = [
        (pairs.relation, pairs.profiles[int(i)], pairs.profiles[int(j)], float(value))
        for pairs in found
        for i, j, value in zip(pairs.left, pairs.right, pairs.log_lr, strict=True)
    ]
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    control = ["yes" if a in controls or b in controls else "" for _, a, b, _ in rows]
    kinds = (pa.string(), pa.string(), pa.string(), pa.float64())
    arrays = [pa.array(c, kind) for c, kind in zip(columns, kinds, strict=True)]
    return pa.table([*arrays, pa.array(control, pa.string())], names=["relation", "left", "right", "log_lr", "control"])


def write_profile_pairs(found: Sequence[Pairs], case: CaseFile, folder: Path) -> int:
    """Write ``profile_pairs.parquet`` and ``profile_pairs.csv`` into ``folder``; returns the number of rows."""
    table = profile_pairs_table(found, case)
    notice = pa.array([case.incident.banner] * len(table), pa.string())
    csv = table.append_column("notice", notice) if case.incident.banner else table
    write_over(folder / "profile_pairs.parquet", lambda sink: pq.write_table(table, sink, compression="zstd"))
    write_over(folder / "profile_pairs.csv", lambda sink: pc.write_csv(csv, sink))
    return len(table)


def _no_formulas(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Codes that a spreadsheet would take for a formula get a leading apostrophe, as in every table of a report."""
    if not pa.types.is_string(column.type):
        return column
    return pa.chunked_array([pa.array([f"'{v}" if v[:1] in tuple("=+-@\t\r") else v for v in column.to_pylist()], pa.string())])


def chance_rows(found: Screening) -> list[dict[str, Any]]:
    """Over the whole screening: expected pairs at the threshold if everybody were of one kind, with its error."""
    rows = []
    for n, name in enumerate(found.chance_profile.names):
        if name == "sibling":
            each = found.chance_person
            some = each.compared > 0
            scale = 1.0 / np.maximum(each.compared[some] * some.sum(), 1)
            value, error = each.expected[some, n] * scale, each.error[some, n] * scale
            label = "siblings of a listed person (chance per sibling)"
        else:
            value, error = found.chance_profile.expected[:, n], found.chance_profile.error[:, n]
            label = "unrelated people" if name == "unrelated" else f"unrelated people of {name.removeprefix('pool:')}"
        spread = float(np.sqrt((error**2).sum()))
        rows.append({"among": label, "expected": float(value.sum()), "error": spread if np.isfinite(spread) else None})
    return rows
