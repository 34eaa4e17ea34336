"""Who is put forward, who is one of a set, who is withheld; and the tally against the hidden truth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from repatria.pictures.data import Answer
from repatria.pictures.results import answer_part
from repatria.pictures.standing import against_truth, standings, tally

ANSWER = Answer(
    0.5,
    {},
    {
        "sure": {"A": 0.9997, "*": 0.0003},
        "nearly": {"B": 0.9994, "*": 0.0006},
        "brother 1": {"C": 0.4999, "D": 0.4999, "*": 0.0002},
        "brother 2": {"C": 0.4999, "D": 0.4999, "*": 0.0002},
        "weak 1": {"E": 0.3, "F": 0.3, "*": 0.4},
        "weak 2": {"E": 0.45, "F": 0.45, "*": 0.1},
        "stranger": {"G": 0.01, "*": 0.99},
        "even": {"H": 0.5, "*": 0.5},
    },
    ((("brother 1", "brother 2"), ("D", "C")), (("weak 1", "weak 2"), ("E", "F"))),
)


def test_each_person_stands_where_the_posterior_puts_them() -> None:
    assert {s.profile: s.state for s in standings(ANSWER, 0.9995)} == {
        "sure": "named",
        "nearly": "withheld",
        "brother 1": "set",
        "brother 2": "set",
        "weak 1": "none",
        "weak 2": "withheld",
        "stranger": "none",
        "even": "withheld",
    }


def test_a_set_is_sure_together_and_names_all_its_members() -> None:
    one = standings(ANSWER, 0.9995)[2]
    assert one.members == ("C", "D")
    assert one.posterior == pytest.approx(0.9998)


def test_a_member_of_a_set_is_never_put_forward_alone() -> None:
    answer = Answer(0.5, {}, {"p": {"A": 0.9999, "B": 0.0, "*": 0.0001}}, ((("p", "q"), ("A", "B")),))
    assert standings(answer, 0.9995)[0].state == "set"


@pytest.mark.parametrize("nobody_in_particular", ["(others)", "(listed, no reference)"])
def test_a_sum_over_several_people_is_no_name(nobody_in_particular: str) -> None:
    answer = Answer(0.9999, {}, {"p": {"A": 0.0, nobody_in_particular: 0.9999, "*": 0.0001}})
    assert [s.state for s in standings(answer, 0.9995)] == ["withheld"]


def test_chains_that_have_not_converged_put_nobody_forward() -> None:
    states = {s.state for s in standings(replace(ANSWER, converged=False), 0.9995)}
    assert states == {"withheld", "none"}
    document = {"best": {}, "posterior": dict(ANSWER.posterior), "diagnostics": {"converged": False}}
    assert not answer_part(document, 0.5).converged
    assert answer_part({**document, "diagnostics": {}}, 0.5).converged


def test_every_standing_is_counted() -> None:
    assert tally(standings(ANSWER, 0.9995)) == {"named": 1, "set": 2, "withheld": 3, "none": 2}


def test_the_truth_finds_wrong_names_and_right_sets() -> None:
    people = standings(ANSWER, 0.999)
    outcome = against_truth(
        people, {"sure": "Z", "nearly": "B", "brother 1": "D", "brother 2": "*", "even": "H", "stranger": "G"}
    )
    assert outcome.put_forward == 2
    assert [s.profile for s in outcome.wrong] == ["sure"]
    assert outcome.expected_wrong == pytest.approx(0.0009)
    assert (outcome.sets_right, outcome.sets_wrong) == (1, 1)
    assert (outcome.listed_withheld, outcome.listed_none) == (1, 1)
