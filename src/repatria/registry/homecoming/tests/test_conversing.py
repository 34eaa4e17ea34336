"""Contacts, word from others and effects that go home: none of them changes a state, and none adds weight."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.codes.models import Thing
from repatria.registry.custody import outside
from repatria.registry.custody.models import Holding, Item
from repatria.registry.families.actions import missing as missing_acts
from repatria.registry.families.models import MissingPerson
from repatria.registry.homecoming.actions import conversing
from repatria.registry.homecoming.models import Conversation, Notification
from repatria.registry.homecoming.queries import telling as queries
from repatria.registry.homecoming.tests import hands
from repatria.registry.identification import standing
from repatria.registry.identification.models import EvidenceFile, Lead
from repatria.registry.inventory.models import Effect
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import seat_of
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene


@pytest.fixture
def person(scene: Scene) -> MissingPerson:
    """Somebody missing with a family, not identified."""
    made: MissingPerson = missing_acts.add_missing(hands.office(scene), name="Anton Velmora")
    hands.relatives_of(scene, made)
    return made


def promised(scene: Scene, person: MissingPerson) -> Conversation:
    """An effect in the custody officer's hands, of which the family was told."""
    near, _ = hands.relatives_of(scene, person)
    thing = known_effect(scene)
    return conversing.announce_effect(
        hands.office(scene), person.thing, kin=near, effect=thing, on=clock.today(), channel="phone"
    )


def known_effect(scene: Scene) -> Thing:
    """An effect as the inventory knows it."""
    item = hands.effect(scene)
    Effect.objects.create(item=item, made_by=scene.users[Role.CUSTODY], made_at=clock.now())
    return item.thing


class TestContact:
    def test_it_is_noted_and_its_words_are_personal(self, scene: Scene, person: MissingPerson) -> None:
        near, _ = hands.relatives_of(scene, person)
        made = conversing.contact(
            hands.office(scene), person.thing, kin=near, on=clock.today(), channel="phone", words="She asked about a ring."
        )
        entry = Entry.objects.filter(tag="homecoming.contact_noted").get()
        assert made.kind == "contact" and entry.subject == person.code and "ring" not in str(entry.said)

    def test_what_is_refused(self, scene: Scene, person: MissingPerson) -> None:
        by, today = hands.office(scene), clock.today()
        near, _ = hands.relatives_of(scene, person)
        for told, words in (
            ({"on": today + timedelta(days=1)}, "has not come yet"),
            ({"channel": "drum"}, "way of contact"),
            ({"wording": "promise"}, "fixed words 'promise'"),
            ({"wording": "effect"}, "fixed words 'effect'"),
            ({"words": " "}, "what was said is empty"),
            ({"words": "x" * 8_001}, "8001 characters"),
        ):
            with pytest.raises(Impossible, match=words):
                conversing.contact(by, person.thing, **{"kin": near, "on": today, "channel": "phone", "words": "x", **told})  # type: ignore[arg-type]
        for seat in (scene.stranger, *(scene.seat(role) for role in set(Role) - {Role.CASUALTY})):
            with pytest.raises(NotFound):
                conversing.contact(seat, person.thing, kin=near, on=today, channel="phone", words="x")
        assert not Conversation.objects.exists()

    def test_fixed_words_that_are_not_true_are_not_said(self, scene: Scene) -> None:
        one, by = hands.signed(scene), hands.office(scene)
        near, _ = hands.family_of(scene, one)
        today = clock.today()
        told = {"kin": near, "channel": "phone"}
        for wording in ("tag", "reference"):
            with pytest.raises(Impossible, match="nobody has been identified"):
                conversing.contact(by, one.missing, on=today, wording=wording, **told)
        conversing.contact(by, one.missing, on=today - timedelta(days=3), wording="tag", **told)  # true on that day
        conversing.contact(by, one.missing, on=today, words="She asked how long it takes.", **told)
        hands.fall(one)
        conversing.contact(by, one.missing, on=today, wording="tag", **told)

    def test_it_is_never_rewritten(self, scene: Scene, person: MissingPerson) -> None:
        conversing.contact(hands.office(scene), person.thing, kin=None, on=clock.today(), channel="phone", wording="tag")
        with pytest.raises(DatabaseError, match="rewritten"), transaction.atomic():
            Conversation.objects.update(words="something else")


