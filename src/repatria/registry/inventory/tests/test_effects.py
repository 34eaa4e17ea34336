"""Effects: recorded by others, read by others, and not there for whoever groups bones."""

from __future__ import annotations

import pytest

from repatria.registry.custody import actions as custody
from repatria.registry.custody.models import Holding, Item
from repatria.registry.inventory.actions import effects
from repatria.registry.inventory.desk import search
from repatria.registry.inventory.models import Effect, EffectDescription
from repatria.registry.inventory.queries import effects as queries
from repatria.registry.journal.models import Disclosure, Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


@pytest.fixture
def own(scene: Scene) -> Item:
    return custody.take(scene.seat(Role.CUSTODY), what="effects", giver="x")


@pytest.fixture
def tag(scene: Scene, box: Item, own: Item) -> Effect:
    return effects.record_effect(
        scene.seat(Role.CUSTODY), box, into=own, kind="tag", description="metal tag", text_read="QUILLON J\n00 000 000"
    )


class TestRecording:
    def test_it_lies_apart_from_the_remains(self, scene: Scene, box: Item, own: Item, tag: Effect) -> None:
        assert (tag.found_in_id, tag.item.inside_id) == (box.pk, own.pk)
        assert Holding.objects.get(item=tag.item, until__isnull=True).holder == scene.users[Role.CUSTODY]
        assert tag.item.what == "effect"

    def test_the_journal_holds_a_commitment_and_no_name(self, tag: Effect) -> None:
        entry = Entry.objects.latest("seq")
        assert entry.tag == "inventory.effect_recorded"
        assert b"QUILLON" not in bytes(entry.body)
        assert "QUILLON" in Disclosure.objects.get(entry=entry, field="text_read").value

    def test_a_correction_is_a_new_version(self, scene: Scene, tag: Effect) -> None:
        by = scene.seat(Role.CUSTODY)
        effects.describe_effect(by, tag, kind="tag", description="half a metal tag", reason="cleaned it")
        assert list(tag.descriptions.values_list("number", "current")) == [(1, False), (2, True)]
        with pytest.raises(Impossible, match="nothing differs"):
            effects.describe_effect(by, tag, kind="tag", description="half a metal tag", reason="x")
        with pytest.raises(NotAllowed):
            effects.describe_effect(scene.seat(Role.HISTORIAN), tag, kind="tag", description="other", reason="x")

    def test_a_name_is_a_lead_and_may_be_withdrawn(self, scene: Scene, tag: Effect) -> None:
        by = scene.seat(Role.HISTORIAN)
        lead = effects.note_name(by, tag, name="Quillon J", number="00 000 000", how_sure="last letter doubtful")
        entry = Entry.objects.latest("seq")
        assert entry.tag == "inventory.lead_noted"
        assert b"Quillon" not in bytes(entry.body)
        with pytest.raises(Impossible, match="write the name"):
            effects.note_name(by, tag, name=" ")
        effects.withdraw_name(by, lead, reason="it is a maker's name")
        with pytest.raises(Overtaken):
            effects.withdraw_name(by, lead, reason="again")

    @pytest.mark.parametrize(("kind", "description", "message"), [("jewel", "x", "kind of effect"), ("tag", " ", "say what")])
    def test_it_refuses(self, scene: Scene, box: Item, own: Item, kind: str, description: str, message: str) -> None:
        with pytest.raises(Impossible, match=message):
            effects.record_effect(scene.seat(Role.CUSTODY), box, into=own, kind=kind, description=description)

    def test_it_goes_into_a_container_one_holds(self, scene: Scene, box: Item) -> None:
        with pytest.raises(NotAllowed, match="not by you"):
            effects.record_effect(scene.seat(Role.CUSTODY), box, kind="tag", description="x")
        assert not EffectDescription.objects.exists()


class TestBlindness:
    def both(self, scene: Scene, *roles: Role) -> Seat:
        seat = scene.seat(Role.CUSTODY)
        return Seat(seat.user, seat.incident, frozenset(roles), None)

    @pytest.mark.parametrize("others", [(), (Role.EXAMINER, Role.CUSTODY, Role.TECHNICIAN)])
    def test_whoever_groups_bones_finds_no_effect(self, scene: Scene, tag: Effect, others: tuple[Role, ...]) -> None:
        seat = self.both(scene, Role.ANTHROPOLOGIST, *others)
        with pytest.raises(NotFound):
            queries.effect_called(seat, tag.code)
        with pytest.raises(NotFound):
            list(queries.effects(seat))
        with pytest.raises(NotFound):
            effects.note_name(seat, tag, name="x")
        assert list(search(seat, tag.code)) == []
        assert list(search(seat, "metal")) == []

    def test_their_browser_says_not_found(self, scene: Scene, tag: Effect) -> None:
        browser = scene.client(Role.ANTHROPOLOGIST)
        for path in ("", "new/", f"{tag.code}/"):
            assert browser.get(f"/i/heron/inventory/effects/{path}").status_code == 404
        assert b"metal tag" not in browser.get("/i/heron/search/?q=metal").content
        assert tag.code.encode() not in browser.get("/i/heron/").content

    @pytest.mark.parametrize("role", [Role.HISTORIAN, Role.CASUALTY, Role.REVIEWER, Role.INTAKE])
    def test_others_read_it(self, scene: Scene, tag: Effect, role: Role) -> None:
        assert b"metal tag" in scene.client(role).get(f"/i/heron/inventory/effects/{tag.code}/").content
        assert [f.code for f in search(scene.seat(role), "quillon")] == [tag.code]

    def test_a_stranger_finds_nothing(self, scene: Scene, tag: Effect) -> None:
        browser = scene.client(scene.stranger_user)
        assert browser.get(f"/i/heron/inventory/effects/{tag.code}/").status_code == 404
        assert browser.get(f"/i/other/inventory/effects/{tag.code}/").status_code == 404
