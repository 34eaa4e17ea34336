"""Receiving containers: custody begins, claims stay claims, and whatever differs opens a discrepancy by itself."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import connection

from repatria.registry.codes.models import Identifier, Thing
from repatria.registry.custody.models import Discrepancy, Holding, Seal
from repatria.registry.intake import actions
from repatria.registry.intake.arriving import Arrival
from repatria.registry.intake.comparing import FoundSeal
from repatria.registry.intake.contents import things_of
from repatria.registry.intake.models import Container, ExpectedContainer, Handover
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound, Overtaken, Refusal
from repatria.registry.testing.scene import Scene


def opened() -> set[str]:
    return set(Discrepancy.objects.filter(explained=None).values_list("sentence", flat=True))


class TestReceiving:
    def test_a_container_is_an_item_in_the_officers_hands(self, scene: Scene, listed: Handover) -> None:
        seat = scene.seat(Role.INTAKE)
        box = actions.receive_container(
            seat, listed, Arrival("2", (FoundSeal("A2"),), Decimal("812.5"), (600, 300, 200), "Sel pass"), holder=None
        )
        held = Holding.objects.get(item=box.item)
        assert (held.holder, held.place.name) == (scene.users[Role.INTAKE], "Norra airfield")
        assert box.item.mass_g == Decimal("812.5") and box.size == "600 × 300 × 200 mm"
        assert box.listed.origin.words == "Norra valley"
        assert [c.words for c in box.item.thing.claims_about.all()] == ["Sel pass"]
        assert Identifier.objects.get(thing=box.item.thing).value == "2"
        assert opened() == set()
        entry = Entry.objects.latest("seq")
        assert (entry.tag, entry.subject) == ("intake.received", box.code)

    def test_its_line_does_not_tell_the_claimed_origin(self, scene: Scene, listed: Handover) -> None:
        box = actions.receive_container(scene.seat(Role.INTAKE), listed, Arrival("1", origin="Sel pass", contents="a name"))
        told = box.item.what + str([e.said for e in Entry.objects.filter(subject=box.code)])
        assert "Sel" not in told and "Norra" not in told and "a name" not in told

    def test_the_same_number_is_refused(self, scene: Scene, boxes: list[Container]) -> None:
        with pytest.raises(Overtaken, match=f"registered already as {boxes[1].code}"):
            actions.receive_container(scene.seat(Role.INTAKE), boxes[1].handover, Arrival("02"))

    def test_a_box_nobody_listed_opens_a_discrepancy(self, scene: Scene, listed: Handover) -> None:
        actions.receive_container(scene.seat(Role.INTAKE), listed, Arrival("9"))
        assert opened() == {"box 9 came and is not on the giver's list"}
        row = Discrepancy.objects.get()
        assert (row.kind, row.opened_by) == ("extra", None)

    def test_a_seal_that_differs_opens_discrepancies(self, scene: Scene, listed: Handover) -> None:
        actions.receive_container(scene.seat(Role.INTAKE), listed, Arrival("1", (FoundSeal("X9"), FoundSeal("X8", "broken"))))
        assert opened() == {
            "box 1: seal A1 of the list is not on it",
            "box 1: seal X9 is on it and not on the list",
            "box 1: seal X8 is on it and not on the list",
            "box 1: seal X8 was found broken",
        }

    def test_a_seal_of_another_box_is_refused_and_nothing_is_written(self, scene: Scene, boxes: list[Container]) -> None:
        with pytest.raises(Overtaken, match="on another item"):
            actions.receive_container(scene.seat(Role.INTAKE), boxes[0].handover, Arrival("7", (FoundSeal("A1"),)))
        assert Container.objects.count() == 3

    @pytest.mark.parametrize(
        ("arrivals", "words"),
        [
            ([], "Give between 1"),
            ([Arrival("…")], "container number"),
            ([Arrival("x" * 41)], "container number"),
            ([Arrival("1"), Arrival("01")], "twice"),
            ([Arrival("1", mass_g=Decimal(-1))], "Weigh again"),
            ([Arrival("1", (FoundSeal("A", "odd"),))], "number and state"),
            ([Arrival("1", (FoundSeal("A"),)), Arrival("2", (FoundSeal("A"),))], "on two containers"),
        ],
    )
    def test_bad_input_is_refused_whole(self, scene: Scene, listed: Handover, arrivals: list[Arrival], words: str) -> None:
        with pytest.raises(Impossible, match=words):
            actions.receive_many(scene.seat(Role.INTAKE), listed, arrivals)
        assert not Container.objects.exists() and not Seal.objects.exists()

    @pytest.mark.parametrize("role", [r for r in Role if r is not Role.INTAKE])
    def test_only_intake_receives(self, scene: Scene, listed: Handover, role: Role) -> None:
        with pytest.raises(NotFound):
            actions.receive_container(scene.seat(role), listed, Arrival("1"))


class TestManyAtOnce:
    def test_a_day_of_a_thousand_is_one_act(self, scene: Scene, handover: Handover) -> None:
        arrivals = [Arrival(f"N{n}", (FoundSeal(f"S{n}"),)) for n in range(1, 301)]
        before = Entry.objects.count()
        rows = actions.receive_many(scene.seat(Role.INTAKE), handover, arrivals)
        assert Entry.objects.count() == before + 1
        assert len({row.code for row in rows}) == 300 == Holding.objects.count()
        assert Entry.objects.latest("seq").said["facts"]["count"] == 300

    def test_one_wrong_box_stops_all(self, scene: Scene, boxes: list[Container]) -> None:
        with pytest.raises(Overtaken):
            actions.receive_many(scene.seat(Role.INTAKE), boxes[0].handover, [Arrival("8"), Arrival("2")])
        assert Container.objects.count() == 3

    def test_the_statements_stay_few(self, scene: Scene, handover: Handover, django_assert_max_num_queries: object) -> None:
        arrivals = [Arrival(f"N{n}", (FoundSeal(f"S{n}"),)) for n in range(200)]
        with django_assert_max_num_queries(260):  # type: ignore[operator]  # one look for open discrepancies a box, the rest in bulk
            actions.receive_many(scene.seat(Role.INTAKE), handover, arrivals)


def test_what_came_stays_known_however_it_is_packed(scene: Scene, boxes: list[Container]) -> None:
    from repatria.registry.custody import actions as custody

    seat = scene.seat(Role.INTAKE)
    inside = custody.take(seat, what="bag", giver="x", inside=boxes[0].item)
    outside = custody.take(seat, what="another", giver="x")
    taken_out = custody.take(seat, what="second bag", giver="x", inside=boxes[1].item)
    custody.unpack(seat, taken_out, reason="looked at")
    assert things_of(boxes[0].handover) == {b.pk for b in boxes} | {inside.pk, taken_out.pk}
    assert outside.pk not in things_of(boxes[0].handover)


class TestSeals:
    def test_reading_them_again_finds_what_changed(self, scene: Scene, boxes: list[Container]) -> None:
        seat = scene.seat(Role.INTAKE)
        actions.check_seals(seat, boxes[0], found=[FoundSeal("A1")])
        assert opened() == set()
        actions.check_seals(seat, boxes[0], found=[FoundSeal("B7")])
        assert opened() == {"box 1: seal A1 of the list is not on it", "box 1: seal B7 is on it and not on the list"}
        assert {s.number: s.state for s in Seal.objects.filter(item=boxes[0].item)} == {"A1": "missing", "B7": "intact"}

    def test_the_same_sentence_is_opened_once(self, scene: Scene, boxes: list[Container]) -> None:
        for _ in range(2):
            actions.check_seals(scene.seat(Role.INTAKE), boxes[0], found=[FoundSeal("A1", "broken")])
        assert Discrepancy.objects.count() == 1

    def test_a_broken_seal_does_not_mend(self, scene: Scene, boxes: list[Container]) -> None:
        actions.check_seals(scene.seat(Role.INTAKE), boxes[0], found=[FoundSeal("A1", "broken")])
        with pytest.raises(Impossible, match="cannot be intact now"):
            actions.check_seals(scene.seat(Role.INTAKE), boxes[0], found=[FoundSeal("A1")])
        with pytest.raises(Impossible, match="each seal once"):
            actions.check_seals(scene.seat(Role.INTAKE), boxes[1], found=[FoundSeal("A2"), FoundSeal("A2")])


@pytest.mark.django_db(transaction=True)
def test_eight_officers_at_once_lose_and_double_nothing(transactional_db: None) -> None:
    scene = Scene()
    seat = scene.seat(Role.INTAKE)
    from repatria.registry.claims.actions import name_party

    giver, receiver = name_party(seat, name="Giver"), name_party(seat, name="Receiver")
    handover = actions.announce_handover(seat, title="Surge", giver=giver, receiver=receiver)
    taken: list[str] = []
    refused: list[str] = []

    def officer(place: int) -> None:
        try:
            for n in range(4):
                taken.append(actions.receive_container(seat, handover, Arrival(f"{place}-{n}")).code)
            try:
                taken.append(actions.receive_container(seat, handover, Arrival("the same")).code)
            except Refusal as refusal:
                refused.append(str(refusal))
        finally:
            connection.close()

    officers = [threading.Thread(target=officer, args=(place,)) for place in range(8)]
    for one in officers:
        one.start()
    for one in officers:
        one.join()
    assert len(taken) == len(set(taken)) == 33 == Container.objects.count()
    assert len(refused) == 7
    numbers = sorted(Thing.objects.filter(kind="C").values_list("number", flat=True))
    assert numbers == list(range(1, 34))
    assert Holding.objects.filter(until=None).count() == 33
    assert ExpectedContainer.objects.count() == 0
