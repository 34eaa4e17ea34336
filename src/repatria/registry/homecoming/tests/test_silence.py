"""A wish for silence is kept until a later word of the same relative ends it, with a day: by page, act and what letters do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from repatria.registry.families.actions import kin as kindred
from repatria.registry.families.models import ContactAttempt, Kin
from repatria.registry.homecoming.actions import asking, letters, telling
from repatria.registry.homecoming.actions.silence import end_silence
from repatria.registry.homecoming.circle import circle_of
from repatria.registry.homecoming.models import Enquiry
from repatria.registry.homecoming.silence import silent_since
from repatria.registry.homecoming.status import status_of
from repatria.registry.homecoming.tests import hands
from repatria.registry.homecoming.tests.test_asking import come_in, family, mark, open_door
from repatria.registry.homecoming.visitor import Visitor
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.testing.scene import Scene

pytestmark = pytest.mark.django_db


def note(scene: Scene, kin: Kin, outcome: str, ago: int = 0) -> ContactAttempt:
    on = clock.today() - timedelta(days=ago)
    return kindred.note_attempt(hands.office(scene), kin, on=on, channel="phone", outcome=outcome)


def due(scene: Scene) -> tuple[int, int]:
    queue = letters.queue_of(scene.heron)
    return len(queue.due), queue.silent


def test_the_last_word_counts_and_letters_obey(scene: Scene) -> None:
    person, kin = family(scene)
    by, today = hands.office(scene), clock.today()
    with pytest.raises(Impossible, match="has not asked for silence"):
        end_silence(by, person.thing, kin=kin, on=today, channel="phone", words="She rang.")
    for outcome in ("not again", "no answer", "wrong"):  # that nobody answers is no word of theirs
        note(scene, kin, outcome, ago=20)
    assert silent_since(kin) == today - timedelta(days=20) and due(scene) == (0, 1)
    (only,) = circle_of(person)
    assert only.silent_since == today - timedelta(days=20)
    with pytest.raises(Impossible, match="before they asked for silence"):
        end_silence(by, person.thing, kin=kin, on=today - timedelta(days=30), channel="phone", words="She rang.")
    with pytest.raises(Impossible, match="how they said it is empty"):
        end_silence(by, person.thing, kin=kin, on=today, channel="phone", words=" ")
    with pytest.raises(Impossible, match="way of contact"):
        end_silence(by, person.thing, kin=kin, on=today, channel="smoke", words="She rang.")
    end_silence(by, person.thing, kin=kin, on=today - timedelta(days=3), channel="phone", words="Whisper: write to me.")
    assert silent_since(kin) is None and due(scene) == (1, 0) and not circle_of(person)[0].silent
    said = Entry.objects.get(tag="homecoming.silence_ended")
    assert str(today - timedelta(days=3)) in str(said.said["facts"]) and "Whisper" not in bytes(said.body).decode()
    note(scene, kin, "not again")
    assert due(scene) == (0, 1)
    kindred.give_consent(by, kin, purpose="contact", on=today, form="f")
    assert silent_since(kin) == today, "on the same day the wish for silence is kept; whoever is there can end it"
    note(scene, kin, "again")
    assert silent_since(kin) is None
    kindred.withdraw_consent(by, kin.consents.get())
    assert silent_since(kin) == today and ContactAttempt.objects.filter(kin=kin)[0].outcome == "not again"


def test_whoever_is_silent_is_not_told_and_somebody_else_is(scene: Scene) -> None:
    one = hands.signed(scene)
    near, directs = hands.family_of(scene, one)
    row, by, today = hands.due(one), hands.office(scene), clock.today()
    note(scene, near, "not again")
    for act in (
        lambda: telling.attempt(by, row, kin=near, on=today, channel="phone", outcome="reached"),
        lambda: telling.tell(by, row, kin=near, on=today, channel="visit"),
    ):
        with pytest.raises(Impossible, match="asked on .* not to be contacted. Turn to somebody else"):
            act()
    page = scene.client(Role.CASUALTY).get(f"/i/heron/home/{one.missing.code}/").content.decode()
    assert "asked not to be contacted, since" in page and "They turned to us again" in page
    telling.tell(by, row, kin=directs, on=today, channel="visit", instead="the next of kin asked for silence")


def test_on_their_own_page_and_at_the_office(scene: Scene) -> None:
    person, kin = family(scene)
    made = open_door(scene, person, kin)
    browser = come_in(made)
    browser.post("/f/say/", {"mark": mark(browser), "kind": "silence", "words": "Leave me", "sure": "yes"})
    wish = Enquiry.objects.get()
    page = browser.get("/f/").content.decode()
    assert "You asked us to keep silent" in page and "We keep silent until you turn to us" in page
    assert "We will write to you again by" not in page, "nothing is promised that is not kept"
    officer = scene.client(Role.CASUALTY)
    assert "In force since" in officer.get(f"/i/heron/home/enquiries/{wish.code}/").content.decode()
    where = f"/i/heron/home/family/{person.code}/"
    assert "Who asked for silence" in officer.get(where).content.decode()
    told = {"mark": mark(browser)}
    assert browser.post("/f/again/", told).headers["Location"] == "/f/?kept=again"
    assert browser.post("/f/again/", told).headers["Location"] == "/f/", "said twice it is done once"
    wish.refresh_from_db()
    assert wish.state == "answered" and "you turned to us again" in wish.answer and due(scene) == (1, 0)
    assert "It has ended" in officer.get(f"/i/heron/home/enquiries/{wish.code}/").content.decode()

    note(scene, kin, "not again")
    told = {"kin": kin.pk, "on": clock.today().isoformat(), "channel": "post", "words": "She wrote."}
    assert "Who turned to us" in officer.get(where + "again/").content.decode()
    assert officer.post(where + "again/", {**told, "on": "2999-01-01"}).status_code == 200 and silent_since(kin)
    assert officer.post(where + "again/", told).status_code == 302 and silent_since(kin) is None
    assert scene.client(Role.CUSTODY).get(where + "again/").status_code == 404

    note(scene, kin, "not again")
    asking.ask(Visitor(made.door), person.thing, kin=kin, kind="question", words="When is the burial?")
    assert silent_since(kin) is None, "who asks turns to us"
    other, stranger = family(scene, "Tessin Aurevall")
    note(scene, stranger, "not again")
    with pytest.raises(NotFound):
        end_silence(Visitor(made.door), other.thing, kin=stranger, on=clock.today(), channel="other", words="x")
    assert status_of(other.thing).silent
