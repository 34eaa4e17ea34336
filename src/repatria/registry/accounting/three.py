"""The three lines that come first in public: who came home, what was returned without a name, who is still waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from repatria.registry.accounting.models import Statement


@dataclass(frozen=True, slots=True)
class Line:
    """One of the three: what it says of, the number in words, and what the number counts."""

    title: str
    number: str
    counts: str


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
    unnamed = f"{_bones(group)}; {_number(laid)} in numbered graves" if laid["kind"] != "unknown" else _bones(group)
    return Three(
        (
            Line("Came home", _number(home), _people(home)),
            Line(
                "Returned without a name",
                unnamed,
                "how many people they are of is not known" if group["kind"] != "unknown" else "",
            ),
            Line("Still waited for", _number(waited), _people(waited)),
        ),
        row.day,
        row.number,
        row.incident.slug,
    )


def _number(figure: Mapping[str, Any]) -> str:
    return "none yet" if figure["kind"] == "exact" and figure["low"] == 0 else str(figure["words"])


def _people(figure: Mapping[str, Any]) -> str:
    if figure["kind"] == "unknown":
        return ""
    return "person" if figure["kind"] == "exact" and figure["low"] == 1 else "people"


def _bones(figure: Mapping[str, Any]) -> str:
    said = _number(figure)
    return said if figure["kind"] == "unknown" or said == "none yet" else f"{said} bones and teeth"
