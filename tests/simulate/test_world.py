"""The world people come from: subpopulations, wrong fathers, swapped samples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from repatria.reference import MARKERS
from repatria.simulate import Settings, bench_panel
from repatria.simulate.genedrop import founder
from repatria.simulate.roster import draw_families, make_roster
from repatria.simulate.shapes import SHAPES
from repatria.simulate.world import _subpopulations, make_world, matched_world


def test_subpopulations_scatter_by_theta() -> None:
    p = np.array([0.6, 0.3, 0.1])
    drawn = _subpopulations(np.random.default_rng(1), p, 0.03, 20_000)
    assert np.allclose(drawn.sum(axis=1), 1.0)
    assert np.allclose(drawn.mean(axis=0), p, atol=0.003)
    assert np.allclose(drawn.var(axis=0), 0.03 * p * (1 - p), rtol=0.05)  # Balding and Nichols 1994


def test_a_mismatched_world_has_rates_theta_and_linkage_of_its_own() -> None:
    world = make_world(np.random.default_rng(1), Settings())
    ((first, second, r),) = world.genome.linked
    assert {MARKERS[first], MARKERS[second]} == {"vWA", "D12S391"} and r == 0.11
    assert len(world.groups["South Korea"]) == 20 and len(world.groups) == 6
    assert make_world(np.random.default_rng(1), Settings(world="matched")).genome.linked == ()


@pytest.mark.parametrize("wrong", [False, True])
def test_a_wrong_relation_puts_another_man_in_the_fathers_place(wrong: bool) -> None:
    """A child shares an allele with the missing father at every marker, mutation apart; the child of another man does not."""
    shape = SHAPES["child"][0][0]
    drawn = draw_families(np.random.default_rng(1), matched_world(bench_panel()), [shape] * 300, ["panel"] * 300, [wrong] * 300)
    shares = [np.mean([bool(set(a) & set(b)) for a, b in zip(d.genotypes[0], d.genotypes[2], strict=True)]) for d in drawn]
    assert (np.mean(shares) < 0.8) if wrong else (np.mean(shares) > 0.99)


def test_swapped_references_come_in_pairs_of_two_families() -> None:
    settings = Settings(listed=600, swapped=0.1, wrong_relation=0.0)
    world = make_world(np.random.default_rng(1), settings)
    roster = make_roster(np.random.default_rng(2), world, settings)
    swapped = [s for s in roster.slips if s.what == "swapped sample"]
    assert len(swapped) % 2 == 0 and len(swapped) > 10 and len({s.reference for s in swapped}) == len(swapped)
    plain = make_roster(np.random.default_rng(2), world, Settings(listed=600, swapped=0.0, wrong_relation=0.0))
    typed = [{r.id: r.calls for f in x.families for r in f.references.values()} for x in (roster, plain)]
    changed = {code for code in typed[0] if typed[0][code] != typed[1][code]}
    assert changed == {s.reference for s in swapped}


def test_real_founders_show_what_real_people_show_and_subpopulations_share_theta() -> None:
    world = make_world(np.random.default_rng(1), Settings(real_founders=True, theta=(0.04, 0.04)))
    (white, *_), locus = world.genome.real, MARKERS.index("TH01")
    assert [len(r.genotypes[0]) for r in world.genome.real] == [361, 342, 236] and white.share == pytest.approx(0.2)
    rows = world.genome.founders[locus][white.groups]
    assert np.allclose(rows.sum(axis=1), 1.0)
    rng, n = np.random.default_rng(2), 20_000
    drawn = founder(rng, world.genome, np.full(n, white.groups[3]))
    shares = np.bincount(drawn[:, locus].ravel(), minlength=rows.shape[1]) / (2 * n)
    assert np.allclose(shares, rows[3], atol=0.012)
    plain = replace(white, share=0.0)
    drawn = founder(rng, replace(world.genome, real=(plain,)), white.groups.repeat(20))
    seen = {tuple(sorted(pair)) for pair in plain.genotypes[locus].tolist()}
    assert {tuple(sorted(pair)) for pair in drawn[:, locus].tolist()} <= seen


def test_two_copies_of_a_subpopulation_are_alike_by_descent_with_probability_theta() -> None:
    """Identity above chance between founders of one subpopulation, over all markers and many worlds: theta (1 - sum of p squared)."""
    genome = make_world(np.random.default_rng(1), Settings(real_founders=True, theta=(0.09, 0.09), subpopulations=400)).genome
    white, rng = genome.real[0], np.random.default_rng(3)
    one, other = founder(rng, genome, white.groups), founder(rng, genome, white.groups)
    within = (one[:, :, 0] == other[:, :, 0]).mean()
    across = (one[:, :, 0] == np.roll(other, 1, axis=0)[:, :, 0]).mean()
    assert (within - across) / (1.0 - across) == pytest.approx(0.09, abs=0.02)
