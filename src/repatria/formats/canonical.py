"""Digests of content: the same rows give the same SHA-256, whatever wrote the file and in whatever order.

The canonical form of a table is text: first the column names in alphabetical order as a JSON array, then each row as a JSON
array of its values in that order, the rows sorted by their UTF-8 bytes, every line ended by a line feed. Numbers, text and
null are written as Python's ``json`` writes them, without spaces and without escaping beyond ASCII control characters. Whoever
has the rows can recompute the digest with a few lines of any language.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from repatria.errors import InvalidCase

_BLOCK = 65_536
_WRITE = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical_json(value: Any) -> str:
    """``value`` as JSON text with sorted keys and no spaces."""
    return _WRITE(value)


def json_digest(value: Any) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON text of ``value``."""
    return hashlib.sha256(canonical_json(value).encode("utf-8", "surrogatepass")).hexdigest()


def table_digest(table: pa.Table) -> str:
    """SHA-256, in hexadecimal, of the canonical form of ``table`` (columns of text, numbers or truth values)."""
    names = sorted(table.column_names)
    sha = hashlib.sha256(canonical_json(names).encode() + b"\n")
    if not names or not table.num_rows:
        return sha.hexdigest()
    columns = [_as_json_text(name, table.column(name)) for name in names]
    rows = pc.binary_join_element_wise(*columns, pa.scalar(",", pa.large_string()))
    rows = rows.take(pc.sort_indices(rows))
    for start in range(0, len(rows), _BLOCK):
        lines = rows.slice(start, _BLOCK).to_pylist()
        sha.update(("[" + "]\n[".join(lines) + "]\n").encode())
    return sha.hexdigest()


def _as_json_text(name: str, column: pa.ChunkedArray) -> pa.Array:
    """Each value of ``column`` as its JSON text: the distinct values are written once and looked up."""
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if not (
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_boolean(kind)
        or pa.types.is_null(kind)
        or pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
    ):
        raise InvalidCase(f"column {name!r}: holds {kind}. A table of a case holds text, numbers or truth values.")
    codes, values = distinct(column)
    text = pa.array([canonical_json(value) for value in values] + ["null"], pa.large_string())
    return text.take(pc.fill_null(codes, len(values)))


def distinct(column: pa.ChunkedArray) -> tuple[pa.Array, list[Any]]:
    """The codes of a column (int32, null where the value is) and the distinct values they point at."""
    if pa.types.is_null(column.type):
        return pa.nulls(len(column), pa.int32()), []
    encoded = column.combine_chunks() if pa.types.is_dictionary(column.type) else column.dictionary_encode().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):  # several dictionaries, or none: let Arrow write one
        encoded = encoded.unify_dictionaries()
        if encoded.num_chunks == 0:
            return pa.array([], pa.int32()), []
        encoded = pa.concat_arrays(encoded.chunks)
    return encoded.indices.cast(pa.int32()), encoded.dictionary.to_pylist()


def plain(table: pa.Table, column: str) -> list[Any]:
    """A column as Python values; equal values are one object."""
    codes, values = distinct(table.column(column))
    look_up = np.array([*values, None], dtype=object)
    picked: list[Any] = look_up[codes.fill_null(len(values)).to_numpy(zero_copy_only=False)].tolist()
    return picked
