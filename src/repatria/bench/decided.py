"""Exercise Heron decided through the registry's own acts, seed after seed, and held against the hidden truth.

``python -m repatria.bench.decided FOLDER SEED SCALE`` makes one demonstration, decides it and says what came of it as one line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from repatria.bench.protocol import Figure, Peak, Ratio
from repatria.errors import ReproductionFailed

HELP = "identifications signed in five exercises, right and wrong, by the rule in force"
SEEDS, SCALE = (1, 2, 3, 4, 5), 1.0
QUICK_SEEDS, QUICK_SCALE = (7,), 0.1


def figures(quick: bool = False) -> list[Figure]:
    """Wrong signatures, all seeds together; beside it what the posterior alone would have named."""
    seeds, scale = (QUICK_SEEDS, QUICK_SCALE) if quick else (SEEDS, SCALE)
    with Peak() as peak:
        runs = [_run(seed, scale) for seed in seeds]
    named, wrong = sum(r["named"] for r in runs), sum(len(r["wrong"]) for r in runs)
    bold = sum(r["without_reference_error"]["named"] for r in runs)
    bold_wrong = sum(len(r["without_reference_error"]["wrong"]) for r in runs)
    present = sum(r["present_with_reference"] for r in runs)
    held: dict[str, int] = {}
    for run in runs:
        for reason, count in run["withheld"].items():
            held[reason] = held.get(reason, 0) + count
    traces = [f"{w['individual']} ({w['trace']})" for r in runs for w in r["wrong"]]
    note = (
        f"named {named} of {present} who lie there and have a typed relative; expected wrong {sum(r['expected_wrong'] for r in runs):.3g}; "
        f"3/n {3 / named if named else 1:.3g}; withheld: {', '.join(f'{n} {reason}' for reason, n in sorted(held.items()))}; "
        f"wrong: {', '.join(traces) or 'none'}; searches {', '.join(str(r['search_s']) for r in runs)} s"
    )
    size = f"{len(seeds)} seeds at scale {scale:g}, every act through the registry, {sum(r['individuals'] for r in runs)} individuals"
    seconds = sum(r["seconds"] for r in runs)
    beside = Ratio(f"named by the posterior alone, {bold_wrong} of them wrong", float(bold), named / bold if bold else 0.0)
    return [Figure("wrong signatures", float(wrong), "of " + str(named), size, 0.5, False, seconds, peak.mb, 0.0, beside, note)]


def _run(seed: int, scale: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="repatria-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "repatria.bench.decided", str(Path(folder) / "registry"), str(seed), str(scale)],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise ReproductionFailed(f"bench decided, seed {seed}: {(done.stderr.strip().splitlines() or ['no answer'])[-1]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def measure(folder: Path, seed: int, scale: float) -> dict[str, Any]:
    """Make the demonstration, decide it."""
    command = [
        sys.executable,
        "-m",
        "repatria",
        "registry",
        "demo",
        str(folder),
        "--seed",
        str(seed),
        "--scale",
        str(scale),
        "--json",
    ]
    subprocess.run(command, check=True, capture_output=True)
    from repatria.registry import operations

    operations.wake(folder)
    from repatria.registry.live.decided import decide_demonstration

    return decide_demonstration(folder)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))) + "\n")
