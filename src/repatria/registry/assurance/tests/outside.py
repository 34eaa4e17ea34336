"""The matrix of addresses, third part: what has no seat. Families' private pages by link and number, and the pages open to everybody.

A stranger is anybody without that family's link and number: nobody, somebody at work with every role that tells families, another
family, a relative whose door was closed. They are all answered alike, whether the link is somebody's or nobody's.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.test import Client

from repatria.registry.assurance.routes import METHODS, Route, routes
from repatria.registry.assurance.tests import world
from repatria.registry.assurance.tests.matrix import Matrix, ask
from repatria.registry.homecoming.actions import doors
from repatria.registry.homecoming.views.door import COOKIE
from repatria.registry.people.roles import Role

WRITES = ("POST", "PUT", "PATCH", "DELETE")
EVERYBODY = ("public-account", "public-account-json", "public-account-csv", "public-record")
"""Pages of an incident that are open to everybody."""


@dataclass(frozen=True, slots=True)
class Inside:
    """A family whose page is open: how it was opened, their browser, and what only they may read."""

    opened: doors.Opened
    browser: Client
    words: tuple[str, ...]


def families(found: Matrix, crews: Mapping[str, world.Crew], *, cookie_of: str = "") -> None:
    """Each address of the private pages × method × {one's own, another family's, a closed door, a forged cookie, staff, nobody}.

    ``cookie_of``: the control. Strangers come with the cookie of this crew's family.
    """
    closed = open_page(crews["own"], closed=True)
    inside = {name: open_page(crew) for name, crew in crews.items()}
    forged = Client()
    forged.cookies[COOKIE] = "[1, 'x']:never:signed"
    strangers = {
        "nobody": Client(),
        "a closed door": closed.browser,
        "a forged cookie": forged,
        "the office": found.browser(crews["own"].users[Role.CASUALTY]),
        "somebody of another incident": found.browser(found.scene.stranger_user),
    }
    if cookie_of:
        strangers["nobody"].cookies[COOKIE] = inside[cookie_of].browser.cookies[COOKIE].value
    for route in [
        one for one in routes() if one.name in ("family", "family-say", "family-again", "family-leave", "family-withdraw")
    ]:
        _shut(found, route, strangers, inside)
    for name, one in inside.items():
        others = [word for other, home in inside.items() if other != name for word in home.words]
        page = ask(one.browser, "GET", "/f/").kept.decode()
        found.expect(one.words[0] in page, f"family: the page of {name} does not show its own person")
        found.expect(not any(word in page for word in others), f"family: the page of {name} shows another family")
        answer = ask(one.browser, "POST", "/f/say/", {"kind": "question", "words": "When?"})
        found.expect(answer.status_code == 403, f"family-say without the mark of its page, as {name}: {answer.status_code}")
    _links(found, inside["own"], closed)


def _shut(found: Matrix, route: Route, strangers: Mapping[str, Client], inside: Mapping[str, Inside]) -> None:
    """Who has no door is led to where links are asked for, by every method that the page has; the others are not there."""
    address = route.address({"purpose": "identification"})
    first: dict[str, tuple[int, bytes]] = {}
    words = [word for one in inside.values() for word in one.words]
    methods = found.some(METHODS, 3)
    for who, browser in found.some(strangers.items(), 3):
        for method in methods:
            answer = ask(browser, method, address)
            found.expect(answer.status_code in (403, 405), f"{route.name} {method} as {who}: {answer.status_code}")
            said = answer.kept.decode()
            found.expect(not any(word in said for word in words), f"{route.name} {method} as {who}: shows a family")
            same = first.setdefault(method, (answer.status_code, answer.kept))
            found.expect(same == (answer.status_code, answer.kept), f"{route.name} {method} as {who}: another answer")


def _links(found: Matrix, one: Inside, closed: Inside) -> None:
    """A link with a wrong number, a closed one and one that never was: asked and answered alike, and no cookie is given."""
    right = one.opened.number
    tries = {
        "a wrong number": (one.opened.token, "0" * 8 if right != "0" * 8 else "1" * 8),
        "a closed door": (closed.opened.token, closed.opened.number),
        "no link of ours": (secrets.token_urlsafe(32), right),
    }
    looks = {who: ask(Client(), "GET", f"/f/{token}/") for who, (token, _number) in tries.items()}
    asked = {who: ask(Client(), "POST", f"/f/{token}/", {"number": number}) for who, (token, number) in tries.items()}
    for answers, status in ((looks, 200), (asked, 403)):
        found.expect(len({answer.kept for answer in answers.values()}) == 1, f"family-door: {status} differs by link")
        for who, answer in answers.items():
            found.expect(answer.status_code == status, f"family-door with {who}: {answer.status_code}")
            found.expect(COOKIE not in answer.cookies, f"family-door with {who}: gave a cookie")


def open_page(c: world.Crew, *, closed: bool = False) -> Inside:
    """The crew's relative at their page, by link and number; ``closed``: another one, whose door was closed after that."""
    office, missing, kin = c.seat(Role.CASUALTY), c.made["missing"], c.made["kin"]
    opened = doors.open_door(office, missing.thing, kin=kin)
    browser = Client()
    answer = browser.post(f"/f/{opened.token}/", {"number": opened.number})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/f/")
    if closed:
        doors.end_door(office, opened.door, why="closed")
    return Inside(opened, browser, (missing.listed_as, kin.listed_as))


def everybody(found: Matrix, published: str, quiet: str, words: list[str]) -> None:
    """Pages open to everybody: read only, naming nobody; of an incident that says nothing as of one that is not there.

    ``published`` and ``quiet`` are incidents; ``words`` may stand on none of these pages, whoever asks.
    """
    people = {"nobody": Client()} | {str(role): found.browser(found.scene.users[role]) for role in found.some(Role, 1)}
    people["a stranger"] = found.browser(found.scene.stranger_user)
    for route in [one for one in routes() if one.name in EVERYBODY]:
        open_, shut, never = (route.address({"incident": slug}) for slug in (published, quiet, "never-was"))
        for who, browser in people.items():
            answer, hidden, gone = (ask(browser, "GET", address) for address in (open_, shut, never))
            found.expect(answer.status_code == _expected(route), f"{route.name} as {who}: {answer.status_code}")
            found.expect(not any(word in answer.kept.decode() for word in words), f"{route.name} as {who}: names somebody")
            same = (hidden.status_code, hidden.kept) == (gone.status_code, gone.kept) and gone.status_code == 404
            found.expect(same, f"{route.name} of {quiet} as {who}: {hidden.status_code}/{gone.status_code}")
        for method in WRITES:
            answer = ask(Client(), method, open_)
            found.expect(answer.status_code in (404, 405), f"{route.name} {method}: {answer.status_code}")


def _expected(route: Route) -> int:
    """A published exercise has an account; a public record it is not."""
    return 404 if route.name == "public-record" else 200
