"""Pages of wishes, releases, graves and later bones by role; and that a family's words reach nobody who may not read them."""

from __future__ import annotations

from typing import Any

import pytest

from repatria.registry.custody import actions as custody
from repatria.registry.drawing.tests.pdftext import pages_of
from repatria.registry.homecoming.actions import burying, conversing, disposing
from repatria.registry.homecoming.desks import disposing as wish_desk
from repatria.registry.homecoming.desks import going as desk
from repatria.registry.homecoming.models import Burial, Disagreement, Election, PortionEvent, Release
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.homecoming.tests.test_determine import drop
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

LEAD = "/i/heron/home"
CANARY = "zyxwordcanary"
SEEING = {Role.CASUALTY, Role.EXAMINER, Role.REVIEWER, Role.AUDITOR}


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    found: str = response.content.decode()
    return found


def counted(release: Release, **more: Any) -> dict[str, Any]:
    ids = list(release.portions.values_list("item_id", flat=True))
    return {**{f"mass_{pk}": "100" for pk in ids}, **{f"pieces_{pk}": "1" for pk in ids}, **more}


def test_from_the_wish_to_the_grave(scene: Scene) -> None:
    made = roads.bones(scene)
    one = hands.signed(scene, bones=made)
    hands.told(scene, one)
    _near, directs = hands.family_of(scene, one)
    officer, keeper = scene.client(Role.CASUALTY), scene.client(Role.CUSTODY)
    here = f"{LEAD}/wishes/{one.missing.code}"
    assert "nobody has said what is wished" in text(officer.get(f"{here}/"))
    early = keeper.get(f"{LEAD}/releases/for/{one.missing.code}/")
    assert "nobody has said what is wished" in text(early)
    refused = keeper.post(f"{LEAD}/releases/for/{one.missing.code}/", {"items": [b.code for b in made], "receiver": "x"})
    assert "nobody has said" in text(refused) and Entry.objects.filter(tag="homecoming.release_refused").count() == 1
    wish = {"directs": directs.pk, "choice": "wait", "portions": "tell", "form": "form 7", "instead_of": 0}
    assert "no day to ask again" in text(officer.post(f"{here}/elect/", wish))
    wish |= {"place": "Hillside at the ford", "honours": "no flag, a piper", "words": f"{CANARY} we said"}
    assert officer.post(f"{here}/elect/", {**wish, "choice": "now"}).status_code == 302
    assert "in between" in text(officer.post(f"{here}/elect/", {**wish, "choice": "now"}))
    assert "The release may be prepared" in text(officer.get(f"{here}/"))
    assert one.missing.code in text(keeper.get(f"{LEAD}/releases/"))
    shown = text(keeper.get(f"{LEAD}/releases/for/{one.missing.code}/"))
    assert "no flag, a piper" in shown and "Hillside at the ford" in shown and "form 7" not in shown and CANARY not in shown
    assert Entry.objects.filter(tag="homecoming.wish_for_the_way_read", subject=one.missing.code).count() == 1
    said = {"items": [b.code for b in made], "receiver": "Mr Vandel", "escort": "Sergeant Ostrava"}
    assert keeper.post(f"{LEAD}/releases/for/{one.missing.code}/", said).status_code == 302
    row = Release.objects.get()
    page = f"{LEAD}/releases/{row.code}"
    assert "Count out" in text(keeper.get(f"{page}/")) and "Count out" not in text(officer.get(f"{page}/"))
    for role in (Role.EXAMINER, Role.REVIEWER, Role.AUDITOR):
        assert "a piper" not in text(scene.client(role).get(f"{page}/"))
    assert "a piper" in text(keeper.get(f"{page}/"))
    assert "cannot be called back" in text(keeper.post(f"{page}/act/out/", counted(row)))
    assert "required" in text(keeper.post(f"{page}/act/out/", {"sure": "on"}))
    assert keeper.post(f"{page}/act/out/", counted(row, sure="on")).status_code == 302
    arrival = counted(row, signed_by="Mr Vandel", document="manifest 3")
    assert "Somebody else counts it in" in text(keeper.post(f"{page}/act/in/", arrival))
    assert officer.post(f"{page}/act/in/", arrival).status_code == 302
    grave = {"place": "Hillside", "grave": "row 4", "on": clock.today().isoformat()}
    assert officer.post(f"{page}/act/bury/", grave).status_code == 302
    custody.name_place(scene.seat(Role.CUSTODY), name="hillside", longitude=127.0, latitude=37.5)
    graves = text(officer.get(f"{LEAD}/graves/"))
    assert "Hillside" in graves and "<svg" in graves
    opened = f"{LEAD}/graves/{Burial.objects.get().pk}/open/"
    assert "stand as opened" in text(officer.post(opened, {"reason": "A court asks."}))
    assert officer.post(opened, {"reason": "A court asks.", "sure": "on"}).status_code == 302
    portion = row.portions.first()
    assert portion is not None
    back = f"{page}/portions/{portion.pk}/back/"
    assert keeper.post(back, {"reason": "It is another man's.", "document": "order 9"}).status_code == 302
    assert "is not away" in text(keeper.post(back, {"reason": "Again.", "document": "order 9"}))


