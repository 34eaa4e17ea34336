"""How a problem is laid out for messages: against the slow twin, at every λ, on any number of threads."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joint.random_problems import random_problem
from joint.small_case import small_case
from naive import network_naive
from repatria.errors import InvalidCase
from repatria.evidence.kinship import matrix
from repatria.joint import exact, messages
from repatria.joint.lambdas import answers_at
from repatria.joint.listed import weigh_listed
from repatria.joint.messages import by_messages
from repatria.joint.network import network
from repatria.joint.problem import Problem
from repatria.joint.unreferenced import left_over, left_over_each

SHAPES = st.sampled_from([(1,), (1, 1), (2, 2, 1), (3, 1), (2, 2, 2), (2, 1, 1, 1)])
COMMON = {"deadline": None, "max_examples": 40}


def clusters_of(seed: int, victims: int) -> list[np.ndarray]:
    """Random clusters, by their first victim."""
    rng = np.random.default_rng(seed)
    cuts = np.sort(rng.choice(victims, rng.integers(0, victims), replace=False))
    return sorted((np.sort(c) for c in np.split(rng.permutation(victims), cuts) if len(c)), key=lambda c: int(c[0]))


@settings(**COMMON)
@given(st.integers(0, 10**6), st.integers(2, 8), SHAPES)
def test_the_network_is_that_of_the_slow_twin(seed, victims, shape):
    problem = random_problem(seed, victims, shape)
    clusters = clusters_of(seed, victims)
    fast, slow = network(problem, clusters), network_naive.network(problem, clusters)
    for name in (f.name for f in fields(fast) if f.name not in ("clusters", "weight")):
        np.testing.assert_array_equal(getattr(fast, name), getattr(slow, name), err_msg=name)
    np.testing.assert_allclose(fast.weight, slow.weight, rtol=1e-13)


@settings(**COMMON)
@given(st.integers(0, 10**6), st.integers(2, 6), SHAPES)
def test_other_odds_and_fewer_terms_are_those_of_a_problem_made_anew(seed, victims, shape):
    made = random_problem(seed, victims, shape, unreferenced=2)
    moved = made.at_odds([f.log_odds + 0.7 for f in made.families], 3, -2.0)
    anew = replace(
        made,
        families=tuple(replace(f, log_odds=f.log_odds + 0.7) for f in made.families),
        unreferenced=3,
        unreferenced_log_odds=-2.0,
    )
    assert by_messages(moved).table.tobytes() == by_messages(anew).table.tobytes()
    keep = anew.log_weights > 0.0
    few = anew.only(keep)
    again = Problem(few.victims, few.families, few.unreferenced, few.unreferenced_log_odds)
    np.testing.assert_array_equal(few.log_weights, again.log_weights)
    np.testing.assert_array_equal(few.possible, again.possible)
    np.testing.assert_allclose(np.concatenate([f.log_weight[1:] for f in few.families]), few.log_weights, rtol=1e-15)


def test_odds_that_are_no_numbers_are_refused():
    made = random_problem(1, 3, (1, 2))
    with pytest.raises(InvalidCase, match="prior weight is not finite"):
        made.at_odds([np.array([np.inf]), np.zeros(2)], 0, 0.0)
    with pytest.raises(InvalidCase, match="class without references"):
        made.at_odds([np.zeros(1), np.zeros(2)], -1, 0.0)


@settings(**COMMON)
@given(st.integers(0, 10**6), st.integers(0, 30), st.integers(0, 6))
def test_the_class_of_many_clusters_at_once(seed, capacity, most):
    odds = np.random.default_rng(seed).normal(-3.0, 3.0, 5)
    logs, share = left_over_each(capacity, odds, most)
    for k, one in enumerate(odds.tolist()):
        for mine, his in zip((logs[k], share[k]), left_over(capacity, one, most), strict=True):
            np.testing.assert_allclose(mine, his, rtol=1e-12, atol=1e-14)


def test_a_beginning_elsewhere_ends_in_the_same_place():
    for seed in range(30):
        made = random_problem(seed, 7, (1, 1, 2, 1, 1), unreferenced=seed % 3)
        problem = made.at_odds([f.log_odds - 5.0 for f in made.families], made.unreferenced, -4.0)
        net = network(problem, clusters_of(seed, 7))
        cold = messages._settle(problem, net, messages.SETTLED)
        rng = np.random.default_rng(seed)
        begin = messages._Begin(rng.uniform(0.2, 1.0, (7, len(problem.families))), np.full(7, 0.01))
        np.testing.assert_allclose(messages._settle(problem, net, messages.SETTLED, begin).table, cold.table, atol=1e-11)


def test_threads_and_other_lambdas_change_no_byte(monkeypatch):
    case = small_case()[0]
    listed = weigh_listed(case, [p.id for p in case.profiles], [(p,) for p in case.profiles])
    monkeypatch.setattr(exact, "MAX_VICTIMS", 0)
    values, found = [0.5, 0.2, 0.8], []
    for workers in (1, 2):
        monkeypatch.setattr(matrix, "WORKERS", workers)
        found.append([answer.table.tobytes() for answer in answers_at(listed, values)])
    (alone,) = answers_at(listed, values[:1])
    assert found[0] == found[1] and found[0][0] == alone.table.tobytes()
