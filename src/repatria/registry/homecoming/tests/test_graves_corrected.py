"""A grave under a name that does not hold stands in a correction, or on the desk until it does; who may not read where is not told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from repatria.registry.homecoming import undoing
from repatria.registry.homecoming.actions import burying, going, telling
from repatria.registry.homecoming.actions import undoing as steps
from repatria.registry.homecoming.desks import undoing as desk
from repatria.registry.homecoming.models import Burial, CorrectionStep
from repatria.registry.homecoming.queries import timeline
from repatria.registry.homecoming.status.telling import status_of
from repatria.registry.homecoming.tests import hands, roads
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import AskAgain
from repatria.registry.testing.scene import Scene

HOME = "/i/heron/home"


def under(burial: Burial) -> Identification:
    return Identification.objects.get(pk=burial.release.identification_id)


def step_of(scene: Scene, burial: Burial) -> CorrectionStep:
    hands.rescinded(scene, under(burial))
    (row,) = undoing.sweep(scene.heron)
    return row.steps.get(kind="grave", about=f"grave {burial.pk}")


def test_a_grave_is_a_step_of_the_correction_and_stays_closed_by_somebodys_word_only(scene: Scene) -> None:
    burial = roads.buried(scene)
    step, examiner = step_of(scene, burial), scene.seat(Role.EXAMINER)
    with pytest.raises(AskAgain, match="was not opened, so that it stays as it is"):
        steps.end_step(examiner, step, outcome="The family wishes it so.")
    page = f"{HOME}/corrections/{under(burial).code}/steps/{step.pk}/"
    client = scene.client(Role.EXAMINER)
    assert 'name="sure"' in client.get(page).content.decode()
    assert "was not opened" in client.post(page, {"outcome": "The family wishes it so."}).content.decode()
    assert client.post(page, {"outcome": "The family wishes it so.", "sure": "on"}).status_code == 302
    step.refresh_from_db()
    assert step.done is not None and desk_says(scene) is False


def test_an_opened_grave_ends_its_step_without_a_second_asking(scene: Scene) -> None:
    burial = roads.buried(scene)
    step = step_of(scene, burial)
    burying.open_grave(hands.office(scene), burial, reason="The family asked for it.", sure=True)
    page = f"{HOME}/corrections/{under(burial).code}/steps/{step.pk}/"
    client = scene.client(Role.EXAMINER)
    assert 'name="sure"' not in client.get(page).content.decode()
    assert client.post(page, {"outcome": "Opened; they are here again."}).status_code == 302


def test_a_grave_that_the_signature_of_today_leaves_out_is_on_the_desk_until_it_was_rescinded(scene: Scene) -> None:
    burial = roads.buried(scene)
    one, bones = under(burial), [member.specimen for member in under(burial).version.members.all()]
    hands.fall(one)
    assert not desk_says(scene), "void only: it may be signed again as it was"
    other = hands.again(scene, one, bones=bones[:1])
    assert desk_says(scene) and not desk_says(scene, Role.REVIEWER)
    assert f"{HOME}/corrections/{one.code}/before/" in scene.client(Role.EXAMINER).get("/i/heron/").content.decode()
    hands.fall(other)
    hands.again(scene, one, bones=bones)
    assert not desk_says(scene), "every bone that lies there is signed for them"
    hands.fall(Identification.objects.filter(missing=one.missing, state="signed").get())
    hands.again(scene, one, bones=roads.bones(scene))
    assert desk_says(scene)
    assert step_of(scene, burial).kind == "grave" and not desk_says(scene)


def desk_says(scene: Scene, role: Role = Role.CASUALTY) -> bool:
    return any("In the grave of" in alarm.sentence for alarm in desk.alarms(scene.seat(role)))


def test_what_arrives_after_a_rescission_is_asked_twice_and_the_entry_says_so(scene: Scene) -> None:
    release = roads.under_way(scene)
    code = hands.rescinded(scene, Identification.objects.get(pk=release.identification_id)).code
    with pytest.raises(AskAgain, match=f"{code} was rescinded while it was under way"):
        roads.arrive(scene, release)
    client, page = scene.client(Role.CASUALTY), f"{HOME}/releases/{release.code}/act/in/"
    shown = client.get(page).content.decode()
    assert f"{code} was rescinded" in shown and 'name="sure"' in shown
    ids = list(release.portions.values_list("item_id", flat=True))
    told = {f"mass_{pk}": "100" for pk in ids} | {f"pieces_{pk}": "1" for pk in ids}
    told |= {"signed_by": "Mr Vandel", "document": "manifest 3"}
    assert "all the same?" in client.post(page, told).content.decode()
    assert client.post(page, told | {"sure": "on"}).status_code == 302
    entry = Entry.objects.get(tag="homecoming.counted_in", subject=release.code)
    assert f"{code} was rescinded" in entry.said["facts"]["fell"]


def test_what_stands_is_counted_in_without_a_second_asking(scene: Scene) -> None:
    release = roads.under_way(scene)
    shown = scene.client(Role.CASUALTY).get(f"{HOME}/releases/{release.code}/act/in/").content.decode()
    assert 'name="sure"' not in shown
    assert going.count_in(
        hands.office(scene), release, counts=roads.counts(release), signed_by="Mr Vandel", document="manifest 3"
    ).arrived


def test_a_telling_taken_back_stands_on_the_day_on_which_the_family_was_told(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = hands.told(scene)
    hands.rescinded(scene, notice.identification)
    day, now = clock.today() + timedelta(days=2), clock.now() + timedelta(days=9)
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(clock, "today", lambda: now.date())
    done = telling.take_back(hands.office(scene), notice, on=day, words="We were wrong.")
    assert done.ended is not None and done.ended.date() != day
    person = hands.person_of(notice.identification)
    (event,) = [one for one in timeline.events(hands.office(scene), person) if one.kind == "taken back"]
    assert event.on == day
    said = " ".join(status_of(notice.missing).texts)
    assert f"On {day.day} {day:%B %Y} we told your family that we had been wrong" in said, said


def test_where_somebody_lies_is_read_by_the_office_and_by_carriers_only(scene: Scene) -> None:
    burial = roads.buried(scene)
    pages = (f"{HOME}/graves/", f"{HOME}/releases/{burial.release.code}/")
    for role, reads in ((Role.CASUALTY, True), (Role.CUSTODY, True), (Role.REVIEWER, False), (Role.AUDITOR, False)):
        for page in pages:
            shown = scene.client(role).get(page).content.decode()
            assert ("Hillside" in shown and "row 4, 12" in shown) is reads, (role, page)


def test_fixed_words_are_no_choice_while_a_signature_stands(scene: Scene) -> None:
    one = hands.signed(scene)
    near, _directs = hands.family_of(scene, one)
    client, page = scene.client(Role.CASUALTY), f"{HOME}/{one.missing.code}/act/contact/"
    shown = client.get(page).content.decode()
    assert 'name="wording"' not in shown and "Nobody has been identified" not in shown and "A signature stands" in shown
    told = {"kin": near.pk, "on": clock.today().isoformat(), "channel": "phone", "wording": "tag", "words": ""}
    assert "not true" in client.post(page, told).content.decode()
    hands.fall(one)
    shown = client.get(page).content.decode()
    assert 'name="wording"' in shown and "Nobody has been identified" in shown
