"""What the comparison left beside the lived exercise: one sentence of its figures, read from the results folder of ``repatria demo``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MANIFEST, REPORT = "results/screen/manifest.json", "results/report.json"
NOT_THERE = (
    "nothing was screened and solved in this folder beforehand; `repatria demo --out` with the same folder does that first."
)


def solved(folder: Path) -> str:
    """How many pairs were compared and what the joint answer named, at the size of that run; says so where there is none."""
    found, told = _read(folder / MANIFEST), _read(folder / REPORT)
    if not found or not told:
        return NOT_THERE
    figures = {one["of"]: one["value"] for one in told["figures"]}
    named, wrong, held = (sum(int(row[key]) for row in told["yields"]) for key in ("named", "wrong", "withheld"))
    pairs = found["pairs"]
    return (
        f"{figures['containers']} boxes and {figures['people on the list']:,} listed: {pairs['compared']:,} pairs of a profile and a "
        f"family compared, {pairs['above_threshold']:,} above the threshold; the joint answer puts {named} names forward "
        f"({wrong} wrong against the hidden truth) and withholds {held}."
    )


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}
