"""Pictures of the weight of evidence: one finding marker by marker, one candidate list, and whole distributions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import altair as alt
import numpy as np

from repatria.model import Finding
from repatria.pictures.charts.frame import framed, values
from repatria.pictures.data import Candidate
from repatria.pictures.style import AMBER, BLUE, CROSSED, HATCHED, INK, LINED, MUTED, TEAL, Picture, Table, clean

LN10 = math.log(10.0)


def log10(log_value: float) -> float:
    """A natural logarithm as a decimal one, for display."""
    return log_value / LN10


def _steps(log_lr: np.ndarray, grid: np.ndarray) -> list[float]:
    ordered = np.sort(log_lr)
    return [float(s) for s in 1.0 - np.searchsorted(ordered, grid, side="left") / max(1, ordered.size)]


def tippett(
    true_log_lr: Sequence[float], unrelated_log_lr: Sequence[float], *, banner: str = "", name: str = "tippett"
) -> Picture:
    """Share of pairs whose log10 LR is at least x, for true pairs and for unrelated ones (natural log LRs, -inf allowed)."""
    sets = (
        ("true pairs", np.asarray(true_log_lr, float) / LN10),
        ("unrelated pairs", np.asarray(unrelated_log_lr, float) / LN10),
    )
    finite = np.concatenate([x[np.isfinite(x)] for _, x in sets])
    low, high = (math.floor(finite.min()), math.ceil(finite.max())) if finite.size else (-1, 1)
    grid = np.linspace(low, max(high, low + 1), 241)
    rows = [
        {"x": float(x), "share": share, "pairs": label}
        for label, logs in sets
        for x, share in zip(grid, _steps(logs, grid), strict=True)
    ]
    lines = (
        alt.Chart(values(rows))
        .mark_line(strokeWidth=2.5, interpolate="step-after")
        .encode(
            x=alt.X("x:Q", title="log10 likelihood ratio", axis=alt.Axis(tickCount=10)),
            y=alt.Y(
                "share:Q",
                title="share of pairs with at least this value",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color("pairs:N", title=None, sort=None, scale=alt.Scale(range=[BLUE, AMBER])),
            strokeDash=alt.StrokeDash("pairs:N", title=None, sort=None, scale=alt.Scale(range=[[1, 0], [6, 4]])),
        )
    )
    one = alt.Chart(values([{"x": 0.0}])).mark_rule(color=MUTED, strokeDash=[2, 3]).encode(x="x:Q")
    reading = (
        f"Of {len(true_log_lr):,} true pairs {_share(sets[0][1] > 0)} lie above LR 1; of {len(unrelated_log_lr):,} unrelated "
        f"pairs {_share(sets[1][1] > 0)} do, and {_share(np.isneginf(sets[1][1]))} are impossible (left of the picture). "
        "The further apart the two curves, the better the evidence separates them."
    )
    marks = np.arange(low, high + 1, max(1, (high - low) // 12))
    table = Table(
        ("log10 LR at least", "true pairs", "unrelated pairs"),
        tuple((int(x), *(f"{_steps(logs, np.array([float(x)]))[0]:.4f}" for _, logs in sets)) for x in marks),
    )
    return framed(
        name, "How often true and unrelated pairs reach a likelihood ratio", reading, _sized(one + lines), table, banner
    )


def _share(mask: np.ndarray) -> str:
    return f"{mask.mean():.1%}" if mask.size else "none"


def _sized(chart: alt.LayerChart, width: int = 520, height: int = 280) -> alt.LayerChart:
    return chart.properties(width=width, height=height)


def histogram(
    true_log_lr: Sequence[float], unrelated_log_lr: Sequence[float], *, banner: str = "", name: str = "histogram"
) -> Picture:
    """Distribution of log10 LRs as share of each kind of pair; pairs that are impossible stand apart at the left."""
    sets = (
        ("true pairs", np.asarray(true_log_lr, float) / LN10),
        ("unrelated pairs", np.asarray(unrelated_log_lr, float) / LN10),
    )
    finite = np.concatenate([x[np.isfinite(x)] for _, x in sets])
    low, high = (math.floor(finite.min()), math.ceil(finite.max())) if finite.size else (-1, 1)
    width = max(1, round((max(high, low + 1) - low) / 40))
    edges = np.arange(low, high + 2 * width, width)
    rows, facts = [], []
    for label, logs in sets:
        counts = np.histogram(logs[np.isfinite(logs)], edges)[0] / max(1, logs.size)
        outside = float(np.isneginf(logs).mean()) if logs.size else 0.0
        for left, share in [(low - 3 * width, outside), *zip(edges[:-1].tolist(), counts.tolist(), strict=True)]:
            rows.append({"left": left, "right": left + width, "share": share, "pairs": label})
            if share:
                facts.append((label, "impossible" if left < low else f"{left} to {left + width}", f"{share:.4f}"))
    apart = low - 2.5 * width
    ticks = [apart, *(x for x in edges.tolist() if x % (4 * width) == 0)]
    axis = alt.Axis(values=ticks, labelExpr=f"datum.value === {apart} ? 'impossible' : datum.label", labelFlush=False)
    base = alt.Chart(values(rows)).encode(
        x=alt.X("left:Q", title=f"log10 likelihood ratio (bars of {width})", axis=axis),
        x2="right:Q",
        y=alt.Y("share:Q", title="share of pairs", axis=alt.Axis(format="%")),
        y2=alt.datum(0),
        color=alt.Color("pairs:N", title=None, sort=None, scale=alt.Scale(domain=[s[0] for s in sets], range=[BLUE, HATCHED])),
    )
    chart = base.mark_rect(opacity=0.75, stroke=INK, strokeWidth=0.5).properties(width=520, height=240)
    reading = (
        "Likelihood ratios of true pairs (plain bars) and of unrelated pairs (hatched bars); where they overlap, the ratio alone "
        "cannot tell."
    )
    table = Table(("pairs", "log10 LR", "share"), tuple(facts))
    return framed(name, "Likelihood ratios of true and of unrelated pairs", reading, chart, table, banner)


def ranking(
    profile: str,
    candidates: Sequence[Candidate],
    *,
    threshold: float = math.nan,
    banner: str = "",
    name: str = "ranking",
    most: int = 12,
) -> Picture:
    """The best candidates of one profile: log10 LR as bars, the screening's ``threshold`` (natural) as a dashed line.

    The reading tells how many hits at the threshold chance alone would bring to this list.
    """
    best = sorted(candidates, key=lambda c: (-c.log_lr, c.missing))[:most]
    logs = [log10(c.log_lr) if math.isfinite(c.log_lr) else 0.0 for c in best]
    rows = [
        {"who": f"{i}. {clean(c.missing)}", "x": max(x, 0.0), "from": min(x, 0.0), "label": _number(log10(c.log_lr))}
        for i, (c, x) in enumerate(zip(best, logs, strict=True), 1)
    ]
    base = alt.Chart(values(rows)).encode(y=alt.Y("who:N", sort=None, title=None))
    reach = [1.0, *logs, log10(threshold)] if math.isfinite(threshold) else [1.0, *logs]
    axis = alt.X(
        "from:Q", title="log10 likelihood ratio", scale=alt.Scale(domainMax=max(reach) * 1.2), axis=alt.Axis(tickCount=8)
    )
    bars = base.mark_bar(color=BLUE, height=14).encode(x=axis, x2="x:Q")
    chart = bars + base.mark_text(align="left", dx=6).encode(x="x:Q", text="label:N")
    chance = next((c.expected_chance_hits for c in best if not math.isnan(c.expected_chance_hits)), math.nan)
    reading = f"The longer the bar, the better {clean(profile)} fits the family. "
    if math.isfinite(threshold):
        line = alt.Chart(values([{"t": log10(threshold)}])).mark_rule(color=INK, strokeDash=[5, 4]).encode(x="t:Q")
        chart = chart + line
        reading += f"Dashed: the threshold of the screening, log10 LR {_number(log10(threshold))}. "
    if not math.isnan(chance):
        reading += f"Chance alone would bring about {small(chance)} hits at the threshold to this list. "
    reading += "A likelihood ratio is not a probability; the joint answer weighs it with the prior."
    table = Table(
        ("rank", "missing", "family", "log10 LR"),
        tuple((i, c.missing, c.family, _number(log10(c.log_lr))) for i, c in enumerate(best, 1)),
    )
    chart = chart.properties(width=460, height=alt.Step(22))
    return framed(name, f"Candidates for {clean(profile)}", reading, chart, table, banner)


def _number(x: float) -> str:
    return "impossible" if x == -math.inf else minus(f"{x:.2f}")


def minus(number: str) -> str:
    """A printed number with a true minus sign."""
    return number.replace("-", "\N{MINUS SIGN}")


def small(x: float) -> str:
    """A count or probability that may be tiny, as a plain decimal that can be compared; ``unknown`` for NaN."""
    if math.isnan(x):
        return "unknown"
    if 0.0 < x < 1e-6:
        return "below 0.000001"
    return f"{x:,.0f}" if x >= 100 else format(Decimal(f"{x:.2g}"), "f")


def waterfall(
    finding: Finding, *, banner: str = "", name: str = "waterfall", title: str = "The finding, marker by marker"
) -> Picture:
    """Each marker's log10 LR added to the sum so far. Mutations are hatched, exclusions crossed and left out of the sum."""
    rows, facts = _steps_of(finding)
    kinds = {"fits well": BLUE, "fits poorly": LINED, "mutation": HATCHED, "exclusion": CROSSED, "sum": TEAL}
    present = [k for k in kinds if any(r["kind"] == k for r in rows)]
    base = alt.Chart(values(rows)).encode(y=alt.Y("marker:N", sort=None, title=None))
    bars = base.mark_bar(height=13, stroke=INK, strokeWidth=0.6).encode(
        x=alt.X("from:Q", title="log10 likelihood ratio, added up from top to bottom", axis=alt.Axis(tickCount=8)),
        x2="to:Q",
        color=alt.Color("kind:N", title=None, scale=alt.Scale(domain=present, range=[kinds[k] for k in present])),
    )
    text = base.mark_text(align="left", dx=5, fontSize=10.5).encode(x="edge:Q", text="label:N")
    chart = (bars + text).properties(width=440, height=alt.Step(19))
    odd = [_markers(len(finding.excluding), "excludes"), _markers(len(finding.mutations), "needs a mutation")]
    markers = [value for marker, value in finding.per_marker.items() if not marker.startswith("alternative:")]
    silent = sum(value == 0.0 for value in markers)
    total = "impossible" if finding.log_lr == -math.inf else f"log10 LR = {_number(log10(finding.log_lr))}"
    reading = (
        f"{len(markers)} markers, {silent} of them without weight (no result); together {total}. "
        + ("; ".join(x for x in odd if x) or "No marker excludes and none needs a mutation")
        + ". Each bar starts where the one above it ended."
    )
    return framed(name, title, reading, chart, Table(("marker", "log10 LR", "reading", "sum so far"), tuple(facts)), banner)


