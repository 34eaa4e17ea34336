"""What a laboratory shows of a genotype follows the law that the engine is told, and samples of a person fare alike."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from repatria import reference
from repatria.model import Call, CallKind
from repatria.reference import MARKERS
from repatria.simulate.laboratory import Quality, make_quality, observe
from repatria.simulate.settings import Settings
from repatria.simulate.world import matched_world
from repatria.tables.loci import locus_arrays
from repatria.tables.observations import weights

N, D, C = 6_000, 0.2, 0.1


@pytest.mark.parametrize("genotype", [(1, 1), (1, 3)])
def test_phenotypes_follow_the_law_of_drop_out_and_drop_in(genotype: tuple[int, int]) -> None:
    panel = reference.panel()
    world = matched_world(panel)
    marker = "TPOX"
    at, locus = MARKERS.index(marker), locus_arrays(panel[marker])
    people = np.tile(np.array(genotype, dtype=np.int16), (N, 23, 1))
    yes = np.ones(N, dtype=bool)
    quality = Quality(yes, ~yes, np.ones(N), np.full(N, D), np.full(N, D))
    codes = [f"S{i}" for i in range(N)]
    shown = observe(
        np.random.default_rng(5), world.genome, world.alleles, codes, people, np.zeros(N, dtype=np.int64), quality, C
    )
    seen = Counter(p.calls[marker].alleles if marker in p.calls else () for p in shown)
    alleles = world.alleles[at]
    possible = [(a,) for a in alleles] + list(combinations(alleles, 2))
    law = {s: weights([Call(s, CallKind.DROPPED, dropout=D, dropin=C)], locus)[genotype] for s in possible}
    expected = {s: N * p for s, p in law.items() if N * p >= 5}
    rest = N - sum(expected.values())
    observed = [seen[s] for s in expected]
    assert stats.chisquare([*observed, N - sum(observed)], [*expected.values(), rest]).pvalue > 0.001


def test_success_is_as_frequent_as_stated_and_shared_within_a_person() -> None:
    person = np.repeat(np.arange(4000), 5)
    quality = make_quality(np.random.default_rng(1), Settings(), person, 2.0)
    assert quality.success.mean() == pytest.approx(0.45, abs=0.02)
    assert quality.kept.mean() == pytest.approx(0.5, abs=0.01)
    first, second = quality.kept.reshape(-1, 5)[:, 0], quality.kept.reshape(-1, 5)[:, 1]
    assert stats.pearsonr(first, second).statistic == pytest.approx(0.5, abs=0.05)
    assert quality.dropout.min() >= 0.05 and quality.dropout.max() <= 0.30
    factor = quality.dropout / quality.told
    assert 0.49 < factor.min() < factor.max() < 2.01


def test_in_a_matched_world_the_told_drop_out_is_the_true_one() -> None:
    quality = make_quality(np.random.default_rng(1), Settings(), np.arange(50), 1.0)
    assert np.allclose(quality.told, quality.dropout)
