"""A family drawn: squares, circles and diamonds in generations, who is missing, who was typed. Readable without colour."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from repatria.model import Family, Pedigree
from repatria.pictures.layout import Couple, Key, Layout, Node, lay_out
from repatria.pictures.style import INK, MUTED, PAPER, WINE, Picture, Table, clean, escape, picture, width_of

RADIUS, ROW, LABEL = 15.0, 122.0, 11.5
SEX = {"M": "male", "F": "female", "U": "sex not known"}


def draw_family(family: Family, *, focus: str = "", banner: str = "", name: str = "pedigree") -> Picture:
    """Draw ``family`` with its missing and its typed members; ``focus`` rings one missing person."""
    return draw(
        family.pedigree, missing=family.missing, typed=tuple(family.references), focus=focus, banner=banner, name=name,
        title=f"Family {family.id}",
    )  # fmt: skip


def draw(
    pedigree: Pedigree,
    *,
    missing: Sequence[str] = (),
    typed: Sequence[str] = (),
    focus: str = "",
    title: str = "",
    banner: str = "",
    name: str = "pedigree",
) -> Picture:
    """Draw any pedigree. Typed people are filled, missing ones dashed with a question mark, unnamed parents small and dotted."""
    layout = lay_out(pedigree)
    labels = {k: _label(clean(n.person.id)) for k, n in layout.nodes.items() if n.person}
    column = max([62.0, *(width_of(line, LABEL) + 14 for lines in labels.values() for line in lines)])
    canvas = _Canvas(layout, column)
    lines = "".join(canvas.couple(c) for c in layout.couples) + canvas.descents() + canvas.zygotes()
    symbols = "".join(
        canvas.symbol(n, labels.get(k, []), k in missing, k in typed, k == focus, pedigree.inbreeding.get(k, 0.0))
        for k, n in layout.nodes.items()
        if not n.through
    )
    width = max(420.0, canvas.x(max((n.x for n in layout.nodes.values()), default=0.0)) + column / 2 + 14)
    shift = (width - canvas.x(max((n.x for n in layout.nodes.values()), default=0.0)) - canvas.x(0.0)) / 2
    height = canvas.y(len(layout.rows) - 1) + 68
    legend, extra = _legend(layout, bool(typed), bool(missing), width, height)
    body = f'<g transform="translate({shift:.1f} 0)" fill="none" stroke="{INK}" stroke-width="1.6">{lines}{symbols}</g>{legend}'
    table = Table(
        ("code", "sex", "father", "mother", "what is known"),
        tuple(
            (
                p.id,
                SEX[p.sex],
                p.father or "",
                p.mother or "",
                "missing" if p.id in missing else "typed" if p.id in typed else "",
            )
            for p in pedigree.people
        ),
    )
    reading = f"{len(pedigree.people)} recorded people: {len(missing)} missing, {len(typed)} typed."
    spoken = describe(pedigree, missing, typed)
    return picture(name, title or "Pedigree", reading, body, (width, height + extra), table, banner, spoken=spoken)


def describe(pedigree: Pedigree, missing: Sequence[str], typed: Sequence[str]) -> str:
    """The drawing in words, for those who hear it: size, who is missing, who was typed, who descends from whom."""
    parts = [f"A family of {len(pedigree.people)} recorded people."]
    for who, word in ((missing, "Missing"), (typed, "Typed")):
        parts.append(f"{word}: {', '.join(clean(p) for p in who)}." if who else f"{word}: nobody.")
    for person in pedigree.people:
        parents = [clean(p) for p in (person.father, person.mother) if p]
        if parents:
            parts.append(
                f"{clean(person.id)} is a child of {' and '.join(parents)}{'' if len(parents) == 2 else ' and a parent not recorded'}."
            )
    for zygote in dict.fromkeys(p.twins for p in pedigree.people if p.twins):
        same = [clean(p.id) for p in pedigree.people if p.twins == zygote]
        if len(same) > 1:
            parts.append(f"{' and '.join(same)} share one genotype: identical twins, or one person under several codes.")
    return " ".join(parts)


def _label(code: str, most: int = 13) -> list[str]:
    """A code in at most two lines; what does not fit is marked by an ellipsis and stands in full in the symbol's title."""
    if len(code) <= most:
        return [code]
    cuts = [i + 1 for i, sign in enumerate(code[:most]) if sign in "-/_. "]
    whole = [i for i in cuts if 3 <= len(code) - i <= most]  # a check digit alone on a line belongs to nothing
    cut = max(whole or cuts, default=most)
    rest = code[cut:]
    return [code[:cut].strip(), rest if len(rest) <= most else rest[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"]


class _Canvas:
    """Turns columns and ranks into pixels and draws one thing at a time."""

    def __init__(self, layout: Layout, column: float) -> None:
        self.layout, self.column = layout, column
        self.used: dict[int, list[tuple[float, float, int]]] = {}

    def x(self, column: float) -> float:
        return 14 + self.column * (column + 0.5)

    def y(self, rank: int) -> float:
        return 30 + ROW * rank

    def at(self, key: Key) -> tuple[float, float]:
        node = self.layout.nodes[key]
        return self.x(node.x), self.y(node.rank)

    def lane(self, level: int, left: float, right: float) -> int:
        """The first lane of ``level`` in which nothing else runs between ``left`` and ``right``."""
        taken = {lane for a, b, lane in self.used.setdefault(level, []) if a < right + 4 and left - 4 < b}
        lane = next(i for i in range(len(taken) + 1) if i not in taken)
        self.used[level].append((left, right, lane))
        return lane

    def beside(self, couple: Couple) -> bool:
        """Do the two ends of the marriage line stand next to each other?"""
        row = self.layout.rows[self.layout.nodes[couple.pair[0]].rank]
        return abs(row.index(couple.pair[0]) - row.index(couple.pair[1])) == 1

    def couple(self, couple: Couple) -> str:
        """The marriage line: straight between neighbours, below the labels otherwise; double if the two are related."""
        (ax, ay), (bx, by) = sorted(map(self.at, couple.pair))
        path = ""
        if couple.reach:
            upper, side = couple.father if couple.father not in couple.pair else couple.mother, self.column / 2 - 14
            x, y = self.at(upper)
            x = x + side if self.at(couple.reach[0])[0] >= x else x - side
            path = f"M{self.at(upper)[0]:.1f} {y + 7:.1f}H{x:.1f}"
            for key in couple.reach:
                nx, ny = self.at(key)
                lane = self.lane(-self.layout.nodes[key].rank, min(x, nx), max(x, nx))
                path, x = f"{path}V{ny - ROW + 52 + 5 * lane:.1f}H{nx:.1f}V{ny:.1f}", nx
        if self.beside(couple):
            return _path(f"{path or f'M{ax:.1f} {ay:.1f}'}H{self.at(couple.pair[1])[0] if path else bx:.1f}", couple.related)
        low, turn = self.bracket(couple), self.column / 2 - 14
        return _path(
            f"{path}M{ax:.1f} {ay + 7:.1f}H{ax + turn:.1f}V{low:.1f}H{bx - turn:.1f}V{by + 7:.1f}H{bx:.1f}", couple.related
        )

    def bracket(self, couple: Couple) -> float:
        """Height of the marriage line of two who do not stand side by side, in a lane of its own."""
        (ax, ay), (bx, _) = sorted(map(self.at, couple.pair))
        level = -1 - self.layout.nodes[couple.pair[0]].rank
        again = [lane for a, b, lane in self.used.get(level, []) if (a, b) == (ax, bx)]
        return ay + 52 + 5 * (again[0] if again else self.lane(level, ax, bx))

    def start(self, couple: Couple) -> tuple[float, float]:
        """Where the line to the children begins."""
        (ax, ay), (bx, _) = map(self.at, couple.pair)
        return (ax + bx) / 2, ay if self.beside(couple) else self.bracket(couple)

    def descents(self) -> str:
        """All lines from parents to children: down, across in a lane of its own, down to each child or zygote."""
        return "".join(self.descent(c) for c in self.layout.couples)

    def descent(self, couple: Couple) -> str:
        x0, y0 = self.start(couple)
        rank = 1 + self.layout.nodes[couple.pair[0]].rank
        ends = {child: [self.at(k) for k in (*couple.ways[child], child)] for child in couple.children}
        drops = {child: self.apex(child, ends[child]) for child in couple.children}
        xs = [x0, *drops.values()]
        if max(xs) - min(xs) < 5 and all(len(stops) == 1 for stops in ends.values()):
            return _path("".join(f"M{x0:.1f} {y0:.1f}L{x:.1f} {y - RADIUS:.1f}" for (x, y), *_ in ends.values()))
        across = self.y(rank) - RADIUS - 20 - 7 * self.lane(rank, min(xs), max(xs))
        path = f"M{x0:.1f} {y0:.1f}V{across:.1f}M{min(xs):.1f} {across:.1f}H{max(xs):.1f}"
        for child, stops in ends.items():
            path += f"M{drops[child]:.1f} {across:.1f}"
            for step, ((x, y), (nx, ny)) in enumerate(itertools.pairwise(stops), rank + 1):
                turn = ny - RADIUS - 20 - 7 * self.lane(step, min(x, nx), max(x, nx))
                path += f"V{y:.1f}V{turn:.1f}H{nx:.1f}"
            x, y = stops[-1]
            path += f"L{x:.1f} {y - RADIUS:.1f}"
        return _path(path)

    def apex(self, child: Key, stops: list[tuple[float, float]]) -> float:
        """x at which the line of ``child`` leaves the line across: shared by a zygote that stands in this rank."""
        zygote = next((z for z in self.layout.zygotes if child in z), [child])
        return sum(self.at(k)[0] for k in zygote) / len(zygote) if len(stops) == 1 else stops[0][0]

    def zygotes(self) -> str:
        """The bar of people who share one genotype: between the lines of twins, or over founders."""
        parts = []
        for zygote in self.layout.zygotes:
            person = self.layout.nodes[zygote[0]].person
            xs = [self.at(k)[0] for k in zygote]
            top = self.at(zygote[0])[1] - RADIUS
            if person and (person.father or person.mother):
                middle = sum(xs) / len(xs)
                near = [middle + (x - middle) * 0.62 for x in (min(xs), max(xs))]
                parts.append(_path(f"M{near[0]:.1f} {top - 8:.1f}H{near[1]:.1f}"))
            else:
                parts.append(
                    _path(
                        "".join(f"M{x:.1f} {top:.1f}V{top - 8:.1f}" for x in xs) + f"M{min(xs):.1f} {top - 8:.1f}H{max(xs):.1f}"
                    )
                )
        return "".join(parts)

    def symbol(self, node: Node, label: list[str], missing: bool, typed: bool, focus: bool, inbreeding: float) -> str:
        """One person with the code below; the full code and what is known in a title."""
        x, y = self.at(node.key)
        if node.person is None:
            shape = _shape(node.sex, x, y, 8)
            return (
                f'<g fill="{PAPER}" stroke="{MUTED}" stroke-dasharray="1.5 2.5"><title>parent not recorded</title>{shape}</g>'
            )
        known = "missing" if missing else "typed" if typed else "not typed"
        style = f'fill="{INK if typed else PAPER}"'
        if missing:
            style += f' stroke="{WINE}" stroke-width="2.4" stroke-dasharray="5 3.5"'
        ring = f'<g fill="none" stroke="{WINE}" stroke-width="1.2">{_shape(node.sex, x, y, RADIUS + 5)}</g>' if focus else ""
        mark = f'<text x="{x:.1f}" y="{y + 6:.1f}" font-size="17" fill="{WINE}" {_TEXT}>?</text>' if missing else ""
        if inbreeding:
            label = [*label, f"f = {inbreeding:.4g}"]
        below = y + RADIUS + (22 if node.sex == "U" else 18)
        text = "".join(
            f'<text x="{x:.1f}" y="{below + 12.5 * i:.1f}" font-size="{LABEL}" fill="{INK}" {_TEXT}>{escape(t)}</text>'
            for i, t in enumerate(label)
        )
        title = f"<title>{escape(node.person.id)}: {SEX[node.sex]}, {known}</title>"
        return f"<g>{title}{ring}<g {style}>{_shape(node.sex, x, y, RADIUS)}</g>{mark}{text}</g>"


_TEXT = 'text-anchor="middle" stroke="none"'


def _path(d: str, double: bool = False) -> str:
    if not double:
        return f'<path d="{d}"/>'
    return f'<path d="{d}" stroke-width="5.2"/><path d="{d}" stroke="{PAPER}" stroke-width="2.2"/>'


def _shape(sex: str, x: float, y: float, r: float) -> str:
    if sex == "M":
        return f'<rect x="{x - r:.1f}" y="{y - r:.1f}" width="{2 * r:g}" height="{2 * r:g}"/>'
    if sex == "F":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:g}"/>'
    d = 1.2 * r
    return f'<path d="M{x:.1f} {y - d:.1f}L{x + d:.1f} {y:.1f}L{x:.1f} {y + d:.1f}L{x - d:.1f} {y:.1f}Z"/>'


def _legend(layout: Layout, typed: bool, missing: bool, width: float, top: float) -> tuple[str, float]:
    """What the signs in this drawing mean, and the height it takes: only those that occur."""
    box = '<rect x="0" y="-10" width="12" height="12" {}/>'
    drawn = [n for n in layout.nodes.values() if not n.through]
    signs = [
        (any(n.sex == s and n.person for n in drawn), _small(s), word)
        for s, word in (("M", "man"), ("F", "woman"), ("U", "sex not known"))
    ]
    signs += [
        (typed, box.format(f'fill="{INK}" stroke="{INK}"'), "typed (filled)"),
        (
            missing,
            box.format(f'fill="{PAPER}" stroke="{WINE}" stroke-width="2" stroke-dasharray="4 2.5"'),
            "missing (dashed, ?)",
        ),
        (
            any(n.person is None for n in drawn),
            box.format(f'fill="{PAPER}" stroke="{MUTED}" stroke-dasharray="1.5 2.5"'),
            "parent not recorded",
        ),
        (any(c.related for c in layout.couples), f'<path d="M-2 -6H16M-2 -1.5H16" stroke="{INK}"/>', "parents who are related"),
        (
            bool(layout.zygotes),
            f'<path d="M0 2L7 -10L14 2M3 -3H11" stroke="{INK}" fill="none"/>',
            "one genotype (twins or same person)",
        ),
    ]
    x, y, parts = 14.0, top + 14.0, []
    for shown, sign, word in signs:
        if shown:
            wide = 34 + width_of(word, 11.5)
            if x + wide > width and x > 14:
                x, y = 14.0, y + 20
            parts.append(
                f'<g transform="translate({x:.1f} {y:.1f})">{sign}<text x="20" y="1" font-size="11.5" fill="{INK}">{word}</text></g>'
            )
            x += wide
    return "".join(parts), y - top + 8


def _small(sex: str) -> str:
    return f'<g fill="{PAPER}" stroke="{INK}" stroke-width="1.4">{_shape(sex, 6, -4, 6)}</g>'
