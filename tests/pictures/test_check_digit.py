"""A code in a pedigree breaks before its number, never before its check digit alone."""

from __future__ import annotations

from repatria.pictures.pedigree import _label


def test_a_check_digit_never_stands_alone() -> None:
    assert _label("HERON-K00012-5") == ["HERON-", "K00012-5"]
    assert _label("K00012-5") == ["K00012-5"]
    assert _label("F0001-grandmother-1") == ["F0001-", "grandmother-1"]
