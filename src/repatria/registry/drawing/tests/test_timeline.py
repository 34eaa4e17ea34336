"""The line of custody: order, breaks, words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from repatria.registry.drawing.tests.pages import checked
from repatria.registry.drawing.timeline import NO_HOLDER, TWO_HOLDERS, Stretch, draw_timeline, timeline_table


def _at(day: int, hour: int = 0) -> datetime:
    return datetime(2031, 7, day, hour, tzinfo=UTC)


WHOLE = [Stretch("B. Velk", "Osan", _at(3), None), Stretch("O. Sarn", "Wonsan", _at(1), _at(3))]
BROKEN = [Stretch("O. Sarn", "Wonsan", _at(1), _at(2)), Stretch("B. Velk", "Osan", _at(4), None)]


def test_an_unbroken_line_says_so_and_stands_in_order_of_time() -> None:
    text = draw_timeline(WHOLE)
    checked(text)
    assert "No break." in text and NO_HOLDER not in text
    assert text.index(">O. Sarn<") < text.index(">B. Velk<")


def test_a_gap_is_hatched_named_and_measured() -> None:
    text = draw_timeline(BROKEN)
    checked(text)
    assert f">{NO_HOLDER}<" in text and "2 days" in text and "url(#timeline-hatch)" in text
    assert NO_HOLDER in timeline_table(BROKEN)


def test_two_holders_at_once_are_named() -> None:
    twice = [Stretch("O. Sarn", "Wonsan", _at(1), _at(5)), Stretch("B. Velk", "Osan", _at(4), None)]
    text = draw_timeline(twice)
    assert f">{TWO_HOLDERS}<" in text and "1 day<" in text
    still = [Stretch("O. Sarn", "Wonsan", _at(1), None), Stretch("B. Velk", "Osan", _at(4), _at(5))]
    assert f">{TWO_HOLDERS}<" in draw_timeline(still)


def test_a_short_stretch_within_a_long_one_does_not_end_the_long_one() -> None:
    nested = [Stretch("A", "x", _at(1), _at(9)), Stretch("B", "x", _at(2), _at(3)), Stretch("C", "x", _at(9), None)]
    assert NO_HOLDER not in draw_timeline(nested)


def test_a_break_within_the_tolerance_is_none() -> None:
    assert NO_HOLDER not in draw_timeline(BROKEN, tolerated=timedelta(days=3))


def test_days_without_hours_are_taken() -> None:
    text = draw_timeline([Stretch("giver", "Wonsan", date(2018, 7, 27), date(2018, 8, 1), kind="moving")])
    checked(text)
    assert ">2018-07-27<" in text and "5 days" in text


def test_hostile_text_stays_text() -> None:
    text = draw_timeline([Stretch("<script>x</script>&\x00", '"><b>', _at(1), None, "note " * 60)])
    checked(text)
    assert "<script>" not in text and "…" in text
    assert "<script>" not in timeline_table([Stretch("<script>", "", _at(1), None)])


def test_an_empty_line_is_no_drawing() -> None:
    assert draw_timeline([]) == ""


def test_an_end_before_its_start_is_refused() -> None:
    with pytest.raises(ValueError, match=r"O\. Sarn holds until 2031-07-01 .* since 2031-07-02"):
        Stretch("O. Sarn", "Wonsan", _at(2), _at(1))
