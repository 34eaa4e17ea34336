"""Two people count, both sides sign, and only then the containers leave."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.claims.actions import name_party
from repatria.registry.custody.actions import name_place
from repatria.registry.custody.models import Discrepancy, Holding
from repatria.registry.intake import actions, queries
from repatria.registry.intake.arriving import Arrival
from repatria.registry.intake.models import Ceremony, Container, Count, Handover, HandoverLeg, Signature
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


def at(day: int, hour: int) -> datetime:
    return datetime(2031, 5, day, hour, tzinfo=UTC)


class TestCounting:
    def test_a_second_count_is_by_somebody_else(self, scene: Scene, boxes: list[Container]) -> None:
        row = boxes[0].handover
        actions.count_again(scene.seat(Role.INTAKE), row, counted=3)
        with pytest.raises(NotAllowed, match="counted already"):
            actions.count_again(scene.seat(Role.INTAKE), row, counted=3)
        second = actions.count_again(scene.seat(Role.CUSTODY), row, counted=3)
        assert (second.number, Discrepancy.objects.count()) == (2, 0)

    def test_whoever_brought_them_does_not_count(self, scene: Scene) -> None:
        seat = scene.seat(Role.INTAKE)
        giver, receiver = name_party(seat, name="a"), name_party(seat, name="b")
        custodian = scene.users[Role.CUSTODY]
        row = actions.announce_handover(seat, title="x", giver=giver, receiver=receiver, brought_by=custodian)
        actions.receive_container(seat, row, Arrival("1"))
        with pytest.raises(NotAllowed, match="you brought"):
            actions.count_again(scene.seat(Role.CUSTODY), row, counted=1)

    def test_a_count_that_differs_opens_discrepancies(self, scene: Scene, listed: Handover) -> None:
        seat = scene.seat(Role.INTAKE)
        actions.receive_many(seat, listed, [Arrival("1"), Arrival("2")])
        Discrepancy.objects.all()
        actions.count_again(seat, listed, counted=2)
        actions.count_again(scene.seat(Role.CUSTODY), listed, counted=4)
        told = set(Discrepancy.objects.filter(thing=listed.thing).values_list("kind", "sentence"))
        assert told == {
            ("count", "containers counted: 2; but 3 on the giver's list, 3 stated by the giver"),
            ("absent", "box 3 is on the giver's list and did not come"),
            ("count", "containers counted: 4; but 2 registered, 3 on the giver's list, 3 stated by the giver, 2 in count 1"),
        }

    def test_nothing_is_counted_before_anything_came(self, scene: Scene, listed: Handover) -> None:
        with pytest.raises(Impossible, match="no container has been received"):
            actions.count_again(scene.seat(Role.INTAKE), listed, counted=3)
        with pytest.raises(NotFound):
            actions.count_again(scene.seat(Role.ANTHROPOLOGIST), listed, counted=3)

    def test_a_count_is_never_rewritten(self, scene: Scene, boxes: list[Container]) -> None:
        actions.count_again(scene.seat(Role.INTAKE), boxes[0].handover, counted=3)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Count.objects.update(counted=55)
        with pytest.raises(Impossible, match="number of containers"):
            actions.count_again(scene.seat(Role.CUSTODY), boxes[0].handover, counted=-1)


class TestSigning:
    def test_both_sides_sign_after_two_counts(self, scene: Scene, signed: Handover) -> None:
        assert set(Signature.objects.values_list("side", flat=True)) == {"giver", "receiver"}
        entry = Entry.objects.latest("seq")
        assert entry.tag == "intake.signed" and "Maru" not in str(entry.said)
        with pytest.raises(Overtaken, match="has signed already"):
            actions.sign(scene.seat(Role.INTAKE), signed, side="giver", name="Another", title="x")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Signature.objects.update(name="x")

    def test_nobody_signs_uncounted_boxes(self, scene: Scene, boxes: list[Container]) -> None:
        actions.count_again(scene.seat(Role.INTAKE), boxes[0].handover, counted=3)
        with pytest.raises(Impossible, match="twice, by two people"):
            actions.sign(scene.seat(Role.INTAKE), boxes[0].handover, side="giver", name="x", title="x")

    def test_one_person_does_not_sign_for_both(self, scene: Scene, boxes: list[Container]) -> None:
        row = boxes[0].handover
        for role in (Role.INTAKE, Role.CUSTODY):
            actions.count_again(scene.seat(role), row, counted=3)
        actions.sign(scene.seat(Role.INTAKE), row, side="giver", name="Ilvan Torek", title="Colonel")
        with pytest.raises(Impossible, match="does not sign for both"):
            actions.sign(scene.seat(Role.INTAKE), row, side="receiver", name="ilvan  torek", title="Colonel")
        for wrong in ({"side": "both"}, {"name": " "}, {"title": ""}):
            with pytest.raises(Impossible):
                actions.sign(scene.seat(Role.INTAKE), row, **({"side": "receiver", "name": "x", "title": "y"} | wrong))
        with pytest.raises(NotFound):
            actions.sign(scene.seat(Role.AUDITOR), row, side="receiver", name="x", title="y")


class TestTheWay:
    def leg(self, scene: Scene, row: Handover, origin: str, to: str, **more: object) -> HandoverLeg:
        seat = scene.seat(Role.INTAKE)
        told = {"departed": at(5, 8), "arrived": at(5, 11)} | more
        return actions.add_leg(seat, row, origin=name_place(seat, name=origin), to=name_place(seat, name=to), **told)

    def test_nothing_leaves_before_both_have_signed(self, scene: Scene, boxes: list[Container]) -> None:
        with pytest.raises(Impossible, match="both sides sign"):
            self.leg(scene, boxes[0].handover, "Norra airfield", "Base")

    def test_the_containers_are_at_its_end(self, scene: Scene, signed: Handover) -> None:
        Holding.objects.count()
        leg = self.leg(scene, signed, "Norra airfield", "Base", departed=at(5, 8), arrived=datetime.now(UTC).replace(year=2035))
        assert leg.number == 1
        for box in Container.objects.filter(handover=signed):
            lines = list(Holding.objects.filter(item=box.item))
            assert [h.place.name for h in lines] == ["Norra airfield", "Base"]
            assert lines[0].until == lines[1].since and lines[0].holder == lines[1].holder

    def test_it_may_arrive_later_and_once(self, scene: Scene, signed: Handover) -> None:
        leg = self.leg(scene, signed, "Norra airfield", "Base", arrived=None)
        with pytest.raises(Impossible, match="has not arrived"):
            self.leg(scene, signed, "Base", "Island", departed=at(6, 8), arrived=None)
        late = datetime.now(UTC).replace(year=2035)
        actions.arrive_leg(scene.seat(Role.INTAKE), leg, arrived=late, arrived_offset=540)
        assert Holding.objects.filter(until=None, place__name="Base").count() == 3
        with pytest.raises(Overtaken, match="already"):
            actions.arrive_leg(scene.seat(Role.INTAKE), leg, arrived=late)

    def test_clocks_at_both_ends_cross_the_date_line(self, scene: Scene, signed: Handover) -> None:
        leg = self.leg(scene, signed, "Norra airfield", "Island", departed_offset=540, arrived=at(5, 20), arrived_offset=-600)
        assert (leg.departed_words, leg.arrived_words) == ("2031-05-05 17:00 (UTC+9)", "2031-05-05 10:00 (UTC-10)")

    def test_a_way_with_a_gap_opens_a_discrepancy(self, scene: Scene, signed: Handover) -> None:
        self.leg(scene, signed, "Norra airfield", "Base")
        self.leg(scene, signed, "Harbour", "Island", departed=at(6, 8), arrived=at(6, 9))
        row = Discrepancy.objects.get()
        assert (row.kind, row.sentence) == ("gap", "leg 2 begins at Harbour, the leg before it ended at Base")

    def test_times_and_places_that_cannot_be_are_refused(self, scene: Scene, signed: Handover) -> None:
        self.leg(scene, signed, "Norra airfield", "Base")
        for told, words in (
            ({"departed": at(5, 9), "arrived": at(5, 10)}, "departs before leg 1"),
            ({"departed": at(6, 9), "arrived": at(6, 8)}, "Check the clocks"),
            ({"departed": at(6, 9), "arrived": None, "departed_offset": 900}, "14 hours"),
        ):
            with pytest.raises(Impossible, match=words):
                self.leg(scene, signed, "Base", "Island", **told)
        with pytest.raises(Impossible, match="two places"):
            self.leg(scene, signed, "Base", "Base", departed=at(6, 8), arrived=None)

    def test_a_ceremony_is_noted(self, scene: Scene, signed: Handover) -> None:
        seat = scene.seat(Role.INTAKE)
        place = name_place(seat, name="Base")
        actions.hold_ceremony(seat, signed, on=date(2031, 5, 6), place=place, words="Honourable carry", parties=["Guard", " "])
        assert Ceremony.objects.get().parties == ["Guard"]
        with pytest.raises(Impossible, match="what the ceremony was"):
            actions.hold_ceremony(seat, signed, on=date(2031, 5, 6), place=place, words=" ")


def test_the_steps_follow_the_work(scene: Scene, signed: Handover) -> None:
    steps = {s.key: s for s in queries.steps(scene.seat(Role.AUDITOR), signed)}
    assert [k for k, s in steps.items() if s.done] == ["containers", "counts", "signatures"]
    assert [k for k, s in steps.items() if s.current] == ["legs"]
