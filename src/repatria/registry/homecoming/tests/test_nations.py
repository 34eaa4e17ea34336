"""The nations of an incident: chosen from its own list, once however they are spelled; who signs for which is said by somebody else."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from repatria.registry.homecoming.actions import ending, nations
from repatria.registry.homecoming.models import Delegate, Nation
from repatria.registry.homecoming.nations import delegate_of, key_of
from repatria.registry.homecoming.tests.bones import bones, on_the_list
from repatria.registry.journal import clock
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.refusals import Impossible, NotAllowed, NotFound, Overtaken
from repatria.registry.testing.scene import Scene

CYRILLIC_A = "\u0430"


@pytest.mark.parametrize(
    "alike", ["northland", "North land", "Northland.", "North\u200bland", "\uff2eorthland", "N\u00f3rthland", "Northland\ufeff"]
)
def test_a_nation_stands_once_on_the_list_however_it_is_spelled(scene: Scene, alike: str) -> None:
    seat = scene.seat(Role.ADMINISTRATOR)
    nations.enter(seat, name="Northland", part="handed the boxes over")
    with pytest.raises(Overtaken, match="Northland stands on the list already"):
        nations.enter(seat, name=alike)


def test_what_is_no_name_or_mixes_scripts_is_refused(scene: Scene) -> None:
    seat = scene.seat(Role.ADMINISTRATOR)
    with pytest.raises(Impossible, match="mixes letters of two scripts"):
        nations.enter(seat, name=f"Northl{CYRILLIC_A}nd")
    with pytest.raises(Impossible, match="has no letter"):
        nations.enter(seat, name="---")
    with pytest.raises(Impossible, match="the nation is empty"):
        nations.enter(seat, name=" \u200b ")
    assert not Nation.objects.exists()
    assert key_of("  The N\u00f6rth-Land ") == "thenorthland"


def test_who_signs_is_named_by_somebody_else_for_one_nation_at_a_time(scene: Scene) -> None:
    seat, reviewer = scene.seat(Role.ADMINISTRATOR), scene.users[Role.REVIEWER]
    north, south = nations.enter(seat, name="Northland"), nations.enter(seat, name="Southland")
    with pytest.raises(NotAllowed, match="nobody names themself"):
        nations.name_delegate(seat, north, seat.user)
    with pytest.raises(Impossible, match="no reviewer or medical examiner"):
        nations.name_delegate(seat, north, scene.users[Role.HISTORIAN])
    row = nations.name_delegate(seat, north, reviewer)
    with pytest.raises(Overtaken, match="signs for Northland. End that first"):
        nations.name_delegate(seat, south, reviewer)
    with pytest.raises(NotFound):
        nations.end_delegate(scene.stranger, row, reason="mine")
    with pytest.raises(NotFound):
        nations.enter(scene.seat(Role.REVIEWER), name="Westland")
    nations.end_delegate(seat, row, reason="goes home")
    assert delegate_of(reviewer, scene.heron) is None
    with pytest.raises(Overtaken, match="no more"):
        nations.end_delegate(seat, row, reason="again")
    nations.name_delegate(seat, south, reviewer)
    nations.leave(seat, south, reason="signs nothing more")
    assert delegate_of(reviewer, scene.heron) is None
    with pytest.raises(Overtaken, match="takes no more part"):
        nations.name_delegate(seat, south, reviewer)
    assert "goes home" not in bytes(Entry.objects.get(tag="homecoming.delegate_ended").body).decode()


def test_the_database_holds_the_same(scene: Scene) -> None:
    seat, reviewer = scene.seat(Role.ADMINISTRATOR), scene.users[Role.REVIEWER]
    north, now = nations.enter(seat, name="Northland"), clock.now()
    told = {"nation": north, "user": reviewer, "since": now}
    other = scene.stranger.incident
    for wrong in ({"incident": other, "by": None}, {"incident": scene.heron, "by": reviewer}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Delegate.objects.create(**told, **wrong)  # a nation of another incident; named by themself
    row = nations.name_delegate(seat, north, reviewer)
    nations.end_delegate(seat, row, reason="goes home")
    for table, change in ((Nation, {"name": "Southland"}), (Delegate, {"until": None}), (Delegate, {"user": seat.user})):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.update(**change)  # type: ignore[attr-defined]
    with pytest.raises(DatabaseError), transaction.atomic():
        Delegate.objects.all().delete()


def test_the_administrator_names_who_signs_on_a_page(scene: Scene) -> None:
    tells = {"group": "a regiment", "receiving": "Southland", "evidence": "Buttons."}
    on_the_list(scene, "Southland")
    draft = ending.determine(scene.seat(Role.HISTORIAN), specimens=bones(scene, 1), **tells)
    admin, reviewer = scene.client(Role.ADMINISTRATOR), scene.client(Role.REVIEWER)
    here, sign = "/i/heron/home/nations/", f"/i/heron/home/without-a-name/groups/{draft.code}/sign/"
    assert "somebody signs for 0 so far" in admin.get("/i/heron/").content.decode()
    assert admin.post(here, {"name": "Northland", "part": "handed the boxes over"}).status_code == 302
    assert "stands on the list already" in admin.post(here, {"name": "NORTHLAND", "part": ""}).content.decode()
    assert reviewer.post(here, {"name": "Westland", "part": ""}).status_code == 404
    row = Nation.objects.get(name="Northland")
    assert "cannot sign it: you were named for no nation" in " ".join(reviewer.get(sign).content.decode().split())
    assert admin.post(f"{here}{row.pk}/who/", {"user": scene.users[Role.HISTORIAN].pk}).status_code == 200
    assert admin.post(f"{here}{row.pk}/who/", {"user": scene.users[Role.REVIEWER].pk}).status_code == 302
    assert "You sign for <strong>Northland</strong>" in reviewer.get(sign).content.decode()
    there = Delegate.objects.get()
    assert admin.post(f"{here}delegate/{there.pk}/end/", {"reason": "goes home"}).status_code == 302
    assert admin.post(f"{here}nation/{row.pk}/end/", {"reason": "signs nothing more"}).status_code == 302
    shown = reviewer.get(here).content.decode()
    assert "goes home" in shown and "signs nothing more" in shown and "Put a nation on the list" not in shown
    assert admin.get(f"{here}other/{row.pk}/end/").status_code == 404
