"""A holding statement counts no people: numbers of other things, names and dates may stand. No database."""

from __future__ import annotations

import pytest

from repatria.registry.intake.wording import people_counted


@pytest.mark.parametrize(
    "text",
    [
        "The remains of 55 people were received.",
        "55 men",
        "Remains of twelve soldiers.",
        "fifty-five individuals",
        "at least three individuals",
        "Two sets of remains.",
        "a dozen servicemen",
        "hundreds of the fallen",
        "We believe there are 250 or more different people in them.",
        "People: 55.",
        "The number of people is twelve.",
        "remains (55)",
        "1950 men",
        "55men",
        "５５ people",
        "the bodies, thirty in all",
        "a pair of brothers",
        "a single individual",
        "55 unidentified, presumably American, individuals",
        "Отримано 55 тіл.",
        "유해 55구",
        "The dead may be as many as 300.",
    ],
)
def test_a_number_of_people_is_found(text: str) -> None:
    assert people_counted(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "55 containers were received on 27 July 2018 at the airfield.",
        "The remains arrived in 55 boxes and are human.",
        "The remains were flown by C-17 in two legs; the K55 containers are sealed.",
        "The remains are believed to be of the war of 1950-1953.",
        "How many people there are is not known yet.",
        "A person not yet known may lie in any of them.",
        "Field review took two days. Remains of people were seen in the containers.",
        "One identification tag was found; 3 bones were photographed.",
        "The remains weigh 12.5 kg in all, in 4 cases.",
    ],
)
def test_other_numbers_may_stand(text: str) -> None:
    assert people_counted(text) == ""


def test_it_names_the_words() -> None:
    assert "55 people" in people_counted("Today the remains of 55 people were received.")
