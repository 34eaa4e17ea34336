"""Days as well as they are known, and whether claims can hold together. No database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from repatria.registry.claims import agreement
from repatria.registry.claims.agreement import Said, verdict
from repatria.registry.claims.days import in_words, read_day, span, written
from repatria.registry.claims.models import Claim
from repatria.registry.refusals import Impossible


def number(value: str, hedge: str = "none", **rest: date) -> Said:
    return Said("number", Decimal(value), hedge=hedge, **rest)


class TestDays:
    @pytest.mark.parametrize(
        ("text", "words"),
        [("2018-07-27", "27 July 2018"), ("2018-07", "July 2018"), ("2018", "2018"), ("", "date not known")],
    )
    def test_a_day_is_kept_as_well_as_it_is_known(self, text: str, words: str) -> None:
        assert in_words(*read_day(text)) == words
        assert written(*read_day(text)) == text

    @pytest.mark.parametrize("text", ["03/04/1951", "27.07.2018", "2018-13", "2018-02-30", "18-07-27", "２０１８", "0000"])
    def test_two_days_in_one_are_refused(self, text: str) -> None:
        with pytest.raises(Impossible, match="Write 2018-07-27|no day of the calendar"):
            read_day(text)

    def test_a_month_spans_its_days(self) -> None:
        assert span(*read_day("2020-02")) == (date(2020, 2, 1), date(2020, 2, 29))


class TestAgreement:
    @pytest.mark.parametrize(
        ("left", "right", "found"),
        [
            (number("6"), number("7"), "contradict"),
            (number("6"), number("6"), "same"),
            (number("35"), number("30", "about"), "contradict"),  # about 30: 25 up to but not including 35
            (number("34"), number("30", "about"), "differ"),
            (number("36574"), number("35000", "over"), "differ"),
            (number("35000"), number("35000", "over"), "contradict"),
            (number("36574"), number("36000", "about"), "contradict"),
            (number("208"), number("400", "over"), "contradict"),
            (number("500"), number("400", "at least"), "differ"),
            (number("500"), number("400", "at most"), "contradict"),
            (Said("range", Decimal(200), Decimal(400)), number("208"), "differ"),
            (Said("range", Decimal(200), Decimal(400)), number("400", "over"), "contradict"),
            (Said("text", text="almost nothing"), Said("text", text="a list"), "differ"),
            (Said("text", text="A list"), Said("text", text="a  list"), "same"),
            (Said("date", text="2018-07"), Said("date", text="2018-07-27"), "differ"),
            (Said("date", text="2018-08"), Said("date", text="2018-07-27"), "contradict"),
            (Said("date", text="summer"), Said("date", text="2018-07-27"), "differ"),
            (number("5.5", "about"), number("5.54"), "differ"),
        ],
    )
    def test_numbers_hold_together_or_not(self, left: Said, right: Said, found: str) -> None:
        assert verdict([left, right]) == verdict([right, left]) == found

    def test_claims_about_different_days_do_not_contradict(self) -> None:
        two = number("2", since=date(2018, 9, 20), until=date(2018, 9, 20))
        many = number("82", since=date(2022, 4, 1), until=date(2022, 4, 1))
        assert verdict([two, many]) == "alone"
        assert verdict([two, many, number("100")]) == "contradict"

    def test_one_claim_is_alone(self) -> None:
        assert verdict([number("55")]) == verdict([]) == "alone"

    def test_the_step_of_a_rounded_number(self) -> None:
        assert [agreement.reach(number(v, "about")).low for v in ("30", "36000", "250")] == [25, 35500, 245]


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (1, "people", "at least 1 person"),
        (2, "people", "at least 2 people"),
        (1, "%", "at least 1%"),
        (1, "sets", "at least 1 sets"),
    ],
)
def test_one_person_is_not_one_people(number: int, unit: str, words: str) -> None:
    assert Claim(kind="number", value_low=Decimal(number), unit=unit, hedge="at least").words == words
