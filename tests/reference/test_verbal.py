"""The words of a likelihood ratio: every border, both directions, and what no data give."""

from __future__ import annotations

import math

import pytest

from repatria.errors import InvalidInput
from repatria.reference import scale_source, verbal, verbal_scale


class TestWords:
    @pytest.mark.parametrize(
        ("lr", "words"),
        [
            (1.0, "no support for one over the other"),
            (1.99, "no support for one over the other"),
            (2.0, "weak support"),
            (9.99, "weak support"),
            (10.0, "moderate support"),
            (100.0, "moderately strong support"),
            (1_000.0, "strong support"),
            (10_000.0, "very strong support"),
            (999_999.0, "very strong support"),
            (1e6, "extremely strong support"),
            (1e30, "extremely strong support"),
        ],
    )
    def test_every_step_and_the_same_words_the_other_way_round(self, lr: float, words: str) -> None:
        assert verbal(math.log(lr))[0] == words == verbal(-math.log(lr))[0]
        if lr >= 2.0:
            assert verbal(math.log(lr))[1] == "first" and verbal(-math.log(lr))[1] == "second"
        else:
            assert verbal(math.log(lr))[1] == ""

    def test_an_exclusion_is_called_one(self) -> None:
        assert verbal(-math.inf) == ("the first proposition is excluded by these data", "second")

    @pytest.mark.parametrize("wrong", [math.nan, math.inf])
    def test_what_no_data_give_is_refused(self, wrong: float) -> None:
        with pytest.raises(InvalidInput, match="likelihood ratio"):
            verbal(wrong)

    def test_the_scale_rises_and_says_where_it_is_from(self) -> None:
        bounds = [step.lr_from for step in verbal_scale()]
        assert bounds == sorted(bounds) and "ENFSI" in scale_source().citation
