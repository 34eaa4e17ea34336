"""T-21: every address × method × role × {own, other laboratory, other incident, nobody, ended}: nothing unexpected is answered."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from repatria.registry.assurance import auditing
from repatria.registry.assurance.outcome import Outcome, named
from repatria.registry.assurance.routes import METHODS, Route, body, routes
from repatria.registry.assurance.tests import fuller, world
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.codes.naming import code_of
from repatria.registry.journal import heading, heads
from repatria.registry.people import actions as people
from repatria.registry.people.roles import Role, verbs
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene
from repatria.registry.web import POLICY

Tell = Callable[[Outcome], Outcome]
NO_VERB: dict[str, str] = {
    "front": "open to everybody, names nobody",
    "health": "says well or not, nothing else",
    "style": "sample data only",
    "enter": "the exercise's doors; proven below",
    "account_": "of the account library; proven in test_doors",
    "mfa_": "of the account library; proven in test_doors",
    "machine:": "the machine entrance: keys instead of sessions; proven in test_machine",
    "family": "a relative's private page: a link and a number instead of a seat; proven in homecoming/tests/test_asking",
    "public-record": "the public record, cited, names nobody of ours",
    "public-account": "the last published account; names nobody, small numbers suppressed",
}
"""Addresses (by the beginning of their name) without a verb of a seat, each with the reason."""
UNFILLED: dict[str, str] = {
    "homecoming:briefing-pack": "rests on a signature and a telling; proven in homecoming/tests/test_telling_pages",
    "homecoming:answer-portion": "rests on two signatures of one person; proven in homecoming/tests/test_going_pages",
    **dict.fromkeys(
        (
            "homecoming:determination",
            "homecoming:revise-determination",
            "homecoming:sign-determination",
            "homecoming:group-manifest",
            "homecoming:determination-act",
            "homecoming:write-up",
            "homecoming:unresolved-act",
        ),
        "rests on bones in no individual, or on a determination; strangers are tried in homecoming/tests/test_ending_pages",
    ),
    **dict.fromkeys(
        (
            "homecoming:correction",
            "homecoming:rests-on",
            "homecoming:step",
            "homecoming:look-again",
            "homecoming:close-correction",
            "homecoming:rescission-notice",
        ),
        "rests on a signature that was rescinded; tried in homecoming/tests/test_rescind",
    ),
}
"""Addresses whose own thing this world cannot make, each with the reason. A new address must be fillable or stand here."""
NEVER = 10**9


@dataclass
class Matrix:
    """What was asked and what should not have been answered."""

    asked: int = 0
    wrong: list[str] = field(default_factory=list)

    def expect(self, fits: bool, sentence: str) -> None:
        self.asked += 1
        if not fits:
            self.wrong.append(sentence)


class Undone(Exception):
    """Takes back what an answer may have written."""


def ask(browser: Client, method: str, address: str, told: Mapping[str, Any] | None = None) -> Any:
    """One request, whatever it wrote taken back."""
    answer: Any = None
    try:
        with transaction.atomic():
            answer = browser.generic(method, address) if method != "POST" else browser.post(address, dict(told or {}))
            answer.kept = body(answer)
            raise Undone
    except Undone:
        return answer


@pytest.fixture(autouse=True)
def room(settings: Any, tmp_path: Path) -> None:
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


def seated() -> list[Route]:
    """Addresses of an incident that need a seat."""
    return [route for route in routes() if route.verb]


@pytest.fixture
def fills(scene: Scene, crews: dict[str, world.Crew], tmp_path: Path) -> dict[str, fuller.Fills]:
    """For each crew what stands in the addresses that open one thing; pairs that were weighed are of incidents, not of laboratories."""
    found = {name: fuller.fill(crew, name, tmp_path) for name, crew in crews.items()}
    found["own"] |= fuller.decided(scene)
    found["own"] |= fuller.accounted(scene)
    found["incident"] |= fuller.undecided(scene)
    return found


def candidates(route: Route, crew: world.Crew, known: fuller.Fills) -> Iterator[dict[str, Any]]:
    """What may stand in an address of this crew: its things, rows of its steps with the thing they speak of, and words."""
    if route.name in known:
        yield {"incident": crew.incident.slug, **known[route.name].told}
        return
    made = [one for one in crew.made.values() if getattr(getattr(one, "_meta", None), "app_label", "") == route.stage]
    mine = {thing.code for rows in world.things(crew).values() for thing in rows}
    for model in apps.get_app_config(route.stage).get_models():
        made += [row for row in model.objects.order_by("-pk")[:6] if mine.intersection(spoken_of(row))]
    codes = [code for one in made for code in spoken_of(one)]
    rows = [(code, one.pk) for one in made if isinstance(one.pk, int) for code in spoken_of(one)] + [(c, 1) for c in codes]
    coded, counted = "code" in route.takes, "pk" in route.takes or "number" in route.takes
    chosen: list[dict[str, Any]] = [{}]
    if coded and counted:
        chosen = [{"code": code, "pk": pk, "number": 1} for code, pk in dict.fromkeys(rows)]
    elif coded:
        chosen = [{"code": code} for code in dict.fromkeys(codes)]
    elif counted:
        chosen = [{"pk": pk, "number": 1} for pk in dict.fromkeys(one.pk for one in made if isinstance(one.pk, int))]
    others = [n for n in route.takes if n not in ("incident", "code", "pk", "number")]
    for told, words in itertools.product(chosen, itertools.product(*(words_of(route, name, crew) for name in others))):
        yield {"incident": crew.incident.slug, **told, **dict(zip(others, words, strict=True))}


SPEAKS_OF = (
    "item",
    "specimen",
    "found_in",
    "effect",
    "of",
    "kin",
    "person",
    "thing",
    "left",
    "individual",
    "delivery",
    "family",
    "version",
)


def spoken_of(row: Any) -> list[str]:
    """The codes of the things that a row speaks of, and its own."""
    found = [str(row.code)] if hasattr(row, "code") else []
    for name in SPEAKS_OF:
        above = getattr(row, name, None)
        found += [str(above.code)] if above is not None and hasattr(above, "code") else []
    if hasattr(getattr(row, "version", None), "individual"):
        found.append(row.version.individual.code)
    return found


def words_of(route: Route, name: str, crew: world.Crew) -> list[Any]:
    """Words that a view's own table of acts offers, and keys of what the world made."""
    module: ModuleType = sys.modules[route.view.__module__]
    table = [words for key, words in vars(module).items() if key.endswith("ACTS") and isinstance(words, dict)]
    found = [word for words in table for word in list(words)]
    found += [str(one.key) for one in crew.made.values() if hasattr(one, "key")]
    if name == "node":
        return [str(crew.made["relative"].code)]
    if name == "specimen":
        return [crew.made["specimen"].code, crew.made["fragment"].code]
    claim = crew.made.get("claim")
    if claim is not None and name == "key":
        found.append(claim.topic.key)
    return [*found, "accept"]


