"""What is remembered belongs to the very object that was asked about, and to what else was given; nothing is kept for ever."""

from __future__ import annotations

import gc
import weakref

from repatria.tables.once import alike, once


class Thing:
    pass


def test_the_same_object_is_asked_once_and_an_equal_one_anew() -> None:
    asked: list[tuple[int, ...]] = []

    @once(4)
    def work(thing: tuple[int, ...], add: int = 0) -> int:
        asked.append(thing)
        return sum(thing) + add

    numbers = [1, 2]
    one, other = tuple(numbers), tuple(numbers)
    assert [work(one), work(one), work(other), work(one, add=5), work(one, add=5)] == [3, 3, 3, 8, 8]
    assert len(asked) == 3


def test_the_oldest_go_and_a_number_that_is_given_again_is_no_other_object() -> None:
    made: list[int] = []

    @once(2)
    def work(thing: object) -> int:
        made.append(id(thing))
        return len(made)

    kept = [(n,) for n in range(3)]
    assert [work(t) for t in kept] == [1, 2, 3] and work(kept[0]) == 4 and work(kept[2]) == 3
    answers = [work(Thing()) for _ in range(20)]  # each ends before the next, which may get its number
    assert len(set(answers)) == 20


def test_what_can_be_held_weakly_is_not_kept_alive() -> None:
    work = once(4)(lambda thing: 1)
    thing = Thing()
    gone = weakref.ref(thing)
    assert work(thing) == 1
    del thing
    gc.collect()
    assert gone() is None


def test_a_fault_is_not_remembered() -> None:
    tries: list[int] = []

    @once(2)
    def work(thing: tuple[int, ...]) -> float:
        tries.append(1)
        return 1 / (len(tries) - 1)

    one = (1,)
    try:
        work(one)
    except ZeroDivisionError:
        assert work(one) == 1.0


def test_equal_arguments_are_asked_once_and_others_anew() -> None:
    asked: list[object] = []

    @alike(2)
    def work(one: tuple[int, ...], other: tuple[str, ...], *, times: int = 1) -> int:
        asked.append(one)
        return sum(one) * times + len(other)

    numbers = [1, 2]
    assert work(tuple(numbers), ("a",)) == work(tuple(numbers), ("a",)) == 4 and len(asked) == 1
    assert work((1, 2), ("b", "c")) == 5 and work((1, 2), ("a",), times=3) == 10 and len(asked) == 3
    assert work((1, 2), ("a",)) == 4 and len(asked) == 4  # the oldest had gone
