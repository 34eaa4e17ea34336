"""What searches say: why one began by itself, how the answer was computed, and numbers in the figures 0 to 9 alone."""

from __future__ import annotations

import pytest

from repatria.registry.identification.forms import EnterLead
from repatria.registry.review.forms import Rule
from repatria.registry.searching.flowing import SAID, WAKES, why_now
from repatria.registry.searching.forms import SetRule
from repatria.registry.searching.words import in_people


def test_every_act_that_begins_a_search_is_told_in_words() -> None:
    assert set(SAID) == set(WAKES)
    for tag in WAKES:
        said = why_now(tag, "HERON-K00001-3")
        assert tag not in said and "_" not in said and said.endswith("(HERON-K00001-3)")
    assert why_now("searching.rule_set", "") == "a new rule for lists was set"


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("summed over 1 components of at most 1 victims", "summed over 1 component of at most 1 person"),
        ("exact, 11 components of at most 21 victims", "exact, 11 components of at most 21 people"),
        ("messages; in 1 families not every joint way was weighed", "messages; in 1 family not every joint way was weighed"),
    ],
)
def test_one_of_a_thing_is_not_many(words: str, shown: str) -> None:
    assert in_people(words) == shown


@pytest.mark.parametrize(
    ("form", "name", "value"),
    [
        (SetRule, "listed", "٠.٥"),
        (SetRule, "sensitivity", "0.2 ٠.٨"),
        (SetRule, "threshold_lr", "١٠٠٠٠"),
        (SetRule, "best", "1_0"),
        (EnterLead, "lr", "٣"),
        (Rule, "posterior", "0.٩٩٩٥"),
        (Rule, "reviewers", "٣"),
    ],
)
def test_digits_of_other_scripts_are_refused_beside_their_field(form: type, name: str, value: str) -> None:
    told = form({name: value})
    assert any("figures 0 to 9" in error for error in told.errors[name])
