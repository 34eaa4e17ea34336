"""The anthropology summary: the same bytes, no name, conflicts with their answers, only of what cannot change any more."""

from __future__ import annotations

import pytest

from repatria.registry.custody.models import Item
from repatria.registry.drawing.tests.pdftext import pages_of
from repatria.registry.inventory.actions import allowing, grouping
from repatria.registry.inventory.models import Individual
from repatria.registry.inventory.tests.conftest import Enter
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat
from repatria.registry.testing.scene import Scene


@pytest.fixture
def by(scene: Scene) -> Seat:
    return scene.seat(Role.ANTHROPOLOGIST)


@pytest.fixture
def locked(scene: Scene, by: Seat, enter: Enter) -> Individual:
    """A left femur and a tibia, with a second left femur that a reviewer allowed."""
    group = grouping.open_individual(by, [enter("fe l 5"), enter("ti r 5")])
    twin = enter("fe l 5")
    question = allowing.ask_allowance(by, group, twin, why="a double femur was described in the field")
    allowing.answer_allowance(scene.seat(Role.REVIEWER), question, allow=True, answer="seen; it is one bone in two pieces")
    grouping.add_members(by, group, [twin])
    grouping.lock_individual(by, group)
    return group


def address(group: Individual) -> str:
    return f"/i/heron/inventory/individuals/{group.code}/paper/"


def test_it_shows_bones_conflicts_and_the_head_of_the_last_act(scene: Scene, locked: Individual) -> None:
    browser = scene.client(Role.ANTHROPOLOGIST)
    answer = browser.get(address(locked))
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(pages_of(answer.content))
    for words in ("Anthropology summary", locked.code, "Left femur", "twice", "allowed by a reviewer", "at least 2"):
        assert words.lower() in text.lower(), words
    last = Entry.objects.filter(subject=locked.code).latest("seq").seq
    assert f"after {last:,} entries" in text


def test_the_same_state_gives_the_same_bytes_and_a_look_changes_nothing(scene: Scene, locked: Individual) -> None:
    browser = scene.client(Role.EXAMINER)
    first = browser.get(address(locked)).content
    scene.person("somebody.new", Role.CUSTODY)
    assert browser.get(address(locked)).content == first


def test_what_may_still_change_is_not_printed(scene: Scene, by: Seat, enter: Enter) -> None:
    group = grouping.open_individual(by, [enter("fe l 5")])
    answer = scene.client(Role.ANTHROPOLOGIST).get(address(group))
    assert answer.status_code == 422 and "is open and may still change. Lock it" in answer.content.decode()


def test_a_withdrawn_grouping_is_void(scene: Scene, by: Seat, locked: Individual) -> None:
    grouping.withdraw_individual(by, locked, reason="two people after all")
    pages = pages_of(scene.client(Role.ANTHROPOLOGIST).get(address(locked)).content)
    assert all("VOID" in page for page in pages) and "two people after all" in pages[0]


def test_it_is_hidden_from_strangers_and_from_families(scene: Scene, locked: Individual) -> None:
    assert scene.client(scene.stranger_user).get(address(locked)).status_code == 404
    assert scene.client(Role.CASUALTY).get(address(locked)).status_code == 404


def test_the_inventory_of_a_container_lists_every_bone_and_nothing_that_is_claimed(
    scene: Scene, box: Item, enter: Enter
) -> None:
    browser, where = scene.client(Role.ANTHROPOLOGIST), f"/i/heron/inventory/containers/{box.code}/paper/"
    empty = browser.get(where)
    assert empty.status_code == 422 and "nothing was entered of it yet" in empty.content.decode()
    bones = [enter("fe l 5"), enter("fe l 5"), enter("ti r 5")]
    answer = browser.get(where)
    text = " ".join(pages_of(answer.content))
    assert answer["Content-Type"] == "application/pdf" and "Exercise: everyone here is invented." in text
    for words in ("Inventory of a container", box.code, "Left femur", "at least 2", *(bone.code for bone in bones)):
        assert words.lower() in text.lower(), words
    assert browser.get(where).content == answer.content
    assert scene.client(scene.stranger_user).get(where).status_code == 404
    assert b"/paper/" in browser.get(f"/i/heron/inventory/containers/{box.code}/").content
