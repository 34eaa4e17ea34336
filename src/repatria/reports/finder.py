"""One sentence in which times are looked for: its tokens, its anchor, what is known so far; and what is found, a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from repatria.reports.calendar import Anchor
from repatria.reports.claim import AboutTime
from repatria.reports.language import Language
from repatria.reports.tokens import Token

Value = int | float


@dataclass(frozen=True, slots=True)
class When:
    """A time at tokens ``first`` to ``last`` (exclusive). A ``period`` has ``low``, ``high`` and ``unit``; a date has none."""

    first: int
    last: int
    about: AboutTime
    period: bool = False
    value: Value | str | None = None
    low: Value | str | None = None
    high: Value | str | None = None
    unit: str | None = None
    qualifier: str = "exact"


@dataclass
class Finder:
    """One sentence, its anchor and what is known so far; ``named`` is the last day that stood in full."""

    row: Sequence[Token]
    taken: Sequence[bool]
    anchor: Anchor
    language: Language
    named: date | None = None
    happened: AboutTime | None = None
    found: list[When] = field(default_factory=list)

    @cached_property
    def sheet(self) -> Any:
        """The language's words of time."""
        return self.language.sheets["time"]

    def low(self, i: int) -> str:
        """The small form of token ``i``, ``""`` outside."""
        return self.row[i].low if 0 <= i < len(self.row) else ""

    def number(self, i: int) -> int | None:
        """The whole number in digits at ``i``."""
        if 0 <= i < len(self.row) and self.row[i].kind == "number" and self.row[i].text.isdigit():
            return int(self.row[i].text)
        return None

    def year(self, i: int) -> int | None:
        """The year at ``i``: four digits between 1500 and 2199."""
        value = self.number(i)
        return value if value is not None and len(self.row[i].text) == 4 and 1500 <= value <= 2199 else None

    def future(self, i: int) -> bool:
        """Whether the clause of token ``i`` looks ahead: "will", "plans", "next" within a dozen tokens before it."""
        if any(token.low.endswith("'ll") for token in self.row[max(0, i - 10) : i]):
            return True
        ahead, asked = self.sheet["ahead"]["words"], self.sheet["by"]["words"]
        before = self.row[max(0, i - 14) : i + 1]
        by = any(token.low == "by" for token in before[-5:-1])
        if len(before) > 2 and before[-2].low == "until" and any(token.low in ("has", "have") for token in before[-6:-2]):
            return True  # "the ministry has until Friday"
        return any(token.low in ahead or (by and token.low in asked) for token in before)

    def month(self, i: int) -> int | None:
        """The month named at ``i``, written with a capital letter."""
        return self.sheet["months"].get(self.low(i)) if 0 <= i < len(self.row) and self.row[i].capital else None

    def past_stop(self, i: int) -> int:
        """``i``, or the token after the full stop of an abbreviation."""
        return i + 1 if self.low(i) == "." else i
