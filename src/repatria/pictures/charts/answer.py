"""Pictures of the joint answer: who may be whom, how the answer moves with the prior, and how far posteriors can be trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from repatria.model.pedigree import RESERVED
from repatria.pictures.charts.frame import framed, values
from repatria.pictures.data import NOBODY, Answer, Bin, YieldRow
from repatria.pictures.standing import STATES, standings, tally
from repatria.pictures.style import BLUE, CROSSED, DOTTED, GREY, HATCHED, INK, LINED, MUTED, PAPER, Picture, Table, clean

STATE_FILLS = {"named": BLUE, "set": DOTTED, "withheld": HATCHED, "none": LINED}

SHADES = (
    (0.05, "#f1f5f9", INK),
    (0.35, "#d5e2ee", INK),
    (0.65, "#a8c4de", INK),
    (0.95, "#2f6499", PAPER),
    (math.inf, "#12385f", PAPER),
)
"""Cells of the posterior map: up to this posterior, this fill, this ink (contrast at least 4.5)."""


def probability(p: float) -> str:
    """A posterior in words that never round up to certainty: cut, not rounded, and at most six digits."""
    if p >= 0.999999:
        return "above 0.999999"
    if p > 0.99:
        digits = min(6, max(3, -math.floor(math.log10(1.0 - p)) + 1))
        return f"{math.floor(p * 10**digits + 1e-6) / 10**digits:.{digits}f}".rstrip("0")
    return f"{p:.2f}" if p >= 0.01 else "below 0.01" if p > 0 else "0"


def posterior_map(
    answer: Answer, people: Sequence[str], *, banner: str = "", name: str = "posterior-map", most: int = 16
) -> Picture:
    """Chosen people against their best candidates; the last two columns hold everybody else and *none of these*."""
    shown = [p for p in people if p in answer.posterior]
    weight: dict[str, float] = {}
    for who in shown:
        for m, p in answer.posterior[who].items():
            if m not in RESERVED and p >= 0.005:  # sums over people are no person: they go under "others"
                weight[m] = weight.get(m, 0.0) + p
    columns = _in_reading_order(shown, sorted(sorted(weight, key=lambda m: -weight[m])[:most]), answer)
    rows, facts = [], []
    for who in shown:
        row = answer.posterior[who]
        cells = {clean(m): row.get(m, 0.0) for m in columns}
        nobody = row.get(NOBODY, 0.0)
        cells["others"] = max(0.0, sum(row.values()) - nobody - sum(cells.values()))
        cells["none of these"] = nobody
        for m, p in cells.items():
            if p >= 0.005:
                fill, ink = next((fill, ink) for top, fill, ink in SHADES if p <= top)
                rows.append({"who": clean(who), "m": m, "label": _percent(p), "fill": fill, "ink": ink})
                facts.append((who, m, probability(p)))
    order = [*(clean(m) for m in columns), "others", "none of these"]
    base = alt.Chart(values(rows)).encode(
        x=alt.X("m:N", title=None, scale=alt.Scale(domain=order), axis=alt.Axis(labelAngle=-60, orient="top")),
        y=alt.Y("who:N", sort=[clean(w) for w in shown], title=None),
    )
    squares = base.mark_rect(stroke=MUTED, strokeWidth=0.6).encode(color=alt.Color("fill:N", scale=None))
    text = base.mark_text(fontSize=10).encode(text="label:N", color=alt.Color("ink:N", scale=None))
    chart = (squares + text).properties(width=alt.Step(34), height=alt.Step(21))
    reading = (
        "Each row is one person found, each column one missing person; a cell is the posterior probability in per cent, the "
        "darker the more probable. Cells below 0.5 % are left white. A row adds up to 100 %; none of these is one of its answers."
    )
    return framed(name, "Who may be whom", reading, chart, Table(("person", "missing", "posterior"), tuple(facts)), banner)


def _in_reading_order(shown: Sequence[str], columns: Sequence[str], answer: Answer) -> list[str]:
    """Columns where the rows first need them, so that probable cells lie along the diagonal."""

    def first(m: str) -> tuple[float, str]:
        p = [answer.posterior[who].get(m, 0.0) for who in shown]
        return (sum(i * x for i, x in enumerate(p)) / (sum(p) or 1.0), m)

    return sorted(columns, key=first)


def _percent(p: float) -> str:
    return ">99" if p > 0.995 else f"{100 * p:.0f}" if p >= 0.095 else f"{100 * p:.1f}"


def sensitivity(answers: Sequence[Answer], name_at: float, *, banner: str = "", name: str = "sensitivity") -> Picture:
    """How many people stand where at each λ: whether the answer leans on the prior."""
    rows, facts = [], []
    for answer in sorted(answers, key=lambda a: a.listed):
        counts = tally(standings(answer, name_at))
        left = 0
        for state, n in counts.items():
            rows.append(
                {
                    "prior": f"λ = {answer.listed:g}",
                    "state": STATES[state],
                    "from": left,
                    "to": left + n,
                    "mid": left + n / 2,
                    "n": str(n) if n else "",
                }
            )
            left += n
        facts.append((f"{answer.listed:g}", *counts.values()))
    reading = (
        "λ is the probability, before any DNA, that a person found is on the list. If the bars of people put forward hardly change "
        "from one λ to the next, the answer rests on the evidence and not on this choice."
    )
    table = Table(("λ", *STATES.values()), tuple(facts))
    return framed(
        name, "The answer under three priors", reading, _stacked(rows, "prior", "people", tuple(STATES.values())), table, banner
    )


def yields(rows: Sequence[YieldRow], *, banner: str = "", name: str = "yield") -> Picture:
    """What became of the people, by the best reference their family gave (needs the hidden truth of an exercise)."""
    labels = ("named, rightly", "in a set with the right one", "withheld", "named, wrongly")
    bars, facts = [], []
    for row in rows:
        left = 0
        for label, n in zip(labels, (row.named, row.in_set, row.withheld, row.wrong), strict=True):
            bars.append(
                {
                    "kind": clean(row.kind),
                    "state": label,
                    "from": left,
                    "to": left + n,
                    "mid": left + n / 2,
                    "n": str(n) if n else "",
                }
            )
            left += n
        facts.append((row.kind, row.named, row.in_set, row.withheld, row.wrong, left))
    wrong = sum(r.wrong for r in rows)
    reading = (
        f"Against the hidden truth: {wrong} wrong name{'' if wrong == 1 else 's'}. What a family can give sets the ceiling: close "
        "relatives name people, distant ones seldom can."
    )
    chart = _stacked(bars, "kind", "people on the list who were found", labels, crossed=True)
    return framed(
        name,
        "What each kind of reference made possible",
        reading,
        chart,
        Table(("reference", *labels, "people"), tuple(facts)),
        banner,
    )


def _stacked(rows: list[dict[str, object]], by: str, title: str, states: Sequence[str], *, crossed: bool = False) -> Any:
    fills = [*STATE_FILLS.values()]
    if crossed:
        fills[-1] = CROSSED
    base = alt.Chart(values(rows)).encode(y=alt.Y(f"{by}:N", sort=None, title=None))
    bars = base.mark_bar(height=24, stroke=INK, strokeWidth=0.6).encode(
        x=alt.X("from:Q", title=title),
        x2="to:Q",
        color=alt.Color("state:N", title=None, scale=alt.Scale(domain=list(states), range=fills), legend=alt.Legend(columns=2)),
    )
    halo = base.mark_text(fontSize=12, fontWeight="bold", stroke=PAPER, strokeWidth=4, strokeJoin="round").encode(
        x="mid:Q", text="n:N"
    )
    text = base.mark_text(fontSize=12, fontWeight="bold").encode(x="mid:Q", text="n:N")
    return (bars + halo + text).properties(width=470, height=alt.Step(40))


def reliability(bins: Sequence[Bin], *, banner: str = "", name: str = "reliability") -> Picture:
    """Stated posterior against the share that was right, both on a log-odds axis so that the range near 1 can be read."""
    ticks = (0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999)
    floor, top = math.log(0.003 / 0.997), math.log(0.99997 / 0.00003)

    def place(p: float) -> float:
        return min(max(math.log(p / (1.0 - p)), floor), top) if 0.0 < p < 1.0 else (top if p >= 1.0 else floor)

    rows = [
        {
            "x": place(b.stated),
            "y": place(b.right),
            "low": place(b.low),
            "high": place(b.high),
            "n": f"n = {b.n:,}",
            "all": "all right" if b.right == 1.0 else "some wrong",
        }
        for b in bins
    ]

    def axis(at_top: str) -> alt.Axis:
        label = f"datum.value > 9.9 ? '{at_top}' : format(1 / (1 + exp(-datum.value)), '.4~f')"
        return alt.Axis(values=[*(math.log(t / (1 - t)) for t in ticks), top], labelExpr=label, labelFlush=False)

    scale = alt.Scale(domain=[floor, top + 0.4], nice=False)
    base = alt.Chart(values(rows)).encode(x=alt.X("x:Q", title="posterior as stated", axis=axis("1"), scale=scale))
    y = alt.Y("low:Q", title="share that was right", axis=axis("all"), scale=scale)
    bars = base.mark_rule(strokeWidth=2, color=BLUE).encode(y=y, y2="high:Q")
    shape = alt.Shape("all:N", title=None, scale=alt.Scale(domain=["some wrong", "all right"], range=["circle", "triangle-up"]))
    points = base.mark_point(filled=True, size=110, color=BLUE, opacity=1).encode(y="y:Q", shape=shape)
    text = base.mark_text(align="right", dx=-9, dy=-8, fontSize=11).encode(y="y:Q", text="n:N")
    ideal = (
        alt.Chart(values([{"x": floor, "y": floor}, {"x": top, "y": top}]))
        .mark_line(color=GREY, strokeDash=[5, 4])
        .encode(x="x:Q", y="y:Q")
    )
    reading = (
        "On the dashed line a stated 0.99 is right 99 times in 100. Lines are 95 % intervals of the share, and a triangle "
        "means that every one was right: then the lower end of its line is what the data can vouch for."
    )
    table = Table(
        ("posterior as stated (mean)", "share that was right", "95 % from", "to", "how many"),
        tuple((probability(b.stated), f"{b.right:.4f}", f"{b.low:.4f}", f"{b.high:.4f}", b.n) for b in bins),
    )
    return framed(
        name,
        "Can the stated probabilities be trusted?",
        reading,
        (ideal + bars + points + text).properties(width=440, height=340),
        table,
        banner,
    )
