"""The one search field finds a missing person by the service number, with or without its prefix and however it is spaced."""

from __future__ import annotations

import pytest

from repatria.registry.families.models import MissingPerson
from repatria.registry.people import queries
from repatria.registry.people.seats import Seat


@pytest.mark.parametrize("typed", ["RA 12 345 678", "RA12345678", "ra 12-345-678", "12345678", "12 345 678", "ra-12345678"])
def test_with_or_without_prefix_and_spaces(officer: Seat, gone: MissingPerson, typed: str) -> None:
    assert [f.code for f in queries.search(officer, typed)] == [gone.code]


@pytest.mark.parametrize("typed", ["RA 12 345", "12 345", "123 45678", "2345678", "12 in box 345678"])
def test_digits_are_not_guessed_together(officer: Seat, gone: MissingPerson, typed: str) -> None:
    assert queries.search(officer, typed) == []
