"""Sheets that others read: bones as OsteoSort takes them, and pairs as CoRA imports them.

OsteoSort reads the first three columns by place (id, Side, Element) and measurements by name. CoRA's import of pairs asks for the
fields listed under File Import, Osteometric Sorting, Pairs of its manual; only pairs that were not excluded belong into it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from repatria.model.bones import MeasuredBone

SIDE_NAMES = {"L": "left", "R": "right", "M": "midline", "U": "unsided"}
CORA_KEY = ("accession_number", "provenance1", "provenance2", "designator")
CORA_PAIRS = (
    "se_id", "pair_id", "se_skeletal_element", *(f"se_{name}" for name in CORA_KEY), "pair_skeletal_element",
    *(f"pair_{name}" for name in CORA_KEY), "bonename", "compare_method", "compare_method_settings", "sample_size", "pvalue",
    "num_measurements", "measurements_used", "measurement_means", "measurement_sd",
)  # fmt: skip
"""The fields in the order of the manual."""


@dataclass(frozen=True, slots=True)
class Paired:
    """A pair that is not excluded: places in the sheet, a classic p-value, measurements shared with their means and deviations."""

    first: int
    second: int
    p_value: float
    sample: int
    used: tuple[str, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]


def osteosort_sheet(bones: Sequence[MeasuredBone], codes: Sequence[str]) -> str:
    """The bones as OsteoSort reads them: id, Side, Element as its own example writes them, then ``codes`` in mm."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "Side", "Element", *codes])
    for bone in bones:
        values = [f"{bone.values[code]:.10g}" if code in bone.values else "" for code in codes]
        writer.writerow([bone.code, SIDE_NAMES[bone.side], bone.element.capitalize(), *values])
    return out.getvalue()


def cora_pairs(bones: Sequence[MeasuredBone], keys: Sequence[Mapping[str, str]], pairs: Iterable[Paired], settings: str) -> str:
    """The pairs as CoRA imports them; ids and keys as the sheet had them, empty where it had none."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CORA_PAIRS)
    for pair in pairs:
        one, other = _key(bones, keys, pair.first), _key(bones, keys, pair.second)
        writer.writerow([
            one["se_id"], other["se_id"], one["key"], *(one[name] for name in CORA_KEY), other["key"],
            *(other[name] for name in CORA_KEY), bones[pair.first].element.replace("_", " ").capitalize(), "t-test",
            settings, pair.sample, f"{pair.p_value:.6g}", len(pair.used), " ".join(pair.used),
            " ".join(f"{x:.6g}" for x in pair.means), " ".join(f"{x:.6g}" for x in pair.deviations),
        ])  # fmt: skip
    return out.getvalue()


def _key(bones: Sequence[MeasuredBone], keys: Sequence[Mapping[str, str]], at: int) -> dict[str, str]:
    told = keys[at]
    parts = {
        "se_id": told.get("se_id", ""),
        "accession_number": told.get("accession_number", told.get("accession", "")),
        "provenance1": told.get("provenance1", told.get("provenance_1", "")),
        "provenance2": told.get("provenance2", told.get("provenance_2", "")),
        "designator": told.get("specimen", bones[at].code),
    }
    return {**parts, "key": ":".join(parts[name] for name in CORA_KEY)}
