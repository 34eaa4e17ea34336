"""Invented families and hand-overs with a hidden truth."""

from repatria.simulate.bulk import bench_panel, families, profiles
from repatria.simulate.heron import HARD, RICH, heron
from repatria.simulate.settings import Settings
from repatria.simulate.shapes import MIX
from repatria.simulate.truth import Truth, check_apart, read_truth, write_truth

__all__ = [
    "HARD",
    "MIX",
    "RICH",
    "Settings",
    "Truth",
    "bench_panel",
    "check_apart",
    "families",
    "heron",
    "profiles",
    "read_truth",
    "write_truth",
]
