"""Sums over the seeds of one cell of the scenarios: named against the ceiling, wrong against stated, calibration, by kind of reference."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from scipy import stats

from repatria.bench.protocol import Figure, Ratio

NAME_AT = 0.9995
"""Least joint posterior at which a name counts as given."""
RULE_AT = 0.9995
"""Least posterior with reference error included that the shipped signing rule asks for, beside two donors borne out."""
WORTH = 0.95
RANGES = ((0.95, 0.99), (0.99, 0.999), (0.999, 0.9999))
"""Ranges of the posterior with reference error in which stated and true shares are compared."""
AGAINST_CEILING, OF_LISTED = 90.0, 65.0
TAIL = 0.01
Rows = Sequence[dict[str, Any]]


def cell_figures(references: str, world: str, rows: Rows, peak_mb: float) -> list[Figure]:
    """The figures of one cell from its seeds."""
    told = [n for row in rows for n in row["told"]]
    ceiling = [n for row in rows for n in row["ceiling"]]
    named, best = _named(told), _named(ceiling)
    seconds = math.fsum(s for row in rows for s in row["seconds"])
    error = max(row["error"] for row in rows)
    size = f"{references} references, {world} world, {len(rows)} seeds at scale {rows[0]['scale']:g}"

    def figure(name: str, value: float, unit: str, reach: float, more: bool, beside: Ratio, note: str) -> Figure:
        return Figure(f"{name}, {references} {world}", value, unit, size, reach, more, seconds, peak_mb, error, beside, note)

    right, most = sum(n["right"] for n in named), sum(n["right"] for n in best)
    share = 100.0 * right / most if most else 100.0
    out = [
        figure("named against the ceiling", share, "%", AGAINST_CEILING, True,
               Ratio("the ceiling: true grouping, frequencies and rates", float(most), share / 100.0),
               f"{right} rightly named, ceiling {most}; {by_kind(rows)}"),
    ]  # fmt: skip
    if references == "rich":
        out.append(_of_listed(rows, figure))
    expected = math.fsum(1.0 - n["with_error"] for n in named)
    plain = math.fsum(1.0 - n["posterior"] for n in named)
    wrong = [n for n in named if not n["right"]]
    out.append(
        figure("wrong names", float(len(wrong)), f"of {len(named)} names", allowed(expected), False,
               Ratio("expected by the posteriors with reference error", expected, _over(expected, len(wrong))),
               f"upper tail {upper_tail(len(wrong), expected):.3g} ({plain:.3g} expected without reference error, tail "
               f"{upper_tail(len(wrong), plain):.3g}); {traced(wrong)}")
    )  # fmt: skip
    signed = [n for n in told if n["signed"]]
    bad = [n for n in signed if not n["right"]]
    unlisted = sum(n["cause"] == "chance, man not on the list" for n in bad)
    allowed_signed = sum(n["signed"] for n in ceiling)
    out.append(
        figure("wrong by the two-donor rule", float(len(bad)), f"of {len(signed)} signed", 0.5, False,
               Ratio("signed at the ceiling", float(allowed_signed), len(signed) / allowed_signed if allowed_signed else 1.0),
               f"{unlisted} of them of people on no list; {traced(bad)}")
    )  # fmt: skip
    inside = [n for n in told if RANGES[0][0] <= n["with_error"] < RANGES[-1][1]]
    stated = math.fsum(1.0 - n["with_error"] for n in inside)
    off = sum(not n["right"] for n in inside)
    out.append(
        figure("wrong between 0.95 and 0.9999", float(off), f"of {len(inside)}", allowed(stated), False,
               Ratio("stated", stated, _over(stated, off)), calibration(told))
    )  # fmt: skip
    return out


def upper_tail(count: int, expected: float) -> float:
    """P(X >= count) for X Poisson with this expectation."""
    return float(stats.poisson.sf(count - 1, expected))


def allowed(expected: float) -> float:
    """Half above the largest count whose upper tail exceeds :data:`TAIL`, so that as many reach it and one more does not."""
    return next(k for k in range(10_000) if upper_tail(k + 1, expected) <= TAIL) + 0.5


def by_kind(rows: Rows) -> str:
    """Named, ceiling and present men by kind of reference, in words; present are those with an autosomal profile of a bone."""
    present = Counter(m["kin"] for row in rows for m in row["men"] if m["profile"])
    named = Counter(n["kin"] for row in rows for n in _named(row["told"]) if n["right"])
    best = Counter(n["kin"] for row in rows for n in _named(row["ceiling"]) if n["right"])
    kinds = sorted({*present, *named, *best})
    return "; ".join(f"{k}: {named[k]} (ceiling {best[k]}) of {present[k]}" for k in kinds)


def calibration(told: Rows) -> str:
    """Stated and true share by range of the posterior with reference error, with a 95 % interval (Clopper-Pearson)."""
    parts = []
    for low, high in RANGES:
        inside = [n for n in told if low <= n["with_error"] < high]
        if inside:
            k, n = sum(x["right"] for x in inside), len(inside)
            stated = math.fsum(x["with_error"] for x in inside) / n
            interval = stats.binomtest(k, n).proportion_ci(method="exact")
            parts.append(
                f"{low:g}-{high:g}: {k} of {n} right (stated {stated:.4f}, 95 % {interval.low:.3f}-{interval.high:.3f})"
            )
    return "; ".join(parts) or "nobody in this range"


def traced(wrong: Rows) -> str:
    """Where wrong names are from, each counted once, with its posterior."""
    causes = Counter(n["cause"] for n in wrong)
    each = ", ".join(f"{n['who']} as {n['missing']} ({n['cause']}, {n['with_error']:.6f})" for n in wrong)
    return f"causes {dict(sorted(causes.items()))}: {each}" if wrong else "none wrong"


def _named(told: Rows) -> list[dict[str, Any]]:
    """Names given: autosomal people from :data:`NAME_AT`; bones with lines alone are weighed each for itself and never named."""
    return [n for n in told if n["posterior"] >= NAME_AT and n["autosomal"]]


def _of_listed(rows: Rows, figure: Any) -> Figure:
    """Listed men with an autosomal reference whose bones gave a profile: the share named."""
    able = [m for row in rows for m in row["men"] if m["profile"] and m["kin"] not in ("none", "a line only")]
    everybody = [m for row in rows for m in row["men"] if m["kin"] != "none"]
    right = [n for row in rows for n in _named(row["told"]) if n["right"]]
    by_reference = sum(n["kin"] not in ("none", "a line only") for n in right)
    share = 100.0 * by_reference / len(able) if able else 0.0
    whole = 100.0 * len(right) / len(everybody) if everybody else 0.0
    made: Figure = figure(
        "listed men with a reference named", share, "%", OF_LISTED, True,
        Ratio("aimed at", OF_LISTED, share / OF_LISTED),
        f"of {len(able)} with an autosomal reference and a profile; of all {len(everybody)} in the boxes with a reference of any "
        f"kind, profile or not: {whole:.1f} %",
    )  # fmt: skip
    return made


def _over(expected: float, count: int) -> float:
    return (expected + 1.0) / (count + 1.0)
