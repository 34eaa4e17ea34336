"""The ``--json`` answer: one document to standard output, strict JSON, stable order."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from repatria.errors import InvalidInput


def say_json(document: Mapping[str, Any]) -> None:
    """Write ``document`` to standard output as one JSON document; infinities and NaN become words, since JSON has none.

    ``-inf`` is written ``"-inf"``, ``inf`` ``"inf"``, NaN ``null``.
    """
    sys.stdout.write(json.dumps(plain(document), ensure_ascii=False, allow_nan=False, indent=2) + "\n")


def write_json(document: Mapping[str, Any], path: Path) -> None:
    """Write ``document`` to ``path`` whole or not at all."""
    if path.is_dir():
        raise InvalidInput(f"--out {path}: is a folder. Name a file.")
    text = json.dumps(plain(document), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def plain(value: Any) -> Any:
    """Turn ``value`` into what JSON can say: mappings, lists, numbers (array scalars included), words and null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    if hasattr(value, "tolist"):  # an array or one of its scalars; not imported here, to keep the start quick
        return plain(value.tolist())
    if isinstance(value, float):
        if math.isnan(value):
            return None
        return value if math.isfinite(value) else str(value)
    return str(value)
