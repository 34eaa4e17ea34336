"""A family as drawn: every sign counted in the SVG, and the same facts in words."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from lxml import etree

from pictures.exercise import exercise_family
from pictures.families import SHAPES, family, pedigrees
from repatria.model import Pedigree, Person
from repatria.pictures.pedigree import ROW, describe, draw, draw_family
from repatria.pictures.style import INK, PAPER, WINE

SVG = "{http://www.w3.org/2000/svg}"


def parse(svg: str) -> etree._Element:
    return etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False))


def symbols(svg: str) -> dict[str, etree._Element]:
    """Each drawn person by the title of its group."""
    groups = (g for g in parse(svg).iter(f"{SVG}g") if len(g) and g[0].tag == f"{SVG}title")
    return {g[0].text or "": g for g in groups}


@pytest.mark.parametrize("shape", SHAPES)
def test_everybody_is_drawn_once_with_a_code(shape: str) -> None:
    pedigree = SHAPES[shape]
    drawn = draw(pedigree, missing=[pedigree.people[0].id], typed=[p.id for p in pedigree.people[1:2]])
    titles = list(symbols(drawn.svg))
    for person in pedigree.people:
        assert sum(t.startswith(f"{person.id}:") for t in titles) == 1
    assert {t.text for t in parse(drawn.svg).iter(f"{SVG}text")} >= {p.id for p in pedigree.people}
    assert len(drawn.table.rows) == len(pedigree.people)


@given(pedigrees())
@settings(deadline=None, max_examples=25)
def test_any_pedigree_gives_well_formed_and_stable_svg(pedigree: Pedigree) -> None:
    assert draw(pedigree).svg == draw(pedigree).svg
    root = parse(draw(pedigree).svg)
    numbers = [float(v) for e in root.iter() for k, v in e.attrib.items() if k in ("x", "y", "cx", "cy", "r")]
    assert all(-20 < n < 5_000 for n in numbers)


def across(svg: str) -> list[tuple[float, float, float, int]]:
    """Horizontal pieces of the lines between symbols and rows: (y, left, right, number of the path)."""
    pieces = []
    for number, path in enumerate(parse(svg).iter(f"{SVG}path")):
        if path.get("stroke") == PAPER:  # the white heart of a double line
            continue
        x = y = 0.0
        for step, values in re.findall(r"([MLHV])([-0-9. ]+)", path.get("d", "")):
            at = [float(v) for v in values.split()]
            old = x
            x, y = {"H": (at[0], y), "V": (x, at[-1])}.get(step, (at[0], at[-1]))
            if step == "H" and (y - 30) % ROW > 8:  # marriage lines run at the height of the symbols, and may be shared
                pieces.append((round(y, 1), min(old, x), max(old, x), number))
    return pieces


@given(pedigrees())
@settings(deadline=None, max_examples=40)
def test_lines_of_different_couples_never_run_on_top_of_each_other(pedigree: Pedigree) -> None:
    pieces = [p for p in across(draw(pedigree).svg) if p[2] - p[1] > 1]
    for (y, a, b, one), (z, c, d, other) in itertools.combinations(pieces, 2):
        assert one == other or y != z or b <= c or d <= a


def test_sex_is_told_by_shape_and_typed_by_filling() -> None:
    drawn = symbols(draw(family("A M", "B F", "C U"), typed=["B"]).svg)
    assert drawn["A: male, not typed"].find(f".//{SVG}rect") is not None
    assert drawn["B: female, typed"].find(f".//{SVG}circle") is not None
    assert drawn["C: sex not known, not typed"].find(f".//{SVG}path") is not None
    fills = {title[0]: g.find(f"{SVG}g").get("fill") for title, g in drawn.items()}
    assert fills["B"] == INK and fills["A"] == fills["C"] != INK


def test_two_missing_of_one_family_are_dashed_with_a_question_mark_and_one_is_ringed() -> None:
    family_ = exercise_family()
    drawn = symbols(draw_family(family_, focus="EX-M-0072").svg)
    missing = [g for title, g in drawn.items() if title.endswith("missing")]
    assert len(missing) == 2
    for g in missing:
        assert g.find(f"{SVG}g[@stroke-dasharray]") is not None
        assert "?" in [t.text for t in g.iter(f"{SVG}text")]
    ringed = [t for t, g in drawn.items() if g.find(f"{SVG}g[@stroke='{WINE}'][@stroke-width='1.2']") is not None]
    assert ringed == ["EX-M-0072: male, missing"]


def test_related_parents_are_joined_by_a_double_line() -> None:
    assert draw(SHAPES["cousins married"]).svg.count('stroke-width="5.2"') == 1
    assert 'stroke-width="5.2"' not in draw(SHAPES["double first cousins"]).svg


def test_a_parent_who_is_not_recorded_is_drawn_and_explained() -> None:
    drawn = draw(SHAPES["single parents"])
    assert drawn.svg.count("<title>parent not recorded</title>") == 3
    assert "parent not recorded" in [t.text for t in parse(drawn.svg).iter(f"{SVG}text")]


def test_one_genotype_under_two_codes_is_marked_and_said() -> None:
    for shape, words in (("twins", "t and u share one genotype"), ("blood card", "MP and card share one genotype")):
        drawn = draw(SHAPES[shape])
        assert "one genotype (twins or same person)" in drawn.svg
        assert words in drawn.svg


def test_an_inbred_founder_carries_its_coefficient() -> None:
    pedigree = Pedigree((Person("A", "M"), Person("B", "F"), Person("C", "M", "A", "B")), inbreeding={"A": 0.25})
    assert "f = 0.25" in draw(pedigree).svg


def test_a_long_code_is_shortened_in_the_drawing_and_whole_in_the_title() -> None:
    code = "EX-M-" + "0123456789" * 4
    drawn = draw(Pedigree((Person(code, "M"),)))
    assert f"<title>{code}: male, not typed</title>" in drawn.svg
    assert "\N{HORIZONTAL ELLIPSIS}" in drawn.svg


def test_a_hostile_code_stays_text() -> None:
    drawn = draw(Pedigree((Person("<script>alert(1)</script>&\x1b[2J", "M"),)), title="</title><script>")
    root = parse(drawn.svg)
    assert not [e for e in root.iter() if "script" in str(e.tag)]
    assert "\x1b" not in drawn.svg


def test_the_family_is_told_in_words() -> None:
    words = describe(SHAPES["single parents"], ["MP"], ["n"])
    assert words == (
        "A family of 4 recorded people. Missing: MP. Typed: n. MP is a child of f and a parent not recorded. "
        "s is a child of f and a parent not recorded. n is a child of s and a parent not recorded."
    )


def test_the_picture_has_a_name_and_a_description_for_a_screen_reader() -> None:
    root = parse(draw(SHAPES["nuclear"], name="family-1", banner="Exercise: everyone here is invented.").svg)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "family-1-title family-1-desc"
    assert root.find(f"{SVG}desc").text.startswith("Exercise: everyone here is invented. A family of 5")


def test_text_is_really_drawn_in_the_png() -> None:
    """A font that is not there makes text vanish without a word: the picture without its letters must differ."""
    import vl_convert

    drawn = draw(SHAPES["nuclear"])
    root = parse(drawn.svg)
    for text in root.iter(f"{SVG}text"):
        text.text = " "
    bare = vl_convert.svg_to_png(etree.tostring(root).decode(), scale=2.0)
    assert drawn.png.startswith(b"\x89PNG") and len(drawn.png) > len(bare) + 1_000
