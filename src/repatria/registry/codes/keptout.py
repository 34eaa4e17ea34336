"""Things that are worked on like any other and stand in no figure: the stage that knows them puts a provider here.

A figure is a number about the dead: how many people a hand-over holds at least, how many by DNA. There such a thing never stands.
Lists of work, how long they are, and the case that is computed are no figures: there it stands like any other as long as its truth is not
told, because a count that did not move would give it away. Once it is told, it stands in none of them either.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

PROVIDERS: list[Callable[[bool], Any]] = []
"""Each answers with a query of ids of things. Called with True it answers only with those that are over, whose truth was told."""


def counted(path: str = "pk") -> Q:
    """The condition "stands in figures about the dead" over the id of the thing at ``path``."""
    return _without(path, over=False)


def at_work(path: str = "pk") -> Q:
    """The condition "is worked on, and counts as work": leaves out only what is over."""
    return _without(path, over=True)


def _without(path: str, *, over: bool) -> Q:
    condition = Q()
    for provider in PROVIDERS:
        condition &= ~Q(**{f"{path}__in": provider(over)})
    return condition
