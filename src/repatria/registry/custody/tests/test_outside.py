"""What leaves the building is signed for by a named person, entered by somebody other than the giver, and can come back."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.custody import actions, outside, queries
from repatria.registry.custody.models import Holding, Item, Transfer
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

SIGNED = {"signed_by": "Osko Belmarin", "document": "receipt 17"}


@pytest.fixture
def box(scene: Scene) -> Item:
    return actions.take(scene.seat(Role.CUSTODY), what="box 1", giver="the other side")


@pytest.fixture
def offer(scene: Scene, box: Item) -> Transfer:
    return actions.offer(scene.seat(Role.CUSTODY), box, to_outside="Institute of the East", reason="to be dated")


class TestLeaving:
    def test_a_second_keeper_names_the_person_and_the_paper(self, scene: Scene, box: Item, offer: Transfer) -> None:
        bone = actions.take(scene.seat(Role.CUSTODY), what="bone", giver="the other side", inside=box)
        outside.acknowledge_outside(scene.seat("second custody"), offer, **SIGNED)
        for item in (box, bone):
            assert Holding.objects.get(item=item, until__isnull=True).outside == "Institute of the East"
        row = Transfer.objects.get(pk=offer.pk)
        assert (row.signed_by, row.document, row.acknowledged_by) == (
            "Osko Belmarin", "receipt 17", scene.users["second custody"],
        )  # fmt: skip
        entry = Entry.objects.latest("seq")
        assert entry.tag == "custody.handed_outside"
        assert b"Belmarin" not in bytes(entry.body)

    def test_the_giver_does_not_say_so_himself(self, scene: Scene, offer: Transfer) -> None:
        with pytest.raises(NotAllowed, match="Another keeper reads the signed paper"):
            outside.acknowledge_outside(scene.seat(Role.CUSTODY), offer, **SIGNED)

    @pytest.mark.parametrize("missing", ["signed_by", "document"])
    def test_without_person_or_paper_it_stays_here(self, scene: Scene, box: Item, offer: Transfer, missing: str) -> None:
        with pytest.raises(Impossible, match="name the p"):
            outside.acknowledge_outside(scene.seat("second custody"), offer, **{**SIGNED, missing: " "})
        assert Holding.objects.get(item=box, until__isnull=True).holder == scene.users[Role.CUSTODY]

    def test_nobody_else_acknowledges_it(self, scene: Scene, offer: Transfer) -> None:
        with pytest.raises(NotFound):
            outside.acknowledge_outside(scene.seat(Role.TECHNICIAN), offer, **SIGNED)
        with pytest.raises(NotAllowed, match="has no account here"):
            actions.accept(scene.seat("second custody"), offer)

    def test_an_offer_to_somebody_here_is_theirs_to_acknowledge(self, scene: Scene, box: Item) -> None:
        offer = actions.offer(scene.seat(Role.CUSTODY), box, to=scene.users["second custody"], reason="x")
        with pytest.raises(NotAllowed, match="Only they can acknowledge it"):
            outside.acknowledge_outside(scene.seat("second custody"), offer, **SIGNED)

    def test_the_database_itself_wants_the_paper_and_a_second_person(self, scene: Scene, offer: Transfer) -> None:
        rows = Transfer.objects.filter(pk=offer.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state="accepted", answered=offer.offered)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state="accepted", answered=offer.offered, acknowledged_by=scene.users[Role.CUSTODY], **SIGNED)
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            rows.update(reason="another")

    def test_the_page_asks_the_second_keeper_only(self, scene: Scene, box: Item, offer: Transfer) -> None:
        giver, other = scene.client(Role.CUSTODY), scene.client(scene.users["second custody"])
        there = f"/i/heron/custody/{box.code}/"
        assert "Another keeper than the giver" in giver.get(there).content.decode()
        assert "It was signed for outside" in other.get(there).content.decode()
        assert other.post(f"{there}hand-overs/{offer.pk}/left/", SIGNED).status_code == 302
        page = other.get(there).content.decode()
        assert "Osko Belmarin, receipt 17" in page
        assert "It came back" in page


class TestComingBack:
    def gone(self, scene: Scene, offer: Transfer) -> None:
        outside.acknowledge_outside(scene.seat("second custody"), offer, **SIGNED)

    def test_it_comes_back_on_one_unbroken_line(self, scene: Scene, box: Item, offer: Transfer) -> None:
        bone = actions.take(scene.seat(Role.CUSTODY), what="bone", giver="the other side", inside=box)
        self.gone(scene, offer)
        keeper = scene.seat(Role.CUSTODY)
        told = {"giver": "Osko Belmarin", "document": "receipt 18", "reason": "dated"}
        outside.take_back(keeper, box, **told)
        for item in (box, bone):
            assert Holding.objects.get(item=item, until__isnull=True).holder == keeper.user
            legs, broken = queries.line(keeper, item)
            assert not broken
        assert [x.who for x in queries.line(keeper, box)[0]] == [
            keeper.user.called, "Institute of the East", keeper.user.called,
        ]  # fmt: skip
        assert legs[-1].why == "dated (Osko Belmarin, receipt 18)"
        assert Entry.objects.latest("seq").tag == "custody.returned"
        again = actions.offer(keeper, box, to=scene.users["second custody"], reason="onward")
        actions.accept(scene.seat("second custody"), again)

    def test_one_thing_comes_back_without_its_container(self, scene: Scene, box: Item, offer: Transfer) -> None:
        bone = actions.take(scene.seat(Role.CUSTODY), what="bone", giver="the other side", inside=box)
        self.gone(scene, offer)
        outside.take_back(scene.seat(Role.CUSTODY), bone, giver="Osko Belmarin", document="receipt 18", reason="dated")
        bone.refresh_from_db()
        assert bone.inside is None
        assert Holding.objects.get(item=box, until__isnull=True).outside == "Institute of the East"

    @pytest.mark.parametrize("missing", ["giver", "document", "reason"])
    def test_without_person_paper_or_reason_it_does_not(self, scene: Scene, box: Item, offer: Transfer, missing: str) -> None:
        self.gone(scene, offer)
        told = {"giver": "Osko Belmarin", "document": "receipt 18", "reason": "dated", missing: ""}
        with pytest.raises(Impossible):
            outside.take_back(scene.seat(Role.CUSTODY), box, **told)

    def test_what_is_here_does_not_come_back(self, scene: Scene, box: Item) -> None:
        with pytest.raises(Impossible, match="They hand it over"):
            outside.take_back(scene.seat("second custody"), box, giver="x", document="x", reason="x")

    def test_what_is_outside_is_not_worked_on(self, scene: Scene, box: Item, offer: Transfer) -> None:
        self.gone(scene, offer)
        with pytest.raises(NotAllowed, match="Enter that it came back first"):
            actions.offer(scene.seat(Role.CUSTODY), box, to=scene.users["second custody"], reason="x")
        with pytest.raises(Overtaken):
            self.gone(scene, offer)

    def test_a_technician_takes_nothing_back(self, scene: Scene, box: Item, offer: Transfer) -> None:
        self.gone(scene, offer)
        with pytest.raises(NotFound):
            outside.take_back(scene.seat(Role.TECHNICIAN), box, giver="x", document="x", reason="x")
