"""A consent that ends by its own date: said beforehand, out of searches on that day, and what rests on it falls."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import TestCase

from repatria.registry.families import consents
from repatria.registry.families.actions import kin as kindred
from repatria.registry.families.actions import pedigree
from repatria.registry.families.casefile_rows import relatives_with_consent
from repatria.registry.families.models import Consent
from repatria.registry.families.onfile import on_file
from repatria.registry.homecoming.actions import letters
from repatria.registry.homecoming.status import status_of
from repatria.registry.homecoming.tests import hands
from repatria.registry.homecoming.tests.test_asking import family
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.laboratory.kinlink import usable_donors
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, Overtaken
from repatria.registry.review.looking import _ends_soon
from repatria.registry.searching.daily import Days
from repatria.registry.testing.scene import Scene

pytestmark = pytest.mark.django_db


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    moment = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: moment)
    monkeypatch.setattr(clock, "today", lambda: moment.date())


def test_from_thirty_days_before_to_the_day_after(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    person, kin = family(scene)
    by, today = hands.office(scene), clock.today()
    with pytest.raises(Impossible, match="holds no day"):
        kindred.give_consent(by, kin, purpose="identification", on=today, form="f", ends_on=today)
    row = kindred.give_consent(by, kin, purpose="identification", on=today, form="f", ends_on=today + timedelta(days=40))
    kindred.donate(by, kin, kit="K-1", what="swab", on=today, received_by=scene.users[Role.CUSTODY])
    with pytest.raises(Impossible, match="holds: it ends on"):
        kindred.note_ran_out(by, row)
    letters.write_one(by, person.thing)
    assert (
        consents.sweep(scene.heron) == [] and not list(consents.ending(scene.heron)) and not letters.queue_of(scene.heron).due
    )

    later(monkeypatch, 15)
    officer = scene.client(Role.CASUALTY)
    assert "the consent to identification of the missing ends on" in officer.get("/i/heron/").content.decode()
    assert "If we may go on after that, please tell us" in " ".join(status_of(person.thing).texts)
    assert [one.kin for one in letters.queue_of(scene.heron).due] == [kin.pk], "a letter asks, once"
    letters.write_due(by)
    assert not letters.queue_of(scene.heron).due

    later(monkeypatch, 25)
    assert usable_donors([kin.pk]) == set() == relatives_with_consent(scene.heron) and not on_file([kin.pk])
    assert Days().look() and not Days.look(_looked())
    row.refresh_from_db()
    assert row.ran_out and row.withdrawn_on == row.ends_on
    with pytest.raises(Overtaken):
        kindred.note_ran_out(by, row)
    assert Entry.objects.get(tag="families.consent_ran_out").said["facts"]["purpose"] == "identification"
    assert "this came to its end, as your form says" in " ".join(status_of(person.thing).texts)
    page = scene.client(Role.CASUALTY).get(f"/i/heron/families/kin/{kin.code}/").content.decode()
    assert "ended, as its form says," in page and "no: no consent in force" in page
    again = kindred.give_consent(by, kin, purpose="identification", on=clock.today(), form="g")
    assert again.in_force(clock.today()) and usable_donors([kin.pk]) == {kin.pk}


def _looked() -> Days:
    days = Days()
    days.look()
    return days


def test_one_given_anew_before_its_end_leaves_no_gap(scene: Scene) -> None:
    _person, kin = family(scene)
    by, today = hands.office(scene), clock.today()
    end = today + timedelta(days=10)
    first = kindred.give_consent(by, kin, purpose="contact", on=today - timedelta(days=3), form="f", ends_on=end)
    kindred.give_consent(by, kin, purpose="contact", on=today - timedelta(days=1), form="g")
    first.refresh_from_db()
    days = [today - timedelta(days=n) for n in range(4)]
    assert all(any(one.in_force(day) for one in Consent.objects.filter(kin=kin)) for day in days)
    assert first.withdrawal == "agreed anew" and not consents.ending(scene.heron).exists()
    with pytest.raises(Overtaken, match="in force already"):
        kindred.give_consent(by, kin, purpose="contact", on=today, form="h")


def test_a_signature_that_rests_on_it_is_named_beforehand_and_falls_on_the_day(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, near = family(scene)
    by, today = hands.office(scene), clock.today()
    home = pedigree.open_family(by, person)
    pedigree.add_sibling(by, home.nodes.get(missing=person.pk), kin=near)
    kindred.give_consent(by, near, purpose="identification", on=today, form="f", ends_on=today + timedelta(days=20))
    one = hands.signed(scene, missing=person.thing, family=False)
    signature = one.signatures.select_related("statement").get()
    ((outcome, words),) = _ends_soon(signature, {near.code: today + timedelta(days=20)})
    assert outcome == "stands" and near.code in words and "unless it is given anew" in words
    assert "1 signature falls with it" in scene.client(Role.CASUALTY).get("/i/heron/").content.decode()
    later(monkeypatch, 20)
    with TestCase.captureOnCommitCallbacks(execute=True):
        consents.sweep(scene.heron)
    fell = Identification.objects.get(pk=one.pk)
    assert fell.state == "void" and near.code in fell.state_why
