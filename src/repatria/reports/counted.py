"""A number with its noun, and the scale of how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from repatria.reports.numbers import Number
from repatria.reports.tokens import Token

REACH = 9
"""Tokens after a number within which its noun must stand."""
SHORT = 6
"""Tokens of a sentence that says no more than a number."""
SMALL = 10
"""Below this a number in words counts something only if its noun is known."""
KNOWN, UNDERSTOOD, UNKNOWN, VAGUE = 0.95, 0.7, 0.5, 0.15
"""Confidence: noun known, noun led back to an earlier one, noun not known; and what a vague number takes away. Our own scale."""
Noun = tuple[int, str, str]
"""(end of the noun phrase, kind, unit)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A number with its noun: tokens ``first`` to ``last``; ``counts`` and ``unit``; what is said of it; how sure that is; its words."""

    number: Number
    last: int
    counts: str
    unit: str
    subject: str
    believed: bool
    confidence: float
    tokens: tuple[Token, ...] = ()
