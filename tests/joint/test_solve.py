"""Joint naming against full enumeration, its laws, and what it refuses."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joint.random_problems import random_problem
from naive import joint_naive
from repatria.errors import InvalidCase
from repatria.joint import exact, subsets, together
from repatria.joint.answer import OTHERS, WITHOUT_REFERENCE
from repatria.joint.chain import Chains
from repatria.joint.components import drop, split, term_bounds
from repatria.joint.pairing import best_pairs
from repatria.joint.problem import FamilyTerms, Problem, from_pairs
from repatria.joint.solve import solve

SHAPES = st.sampled_from([(1,), (1, 1), (2,), (1, 2), (3,), (1, 1, 1), (2, 1)])
COMMON = {"deadline": None, "max_examples": 30}


class TestAgainstTheTwin:
    @settings(**COMMON)
    @given(st.integers(0, 10**6), st.integers(1, 4), SHAPES, st.integers(0, 2), st.sampled_from([0.5, 3.0, 40.0, 300.0]))
    def test_posteriors_best_and_glr_equal_enumeration(self, seed, victims, shape, unreferenced, spread):
        problem = random_problem(seed, victims, shape, unreferenced=unreferenced, spread=spread)
        twin = joint_naive.answer(problem)
        answer = solve(problem, prior={})
        assert answer.exact and answer.neglected_mass == 0.0
        np.testing.assert_allclose(answer.table, twin["table"], atol=1e-11)
        for i, c in itertools.product(range(victims), range(len(problem.missing))):
            with_it, without = twin["glr"][i][c]
            if problem.possible[i, c]:
                expected = with_it - without
                assert answer.log_glr[i, c] == pytest.approx(expected, abs=1e-9)
            else:
                assert math.isnan(answer.log_glr[i, c])

    @settings(**COMMON)
    @given(st.integers(0, 10**6), st.integers(1, 5), SHAPES)
    def test_the_best_assignment_weighs_what_the_best_weighs(self, seed, victims, shape):
        problem = random_problem(seed, victims, shape)
        named = {v: m for v, m in solve(problem, prior={}).best.items() if m != "*"}
        columns = {problem.victims.index(v): problem.missing.index(m) for v, m in named.items()}
        ways = joint_naive.every_way(problem)
        assert max(w for way, w, _ in ways if way == columns) == pytest.approx(max(w for _, w, _ in ways), abs=1e-10)

    @settings(**COMMON)
    @given(st.integers(0, 10**6), st.integers(1, 7), st.integers(1, 7))
    def test_shortest_paths_equal_the_subset_programme(self, seed, victims, missing):
        rng = np.random.default_rng(seed)
        log_lr = rng.normal(0.0, 3.0, (victims, missing)).round(1)
        log_lr[rng.random(log_lr.shape) < 0.2] = -np.inf
        problem = from_pairs([f"V{i}" for i in range(victims)], [f"M{i}" for i in range(missing)], log_lr)
        here, there = best_pairs(problem), exact.best_ways(problem)
        assert here.log_weight == pytest.approx(there.log_weight, abs=1e-10)
        np.testing.assert_allclose(here.pair, there.pair, atol=1e-9)
        np.testing.assert_allclose(here.none, there.none, atol=1e-9)

    def test_sums_on_logarithms_equal_scaled_sums(self, monkeypatch):
        problem = random_problem(3, 4, (2, 1, 2))
        scaled = solve(problem, prior={}).table
        monkeypatch.setattr(exact, "SMALLEST", math.inf)
        np.testing.assert_allclose(solve(problem, prior={}).table, scaled, atol=1e-13)

    def test_victims_and_missing_may_change_places(self):
        log_lr = np.random.default_rng(5).normal(0.0, 4.0, (7, 2))
        problem = from_pairs([f"V{i}" for i in range(7)], ["M0", "M1"], log_lr)
        (part,) = split(problem)
        assert together._cheaper_side(part.problem)[1]
        np.testing.assert_allclose(solve(problem, prior={}).table, joint_naive.answer(problem)["table"], atol=1e-12)

    def test_components_tied_by_the_class_alone(self):
        left = random_problem(1, 2, (1, 1), unreferenced=2)
        moved = tuple(
            replace(
                f,
                id="x" + f.id,
                missing=tuple("x" + m for m in f.missing),
                assigned=np.where(f.assigned >= 0, f.assigned + 2, -1),
            )
            for f in random_problem(2, 2, (1,)).families
        )
        problem = Problem(("V0", "V1", "V2", "V3"), (*left.families, *moved), 2, -1.0)
        assert len(split(problem)) > 1
        np.testing.assert_allclose(solve(problem, prior={}).table, joint_naive.answer(problem)["table"], atol=1e-12)

    def test_a_table_in_chunks_equals_a_table_at_once(self, monkeypatch):
        problem = from_pairs([f"V{i}" for i in range(15)], ["A", "B"], np.random.default_rng(0).normal(0, 3, (15, 2)))
        at_once = exact.best_ways(problem).pair
        monkeypatch.setattr(subsets, "WORTH_THREADS", 0)
        np.testing.assert_array_equal(exact.best_ways(problem).pair, at_once)


class TestLaws:
    @settings(**COMMON)
    @given(st.integers(0, 10**6), st.integers(1, 5), SHAPES, st.integers(0, 3))
    def test_rows_sum_to_one(self, seed, victims, shape, unreferenced):
        answer = solve(random_problem(seed, victims, shape, unreferenced=unreferenced), prior={})
        np.testing.assert_allclose(answer.table.sum(axis=1), 1.0, atol=1e-12)
        assert answer.table.max() <= 1.0
        assert all(0.0 <= p <= 1.0 for p in answer.not_found.values())

    @settings(**COMMON)
    @given(st.integers(0, 10**6))
    def test_the_order_of_people_is_irrelevant(self, seed):
        problem = random_problem(seed, 4, (1, 2))
        order = np.random.default_rng(seed).permutation(4)
        place = np.append(np.argsort(order), -1)
        turned = Problem(
            tuple(problem.victims[i] for i in order),
            tuple(replace(f, assigned=place[f.assigned].astype(np.int32)) for f in problem.families[::-1]),
        )
        one, other = solve(problem, prior={}), solve(turned, prior={})
        for victim, missing in itertools.product(problem.victims, (*problem.missing, "*")):
            assert one.probability(victim, missing) == pytest.approx(other.probability(victim, missing), abs=1e-12)

    def test_a_larger_share_of_listed_makes_every_name_likelier(self):
        log_lr = np.random.default_rng(1).normal(1.0, 2.0, (3, 4))
        share = []
        for listed in (0.1, 0.2, 0.5, 0.8, 0.9):
            odds = np.full(4, math.log(listed / 4) - math.log1p(-listed))
            share.append(solve(from_pairs("abc", "WXYZ", log_lr, log_odds=odds), prior={}).table[:, -1])
        assert (np.diff(np.array(share), axis=0) < 0.0).all()

    def test_a_missing_person_who_fits_all_alike_is_no_news(self):
        log_lr = np.random.default_rng(1).normal(0.0, 2.0, (3, 2))
        alone = solve(from_pairs("abc", "WX", log_lr), prior={})
        with_class = solve(replace(from_pairs("abc", "WX", log_lr), unreferenced=1, unreferenced_log_odds=-700.0), prior={})
        np.testing.assert_allclose(with_class.table[:, [0, 1, 3]], alone.table[:, [0, 1, 3]], atol=1e-12)

    def test_brothers_are_reported_as_a_set(self):
        both = [[-1, -1], [0, 1], [1, 0], [0, -1], [1, -1], [-1, 0], [-1, 1]]
        brothers = FamilyTerms("F", ("M1", "M2"), np.array(both), np.array([0.0, 20.0, 20.0, 5.0, 5.0, 5.0, 5.0]))
        answer = solve(Problem(("V1", "V2"), (brothers,)), prior={})
        assert [(s.victims, s.missing) for s in answer.sets] == [(("V1", "V2"), ("M1", "M2"))]
        assert answer.to_json()["sets"] == [{"victims": ["V1", "V2"], "missing": ["M1", "M2"]}]

    def test_a_cycle_of_three_is_one_set(self):
        rows = [[-1, -1, -1], [0, 1, 2], [1, 2, 0], [2, 0, 1]]
        three = FamilyTerms("F", ("A", "B", "C"), np.array(rows), np.array([0.0, 9.0, 9.0, 9.0]))
        answer = solve(Problem(("V1", "V2", "V3"), (three,)), prior={})
        assert [(s.victims, s.missing) for s in answer.sets] == [(("V1", "V2", "V3"), ("A", "B", "C"))]

    def test_pairs_that_say_nothing_make_no_set_and_no_name(self):
        answer = solve(from_pairs("abc", ["founder"], np.zeros((3, 1))), prior={})
        assert answer.sets == ()

    def test_a_difference_beyond_tolerance_is_no_tie(self):
        answer = solve(from_pairs("ab", "MN", np.array([[5.0, 5.0], [5.0, 5.0 + 1e-7]])), prior={})
        assert answer.sets == ()
        assert answer.best == {"a": "M", "b": "N"}

    def test_identical_twins_among_victims_are_a_set(self):
        answer = solve(from_pairs("ab", ["M"], np.array([[5.0], [5.0]])), prior={})
        assert [(s.victims, s.missing) for s in answer.sets] == [(("a", "b"), ("M",))]

    def test_two_brothers_stay_a_set_in_a_component_beyond_exact_reach(self):
        n = exact.MAX_VICTIMS + 4
        single = [[v, -1] for v in range(n)] + [[-1, v] for v in range(n)]
        ways = np.array([[-1, -1], *single, [0, 1], [1, 0]], dtype=np.int32)
        log_lr = np.array([0.0, *[9.0 if v < 2 else -3.0 for _ in range(2) for v in range(n)], 30.0, 30.0])
        brothers = FamilyTerms("brothers", ("B1", "B2"), ways, log_lr)
        log_lr = np.array([0.0, *[12.0 if v == 2 else -4.0 for v in range(n)]])
        other = FamilyTerms("other", ("C",), np.arange(-1, n, dtype=np.int32)[:, None], log_lr)
        problem = Problem(tuple(f"V{v}" for v in range(n)), (brothers, other))
        answer = solve(problem, prior={}, chains=Chains(sweeps=50))
        assert np.isnan(answer.log_glr).any()
        assert [(s.victims, s.missing) for s in answer.sets] == [(("V0", "V1"), ("B1", "B2"))]


class TestDropping:
    @settings(**COMMON)
    @given(st.integers(0, 10**6), SHAPES)
    def test_no_term_is_likelier_than_its_bound(self, seed, shape):
        problem = random_problem(seed, 3, shape, spread=8.0)
        ways = joint_naive.every_way(problem)
        log_z = joint_naive.answer(problem)["log_z"]
        for family, first, bounds in zip(problem.families, problem.first_column, term_bounds(problem), strict=True):
            for row, bound in zip(family.assigned[1:], bounds[1:], strict=True):
                wanted = {int(v): first + s for s, v in enumerate(row) if v >= 0}
                width = range(first, first + len(row))
                mass = sum(math.exp(w - log_z) for way, w, _ in ways if {v: c for v, c in way.items() if c in width} == wanted)
                assert mass <= math.exp(bound) * (1.0 + 1e-9)

    @settings(**COMMON)
    @given(st.integers(0, 10**6))
    def test_dropping_moves_no_posterior_by_more_than_it_says(self, seed):
        problem = random_problem(seed, 4, (1, 2, 1), spread=15.0)
        smaller, neglected = drop(problem, 1e-3)
        assert neglected <= 1e-3
        whole = np.array(joint_naive.answer(problem)["table"])
        assert np.abs(solve(smaller, prior={}).table - whole).max() <= neglected + 1e-12

    def test_a_bridge_of_negligible_mass_is_dropped_and_the_answer_says_exact(self, monkeypatch):
        log_lr = np.full((6, 6), -60.0)
        np.fill_diagonal(log_lr, 20.0)
        problem = from_pairs([f"V{i}" for i in range(6)], [f"M{i}" for i in range(6)], log_lr)
        monkeypatch.setattr(exact, "MAX_VICTIMS", 3)
        answer = solve(problem, prior={})
        assert answer.exact and 0.0 < answer.neglected_mass <= 1e-9
        assert answer.method["largest"] == 1


class TestChains:
    @pytest.mark.parametrize("seed", range(4))
    def test_chains_agree_with_exact(self, seed):
        problem = random_problem(seed, 4, (1, 2, 1, 2)[: 1 + seed], unreferenced=2 * (seed % 2))
        sure = solve(problem, prior={}, force="exact")
        drawn = solve(problem, prior={}, force="chain", chains=Chains(sweeps=4000), rng=np.random.default_rng(1))
        assert not drawn.exact and drawn.method["converged"]
        error = drawn.method["standard_error"]
        assert 0.0 <= error < 0.02
        assert np.abs(drawn.table - sure.table).max() < 6.0 * error + 1e-6
        np.testing.assert_allclose(drawn.table.sum(axis=1), 1.0, atol=1e-12)
        assert drawn.best == sure.best

    def test_rivals_for_one_man_do_not_trap_a_chain(self):
        log_lr = np.array([[30.0, -1.0], [31.0, -1.0]])
        problem = from_pairs("ab", "MN", log_lr)
        sure, drawn = solve(problem, prior={}), solve(problem, prior={}, force="chain", chains=Chains(sweeps=3000))
        np.testing.assert_allclose(drawn.table, sure.table, atol=0.05)

    def test_the_same_seed_gives_the_same_numbers(self):
        problem = random_problem(7, 4, (1, 2))
        one, two = (solve(problem, prior={}, force="chain", rng=np.random.default_rng(3)).table for _ in range(2))
        np.testing.assert_array_equal(one, two)
        other = solve(problem, prior={}, force="chain", rng=np.random.default_rng(4)).table
        assert (other != one).any()

    def test_beyond_exact_reach_chains_take_over(self, monkeypatch):
        monkeypatch.setattr(exact, "MAX_VICTIMS", 2)
        answer = solve(random_problem(1, 4, (2, 1)), prior={}, chains=Chains())
        assert answer.method["name"] == "markov chain" and not answer.exact
        assert np.isnan(answer.log_glr).any()


class TestAnswer:
    def test_json_has_the_documented_keys_and_values(self):
        log_lr = np.array([[math.log(10.0), -np.inf], [-np.inf, 800.0]])
        answer = solve(
            from_pairs("ab", "MN", log_lr, log_nobody=-7.0), prior={"kind": "flat"}, candidates=np.array([[1, 1], [0, 1]], bool)
        )
        document = answer.to_json()
        assert {"best", "log_likelihood", "posterior", "glr", "sets", "prior", "exact", "neglected_mass", "method"} <= set(
            document
        )
        assert document["best"] == {"a": "M", "b": "N"}
        assert document["log_likelihood"] == pytest.approx(math.log(10.0) + 793.0)
        assert document["glr"] == {"a": {"M": pytest.approx(10.0), "N": 0.0}, "b": {"M": None, "N": "inf"}}
        assert document["posterior"]["a"] == {"M": pytest.approx(10 / 11), "N": 0.0, "*": pytest.approx(1 / 11)}
        assert document["not_found"]["M"] == pytest.approx(1 / 11)

    def test_small_posteriors_are_summed_up_and_nothing_is_lost(self):
        problem = random_problem(2, 3, (1, 2), unreferenced=2)
        document = solve(problem, prior={}).to_json(least=0.2)
        for row in document["posterior"].values():
            assert {OTHERS, WITHOUT_REFERENCE, "*"} <= set(row)
            assert sum(row.values()) == pytest.approx(1.0)

    def test_ranked_starts_with_the_most_probable(self):
        answer = solve(from_pairs("a", "MN", np.array([[3.0, 1.0]])), prior={})
        assert [name for name, _ in answer.ranked("a")] == ["M", "N", "*"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("assigned", "log_lr", "words"),
        [
            ([[0]], [0.0], "first term must be nobody"),
            ([[-1], [0]], [1.0, 0.0], "first term must be nobody"),
            ([[-1], [0]], [0.0, math.nan], "Give a number"),
            ([[-1], [0]], [0.0, math.inf], "Give a number"),
        ],
    )
    def test_terms_that_cannot_be(self, assigned, log_lr, words):
        with pytest.raises(InvalidCase, match=words):
            FamilyTerms("F", ("M",), np.array(assigned), np.array(log_lr))

    def test_one_victim_with_two_names_in_a_family(self):
        with pytest.raises(InvalidCase, match="two names"):
            FamilyTerms("F", ("M", "N"), np.array([[-1, -1], [0, 0]]), np.zeros(2))

    def test_weights_that_are_not_finite(self):
        with pytest.raises(InvalidCase, match="finite prior weight"):
            FamilyTerms("F", ("M",), np.array([[-1]]), np.zeros(1), np.array([-np.inf]))

    @pytest.mark.parametrize(
        ("victims", "missing", "words"),
        [("aa", "MN", "listed twice"), ("ab", "MM", "listed twice"), ("a*", "MN", "stands for nobody")],
    )
    def test_codes_that_clash(self, victims, missing, words):
        with pytest.raises(InvalidCase, match=words):
            from_pairs(victims, missing, np.zeros((2, 2)))

    def test_a_table_of_the_wrong_shape(self):
        with pytest.raises(InvalidCase, match="shape"):
            from_pairs("ab", "MN", np.zeros((2, 3)))

    def test_a_victim_who_is_not_there(self):
        with pytest.raises(InvalidCase, match="victim number 5"):
            Problem(("a",), (FamilyTerms("F", ("M",), np.array([[-1], [5]]), np.zeros(2)),))

    def test_a_class_of_negative_size(self):
        with pytest.raises(InvalidCase, match="at least 0"):
            Problem(("a",), (), unreferenced=-1)
