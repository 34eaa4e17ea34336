"""Dates: what is read, what is kept with both readings, what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from repatria.registry.families.dates import kept, read_date
from repatria.registry.refusals import Impossible


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("1950-11-02", date(1950, 11, 2), date(1950, 11, 2), "day"),
        ("19501102", date(1950, 11, 2), date(1950, 11, 2), "day"),
        ("2 Nov 1950", date(1950, 11, 2), date(1950, 11, 2), "day"),
        ("  2  November, 1950 ", date(1950, 11, 2), date(1950, 11, 2), "day"),
        ("02-NOV-1950", date(1950, 11, 2), date(1950, 11, 2), "day"),
        ("Nov 2, 1950", date(1950, 11, 2), date(1950, 11, 2), "day"),
        ("Nov 1950", date(1950, 11, 1), date(1950, 11, 30), "month"),
        ("1952-02", date(1952, 2, 1), date(1952, 2, 29), "month"),
        ("1950", date(1950, 1, 1), date(1950, 12, 31), "year"),
        ("1950-11-02..1950-11-05", date(1950, 11, 2), date(1950, 11, 5), "range"),
        ("Nov 1950 .. Dec 1950", date(1950, 11, 1), date(1950, 12, 31), "range"),
        ("23/04/1951", date(1951, 4, 23), date(1951, 4, 23), "day"),
        ("04/23/1951", date(1951, 4, 23), date(1951, 4, 23), "day"),
        ("04/04/1951", date(1951, 4, 4), date(1951, 4, 4), "day"),
    ],
)
def test_it_reads(text: str, first: date, last: date, precision: str) -> None:
    when = read_date(text)
    assert (when.first, when.last, when.precision) == (first, last, precision)
    again = read_date(when.iso)
    assert (again.first, again.last) == (first, last)


@pytest.mark.parametrize("text", ["03/04/1951", "3.4.1951", "03-04-1951"])
def test_an_ambiguous_date_is_refused_with_both_readings(text: str) -> None:
    with pytest.raises(Impossible, match=r"date of loss: .* can mean 4 March 1951 or 3 April 1951\. Write 1951-03-04 or"):
        read_date(text, where="date of loss")


def test_or_kept_as_both_with_what_was_written() -> None:
    when = read_date("03/04/1951", keep_both=True)
    assert (when.first, when.last, when.precision, when.raw) == (date(1951, 3, 4), date(1951, 4, 3), "either", "03/04/1951")
    assert when.words == "4 March 1951 or 3 April 1951"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "1950-13-01",
        "1950-02-30",
        "31/11/1950",
        "02/11/50",
        "1950-1-2",
        "\u0661\u0669\u0665\u0660",  # Arabic-Indic digits
        "\uff11\uff19\uff15\uff10",  # full-width digits
        "2 Nvo 1950",
        "1700",
        "9999-01-01",
        "1950-11-05..1950-11-02",
        "1950..",
        "1950..1951..1952",
        "03/04/1951..1951-05-01",
        "0000-00-00",
        "1950-00",
    ],
)
def test_it_refuses(text: str) -> None:
    with pytest.raises(Impossible, match=r"^birth: .*\."):
        read_date(text, where="birth")


def test_words_for_a_reader() -> None:
    assert [read_date(t).words for t in ("1950-11-02", "1950-11", "1950", "1950-11-02..1950-11-05")] == [
        "2 November 1950",
        "November 1950",
        "1950",
        "2 November 1950 to 5 November 1950",
    ]


def test_what_a_table_holds() -> None:
    assert kept(None, None, "", "") is None
    when = kept(date(1950, 1, 1), date(1950, 12, 31), "year", "1950")
    assert when is not None and when.words == "1950"
