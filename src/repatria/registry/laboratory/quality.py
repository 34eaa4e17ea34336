"""The thresholds of the quality checks, and how often they miss and cry wolf, measured on simulated people (T-37, T-38).

``contamination(n, seed)`` and ``swaps(families, seed)`` run at any size; the registry's tests run them small, the assurance run
at the named sizes. Each has a negative control: the same measure with the check made blind must go red.
"""

from __future__ import annotations

import math

LEAST = 8
"""Markers in common below which two profiles are not compared."""
SAME = math.log(1e6)
"""Natural log LR from which two profiles may be one person's. Chance gives at most one in a million pairs of strangers."""
CONTAMINATION = math.log(1e4)
"""The same for a profile read forgivingly against staff and controls."""
