"""Things that are worked on like any other and stand in no figure: the stage that knows them puts a provider here.

A figure is a number about the dead: how many bones, how many people at least, what leaves in a case. Lists of work are no figures;
there such a thing stands like any other, so that nobody can tell it apart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from repatria.registry.codes.models import Thing

PROVIDERS: list[Callable[[bool], Any]] = []
"""Each answers with a query of ids of things. Called with True it answers only with those that are over, whose truth was told."""


def counted(path: str = "pk") -> Q:
    """The condition "stands in figures" over the id of the thing at ``path``."""
    return _without(path, over=False)


def codes_kept_out(incident: Any) -> Any:
    """A query of the codes that stand in no figure, for tables that hold codes instead of things."""
    kept = ~counted() if PROVIDERS else Q(pk__in=())
    return Thing.objects.filter(kept, incident=incident).values("code")


def at_work(path: str = "pk") -> Q:
    """The condition "is still worked on": leaves out only what is over."""
    return _without(path, over=True)


def _without(path: str, *, over: bool) -> Q:
    condition = Q()
    for provider in PROVIDERS:
        condition &= ~Q(**{f"{path}__in": provider(over)})
    return condition
