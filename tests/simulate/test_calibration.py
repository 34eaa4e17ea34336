"""The laws of likelihood ratios: they hold for this engine, and the checks notice one that overstates."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from repatria import compare, reference
from repatria.evidence.kinship.prepare import prepare
from repatria.model import Conventions
from repatria.simulate import families, profiles
from repatria.simulate.calibration import cllr, marker_law, reliability, sampled_ratios, tail
from repatria.simulate.sections import mutating
from repatria.simulate.singles import CLAIMS, Claim, enumerated_log_lr, single_families

SHORT = reference.panel(markers=["TH01", "TPOX", "D3S1358", "CSF1PO"])
FULL = reference.panel()


def short_families(n: int, seed: int = 1) -> tuple:
    """Families typed at all markers; only those of the short panel are asked for."""
    return families(n, seed=seed, panel=FULL)


@pytest.mark.parametrize(("ancestors", "transform"), [("sum", "none"), ("prune", "MH"), ("prune", "BA"), ("prune", "PR")])
def test_a_likelihood_ratio_is_one_on_average_among_strangers(ancestors: str, transform: str) -> None:
    panel = mutating(SHORT, transform)
    for family in short_families(6):
        assert np.abs(marker_law(family, panel, Conventions(ancestors)) - 1.0).max() <= 1e-12


def test_pruning_under_a_drifting_model_breaks_the_law_by_a_little() -> None:
    off = max(np.abs(marker_law(f, SHORT, Conventions("prune")) - 1.0).max() for f in short_families(6))
    assert 1e-6 < off < 0.02


def test_chance_never_exceeds_one_in_x() -> None:
    tables = prepare(short_families(40), FULL, Conventions("sum"))
    for point in tail(tables, FULL, np.random.default_rng(1), 300, [10.0**k for k in range(10)]):
        assert point.breach <= 4.0 and point.chance <= 1.0 / point.x


def test_an_engine_that_overstates_is_noticed() -> None:
    tables = prepare(short_families(40), SHORT, Conventions("sum"))
    honest = tail(tables, SHORT, np.random.default_rng(1), 300, [10.0])
    inflated = replace(tables, tables=tables.tables * 10.0**1.5)
    assert honest[0].breach < 0.0 < 4.0 < tail(inflated, SHORT, np.random.default_rng(1), 300, [10.0])[0].breach


def test_importance_weights_average_to_one() -> None:
    nephews = families(20, {"nephew": 1.0}, 1, FULL)  # of a nephew no marker says less than a half: the weights are bounded
    tables = prepare(nephews, SHORT, Conventions("sum"))
    log_lr, log_weight = sampled_ratios(tables, SHORT, np.random.default_rng(2), 20_000)
    assert np.allclose(log_lr, -log_weight, atol=1e-9)
    assert np.exp(log_weight).mean() == pytest.approx(1.0, abs=0.02)


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("ancestors", ["sum", "prune"])
def test_single_claims_equal_full_enumeration(claim: Claim, ancestors: str) -> None:
    people, candidates = profiles(4, 1, FULL), profiles(4, 2, FULL)
    for family, relative, candidate in zip(single_families(people, claim), people, candidates, strict=True):
        finding = compare(family, candidate, FULL, conventions=Conventions(ancestors))
        assert finding.log_lr == pytest.approx(enumerated_log_lr(relative, candidate, FULL, claim, ancestors), abs=1e-9)


def test_enumeration_without_mutation_excludes_a_parent_who_shares_nothing() -> None:
    panel = mutating(FULL, None)
    people, candidates = profiles(1, 1, FULL), profiles(1, 2, FULL)
    assert enumerated_log_lr(people[0], candidates[0], panel, "parent", "sum") == -math.inf


def test_the_cost_of_saying_nothing_is_one_bit() -> None:
    assert cllr(np.zeros(5), np.zeros(7)) == pytest.approx(1.0, rel=1e-14)
    assert cllr(np.full(5, 50.0), np.full(7, -50.0)) < 1e-15
    assert cllr(np.array([math.log(3.0)]), np.array([-math.inf])) == pytest.approx(math.log2(4 / 3) / 2, rel=1e-12)


def test_reliability_counts_what_was_right_in_each_range() -> None:
    posterior = np.array([0.6, 0.7, 0.96, 0.97, 0.98, 1.0])
    right = np.array([True, False, True, True, False, True])
    bins = reliability(posterior, right, (0.5, 0.95, 0.99, 1.0))
    assert [(b.n, b.right) for b in bins] == [(2, 1), (3, 2), (1, 1)]
    assert bins[1].stated == pytest.approx(0.97) and bins[1].share_low < 2 / 3 < bins[1].share_high
