"""A moment that has not come yet, or of a year that cannot be, is refused with a sentence; so are digits of another script."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from repatria.registry.custody.actions import name_place
from repatria.registry.custody.models import Holding
from repatria.registry.intake import actions
from repatria.registry.intake.forms import OffsetField
from repatria.registry.intake.models import Accession, Ceremony, Container, Handover, HandoverLeg, Signature
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible
from repatria.registry.testing.scene import Scene

LATER = datetime(2036, 1, 1, 0, 6, tzinfo=UTC)


class TestTheFuture:
    def test_a_leg_neither_departs_nor_arrives_there(self, scene: Scene, signed: Handover) -> None:
        seat = scene.seat(Role.INTAKE)
        ends = {"origin": name_place(seat, name="Norra airfield"), "to": name_place(seat, name="Base")}
        with pytest.raises(Impossible, match="departed 2036-01-01 00:06 UTC, which has not come yet"):
            actions.add_leg(seat, signed, **ends, departed=LATER)
        with pytest.raises(Impossible, match="arrived 2036-01-01 00:06 UTC, which has not come yet"):
            actions.add_leg(seat, signed, **ends, departed=datetime(2031, 5, 5, tzinfo=UTC), arrived=LATER)
        leg = actions.add_leg(seat, signed, **ends, departed=datetime(2031, 5, 5, tzinfo=UTC))
        with pytest.raises(Impossible, match="has not come yet. Correct the moment or the clock"):
            actions.arrive_leg(seat, leg, arrived=LATER)
        assert HandoverLeg.objects.get().arrived is None and not Holding.objects.filter(place__name="Base").exists()

    def test_clocks_may_differ_by_minutes(self, scene: Scene, signed: Handover) -> None:
        seat = scene.seat(Role.INTAKE)
        actions.add_leg(
            seat,
            signed,
            origin=name_place(seat, name="Norra airfield"),
            to=name_place(seat, name="Base"),
            departed=datetime(2036, 1, 1, 0, 4, tzinfo=UTC),
        )

    def test_nobody_signs_holds_a_ceremony_or_accepts_there(self, scene: Scene, boxes: list[Container]) -> None:
        seat, row = scene.seat(Role.INTAKE), boxes[0].handover
        with pytest.raises(Impossible, match="signed 2036-01-01 00:06 UTC, which has not come yet"):
            actions.sign(seat, row, side="giver", name="Ilvan Torek", title="Colonel", moment=LATER)
        for day in (date(2036, 1, 3), date(1, 1, 1)):
            with pytest.raises(Impossible, match="Write a day from 1900 to today"):
                actions.hold_ceremony(seat, row, on=day, place=name_place(seat, name="Hall"), words="Carry")
        with pytest.raises(Impossible, match="day of receipt 2999, which has not come yet"):
            actions.enter_assemblage(seat, number="1999-1", title="older", received="2999", boxes=[actions_box()])
        assert not (Signature.objects.exists() or Ceremony.objects.exists() or Accession.objects.exists())


def actions_box() -> object:
    from repatria.registry.intake.arriving import Arrival

    return Arrival("9")


class TestOnThePage:
    @pytest.mark.parametrize("typed", ["0001-01-01 00:00", "1899-12-31 23:59"])
    def test_a_year_long_ago_is_a_slip_and_no_fault_of_the_program(
        self, scene: Scene, boxes: list[Container], typed: str
    ) -> None:
        path = f"/i/heron/intake/{boxes[0].handover.code}/act/leg/"
        told = {"new_origin": "A", "new_to": "B", "departed": typed, "departed_offset": "840", "arrived_offset": "0"}
        answer = scene.client(Role.INTAKE).post(path, told)
        assert answer.status_code == 200 and "before 1900. Correct the year." in answer.content.decode()

    @pytest.mark.parametrize("typed", ["١٢٣٤", "１２", "1_000", "१२", "²"])
    def test_grams_are_written_with_plain_figures(self, scene: Scene, handover: Handover, typed: str) -> None:
        path = f"/i/heron/intake/{handover.code}/act/receive/"
        page = scene.client(Role.INTAKE).post(path, {"number": "1", "mass_g": typed}).content.decode()
        assert "write the number with the figures 0 to 9" in page and 'aria-invalid="true"' in page
        assert not Container.objects.exists()

    def test_a_count_is_written_with_plain_figures(self, scene: Scene, boxes: list[Container]) -> None:
        path = f"/i/heron/intake/{boxes[0].handover.code}/act/count/"
        page = scene.client(Role.INTAKE).post(path, {"counted": "٣"}).content.decode()
        assert "write the number with the figures 0 to 9" in page


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("900", "840 (UTC+14:00)"),
        ("-721", "-720 (UTC-12:00)"),
        ("341", "345 (UTC+05:45)"),
        ("KST", "0 (UTC+00:00)"),
        ("9" * 40, "840"),
    ],
)
def test_a_clock_that_is_none_names_the_nearest(typed: str, near: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(f"nearest: {near}")):
        OffsetField().clean(typed)
    assert OffsetField().clean("540") == 540
