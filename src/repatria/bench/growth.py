"""How the time of a screening grows with families and with profiles: linear in pairs, or better."""

from __future__ import annotations

import time

from repatria.bench.protocol import Figure, Peak, Ratio, checked, checks
from repatria.bench.screen import case_of, twin_errors
from repatria.screening import screen

HELP = "how the time grows with families and with profiles"


def figures(quick: bool = False) -> list[Figure]:
    """Time at 4 times the size over 4 times the time, each way: 1 is linear, below 1 is better than linear."""
    n, m = (40, 40) if quick else (1925, 2500)
    screen(case_of(n, m), workers=1)
    out = []
    for way, sizes in (("families", [(n, m), (2 * n, m), (4 * n, m)]), ("profiles", [(n, m), (n, 2 * m), (n, 4 * m)])):
        seconds = []
        with Peak() as peak:
            for a, b in sizes:
                case = case_of(a, b)
                began = time.perf_counter()
                found = screen(case, workers=1)
                seconds.append(time.perf_counter() - began)
        error = checked(twin_errors(case, found, checks(quick)), "growth")
        growth = seconds[2] / (4.0 * seconds[0])
        note = " / ".join(f"{s:.2f} s" for s in seconds) + " at 1x, 2x, 4x"
        ratio = Ratio("four times the time at 1x", 4.0 * seconds[0], 1.0 / growth)
        out.append(
            Figure(f"growth with {way}", growth, "of linear", f"{sizes[0]} to {sizes[2]} (families, profiles)", 1.15, False, seconds[0],
                   peak.mb, error, ratio, note)
        )  # fmt: skip
    return out
