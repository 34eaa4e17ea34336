"""The waterfall says in signs and words what it draws."""

from __future__ import annotations

import math

import pytest

from repatria.registry.drawing.tests.pages import SVG, checked
from repatria.registry.drawing.waterfall import Step, draw_waterfall, odds_in_words

STEPS = (Step("prior odds", -4.2), Step("kinship: the typed relatives", 8.1), Step("references may be wrong", 3.0))


def test_every_step_is_said_with_sign_and_word() -> None:
    root = checked(draw_waterfall(STEPS, threshold=3.3))
    text = "".join(root.itertext())
    assert "kinship: the typed relatives: +12.30 (speaks for)" in text
    assert "references may be wrong: -5.10 (speaks against)" in text
    assert "posterior odds 1,000 : 1" in text and "the rule asks for this" in text
    assert len([g for g in root.iter(f"{SVG}g") if g.get("class") == "fall-row"]) == 3


def test_everything_drawn_lies_within_the_picture() -> None:
    for level in (-math.inf, -400.0, -0.001, 0.0, 3.3, 290.0, math.inf):
        root = checked(draw_waterfall((Step("prior odds", -4.2), Step("x" * 200, level), Step("end", level)), threshold=3.3))
        for bar in root.iter(f"{SVG}rect"):
            assert float(bar.get("x", "nan")) >= 0 and float(bar.get("x", 0)) + float(bar.get("width", 0)) <= 480


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (0.0, "1 : 1"),
        (3.0, "1,000 : 1"),
        (-3.0, "1 : 1,000"),
        (12.0, "10^12.0 : 1"),
        (math.inf, "certain"),
        (-math.inf, "excluded"),
    ],
)
def test_odds_read_as_people_say_them(level: float, words: str) -> None:
    assert odds_in_words(level) == words


def test_no_steps_are_no_picture() -> None:
    assert draw_waterfall(()) == ""
