"""Mutation rates and kits of Y-STR markers. Rates by marker are GPL, in ``repatria-data-gpl``; without it one rate for all."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from repatria.model.haplotypes import Database
from repatria.model.yhaplotype import YHaplotype
from repatria.reference.tables import paper, rows, shipped

GPL = "repatria_data_gpl"
MEDIAN = 0.0025
"""Median rate of 17 markers (Goedbloed et al. 2009, Int. J. Legal Med. 123:471), used where no rate by marker is known."""


@lru_cache(maxsize=1)
def kits() -> Mapping[str, tuple[str, ...]]:
    """The markers of each kit."""
    out: dict[str, list[str]] = {}
    for row in shipped("ystr_kits"):
        out.setdefault(row["kit"], []).append(row["marker"])
    return {kit: tuple(markers) for kit, markers in out.items()}


def ystr_rates() -> Mapping[str, float]:
    """Marker -> mutations per meiosis and copy, as (mutations + 1/2) / (meioses + 1); empty without ``repatria-data-gpl``."""
    try:
        import_module(GPL)
    except ModuleNotFoundError:
        return {}
    folder: Any = files(GPL)
    return {row["marker"]: (int(row["mutations"]) + 0.5) / (int(row["meioses"]) + 1.0) for row in rows("ystr_mutation", folder)}


def danes() -> Database[YHaplotype] | None:
    """185 Danish men at ten markers; ``None`` without ``repatria-data-gpl``."""
    try:
        import_module(GPL)
    except ModuleNotFoundError:
        return None
    folder: Any = files(GPL)
    entries = []
    for i, row in enumerate(rows("ystr_danes", folder)):
        alleles = {marker: (value,) for marker, value in row.items() if marker != "n"}
        entries += [YHaplotype(f"DK-{i + 1}/{k + 1}", alleles, group="Denmark") for k in range(int(row["n"]))]
    return Database("185 Danish men", tuple(entries), paper("ystr_danes", folder).citation)
