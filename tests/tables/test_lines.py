"""Transmissions between two people in the line of mothers or of fathers."""

from __future__ import annotations

import pytest

from repatria.errors import InvalidPedigree
from repatria.model import Pedigree, Person
from repatria.tables.lines import meioses_between

#   [GF]──(GM)
#     ┌─┴──┬────────┐
#   [F]──(M)  (A)   [U]──(W)
#      [X]    (S)      [C]
FAMILY = Pedigree(
    (
        Person("GF", "M"), Person("GM", "F"), Person("F", "M"), Person("M", "F", "GF", "GM"), Person("A", "F", "GF", "GM"),
        Person("U", "M", "GF", "GM"), Person("W", "F"), Person("X", "M", "F", "M", twins="x"), Person("Y", "M", "F", "M", twins="x"),
        Person("S", "F", None, "A"), Person("C", "M", "U", "W"), Person("B", "M", "GF", "GM"),
    ),
    "FAM",
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "line", "meioses"),
    [("X", "M", "mothers", 1), ("X", "A", "mothers", 3), ("X", "S", "mothers", 4), ("X", "U", "mothers", 3), ("X", "Y", "mothers", 0),
     ("U", "B", "fathers", 2), ("C", "B", "fathers", 3), ("C", "GF", "fathers", 2), ("X", "F", "fathers", 1)],
)  # fmt: skip
def test_transmissions(one: str, other: str, line: str, meioses: int) -> None:
    assert meioses_between(FAMILY, one, other, line) == meioses == meioses_between(FAMILY, other, one, line)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "line", "message"),
    [
        ("X", "C", "mothers", "pedigree FAM: X and C are not of one line of mothers: it ends at GM and at W"),
        ("X", "U", "fathers", "not of one line of fathers"),
        ("X", "A", "fathers", "A is a woman and carries no Y chromosome"),
        ("X", "Z", "mothers", "'Z' is not in it"),
    ],
)
def test_a_donor_not_of_the_line_is_refused(one: str, other: str, line: str, message: str) -> None:
    with pytest.raises(InvalidPedigree, match=message):
        meioses_between(FAMILY, one, other, line)  # type: ignore[arg-type]
