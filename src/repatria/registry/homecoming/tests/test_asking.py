"""The private door, what a relative can do behind it, who answers, and letters: by the pages and by the acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from repatria.registry.families.actions import kin as kindred
from repatria.registry.families.models import Consent, Kin, MissingPerson, Wish
from repatria.registry.homecoming.actions import asking, doors, letters
from repatria.registry.homecoming.letterpaper import letters_pdf
from repatria.registry.homecoming.models import Door, Enquiry, Letter
from repatria.registry.homecoming.status import status_of
from repatria.registry.homecoming.tests import hands
from repatria.registry.homecoming.views import door as pages
from repatria.registry.homecoming.visitor import Visitor
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import AskAgain, Impossible, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

pytestmark = pytest.mark.django_db


def family(scene: Scene, name: str = "Orlan Velmarest") -> tuple[MissingPerson, Kin]:
    """A missing person with a next of kin; nobody found, nothing signed."""
    from repatria.registry.families.actions import add_missing

    by = hands.office(scene)
    person = add_missing(by, name=name)
    near = kindred.add_kin(by, name=f"Sister of {name}", relation="sister", living="yes", language="English")
    kindred.note_wish(by, person, next_of_kin=near)
    return MissingPerson.objects.select_related("thing").get(pk=person.pk), near


def open_door(scene: Scene, person: MissingPerson, kin: Kin, **told: Any) -> doors.Opened:
    return doors.open_door(hands.office(scene), person.thing, kin=kin, **told)


def come_in(made: doors.Opened, browser: Client | None = None) -> Client:
    """A relative at their browser, with link and number."""
    browser = browser or Client(enforce_csrf_checks=True)
    answer = browser.post(f"/f/{made.token}/", {"number": made.number})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/f/")
    return browser


def mark(browser: Client) -> str:
    text = browser.get("/f/").content.decode()
    return text.split('name="mark" value="')[1].split('"')[0]


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """What is done in here was done so many days ago."""
    moment = clock.now() - timedelta(days=days)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: moment)
        patch.setattr(clock, "today", lambda: moment.date())
        yield


def tags(*wanted: str) -> list[str]:
    return [tag for tag in Entry.objects.order_by("seq").values_list("tag", flat=True) if tag in wanted]


class TestTheDoor:
    def test_link_and_number_open_one_page_and_every_look_is_written_down(self, scene: Scene) -> None:
        made = open_door(scene, *family(scene))
        browser = come_in(made)
        page = browser.get("/f/")
        assert page.status_code == 200 and "Orlan Velmarest" in page.content.decode()
        assert page.headers["Referrer-Policy"] == "no-referrer" and page.headers["Cache-Control"] == "no-store"
        assert tags("homecoming.family_page_read", "homecoming.door_tried") == [
            "homecoming.door_tried",
            "homecoming.family_page_read",
        ]
        entry = Entry.objects.get(tag="homecoming.family_page_read")
        assert entry.actor == made.door.kin.code and entry.subject == made.door.missing.code
        cookie = browser.cookies[pages.COOKIE]
        assert (cookie["path"], cookie["samesite"], bool(cookie["httponly"])) == ("/f/", "Strict", True)
        assert set(browser.cookies) == {pages.COOKIE}

    def test_neither_link_nor_number_is_kept(self, scene: Scene) -> None:
        made = open_door(scene, *family(scene))
        row = Door.objects.get()
        held = "".join(str(value) for value in vars(row).values()) + "".join(
            bytes(e.body).decode() for e in Entry.objects.all()
        )
        assert made.token not in held and made.number not in held
        assert row.token_hash == doors.hash_of(made.token) and len(made.number) == doors.DIGITS

    def test_what_does_not_open_is_answered_alike(self, scene: Scene) -> None:
        person, kin = family(scene)
        with days_ago(2):
            over = open_door(scene, person, kin, days=1)
        other, kin2 = family(scene, "Tessin Aurevall")
        closed = open_door(scene, other, kin2)
        doors.end_door(hands.office(scene), closed.door, why="moved")
        third, kin3 = family(scene, "Marn Oststrel")
        wrong = open_door(scene, third, kin3)
        tried = [(over.token, over.number), (closed.token, closed.number), (wrong.token, "00"), ("nobody", "12345678")]
        answers = [Client().post(f"/f/{token}/", {"number": number}) for token, number in tried]
        assert len({(a.status_code, a.content, tuple(sorted(a.headers.items()))) for a in answers}) == 1
        asked = [Client().get(f"/f/{token}/") for token, _number in tried]
        assert len({(a.status_code, a.content) for a in asked}) == 1
        assert answers[0].status_code == 403

    def test_five_wrong_tries_lock_it_and_the_right_number_opens_no_more(self, scene: Scene) -> None:
        made = open_door(scene, *family(scene))
        for _ in range(doors.TRIES):
            assert doors.knock(made.token, "0" if made.number != "0" else "1") is None
        row = Door.objects.get()
        assert row.locked is not None and row.tries == doors.TRIES
        assert doors.knock(made.token, made.number) is None
        assert [e.facts["locked"] for e in _facts("homecoming.door_tried")][-2:] == [True, True]

    def test_fewer_wrong_tries_are_forgotten_by_a_right_one(self, scene: Scene) -> None:
        made = open_door(scene, *family(scene))
        assert doors.knock(made.token, "1") is None and Door.objects.get().tries == 1
        assert doors.knock(made.token, f" {made.number[:4]} {made.number[4:]} ") is not None
        assert Door.objects.get().tries == 0

    def test_a_page_that_is_closed_meanwhile_shows_nothing_more(self, scene: Scene) -> None:
        made = open_door(scene, *family(scene))
        browser = come_in(made)
        doors.end_door(hands.office(scene), made.door, why="asked for it")
        gone = browser.get("/f/")
        assert gone.status_code == 403 and b"Velmarest" not in gone.content
        with pytest.raises(Overtaken):
            doors.end_door(hands.office(scene), made.door, why="again")
        with pytest.raises(NotFound):
            doors.look(Visitor(made.door))

    def test_a_page_that_was_left_is_shut_for_every_copy_of_its_cookie(self, scene: Scene) -> None:
        browser = come_in(open_door(scene, *family(scene)))
        copy = Client()
        copy.cookies["family"] = browser.cookies["family"].value
        assert copy.get("/f/").status_code == 200
        assert browser.post("/f/leave/", {"mark": mark(browser)}).status_code == 200
        assert copy.get("/f/").status_code == 403

    def test_a_page_asks_for_its_number_again_after_a_day_of_work(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        browser = come_in(open_door(scene, *family(scene)))
        monkeypatch.setattr(pages, "LONGEST", -1)
        assert browser.get("/f/").status_code == 403

    def test_whoever_tries_numbers_without_end_is_not_answered(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pages, "KNOCKS", 2)
        made, stranger = open_door(scene, *family(scene)), Client(REMOTE_ADDR="203.0.113.7")
        assert [stranger.post("/f/nothing/", {"number": "1"}).status_code for _ in range(3)] == [403, 403, 429]
        assert stranger.post(f"/f/{made.token}/", {"number": made.number}).status_code == 429
        come_in(made, Client(enforce_csrf_checks=True, REMOTE_ADDR="203.0.113.8"))  # from anywhere else it opens

    def test_a_cookie_that_is_not_ours_or_too_old_opens_nothing(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        made = open_door(scene, *family(scene))
        browser = come_in(made)
        forged = Client()
        forged.cookies[pages.COOKIE] = signing.dumps([made.door.pk, "x"], salt="another")
        assert forged.get("/f/").status_code == 403 == Client().get("/f/").status_code
        monkeypatch.setattr(pages, "LIVES", -1)
        assert browser.get("/f/").status_code == 403

    def test_the_cookie_reaches_nothing_else(self, scene: Scene) -> None:
        browser = come_in(open_door(scene, *family(scene)))
        for address in ("/i/heron/", "/i/heron/home/", "/i/heron/families/", "/api/i/heron/journal/entries"):
            assert browser.get(address).status_code in (302, 401, 404)

    def test_a_newer_link_ends_the_older(self, scene: Scene) -> None:
        person, kin = family(scene)
        first, second = open_door(scene, person, kin), open_door(scene, person, kin)
        assert doors.knock(first.token, first.number) is None
        assert doors.knock(second.token, second.number) is not None

    def test_whom_a_door_is_refused(self, scene: Scene) -> None:
        person, kin = family(scene)
        _other, stranger = family(scene, "Tessin Aurevall")
        with pytest.raises(Impossible, match="not in the family"):
            open_door(scene, person, stranger)
        with pytest.raises(Impossible, match="days"):
            open_door(scene, person, kin, days=doors.MOST_DAYS + 1)
        kindred.correct_kin(hands.office(scene), kin, told={"living": "no"}, reason="died")
        with pytest.raises(Impossible, match="died"):
            open_door(scene, person, kin)
        with pytest.raises(NotFound):
            doors.open_door(scene.seat(Role.EXAMINER), person.thing, kin=kin)
        with pytest.raises(NotFound):
            doors.open_door(scene.stranger, person.thing, kin=kin)

    def test_an_officer_opens_one_and_sees_link_and_number_once(self, scene: Scene) -> None:
        person, kin = family(scene)
        browser = scene.client(Role.CASUALTY)
        made = browser.post(f"/i/heron/home/family/{person.code}/door/", {"kin": kin.pk, "days": 30}).content.decode()
        link = made.split('class="code">')[1].split("<")[0]
        number = made.split('figure-value">')[1].split("<")[0]
        relative = Client(enforce_csrf_checks=True)
        assert relative.post(link.replace("http:" + "//testserver", ""), {"number": number}).status_code == 302
        assert relative.get("/f/").status_code == 200
        status = browser.get(f"/i/heron/home/family/{person.code}/").content.decode()
        assert number not in status and "Private pages" in status and "Orlan Velmarest" in status


def _facts(tag: str) -> list[Any]:
    import json
    from types import SimpleNamespace

    rows = Entry.objects.filter(tag=tag).order_by("seq")
    return [SimpleNamespace(facts=json.loads(bytes(row.body))["facts"]) for row in rows]


class TestWhatARelativeCanDo:
    def test_everything_asked_has_an_owner_and_a_day_and_the_answer_shows(self, scene: Scene) -> None:
        person, kin = family(scene)
        browser = come_in(open_door(scene, person, kin))
        for kind in ("question", "fact", "retest", "dispute"):
            answer = browser.post("/f/say/", {"mark": mark(browser), "kind": kind, "words": f"About {kind}"})
            assert answer.status_code == 302
        rows = list(Enquiry.objects.order_by("pk"))
        assert [row.kind for row in rows] == ["question", "fact", "retest", "dispute"]
        office = scene.users[Role.CASUALTY]
        assert {row.owner for row in rows} == {office} and all(row.through_door and row.by is None for row in rows)
        assert [(row.due - clock.today()).days for row in rows] == [asking.DUE[Enquiry.Kind(row.kind)] for row in rows]
        assert "You will have an answer by" in browser.get("/f/").content.decode()
        officer = scene.client(Role.CASUALTY)
        done = officer.post(f"/i/heron/home/enquiries/{rows[0].code}/", {"answer": "We looked again. It is right."})
        assert done.status_code == 302
        assert "We looked again. It is right." in browser.get("/f/").content.decode()
        with pytest.raises(Overtaken):
            asking.answer(hands.office(scene), rows[0], answer="another")
        with pytest.raises(NotFound):
            asking.answer(Visitor(Door.objects.select_related("missing__incident", "kin__thing").get()), rows[1], answer="mine")

    def test_a_form_without_the_mark_of_its_page_does_nothing(self, scene: Scene) -> None:
        browser = come_in(open_door(scene, *family(scene)))
        for told in ({}, {"mark": "x"}):
            assert browser.post("/f/say/", {"kind": "question", "words": "hello", **told}).status_code == 403
            browser = come_in(open_door(scene, *_one(scene)))
        assert not Enquiry.objects.exists()

    def test_empty_words_are_asked_again_beside_the_field(self, scene: Scene) -> None:
        browser = come_in(open_door(scene, *family(scene)))
        answer = browser.post("/f/say/", {"mark": mark(browser), "kind": "question", "words": ""})
        assert answer.status_code == 200 and "This was not written yet" in answer.content.decode()

    def test_a_consent_is_taken_back_after_two_askings_and_holds_at_once(self, scene: Scene) -> None:
        person, kin = family(scene)
        given = kindred.give_consent(hands.office(scene), kin, purpose="identification", on=clock.today(), form="form 7")
        browser = come_in(open_door(scene, person, kin))
        first = browser.get("/f/take-back/identification/").content.decode()
        assert "your sample is not compared" in first and "say it once more" not in first
        second = browser.post(
            "/f/take-back/identification/", {"mark": mark(browser), "words": "I do not want it"}
        ).content.decode()
        assert "say it once more" in second and Consent.objects.get().withdrawn_on is None
        done = browser.post("/f/take-back/identification/", {"mark": mark(browser), "words": "I do not want it", "sure": "yes"})
        assert done.status_code == 302
        given.refresh_from_db()
        assert given.withdrawn_on == clock.today()
        row = Enquiry.objects.get()
        assert (row.kind, row.words) == ("consent", "I do not want it")
        assert browser.get("/f/take-back/identification/").status_code == 403
        with pytest.raises(NotFound):
            asking.withdraw(hands.office(scene), person.thing, given, sure=True)

    def test_taking_back_asks_again_and_reaches_no_other_relative(self, scene: Scene) -> None:
        person, kin = family(scene)
        other, kin2 = family(scene, "Tessin Aurevall")
        by = hands.office(scene)
        mine = kindred.give_consent(by, kin, purpose="identification", on=clock.today(), form="a")
        theirs = kindred.give_consent(by, kin2, purpose="identification", on=clock.today(), form="b")
        visitor = Visitor(open_door(scene, person, kin).door)
        with pytest.raises(AskAgain):
            asking.withdraw(visitor, person.thing, mine)
        with pytest.raises(NotFound):
            asking.withdraw(visitor, person.thing, theirs, sure=True)
        with pytest.raises(NotFound):
            asking.ask(visitor, other.thing, kin=kin2, kind="question", words="not mine")
        assert not Consent.objects.filter(withdrawn_on__isnull=False).exists()

    def test_silence_is_asked_twice_and_then_no_letter_goes_out(self, scene: Scene) -> None:
        person, kin = family(scene)
        browser = come_in(open_door(scene, person, kin))
        once = browser.post("/f/say/", {"mark": mark(browser), "kind": "silence", "words": "Leave me"}).content.decode()
        assert "not even when there is something new about your relative" in once and not Enquiry.objects.exists()
        told = {"mark": mark(browser), "kind": "silence", "words": "Leave me", "sure": "yes"}
        assert browser.post("/f/say/", told).status_code == 302
        assert Enquiry.objects.get().kind == "silence"
        queue = letters.queue_of(scene.heron)
        assert (queue.due, queue.silent) == ([], 1)
        with pytest.raises(Impossible, match="not to be contacted"):
            letters.write_one(hands.office(scene), person.thing)
        assert browser.get("/f/").status_code == 200
        kindred.note_attempt(
            hands.office(scene), kin, on=clock.today(), channel="phone", outcome="reached", note="She rang us."
        )
        assert len(letters.queue_of(scene.heron).due) == 1

    def test_an_officer_writes_down_what_was_asked_and_hands_it_on(self, scene: Scene) -> None:
        person, kin = family(scene)
        officer = scene.client(Role.CASUALTY)
        told = {"kin": kin.pk, "kind": "question", "words": "When will you write?"}
        assert officer.post(f"/i/heron/home/family/{person.code}/ask/", told).status_code == 302
        row = Enquiry.objects.get()
        assert row.by == scene.users[Role.CASUALTY] and not row.through_door
        examiner = scene.users[Role.EXAMINER]
        assert officer.post(f"/i/heron/home/enquiries/{row.code}/", {"to": examiner.pk}).status_code == 302
        row.refresh_from_db()
        assert row.owner == examiner
        with pytest.raises(Impossible, match="does not answer families"):
            asking.hand_on(hands.office(scene), row, to=scene.users[Role.CUSTODY])
        with pytest.raises(Impossible, match="what is asked"):
            asking.ask(hands.office(scene), person.thing, kin=kin, kind="consent", words="x")
        with pytest.raises(Impossible, match="empty"):
            asking.ask(hands.office(scene), person.thing, kin=kin, kind="question", words="  ")

    def test_what_is_due_stands_on_the_desk(self, scene: Scene) -> None:
        person, kin = family(scene)
        with days_ago(8):
            row = asking.ask(hands.office(scene), person.thing, kin=kin, kind="dispute", words="It is not him.")
        made = open_door(scene, person, kin)
        for _ in range(doors.TRIES):
            doors.knock(made.token, "x")
        desk = scene.client(Role.CASUALTY).get("/i/heron/").content.decode()
        assert f"{row.code}: a family waits for an answer" in desk and "locked after wrong tries" in desk
        assert row.code not in scene.client(Role.GENETICIST).get("/i/heron/").content.decode()
        assert scene.client(Role.CASUALTY).get("/i/heron/search/", {"q": row.code}).status_code in (200, 302)


def _one(scene: Scene) -> tuple[MissingPerson, Kin]:
    person = MissingPerson.objects.select_related("thing").get()
    return person, Wish.objects.select_related("next_of_kin__thing").get(person=person).next_of_kin  # type: ignore[return-value]


class TestLetters:
    def test_a_letter_says_what_the_page_says_and_is_made_again_to_the_byte(self, scene: Scene) -> None:
        person, kin = family(scene)
        row = letters.write_one(hands.office(scene), person.thing)
        assert [one["text"] for one in row.body["paragraphs"]] == status_of(person.thing, kin).texts
        assert row.next_on <= clock.today() + timedelta(days=366) and row.kin == kin
        kept = Letter.objects.select_related("missing__incident__laboratory").get()
        first = letters_pdf(scene.heron, [kept])
        assert first == letters_pdf(scene.heron, [kept]) and first.startswith(b"%PDF")
        browser = scene.client(Role.CASUALTY)
        assert browser.get(f"/i/heron/home/letters/{person.code}/1.pdf").content == first
        assert browser.get(f"/i/heron/home/letters/{row.on.isoformat()}/1.pdf").status_code == 200
        assert browser.get(f"/i/heron/home/letters/{row.on.isoformat()}/2.pdf").status_code == 404
        assert Entry.objects.filter(tag="people.paper_printed").count() == 2

    def test_words_that_are_not_those_that_went_out_are_not_printed(self, scene: Scene) -> None:
        person, _kin = family(scene)
        letters.write_one(hands.office(scene), person.thing)
        row = Letter.objects.select_related("missing__incident__laboratory").get()
        row.body["about"] = "Somebody Else"
        with pytest.raises(Impossible, match="not the words"):
            letters_pdf(scene.heron, [row])
        row.body = {"erased": True}
        with pytest.raises(Impossible, match="erased"):
            letters_pdf(scene.heron, [row])

    def test_everybody_due_is_written_to_once_and_again_within_the_year(self, scene: Scene) -> None:
        families = [family(scene, f"Person {n}") for n in range(3)]
        browser = scene.client(Role.CASUALTY)
        assert browser.get("/i/heron/home/letters/?count=yes").status_code == 200
        assert browser.post("/i/heron/home/letters/").status_code == 302
        assert Letter.objects.count() == len(families) and not letters.write_due(hands.office(scene))
        later = clock.today() + timedelta(days=335)
        assert len(letters.queue_of(scene.heron, on=later).due) == len(families)
        assert not letters.queue_of(scene.heron, on=later - timedelta(days=3)).due
        with days_ago(-400):
            assert "promised a letter" in browser.get("/i/heron/").content.decode()

    @pytest.mark.parametrize("which", ["consent-form", "interview-form"])
    def test_forms_to_fill_in_by_hand(self, scene: Scene, which: str) -> None:
        person, _kin = family(scene)
        browser = scene.client(Role.CASUALTY)
        first = browser.get(f"/i/heron/home/family/{person.code}/{which}.pdf")
        assert first.status_code == 200 and first.content.startswith(b"%PDF")
        assert first.content == browser.get(f"/i/heron/home/family/{person.code}/{which}.pdf").content
        assert browser.get(f"/i/heron/home/family/{person.code}/no-form.pdf").status_code == 404