def _steps_of(finding: Finding) -> tuple[list[dict[str, Any]], list[tuple[object, ...]]]:
    """Bars of a waterfall from top to bottom, the sum last; and the same as rows of a table."""
    rows: list[dict[str, Any]] = []
    facts: list[tuple[object, ...]] = []
    total = 0.0
    for marker, value in finding.per_marker.items():
        shown = {"marker": clean(marker), "from": total}
        if value == -math.inf:
            rows.append(
                {
                    **shown,
                    "from": total - 0.4,
                    "to": total + 0.4,
                    "edge": total + 0.4,
                    "kind": "exclusion",
                    "label": "impossible",
                }
            )
            facts.append((marker, "impossible", "exclusion", f"{total:.4f}"))
            continue
        step = log10(value)
        kind = "mutation" if marker in finding.mutations else "fits well" if step >= 0 else "fits poorly"
        label = "no result" if value == 0.0 else minus(f"{step:+.2f}")
        rows.append({**shown, "to": total + step, "edge": max(total, total + step), "kind": kind, "label": label})
        total += step
        facts.append((marker, f"{step:.4f}", "no result" if value == 0.0 else kind, f"{total:.4f}"))
    kind = "exclusion" if finding.log_lr == -math.inf else "sum"
    label = _number(log10(finding.log_lr))
    rows.append({"marker": "all markers", "from": 0.0, "to": total, "edge": max(total, 0.0), "kind": kind, "label": label})
    return rows, facts


def _markers(n: int, does: str) -> str:
    """``2 markers exclude``, ``1 marker needs a mutation``, nothing for none."""
    verb, _, rest = does.partition(" ")
    return f"{n} marker{'s' if n > 1 else ''} {verb[:-1] if n > 1 else verb} {rest}".strip() if n else ""
