"""The benches of head-counts and stature run at a small size and agree with their slow twins."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from repatria.bench import bones_count, stature
from repatria.errors import MissingReference

GPL = Path(__file__).parents[2] / "data-gpl" / "src"


def test_head_counts() -> None:
    (one,) = bones_count.figures(quick=True)
    assert 0.5 < one.figure <= 1.0 and one.max_rel_error <= 1e-9 and "aimed at 0.90 to 0.98" in one.note


def test_statures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(GPL))
    monkeypatch.delitem(sys.modules, "repatria_data_gpl", raising=False)
    found = stature.figures(quick=True)
    assert found and all(one.max_rel_error <= 1e-9 and 0.0 <= one.figure <= 1.0 for one in found)


def test_without_the_rows_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "repatria_data_gpl", None)
    with pytest.raises(MissingReference, match="Install data-gpl"):
        stature.figures(quick=True)
