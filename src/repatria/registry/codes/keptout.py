"""Things that are worked on like any other and stand in nothing that is published: the stage that knows them puts a provider here.

As long as its truth is not told, such a thing stands in every list, count and figure that colleagues read, like any other: a figure
that did not move, or whose list lacked one of the bones, would give it away to whoever compares. Published it never is. Once its truth
is told, it stands in nothing any more, on no day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Q

PROVIDERS: list[Callable[[bool], Any]] = []
"""Each answers with a query of ids of things. Called with True it answers only with those that are over, whose truth was told."""
_public: ContextVar[bool] = ContextVar("counted for the public", default=False)


@contextmanager
def for_the_public() -> Iterator[None]:
    """While this is open, figures leave out also those whose truth is not told yet: what is counted is going to be published."""
    token = _public.set(True)
    try:
        yield
    finally:
        _public.reset(token)


def public() -> bool:
    """Whether what is counted now is going to be published."""
    return _public.get()


def counted(path: str = "pk") -> Q:
    """The condition "stands in figures about the dead" over the id of the thing at ``path``."""
    return _without(path, over=not public())


def at_work(path: str = "pk") -> Q:
    """The condition "is worked on, and counts as work": leaves out only what is over."""
    return _without(path, over=True)


def _without(path: str, *, over: bool) -> Q:
    condition = Q()
    for provider in PROVIDERS:
        condition &= ~Q(**{f"{path}__in": provider(over)})
    return condition
