"""Joint ways of two missing people by tables: the whole pedigree's numbers, and never where tables do not reach."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from joint.small_case import small_case
from repatria.joint import interactions
from repatria.joint.terms import ways_to_fill
from repatria.model import Call, CallKind, CaseFile, Conventions, Family, Profile


def two_missing(case: CaseFile) -> Family:
    """Both children of one couple missing."""
    one = case.families[0]
    other = tuple(replace(p, sex="M") if p.id == "S2" else p for p in one.pedigree.people)
    return Family("ONE", replace(one.pedigree, people=other), ("ONE-N", "S2"), {"S1": one.references["S1"]}, one.pools)


def worn(profile: Profile) -> Profile:
    calls = {m: Call(tuple(dict.fromkeys(c.alleles)), CallKind.DROPPED, dropout=0.2) for m, c in profile.calls.items()}
    return replace(profile, id=profile.id + "-worn", calls=calls)


@pytest.mark.parametrize("ancestors", ["prune", "sum"])
def test_tables_give_the_interactions_of_the_whole_pedigree(ancestors, monkeypatch):
    case = replace(small_case()[0], conventions=Conventions(ancestors=ancestors))
    family = two_missing(case)
    shown = [(p,) for p in case.profiles[:3]] + [(case.profiles[0], worn(case.profiles[0])), (worn(case.profiles[1]),)]
    ways = ways_to_fill(np.ones((len(shown), 2), dtype=bool))
    found = interactions._way_log_likelihoods(family, case, shown, ways, None)
    monkeypatch.setattr(interactions, "_by_tables", lambda *_: False)
    slow = interactions._way_log_likelihoods(family, case, shown, ways, None)

    def together(logs: np.ndarray) -> list[float]:
        alone = {(s, int(way[s])): logs[k] for k, way in enumerate(ways) for s in (0, 1) if way[s] >= 0 > way[1 - s]}
        both = [k for k, way in enumerate(ways) if (way >= 0).all()]
        with np.errstate(invalid="ignore"):
            return [float(logs[k] - alone[0, int(ways[k, 0])] - alone[1, int(ways[k, 1])] + logs[0]) for k in both]

    np.testing.assert_allclose(together(found), together(slow), atol=1e-12)


def test_theta_and_three_missing_are_weighed_the_long_way():
    case = small_case()[0]
    family = two_missing(case)
    assert interactions._by_tables(family, case)
    assert not interactions._by_tables(family, replace(case, conventions=Conventions(theta=0.01)))
    assert not interactions._by_tables(case.families[0], case)
