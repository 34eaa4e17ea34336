"""What a bench says: a figure with its size, the reach it is judged by, how far it is from a slow twin, and a ratio.

A bench is a module ``repatria.bench.<name>`` with ``HELP`` (one line) and ``figures(quick)`` giving its figures. ``quick`` runs
a small size, for tests of the bench itself; its figures are never quoted.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from repatria.errors import ReproductionFailed

BENCHES = {
    "screen": "whole screening: families prepared and scored against every profile",
    "kernel": "scoring alone, clean and drop-out profiles",
    "one-profile": "one new profile, and one family prepared again",
    "one-lr": "single likelihood ratios with stepwise mutation, every one its own family",
    "pairs": "profiles against profiles",
    "joint": "naming everybody together",
    "search": "a search of the whole exercise, and again after one new profile or one changed family",
    "mtdna-search": "mitochondrial profiles against references with mixed ranges",
    "ystr-search": "Y-STR profiles against references typed with different kits",
    "start": "time until the command line answers",
    "growth": "how the time grows with families and with profiles",
    "journal": "verifying the record of every act, on one core",
    "import": "a large hand-over, its samples and its families into a fresh registry",
    "pages": "the registry's pages at the size of a large hand-over, for every role",
    "claims": "claims read from reports against a key, beside taking every number",
    "plan": "samples by plan beside box order, and the ranked relative beside a fixed order",
    "scenario": "names of many seeds against the ceiling, in worlds as told and worse, with few and many references",
    "yield": "names on the hidden truth of ten exercises",
    "decided": "identifications signed in five exercises through the registry, right and wrong",
    "live": "an exercise lived for seven years through every act, beside the same exercise entered at once",
    "bones-pairs": "all pairs of 5,000 specimens, weighed and written",
    "bones-match": "the right antimere first among ten of one pool and among a hundred, people not used in fitting",
    "bones-calibration": "calibration of log LRs per pair of elements, people not used in fitting",
    "bones-rebuild": "fifty people's bones put together again, beside the p-value method and a random grouping",
    "bones-count": "coverage of the interval for the number of people, clustered recovery and errors of pairing",
    "stature": "coverage of the interval of stature, people not used in fitting",
}
TWIN_CHECKS = 200
"""Random results recomputed by the slow twin; a quick run recomputes 12."""
TOLERANCE = 1e-9
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Ratio:
    """Something slower run beside the figure, in the same unit; ``ratio`` above 1 means the figure is better."""

    what: str
    figure: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number. ``reach`` is judged upwards for rates, downwards for times (``more_is_better``)."""

    name: str
    figure: float
    unit: str
    size: str
    reach: float
    more_is_better: bool
    cold_s: float
    peak_mb: float
    max_rel_error: float
    ratio_to: Ratio
    note: str = ""

    @property
    def reached(self) -> float:
        """How much of the reach was had: 1 or more is reached."""
        if self.reach <= 0.0 or self.figure <= 0.0:
            return float("inf")
        return self.figure / self.reach if self.more_is_better else self.reach / self.figure


def document(name: str, figures: Sequence[Figure]) -> dict[str, Any]:
    """The contract of ``repatria bench NAME --json``: the worst against its reach on top, all of them under ``all``."""
    worst = min(figures, key=lambda f: f.reached)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    rows = [{**asdict(f), "reached": f.reached >= 1.0} for f in figures]
    top = {**asdict(worst), "reached": worst.reached >= 1.0, "name": name, "load_1min": load, "cores": os.cpu_count()}
    return {**top, "all": rows} if len(figures) > 1 else top


def timed(work: Callable[[], Result], repeat: int = 3) -> tuple[Result, float, float, float]:
    """(result, best of ``repeat`` warm seconds, seconds of the first run, peak MB of the process tree)."""
    with Peak() as peak:
        began = time.perf_counter()
        result = work()
        cold = time.perf_counter() - began
    warm = []  # without the watch over memory, which takes a tenth of the processor that the work runs on
    for _ in range(repeat):
        began = time.perf_counter()
        result = work()
        warm.append(time.perf_counter() - began)
    return result, sorted(warm)[len(warm) // 2], cold, peak.mb


def checks(quick: bool) -> int:
    """How many results the slow twin recomputes."""
    return 12 if quick else TWIN_CHECKS


def checked(errors: Sequence[float], what: str) -> float:
    """The largest relative error against the slow twin, or :class:`ReproductionFailed` above :data:`TOLERANCE`."""
    worst = max(errors, default=float("nan"))
    if not worst <= TOLERANCE:
        raise ReproductionFailed(f"bench {what}: differs from the slow twin by {worst:.3g} (relative). Do not use its numbers.")
    return worst


class Peak:
    """Watch the memory of this process and its children (proportional set size where the system tells it)."""

    def __enter__(self) -> Peak:
        self.mb = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self.mb = max(self.mb, tree_mb())

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self.mb = max(self.mb, tree_mb())


def tree_mb() -> float:
    """Memory of the process tree now, in MB; 0 where the system has no /proc."""
    if not Path("/proc/self/smaps_rollup").exists():
        return 0.0
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, ValueError, IndexError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    waiting, total = [os.getpid()], 0.0
    while waiting:
        pid = waiting.pop()
        waiting.extend(children.get(pid, []))
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024.0
        except (OSError, StopIteration, ValueError):
            continue
    return total
