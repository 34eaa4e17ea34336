"""Pictures of a sorted assemblage: how far each kind of pair speaks, and who may lie with whom."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from repatria.pictures.style import AMBER, GREY, INK, MUTED, RULE, TEAL, Picture, Table, escape, picture

LOW, HIGH = -4.0, 8.0
"""Ends of the axis of log10 LR; what lies beyond stands at the end."""
MOST_ROWS, MOST_TICKS = 24, 300
MOST_BONES = 150
"""Bones of the graph; beyond, the groups that hold several bones come first, the surest first."""
EVEN, OPEN, FAINT = 0.5, 0.2, 0.1
"""Chance from which two bones lie together rather than not, and from which a line is worth drawing between groups and within one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two specimens: what is compared ("left and right femur"), the natural log LR, and the chance that they are one person's."""

    first: str
    second: str
    compared: str
    log_lr: float
    chance: float


def pairs_drawn(pairs: Sequence[Pair], banner: str = "") -> Picture:
    """Each kind of comparison a row, each pair a tick at its log10 LR; high and coloured where the two rather lie together."""
    rows: dict[str, list[Pair]] = {}
    for pair in pairs:
        rows.setdefault(pair.compared, []).append(pair)
    shown = sorted(rows.items(), key=lambda row: (-max(p.log_lr for p in row[1]), row[0]))[:MOST_ROWS]
    left, width, step = 250.0, 900.0, 26.0
    body = [_axis(left, width, 24.0 + step * len(shown))]
    for n, (name, some) in enumerate(shown):
        y = 40.0 + step * n
        body.append(
            f'<text x="{left - 12:g}" y="{y + 4:g}" font-size="12" text-anchor="end" fill="{INK}">{escape(name)}</text>'
        )
        thin = max(1, math.ceil(len(some) / MOST_TICKS))
        for k, pair in enumerate(sorted(some, key=lambda p: p.log_lr)):
            if k % thin and pair.chance < EVEN:
                continue
            x = _across(pair.log_lr / math.log(10.0), left, width)
            tall, colour = (9.0, TEAL) if pair.chance >= EVEN else (5.0, GREY)
            body.append(f'<path d="M{x:.1f} {y - tall:g}V{y + tall:g}" stroke="{colour}" stroke-width="1.2"/>')
    table = Table(
        ("compared", "pairs weighed and kept", "of them for one person", "rather together", "largest log10 LR"),
        tuple(
            (name, len(some), sum(p.log_lr > 0.0 for p in some), sum(p.chance >= EVEN for p in some),
             round(max(p.log_lr for p in some) / math.log(10.0), 2))
            for name, some in sorted(rows.items())
        ),
    )  # fmt: skip
    return picture(
        "pairs",
        "How far each comparison speaks",
        "Each tick is a pair of bones at its log10 likelihood ratio, one person against two; right of the line it speaks for one person. "
        "Tall ticks are pairs that rather lie together once all bones are weighed. Of very many pairs the picture shows some.",
        "".join(body),
        (width + 20.0, 60.0 + step * len(shown)),
        table,
        banner,
    )


def _axis(left: float, width: float, bottom: float) -> str:
    out = []
    for value in range(int(LOW), int(HIGH) + 1, 2):
        x = _across(float(value), left, width)
        heavy = f'stroke="{INK}" stroke-width="1.2"' if value == 0 else f'stroke="{RULE}"'
        out.append(f'<path d="M{x:.1f} 20V{bottom:g}" {heavy}/>')
        words = f"{value:+d}" if value else "0: says nothing"
        out.append(f'<text x="{x:.1f}" y="{bottom + 16:g}" font-size="11" text-anchor="middle" fill="{MUTED}">{words}</text>')
    return "".join(out)


