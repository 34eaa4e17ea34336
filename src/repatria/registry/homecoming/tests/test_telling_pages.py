"""Pages of tellings by role: from a signature to a public text in the browser, and what who may not read it never sees."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from repatria.registry.drawing.tests.pdftext import pages_of
from repatria.registry.families.actions import kin as kindred
from repatria.registry.homecoming import gates, packs
from repatria.registry.homecoming.actions import conversing, telling
from repatria.registry.homecoming.desks import telling as desk
from repatria.registry.homecoming.models import Attempt, Briefing, Conversation, Notification, Publication
from repatria.registry.homecoming.queries import telling as queries
from repatria.registry.homecoming.status import status_of
from repatria.registry.homecoming.status.briefing import SHARED, pack_words
from repatria.registry.homecoming.status.readability import grade
from repatria.registry.homecoming.tests import hands
from repatria.registry.homecoming.tests.test_telling import last_entry
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotFound
from repatria.registry.testing.scene import Scene

LEAD = "/i/heron/home"
CANARY = "zyxwordcanary"
SEEING = {Role.CASUALTY, Role.EXAMINER, Role.REVIEWER, Role.AUDITOR}


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


def post(scene: Scene, one: Identification, act: str, **told: Any) -> Any:
    near, _ = hands.family_of(scene, one)
    said = {"kin": near.pk, "on": clock.today().isoformat(), "channel": "visit", **told}
    return scene.client(Role.CASUALTY).post(f"{LEAD}/{one.missing.code}/act/{act}/", said)


def test_from_due_to_public_in_the_browser(scene: Scene) -> None:
    one = hands.signed(scene)
    hands.due(one)
    officer = scene.client(Role.CASUALTY)
    assert one.missing.code in text(officer.get(f"{LEAD}/?state=due"))
    assert "is identified" in text(officer.get(f"{LEAD}/{one.missing.code}/"))
    early = post(scene, one, "publish", text="He is home.")
    assert early.status_code == 200 and "Tell them first" in text(early) and not Publication.objects.exists()
    assert last_entry("homecoming.publication_refused").subject == one.missing.code
    assert post(scene, one, "attempt", channel="phone", outcome="no answer").status_code == 302
    assert Attempt.objects.count() == 1
    assert post(scene, one, "tell", words=CANARY).status_code == 302
    again = post(scene, one, "tell")
    assert "told once" in text(again) and again.status_code == 200
    assert post(scene, one, "brief", pack="on").status_code == 302
    assert Briefing.objects.get().pack_digest == packs.digest_of(scene.seat(Role.CASUALTY), hands.person_of(one))
    assert post(scene, one, "publish", text="He is home.").status_code == 302
    assert post(scene, one, "withdraw", reason="The family asked for it.").status_code == 302
    page = text(officer.get(f"{LEAD}/{one.missing.code}/"))
    for words in ("Notification of identification", "Attempt to reach", "Briefing", "The name was made public", CANARY):
        assert words in page, words
    assert Entry.objects.filter(tag="homecoming.opened", subject=one.missing.code).exists()


def test_words_of_a_family_reach_nobody_who_may_not_read_them(scene: Scene) -> None:
    one = hands.signed(scene)
    near, directs = hands.family_of(scene, one)
    by, due, today = hands.office(scene), hands.due(one), clock.today()
    conversing.contact(by, one.missing, kin=near, on=today, channel="phone", words=CANARY)
    heard = conversing.told_by_others(by, one.missing, kin=near, on=today, channel="other", source=CANARY, words=CANARY)
    conversing.answer_urgent(by, heard, answer=CANARY)
    telling.attempt(by, due, kin=directs, on=today, channel="phone", outcome="later", note=CANARY)
    row = telling.tell(by, due, kin=directs, on=today, channel="visit", language=CANARY, words=CANARY, instead=CANARY)
    telling.brief(by, row, kin=near, on=today, channel="visit", words=CANARY)
    hidden = (CANARY, near.listed_as, directs.listed_as)
    for role in Role:
        client = scene.client(role)
        for url in (f"{LEAD}/", f"{LEAD}/{one.missing.code}/", "/i/heron/", f"/i/heron/search/?q={one.missing.code}"):
            page = client.get(url)
            if role == Role.CASUALTY:
                continue
            for words in hidden:
                assert words not in text(page), (role, url, words)
        assert (client.get(f"{LEAD}/{one.missing.code}/").status_code == 200) is (role in SEEING), role
        if role == Role.AUDITOR:
            assert hands.person_of(one).listed_as not in text(client.get(f"{LEAD}/{one.missing.code}/"))
    assert CANARY not in str([e.said for e in Entry.objects.all()])


def test_acts_and_papers_are_the_office_s_and_strangers_find_nothing(scene: Scene) -> None:
    one = hands.signed(scene)
    hands.told(scene, one)
    for role in set(Role) - {Role.CASUALTY}:
        client = scene.client(role)
        assert client.get(f"{LEAD}/{one.missing.code}/briefing-pack.pdf").status_code == 404
        for act in ("contact", "tell", "publish", "take-back", "nothing"):
            assert client.get(f"{LEAD}/{one.missing.code}/act/{act}/").status_code == 404, (role, act)
    away = scene.client(scene.stranger_user)
    for url in (f"{LEAD}/", f"/i/other/home/{one.missing.code}/", f"/i/other/home/{one.missing.code}/briefing-pack.pdf"):
        assert away.get(url).status_code == 404
    assert one.missing.code not in text(away.get("/i/other/home/"))


def test_what_waits_stands_on_the_desk(scene: Scene) -> None:
    one = hands.signed(scene)
    row, by = hands.due(one), hands.office(scene)
    assert [label for label, _value, _url in desk.counts(by)]
    assert [alarm.sentence for alarm in desk.alarms(by)] == ["1 family waits to be told that their person is identified"]
    heard = conversing.told_by_others(by, one.missing, on=clock.today(), channel="other", source="a newspaper")
    officer = scene.client(Role.CASUALTY)
    page = text(officer.get("/i/heron/"))
    assert "heard from others" in page and "a newspaper" not in page
    assert officer.post(f"{LEAD}/heard/{heard.pk}/", {"answer": ""}).status_code == 200
    assert officer.post(f"{LEAD}/heard/{heard.pk}/", {"answer": "We rang her."}).status_code == 302
    assert Conversation.objects.get().answered is not None
    assert scene.client(Role.EXAMINER).get(f"{LEAD}/heard/{heard.pk}/").status_code == 404
    assert queries.overdue_ids(by) == []
    today = row.opened.date()
    assert not queries.is_overdue(today + timedelta(days=7), today, None, None)
    assert queries.is_overdue(today + timedelta(days=8), today, None, None)
    assert not queries.is_overdue(today + timedelta(days=8), today, today + timedelta(days=2), None)
    assert not queries.is_overdue(today + timedelta(days=20), today, today, today + timedelta(days=15))


def test_overdue_tellings_are_listed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    one = hands.signed(scene)
    row, by = hands.due(one), hands.office(scene)
    monkeypatch.setattr(clock, "today", lambda: row.opened.date() + timedelta(days=8))
    assert "more than a week" in next(iter(desk.alarms(by))).sentence
    assert list(queries.notifications(by, state="overdue")) == [row]
    assert "more than a week" in queries.next_steps(by, hands.person_of(one))[0].sentence


def test_what_fell_after_telling_is_said(scene: Scene) -> None:
    one = hands.signed(scene)
    hands.told(scene, one)
    by, person = hands.office(scene), hands.person_of(one)
    assert post(scene, one, "publish", text="He is home.").status_code == 302
    hands.rescinded(scene, one)
    said = [step.sentence for step in queries.next_steps(by, person)]
    assert any("rescinded" in words for words in said) and any("no signature carries it" in words for words in said)
    alarms = [alarm.sentence for alarm in desk.alarms(by)]
    assert any("Go to them" in words for words in alarms) and any("no signature carries" in words for words in alarms)
    assert post(scene, one, "take-back", words="We went and said so.").status_code == 302
    assert Notification.objects.get().state == Notification.State.TAKEN_BACK
    assert not packs.may_print(by, person) and gates.fell_after_telling(person.pk) is None


def test_an_effect_is_offered_from_its_page(scene: Scene) -> None:
    from repatria.registry.homecoming.tests.test_conversing import known_effect

    one = hands.signed(scene)
    thing = known_effect(scene)
    assert f"{thing.code}: a tag" in text(scene.client(Role.CASUALTY).get(f"{LEAD}/{one.missing.code}/act/effect/"))
    assert post(scene, one, "effect", effect=thing.code).status_code == 302
    pk = Conversation.objects.get().pk
    assert any(thing.code in alarm.sentence for alarm in desk.alarms(scene.seat(Role.CUSTODY)))
    keeper = scene.client(Role.CUSTODY)
    assert "to the family" in text(keeper.get(f"{LEAD}/effects/"))
    assert scene.client(Role.EXAMINER).post(f"{LEAD}/effects/{pk}/offer/").status_code == 404
    assert keeper.post(f"{LEAD}/effects/{pk}/offer/").status_code == 302
    assert "another keeper" in text(keeper.get(f"{LEAD}/effects/"))
    assert scene.client(Role.TECHNICIAN).get(f"{LEAD}/effects/").status_code == 404


class TestPack:
    def test_it_says_what_is_certain_and_nothing_of_others(self, scene: Scene) -> None:
        one = hands.signed(scene, bones=hands.bones(scene, "left femur", "right femur"))
        row = hands.told(scene, one)
        by, person = hands.office(scene), hands.person_of(one)
        pdf = packs.briefing_pack(by, person)
        said = " ".join(pages_of(pdf))
        for words in (person.listed_as, "is identified", "2 bones", "2,000 such cases", "Whom to ring", "page 1 of"):
            assert words in said, words
        assert row.kin is not None
        for never in (row.kin.listed_as, row.kin.code, "0.99", "posterior", "likelihood", "LR", one.individual.thing.code):
            assert never not in said, never
        assert packs.briefing_pack(by, person) == pdf
        telling.brief(by, row, kin=row.kin, on=clock.today(), channel="visit", pack_digest=packs.digest_of(by, person))
        assert packs.briefing_pack(by, person) == pdf
        assert last_entry("people.paper_printed").said["facts"]["paper"] == "briefing pack"

    def test_it_says_as_much_as_the_family_wishes(self, scene: Scene) -> None:
        one = hands.signed(scene, bones=hands.bones(scene, "left femur"))
        row = hands.told(scene, one)
        by, person = hands.office(scene), hands.person_of(one)
        assert row.kin is not None
        kindred.note_wish(by, person, next_of_kin=row.kin, directs=row.kin, detail="least")
        assert "femur" not in " ".join(pages_of(packs.briefing_pack(by, person)))
        kindred.note_wish(by, person, next_of_kin=row.kin, directs=row.kin, detail="all")
        assert "left femur" in " ".join(pages_of(packs.briefing_pack(by, person)))

    def test_its_words_are_those_of_the_status_text_on_any_day(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        one = hands.signed(scene, bones=hands.bones(scene, "left femur"))
        hands.elected(scene, one)
        by, person = hands.office(scene), hands.person_of(one)
        pdf = packs.briefing_pack(by, person)
        said = " ".join(" ".join(pages_of(pdf)).split())
        shared = [one for one in status_of(person.thing).paragraphs if one.key in SHARED]
        assert {one.key for one in shared} >= {"done", "held", "wish", "next", "ring"}
        for part in shared:
            assert part.head in said and part.text in said, part.key
        signature = one.signatures.get()
        told = gates.told_of(person.pk)
        assert told is not None
        finding = packs._finding(person, told, signature)
        for detail in ("", "all", "summary", "least"):
            words = pack_words(person.thing, replace(finding, detail=detail, confirmed=True, doubt=True), clock.today())
            assert 0 < grade(part.text for part in words) <= 8
        tomorrow = clock.today() + timedelta(days=400)
        monkeypatch.setattr(clock, "today", lambda: tomorrow)
        assert packs.briefing_pack(by, person) == pdf

    def test_there_is_none_before_telling_or_without_a_signature(self, scene: Scene) -> None:
        one = hands.signed(scene)
        by, person = hands.office(scene), hands.person_of(one)
        with pytest.raises(Impossible, match="no briefing pack yet"):
            packs.briefing_pack(by, person)
        hands.told(scene, one)
        with pytest.raises(NotFound):
            packs.briefing_pack(scene.seat(Role.EXAMINER), person)
        hands.fall(one)
        with pytest.raises(Impossible, match="no briefing pack yet"):
            packs.briefing_pack(by, person)
