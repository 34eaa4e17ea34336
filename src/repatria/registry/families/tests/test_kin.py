"""Relatives: consent decides what may be done, contacts and wishes are added to, a withdrawal takes effect at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from repatria.registry.custody.models import Holding
from repatria.registry.families import actions
from repatria.registry.families.casefile_rows import donations_in_force, relatives_with_consent
from repatria.registry.families.consents import consents_in_force, need_consent
from repatria.registry.families.keeping import today
from repatria.registry.families.models import Consent, Kin, MissingPerson, Wish
from repatria.registry.families.onfile import on_file
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

DAY = date(2026, 1, 5)


def consent(officer: Seat, kin: Kin, purpose: str = "identification") -> Consent:
    return actions.give_consent(officer, kin, purpose=purpose, on=DAY, form="form 12")


class TestConsent:
    def test_it_covers_one_purpose_from_its_day_on(self, officer: Seat, sister: Kin) -> None:
        consent(officer, sister)
        assert consents_in_force(sister, "identification", DAY)
        assert not consents_in_force(sister, "identification", DAY - timedelta(1))
        assert not consents_in_force(sister, "research", DAY)
        assert Entry.objects.latest("seq").tag == "families.consent_given"

    def test_a_withdrawal_takes_effect_at_once(self, officer: Seat, sister: Kin) -> None:
        given = consent(officer, sister)
        assert relatives_with_consent(officer.incident) == {sister.pk}
        actions.withdraw_consent(officer, given)
        assert not consents_in_force(sister, "identification", today())
        assert consents_in_force(sister, "identification", today() - timedelta(1))
        assert relatives_with_consent(officer.incident) == frozenset()
        with pytest.raises(Impossible, match="no consent to identification is in force"):
            need_consent(sister, "identification", today())
        with pytest.raises(Overtaken):
            actions.withdraw_consent(officer, given)

    def test_one_in_force_a_purpose(self, officer: Seat, sister: Kin) -> None:
        given = consent(officer, sister)
        with pytest.raises(Overtaken, match="in force already"):
            consent(officer, sister)
        actions.withdraw_consent(officer, given)
        consent(officer, sister)

    def test_it_is_never_rewritten(self, officer: Seat, sister: Kin) -> None:
        consent(officer, sister)
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            Consent.objects.update(purpose="research")

    @pytest.mark.parametrize(
        ("told", "why"),
        [
            ({"purpose": "curiosity", "on": DAY, "form": "12"}, "purpose"),
            ({"purpose": "court", "on": DAY, "form": " "}, "signed form"),
            ({"purpose": "court", "on": date(2999, 1, 1), "form": "12"}, "future"),
        ],
    )
    def test_bad_consents(self, officer: Seat, sister: Kin, told: dict, why: str) -> None:
        with pytest.raises(Impossible, match=why):
            actions.give_consent(officer, sister, **told)


class TestDonation:
    def test_it_gets_custody_and_lies_on_file(self, officer: Seat, sister: Kin, scene: Scene) -> None:
        consent(officer, sister)
        keeper = scene.users[Role.CUSTODY]
        sample = actions.donate(officer, sister, kit="K-7", what="swab", on=DAY, received_by=keeper)
        assert sample.thing.kind == "S"
        assert Holding.objects.get(item=sample.thing_id, until__isnull=True).holder == keeper
        assert on_file([sister.pk]) == {sister.pk: {"reference sample": 1}}
        assert donations_in_force(officer.incident) == {sample.pk: sister.pk}

    def test_without_consent_nothing_is_registered(self, officer: Seat, sister: Kin, scene: Scene) -> None:
        consent(officer, sister, "research")
        with pytest.raises(Impossible, match="no consent to identification"):
            actions.donate(officer, sister, kit="K-7", what="swab", on=DAY, received_by=scene.users[Role.CUSTODY])

    def test_after_a_withdrawal_neither_an_old_day_helps(self, officer: Seat, sister: Kin, scene: Scene) -> None:
        given = consent(officer, sister)
        sample = actions.donate(officer, sister, kit="K-7", what="swab", on=DAY, received_by=scene.users[Role.CUSTODY])
        actions.withdraw_consent(officer, given)
        with pytest.raises(Impossible, match="no consent"):
            actions.donate(officer, sister, kit="K-8", what="swab", on=DAY, received_by=scene.users[Role.CUSTODY])
        assert donations_in_force(officer.incident) == {}
        assert on_file([sister.pk]) == {}
        assert sample.kit == "K-7"

    def test_a_kit_is_used_once_and_held_by_somebody_who_may(self, officer: Seat, sister: Kin, scene: Scene) -> None:
        consent(officer, sister)
        actions.donate(officer, sister, kit="K-7", what="swab", on=DAY, received_by=scene.users[Role.CUSTODY])
        with pytest.raises(Overtaken, match="never used twice"):
            actions.donate(officer, sister, kit="K-7", what="swab", on=DAY, received_by=scene.users[Role.CUSTODY])
        with pytest.raises(Impossible, match="does not hold items"):
            actions.donate(officer, sister, kit="K-9", what="swab", on=DAY, received_by=scene.users[Role.HISTORIAN])
        with pytest.raises(NotFound):
            actions.donate(
                scene.seat(Role.CUSTODY), sister, kit="K-9", what="swab", on=DAY, received_by=scene.users[Role.CUSTODY]
            )


class TestContactAndWishes:
    def test_contacts_end_and_attempts_are_kept(self, officer: Seat, sister: Kin) -> None:
        contact = actions.add_contact(officer, sister, channel="phone", value="555 0100 555 0199")
        assert "555 0100" not in bytes(Entry.objects.latest("seq").body).decode()
        actions.note_attempt(officer, sister, on=DAY, channel="phone", outcome="no answer")
        actions.end_contact(officer, contact, reason="number changed")
        with pytest.raises(Overtaken):
            actions.end_contact(officer, contact, reason="again")
        with pytest.raises(Impossible):
            actions.add_contact(officer, sister, channel="pigeon", value="x")
        with pytest.raises(Impossible):
            actions.note_attempt(officer, sister, on=DAY, channel="phone", outcome="fine")
        assert sister.attempts.count() == 1

    def test_wishes_are_versions_and_two_people_may_decide(self, officer: Seat, gone: MissingPerson, sister: Kin) -> None:
        brother = actions.add_kin(officer, name="Otto Velmora", sex="M")
        actions.note_wish(officer, gone, next_of_kin=sister, directs=brother, detail="all", later="yes")
        actions.note_wish(officer, gone, next_of_kin=sister, directs=sister, detail="summary", later="no")
        assert [(w.number, w.later, w.until is None) for w in gone.wishes.order_by("number")] == [
            (1, "yes", False),
            (2, "no", True),
        ]
        with pytest.raises(IntegrityError), transaction.atomic():
            Wish.objects.filter(number=1).update(until=None)
        with pytest.raises(Impossible):
            actions.note_wish(officer, gone, detail="everything!")

    def test_a_correction_keeps_the_former_words(self, officer: Seat, sister: Kin) -> None:
        actions.correct_kin(
            officer, sister, told={"verified": "verified", "verified_by": "birth register"}, reason="papers seen"
        )
        assert sister.thing.versions.get().body["verified"] == "not yet"
        with pytest.raises(Impossible, match="living"):
            actions.correct_kin(officer, sister, told={"living": "perhaps"}, reason="x")
        with pytest.raises(Impossible, match="needs a name"):
            actions.add_kin(officer, name=" ")

    def test_a_stranger_and_other_roles(self, scene: Scene, sister: Kin) -> None:
        for seat in (scene.stranger, scene.seat(Role.HISTORIAN), scene.seat(Role.GENETICIST), scene.seat(Role.ANTHROPOLOGIST)):
            with pytest.raises(NotFound):
                actions.add_contact(seat, sister, channel="phone", value="1")
