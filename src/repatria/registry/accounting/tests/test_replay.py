"""What was known on any past day: every figure against a slow twin that reads the journal day by day, and the balances beside it."""

from __future__ import annotations

from datetime import timedelta

from repatria.registry.accounting import actions, queries
from repatria.registry.accounting.balances import balances
from repatria.registry.accounting.figures.all import FIGURES
from repatria.registry.accounting.ledger.book import today_of
from repatria.registry.accounting.tests import hands
from repatria.registry.accounting.tests.hands import Life
from repatria.registry.journal import clock
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

OTHER_WAYS = ("claimed-", "people-", "bones-of-a-group", "bones-laid", "decided-by-others-alone")
"""Figures that the twin does not count: they are tested where they are made."""


def agree(life: Life) -> int:
    """Every figure of every day, and of days between, against the twin; how many numbers were compared."""
    scene, compared = life.scene, 0
    days = sorted({*life.days, *(day + timedelta(days=1) for day in life.days), life.first - timedelta(days=1)})
    for day in [day for day in days if day <= max(life.days)]:
        twin = hands.twin(scene, day)
        for key, figure in FIGURES.items():
            if key.startswith(OTHER_WAYS) and key != "people-waiting":
                continue
            found = figure.of(scene.heron, day)
            assert (found or 0) == twin[key], f"{day}: {key} is {found}, the twin counts {twin[key]}"
            compared += 1
        for one in balances(scene.heron, day):
            open_ = -len(one.open) if one.name in ("people", "families") else len(one.open)
            assert one.left_sum == one.right_sum + open_, f"{day}: {one.sentence}"
    return compared


def test_things_agree_with_the_twin_on_every_day(scene: Scene) -> None:
    with hands.living(scene) as life:
        hands.things(life)
        assert agree(life) > 400
        close = {one.name: one for one in balances(scene.heron, life.days[-1])}
        assert all(one.closes for one in close.values())
        assert FIGURES["boxes-otherwise"].of(scene.heron, life.days[-1]) == 1
        assert FIGURES["boxes-made"].of(scene.heron, life.days[-1]) == 3
        assert FIGURES["bones-received"].of(scene.heron, life.days[-2]) == 2
        assert FIGURES["bones-received"].of(scene.heron, life.days[-1]) == 1
        assert FIGURES["bones-received"].of(scene.heron, life.first) is None


def test_people_agree_with_the_twin_on_every_day(scene: Scene) -> None:
    with hands.living(scene) as life:
        told = hands.people(life)
        assert agree(life) > 500
        last = life.days[-1]
        close = {one.name: one for one in balances(scene.heron, last)}
        assert not close["families"].closes
        assert [pk for pk, _why in close["families"].open] == [told["fell"].missing_id]
        assert close["people"].closes and close["bones"].closes
        assert FIGURES["home"].of(scene.heron, last) == 1
        assert FIGURES["decided-by-others-alone"].of(scene.heron, last) == 1


def test_an_exercise_that_was_lived_ahead_of_today_is_shown_to_its_last_day(scene: Scene) -> None:
    with hands.living(scene) as life:
        hands.things(life)
        last = life.days[-1]
        told = FIGURES["bones-received"].of(scene.heron, last)
    assert clock.today() < last
    examiner = scene.seat(Role.EXAMINER)
    assert queries.today(examiner) == last and FIGURES["bones-received"].of(scene.heron, last) == told == 1
    assert actions.publish(examiner, day=last).day == last
    assert f"end of {last.isoformat()}" in scene.client(Role.EXAMINER).get("/i/heron/account/").content.decode()
    assert queries.today(scene.seat(Role.EXAMINER, scene.heron)) == last and today_of(scene.other) == clock.today()


def test_endings_without_a_name_agree_with_the_twin_on_every_day(scene: Scene) -> None:
    with hands.living(scene) as life:
        hands.endings(life)
        assert agree(life) > 150
        last = life.days[-1]
        bones = next(one for one in balances(scene.heron, last) if one.name == "bones")
        assert not bones.closes and [why for _pk, why in bones.open] == ["counted out and not counted in: it did not arrive"]
        assert FIGURES["bones-transferred"].of(scene.heron, last) == 1
        assert FIGURES["bones-laid"].of(scene.heron, last) == 2
        assert FIGURES["bones-of-a-group"].of(scene.heron, last) == 2