def test_a_quarrel_stops_a_release_and_the_examiner_settles_it(scene: Scene) -> None:
    release = roads.prepared(scene)
    one = release.identification
    assert one is not None
    near, _directs = hands.family_of(scene, one)
    officer, keeper, examiner = (scene.client(role) for role in (Role.CASUALTY, Role.CUSTODY, Role.EXAMINER))
    here = f"{LEAD}/wishes/{one.missing.code}"
    assert officer.post(f"{here}/disagree/", {"raised_by": near.pk, "words": "He belongs elsewhere."}).status_code == 302
    out = f"{LEAD}/releases/{release.code}/act/out/"
    assert "two of the family disagree" in text(keeper.post(out, counted(release, sure="on")))
    assert any("until you settle it" in alarm.sentence for alarm in wish_desk.alarms(scene.seat(Role.EXAMINER)))
    assert "He belongs elsewhere." in text(examiner.get(f"{here}/"))
    pk = Disagreement.objects.get().pk
    assert officer.get(f"{here}/disagreements/{pk}/settle/").status_code == 404
    assert examiner.post(f"{here}/disagreements/{pk}/settle/", {"decided_by": "", "settlement": "x"}).status_code == 200
    said = {"decided_by": "The family together", "settlement": "They met."}
    assert examiner.post(f"{here}/disagreements/{pk}/settle/", said).status_code == 302
    assert keeper.post(out, counted(release, sure="on")).status_code == 302
    cancelled = keeper.post(f"{LEAD}/releases/{release.code}/act/cancel/", {"reason": "x"})
    assert "has to be prepared" in text(cancelled)


def test_a_later_bone_on_its_pages(scene: Scene) -> None:
    one, bone = roads.later_bone(scene, roads.buried(scene))
    officer, pk = scene.client(Role.CASUALTY), PortionEvent.objects.get().pk
    assert bone.code in text(officer.get(f"{LEAD}/later/")) and bone.code in text(
        officer.get(f"{LEAD}/later/{one.missing.code}/")
    )
    assert any(bone.code in alarm.sentence for alarm in desk.alarms(scene.seat(Role.CASUALTY)))
    answer = f"{LEAD}/later/{pk}/answer/"
    assert "is not that" in text(officer.post(answer, {"outcome": "agency", "words": "Done."}))
    assert Entry.objects.filter(tag="homecoming.portion_refused").count() == 1
    near, _directs = hands.family_of(scene, one)
    conversing.contact(hands.office(scene), one.missing, kin=near, on=clock.today(), channel="phone", words="One more.")
    assert officer.post(answer, {"outcome": "told", "words": "With the rest, please."}).status_code == 302
    assert "was answered already" in text(officer.get(answer))


def test_alarms_of_days_that_came(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    wish = hands.elected(scene, choice="wait")
    release = roads.under_way(scene)
    office, keeper = hands.office(scene), roads.keeper(scene)
    assert list(wish_desk.alarms(office)) == [] and not any("counted in" in a.sentence for a in desk.alarms(keeper))
    now, today = clock.now(), clock.today()
    from datetime import timedelta

    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=91))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=91))
    assert [wish.missing.code in alarm.sentence for alarm in wish_desk.alarms(office)] == [True]
    assert any(release.code in alarm.sentence for alarm in desk.alarms(keeper))
    assert [found.code for found in desk.search(keeper, release.code)] == [release.code]
    assert list(desk.counts(keeper)) and list(wish_desk.alarms(scene.stranger)) == []


