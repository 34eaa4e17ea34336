"""The desk goes through no list of all things for what is few: how SQLite means to answer is asked, not how long it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from repatria.registry.custody import queries as custody
from repatria.registry.identification import joint
from repatria.registry.intake import desk as intake
from repatria.registry.inventory.queries import individuals
from repatria.registry.laboratory import queries as laboratory
from repatria.registry.people.roles import Role
from repatria.registry.searching import desk as searching
from repatria.registry.searching.models import Search
from repatria.registry.testing.scene import Scene

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]
ALL_THINGS = re.compile(r"(SCAN codes_thing\b.*|SEARCH codes_thing USING .*\(incident_id=\?\))$")
FEW: dict[str, Callable[[Any], Iterable[Any]]] = {
    "searches": lambda seat: [*searching.alarms(seat), *searching.counts(seat)],
    "hand-overs and accessions": intake.counts,
    "what does not agree": lambda seat: custody.discrepancies(seat, only_open=True).order_by("-opened")[:7],
    "lines with a gap": custody.broken_lines,
    "questions to a reviewer": lambda seat: individuals.allowances(seat, waiting=True),
    "the first samples": lambda seat: laboratory.samples(seat)[:50],
    "pairs of the joint answer": lambda seat: joint._one_a_person(seat, Search(pk=1)).order_by("-posterior", "pk")[:50],
}


def plans(ask: Callable[[], Iterable[Any]]) -> list[tuple[str, str]]:
    """(SQL, step of its plan) of everything that ``ask`` asks."""
    with CaptureQueriesContext(connection) as asked:
        list(ask())
    found = []
    with connection.cursor() as cursor:
        for one in asked.captured_queries:
            if one["sql"].startswith("SELECT"):
                cursor.execute("EXPLAIN QUERY PLAN " + one["sql"])
                found += [(one["sql"], str(step[-1])) for step in cursor.fetchall()]
    return found


@pytest.mark.parametrize("what", FEW)
def test_the_few_are_found_without_going_through_all_things(scene: Scene, what: str) -> None:
    seat = scene.seat(Role.REVIEWER)
    steps = plans(lambda: FEW[what](seat))
    assert steps, "something was asked"
    assert [(step, sql) for sql, step in steps if ALL_THINGS.match(step)] == []


def test_control_a_list_of_all_things_would_be_seen(scene: Scene) -> None:
    seat = scene.seat(Role.REVIEWER)
    assert any(ALL_THINGS.match(step) for _, step in plans(lambda: seat.things()))
