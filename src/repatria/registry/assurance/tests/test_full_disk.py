"""T-03: a full disk or a locked database refuses with a sentence, writes nothing, and reads go on."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import OperationalError, connection

from repatria.registry.assurance import filling
from repatria.registry.assurance.checking import entries_in
from repatria.registry.assurance.outcome import Outcome, size
from repatria.registry.custody import actions
from repatria.registry.custody.models import Item, Transfer
from repatria.registry.home import DATABASE
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

pytestmark = pytest.mark.sqlite
ENDLESS = 4294967294


def test_a_disk_that_fills_up_at_any_write_refuses_and_loses_nothing(
    registry: Callable[[str], Path], seed: int, tell: Callable[[Outcome], Outcome]
) -> None:
    began, rng = time.monotonic(), np.random.default_rng(seed)
    folder = registry("real")
    before = entries_in(folder / DATABASE)
    runs, hits, faults = size(3, 40), 0, []
    for number in range(runs):
        copy = Path(shutil.copytree(folder, folder.with_name(f"run{number}")))
        write = int(rng.integers(1, 400)) if number else 1
        told = filling.fill(
            copy,
            write=write,
            sticky=bool(number % 2),
            seed=seed + number,
            acts=60,
            before=before,
        )
        hits += told.hit
        faults += [f"write {write}: {fault}" for fault in told.faults]
        shutil.rmtree(copy)
    control = filling.fill(registry("control"), write=40, sticky=True, seed=seed, acts=60, before=before, early=True)
    tell(
        Outcome(
            "T-03",
            "a full disk refuses, says so, writes nothing; reads go on",
            runs,
            len(faults),
            f"acknowledging before the commit broke {len(control.faults)} promises",
            seed,
            time.monotonic() - began,
            note=f"the fault reached an act in {hits} runs.",
        )
    )
    assert faults == []
    assert hits >= runs // 2, "too few runs met the fault"
    assert control.faults, "the control broke nothing: the proof cannot see a loss"


def test_a_disk_that_fails_a_sync_loses_nothing_and_says_what_is_not_known(
    registry: Callable[[str], Path], seed: int, tell: Callable[[Outcome], Outcome]
) -> None:
    """T-04, as far as it goes: what was acknowledged stays; of the act that failed it is said that nobody knows."""
    began, rng, runs = time.monotonic(), np.random.default_rng(seed), size(1, 15)
    folder, hits, kept, faults = registry("real"), 0, 0, []
    before = entries_in(folder / DATABASE)
    for number in range(runs):
        copy = Path(shutil.copytree(folder, folder.with_name(f"run{number}")))
        sync = int(rng.integers(2, 20))
        told = filling.fill(copy, write=sync, sticky=bool(number % 2), seed=seed + number, acts=40, before=before, error="EIO")
        hits, kept = hits + told.hit, kept + told.kept_after_all
        faults += [f"sync {sync}: {fault}" for fault in told.faults]
        shutil.rmtree(copy)
    tell(
        Outcome(
            "T-04",
            "a disk that fails a sync loses no acknowledged act, and the answer says that the act in hand is uncertain",
            runs,
            len(faults),
            "see T-03: the same engine sees a registry that acknowledges too early",
            seed,
            time.monotonic() - began,
            note=f"the fault reached an act in {hits} runs; in {kept} of them that act was there after a restart. The registry does "
            "not stop by itself after such a fault.",
        )
    )
    assert faults == []
    assert hits


@pytest.fixture
def full_disk() -> Iterator[Callable[[bool], None]]:
    """The database may not grow by a page: SQLite itself then says that the disk is full."""

    def set_full(full: bool) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            pages = cursor.fetchone()[0]
            cursor.execute(f"PRAGMA max_page_count = {pages if full else ENDLESS}")

    yield set_full
    set_full(False)


OFFERS = 60  # more than fit into what a full database has left on its pages


@pytest.fixture
def offer(transactional_db: None) -> tuple[Scene, Item]:
    """A box, held by the custody officer; for tests with real commits."""
    scene = Scene()
    return scene, actions.take(scene.seat(Role.CUSTODY), what="box", giver="the other side")


def post_offer(browser: Any, scene: Scene, box: Item) -> Any:
    told = {"to": scene.users["second custody"].pk, "reason": "to the laboratory " * 15}
    return browser.post(f"/i/heron/custody/{box.code}/act/hand-over/", told)


def fill_up(scene: Scene) -> None:
    """Use up what is left of the last pages, so that the next act needs a new one."""
    with pytest.raises(OperationalError, match="full"):
        for number in range(2000):
            actions.take(scene.seat(Role.CUSTODY), what=f"{number} " + "x" * 150, giver="the other side")


def test_a_page_says_that_the_disk_is_full_and_others_still_read(
    offer: tuple[Scene, Item], full_disk: Callable[[bool], None]
) -> None:
    scene, first = offer
    boxes = [first, *(actions.take(scene.seat(Role.CUSTODY), what="box", giver="the other side") for _ in range(OFFERS))]
    browser = scene.client(Role.CUSTODY)
    assert browser.get(f"/i/heron/custody/{first.code}/").status_code == 200
    full_disk(True)
    fill_up(scene)
    box, answer, before = _refused(browser, scene, boxes)
    assert answer.status_code == 503
    assert "The disk is full. Nothing was written" in answer.content.decode()
    assert (Entry.objects.count(), Transfer.objects.count()) == before
    assert browser.get(f"/i/heron/custody/{box.code}/").status_code == 200
    full_disk(False)  # the control: with room again the same act is done
    assert post_offer(browser, scene, box).status_code == 302
    assert Transfer.objects.count() == before[1] + 1


def _refused(browser: Any, scene: Scene, boxes: list[Item]) -> tuple[Item, Any, tuple[int, int]]:
    """The first offer that finds no room, its answer, and what stood before it: pages that are not full yet take a few."""
    for box in boxes:
        before = (Entry.objects.count(), Transfer.objects.count())
        answer = post_offer(browser, scene, box)
        if answer.status_code != 302:
            return box, answer, before
    raise AssertionError(f"{len(boxes)} offers found room on a disk that is full")


def test_a_page_says_that_the_database_is_locked(offer: tuple[Scene, Item]) -> None:
    scene, box = offer
    browser = scene.client(Role.CUSTODY)
    before = Entry.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 100")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        answer = post_offer(browser, scene, box)
        assert answer.status_code == 503
        assert "Somebody else is writing" in answer.content.decode()
        assert browser.get(f"/i/heron/custody/{box.code}/").status_code == 200
        other.execute("ROLLBACK")
        assert (Entry.objects.count(), Transfer.objects.count()) == (before, 0)
        assert post_offer(browser, scene, box).status_code == 302  # the control: unlocked, it is done
    finally:
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 20000")
