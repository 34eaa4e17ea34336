"""Pictures of the hand-over: honest figures, which person lies in which containers, and how the case went on."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import altair as alt

from repatria.pictures.charts.frame import framed, values
from repatria.pictures.data import Figure, Progress
from repatria.pictures.style import AMBER, BLUE, DOTTED, HATCHED, LINED, MUTED, TEAL, Picture, Table, clean

WORDING_FILLS = {"claimed": LINED, "about": HATCHED, "at least": DOTTED, "found": BLUE, "counted": TEAL}


def figures(rows: Sequence[Figure], *, banner: str = "", name: str = "figures") -> Picture:
    """The figures of the hand-over side by side, each with the word that says what kind of number it is."""
    limit = 8 * statistics.median([f.value for f in rows] or [1])
    near = [f for f in rows if f.value <= limit]
    far = [f.words for f in rows if f.value > limit]
    drawn = [{"n": f.value, "words": clean(f.words), "wording": f.wording, "row": f"{i}"} for i, f in enumerate(near)]
    present = [w for w in WORDING_FILLS if any(f.wording == w for f in near)]
    base = alt.Chart(values(drawn)).encode(y=alt.Y("row:N", sort=None, title=None, axis=None))
    bars = base.mark_bar(height=16, stroke=MUTED, strokeWidth=0.8).encode(
        x=alt.X(
            "n:Q",
            title=None,
            axis=alt.Axis(tickCount=6),
            scale=alt.Scale(domainMax=max((f.value for f in near), default=1) * 1.7),
        ),
        color=alt.Color("wording:N", title=None, scale=alt.Scale(domain=present, range=[WORDING_FILLS[w] for w in present])),
    )
    text = base.mark_text(align="left", dx=7, fontSize=12.5).encode(x="n:Q", text="words:N")
    reading = (
        "A container is not a person: containers can be counted, people only bounded (at least), estimated (about) or claimed."
    )
    if far:
        reading += f" Not drawn, because it would flatten the rest: {clean('; '.join(far))}."
    table = Table(("what", "figure", "kind of figure", "basis"), tuple((f.of, f.value, f.wording, f.basis) for f in rows))
    return framed(
        name,
        "What was handed over, and what is known of it",
        reading,
        (bars + text).properties(width=520, height=alt.Step(30)),
        table,
        banner,
    )


def containers(contents: Sequence[tuple[str, str, int]], *, banner: str = "", name: str = "containers") -> Picture:
    """Containers against the people found in them, from (container, person, pieces); people in several are drawn as squares."""
    places: dict[str, set[str]] = {}
    pieces: dict[tuple[str, str], int] = {}
    for container, person, n in contents:
        places.setdefault(person, set()).add(container)
        pieces[container, person] = pieces.get((container, person), 0) + n
    rows_order = sorted({c for c, _, _ in contents})
    rank = {c: i for i, c in enumerate(rows_order)}
    people = sorted(places, key=lambda p: (sum(rank[c] for c in places[p]) / len(places[p]), p))
    column = {p: i for i, p in enumerate(people)}
    several = sum(len(c) > 1 for c in places.values())
    kinds = ("in one container", "in several containers")
    drawn = [
        {"c": clean(c), "x": column[p] + 0.5, "n": n, "kind": kinds[len(places[p]) > 1]} for (c, p), n in sorted(pieces.items())
    ]
    spans = [
        {"x": column[p] + 0.5, "from": clean(min(c, key=lambda x: rank[x])), "to": clean(max(c, key=lambda x: rank[x]))}
        for p, c in sorted(places.items())
        if len(c) > 1
    ]
    y = alt.Y(
        "c:N", sort=[clean(c) for c in rows_order], title=None, axis=alt.Axis(grid=True, labelFontSize=9.5, labelOverlap=True)
    )
    x = alt.X(
        "x:Q",
        title="people found, one column each",
        scale=alt.Scale(domain=[0, len(people)], nice=False),
        axis=alt.Axis(grid=False, tickMinStep=1),
    )
    marks = (
        alt.Chart(values(drawn))
        .mark_point(filled=True, opacity=0.95, strokeWidth=0)
        .encode(
            x=x,
            y=y,
            size=alt.Size("n:Q", title="pieces", scale=alt.Scale(range=[9, 46]), legend=None),
            shape=alt.Shape("kind:N", title=None, scale=alt.Scale(domain=kinds, range=["circle", "square"])),
            color=alt.Color("kind:N", title=None, scale=alt.Scale(domain=kinds, range=[BLUE, AMBER])),
        )
    )
    lines = (
        alt.Chart(values(spans))
        .mark_rule(color=AMBER, strokeWidth=0.5, opacity=0.55)
        .encode(x="x:Q", y=alt.Y("from:N", sort=[clean(c) for c in rows_order]), y2="to:N")
    )
    reading = (
        f"{len(people):,} individuals as grouped so far in {len(rows_order):,} containers; "
        f"{several:,} of them lie in more than one (joined by a "
        "line). A row with many marks is a container with many people: one container was never one person."
    )
    table = Table(("container", "person", "pieces"), tuple((c, p, n) for (c, p), n in sorted(pieces.items())))
    height = max(120, min(560, 10 * len(rows_order)))
    return framed(
        name,
        "Which person lies in which containers",
        reading,
        (lines + marks).properties(width=600, height=height),
        table,
        banner,
    )


def progress(rows: Sequence[Progress], *, banner: str = "", name: str = "progress") -> Picture:
    """How many people were named, step by step, as a staircase: nothing is drawn between two dated facts."""
    drawn = [{"when": clean(p.when), "n": p.named, "label": f"{p.named:,}", "i": i} for i, p in enumerate(rows)]
    base = alt.Chart(values(drawn)).encode(
        x=alt.X("when:O", sort=None, title=None, axis=alt.Axis(labelAngle=0 if len(rows) < 7 else -40)),
        y=alt.Y("n:Q", title="people named"),
    )
    chart = base.mark_line(interpolate="step-after", color=BLUE, strokeWidth=2.5) + base.mark_point(
        filled=True, size=80, color=BLUE, opacity=1
    )
    chart += base.mark_text(dy=-13, fontSize=12).encode(text="label:N")
    reading = "Each point is a dated fact; a count may also fall when an identification is withdrawn."
    table = Table(("when", "people named", "note"), tuple((p.when, p.named, p.note) for p in rows))
    return framed(name, "People named so far", reading, chart.properties(width=520, height=240), table, banner)
