"""Messages between clusters against exact sums, their laws, their error, and when chains take over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joint.random_problems import random_problem
from naive import joint_naive
from repatria.joint import exact, messages
from repatria.joint.messages import SETTLED, by_messages
from repatria.joint.network import network
from repatria.joint.problem import Problem, from_pairs
from repatria.joint.solve import TRUSTED, solve

SHAPES = st.sampled_from([(1,), (1, 1), (2,), (1, 2), (3,), (1, 1, 1), (2, 1)])
KINDS = ("weak", "diffuse", "mixed", "strong", "brothers", "crowd", "ties", "duplicates", "threshold", "families")
COMMON = {"deadline": None, "max_examples": 30}


def table(kind: str, rng: np.random.Generator, n: int, m: int) -> np.ndarray:
    """Log weights [victims, missing] of one kind of trouble."""
    first, k = rng.normal(-6.0, 2.0, (n, m)), min(n, m) // 2
    if kind == "weak":
        return rng.normal(-5.0, 1.5, (n, m))
    if kind == "diffuse":
        return rng.normal(-np.log(m), 2.0, (n, m))
    if kind == "strong":
        return rng.normal(0.0, 5.0, (n, m))
    if kind == "crowd":
        return rng.normal(-2.0, 1.0, (n, m))
    if kind == "ties":
        return np.full((n, m), rng.normal(-3.0, 1.0)) + (rng.random((n, m)) < 0.2) * rng.normal(2.0, 1.0)
    if kind == "brothers":
        for two in range(0, min(n, m) - 1, 2):
            first[two : two + 2, two : two + 2] = rng.normal(5.0, 3.0) + rng.normal(0.0, 0.3, (2, 2))
    if kind == "mixed":
        first[np.arange(k), np.arange(k)] = rng.normal(6.0, 6.0, k)
    if kind == "duplicates":
        first[1], first[3 % n] = first[0], first[0]
        first[:, 0] = rng.normal(3.0, 1.0, n)
    if kind == "threshold":  # posteriors about 0.9995
        first[np.arange(k), np.arange(k)] = np.log(1999.0) + rng.normal(0.0, 0.3, k)
    return first


def problem_of(kind: str, seed: int) -> Problem:
    rng = np.random.default_rng([seed, KINDS.index(kind)])
    if kind == "families":
        shape = [(1, 2), (2, 1, 1), (1, 1, 2), (2, 2)][rng.integers(4)]
        made = random_problem(seed, int(rng.integers(3, 6)), shape, unreferenced=int(rng.integers(0, 4)))
        less = float(rng.choice([2.0, 5.0, 8.0]))
        return replace(made, families=tuple(replace(f, log_odds=f.log_odds - less) for f in made.families))
    n, m = int(rng.integers(4, 10)), int(rng.integers(1, 5) if kind == "crowd" else rng.integers(3, 40))
    made = from_pairs([f"V{i}" for i in range(n)], [f"M{i}" for i in range(m)], table(kind, rng, n, m))
    return replace(made, unreferenced=int(rng.integers(1, 300)), unreferenced_log_odds=-5.0) if seed % 2 else made


def whole(problem: Problem) -> np.ndarray:
    """Exact posteriors: everybody in one cluster (checked against enumeration below)."""
    return messages._settle(problem, network(problem, [np.arange(len(problem.victims))]), SETTLED).table


class TestAgainstExact:
    @settings(**COMMON)
    @given(st.integers(0, 10**6), st.integers(1, 4), SHAPES, st.integers(0, 2), st.sampled_from([0.5, 3.0, 40.0]))
    def test_one_cluster_equals_enumeration(self, seed, victims, shape, unreferenced, spread):
        problem = random_problem(seed, victims, shape, unreferenced=unreferenced, spread=spread)
        np.testing.assert_allclose(whole(problem), joint_naive.answer(problem)["table"], atol=1e-11)

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("sizes", [(1, 2), (2, 4), (3, 6)])
    def test_what_is_trusted_is_as_near_as_it_says(self, kind, sizes, monkeypatch):
        monkeypatch.setattr(messages, "SMALLER_CLUSTER", sizes[0])
        monkeypatch.setattr(messages, "LARGEST_CLUSTER", sizes[1])
        for seed in range(12):
            problem = problem_of(kind, seed)
            found = by_messages(problem)
            if found.error <= TRUSTED:
                assert np.abs(found.table - whole(problem)).max() <= found.error

    def test_joint_terms_that_tie_more_victims_than_one_cluster_holds(self):
        for seed in range(40):
            rng = np.random.default_rng([seed, 77])
            shape = [(2, 2, 1), (2, 2, 2), (2, 1, 1, 1)][rng.integers(3)]
            made = random_problem(seed, int(rng.integers(7, 9)), shape, unreferenced=int(rng.integers(0, 30)))
            less = float(rng.choice([3.0, 5.0, 8.0]))
            problem = replace(made, families=tuple(replace(f, log_odds=f.log_odds - less) for f in made.families))
            found = by_messages(problem)
            if found.error <= TRUSTED:
                assert np.abs(found.table - whole(problem)).max() <= found.error

    def test_the_two_that_the_estimate_alone_does_not_reach(self, monkeypatch):
        brothers = problem_of("brothers", 1004)
        rng = np.random.default_rng([24000, 77])
        shape = [(2, 2, 1), (2, 2, 2), (2, 1, 1, 1)][rng.integers(3)]
        made = random_problem(24000, int(rng.integers(7, 9)), shape, unreferenced=int(rng.integers(0, 30)))
        less = float(rng.choice([3.0, 5.0, 8.0]))
        tied = replace(made, families=tuple(replace(f, log_odds=f.log_odds - less) for f in made.families))
        for problem, sizes in ((brothers, (3, 6)), (tied, (1, 2))):
            monkeypatch.setattr(messages, "SMALLER_CLUSTER", sizes[0])
            monkeypatch.setattr(messages, "LARGEST_CLUSTER", sizes[1])
            found = by_messages(problem)
            assert 5e-7 < np.abs(found.table - whole(problem)).max() <= found.error <= TRUSTED

    def test_a_tree_is_exact(self):
        log_lr = np.full((12, 13), -np.inf)
        rows = np.arange(12)
        log_lr[rows, rows] = np.random.default_rng(0).normal(0.0, 3.0, 12)
        log_lr[rows, rows + 1] = np.random.default_rng(1).normal(0.0, 3.0, 12)
        problem = from_pairs([f"V{i}" for i in range(12)], [f"M{i}" for i in range(13)], log_lr)
        alone = messages._settle(problem, network(problem, [np.array([i]) for i in range(12)]), SETTLED)
        np.testing.assert_allclose(alone.table, solve(problem, prior={}, force="exact").table, atol=1e-12)

    def test_a_class_as_large_as_a_hand_over(self):
        log_lr = np.random.default_rng(3).normal(0.0, 4.0, (40, 1)) * np.eye(40)
        log_lr[~np.eye(40, dtype=bool)] = -np.inf
        made = from_pairs([f"V{i}" for i in range(40)], [f"M{i}" for i in range(40)], log_lr)
        problem = replace(made, unreferenced=4000, unreferenced_log_odds=-np.log(4000.0))
        found = by_messages(problem)
        sure = solve(problem, prior={}, force="exact")
        assert np.abs(found.table - sure.table).max() <= min(found.error, TRUSTED)


class TestLaws:
    @settings(**COMMON)
    @given(st.integers(0, 10**6), st.sampled_from(KINDS))
    def test_rows_sum_to_one_and_columns_to_at_most_one(self, seed, kind):
        found = by_messages(problem_of(kind, seed))
        np.testing.assert_allclose(found.table.sum(axis=1), 1.0, atol=1e-12)
        assert (found.table >= 0.0).all()
        assert found.error > TRUSTED or found.table[:, :-2].sum(axis=0).max() <= 1.0 + 2.0 * len(found.table) * found.error

    @settings(**COMMON)
    @given(st.integers(0, 10**6), st.sampled_from(["weak", "mixed", "threshold"]))
    def test_the_order_of_people_is_irrelevant(self, seed, kind):
        problem = problem_of(kind, seed)
        order = np.random.default_rng(seed).permutation(len(problem.victims))
        place = np.append(np.argsort(order), -1).astype(np.int32)
        families = tuple(replace(f, assigned=place[f.assigned]) for f in problem.families[::-1])
        turned = replace(problem, victims=tuple(problem.victims[i] for i in order), families=families)
        one, other = by_messages(problem), by_messages(turned)
        names = np.arange(len(problem.missing))[::-1]
        moved = other.table[np.argsort(order)]
        np.testing.assert_allclose(moved[:, np.append(names, [-2, -1])], one.table, atol=2.0 * (one.error + other.error))

    def test_no_chance_is_in_it(self):
        problem = problem_of("mixed", 4)
        assert by_messages(problem).table.tobytes() == by_messages(problem).table.tobytes()


class TestWhoDoesIt:
    def test_beyond_exact_reach_messages_take_over_and_say_how_far_they_can_be_trusted(self, monkeypatch):
        monkeypatch.setattr(exact, "MAX_VICTIMS", 2)
        answer = solve(problem_of("threshold", 2), prior={})
        assert answer.method["name"] == "messages" and not answer.exact
        assert 0.0 < answer.method["estimated_error"] <= TRUSTED
        assert answer.in_words.startswith("messages, ") and "error of a probability" in answer.in_words

    def test_where_the_error_is_too_large_chains_take_over_and_say_so(self, monkeypatch):
        monkeypatch.setattr(exact, "MAX_VICTIMS", 2)
        monkeypatch.setattr("repatria.joint.solve.LARGER", (messages.SMALLER_CLUSTER, messages.LARGEST_CLUSTER))
        answer = solve(problem_of("strong", 1), prior={})
        assert answer.method["name"] == "markov chain"
        assert answer.method["messages_refused"]["estimated_error"] > TRUSTED
        assert "Markov chains" in answer.in_words

    def test_larger_clusters_are_tried_before_chains(self, monkeypatch):
        monkeypatch.setattr(exact, "MAX_VICTIMS", 2)
        problem = problem_of("strong", 1)
        assert by_messages(problem).error > TRUSTED
        answer = solve(problem, prior={})
        assert answer.method["name"] == "messages" and answer.method["estimated_error"] <= TRUSTED
        monkeypatch.undo()
        assert np.abs(answer.table - solve(problem, prior={}, force="exact").table).max() <= TRUSTED

    def test_messages_that_do_not_settle_are_never_believed(self, monkeypatch):
        monkeypatch.setattr(messages, "MOST_ROUNDS", 2)
        assert by_messages(problem_of("strong", 1)).error == np.inf
