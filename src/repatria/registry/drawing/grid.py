"""People against boxes: in which boxes the bones of one person lay. A cell is marked by how many bones it holds, and says the number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from repatria.registry.drawing import svg

CELL, LEFT, TOP, MARGIN = 16.0, 130.0, 110.0, 80.0
MOST_ROWS, MOST_COLUMNS = 60, 60


def draw_grid(
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[tuple[str, str], int],
    *,
    name: str = "grid",
    title: str = "People and boxes",
) -> str:
    """SVG text of the first rows and columns; empty where no cell holds anything."""
    rows, columns = rows[:MOST_ROWS], columns[:MOST_COLUMNS]
    shown = {(r, c): n for (r, c), n in cells.items() if n and r in set(rows) and c in set(columns)}
    if not shown:
        return ""
    width, height = LEFT + CELL * len(columns) + MARGIN, TOP + CELL * len(rows) + 12
    across, down = {c: place for place, c in enumerate(columns)}, {r: place for place, r in enumerate(rows)}
    inside = [svg.tag("rect", x=0, y=0, width=width, height=height, fill="#ffffff", class_="line-ground")]
    for row, place in down.items():
        y = TOP + place * CELL
        inside.append(svg.words(row, LEFT - 6, y + 12, size=11, anchor="end"))
        inside.append(svg.tag("path", d=f"M{svg.number(LEFT)} {svg.number(y + CELL)}H{svg.number(width - MARGIN)}", stroke="#8f877a",
                              stroke_width=0.4, fill="none", class_="fall-grid"))  # fmt: skip
    for column, place in across.items():
        x = LEFT + place * CELL + 11
        inside.append(svg.words(column, x, TOP - 6, size=11, transform=f"rotate(-60 {svg.number(x)} {svg.number(TOP - 6)})"))
    for (row, column), n in sorted(shown.items()):
        x, y = LEFT + across[column] * CELL, TOP + down[row] * CELL
        said = svg.tag("title", escape(svg.clean(f"{row}, {column}: {n:,}")))
        box = svg.tag("rect", x=x + 1, y=y + 1, width=CELL - 2, height=CELL - 2, fill="#cdd7e0", stroke="#3c3832", stroke_width=0.8,
                      class_="line-held")  # fmt: skip
        inside.append(
            svg.tag("g", said, box, svg.words(str(n) if n < 100 else "+", x + CELL / 2, y + 12, size=9.5, anchor="middle"))
        )
    many = sum(1 for row in rows if sum(1 for r, _c in shown if r == row) > 1)
    told = f"{len(rows)} rows, {len(columns)} columns; {many} of the rows have bones in more than one box."
    return svg.picture(width, height, name, title, told, inside, interactive=False)


def grid_table(rows: Sequence[str], cells: Mapping[tuple[str, str], int], *, caption: str, head: str) -> str:
    """Each row with the columns it is found in."""
    told = []
    for row in rows:
        mine = sorted((column, n) for (r, column), n in cells.items() if r == row and n)
        told.append((row, f"{sum(n for _c, n in mine):,}", ", ".join(f"{column} ({n:,})" for column, n in mine)))
    return svg.table(caption, (head, "Bones", "Boxes"), told)