def nothing_there(route: Route, told: Mapping[str, Any], what: set[str]) -> dict[str, Any]:
    """The same address with ``what`` replaced by what does not exist, in the same form."""
    gone = dict(told)
    for name in what:
        value = told[name]
        thing = Thing.objects.filter(code=value).select_related("incident").first() if isinstance(value, str) else None
        if thing is not None:
            gone[name] = code_of(thing.incident.mark, Kind(thing.kind), 99990)
        elif name == "digest":
            gone[name] = fuller.not_there(value)
        elif isinstance(value, int):
            gone[name] = NEVER
        else:
            gone[name] = "never-was"
    return gone


def allowed(route: Route) -> list[str]:
    """The roles that may."""
    return sorted(verbs()[route.verb][0])


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


def test_the_matrix_sees_a_page_that_forgot_to_ask(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with permissions switched off, the same matrix is full of unexpected answers."""
    from repatria.registry.people.seats import Seat

    monkeypatch.setattr(Seat, "need", lambda self, verb: None)
    monkeypatch.setattr(Seat, "may", lambda self, verb: True)
    found = Matrix()
    strangers(found, scene, [r for r in seated() if r.takes == ("incident",)])
    assert found.wrong


def strangers(found: Matrix, scene: Scene, chosen: list[Route], told: Mapping[str, Mapping[str, Any]] | None = None) -> None:
    """Every role that may not, somebody of another incident, somebody whose role has ended, and nobody at all."""
    gone = scene.person("dora", Role.CUSTODY)
    row = gone.memberships.get()
    people.end_role(TheRegistry(scene.heron), row, reason="left")
    browsers = {str(role): scene.client(role) for role in Role}
    nobody = Client()
    outside = {"other incident": scene.client(scene.stranger_user), "role ended": scene.client(gone)}
    for number, route in enumerate(chosen):
        filled = (told or {}).get(route.name) or dict.fromkeys(route.takes, "x") | {"incident": "heron", "pk": 1, "number": 1}
        address = route.address(filled)
        may = set(allowed(route))
        barred = [(role, browser) for role, browser in browsers.items() if role not in may]
        methods = METHODS if named() else ("GET", "POST")
        for who, browser in [*(barred if named() else barred[number % max(1, len(barred)) :][:1]), *outside.items()]:
            for method in methods:
                answer = ask(browser, method, address)
                found.expect(answer.status_code == 404, f"{route.name} {method} as {who}: {answer.status_code}")
        for method in methods:
            answer = ask(nobody, method, address)
            to_login = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
            found.expect(to_login, f"{route.name} {method} as nobody: {answer.status_code}")


def own_addresses(found: Matrix, scene: Scene, crew: world.Crew, known: fuller.Fills) -> dict[str, dict[str, Any]]:
    """For each address one that this crew's own people reach; what it answers them, and what other methods answer."""
    reached: dict[str, dict[str, Any]] = {}
    browsers = {role: scene.client(user) for role, user in crew.users.items()}
    for route in seated():
        methods = getattr(route.view, "methods", ("GET", "POST"))
        asking = "GET" if "GET" in methods else "POST"
        one = known.get(route.name)
        who = [browsers[role] for role in ([one.role] if one and one.role else allowed(route))]
        if not who:
            continue
        for told in candidates(route, crew, known):
            address = route.address(told) + (f"?{urlencode(one.data)}" if one and one.data and asking == "GET" else "")
            answers = (ask(browser, asking, address, one and one.data) for browser in (who if named() else who[:2]))
            if any(answer.status_code < 400 or answer.status_code in (403, 409, 422) for answer in answers):
                reached[route.name] = told
                break
        if route.name in reached:
            for method in METHODS:
                answer = ask(who[0], method, route.address(reached[route.name]))
                odd = method not in (*methods, "HEAD") and answer.status_code != 405
                found.expect(not odd and answer.status_code < 500, f"{route.name} {method} as its own: {answer.status_code}")
                found.expect(answer.headers.get("Content-Security-Policy") == POLICY, f"{route.name} {method}: no policy")
                strict = Client(enforce_csrf_checks=True)
                strict.cookies = who[0].cookies
                if method not in ("GET", "HEAD"):
                    refused = ask(strict, method, route.address(reached[route.name])).status_code
                    found.expect(refused == 403, f"{route.name} {method} without a token: {refused}")
    return reached


def foreign(
    found: Matrix,
    scene: Scene,
    mine: world.Crew,
    theirs: world.Crew,
    reached: dict[str, dict[str, Any]],
    whose: str,
    known: Mapping[str, fuller.Fills],
) -> None:
    """Somebody else's thing in one's own address is answered exactly like a thing that does not exist."""
    browsers = {role: scene.client(user) for role, user in mine.users.items()}
    for route in seated():
        told = reached.get(route.name)
        parts = [name for name in route.takes if name in PARTS]
        if told is None or not parts:
            continue
        ours, other_s = known["own"].get(route.name), known[whose].get(route.name)
        swaps = list(swapped(route, told, mine, theirs, parts, other_s))
        data = ours.data if ours else {}
        for role in allowed(route) if named() else [ours.role] if ours and ours.role else allowed(route)[:1]:
            browser = browsers[role]
            for other, what in swaps:
                for method in ("GET", "POST"):
                    there = ask(browser, method, route.address(other), data)
                    gone = ask(browser, method, route.address(nothing_there(route, other, what)), data)
                    same = (there.status_code, there.kept) == (gone.status_code, gone.kept)
                    quiet = there.status_code >= 400 and there.status_code != 500
                    found.expect(
                        same and quiet,
                        f"{route.name} {method} as {role}, thing of another {whose}: {there.status_code}/{gone.status_code}",
                    )


PARTS = ("code", "pk", "specimen", "node", "key", "token", "digest", "search", "label", "individual", "missing")
"""Parts of addresses that name a thing or a row; the others are words."""


def swapped(
    route: Route,
    told: Mapping[str, Any],
    mine: world.Crew,
    theirs: world.Crew,
    parts: list[str],
    known: fuller.Fill | None,
) -> Iterator[tuple[dict[str, Any], set[str]]]:
    """Addresses in which one part belongs to somebody else: same kind of thing, or their row."""
    if known is not None:
        apart = theirs.incident != mine.incident
        theirs_alone = [name for name in parts if apart or _of_laboratory(route, known.told[name])]
        yield from (({**told, name: known.told[name]}, {name}) for name in theirs_alone)
        return
    for name in parts:
        if name in ("code", "specimen"):
            kind = Thing.objects.get(code=told[name]).kind
            rows = [
                t for t in world.things(theirs).get(kind, []) if t.laboratory_id is not None or theirs.incident != mine.incident
            ]
            if rows:
                yield {**told, name: rows[0].code}, {name}
        elif isinstance(told[name], int) and name == "pk":
            for pk in rows_of(route.stage, theirs) - rows_of(route.stage, theirs, others=True):
                yield {**told, name: pk}, {name}
                break


OF_THE_INCIDENT = ("homecoming:answer",)
"""Rows by number that speak of somebody on the list, which every laboratory of the incident works from."""


def _of_laboratory(route: Route, value: Any) -> bool:
    """Whether a value names what one laboratory keeps to itself: not a list, a person or a role of the whole incident."""
    thing = Thing.objects.filter(code=value).first() if isinstance(value, str) else None
    if thing is not None:
        return thing.laboratory_id is not None
    return route.stage not in ("people", "families") and route.name not in OF_THE_INCIDENT


def rows_of(stage: str, crew: world.Crew, *, others: bool = False) -> set[int]:
    """Keys of a stage's rows that speak of a crew's things, or of the ``others``; tables count apart, so a key may be in both."""
    codes = {thing.code for rows in world.things(crew).values() for thing in rows}
    models = apps.get_app_config(stage).get_models()
    rows = [row for model in models for row in model.objects.order_by("-pk")[:60] if isinstance(row.pk, int)]
    return {row.pk for row in rows if bool(codes.intersection(spoken_of(row))) is not others}


@pytest.mark.sqlite
def test_every_address_method_role_and_laboratory(
    scene: Scene, crews: dict[str, world.Crew], fills: dict[str, fuller.Fills], seed: int, tell: Tell
) -> None:
    began, found = time.monotonic(), Matrix()
    before = auditing.content()
    reached = own_addresses(found, scene, crews["own"], fills["own"])
    unfilled = [route.name for route in seated() if route.name not in reached and route.name not in UNFILLED]
    strangers(found, scene, seated(), reached)
    foreign(found, scene, crews["own"], crews["incident"], reached, "incident", fills)
    foreign(found, scene, crews["own"], crews["laboratory"], reached, "laboratory", fills)
    written = [t for t in auditing.changed(before, auditing.content()) if not t.startswith(("people_", "journal_", "mfa_"))]
    print("WRONG", found.wrong, "UNFILLED", unfilled, "WRITTEN", written)
    tell(
        Outcome(
            "T-21",
            "every address × method × role × tenancy: nothing unexpected is answered",
            found.asked,
            len(found.wrong),
            "with permissions switched off the same matrix is full of unexpected answers (its own test)",
            seed,
            time.monotonic() - began,
            engine="sqlite" if connection.vendor == "sqlite" else "postgres",
            note=f"{len(seated())} addresses of incidents, {len(reached)} with a thing of one's own. "
            f"Without: {', '.join(sorted({*unfilled, *UNFILLED})) or 'none'}.",
        )
    )
    assert found.wrong == []
    assert unfilled == [], (
        "an address whose own thing this world cannot make; make one in world.py or give a reason in UNFILLED"
    )
    assert written == []
