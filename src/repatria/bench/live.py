"""Exercise Heron lived for seven years at full size, beside the same exercise entered at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from repatria.bench.protocol import Figure, Peak, Ratio
from repatria.errors import ReproductionFailed

HELP = "an exercise lived for seven years through every act, beside the same exercise entered at once"
REACH = 600.0
SEED, BOXES, DAYS = 1, 55, 2557
QUICK_BOXES, QUICK_DAYS = 1, 200


def figures(quick: bool = False) -> list[Figure]:
    """Seconds for one seed; what was signed, and which targets were missed, in its note."""
    boxes, days = (QUICK_BOXES, QUICK_DAYS) if quick else (BOXES, DAYS)
    with Peak() as peak:
        began, before = time.perf_counter(), os.times()
        told = _asked("live", "--boxes", str(boxes), "--days", str(days), "--seed", str(SEED), "--json")
        whole, after = time.perf_counter() - began, os.times()
    if told["gates"]["succeeded"] or any(not one["closes"] for one in told["balances"]):
        raise ReproductionFailed(
            f"bench live, seed {SEED}: {told['gates']['succeeded']} gates were passed, or a balance does not close."
        )
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    with tempfile.TemporaryDirectory(prefix="repatria-bench-") as folder:
        began = time.perf_counter()
        _asked("registry", "demo", str(Path(folder) / "registry"), "--seed", str(SEED), "--scale", str(boxes / 55), "--json")
        entered = time.perf_counter() - began
    missed = "; ".join(f"{row['name']}: short by {row['short_by']:g}" for row in told["targets"] if row["met"] is False)
    note = (
        f"{spent:.0f} s of processor, load {os.getloadavg()[0]:.1f}; signed {told['signed']}, wrong {len(told['wrong_signed'])} "
        f"(expected {told['expected_wrong']:.2g}), ceiling {told['ceiling']}; {told['entries']:,} entries; "
        f"targets missed: {missed or 'none'}"
    )
    size = f"{boxes} boxes, {days / 365.25:.1f} years, seed {SEED}"
    beside = Ratio("the same exercise entered at once, nothing lived", entered, entered / whole)
    return [Figure("live", whole, "s", size, REACH, False, whole, peak.mb, 0.0, beside, note)]


def _asked(*words: str) -> dict[str, Any]:
    """What a command answers as JSON."""
    done = subprocess.run([sys.executable, "-m", "repatria", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReproductionFailed(f"bench live: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told
