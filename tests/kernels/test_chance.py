"""Chance hits by importance sampling against listing every result that could have been."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from naive.screening_naive import chance
from repatria.evidence.kinship.prepare import prepare
from repatria.model import Call, CallKind, Conventions, Panel, Pool, Profile
from repatria.screening.chance import chance_sums, draw_tables, observation
from repatria.tables.loci import panel_arrays
from repatria.tables.profiles import profile_columns
from screening.material import panel, parents, uncle

FULL = panel(1)
SMALL = Panel("two loci", (FULL.loci[0], FULL.loci[2]))
OTHER = Panel("two loci, other frequencies", tuple(panel(2).loci[i] for i in (0, 2)))
POOLS = (Pool("A", 0.4, SMALL), Pool("B", 0.6, OTHER))
DRAWS = 40_000

KINDS = {
    "clean": (Call(("10", "11")), Call(("10", "10"))),
    "dropped": (Call(("10",), CallKind.DROPPED, 0.3, 0.05, 0.08), Call(("10", "11"), CallKind.DROPPED, 0.5, None, 0.02)),
    "at_least": (Call(("10",), CallKind.AT_LEAST), Call(("11",), CallKind.AT_LEAST)),
    "one of each": (Call(("10",), CallKind.AT_LEAST), Call(("11",), CallKind.DROPPED, 0.2, None, 0.0)),
}


def sampled(profile: Profile, threshold: float, family: int = 0) -> tuple[np.ndarray, np.ndarray, list[dict[str, np.ndarray]]]:
    """Means, their errors, and the tables of the missing person and of a sibling."""
    rng = np.random.default_rng(12)
    families = [parents("p", SMALL, rng), uncle("u", SMALL, rng)]
    prepared = prepare(families, SMALL, Conventions("sum"))
    inputs = SimpleNamespace(
        panel=SMALL,
        pools=POOLS,
        columns=profile_columns([profile], SMALL),
        threshold=float(np.log(threshold)),
        seen=observation([profile], SMALL),
        people=2,
    )
    zero = np.array([0])
    sums = chance_sums(draw_tables(prepared, SMALL), inputs, zero + family, zero, DRAWS, 99)[0] / DRAWS
    error = np.sqrt(np.maximum(sums[:, 1] - sums[:, 0] ** 2, 0.0) / DRAWS)
    tables, at = [{}, {}], 0
    for x, locus in zip(panel_arrays(SMALL), SMALL.loci, strict=True):
        k = len(x.p)
        upper, lower = np.triu_indices(k)
        own = np.zeros((k, k))
        own[upper, lower] = prepared.tables[family, at : at + len(upper)]
        own = (own + own.T) / 2.0
        at += len(upper) + k + 2
        passed = own.sum(axis=1)
        child = (np.outer(passed, x.p) + np.outer(x.p, passed)) / 2.0
        tables[0][locus.name] = own
        tables[1][locus.name] = 0.25 * own + 0.5 * child + 0.25 * np.outer(x.p, x.p)
    return sums[:, 0], error, tables


@pytest.mark.parametrize("family", [0, 1], ids=["parents", "uncle"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_probability_of_passing(kind: str, family: int) -> None:
    profile = Profile("P", dict(zip(("L1", "L3"), KINDS[kind], strict=True)))
    threshold = 2.0 if family == 0 else 1.05
    mean, error, (own, sibling) = sampled(profile, threshold, family)
    arrays = {x.name: x for x in panel_arrays(SMALL)}
    names = {x.name: x.alleles for x in SMALL.loci}
    free = [{x.name: np.outer(x.p, x.p) for x in panel_arrays(where)} for where in (SMALL, OTHER)]
    pools = [(p.weight, t) for p, t in zip(POOLS, free, strict=True)]
    mixture = sum(w * chance(profile, arrays, names, own, pools, t, threshold) for w, t in pools)
    exact = [mixture, *(chance(profile, arrays, names, own, pools, t, threshold) for _, t in pools)]
    exact.append(chance(profile, arrays, names, own, pools, sibling, threshold))
    rough = 0.01 if "dropped" in kind else 0.0  # a spoilt or empty marker counts as equally likely under every table
    assert 0.0 < exact[0] < 1.0
    assert (np.abs(mean - exact) <= 5.0 * error + rough * np.array(exact)).all()


@pytest.mark.parametrize("kind", ["clean", "at_least", "one of each"])
def test_everybody_passes_a_threshold_of_nothing(kind: str) -> None:
    profile = Profile("P", dict(zip(("L1", "L3"), KINDS[kind], strict=True)))
    mean, error, _ = sampled(profile, 1e-30, family=1)
    assert (np.abs(mean - 1.0) <= 5.0 * error).all() and (error < 0.05).all()


def test_the_mixture_is_the_weighted_sum_of_the_pools() -> None:
    mean, _, _ = sampled(Profile("P", {"L1": Call(("10", "11"))}), 1.5)
    assert mean[0] == pytest.approx(0.4 * mean[1] + 0.6 * mean[2], rel=1e-12)


def test_a_profile_without_data_passes_only_a_threshold_it_reaches() -> None:
    assert sampled(Profile("empty"), 1.5)[0].tolist() == [0.0] * 4
    assert sampled(Profile("empty"), 0.5)[0].tolist() == [1.0] * 4


def test_of_several_samples_the_clearest_call_stands_for_all() -> None:
    clean, soft = Profile("a", {"L1": Call(("10", "11"))}), Profile("b", {"L1": Call(("10",), CallKind.DROPPED, 0.3)})
    both = observation([(soft, clean)], SMALL)
    assert both.kind.tolist() == [0] and both.first.tolist() == [0, 1]
    assert observation([], SMALL).first.tolist() == [0]
