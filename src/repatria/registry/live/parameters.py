"""How an exercise is lived: delays, shares, staff and their capacities, each with the mark of what it rests on.

Marks: **S** from a published source about hand-overs of this kind, **A** our own assumption. The file was fixed before the first
full run and is the same for every seed (consents that end were added after seeds 1 to 6); what the simulator invents has its own
(docs/explanation/simulation.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["S", "A"]


@dataclass(frozen=True, slots=True)
class Told:
    """One number: how much, of what, and on what it rests."""

    value: float
    unit: str
    mark: Mark
    note: str = ""


PARAMETERS: dict[str, Told] = {
    "inventory": Told(35, "days", "S", "all boxes opened and inventoried within five weeks"),
    "samples leave, first": Told(15, "days after the inventory of the box", "S"),
    "samples leave, last": Told(30, "days after the inventory of the box", "S"),
    "first results, first": Told(60, "days after the samples left", "S", "first results after two to six months"),
    "first results, last": Told(180, "days after the samples left", "S"),
    "late results": Told(0.25, "share of samples", "A", "the laboratory repeats them; they come over the long tail"),
    "long tail": Told(1_500, "days after the samples left, at most", "A"),
    "next of kin found at once": Told(0.85, "share of families", "A"),
    "families found later within": Told(1_000, "days", "A"),
    "swab of a family found later": Told(75, "days until its profile arrives", "A"),
    "consent that ends on a day of its own": Told(0.02, "share of consents", "A"),
    "consents end within": Told(1_500, "days from the day the family is entered", "A"),
    "consent given anew": Told(0.80, "share of those asked; all where a signed name rests on it", "A"),
    "another directs disposition": Told(0.20, "share of families", "A"),
    "families that wait": Told(0.20, "share of elections", "S"),
    "asked again after": Told(270, "days", "A"),
    "tell about later portions": Told(0.70, "share of elections; the others leave it to the agency", "A"),
    "attempt that reaches nobody": Told(0.25, "share of attempts", "A"),
    "first attempt, median": Told(1, "days after the signature", "A", "target: median at most 2, 95 % at most 7"),
    "briefing": Told(14, "days after the telling", "A"),
    "election": Told(28, "days after the briefing", "A"),
    "release": Told(21, "days after the election", "A"),
    "burial": Told(10, "days after the arrival", "A"),
    "publication": Told(5, "days after the telling", "A"),
    "two of a family disagree": Told(0.05, "share of elections", "A"),
    "heard from others first": Told(0.04, "share of notifications", "A"),
    "letters": Told(12, "months between two letters, at most", "A", "our own rule: everybody hears within a year"),
    "questions": Told(0.005, "share of those written to who ask something, five a quarter at most", "A"),
    "doors": Told(0.5, "share of families told that want a private page", "A"),
    "group determination": Told(0.5, "of the years lived", "A", "when no list can name who is not on it"),
}
"""Every number by its name."""

CAPACITIES: dict[str, Told] = {
    "geneticist": Told(10, "statements a week", "A"),
    "reviewer": Told(6, "reviews a week, each of two", "A"),
    "examiner": Told(6, "signatures a week", "A"),
    "casualty": Told(12, "tellings a week", "A"),
    "custody": Told(8, "releases a week", "A"),
    "anthropologist": Told(2, "boxes a day, spread over the five weeks", "A"),
}
"""Staff of the exercise: how much one week holds of each work."""

ROUND_DAYS = 91
ENOUGH_NEW = 0.04
"""A search is worked on at the end of a quarter, and only if this share of all profiles came since the last one."""


def of(name: str) -> float:
    """The value of a parameter."""
    return PARAMETERS[name].value


def days(name: str) -> int:
    """The value of a parameter that counts days."""
    return int(PARAMETERS[name].value)


def a_week(who: str) -> int:
    """How much of its work this role does in a week."""
    return int(CAPACITIES[who].value)
