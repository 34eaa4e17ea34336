"""Invented lineage types are shared as soldiers' types are, differ from each other, and say that they are simulated."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from repatria.model.mitotype import REGIONS
from repatria.model.tracts import Rules
from repatria.reference.mtdna import rcrs
from repatria.simulate.lineages import expected_sharing, expected_types, haplotypes, mitotypes, sharing, urn
from repatria.tables.mitotypes import canonical, ruled


def test_254_men_show_about_220_types_and_18_to_29_in_a_hundred_share_theirs() -> None:
    drawn = [urn(np.random.default_rng(seed), 254) for seed in range(100)]
    types, shared = np.array([len(set(k.tolist())) for k in drawn]), np.array([sharing(k) for k in drawn])
    assert expected_types(254) == pytest.approx(220.0, abs=0.05)
    assert 0.18 < expected_sharing(254) < 0.29
    assert types.mean() == pytest.approx(220.0, abs=3 * types.std() / 10)
    assert shared.mean() == pytest.approx(expected_sharing(254), abs=3 * shared.std() / 10)
    assert ((shared > 0.16) & (shared < 0.31)).mean() > 0.9


def test_the_expectations_agree_with_the_urn_s_definition() -> None:
    """Two people: they share a type with probability (1 - σ) / (θ + 1)."""
    assert expected_types(2, 0.5, 1.5) == pytest.approx(2 - 0.5 / 2.5)
    assert expected_sharing(2, 0.5, 1.5) == pytest.approx(0.5 / 2.5)


def test_mitochondrial_types() -> None:
    men, database = mitotypes(1, 200, 300)
    again, _ = mitotypes(1, 200, 300)
    assert men == again and men != mitotypes(2, 200, 300)[0]
    assert database.simulated and len(database) == 300 and not database.lengths
    assert {m.ranges for m in (*men, *database.entries)} == {REGIONS["control region"]}
    kinds = {m.differences for m in (*men, *database.entries)}
    written = {tuple(sorted(ruled(canonical(m, rcrs()), Rules(()), rcrs()).items())) for m in (*men, *database.entries)}
    assert len(written) == len(kinds) > 300
    seen_in_both = {m.differences for m in men} & {m.differences for m in database.entries}
    assert seen_in_both and len(seen_in_both) < 150


def test_y_types() -> None:
    men, database = haplotypes(1, 150, 200)
    assert men == haplotypes(1, 150, 200)[0] and database.simulated
    kinds = {tuple(sorted(m.alleles.items())) for m in (*men, *database.entries)}
    assert 250 < len(kinds) < 350
    steps = {sum(one.alleles[m] != other.alleles[m] for m in one.alleles) for one, other in combinations(men, 2)}
    assert min(steps - {0}) < 5 < max(steps), "near types and far ones, whichever rates are installed"
