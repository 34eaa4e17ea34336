"""From a proposed claim (``repatria-claims/1``) to the fields of a claim as the registry keeps it. Pure; nothing is decided here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

HEDGES = {
    "exact": "none",
    "about": "about",
    "more_than": "over",
    "at_least": "at least",
    "at_most": "at most",
    "believed": "believed",
}
UNITS = {"persons": "people", "sets": "sets", "containers": "containers", "names": "names"}
SPOKEN = {
    "promise": "promises",
    "plan": "plans",
    "expectation": "expectations",
    "request": "requests",
    "statement": "statements",
    "obligation": "obligations",
}
"""Topics of what is said rather than counted."""
LARGEST = 10**13
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fields:
    """What would be recorded if the proposal were confirmed as it stands."""

    topic: str
    kind: str
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    text: str = ""
    hedge: str = "none"
    as_of: str = ""
    party: str = ""
    quote: str = ""
    basis: str = ""

    @property
    def number(self) -> str:
        """The number or range with its hedge and unit, as pages say it; empty where it is words."""
        if self.low is None:
            return ""
        numbers = f"{self.low:,f}" + (f" to {self.high:,f}" if self.high is not None else "")
        return " ".join(part for part in ("" if self.hedge == "none" else self.hedge, numbers, self.unit) if part)


def fields_of(told: Mapping[str, Any], publisher: str) -> Fields:
    """The fields that follow from a proposal; ``publisher`` says it where the report names no speaker."""
    hedge, low, high = _numbers(told)
    number = low is not None
    text = "" if number else _words(told)
    return Fields(
        topic=_topic(told)[:160],
        kind=("range" if high is not None else "number") if number else "place" if told["kind"] == "place" else "text",
        low=low,
        high=high,
        unit=_unit(told) if number else "",
        text=text[:400],
        hedge=hedge if number or hedge == "believed" else "none",
        as_of=_day(told),
        party=_one_line(told.get("asserted_by") or publisher)[:160],
        quote=_one_line(str(told["quote"]))[:200],
        basis=_basis(told)[:300],
    )


def _topic(told: Mapping[str, Any]) -> str:
    """The topic under which claims of one matter stand side by side: ``missing``, ``hand-over, where``, ``promises``."""
    kind, subject = str(told["kind"]), _one_line(str(told["subject"]).partition(":")[0])
    if kind in SPOKEN:
        return SPOKEN[kind]
    asks = {"date": ", when", "place": ", where", "period": ", how long"}.get(kind, "")
    return f"{subject or kind}{asks}"


def _numbers(told: Mapping[str, Any]) -> tuple[str, Decimal | None, Decimal | None]:
    """Hedge, smaller and larger number. A stated number stays as it was said; its hedge says how wide it is."""
    hedge = HEDGES.get(str(told.get("qualifier")), "none")
    if told["kind"] != "count" and not (told["kind"] == "period" and isinstance(told.get("value"), (int, float))):
        return hedge, None, None
    value, low, high = (_decimal(told.get(name)) for name in ("value", "low", "high"))
    if value is not None:
        return hedge, value, None
    if low is not None and high is not None:
        return hedge, low, high
    if low is not None:
        return "at least", low, None
    return ("at most", high, None) if high is not None else (hedge, None, None)


def _decimal(value: Any) -> Decimal | None:
    """``value`` with at most four decimals; None for what is no number, or larger than a claim can hold: then its words are kept."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= LARGEST:
        return None
    return Decimal(str(value)).quantize(Decimal("0.0001")).normalize() + 0


def _unit(told: Mapping[str, Any]) -> str:
    return _one_line(str(told.get("unit") or UNITS.get(str(told.get("counts")), "")))[:40]


def _words(told: Mapping[str, Any]) -> str:
    value = told.get("value")
    if told["kind"] == "place":
        return _one_line(str(told.get("place") or value or told["quote"]))
    return _one_line(str(value if isinstance(value, str) and value else told["quote"]))


def _day(told: Mapping[str, Any]) -> str:
    time = told.get("about_time") or {}
    value = str(time.get("value") or "")
    return value if _DAY.fullmatch(value) else ""


def _basis(told: Mapping[str, Any]) -> str:
    time = told.get("about_time") or {}
    parts = [str(told[name]) for name in ("reported_by", "medium") if told.get(name)]
    of = _one_line(str(told["subject"]).partition(":")[2])
    if of and told["kind"] not in SPOKEN:
        parts.append(f"of: {of}")
    if time.get("how_inferred"):
        parts.append(f"day: {time['how_inferred']}")
    return _one_line("; ".join(parts))


def _one_line(text: str) -> str:
    return " ".join(text.split())
