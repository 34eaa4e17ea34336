"""The pictures of the account: named, described, within their frame, and saying their numbers in words."""

from __future__ import annotations

import itertools
from datetime import date

from repatria.registry.drawing.bars import Row, bars_table, draw_bars
from repatria.registry.drawing.curve import Series, curve_table, draw_curve
from repatria.registry.drawing.flow import MOST, Band, draw_flow, flow_table, gathered
from repatria.registry.drawing.grid import draw_grid, grid_table
from repatria.registry.drawing.tests.pages import SVG, checked

DAYS = [date(2031, 1, 1), date(2031, 4, 1), date(2032, 2, 1)]


def test_a_curve_names_its_lines_with_their_last_numbers_and_says_what_was_not_yet_known() -> None:
    lines = [Series("identified", [(DAYS[0], None), (DAYS[1], 2), (DAYS[2], 17)]), Series("told <b>", [(DAYS[2], 16)])]
    root = checked(draw_curve(lines, until=date(2032, 6, 1), unit="people"))
    said = "".join(root.itertext())
    assert "identified: 17" in said and "told <b>: 16" in said
    table = curve_table(lines)
    assert "not yet known" in table and "<b>" not in table and ">2031-04-01<" in table
    assert draw_curve([Series("nothing", [(DAYS[0], None)])], until=DAYS[2]) == ""


def test_names_at_the_ends_of_lines_never_lie_on_each_other() -> None:
    lines = [Series(f"line {n}", [(DAYS[0], 5 * (n % 2))]) for n in range(5)]
    heights = sorted(
        float(t.get("y", 0)) for t in checked(draw_curve(lines, until=DAYS[2])).iter(f"{SVG}text") if "line" in (t.text or "")
    )
    assert heights[-1] <= 322
    assert all(b - a >= 16 for a, b in itertools.pairwise(heights))


def test_a_flow_keeps_every_thing_and_gathers_small_origins() -> None:
    bands = [Band(f"box {n:02d}", out, n + 1) for n in range(30) for out in ("held", "returned")]
    few = gathered(bands)
    assert sum(b.number for b in few) == sum(b.number for b in bands)
    assert len({b.origin for b in few}) == MOST and "17 others" in {b.origin for b in few}
    root = checked(draw_flow(bands, unit="bones"))
    assert "930 bones" in "".join(root.itertext())
    height = float((root.get("viewBox") or "").split()[3])
    for bar in root.iter(f"{SVG}rect"):
        assert float(bar.get("y", 0)) + float(bar.get("height", 0)) <= height + 0.01
    assert flow_table(bands, unit="bones").count("<tr>") == 61
    assert draw_flow([], unit="bones") == ""


def test_bars_say_what_is_not_yet_known_and_never_draw_it() -> None:
    rows = [Row("box 1", (1, 4)), Row("box <2>", (None, 2)), Row("box 3", (0, None))]
    root = checked(draw_bars(rows, ("claimed", "found")))
    assert "not yet known" in "".join(root.itertext())
    assert len([r for r in root.iter(f"{SVG}rect") if r.get("class", "").startswith("bar-")]) == 2 + 3
    assert "box &lt;2&gt;" in bars_table(rows, ("claimed", "found"), caption="c", head="box")
    assert draw_bars([], ("a", "b")) == ""


def test_a_grid_says_every_number() -> None:
    cells = {("N-1", "C-1"): 3, ("N-1", "C-2"): 1, ("N-2", "C-2"): 120}
    root = checked(draw_grid(["N-1", "N-2"], ["C-1", "C-2"], cells))
    said = "".join(root.itertext())
    assert "N-1, C-1: 3" in said and "1 of the rows have bones in more than one box" in said
    assert "C-1 (3), C-2 (1)" in grid_table(["N-1", "N-2"], cells, caption="c", head="person")
    assert draw_grid(["N-1"], ["C-1"], {}) == ""