def test_the_papers_say_what_they_show_and_who_printed_them(scene: Scene) -> None:
    release = roads.prepared(scene)
    one = release.identification
    assert one is not None
    officer, keeper = scene.client(Role.CASUALTY), scene.client(Role.CUSTODY)
    form = f"{LEAD}/wishes/{one.missing.code}/form.pdf"
    first = officer.get(form)
    assert first.content == officer.get(form).content
    words = " ".join(pages_of(first.content))
    assert "Exercise: everyone here is invented." in words and "Tell us each time" in words and "page 2 of 2" in words
    sheet = keeper.get(f"{LEAD}/releases/{release.code}/manifest.pdf").content
    words = " ".join(pages_of(sheet))
    assert release.code in words and "Sergeant Ostrava" in words and "Counted in by" in words
    assert scene.client(Role.REVIEWER).get(f"{LEAD}/releases/{release.code}/manifest.pdf").status_code == 404
    assert keeper.get(form).status_code == 404
    assert Entry.objects.filter(tag="people.paper_printed").count() == 3
    roads.arrive(scene, roads.leave(scene, release))
    words = " ".join(pages_of(keeper.get(f"{LEAD}/releases/{release.code}/manifest.pdf").content))
    assert "counted in" in words and "100.000" in words


def test_the_form_is_refused_before_the_telling(scene: Scene) -> None:
    one = hands.signed(scene)
    answer = scene.client(Role.CASUALTY).get(f"{LEAD}/wishes/{one.missing.code}/form.pdf")
    assert answer.status_code == 422 and "has not been told" in answer.content.decode()


def test_words_of_a_family_reach_nobody_who_may_not_read_them(scene: Scene) -> None:
    """Planted in the wish, the disagreement, the settlement and the release; asked for by every role on every page."""
    burial = roads.buried(scene)
    one = burial.release.identification
    assert one is not None
    near, directs = hands.family_of(scene, one)
    office = hands.office(scene)
    disposing.elect(
        office, one.missing, directs=directs, choice="now", portions="tell", form=f"{CANARY} 1", words=f"{CANARY} 2",
        place=f"{CANARY} 3", honours=f"{CANARY} 4",
    )  # fmt: skip
    quarrel = disposing.disagree(office, one.missing, raised_by=near, words=f"{CANARY} 5")
    disposing.settle(scene.seat(Role.EXAMINER), quarrel, decided_by=f"{CANARY} 6", settlement=f"{CANARY} 7")
    burying.open_grave(office, burial, reason=f"{CANARY} 8", sure=True)
    drop("release_is_written_once_update", "homecoming_release")  # what was written stays; here it is planted
    Release.objects.filter(pk=burial.release_id).update(receiver=f"{CANARY} 9", escort=f"{CANARY} 10")
    item = burial.release.portions.select_related("item__thing").first()
    assert item is not None
    pages = [
        f"{LEAD}/wishes/{one.missing.code}/", f"{LEAD}/releases/", f"{LEAD}/releases/{burial.release.code}/",
        f"{LEAD}/graves/", f"{LEAD}/later/", f"{LEAD}/later/{one.missing.code}/", f"{LEAD}/{one.missing.code}/", "/i/heron/",
        f"/i/heron/custody/{item.item.code}/", "/i/heron/custody/discrepancies/", f"/i/heron/search/?q={CANARY}",
    ]  # fmt: skip
    reached = {role: _heard(scene, role, pages) for role in Role}
    assert reached[Role.CASUALTY] == set(range(1, 11))
    assert reached[Role.EXAMINER] == {5, 6, 7}
    assert reached[Role.CUSTODY] == {8, 9, 10}
    assert {role: heard for role, heard in reached.items() if heard and role not in ("casualty", "examiner", "custody")} == {}
    assert Election.objects.filter(words__contains=CANARY).count() == 1
    for path in pages[:7]:
        assert scene.client(scene.stranger_user).get(path).status_code == 404


def _heard(scene: Scene, role: str, pages: list[str]) -> set[int]:
    client = scene.client(role)
    told = " ".join(client.get(path).content.decode() for path in pages).replace(f"q={CANARY}", "")
    return {n for n in range(1, 11) if f"{CANARY} {n}<" in told or f"{CANARY} {n} " in told or f"{CANARY} {n}\n" in told}
