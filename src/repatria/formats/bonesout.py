"""What sorting writes: pairs, clusters and classic p-values as CSV, every pair as Parquet; whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from repatria.errors import InvalidInput

PAIR_COLUMNS = ("specimen_a", "specimen_b", "relation", "log_lr", "posterior", "n_measurements", "reference_n")
CLUSTER_COLUMNS = ("specimen", "cluster", "stability")


def write_columns(path: Path, columns: Mapping[str, Any]) -> None:
    """The columns as CSV, or as Parquet where ``path`` ends so; numbers with six digits after the point."""
    if path.is_dir():
        raise InvalidInput(f"{path}: is a folder. Name a file.")
    if not path.parent.is_dir():
        raise InvalidInput(f"{path}: the folder {path.parent} is not there. Make it first.")
    table = pa.table({name: _column(values) for name, values in columns.items()})
    part = path.with_name(path.name + ".part")
    if path.suffix == ".parquet":
        pq.write_table(table, part)
    else:
        pc.write_csv(table, part, pc.WriteOptions(quoting_style="needed"))
    part.replace(path)


def _column(values: Any) -> Any:
    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        return pa.array(np.round(values, 6) + 0.0)
    return values if isinstance(values, (pa.Array, pa.ChunkedArray)) else pa.array(values)


def named(names: Sequence[str], at: np.ndarray) -> Any:
    """The names at the places ``at``, as a dictionary-encoded column decoded for writing."""
    return pa.DictionaryArray.from_arrays(pa.array(at.astype(np.int32)), pa.array(list(names))).dictionary_decode()
