"""Whose hands a thing is in: asked by every act of the inventory that touches a container."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from repatria.registry.codes.models import Kind
from repatria.registry.custody.models import Holding, Item
from repatria.registry.custody.within import locked, must_hold
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound


def now() -> datetime:
    """The present moment, UTC."""
    return clock.now()


def user_of(by: Any) -> Any:
    """The account that acts; ``None`` for the registry itself."""
    return getattr(by, "user", None)


def held_container(by: Any, item: Item) -> tuple[Item, Holding]:
    """The container's row, locked, and its holding, if the actor holds it; the registry itself may act on any."""
    container = locked(item)
    if container.thing.kind != Kind.CONTAINER:
        raise Impossible(f"{container.code}: not a container. Choose one.")
    held = Holding.objects.filter(item=container, until__isnull=True).select_related("holder", "place").first()
    if held is None:
        raise Impossible(f"{container.code}: nobody holds it. Ask custody to take it over.")
    must_hold(by, container, held)
    return container, held


def not_blind(by: Any) -> None:
    """Effects carry names: whoever groups bones gets the same answer as a stranger, whatever other roles they hold."""
    if Role.ANTHROPOLOGIST in getattr(by, "roles", frozenset()):
        raise NotFound


def reasoned(code: str, reason: str, what: str) -> str:
    """``reason`` in one line; Impossible if it is empty."""
    told = " ".join(reason.split())[:300]
    if not told:
        raise Impossible(f"{code}: {what} needs a reason.")
    return told
