"""How likely a sample shows a system: by element and treatment, and by how samples of the same person fared.

The shipped table (``repatria.reference``, ``sample_success``) is an assumption; every laboratory has its own figures and should give
them. Samples of one person share soil and treatment: with prior chance r and s of n showing it, the next one does with chance

    (s + a r) / (n + a),  a = (1 - rho) / rho

the mean of a beta-binomial with intra-person correlation ``rho``.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from repatria.errors import InvalidCase, UnreadableFile
from repatria.reference import rows

SYSTEMS = ("autosomal", "mtdna", "ystr")
COLUMNS = ("element", "treatment", "autosomal", "mtdna", "ystr", "grams")
ALIKE = 1.0 / 3.0
"""Correlation of success within a person: our own assumption."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Chances that a sample of ``element`` under ``treatment`` shows each system, and the grams of bone it takes.

    An empty element or treatment stands for every one without a row of its own.
    """

    element: str
    treatment: str
    chances: Mapping[str, float]
    grams: float

    def __post_init__(self) -> None:
        where = f"success of {self.element or 'any element'}, {self.treatment or 'any treatment'}"
        for name in SYSTEMS:
            if not 0.0 <= self.chances.get(name, -1.0) <= 1.0:
                raise InvalidCase(f"{where}: {name} {self.chances.get(name)!r}. Write a probability from 0 to 1.")
        if not (math.isfinite(self.grams) and self.grams > 0.0):
            raise InvalidCase(f"{where}: {self.grams!r} grams. Write a mass above 0.")


class Rates:
    """A table of rates; the most special row counts, a treatment before an element: what hardened a bone weighs more than which it is."""

    def __init__(self, given: Iterable[Rate]) -> None:
        self._rates: dict[tuple[str, str], Rate] = {}
        for rate in given:
            key = (_plain(rate.element), rate.treatment)
            if key in self._rates:
                raise InvalidCase(f"success of {rate.element!r}, {rate.treatment!r}: stands twice. Keep one row.")
            self._rates[key] = rate
        if ("", "") not in self._rates:
            raise InvalidCase(
                "success: no row with an empty element and treatment. Add one for all that have no row of their own."
            )

    def of(self, element: str, treatment: str = "") -> Rate:
        """The row for a bone; ``rib-4`` without a row of its own is a ``rib``."""
        name = _plain(element)
        names = [name[: len(name) - n] for n in range(len(name)) if n == 0 or name[len(name) - n] == "-"]
        for key in (*((x, treatment) for x in names), ("", treatment), *((x, "") for x in names)):
            if any(key) and key in self._rates:
                return self._rates[key]
        return self._rates["", ""]


def _plain(element: str) -> str:
    return "-".join(element.lower().split())


def shipped_rates() -> Rates:
    """The table that comes with Repatria: assumptions, not print."""
    return Rates(_rate(row) for row in rows("sample_success"))


def flat_rates(autosomal: float, mtdna: float, ystr: float, grams: float = 0.5) -> Rates:
    """One row for every bone."""
    return Rates([Rate("", "", {"autosomal": autosomal, "mtdna": mtdna, "ystr": ystr}, grams)])


def read_rates(path: Path) -> Rates:
    """A laboratory's own table: CSV with the columns of :data:`COLUMNS`."""
    found = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            lacking = [c for c in COLUMNS if c not in (table.fieldnames or ())]
            if lacking:
                raise UnreadableFile(f"has no column {lacking[0]}. Give {', '.join(COLUMNS)}.", path=path, line=1)
            for row in table:
                try:
                    found.append(_rate(row))
                except (ValueError, TypeError, InvalidCase) as error:
                    raise UnreadableFile(f"{error}. Write numbers.", path=path, line=table.line_num) from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(f"is not a table in UTF-8: {error}. Save it as CSV.", path=path) from error
    try:
        return Rates(found)
    except InvalidCase as error:
        raise UnreadableFile(str(error), path=path) from error


def _rate(row: Mapping[str, str]) -> Rate:
    chances = {name: float(row[name]) for name in SYSTEMS}
    return Rate(row["element"].strip(), row["treatment"].strip(), chances, float(row["grams"]))


def next_chance(rate: float, shown: int, tried: int, alike: float = ALIKE) -> float:
    """The chance that the next sample of a person shows it, where ``shown`` of ``tried`` did; ``alike`` above 0 and at most 1."""
    a = (1.0 - alike) / alike
    return (shown + a * rate) / (tried + a) if tried + a > 0.0 else rate
