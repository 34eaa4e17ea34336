"""After a rescission: the correction opens by itself, its steps end with words and not before the thing itself is done, then it closes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from repatria.registry.drawing.tests.pdftext import pages_of
from repatria.registry.homecoming import freshness, leaving, papers_undoing, undoing
from repatria.registry.homecoming.actions import disposing, going, letters, publishing, telling
from repatria.registry.homecoming.actions import undoing as acts
from repatria.registry.homecoming.dependents import resting_on
from repatria.registry.homecoming.models import Correction, CorrectionStep, Notification
from repatria.registry.homecoming.queries import undoing as queries
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.homecoming.tests.test_determine import drop, raw
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.refusals import Impossible, NotFound, Overtaken
from repatria.registry.review import signing
from repatria.registry.searching.daily import Days
from repatria.registry.testing.scene import Scene

WHY = "The laboratory exchanged two tubes."


def rescinded(scene: Scene, notice: Notification | None = None) -> Correction:
    """A family was told, its name is public, and it was wrong: the river has run."""
    notice = notice or hands.told(scene)
    one = Identification.objects.select_related("thing", "incident").get(pk=notice.identification_id)
    signing.rescind(scene.seat(Role.EXAMINER), one, reason=WHY)
    (made,) = undoing.sweep(scene.heron)
    return made


def step(row: Correction, kind: str, start: str = "") -> CorrectionStep:
    return row.steps.filter(kind=kind, about__startswith=start).get()


def end_all(scene: Scene, row: Correction) -> None:
    for one in row.steps.filter(done__isnull=True):
        acts.end_step(scene.seat(Role.EXAMINER), one, outcome="Looked at; nothing more to do.")


class TestOpening:
    def test_it_opens_by_itself_with_everything_that_rests_on_the_link(self, scene: Scene) -> None:
        notice = hands.told(scene)
        publishing.publish(hands.office(scene), notice.missing, text_="He is identified.", on=clock.today())
        before = resting_on(notice.identification)
        with TestCase.captureOnCommitCallbacks(execute=True):
            one = Identification.objects.get(pk=notice.identification_id)
            signing.rescind(scene.seat(Role.EXAMINER), one, reason=WHY)
        row = Correction.objects.get(identification=notice.identification_id)
        assert row.reason == WHY and row.by is None
        assert [(one.kind, one.about) for one in row.steps.all()] == [(str(one.kind), one.about) for one in before]
        assert {"signature", "family", "public", "individual", "list"} <= set(row.steps.values_list("kind", flat=True))
        entry = Entry.objects.get(tag="homecoming.correction_opened")
        assert entry.actor == "registry" and entry.said["facts"]["count"] == row.steps.count()
        assert undoing.sweep(scene.heron) == []

    def test_only_after_a_rescission_only_once_only_here(self, scene: Scene) -> None:
        notice = hands.told(scene)
        with pytest.raises(Impossible, match="follows a rescission"):
            acts.open_correction(TheRegistry(scene.heron), notice.identification)
        row = rescinded(scene, notice)
        with pytest.raises(Overtaken, match="opened before"):
            acts.open_correction(scene.seat(Role.EXAMINER), row.identification)
        for act in (lambda: acts.close(scene.stranger, row), lambda: acts.look_again(scene.stranger, row)):
            with pytest.raises(NotFound):
                act()
        with pytest.raises(NotFound):
            queries.correction_called(scene.stranger, row.identification.code)

    def test_words_of_steps_name_nobody(self, scene: Scene) -> None:
        row = rescinded(scene)
        person = hands.person_of(row.identification)
        assert not any(person.listed_as in one.words for one in row.steps.all())
        for entry in Entry.objects.filter(tag="homecoming.correction_opened"):
            assert WHY not in bytes(entry.body).decode()


class TestSteps:
    def test_a_step_ends_when_the_thing_itself_is_done(self, scene: Scene) -> None:
        notice = hands.told(scene)
        text = publishing.publish(hands.office(scene), notice.missing, text_="He is identified.", on=clock.today())
        row, office = rescinded(scene, notice), hands.office(scene)
        public, family = step(row, "public"), step(row, "family", "notification")
        with pytest.raises(Impossible, match="is still public. Withdraw it first"):
            acts.end_step(office, public, outcome="done")
        with pytest.raises(Impossible, match="take it back first"):
            acts.end_step(office, family, outcome="done")
        publishing.withdraw(office, text, reason="it was wrong")
        telling.take_back(office, notice, on=clock.today(), words="We sat with her and told her.")
        for one in (public, family):
            acts.end_step(office, one, outcome="Done, and told.")
        with pytest.raises(Overtaken, match="has ended"):
            acts.end_step(office, public, outcome="again")

    def test_words_are_needed(self, scene: Scene) -> None:
        row = rescinded(scene)
        with pytest.raises(Impossible, match="what was done is empty"):
            acts.end_step(scene.seat(Role.EXAMINER), step(row, "signature"), outcome=" ")
        with pytest.raises(Impossible, match="the registry ends no step"):
            acts.end_step(TheRegistry(scene.heron), step(row, "signature"), outcome="done")

    def test_who_may_not_see_steps_ends_none(self, scene: Scene) -> None:
        row = rescinded(scene)
        for role in (Role.ANTHROPOLOGIST, Role.GENETICIST, Role.REVIEWER):
            with pytest.raises(NotFound):
                acts.end_step(scene.seat(role), step(row, "signature"), outcome="done")


class TestWishes:
    def test_what_was_wished_under_a_wrong_name_lets_nothing_leave_under_the_right_one(self, scene: Scene) -> None:
        one = hands.signed(scene)
        old = hands.elected(scene, one)
        code = one.missing.code
        assert leaving.why_a_person_stays(one.missing_id, code) == ""
        hands.rescinded(scene, one)
        two = hands.again(scene, one)
        hands.told(scene, two)
        assert "under a name that was rescinded since" in leaving.why_a_person_stays(one.missing_id, code)
        assert old not in leaving.freed()
        _near, directs = hands.family_of(scene, two)
        new = disposing.elect(hands.office(scene), two.missing, directs=directs, choice="now", portions="tell", form="form 2")
        assert leaving.why_a_person_stays(one.missing_id, code) == ""
        assert new in leaving.freed()

    def test_the_database_holds_it_too(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        some = hands.bones(scene)
        one = hands.signed(scene, bones=some)
        hands.elected(scene, one)
        hands.rescinded(scene, one)
        two = hands.again(scene, one, bones=some)
        hands.told(scene, two)
        monkeypatch.setattr(leaving, "wrong_since", lambda *_: Notification.objects.none())
        keeper, whom = roads.keeper(scene), going.For(missing=two.missing)
        with pytest.raises(DatabaseError, match="asked again"), transaction.atomic():
            going.prepare(keeper, whom, items=roads.items(some[:1]), receiver="the family")
        drop("an_old_wish_opens_nothing_insert", "homecoming_release")
        release = going.prepare(keeper, whom, items=roads.items(some[:1]), receiver="the family")
        with pytest.raises(DatabaseError, match="asked again"), transaction.atomic():
            roads.leave(scene, release)


class TestClosing:
    def test_not_before_every_step_has_ended_and_nothing_new_came(self, scene: Scene) -> None:
        notice = hands.told(scene)
        row, by = rescinded(scene, notice), scene.seat(Role.EXAMINER)
        telling.take_back(hands.office(scene), notice, on=clock.today(), words="We told her.")
        with pytest.raises(Impossible, match="steps have not ended"):
            acts.close(by, row)
        end_all(scene, row)
        hands.family_of(scene, row.identification)
        from repatria.registry.homecoming.actions import conversing

        near, _directs = hands.family_of(scene, row.identification)
        conversing.contact(hands.office(scene), notice.missing, kin=near, channel="phone", on=clock.today(), words="She rang.")
        with pytest.raises(Impossible, match="not listed: conversation"):
            acts.close(by, row)
        (added,) = acts.look_again(hands.office(scene), row)
        assert added.kind == "family" and added.done is None
        end_all(scene, row)
        acts.close(by, row)
        row.refresh_from_db()
        assert row.closed is not None and row.closed_by == scene.users[Role.EXAMINER]
        for act in (lambda: acts.close(by, row), lambda: acts.look_again(by, row)):
            with pytest.raises(Overtaken, match="was closed at"):
                act()

    def test_only_the_examiner_closes(self, scene: Scene) -> None:
        row = rescinded(scene)
        with pytest.raises(NotFound):
            acts.close(hands.office(scene), row)

    def test_the_database_closes_nothing_with_a_step_that_waits(self, scene: Scene) -> None:
        row = rescinded(scene)
        sql = "UPDATE homecoming_correction SET closed = %s WHERE id = %s"
        assert not raw(sql, clock.now(), row.pk)
        drop("a_correction_closes_when_all_is_done_update", "homecoming_correction")
        assert raw(sql, clock.now(), row.pk)

    def test_the_database_keeps_what_ended_and_adds_nothing_to_what_is_closed(self, scene: Scene) -> None:
        notice = hands.told(scene)
        row = rescinded(scene, notice)
        telling.take_back(hands.office(scene), notice, on=clock.today(), words="We told her.")
        end_all(scene, row)
        acts.close(scene.seat(Role.EXAMINER), row)
        add = "INSERT INTO homecoming_correctionstep (correction_id, kind, about, words, outcome) VALUES (%s, 'grave', 'x', 'w', '')"
        undo = "UPDATE homecoming_correctionstep SET done = NULL, outcome = '' WHERE correction_id = %s"
        assert not raw(add, row.pk) and not raw(undo, row.pk)
        drop("a_step_ends_once_insert", "homecoming_correctionstep")
        drop("a_step_ends_once_update", "homecoming_correctionstep")
        assert raw(add, row.pk) and raw(undo, row.pk)


class TestAsOfWhen:
    def test_the_page_computes_nothing_and_says_as_of_when(self, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
        notice = hands.told(scene)
        row, code = rescinded(scene, notice), notice.identification.code
        page, examiner = f"/i/heron/home/corrections/{code}/", scene.client(Role.EXAMINER)
        with monkeypatch.context() as never:
            never.setattr("repatria.registry.homecoming.actions.undoing.resting_on", _never)
            never.setattr("repatria.registry.homecoming.queries.undoing.resting_on", _never)
            shown = examiner.get(page).content.decode()
            assert "was looked up last on" in shown and "Nothing was done since" in shown
            few = _questions(examiner, page)
            CorrectionStep.objects.bulk_create(
                CorrectionStep(correction=row, kind="list", about=f"X-{n:06d} in Q-000001", words="w") for n in range(300)
            )
            assert _questions(examiner, page) <= few + 1
        assert undoing.look_again(scene.heron) == []
        letters.write_one(hands.office(scene), notice.missing)
        shown = examiner.get(page).content.decode()
        assert "may add to it" in shown and "letter 1" not in set(row.steps.values_list("about", flat=True))
        assert Days().look() and row.steps.filter(about__startswith="letter ").count() == 1, "looked at again by the day"
        assert "Nothing was done since" in examiner.get(page).content.decode()
        row.refresh_from_db()
        assert row.looked is not None and row.looked > row.opened and not freshness.is_stale(row)


def _never(*_: Any) -> Any:
    raise AssertionError("the page computes what rests on the link")


def _questions(client: Any, page: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    return len(asked)


class TestLetter:
    def test_the_letter_says_it_in_plain_words_and_always_the_same(self, scene: Scene) -> None:
        row = rescinded(scene)
        office = hands.office(scene)
        first, again = papers_undoing.notice_paper(office, row), papers_undoing.notice_paper(office, row)
        assert first == again
        said = " ".join(" ".join(pages_of(first)).split())
        person = hands.person_of(row.identification)
        for words in ("That was wrong", "We are sorry", person.listed_as, person.code, "They are still with us"):
            assert words in said, words
        assert "exercise" in said.lower()
        for code in (row.identification.code, row.identification.individual.thing.code, WHY, "posterior", "LR"):
            assert code not in said
        assert Entry.objects.filter(tag="homecoming.rescission_notice_printed").count() == 2

    def test_none_where_nobody_was_told_and_none_for_others(self, scene: Scene) -> None:
        one = hands.signed(scene)
        hands.due(one)
        signing.rescind(scene.seat(Role.EXAMINER), one, reason=WHY)
        (row,) = undoing.sweep(scene.heron)
        with pytest.raises(Impossible, match="never told"):
            papers_undoing.notice_paper(hands.office(scene), row)
        with pytest.raises(NotFound):
            papers_undoing.notice_paper(scene.seat(Role.EXAMINER), row)


class TestPages:
    def test_from_the_preview_to_the_end(self, scene: Scene) -> None:
        notice = hands.told(scene)
        code, lead = notice.identification.code, "/i/heron/home/corrections"
        examiner, office = scene.client(Role.EXAMINER), scene.client(Role.CASUALTY)
        act = examiner.get(f"/i/heron/review/{code}/act/rescind/").content.decode()
        assert f"{lead}/{code}/before/" in act
        preview = examiner.get(f"{lead}/{code}/before/").content.decode()
        assert "would have to be put right" in preview and f"notification {notice.pk}" in preview
        row = rescinded(scene, notice)
        assert code in examiner.get(f"{lead}/").content.decode()
        page = office.get(f"{lead}/{code}/").content.decode()
        assert WHY in page and "Not yet:" in page and "Print the letter" in page
        waiting = step(row, "family", "notification")
        refused = office.post(f"{lead}/{code}/steps/{waiting.pk}/", {"outcome": "done"})
        assert "the telling still stands" in refused.content.decode()
        telling.take_back(hands.office(scene), notice, on=clock.today(), words="We told her.")
        for one in row.steps.all():
            assert office.post(f"{lead}/{code}/steps/{one.pk}/", {"outcome": "Looked at."}).status_code == 302
        keeper = scene.client(Role.CUSTODY).get(f"{lead}/{code}/").content.decode()
        assert (
            WHY not in keeper and "Looked at." not in keeper and "Looked at." in office.get(f"{lead}/{code}/").content.decode()
        )
        assert office.post(f"{lead}/{code}/close/").status_code == 404
        assert examiner.post(f"{lead}/{code}/look-again/").status_code == 302
        assert examiner.post(f"{lead}/{code}/close/").status_code == 302
        assert Correction.objects.get(pk=row.pk).closed is not None
        assert office.get(f"{lead}/{code}/letter.pdf")["Content-Type"] == "application/pdf"

    @pytest.mark.parametrize("role", [Role.ANTHROPOLOGIST, Role.GENETICIST, Role.HISTORIAN, Role.ADMINISTRATOR])
    def test_who_may_not_see_steps_sees_no_page(self, scene: Scene, role: Any) -> None:
        row = rescinded(scene)
        browser, code = scene.client(role), row.identification.code
        for path in ("", f"{code}/", f"{code}/before/", f"{code}/letter.pdf", f"{code}/steps/{row.steps.all()[0].pk}/"):
            assert browser.get(f"/i/heron/home/corrections/{path}").status_code == 404

    def test_the_desk_says_what_waits(self, scene: Scene) -> None:
        from repatria.registry.homecoming.desks import undoing as desk

        row = rescinded(scene)
        (alarm,) = desk.alarms(scene.seat(Role.CUSTODY))
        assert row.identification.code in alarm.sentence and alarm.weight == 3
        assert [one.code for one in desk.search(scene.seat(Role.EXAMINER), row.identification.code)] == [
            row.identification.code
        ]
        assert list(desk.counts(scene.seat(Role.EXAMINER)))
