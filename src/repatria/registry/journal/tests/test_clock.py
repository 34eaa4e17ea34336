"""Invented time: bound to the exercises it was made for, never backwards, gone afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from repatria.registry.journal import clock
from repatria.registry.journal.entries import FlowFailed
from repatria.registry.journal.models import Entry
from repatria.registry.journal.recording import append
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

BEGAN = datetime(2018, 8, 1, 9, tzinfo=UTC)
FACTS = {"after": "a", "step": "b", "fault": "c"}


def test_it_moves_forward_only_and_ends() -> None:
    with clock.inventing(BEGAN, frozenset({"heron"})) as time:
        first = clock.now()
        assert BEGAN < first < clock.now() < BEGAN + timedelta(seconds=1)
        time.move_to(BEGAN + timedelta(days=400))
        assert clock.today().isoformat() == "2019-09-05"
        time.move_to(BEGAN)
        assert timezone.now() > BEGAN + timedelta(days=399)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert abs(timezone.now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert clock.invented_for() is None


def test_it_is_for_named_exercises_and_not_twice() -> None:
    with pytest.raises(RuntimeError, match="named exercises"), clock.inventing(BEGAN, frozenset()):
        pass
    with (
        clock.inventing(BEGAN, frozenset({"heron"})),
        pytest.raises(RuntimeError, match="once"),
        clock.inventing(BEGAN, frozenset({"heron"})),
    ):
        pass


@pytest.mark.django_db
def test_an_act_on_a_record_is_refused(scene: Scene) -> None:
    with clock.inventing(BEGAN, frozenset({scene.heron.slug})):
        with transaction.atomic():
            append(FlowFailed, TheRegistry(scene.heron), facts=FACTS)
        with pytest.raises(RuntimeError, match="does not live in invented time"), transaction.atomic():
            append(FlowFailed, TheRegistry(scene.record), facts=FACTS)
        with pytest.raises(RuntimeError, match="the registry itself"), transaction.atomic():
            append(FlowFailed, TheRegistry(), facts=FACTS)
    assert Entry.objects.get(tag=FlowFailed.tag).at.date() == BEGAN.date()
