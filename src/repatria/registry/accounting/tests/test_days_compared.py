"""Somebody who keeps every published account and lays any two side by side: no small change is found, whatever is worked out from sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from repatria.registry.accounting.suppress import LEAST, OPEN_VALUES, Shown, Sum, suppress

SUMS = (Sum("listed", ("home", "waited")), Sum("told", ("home", "~told and not home")))
MOST = 80
Known = dict[str, list[int]]


class Reader:
    """Keeps what was shown, and is taken to know besides which numbers stand still for the sake of others."""

    def __init__(self) -> None:
        self.shown: Known = {}

    def read(self, shown: Mapping[str, Shown], values: Mapping[str, int]) -> dict[str, set[int]]:
        """What each number can be now, trying all of them together."""
        ranges = {name: self._range(name, one, values[name]) for name, one in shown.items()}
        open_: dict[str, set[int]] = {name: set() for name in ranges}
        for home, waited in product(ranges["home"], ranges["waited"]):
            told = [one for one in ranges["told"] if one >= home]
            if told and home + waited in ranges["listed"]:
                for name, one in (("home", home), ("waited", waited), ("listed", home + waited)):
                    open_[name].add(one)
                open_["told"].update(told)
        return open_

    def _range(self, name: str, one: Shown, value: int) -> Sequence[int]:
        if not one.still:
            return range(one.low, (min(one.high, MOST) if one.kind == "span" else one.high) + 1)  # it may be open above
        shown = self.shown[name]
        if value == 0 == shown[-1]:
            return [0]
        if (value in shown[:-1] and value != shown[-1]) or all(abs(old - value) >= LEAST for old in shown):
            return range(MOST)
        return [new for new in range(LEAST, 200) if any(abs(old - new) < LEAST for old in shown)]

    def keep(self, shown: Mapping[str, Shown]) -> None:
        """Remember the numbers that were shown as they are."""
        for name, one in shown.items():
            if one.kind == "exact" and not one.still:
                self.shown.setdefault(name, []).append(one.low)


day = st.tuples(st.integers(0, 14), st.integers(-8, 8), st.integers(0, 3))
"""Came home, came to the list (or left it) since the day before, told and not yet home."""


@given(st.lists(day, min_size=2, max_size=4))
@settings(max_examples=80, deadline=None)
def test_no_two_published_days_tell_a_small_change(days: list[tuple[int, int, int]]) -> None:
    reader, listed = Reader(), 26
    for home, new, more in days:
        listed = max(listed + new, home)
        values = {"listed": listed, "home": home, "waited": listed - home, "told": home + more}
        shown = suppress(values, SUMS, reader.shown)
        open_ = reader.read(shown, values)
        for name, value in values.items():
            assert value in open_[name]
            if 0 < value < LEAST:
                assert len(open_[name]) >= OPEN_VALUES, f"{name} is {value}: {shown} leave {open_[name]}"
            for old in reader.shown.get(name, ()):
                if 0 < abs(value - old) < LEAST:
                    changes = {one - old for one in open_[name]}
                    assert len(changes) >= OPEN_VALUES, f"{name} went from {old} to {value}: {shown} leave {changes}"
        reader.keep(shown)


def shown_after(before: Mapping[str, int], now: Mapping[str, int], sums: Sequence[Sum] = SUMS) -> dict[str, tuple[str, bool]]:
    told = suppress(now, sums, {name: [value] for name, value in before.items()})
    return {name: (one.words, one.still) for name, one in told.items()}


def test_one_more_who_came_home_moves_no_number_and_the_fifth_moves_them() -> None:
    before = {"listed": 100, "home": 37, "waited": 63, "told": 40}
    one = shown_after(before, {**before, "home": 38, "waited": 62})
    assert one == {"listed": ("100", True), "home": ("37", True), "waited": ("63", True), "told": ("40", True)}
    five = shown_after(before, {**before, "home": 42, "waited": 58, "told": 42})
    assert five == {"listed": ("100", True), "home": ("42", False), "waited": ("58", False), "told": ("40", True)}


def test_where_a_sum_would_tell_the_change_another_number_stands_still_as_well() -> None:
    before = {"listed": 100, "home": 37, "waited": 63, "told": 40}
    told = shown_after(before, {"listed": 108, "home": 42, "waited": 66, "told": 45})
    assert told["waited"] == ("63", True) and told["home"] == ("37", True) and told["listed"] == ("108", False)


def test_where_all_stand_still_and_the_change_would_be_found_one_of_them_is_a_span() -> None:
    before = {"listed": 26, "home": 12, "waited": 14}
    now = {"listed": 22, "home": 4, "waited": 18}  # standing still, the list would be 22 at least and the two others 22 at most
    told = shown_after(before, now, SUMS[:1])
    assert told["home"] == ("fewer than 5", False) and told["waited"] == ("14", True)
    words, still = told["listed"]
    assert "to" in words and not still


def test_a_number_that_went_there_and_back_is_compared_with_every_day() -> None:
    told = suppress({"home": 36}, (), {"home": [37, 42]})
    assert told["home"] == Shown("exact", 42, 42, still=True)
    assert suppress({"home": 37}, (), {"home": [37, 42]})["home"] == Shown("exact", 37, 37)
    assert suppress({"home": 3}, (), {"home": [7]})["home"] == Shown("few", 1, 4)


def test_the_control_without_what_was_shown_before_the_reader_finds_one_person() -> None:
    reader = Reader()
    first = {"listed": 100, "home": 7, "waited": 93, "told": 20}
    reader.keep(suppress(first, SUMS))
    second = {**first, "home": 8, "waited": 92}
    assert {one - 7 for one in reader.read(suppress(second, SUMS), second)["home"]} == {1}
    assert len(reader.read(suppress(second, SUMS, reader.shown), second)["home"]) >= OPEN_VALUES
