"""Spans against counting by hand, and small numbers against somebody who tries to work them out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.registry.accounting.body import SUMS
from repatria.registry.accounting.spans import Span, Spans, end_of
from repatria.registry.accounting.suppress import LEAST, Hidden, Shown, Sum, gives_away, suppress

START = datetime(2031, 1, 1, tzinfo=UTC)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


pieces = st.lists(
    st.builds(
        lambda who, since, length: Span(who, at(since), None if length is None else at(since + length)),
        st.integers(1, 4), st.integers(0, 20), st.none() | st.integers(0, 9),
    ),
    max_size=12,
)  # fmt: skip


@given(pieces, pieces, st.integers(-1, 32))
@settings(max_examples=300, deadline=None)
def test_spans_say_what_counting_by_hand_says(left: list[Span], right: list[Span], hour: int) -> None:
    moment = at(hour) + timedelta(minutes=30)
    one, other = Spans(left), Spans(right)
    mine, theirs = ({s.subject for s in some if s.holds(moment)} for some in (left, right))
    assert one.subjects(moment) == mine and one.count(moment) == len(mine)
    assert one.within(other).subjects(moment) == mine & theirs
    assert one.without(other).subjects(moment) == mine - theirs
    assert one.ever(moment) == any(s.since < moment and s.until != s.since for s in left)
    assert one.without(other).count(moment) + one.within(other).count(moment) == len(mine)


def test_a_day_ends_at_midnight_utc() -> None:
    assert end_of(date(2031, 1, 1)) == datetime(2031, 1, 2, tzinfo=UTC)
    span = Span(1, datetime(2031, 1, 1, 23, 59, 59, tzinfo=UTC), datetime(2031, 1, 2, tzinfo=UTC))
    assert Spans([span]).count(end_of(date(2031, 1, 1))) == 1 and Spans([span]).count(end_of(date(2031, 1, 2))) == 0


def possible(shown: dict[str, Shown], sums: list[Sum], most: int) -> dict[str, set[int]]:
    """Every value that each number may have, by trying all of them together: what the most patient reader could find."""
    names = sorted(shown)
    ranges = []
    for name in names:
        one = shown[name]
        ranges.append(range(one.low, (min(one.high, most) if one.kind == "span" else one.high) + 1))
    open_: dict[str, set[int]] = {name: set() for name in names}
    for told in product(*ranges):
        by_name = dict(zip(names, told, strict=True))
        if all(by_name[s.total] == sum(by_name[p] for p in s.parts) for s in sums):
            for name, value in by_name.items():
                open_[name].add(value)
    return open_


small = st.integers(0, 9)


@given(small, small, small)
@settings(max_examples=200, deadline=None)
def test_nobody_can_work_out_a_small_number_of_a_sum(a: int, b: int, c: int) -> None:
    values = {"all": a + b + c, "a": a, "b": b, "c": c}
    sums = [Sum("all", ("a", "b", "c"))]
    shown = suppress(values, sums)
    open_ = possible(shown, sums, 27)
    for name, value in values.items():
        assert value in open_[name] and shown[name].low <= value <= shown[name].high
        if 0 < value < LEAST:
            assert shown[name].kind == "few" and str(value) not in shown[name].words.replace(f"{LEAST}", "")
            assert len(open_[name]) >= 3, f"{values}: {shown} leave {open_[name]} for {name}"


@given(st.integers(0, 7), st.integers(0, 7), st.integers(0, 7))
@settings(max_examples=200, deadline=None)
def test_nobody_can_work_out_a_small_number_through_two_sums(home: int, waited: int, more: int) -> None:
    values = {"listed": home + waited, "home": home, "waited": waited, "told": home + more}
    sums = [Sum("listed", ("home", "waited")), Sum("told", ("home", "~rest"))]
    shown = suppress(values, sums)
    for name, value in values.items():
        if 0 < value < LEAST:
            assert shown[name].kind == "few"
    few = {name for name, one in shown.items() if one.kind == "few" and one.low == 1}
    wide = {name for name, one in shown.items() if one.kind == "span"}
    loose = {name for name, one in shown.items() if one.kind == "few" and one.low == 0}
    assert gives_away(values, Hidden(few, wide, loose), sums) is None


def test_who_waits_is_a_span_where_few_came_home_and_exact_where_many_did() -> None:
    few = suppress({"listed": 7699, "home": 3, "waited": 7696, "told": 12}, SUMS)
    assert few["home"].words == "fewer than 5" and few["waited"].words == "7,695 to 7,698" and few["listed"].words == "7,699"
    many = suppress({"listed": 7699, "home": 92, "waited": 7607, "told": 95}, SUMS)
    assert [many[name].words for name in ("listed", "home", "waited")] == ["7,699", "92", "7,607"]
    none = suppress({"listed": 7699, "home": 0, "waited": 7699, "told": 0}, SUMS)
    assert none["waited"].words == "7,699" and none["home"].words == "0"


def test_the_control_the_complement_shown_exactly_gives_it_away() -> None:
    values = {"listed": 7699, "home": 3, "waited": 7696}
    assert gives_away(values, Hidden({"home"}), SUMS) == "home"
    assert gives_away(values, Hidden({"home"}, {"waited"}), SUMS) is None


def test_a_sum_that_does_not_hold_hides_nothing_and_breaks_nothing() -> None:
    shown = suppress({"listed": 10, "home": 2, "waited": 40}, SUMS)
    assert (shown["home"].kind, shown["waited"].kind) == ("few", "exact")
