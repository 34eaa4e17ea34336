"""A pair of a case in full is the number of its candidate list; the full matrix is the same numbers again."""

from __future__ import annotations

import math

import numpy as np
import pytest

from repatria.evidence.kinship import compare, pair_log_lrs
from repatria.evidence.kinship.incase import POOLS, compare_in_case
from repatria.screening import screen
from repatria.simulate import heron


def test_lines_add_up_to_the_number_of_the_list() -> None:
    case, _ = heron(3, 0.03)
    found = screen(case)
    family = {f.id: f for f in case.families}
    profile = {p.id: p for p in case.profiles}
    for i in np.linspace(0, len(found.log_lr) - 1, 12).astype(int):
        home, missing = found.people[int(found.person[i])]
        finding = compare_in_case(case, family[home], profile[found.profiles[int(found.profile[i])]], missing)
        assert finding.log_lr == pytest.approx(float(found.log_lr[i]), abs=1e-9)
        assert math.fsum(finding.per_marker.values()) == pytest.approx(finding.log_lr, abs=1e-9)
        assert POOLS in finding.per_marker and any(c.code == "pools" for c in finding.cautions)


def test_the_matrix_holds_the_numbers_of_the_screening() -> None:
    case, _ = heron(4, 0.03)
    found = screen(case)
    matrix, usable = pair_log_lrs(case.profiles, case)
    assert matrix.shape == (len(case.profiles), sum(len(f.missing) for f in case.families))
    assert np.abs(matrix[found.profile, found.person] - found.log_lr).max() < 1e-12
    assert int(usable.sum()) == found.manifest["missing_compared"]
    assert (matrix[:, ~usable] == 0.0).all()


def test_a_linked_pair_is_named() -> None:
    case, _ = heron(5, 0.03)
    family = next(f for f in case.families if f.references)
    whole = max(case.controls, key=lambda p: len(p.calls))
    codes = {(c.code, c.marker, c.value) for c in compare(family, whole, case.panel).cautions}
    assert ("linked", "vWA", "D12S391") in codes
