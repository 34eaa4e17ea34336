"""The three lines that come first in public: who came home, what was returned without a name, who is still waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from repatria.registry.accounting.models import Statement

OF_HOW_MANY = "how many people they are of is not known"


@dataclass(frozen=True, slots=True)
class Line:
    """One of the three: what it says of, the number in words, and what the number counts."""

    title: str
    number: str
    counts: str
    of: str = ""
    """The day that the number is of, where it is an earlier one than that of the account."""


@dataclass(frozen=True, slots=True)
class Three:
    """The three lines of a published account, and its day."""

    lines: tuple[Line, Line, Line]
    day: date
    number: int
    slug: str


def three(row: Statement) -> Three:
    """They are read from what was published, and from nothing else."""
    by_key: Mapping[str, Mapping[str, Any]] = {one["key"]: one for one in row.body["figures"]}
    home, group, laid, waited = (by_key[key] for key in ("home", "transferred", "laid", "waited"))
    return Three(
        (
            Line("Came home", _number(home), _people(home), _of(row, home)),
            Line("Returned without a name", *_unnamed(group, laid), _of(row, group, laid)),
            Line("Still waited for", _number(waited), _people(waited), _of(row, waited)),
        ),
        row.day,
        row.number,
        row.incident.slug,
    )


def _unnamed(group: Mapping[str, Any], laid: Mapping[str, Any]) -> tuple[str, str]:
    """Bones, not people: nobody knows how many people they are of. One number stands first, what it counts behind it."""
    if group["kind"] == "unknown":
        return str(group["words"]), ""
    if _none(group) and _none(laid):
        return "none yet", ""
    if _none(group):
        return _number(laid), f"bones and teeth in numbered graves; {OF_HOW_MANY}"
    graves = "" if _none(laid) else f", and {_number(laid)} in numbered graves"
    return _number(group), f"bones and teeth, as of a group{graves}; {OF_HOW_MANY}"


def _of(row: Statement, *figures: Mapping[str, Any]) -> str:
    """The earliest day of these figures, where it is before the day of the account."""
    day = min(str(one.get("day", row.body["day"])) for one in figures)
    return day if day < row.body["day"] else ""


def _none(figure: Mapping[str, Any]) -> bool:
    return figure["kind"] == "exact" and figure["low"] == 0


def _number(figure: Mapping[str, Any]) -> str:
    return "none yet" if _none(figure) else str(figure["words"])


def _people(figure: Mapping[str, Any]) -> str:
    if figure["kind"] == "unknown" or _none(figure):
        return ""
    return "person" if figure["kind"] == "exact" and figure["low"] == 1 else "people"
