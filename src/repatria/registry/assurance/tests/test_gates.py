"""The gates of the way home: nobody is told before a signature, nothing leaves before a wish, no name is public before the telling.

Random people in random states, tried at random: by the acts, on the pages, through the machine entrance and by raw SQL. What must be
refused is tried only; whatever goes through is a fault. Two controls: where a gate is open each way goes through, and with the
triggers dropped, or the check of an act taken out, what was refused goes through.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from repatria.registry.assurance.outcome import Outcome, size
from repatria.registry.assurance.tests.gatekeepers import GATES, WAYS, World, counted, tried, without_triggers, world_of
from repatria.registry.homecoming import gates
from repatria.registry.testing.scene import Scene

Tell = Callable[[Outcome], Outcome]
EVERY = 500
"""After so many attempts it is looked whether anything went through unseen."""
OFTEN = {"act": 4, "page": 1, "program": 1, "row": 4}
"""How often each way is tried, of ten."""
OPEN = (("due", "tell"), ("told", "publish"), ("wished", "release"))
"""In these states these gates are open."""


@pytest.fixture
def world(scene: Scene) -> World:
    """One person in each state."""
    return world_of(scene)


@pytest.mark.django_db
def test_nothing_passes_a_gate(world: World, seed: int, tell: Tell, monkeypatch: pytest.MonkeyPatch) -> None:
    rng, began, trials = random.Random(seed), time.monotonic(), size(100, 10_000)
    before, met, faults = counted(), Counter[str](), []
    shut = [one for one in world.people if one.shut]
    for number in range(trials):
        who, way = rng.choice(shut), rng.choices(list(OFTEN), list(OFTEN.values()))[0]
        gate = rng.choice(who.shut)
        ended = tried(world, who, gate, way, rng)
        met[f"{gate} by {way}: {ended}"] += 1
        faults += [f"{who.state}: {gate} by {way}"] if ended == "passed" else []
        if number % EVERY == 0 and counted() != before:
            faults.append(f"something stands after attempt {number}")
    faults += ["something stands at the end"] if counted() != before else []
    open_, red, blind = through_where_open(world, rng), without_a_guard(world, rng), without_a_check(world, rng, monkeypatch)
    tell(
        Outcome(
            "gates of the way home",
            "nobody is told before a signature, nothing leaves before a wish, no name is public before the telling",
            trials,
            len(faults),
            f"where a gate is open {len(open_)} of 12 ways go through; with the triggers dropped {len(red)} of {len(GATES)} kinds of "
            f"rows do, and the act without its check: {blind[1]} (with triggers: {blind[0]})",
            seed,
            time.monotonic() - began,
            engine="sqlite" if connection.vendor == "sqlite" else "postgres",
            note=", ".join(f"{kind} {n}" for kind, n in sorted(met.items())),
        )
    )
    assert faults == []
    assert open_ == {(gate, way) for gate in GATES for way in WAYS}, "an attempt is refused where it should not be"
    assert red == set(GATES), "a control did not go through: the attempt itself is at fault"
    assert blind == ("refused", "passed"), "the database refuses, and the act says it in words; without that nothing does"
    assert {f"{gate} by {way}" for gate in GATES for way in WAYS} <= {kind.split(":")[0] for kind in met}


def through_where_open(world: World, rng: random.Random) -> set[tuple[str, str]]:
    """The first control: which ways go through where the gate is open."""
    people = {one.state: one for one in world.people}
    return {
        (gate, way) for state, gate in OPEN for way in WAYS if tried(world, people[state], gate, way, rng) == "passed"
    }  # fmt: skip


def without_a_guard(world: World, rng: random.Random) -> set[str]:
    """The second: which kinds of rows go through once nothing in the database guards them."""
    gone = set()
    with without_triggers():
        for who in world.people:
            gone |= {gate for gate in who.shut if tried(world, who, gate, "row", rng) == "passed"}
    return gone


def without_a_check(world: World, rng: random.Random, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The third: an act whose own check is taken out, with the database's guard and without it."""
    who = next(one for one in world.people if one.state == "due")
    with monkeypatch.context() as careless:
        careless.setattr(gates, "told_of", lambda pk: gates.due_of(pk))
        guarded = tried(world, who, "publish", "act", rng)
        with without_triggers():
            return guarded, tried(world, who, "publish", "act", rng)
