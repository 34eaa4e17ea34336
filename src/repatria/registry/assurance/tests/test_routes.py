"""T-21: every address × method × role × {own, other laboratory, other incident, nobody, ended}: nothing unexpected is answered.

Families' private pages and the pages open to everybody are asked as strangers. The parts: ``own_things``, ``others_things``,
``outside``. At the named size everything is asked; in an ordinary run each address, with a share of the rest drawn by the seed.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from repatria.registry.assurance import auditing
from repatria.registry.assurance.outcome import Outcome
from repatria.registry.assurance.routes import routes
from repatria.registry.assurance.tests import fuller, outside, world
from repatria.registry.assurance.tests.matrix import Matrix, seated
from repatria.registry.assurance.tests.others_things import foreign, strangers
from repatria.registry.assurance.tests.own_things import own_addresses
from repatria.registry.journal import heading, heads
from repatria.registry.people.roles import verbs
from repatria.registry.people.seats import Seat
from repatria.registry.testing.scene import Scene

Tell = Callable[[Outcome], Outcome]
NO_VERB: dict[str, str] = {
    "front": "open to everybody, names nobody",
    "health": "says well or not, nothing else",
    "style": "sample data only",
    "enter": "the exercise's doors; proven in test_doors",
    "account_": "of the account library; proven in test_doors",
    "mfa_": "of the account library; proven in test_doors",
    "machine:": "the machine entrance: keys instead of sessions; proven in test_machine",
    "family": "a relative's private page: a link and a number instead of a seat; asked as strangers here",
    "public-record": "the public record, cited, names nobody of ours; asked as strangers here",
    "elements": "the elements of two public reports, in our words; names nobody",
    "public-account": "the last published account; names nobody, small numbers suppressed; asked as strangers here",
}
"""Addresses (by the beginning of their name) without a verb of a seat, each with the reason."""
UNFILLED: dict[str, str] = {}
"""Addresses whose own thing this world cannot make, each with the reason: none. A new address must be fillable or stand here."""


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path, quick_doors: None) -> None:
    """Uploads, a signing key and a witness of this test only: a receipt carries a signed head."""
    settings.HOME = replace(settings.HOME, folder=tmp_path)
    for folder in (settings.HOME.keys, settings.HOME.witness_folder):
        folder.mkdir()
    heads.generate(settings.HOME.keys / heading.KEY)


@pytest.fixture
def crews(scene: Scene) -> dict[str, world.Crew]:
    """Three crews with a little of everything each."""
    made = {
        "own": world.crew(scene, "north", scene.heron, scene.laboratory),
        "laboratory": world.crew(scene, "south", scene.heron, scene.elsewhere),
        "incident": world.crew(scene, "far", scene.other, scene.elsewhere),
    }
    for name, crew in made.items():
        for _, step in world.furnish(crew, name):
            step()
    return made


@pytest.fixture
def fills(scene: Scene, crews: dict[str, world.Crew], tmp_path: Path) -> dict[str, fuller.Fills]:
    """For each crew what stands in the addresses that open one thing; pairs that were weighed are of incidents, not of laboratories."""
    found = {name: fuller.fill(crew, name, tmp_path) for name, crew in crews.items()}
    found["own"] |= fuller.brought_home(crews["own"], scene)  # before the search of the decided pair, which is to be the last
    found["own"] |= fuller.decided(scene)
    found["own"] |= fuller.accounted(scene)
    found["incident"] |= fuller.undecided(scene)
    found["incident"] |= fuller.brought_home(crews["incident"], scene)
    return found


def test_every_address_says_who_may_or_why_not() -> None:
    silent = [
        route.name
        for route in routes()
        if not route.verb and not route.name.startswith(tuple(NO_VERB)) and not route.pattern.startswith("api/")
    ]
    assert silent == [], "an address without @page and without a reason in NO_VERB"
    assert {route.verb for route in seated()} <= set(verbs())
    for route in routes():
        if route.pattern.startswith("i/<slug:incident>/"):
            assert route.verb or route.public, f"{route.name}: stands under an incident and asks for nothing"


@pytest.mark.sqlite
def test_every_address_method_role_and_laboratory(
    scene: Scene,
    crews: dict[str, world.Crew],
    fills: dict[str, fuller.Fills],
    seed: int,
    tell: Tell,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began, found = time.monotonic(), Matrix(scene, random.Random(seed))
    before = auditing.content()
    reached = own_addresses(found, crews["own"], fills["own"])
    unfilled = [route.name for route in seated() if route.name not in reached and route.name not in UNFILLED]
    strangers(found, scene, seated(), reached)
    for whose in ("incident", "laboratory"):
        foreign(found, crews["own"], crews[whose], reached, whose, fills)
    written = [t for t in auditing.changed(before, auditing.content()) if not t.startswith(("people_", "journal_", "mfa_"))]
    seats = found.asked
    outside.families(found, crews)
    outside.everybody(found, "heron", "other", [crew.made["missing"].listed_as for crew in crews.values()])
    red = controls(scene, crews, seed, monkeypatch)
    tell(
        Outcome(
            "T-21",
            "every address × method × role × tenancy: nothing unexpected is answered",
            found.asked,
            len(found.wrong),
            f"with permissions switched off {red[0]} of {red[1]} answers were unexpected; with a family's own cookie {red[2]}",
            seed,
            time.monotonic() - began,
            engine="sqlite" if connection.vendor == "sqlite" else "postgres",
            note=f"{len(seated())} addresses of incidents, {len(reached)} with a thing of one's own, asked {seats} times; "
            f"families' pages and pages for everybody asked as strangers {found.asked - seats} times. "
            f"Without a thing of one's own: {', '.join(sorted({*unfilled, *UNFILLED})) or 'none'}.",
        )
    )
    assert found.wrong == []
    assert unfilled == [], (
        "an address whose own thing this world cannot make; make one in fuller.py or give a reason in UNFILLED"
    )
    assert written == []
    assert red[0] and red[2], "a control did not go red"


def controls(
    scene: Scene, crews: dict[str, world.Crew], seed: int, monkeypatch: pytest.MonkeyPatch
) -> tuple[int, int, int]:  # fmt: skip
    """(unexpected, asked) with every permission switched off; and unexpected where a stranger holds a family's cookie."""
    with monkeypatch.context() as careless:
        careless.setattr(Seat, "need", lambda self, verb: None)
        careless.setattr(Seat, "may", lambda self, verb: True)
        found = Matrix(scene, random.Random(seed))
        strangers(found, scene, found.draw.sample([r for r in seated() if r.takes == ("incident",)], 6))
    cookie = Matrix(scene, random.Random(seed))
    outside.families(cookie, crews, cookie_of="own")
    return len(found.wrong), found.asked, len(cookie.wrong)
