"""What a report claims: one statement with its number, hedge, speaker, time, place and the very words it stands in.

The document ``repatria-claims/1`` is a list of these; docs/reference/claims.md explains every field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from repatria.errors import InvalidInput

SCHEMA = "repatria-claims/1"
PAIRS = "repatria-claim-pairs/1"
KINDS = ("count", "date", "period", "place", "promise", "plan", "expectation", "request", "statement", "obligation")
COUNTS = ("persons", "sets", "containers", "names", "other")
QUALIFIERS = ("exact", "about", "more_than", "at_least", "at_most", "believed")
VERDICTS = ("agree", "compatible", "conflict", "not_comparable")
NUMBER = (int, float)


@dataclass(frozen=True, slots=True)
class AboutTime:
    """When something is said to be: an ISO 8601 day, month, year or interval, how exact it is and how it was found.

    ``value`` is ``None`` where the words name a time that nothing in the report or its papers resolves. ``precision`` is one of
    ``night morning day week month season year decade span after before unknown``.
    """

    value: str | None
    precision: str
    how_inferred: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim. ``text[start:end] == quote`` holds for the text it was read from.

    ``value``, ``low`` and ``high`` are in ``unit``; an open end is ``None``. ``asserted_by`` is the party the text holds answerable
    for the words (``None``: the report in its own voice); ``reported_by`` the outlet through which they came.
    """

    kind: str
    subject: str
    quote: str
    start: int
    end: int
    counts: str | None = None
    value: int | float | str | None = None
    low: int | float | None = None
    high: int | float | None = None
    unit: str | None = None
    qualifier: str = "exact"
    asserted_by: str | None = None
    reported_by: str | None = None
    medium: str | None = None
    about_time: AboutTime | None = None
    place: str | None = None
    confidence: float = 1.0
    needs_human: bool = False

    def __post_init__(self) -> None:
        for field, allowed in (("kind", KINDS), ("qualifier", QUALIFIERS), ("counts", (*COUNTS, None))):
            if getattr(self, field) not in allowed:
                choice = ", ".join(str(one) for one in allowed)
                raise InvalidInput(f"claim at {self.start}: {field} {getattr(self, field)!r} is none. Choose one of {choice}.")
        if not 0 <= self.start < self.end or self.end - self.start != len(self.quote):
            raise InvalidInput(
                f"claim at {self.start}: its quote has not the length {self.start} to {self.end}. Read it again."
            )
        if not 0.0 <= self.confidence <= 1.0:
            raise InvalidInput(
                f"claim at {self.start}: confidence {self.confidence} is not between 0 and 1. Give a probability."
            )
        if isinstance(self.low, NUMBER) and isinstance(self.high, NUMBER) and self.low > self.high:
            raise InvalidInput(f"claim at {self.start}: low {self.low} is above high {self.high}. Exchange them.")

    def as_json(self) -> dict[str, Any]:
        """The fields of the contract, in its order."""
        told = asdict(self)
        return {name: told[name] for name in ORDER}


ORDER = (
    "kind", "subject", "counts", "value", "low", "high", "unit", "qualifier", "asserted_by", "reported_by", "medium", "about_time",
    "place", "quote", "start", "end", "confidence", "needs_human",
)  # fmt: skip
"""The fields of a claim in the order in which the contract names them."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A claim of one report held against a claim of another: ``agree``, ``compatible``, ``conflict`` or ``not_comparable``."""

    a: Claim
    b: Claim
    verdict: str
    reason: str

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise InvalidInput(f"pair: verdict {self.verdict!r} is none. Choose one of {', '.join(VERDICTS)}.")

    def as_json(self) -> dict[str, Any]:
        """Verdict, reason and both claims in full."""
        return {"verdict": self.verdict, "reason": self.reason, "a": self.a.as_json(), "b": self.b.as_json()}


def claim_from_json(told: Mapping[str, Any], where: str) -> Claim:
    """The claim that ``as_json`` wrote; :class:`InvalidInput` names the field that is missing, unknown or of the wrong type."""
    known = {field.name for field in fields(Claim)}
    if not isinstance(told, Mapping):
        raise InvalidInput(f"{where}: is not an object. Write each claim as one JSON object.")
    strange = sorted(set(told) - known)
    if strange:
        raise InvalidInput(f"{where}, field {strange[0]!r}: is not a field of a claim. Take it out.")
    values = dict(told)
    for name, types in TYPES.items():
        if name not in values:
            raise InvalidInput(f"{where}, field {name!r}: is missing. Write every field, null where nothing is said.")
        if not isinstance(values[name], types) or (isinstance(values[name], bool) and bool not in types):
            raise InvalidInput(f"{where}, field {name!r}: {values[name]!r} is of the wrong type. See docs/reference/claims.md.")
    time = values["about_time"]
    if time is not None:
        if set(time) != {"value", "precision", "how_inferred"}:
            raise InvalidInput(
                f"{where}, field 'about_time': must hold value, precision and how_inferred, found {sorted(time)}."
            )
        values["about_time"] = AboutTime(time["value"], str(time["precision"]), str(time["how_inferred"]))
    return Claim(**values)


_WORDS, _MAYBE = (str,), (str, type(None))
TYPES: dict[str, tuple[type, ...]] = {
    "kind": _WORDS, "subject": _WORDS, "counts": _MAYBE, "value": (int, float, str, type(None)), "low": (int, float, type(None)),
    "high": (int, float, type(None)), "unit": _MAYBE, "qualifier": _WORDS, "asserted_by": _MAYBE, "reported_by": _MAYBE,
    "medium": _MAYBE, "about_time": (dict, type(None)), "place": _MAYBE, "quote": _WORDS, "start": (int,), "end": (int,),
    "confidence": (int, float), "needs_human": (bool,),
}  # fmt: skip
"""What each field of a claim may hold in JSON."""
