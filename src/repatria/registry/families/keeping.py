"""Small things that the acts share: the moment, who acts, words of the right length, whose row it is. Nothing here writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from repatria.registry.codes.models import Thing
from repatria.registry.families.dates import When
from repatria.registry.journal import clock
from repatria.registry.refusals import Impossible, NotFound

KEPT_ON_THE_LIST: list[Callable[[int], str]] = []
"""What higher stages say against merging an entry (its id) into another one; empty words where nothing is against it."""


def now() -> datetime:
    """The present moment, UTC."""
    return clock.now()


def today() -> date:
    """The present day, UTC."""
    return now().date()


def user_of(by: Any) -> Any:
    """The account that acts, or None for the registry itself."""
    return getattr(by, "user", None)


def words(text: str, most: int) -> str:
    """``text`` on one line; longer than ``most`` characters is refused rather than cut."""
    text = " ".join(str(text).split())
    if len(text) > most:
        raise Impossible(f"{text[:40]!r}…: {len(text)} characters, at most {most} fit. Shorten it.")
    return text


def reason_of(text: str, where: str) -> str:
    """A reason, which must have words."""
    said = words(text, 300)
    if not said:
        raise Impossible(f"{where}: give a reason.")
    return said


def come(when: When | None, where: str, what: str) -> None:
    """Refuse a time that begins after today: a birth, a loss, a word of a board."""
    if when is not None and when.first > today():
        raise Impossible(f"{where}: {what} {when.words}, which has not come yet. Correct the year.")


def own(by: Any, thing: Thing) -> None:
    """Refuse, as if nothing were here, what belongs to another incident."""
    if by.incident is None or thing.incident_id != by.incident.pk:
        raise NotFound


def whole_name(whole: str, family: str, given: str, order: str) -> str:
    """The whole name: as written, or put together from its parts in their order."""
    if whole:
        return whole
    parts = (family, given) if order == "family" else (given, family)
    return " ".join(p for p in parts if p)
