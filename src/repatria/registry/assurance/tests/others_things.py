"""The matrix of addresses, second part: who may not, and somebody else's thing in one's own address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.test import Client

from repatria.registry.assurance.routes import METHODS, Route
from repatria.registry.assurance.tests import fuller, world
from repatria.registry.assurance.tests.matrix import NEVER, Matrix, allowed, ask, seated
from repatria.registry.assurance.tests.own_things import Reached, spoken_of
from repatria.registry.codes.models import Kind, Thing
from repatria.registry.codes.naming import code_of
from repatria.registry.people import actions as people
from repatria.registry.people.models import User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import TheRegistry
from repatria.registry.testing.scene import Scene

PARTS = ("code", "pk", "specimen", "node", "key", "token", "digest", "search", "label", "individual", "missing")
"""Parts of addresses that name a thing or a row; the others are words."""
OF_THE_INCIDENT = ("homecoming:answer", "homecoming:answer-portion", "homecoming:step")
"""Rows by number that speak of somebody on the list, which every laboratory of the incident works from."""


def strangers(found: Matrix, scene: Scene, chosen: list[Route], told: Reached | None = None) -> None:
    """Every role that may not, somebody of another incident, somebody whose role has ended, and nobody at all."""
    gone = scene.person(f"dora.{User.objects.count()}", Role.CUSTODY)
    people.end_role(TheRegistry(scene.heron), gone.memberships.get(), reason="left")
    outside = [("other incident", scene.stranger_user), ("role ended", gone)]
    nobody = Client()
    for route in chosen:
        filled = (told or {}).get(route.name) or dict.fromkeys(route.takes, "x") | {"incident": "heron", "pk": 1, "number": 1}
        address = route.address(filled)
        may = set(allowed(route))
        barred = [(str(role), scene.users[role]) for role in Role if role not in may]
        for method in found.some(METHODS, 1):
            for who, user in found.some([*barred, *outside], 1):
                answer = ask(found.browser(user), method, address)
                found.expect(answer.status_code == 404, f"{route.name} {method} as {who}: {answer.status_code}")
            answer = ask(nobody, method, address)
            to_login = answer.status_code == 302 and answer.headers["Location"].startswith("/accounts/login/")
            found.expect(to_login, f"{route.name} {method} as nobody: {answer.status_code}")


def foreign(
    found: Matrix,
    mine: world.Crew,
    theirs: world.Crew,
    reached: Reached,
    whose: str,
    known: Mapping[str, fuller.Fills],
) -> None:
    """Somebody else's thing in one's own address is answered exactly like a thing that does not exist."""
    routes = [route for route in seated() if route.name in reached and any(name in PARTS for name in route.takes)]
    for route in found.some(routes, len(routes) // 2):
        told = reached[route.name]
        parts = [name for name in route.takes if name in PARTS]
        ours, other_s = known["own"].get(route.name), known[whose].get(route.name)
        swaps = list(swapped(route, told, mine, theirs, parts, other_s))
        for role in found.some([ours.role] if ours and ours.role else allowed(route), 1):
            browser = found.browser(mine.users[role])
            for other, what in found.some(swaps, 1):
                for method in found.some(("GET", "POST"), 1):
                    said = f"{route.name} {method} as {role}, thing of another {whose}"
                    _alike(found, browser, method, route, (other, what), ours.data if ours else {}, said)


def _alike(
    found: Matrix,
    browser: Client,
    method: str,
    route: Route,
    swap: tuple[dict[str, Any], set[str]],
    data: Mapping[str, Any],
    said: str,
) -> None:
    """Ask for what is another's and for what is not there, and compare the answers."""
    there = ask(browser, method, route.address(swap[0]), data)
    gone = ask(browser, method, route.address(nothing_there(route, *swap)), data)
    same = (there.status_code, there.kept) == (gone.status_code, gone.kept)
    quiet = there.status_code >= 400 and there.status_code != 500
    found.expect(same and quiet, f"{said}: {there.status_code}/{gone.status_code}")


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
