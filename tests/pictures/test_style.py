"""The look: contrast by computation, untrusted text made harmless, tables that stay honest in a spreadsheet."""

from __future__ import annotations

import csv
import io
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.pictures.charts.answer import SHADES
from repatria.pictures.style import (
    GROUNDS,
    INK,
    PALE,
    PAPER,
    PATTERNS,
    TEXT_COLOURS,
    Table,
    clean,
    contrast,
    escape,
    picture,
    width_of,
    wrap,
)


@pytest.mark.parametrize(("colour", "ground"), [*itertools.product(TEXT_COLOURS, GROUNDS), (INK, PALE)])
def test_every_text_colour_can_be_read_on_every_ground(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= 4.5


@pytest.mark.parametrize(("fill", "ink"), [(fill, ink) for _, fill, ink in SHADES])
def test_numbers_on_the_posterior_map_can_be_read(fill: str, ink: str) -> None:
    assert contrast(fill, ink) >= 4.5


def test_contrast_is_the_ratio_of_the_web_accessibility_guidelines() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=1e-3)


def test_patterns_stand_out_from_their_own_ground_without_colour() -> None:
    for ground, mark in PATTERNS.values():
        drawn = "#66707b" if ground == PAPER else "#ffffff"
        assert (drawn in mark or "#fff" in mark) and contrast(ground, drawn) >= 3.0


def test_control_and_direction_characters_become_visible() -> None:
    assert clean("a\x1b[31mb\u202ec\nd") == "a\N{REPLACEMENT CHARACTER}[31mb\N{REPLACEMENT CHARACTER}c d"


@given(st.text())
@settings(deadline=None, max_examples=60)
def test_escaped_text_holds_no_markup(text: str) -> None:
    assert not set("<>\"'") & set(escape(text))
    assert clean(text).isprintable()


def test_a_table_cannot_become_a_formula_and_every_row_says_exercise() -> None:
    table = Table(("who", "log10 LR"), (("=cmd()", -1.5), ("@x", "-3.2"), ("+1", "-inf")))
    rows = list(csv.reader(io.StringIO(table.csv("Exercise: everyone here is invented."))))
    assert rows[0] == ["who", "log10 LR", "note"]
    assert [r[0] for r in rows[1:]] == ["'=cmd()", "'@x", "+1"]
    assert [r[1] for r in rows[1:]] == ["-1.5", "-3.2", "-inf"]
    assert {r[2] for r in rows[1:]} == {"Exercise: everyone here is invented."}


def test_a_table_of_a_record_has_no_extra_column() -> None:
    assert Table(("a",), ((1,),)).csv() == "a\n1\n"


def test_long_titles_are_broken_within_the_width() -> None:
    lines = wrap("A title that goes on for much longer than any picture is wide", 16, 300, bold=True)
    assert len(lines) > 1
    assert all(width_of(line, 16, bold=True) < 330 for line in lines)


def test_a_pattern_is_defined_once_per_picture_under_its_name() -> None:
    signal = next(iter(PATTERNS))
    drawn = picture("one", "t", "r", f'<rect fill="{signal}"/><rect stroke="{signal}"/>', (10, 10), Table((), ()))
    assert signal not in drawn.svg
    assert drawn.svg.count("<pattern ") == 1
    assert drawn.svg.count(f"url(#one-p{signal[1:]})") == 2
