"""The matrix of addresses, first part: each address with something of one's own in it, and what it answers its own people."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.test import Client

from repatria.registry.assurance.outcome import named
from repatria.registry.assurance.routes import METHODS, Route
from repatria.registry.assurance.tests import fuller, world
from repatria.registry.assurance.tests.matrix import Matrix, allowed, ask, seated
from repatria.registry.web import POLICY

SPEAKS_OF = (
    "item", "specimen", "found_in", "effect", "of", "kin", "person", "thing", "left", "individual", "delivery", "family", "version",
)  # fmt: skip
Reached = dict[str, dict[str, Any]]
"""For each address, by its name, what stands in it."""


def own_addresses(found: Matrix, crew: world.Crew, known: fuller.Fills) -> Reached:
    """For each address one that this crew's own people reach; what it answers them, and what other methods answer."""
    reached: Reached = {}
    for route in seated():
        one = known.get(route.name)
        roles = [one.role] if one and one.role else allowed(route)
        who = [found.browser(crew.users[role]) for role in (roles if named() else roles[:2])]
        told = next((t for t in candidates(route, crew, known) if _answers(route, who, t, one)), None) if who else None
        if told is not None:
            reached[route.name] = told
            _methods(found, route, route.address(told), who[0])
    return reached


def _answers(route: Route, who: list[Client], told: dict[str, Any], one: fuller.Fill | None) -> bool:
    """Whether an address answers one of ``who`` as something that is there: a page, or a refusal in words."""
    asking = "GET" if "GET" in _own_methods(route) else "POST"
    address = route.address(told) + (f"?{urlencode(one.data)}" if one and one.data and asking == "GET" else "")
    answers = (ask(browser, asking, address, one and one.data) for browser in who)
    return any(answer.status_code < 400 or answer.status_code in (403, 409, 422) for answer in answers)


def _own_methods(route: Route) -> tuple[str, ...]:
    return tuple(getattr(route.view, "methods", ("GET", "POST")))


def _methods(found: Matrix, route: Route, address: str, browser: Client) -> None:
    """Each method: refused where the view has it not, never a fault, always the policy, and no writing without a token."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    for method in found.some(METHODS, 1):
        answer = ask(browser, method, address)
        odd = method not in (*_own_methods(route), "HEAD") and answer.status_code != 405
        found.expect(not odd and answer.status_code < 500, f"{route.name} {method} as its own: {answer.status_code}")
        found.expect(answer.headers.get("Content-Security-Policy") == POLICY, f"{route.name} {method}: no policy")
    for method in found.some([one for one in METHODS if one not in ("GET", "HEAD")], 1):
        refused = ask(strict, method, address).status_code
        found.expect(refused == 403, f"{route.name} {method} without a token: {refused}")


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
