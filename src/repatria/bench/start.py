"""How long until the command line answers."""

from __future__ import annotations

import subprocess
import sys
import time

from repatria.bench.protocol import Figure, Ratio, tree_mb

HELP = "time until the command line answers"


def figures(quick: bool = False) -> list[Figure]:
    """Seconds of ``repatria --help``, median of runs in turn with an empty Python."""
    times: dict[str, list[float]] = {"help": [], "empty": []}
    for _ in range(3 if quick else 11):
        for name, code in (("help", ["-m", "repatria", "--help"]), ("empty", ["-c", "pass"])):
            began = time.perf_counter()
            subprocess.run([sys.executable, *code], check=True, capture_output=True)
            times[name].append(time.perf_counter() - began)
    seconds, empty = (sorted(times[n])[len(times[n]) // 2] for n in ("help", "empty"))
    ratio = Ratio("an empty Python (a ratio below 1 says what the program adds)", empty, empty / seconds)
    return [Figure("start", seconds, "s", "repatria --help", 0.4, False, times["help"][0], tree_mb(), 0.0, ratio)]
