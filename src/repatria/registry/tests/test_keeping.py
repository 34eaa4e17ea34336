"""What is made once and put back is what the acts wrote, to the last byte; where the beginning differs, it is made again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from repatria.registry.claims.models import Party
from repatria.registry.people import actions
from repatria.registry.people.models import User
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing import shelf
from repatria.registry.testing.keeping import kept, watch
from repatria.registry.testing.scene import Scene

TRIGGERS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname",
}
pytestmark = pytest.mark.django_db


def triggers() -> list[tuple[str, str]]:
    """Every trigger of the database."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor])
        return list(cursor.fetchall())


def everything() -> dict[str, Any]:
    """Every row of the database."""
    with watch.looking_away():
        return {name: shelf.table(name) for name in shelf._models()}


def undone(do: Any) -> Any:
    """What ``do`` says, in a transaction that is taken back; the database then stands where it stood."""
    watch.begin()
    with transaction.atomic():
        said = do()
        transaction.set_rollback(True)
    watch.begin()
    return said


def test_what_is_put_back_is_what_was_made_to_the_last_row() -> None:
    from repatria.registry.homecoming.tests import hands

    fresh, before = kept(Scene), triggers()

    def do() -> Any:
        scene = fresh()
        one = hands.signed(scene)
        hands.rescinded(scene, one)  # a trigger writes beside
        return scene, one, hands.signed(scene), everything(), len(connection.run_on_commit), watch.place

    scene, one, second, made, waiting, place = undone(do)
    there = undone(do)
    assert there[3] == made and there[4:] == (waiting, place) and place
    assert triggers() == before
    again = there[0]
    assert again is not scene and again.users == scene.users and there[1:3] == (one, second) and there[1] is not one
    assert set(vars(again)) == set(vars(scene)), "what a making left with the scene is there again"


def test_a_test_that_changed_what_it_was_given_changed_it_for_itself_and_goes_on_from_it() -> None:
    fresh = kept(Scene)
    undone(lambda: setattr(fresh().heron, "title", "changed by a test"))
    scene = fresh()
    assert scene.heron.title == "Exercise Heron"
    user = actions.add_user(TheRegistry(), "newcomer", name="Newcomer", password=None)
    assert user.pk not in {one.pk for one in scene.users.values()}


def test_after_any_other_writing_it_is_made_anew() -> None:
    made: list[int] = []

    @kept
    def make() -> User:
        made.append(len(made))
        return actions.add_user(TheRegistry(), f"somebody{len(made)}", name="Somebody", password=None)

    @kept
    def shut(user: User) -> None:
        User.objects.filter(pk=user.pk).update(username=f"{len(made)}")

    first, second = undone(lambda: (make(), make()))
    assert undone(lambda: (make(), make())) == (first, second) and len(made) == 2, "one after the other, each from its place"
    one = make()
    shut(one)
    assert User.objects.get(pk=one.pk).username == "2"
    Party.objects.none().delete()
    assert watch.place, "reading and doing nothing leaves the place"
    User.objects.filter(pk=one.pk).update(username="by hand")
    assert not watch.knows() and make().username == "somebody3" and User.objects.get(pk=one.pk).username == "by hand"


def test_rows_and_files_that_a_making_changed_come_back_changed(tmp_path: Path, settings: Any) -> None:
    fresh = kept(Scene)

    @kept
    def change(scene: Scene, name: str) -> None:
        User.objects.filter(pk=scene.stranger_user.pk).update(username=name)
        (settings.HOME.folder / "cases").mkdir(exist_ok=True)
        (settings.HOME.folder / "cases" / "one").write_text(name)

    for name in ("first", "second"):
        for turn in ("one", "two"):
            folder = tmp_path / turn
            folder.mkdir(exist_ok=True)
            settings.HOME = replace(settings.HOME, folder=folder)

            def do(name: str = name) -> tuple[str, str]:
                scene = fresh()
                change(scene, name)
                return User.objects.get(pk=scene.stranger_user.pk).username, (
                    settings.HOME.folder / "cases" / "one"
                ).read_text()

            assert undone(do) == (name, name)
