"""Numbers with their hedges, and days with what they hang on: in words, in digits, as ranges, relative and absolute."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.reports import Claim, read
from repatria.reports.language import load
from repatria.reports.numbers import numbers, spread
from repatria.reports.tokens import tokens

FRIDAY = "2018-07-27"


def number(words: str) -> tuple[object, ...]:
    row = tuple(tokens(words))
    found = numbers(row, [False] * len(row), load("en"))
    assert len(found) == 1, words
    return found[0].value, found[0].low, found[0].high, found[0].qualifier


def one(kind: str, words: str, **more: str) -> Claim:
    (claim,) = [c for c in read(words, **more) if c.kind == kind]
    return claim


class TestNumbers:
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ("55 cases", (55, 55, 55, "exact")),
            ("some 5,300 men", (5300, 5200, 5400, "about")),
            ("a further 200 sets", (200, 200, 200, "exact")),
            ("another 1,000 bodies", (1000, 1000, 1000, "exact")),
            ("more than 35,000 people", (35000, 35000, None, "more_than")),
            ("at least twenty men", (20, 20, None, "at_least")),
            ("as many as 600 people", (600, None, 600, "at_most")),
            ("up to 6,000 bodies", (6000, None, 6000, "at_most")),
            ("fewer than 12 men", (12, None, 12, "at_most")),
            ("between 250 and 300 sets", (None, 250, 300, "exact")),
            ("from 200 to 400 people", (None, 200, 400, "exact")),
            ("about 200–400 people", (None, 200, 400, "about")),
            ("six or seven sets", (None, 6, 7, "exact")),
            ("two hundred and fifty-five men", (255, 255, 255, "exact")),
            ("a hundred men", (100, 100, 100, "exact")),
            ("half a dozen boxes", (6, 6, 6, "exact")),
            ("two dozen boxes", (24, 24, 24, "exact")),
            ("dozens of boxes", (None, 24, None, "about")),
            ("1.2 million people", (1200000, 1200000, 1200000, "exact")),
            ("35 000 people", (35000, 35000, 35000, "exact")),
            ("300 or more boxes", (300, 300, None, "at_least")),
            ("handed over 55 boxes", (55, 55, 55, "exact")),
            ("a single dog tag", (1, 1, 1, "exact")),
        ],
    )
    def test_each_wording_means_what_it_says(self, words: str, said: tuple[object, ...]) -> None:
        assert number(words) == said

    @given(st.integers(1, 10**9))
    def test_about_reaches_at_least_one_and_at_most_a_tenth(self, value: int) -> None:
        assert 1 <= spread(value) <= max(1, value // 10)

    @settings(max_examples=40, deadline=None)
    @given(st.integers(10, 999_999))
    def test_digits_with_and_without_commas_are_one_number(self, value: int) -> None:
        assert number(f"{value:,} men") == number(f"{value} men")

    @pytest.mark.parametrize("words", ["a C-17", "the 65th", "a 20-minute talk", "F-16s", "17A", "No"])
    def test_what_is_part_of_a_name_is_no_number(self, words: str) -> None:
        row = tuple(tokens(words))
        assert numbers(row, [False] * len(row), load("en")) == []


class TestTimes:
    @pytest.mark.parametrize(
        ("words", "value", "precision"),
        [
            ("The bodies were returned on Friday.", "2018-07-27", "day"),
            ("The bodies were returned last Friday.", "2018-07-20", "day"),
            ("They announced it Thursday night.", "2018-07-26", "night"),
            ("The bodies came back on July 27, 2018.", "2018-07-27", "day"),
            ("The bodies came back on 27 July 2018.", "2018-07-27", "day"),
            ("The bodies came back on 2018-07-27.", "2018-07-27", "day"),
            ("They were lost on 2 November.", "2017-11-02", "day"),
            ("They were found yesterday.", "2018-07-26", "day"),
            ("They were found last month.", "2018-06", "month"),
            ("They were found in September.", "2017-09", "month"),
            ("They were found in mid-September 2014.", "2014-09", "month"),
            ("The work was suspended 13 years ago.", "2005", "year"),
            ("They were killed more than six decades ago.", "1958", "decade"),
            ("They met two weeks ago.", "2018-07-09/2018-07-15", "week"),
            ("They met earlier this week.", "2018-07-23/2018-07-29", "week"),
            ("They were buried in the 1950s.", "1950/1959", "decade"),
            ("It fell on the 65th anniversary of the 1953 armistice.", "2018", "year"),
        ],
    )
    def test_each_wording_is_resolved_from_the_publication(self, words: str, value: str, precision: str) -> None:
        claim = next(c for c in read(words, published=FRIDAY) if c.kind == "date")
        assert claim.about_time is not None
        assert (claim.about_time.value, claim.about_time.precision) == (value, precision)
        assert claim.about_time.how_inferred

    @pytest.mark.parametrize(
        "words", ["They came on Friday.", "They met last month.", "It ended 13 years ago.", "They left today."]
    )
    def test_a_relative_day_without_publication_is_not_resolved(self, words: str) -> None:
        claim = one("date", words)
        assert claim.about_time is not None and claim.about_time.value is None and claim.needs_human
        assert "not resolved" in claim.about_time.how_inferred

    def test_a_day_without_its_year_keeps_what_is_known(self) -> None:
        claim = one("date", "The boxes were returned on July 27.")
        assert claim.about_time is not None and claim.about_time.value == "--07-27"

    def test_a_stated_day_at_the_head_is_used_and_named(self) -> None:
        claim = one("date", "SEOUL, July 27, 2018 – The boxes were returned on Thursday.")
        assert claim.about_time is not None and claim.about_time.value == "2018-07-26"
        assert "stated at the head" in claim.about_time.how_inferred

    def test_what_is_given_wins_over_what_is_stated(self) -> None:
        claim = one("date", "SEOUL, July 27, 2018 – The boxes were returned yesterday.", published="2018-08-02")
        assert claim.value == "2018-08-01"

    def test_day_and_month_that_cannot_be_told_apart_are_left_open(self) -> None:
        assert one("date", "They were returned on 03/04/2018.").value is None

    def test_a_day_that_does_not_exist_is_none(self) -> None:
        assert [c for c in read("They were returned on 31 June 2018.") if c.value == "2018-06-31"] == []

    @pytest.mark.parametrize(
        ("words", "low", "high", "unit"),
        [
            ("It lasted from 1990 to 2005.", 1990, 2005, "years"),
            ("Between 1996 and 2005 teams searched.", 1996, 2005, "years"),
            ("They fought there in 1950-53.", 1950, 1953, "years"),
            ("Results take two to four months.", 2, 4, "months"),
            ("It may take months or years.", 2, None, "months or years"),
        ],
    )
    def test_spans_and_lengths_of_time(self, words: str, low: object, high: object, unit: str) -> None:
        claim = one("period", words)
        assert (claim.low, claim.high, claim.unit) == (low, high, unit)

    @settings(max_examples=30, deadline=None)
    @given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(0, 6))
    def test_a_weekday_lies_within_the_week_before(self, published: date, weekday: int) -> None:
        name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[weekday]
        claim = one("date", f"The boxes were returned on {name}.", published=published.isoformat())
        day = date.fromisoformat(str(claim.value))
        assert day.weekday() == weekday and timedelta(0) <= published - day < timedelta(7)
