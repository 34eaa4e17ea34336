"""The elements of the two reports of 27 July 2018, in our words: what each is here, its page, its command and its test."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("data") / "reports.csv"
"""The same file stands in the manual as docs/reference/reports.csv."""
FIELDS = ("number", "report", "element", "object", "page", "command", "test")


@dataclass(frozen=True, slots=True)
class Element:
    """One element: in which report(s) it stands, what it is here, where it is seen, by which command, proven by which test."""

    number: str
    report: str
    element: str
    object: str
    page: str
    command: str
    test: str


@cache
def rows() -> tuple[Element, ...]:
    """All elements in their order."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(Element(**row) for row in csv.DictReader(file))
