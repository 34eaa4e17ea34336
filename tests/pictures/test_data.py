"""What a report refuses to hold."""

from __future__ import annotations

import pytest

from repatria.errors import InvalidCase
from repatria.model import Incident
from repatria.pictures.data import Answer, Figure, ReportData

RECORD = Incident("A record", "record")


@pytest.mark.parametrize("of", ["people", "People found", "individuals", "persons"])
def test_people_are_never_simply_counted(of: str) -> None:
    with pytest.raises(InvalidCase, match="people are never simply counted"):
        Figure(of, 55, "counted")


def test_a_figure_needs_a_known_wording() -> None:
    with pytest.raises(InvalidCase, match="wording 'exactly'"):
        Figure("people", 55, "exactly")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure("containers", 55, "counted"), "55 containers"),
        (Figure("people", 231, "at least"), "at least 231 people"),
        (Figure("people", 1_250, "about"), "about 1,250 people"),
        (Figure("people", 55, "claimed"), "claimed: 55 people"),
    ],
)
def test_a_figure_says_what_kind_of_number_it_is(figure: Figure, words: str) -> None:
    assert figure.words == words


def test_a_real_incident_has_no_hidden_truth() -> None:
    with pytest.raises(InvalidCase, match="hidden truth is given for a real incident"):
        ReportData(RECORD, truth={"P": "M"})


@pytest.mark.parametrize("name_at", [0.5, 1.0, 2.0])
def test_the_threshold_is_a_posterior(name_at: float) -> None:
    with pytest.raises(InvalidCase, match="name_at"):
        ReportData(RECORD, name_at=name_at)


def test_a_posterior_outside_its_range_is_refused() -> None:
    with pytest.raises(InvalidCase, match="outside 0 to 1"):
        Answer(0.5, {}, {"P": {"M": 1.2}})


def test_the_main_answer_is_the_one_at_the_stated_prior() -> None:
    answers = tuple(Answer(x, {}, {}) for x in (0.2, 0.5, 0.8))
    assert ReportData(RECORD, answers=answers).main is answers[1]
    assert ReportData(RECORD).main is None


def test_an_incident_is_an_exercise_or_a_record() -> None:
    with pytest.raises(InvalidCase, match="kind 'Exercise'"):
        ReportData(Incident("t", "Exercise"))  # type: ignore[arg-type]
