"""Linked markers: one pair without the GPL map, every neighbour with it."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest

from repatria.reference import MARKERS, linkage_map, linked_pairs

GPL = Path(__file__).parents[2] / "data-gpl" / "src"


@pytest.fixture
def with_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(GPL))
    monkeypatch.delitem(sys.modules, "repatria_data_gpl", raising=False)


@pytest.fixture
def without_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "repatria_data_gpl", None)


@pytest.mark.usefixtures("without_map")
def test_without_the_map_one_pair_is_known_and_says_that_it_is_recalled() -> None:
    assert linkage_map() == {}
    (pair,) = linked_pairs(MARKERS)
    assert (pair.first, pair.second, pair.recalled) == ("vWA", "D12S391", True)
    assert linked_pairs(["vWA", "TH01"]) == ()


@pytest.mark.usefixtures("with_map")
def test_with_the_map_neighbours_are_linked_by_haldane() -> None:
    assert len(linkage_map()) == 50
    pairs = {(p.first, p.second): p for p in linked_pairs(MARKERS)}
    cm = 27.57129 - 15.63031  # D12S391 and vWA in the table
    assert pairs["vWA", "D12S391"].recombination == pytest.approx((1 - math.exp(-2 * cm / 100)) / 2, rel=1e-12)
    assert not pairs["vWA", "D12S391"].recalled and ("D5S818", "CSF1PO") in pairs
