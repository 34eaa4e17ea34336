"""Days elsewhere, gaps and anniversaries: against a slow twin, and against days that are known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.registry.programme import times

KOREA, WASHINGTON, HAWAII = 540, -240, -600
DAYS = st.dates(date(1900, 1, 2), date(2100, 12, 30))
AHEAD = st.integers(-720, 840)
CHEAP = settings(deadline=None, max_examples=30)


class TestKnownDays:
    def test_the_hand_over_of_27_july_is_26_or_27_july_in_washington(self) -> None:
        assert times.days_elsewhere(date(2018, 7, 27), KOREA, WASHINGTON) == (date(2018, 7, 26), date(2018, 7, 27))

    def test_thursday_night_there_and_friday_here_may_be_one_moment(self) -> None:
        assert times.may_be_one_moment(date(2018, 7, 27), KOREA, date(2018, 7, 26), WASHINGTON)
        assert not times.may_be_one_moment(date(2018, 7, 27), KOREA, date(2018, 7, 25), WASHINGTON)

    def test_an_arrival_in_hawaii_may_share_the_day_of_departure_or_come_the_day_before(self) -> None:
        assert times.may_follow(date(2018, 8, 1), KOREA, date(2018, 8, 1), HAWAII)
        assert times.may_follow(date(2018, 8, 1), KOREA, date(2018, 7, 31), HAWAII)
        assert not times.may_follow(date(2018, 8, 1), KOREA, date(2018, 7, 30), HAWAII)

    def test_the_armistice_of_1953_is_65_years_old_on_the_day(self) -> None:
        assert times.years_on(date(1953, 7, 27), date(2018, 7, 27)) == 65
        assert times.years_on(date(1953, 7, 27), date(2018, 7, 28)) == times.years_on(date(2018, 7, 27), date(1953, 7, 27)) == 0
        assert times.next_anniversary(date(1953, 7, 27), date(2018, 7, 28)) == (date(2019, 7, 27), 66)
        assert times.next_anniversary(date(1953, 7, 27), date(2018, 7, 27)) == (date(2018, 7, 27), 65)

    def test_29_february_is_kept_on_28_february_in_other_years(self) -> None:
        assert times.anniversary(date(2016, 2, 29), 2018) == date(2018, 2, 28)
        assert times.anniversary(date(2016, 2, 29), 2020) == date(2020, 2, 29)

    def test_a_gap_is_what_no_span_covers(self) -> None:
        spans = [
            (date(1990, 1, 1), date(2005, 12, 31)),
            (date(1996, 1, 1), date(1999, 1, 1)),
            (date(2018, 6, 12), date(2018, 6, 12)),
        ]
        (gap,) = times.gaps(spans, 366)
        assert (gap.since, gap.until, gap.years) == (date(2006, 1, 1), date(2018, 6, 11), 12.4)
        assert times.gaps(spans, 5000) == times.gaps([], 1) == []


class TestAgainstTheTwin:
    @CHEAP
    @given(DAYS, AHEAD, AHEAD)
    def test_days_elsewhere_are_those_of_every_minute(self, day: date, ahead: int, other: int) -> None:
        here, there = (timezone(timedelta(minutes=m)) for m in (ahead, other))
        first = datetime(day.year, day.month, day.day, tzinfo=here)
        minutes = (first + timedelta(minutes=m) for m in range(0, 1440, 41))
        seen = {moment.astimezone(UTC).astimezone(there).date() for moment in (*minutes, first + timedelta(minutes=1439))}
        assert (min(seen), max(seen)) == times.days_elsewhere(day, ahead, other)

    @CHEAP
    @given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=8), st.integers(0, 20))
    def test_gaps_are_the_runs_of_days_that_nothing_covers(self, spans: list[tuple[int, int]], longer: int) -> None:
        start = date(2000, 1, 1)
        told = [(start + timedelta(a), start + timedelta(a + n)) for a, n in spans]
        covered = {start + timedelta(a + i) for a, n in spans for i in range(n + 1)}
        runs, run = [], []
        for day in (start + timedelta(i) for i in range(80)):
            if covered and min(covered) < day < max(covered) and day not in covered:
                run.append(day)
            elif run:
                runs.append((run[0], run[-1]))
                run = []
        assert [(g.since, g.until) for g in times.gaps(told, longer)] == [r for r in runs if (r[1] - r[0]).days + 1 > longer]


class TestLaws:
    @CHEAP
    @given(DAYS, AHEAD, DAYS, AHEAD)
    def test_one_moment_is_one_moment_both_ways(self, a: date, x: int, b: date, y: int) -> None:
        assert times.may_be_one_moment(a, x, b, y) == times.may_be_one_moment(b, y, a, x)
        first, last = times.days_elsewhere(a, x, y)
        assert times.may_be_one_moment(a, x, b, y) == (first <= b <= last)

    @CHEAP
    @given(DAYS, AHEAD)
    def test_at_the_same_place_it_is_the_same_day(self, day: date, ahead: int) -> None:
        assert times.days_elsewhere(day, ahead, ahead) == (day, day)
