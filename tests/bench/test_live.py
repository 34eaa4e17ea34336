"""What the bench of a lived exercise says, and when it fails; the life itself is lived in the registry's tests."""

from __future__ import annotations

from typing import Any

import pytest

from repatria.bench import live
from repatria.errors import ReproductionFailed


def answer(*, passed: int = 0, closes: bool = True) -> dict[str, Any]:
    return {
        "gates": {"succeeded": passed}, "balances": [{"closes": closes}], "signed": 3, "wrong_signed": [], "expected_wrong": 0.001,
        "ceiling": 10, "entries": 4000, "targets": [{"name": "people named", "met": False, "short_by": 0.6}, {"met": True}],
    }  # fmt: skip


def test_a_missed_target_is_told_in_the_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_asked", lambda *_words: answer())
    (figure,) = live.figures(quick=True)
    assert figure.size == "1 boxes, 0.5 years, seed 1" and "people named: short by 0.6" in figure.note
    assert "signed 3, wrong 0" in figure.note and "4,000 entries" in figure.note


@pytest.mark.parametrize("wrong", [{"passed": 1}, {"closes": False}])
def test_a_passed_gate_or_an_open_balance_fails(wrong: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_asked", lambda *_words: answer(**wrong))
    with pytest.raises(ReproductionFailed, match="bench live, seed 1"):
        live.figures(quick=True)


def test_a_command_that_fails_is_told() -> None:
    with pytest.raises(ReproductionFailed, match="0 days"):
        live._asked("live", "--years", "0")
