"""Contrast of the colours in house.css, computed from its variables by WCAG 2.2, in the light and in the dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static" / "house.css").read_text(encoding="utf-8")
TEXT = ("ink", "muted", "link", "calm", "warn", "grave")
GROUNDS = ("ground", "paper", "pale", "warn-ground", "grave-ground")
SHAPES = ("field", "focus", "link", "warn", "grave")
"""Borders of inputs, the ring around what has the focus, and what marks an alarm."""


def colours(css: str, theme: str) -> dict[str, str]:
    """The colour variables of a theme; the dark one stands on the light one."""
    light = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", css.split("@media", 1)[0]))
    if theme == "light":
        return light
    block = css.split("@media (prefers-color-scheme: dark) {", 1)[1].split("\n}", 1)[0]
    return light | dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_can_be_read_on_every_ground(theme: str) -> None:
    told = colours(CSS, theme)
    weak = {(t, g): contrast(told[t], told[g]) for t in TEXT for g in GROUNDS if contrast(told[t], told[g]) < 4.5}
    weak |= {("on-button", g): c for g in ("link",) if (c := contrast(told["on-button"], told[g])) < 4.5}
    assert not weak


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_borders_focus_and_marks_can_be_seen(theme: str) -> None:
    told = colours(CSS, theme)
    assert not {(s, g): c for s in SHAPES for g in GROUNDS if (c := contrast(told[s], told[g])) < 3}


def test_both_themes_name_the_same_colours() -> None:
    dark = CSS.split("@media (prefers-color-scheme: dark) {", 1)[1].split("\n}", 1)[0]
    assert set(re.findall(r"--([a-z-]+):\s*#", dark)) == set(colours(CSS, "light"))


def test_colours_stand_in_variables_only() -> None:
    rules = [line for line in CSS.splitlines() if re.search(r"#[0-9a-f]{3,8}\b", line) and "--" not in line]
    assert all(set(re.findall(r"#[0-9a-f]{3,8}\b", line)) <= {"#ffffff", "#000000"} for line in rules), rules


def test_the_house_stays_small() -> None:
    assert len(CSS.encode()) <= 25_000
