"""A number is found however it is spaced, and never by guessing digits together."""

from __future__ import annotations

import pytest

from repatria.registry.codes import actions
from repatria.registry.codes.giving import new_thing
from repatria.registry.codes.models import Identifier, Kind, Thing
from repatria.registry.codes.naming import bare_of, close_of, written_alike
from repatria.registry.codes.queries import named, thing_called, things_called
from repatria.registry.people.roles import Role
from repatria.registry.refusals import NotFound
from repatria.registry.testing.scene import Scene


def test_a_value_without_separators_keeps_its_zeros() -> None:
    assert close_of("ra 12-045 678") == close_of("RA12045678") == "RA12045678"
    assert close_of("CIL 2017-0353", "CIL") == "20170353"
    assert bare_of("RA12345678") == "12345678"
    assert bare_of("B12") == bare_of("12345678") == bare_of("RA12345678A") == ""


def test_digits_broken_differently_are_two_numbers() -> None:
    assert written_alike("RA 12 345 678", "RA12345678") and written_alike("ra 12-345-678", "RA 12 345 678")
    assert not written_alike("2017-353", "20173-53")


@pytest.fixture
def called(scene: Scene) -> dict[str, Thing]:
    """Things by the number that somebody calls them."""
    officer = scene.seat(Role.CASUALTY)
    made = {}
    for value in ("RA 12 345 678", "RA12045679", "US 55-012-345"):
        made[value] = new_thing(officer, Kind.MISSING, laboratory=False)
        actions.give_personal_identifier(officer, made[value], issuer="service number", value=value)
    custody = scene.seat(Role.CUSTODY)
    for value in ("CIL 2017-353", "EX-4711", "12 34"):
        made[value] = new_thing(custody, Kind.CONTAINER)
        actions.give_identifier(custody, made[value], issuer="CIL", value=value)
    return made


@pytest.mark.django_db
class TestFinding:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("RA12345678", "RA 12 345 678"),
            ("ra 12-345-678", "RA 12 345 678"),
            ("12345678", "RA 12 345 678"),
            ("12 345 678", "RA 12 345 678"),
            ("RA 12 045 679", "RA12045679"),
            ("12 045 679", "RA12045679"),
            ("55012345", "US 55-012-345"),
            ("US 55 012 345", "US 55-012-345"),
            ("cil 2017353", "CIL 2017-353"),
            ("EX4711", "EX-4711"),
            ("ex 4711", "EX-4711"),
        ],
    )
    def test_however_it_is_spaced(self, scene: Scene, called: dict[str, Thing], typed: str, meant: str) -> None:
        seat = scene.seat(Role.CASUALTY)
        assert named(seat, typed) == [called[meant].pk]

    @pytest.mark.parametrize(
        "typed", ["20173-53", "2017 3 53", "box 12 and 34", "12 34 56", "RA 12 345", "1", "--", "", "seen 12 at 345 678"]
    )
    def test_nothing_is_guessed_together(self, scene: Scene, called: dict[str, Thing], typed: str) -> None:
        assert named(scene.seat(Role.CASUALTY), typed) == []

    def test_a_number_as_it_is_written_comes_before_one_that_is_spaced_otherwise(
        self, scene: Scene, called: dict[str, Thing]
    ) -> None:
        custody = scene.seat(Role.CUSTODY)
        other = new_thing(custody, Kind.CONTAINER)
        actions.give_identifier(custody, other, issuer="depot", value="EX4 711")
        assert named(custody, "ex-4711") == [called["EX-4711"].pk]
        assert thing_called(custody, "ex 4 711") == other

    def test_a_personal_number_is_found_only_by_whom_it_is_for(self, scene: Scene, called: dict[str, Thing]) -> None:
        assert list(things_called(scene.seat(Role.CASUALTY), "RA12345678", Kind.MISSING)) == [called["RA 12 345 678"]]
        with pytest.raises(NotFound):
            thing_called(scene.seat(Role.CUSTODY), "RA12345678")

    def test_numbers_entered_many_at_once_are_found_too(self, scene: Scene, called: dict[str, Thing]) -> None:
        thing = called["12 34"]
        Identifier.objects.bulk_create(
            [Identifier(thing=thing, incident=thing.incident, issuer="depot", value="Q 88 001", normal="Q-88-1")]
        )
        assert named(scene.seat(Role.CUSTODY), "q88001") == [thing.pk]
