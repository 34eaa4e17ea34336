"""What was worked out of something that never changes is not worked out again while that is at hand."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Concatenate, ParamSpec, TypeVar, cast

Thing = TypeVar("Thing")
More = ParamSpec("More")
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def once(keep: int) -> Callable[[Callable[Concatenate[Thing, More], Answer]], Callable[Concatenate[Thing, More], Answer]]:
    """Remember the last ``keep`` answers by the very object that was asked about, and whatever else was given.

    An object is known by what it is and not by what it holds: to hash a database of a hundred thousand types takes as long as to read it.
    So only for objects that cannot change. One that cannot be held weakly, such as a tuple, is kept alive with its answer.
    """

    def remembering(work: Callable[Concatenate[Thing, More], Answer]) -> Callable[Concatenate[Thing, More], Answer]:
        held: OrderedDict[object, tuple[Callable[[], object], Answer]] = OrderedDict()
        lock = Lock()

        @wraps(work)
        def answer(thing: Thing, *args: More.args, **named: More.kwargs) -> Answer:
            key = (id(thing), args, tuple(sorted(named.items())))
            with lock:
                found = held.get(key)
                if found is not None and found[0]() is thing:
                    held.move_to_end(key)
                    return found[1]
            made = work(thing, *args, **named)
            with lock:
                held[key] = (_hold(thing), made)
                while len(held) > keep:
                    held.popitem(last=False)
            return made

        return cast("Callable[Concatenate[Thing, More], Answer]", answer)

    return remembering


def alike(keep: int) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Remember the last ``keep`` answers by arguments that are equal: for a few large ones that one case passes on to the next.

    They are compared, not hashed: parts that are the very same objects cost nothing, and the first that differ end it.
    """

    def remembering(work: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        held: list[tuple[tuple[object, ...], Answer]] = []
        lock = Lock()

        @wraps(work)
        def answer(*args: Asked.args, **named: Asked.kwargs) -> Answer:
            asked = (*args, *sorted(named.items()))
            with lock:
                known = list(held)
            for before, made in known:
                if before == asked:
                    return made
            made = work(*args, **named)
            with lock:
                held.insert(0, (asked, made))
                del held[keep:]
            return made

        return answer

    return remembering


def _hold(thing: object) -> Callable[[], object]:
    try:
        return weakref.ref(thing)
    except TypeError:
        return lambda: thing
