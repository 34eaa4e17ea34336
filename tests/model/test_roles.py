"""Nobody is a father and a mother, and a matrix is one of probabilities (P4, P7, L2 of docs/reference/pedigrees.md)."""

from __future__ import annotations

import math

import pytest

from repatria.errors import InvalidCase, InvalidPedigree
from repatria.model import MutationModel, Pedigree, Person


def test_nobody_is_a_father_and_a_mother() -> None:
    people = (Person("P"), Person("A", "U", "P"), Person("B", "U", None, "P"))
    with pytest.raises(InvalidPedigree, match="P is the father of A, but P is the mother of B. Correct one."):
        Pedigree(people, "T")


@pytest.mark.parametrize(
    "people",
    [
        (Person("P", "U", twins="z"), Person("Q", "F", twins="z"), Person("A", "U", "P")),
        (Person("P", "U", twins="z"), Person("Q", "U", twins="z"), Person("A", "U", "P"), Person("B", "U", None, "Q")),
        (Person("P", "U", twins="z"), Person("Q", "U", twins="z"), Person("A", "U", "P", "Q")),
        (Person("P", "M", twins="z"), Person("R", "U", twins="z"), Person("Q", "F", twins="z")),
    ],
)
def test_a_twin_is_the_same_person_under_another_code(people: tuple[Person, ...]) -> None:
    with pytest.raises(InvalidPedigree, match="Correct one"):
        Pedigree(people, "T")


def test_an_unknown_sex_may_be_a_parent_of_one_kind() -> None:
    people = (Person("P"), Person("A", "U", "P"), Person("B", "U", "P"))
    assert [c.id for c in Pedigree(people).children("P")] == ["A", "B"]


@pytest.mark.parametrize(
    "matrix",
    [
        ((0.5, 0.5), (1.0,)),
        ((0.5, 0.4), (0.5, 0.5)),
        ((1.5, -0.5), (0.5, 0.5)),
        ((math.nan, math.nan), (0.5, 0.5)),
        ((math.inf, 0.0), (0.5, 0.5)),
    ],
)
def test_a_matrix_is_square_and_its_rows_are_probabilities(matrix: tuple[tuple[float, ...], ...]) -> None:
    with pytest.raises(InvalidCase, match="mutation matrix, row [12].*rows sum to 1"):
        MutationModel("matrix", matrix=matrix)