class TestToldByOthers:
    def test_it_opens_an_urgent_task_and_changes_no_state(self, scene: Scene) -> None:
        one = hands.signed(scene)
        waiting = hands.due(one)
        by = hands.office(scene)
        with pytest.raises(Impossible, match="who told them"):
            conversing.told_by_others(by, one.missing, on=clock.today(), channel="other", source=" ")
        made = conversing.told_by_others(by, one.missing, on=clock.today(), channel="other", source="a newspaper")
        waiting.refresh_from_db()
        assert waiting.state == Notification.State.DUE and list(queries.urgent(by)) == [made]
        assert "a newspaper" not in str(Entry.objects.get(tag="homecoming.told_by_others").said)

    def test_it_ends_with_words_once(self, scene: Scene, person: MissingPerson) -> None:
        by = hands.office(scene)
        made = conversing.told_by_others(by, person.thing, on=clock.today(), channel="other", source="a newspaper")
        with pytest.raises(Impossible, match="what was done is empty"):
            conversing.answer_urgent(by, made, answer="")
        conversing.answer_urgent(by, made, answer="We rang her at once.")
        with pytest.raises(Overtaken, match="answered it"):
            conversing.answer_urgent(by, made, answer="Again.")
        assert list(queries.urgent(by)) == []

    def test_a_contact_has_no_urgent_task(self, scene: Scene, person: MissingPerson) -> None:
        by = hands.office(scene)
        made = conversing.contact(by, person.thing, kin=None, on=clock.today(), channel="phone", words="x")
        with pytest.raises(Impossible, match="no urgent task"):
            conversing.answer_urgent(by, made, answer="x")


class TestEffects:
    def test_it_goes_home_before_identification_and_adds_no_weight(self, scene: Scene, person: MissingPerson) -> None:
        one = hands.signed(scene)
        before = standing.inputs_of([one]), EvidenceFile.objects.count(), Lead.objects.count()
        told = promised(scene, person)
        offered = conversing.give_effect_home(scene.seat(Role.CUSTODY), told)
        assert told.wording == "effect" and offered.receiver_outside == told.kin.code, (
            "by code: everybody at work reads the line of an item"
        )
        with pytest.raises(NotAllowed, match="offered by you"):
            outside.acknowledge_outside(scene.seat(Role.CUSTODY), offered, signed_by="Near", document="receipt 1")
        outside.acknowledge_outside(
            seat_of(scene.users["second custody"], "heron"), offered, signed_by="Near", document="receipt 1"
        )
        held = Holding.objects.get(item=offered.item, until__isnull=True)
        assert held.holder is None and held.outside == told.kin.code
        assert (standing.inputs_of([one]), EvidenceFile.objects.count(), Lead.objects.count()) == before
        assert f"Near {person.code}" not in str([e.said for e in Entry.objects.filter(tag="homecoming.effect_given_home")])

    def test_what_is_refused(self, scene: Scene, person: MissingPerson) -> None:
        near, _ = hands.relatives_of(scene, person)
        by, today = hands.office(scene), clock.today()
        bone = hands.bones(scene)[0]
        with pytest.raises(Impossible, match="is no effect"):
            conversing.announce_effect(by, person.thing, kin=near, effect=bone.item.thing, on=today, channel="phone")
        told = promised(scene, person)
        assert told.effect is not None
        with pytest.raises(Overtaken, match="was told on"):
            conversing.announce_effect(by, person.thing, kin=near, effect=told.effect, on=today, channel="phone")
        lost = known_effect(scene)
        Item.objects.filter(pk=lost.pk).update(state=Item.State.CONSUMED)
        with pytest.raises(Impossible, match="not held here"):
            conversing.announce_effect(by, person.thing, kin=near, effect=lost, on=today, channel="phone")

    def test_only_its_holder_offers_it_and_only_what_was_told(self, scene: Scene, person: MissingPerson) -> None:
        told = promised(scene, person)
        with pytest.raises(NotAllowed):
            conversing.give_effect_home(seat_of(scene.users["second custody"], "heron"), told)
        with pytest.raises(NotFound):
            conversing.give_effect_home(hands.office(scene), told)
        other = conversing.contact(
            hands.office(scene), person.thing, kin=None, on=clock.today(), channel="phone", wording="tag"
        )
        with pytest.raises(NotFound):
            conversing.give_effect_home(scene.seat(Role.CUSTODY), other)

    def test_an_effect_without_its_fixed_words_is_refused_by_the_database(self, scene: Scene, person: MissingPerson) -> None:
        told = promised(scene, person)
        told.pk, told.wording = None, ""
        with pytest.raises(DatabaseError), transaction.atomic():
            told.save(force_insert=True)
