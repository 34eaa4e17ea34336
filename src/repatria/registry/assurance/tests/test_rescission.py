"""A rescission lists everything that rests on the wrong link: random webs against a twin that walks every table, row by row."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from repatria.registry.assurance.outcome import Outcome, size
from repatria.registry.assurance.tests.webs import Web, without_guards
from repatria.registry.assurance.tests.webs_walked import slowly
from repatria.registry.homecoming import dependents
from repatria.registry.homecoming.actions import undoing
from repatria.registry.homecoming.models import Correction
from repatria.registry.identification.models import Identification
from repatria.registry.journal import clock
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

Tell = Callable[[Outcome], Outcome]


class Undone(Exception):
    """Take a web back."""


def corrected(scene: Scene, row: Identification) -> set[tuple[str, str]]:
    """The steps of the correction that the rescission of ``row`` opens."""
    Correction.objects.filter(identification=row).delete()
    Identification.objects.filter(pk=row.pk).update(state="rescinded", state_why="wrong")
    made = undoing.open_correction(TheRegistry(scene.heron), row)
    return set(made.steps.values_list("kind", "about"))


def still_blind(
    row: Identification, truth: set[tuple[str, str]], blind: set[str], monkeypatch: pytest.MonkeyPatch
) -> set[str]:  # fmt: skip
    """The control: each part of the list left out in turn, of those in ``blind``; the parts whose absence the twin did not notice."""
    parts, left = dependents.PARTS, set(blind)
    for part in parts:
        if part.__name__ not in blind:
            continue
        with monkeypatch.context() as patch:
            patch.setattr(dependents, "PARTS", tuple(one for one in parts if one is not part))
            found = {(str(one.kind), one.about) for one in dependents.resting_on(row)}
        left -= {part.__name__} if found != truth else set()
    return left


def test_nothing_that_rests_on_a_wrong_link_is_missed(
    scene: Scene, seed: int, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, webs = time.monotonic(), size(2, 20)
    missed = extra = listed = tried = 0
    blind = {part.__name__ for part in dependents.PARTS}
    kinds: Counter[str] = Counter()
    for number in range(webs):
        try:
            with transaction.atomic():
                without_guards()
                web = Web(scene, random.Random(seed * 1_000 + number), clock.now())
                signed = [row for row in web.rows if row.state in ("signed", "void", "rescinded")]
                for row in signed:
                    before = {(str(one.kind), one.about) for one in dependents.resting_on(row)}
                    found = corrected(scene, row)
                    truth = slowly(row)
                    assert before == found, "the preview and the correction differ"
                    missed, extra = missed + len(truth - found), extra + len(found - truth)
                    listed, tried = listed + len(truth), tried + 1
                    kinds.update(kind for kind, _about in truth)
                    blind = still_blind(row, truth, blind, monkeypatch)
                raise Undone
        except Undone:
            continue
    tell(
        Outcome(
            proof="T-51", promise="a rescission lists everything that rests on the link, and nothing else", trials=listed,
            faults=missed + extra, seed=seed, seconds=time.monotonic() - began, engine=connection.vendor,
            control=f"{len(dependents.PARTS) - len(blind)} of {len(dependents.PARTS)} parts left out in turn were noticed",
            note=f"{tried} rescissions in {webs} random webs; {missed} missed, {extra} too many; kinds: {dict(sorted(kinds.items()))}",
        )
    )  # fmt: skip
    assert not missed and not extra
    assert set(kinds) == {str(kind) for kind in dependents.ORDER}
    assert not blind, "a list without this part was taken for whole"
