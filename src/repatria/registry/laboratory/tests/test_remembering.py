"""A noun is found again by its whole content, and forgotten with the first case that does not hold it."""

from __future__ import annotations

import json

import pytest

from repatria.registry.laboratory.exporting import _noun, _Row
from repatria.registry.laboratory.remembering import Last

CALLS = json.dumps({"TH01": {"alleles": ["6", "9.3"], "kind": "called"}})
ROW = _Row(1, "S-000001-8", "specimen", CALLS, "M", 1, [])


def test_what_stands_is_the_same_noun_and_what_changed_is_another() -> None:
    last = Last()
    with last.turn() as known:
        first = _noun(ROW, "remains", known)
    with last.turn() as known:
        assert _noun(ROW, "remains", known) is first
        for changed in (
            ROW._replace(text=CALLS.replace("9.3", "7")),
            ROW._replace(sex="F"),
            ROW._replace(code="S-000002-6"),
        ):
            assert _noun(changed, "remains", known) != first
        assert _noun(ROW, "reference", known).source == "reference"
    assert len(last) == 5


def test_what_the_last_case_did_not_hold_is_forgotten() -> None:
    last = Last()
    with last.turn() as known:
        _noun(ROW, "remains", known)
    with last.turn() as known:
        _noun(ROW._replace(code="S-000002-6"), "remains", known)
    assert len(last) == 1
    with last.turn():
        pass
    assert len(last) == 0


def test_a_case_that_fails_changes_nothing() -> None:
    last = Last()
    with last.turn() as known:
        _noun(ROW, "remains", known)
    with pytest.raises(RuntimeError), last.turn() as known:
        raise RuntimeError
    assert len(last) == 1