def _across(value: float, left: float, width: float) -> float:
    return left + (min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * (width - left - 20.0)


def groups_drawn(
    cluster: Mapping[str, str],
    stability: Mapping[str, float],
    pairs: Sequence[Pair],
    labels: Mapping[str, str],
    banner: str = "",
) -> Picture:
    """Bones as points, each group in a field of its own; lines are chances to lie together, dashed where they are below even."""
    groups: dict[str, list[str]] = {}
    for bone, group in cluster.items():
        groups.setdefault(group, []).append(bone)
    order = sorted(groups, key=lambda g: (len(groups[g]) < 2, -min(stability[b] for b in groups[g]), -len(groups[g]), g))
    shown: list[str] = []
    for group in order:
        if sum(len(groups[g]) for g in shown) + len(groups[group]) <= MOST_BONES:
            shown.append(group)
    place, body, size = _placed(groups, shown, labels)
    lines = []
    for pair in pairs:
        within = cluster[pair.first] == cluster[pair.second]
        if pair.first in place and pair.second in place and pair.chance >= (FAINT if within else OPEN):
            (a, b), (c, d) = place[pair.first], place[pair.second]
            dash = "" if pair.chance >= EVEN else ' stroke-dasharray="3 3"'
            colour = TEAL if within else AMBER
            lines.append(
                f'<path d="M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}" stroke="{colour}" stroke-width="{0.5 + 2.5 * pair.chance:.2f}"{dash}/>'
            )
    left_out = len(cluster) - len(place)
    rest = f" {left_out} bones of other groups are not drawn; the table of groups has them all." if left_out else ""
    rows = tuple(
        (pair.first, pair.second, pair.compared, round(pair.log_lr / math.log(10.0), 2), round(pair.chance, 3))
        for pair in sorted(pairs, key=lambda p: (-p.chance, p.first, p.second))
        if pair.chance >= FAINT
    )
    return picture(
        "relations",
        "Which bones may lie together",
        "Each point is a bone, each field a group. A line is the chance that two bones are one person's: the thicker the surer, dashed "
        f"where it is below one half. Between fields, from one fifth on, it is a question that stays open.{rest}",
        "".join(lines) + body,
        size,
        Table(("specimen", "specimen", "compared", "log10 LR", "chance to lie together"), rows),
        banner,
    )


def _placed(
    groups: Mapping[str, Sequence[str]], shown: Sequence[str], labels: Mapping[str, str]
) -> tuple[dict[str, tuple[float, float]], str, tuple[float, float]]:
    """Where each bone stands, what is drawn of points and fields, and the size of it all."""
    most, width = 850.0, 0.0
    x = y = 10.0
    tall = 0.0
    place: dict[str, tuple[float, float]] = {}
    body = []
    for group in shown:
        bones = groups[group]
        radius = 14.0 + 9.0 * len(bones) if len(bones) > 1 else 4.0
        side = 2.0 * radius + (150.0 if len(bones) > 2 else 100.0)
        if x + side > most:
            x, y, tall = 10.0, y + tall + 8.0, 0.0
        cx, cy = x + side / 2.0, y + side / 2.0 + 4.0
        body.append(f'<rect x="{x:g}" y="{y:g}" width="{side:g}" height="{side:g}" fill="none" stroke="{RULE}" rx="6"/>')
        body.append(f'<text x="{x + 8:g}" y="{y + 15:g}" font-size="11" fill="{MUTED}">{escape(group)}</text>')
        for k, bone in enumerate(bones):
            turn = 2.0 * math.pi * k / len(bones) - math.pi / 2.0
            px, py = cx + radius * math.cos(turn), cy + radius * math.sin(turn)
            place[bone] = px, py
            anchor = "start" if math.cos(turn) > 0.3 else "end" if math.cos(turn) < -0.3 else "middle"
            dx = 7.0 if anchor == "start" else -7.0 if anchor == "end" else 0.0
            dy = 4.0 if anchor != "middle" else (-8.0 if math.sin(turn) < 0 else 16.0)
            body.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4" fill="{INK}"/>')
            body.append(
                f'<text x="{px + dx:.1f}" y="{py + dy:.1f}" font-size="9.5" text-anchor="{anchor}" fill="{INK}">'
                f"{escape(labels.get(bone, bone))}</text>"
            )
        width, tall = max(width, x + side), max(tall, side)
        x += side + 8.0
    return place, "".join(body), (width + 12.0, y + tall + 12.0)
