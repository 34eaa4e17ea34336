"""Many people known by a line alone are weighed each for itself, and disturb nobody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from repatria.joint.answer import Identification
from repatria.joint.apart import alone, with_each_alone
from repatria.joint.problem import Problem, from_pairs
from repatria.joint.solve import solve

LOG_LR = np.log(np.array([[50.0, 2.0, 1.0], [0.5, 900.0, 3.0], [40.0, 30.0, 7.0]]))


ODDS = np.full(3, np.log(0.1))
EVERYBODY = ("a", "line", "b")


def problem(unreferenced: int = 0) -> Problem:
    """Those named jointly; the third person of :data:`LOG_LR` stands aside."""
    base = from_pairs(["a", "b"], ["m", "n", "o"], LOG_LR[:2], log_odds=ODDS)
    return Problem(base.victims, base.families, unreferenced=unreferenced, unreferenced_log_odds=float(np.log(0.1)))


def answered() -> Identification:
    return with_each_alone(solve(problem(), prior={}), EVERYBODY, LOG_LR[2:], problem())


class TestApart:
    def test_who_is_aside_has_the_posterior_it_has_alone(self) -> None:
        weights = np.array([*(0.1 * np.exp(LOG_LR[2])), 0.4, 1.0])
        assert alone(LOG_LR[2:], ODDS, 4, float(np.log(0.1)))[0] == pytest.approx(weights / weights.sum(), rel=1e-12)

    def test_the_others_are_named_as_if_nobody_stood_aside(self) -> None:
        answer, expected = answered(), solve(problem(), prior={})
        assert answer.victims == EVERYBODY
        assert answer.table[[0, 2]].tolist() == expected.table.tolist()
        assert answer.log_glr[[0, 2]].tolist() == expected.log_glr.tolist()
        assert answer.table.sum(axis=1) == pytest.approx(np.ones(3), rel=1e-12)
        assert answer.best == {**expected.best, "line": "*"}
        assert answer.possible[1].all()
        assert "1 without an autosomal profile" in answer.in_words

    def test_alone_equals_a_problem_of_one(self) -> None:
        one = from_pairs(["line"], ["m", "n", "o"], LOG_LR[2:], log_odds=ODDS)
        exact = solve(Problem(one.victims, one.families, unreferenced=4, unreferenced_log_odds=float(np.log(0.1))), prior={})
        assert alone(LOG_LR[2:], ODDS, 4, float(np.log(0.1)))[0] == pytest.approx(exact.table[0], rel=1e-9)

    def test_parts_of_one_man_are_no_chances_to_be_added(self) -> None:
        told = replace(answered(), people={"a": ("p1",), "b": ("p2",), "line": ()})
        assert told.not_found["m"] == pytest.approx(1.0 - float(told.table[[0, 2], 0].sum()), rel=1e-12)
