"""What every part of the matrix of addresses shares: the addresses, who asks, one request taken back, and what should not have come.

At the named sizes everything is asked; in an ordinary run a share of it, drawn by the seed of the test.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.test import Client

from repatria.registry.assurance.outcome import named
from repatria.registry.assurance.routes import Route, body, routes
from repatria.registry.people.models import User
from repatria.registry.people.roles import verbs
from repatria.registry.testing.scene import Scene

Some = TypeVar("Some")
NEVER = 10**9
"""A number of no row."""


class Undone(Exception):
    """Takes back what an answer may have written."""


@dataclass
class Matrix:
    """What was asked and what should not have been answered; ``draw`` chooses what an ordinary run asks."""

    scene: Scene
    draw: random.Random
    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    browsers: dict[int, Client] = field(default_factory=dict)

    def expect(self, fits: bool, sentence: str) -> None:
        """Count one question; ``sentence`` says what came where it does not fit."""
        self.asked += 1
        if not fits:
            self.wrong.append(sentence)

    def some(self, rows: Iterable[Some], count: int) -> Sequence[Some]:
        """All of ``rows`` at the named sizes, else ``count`` of them."""
        found = list(rows)
        return found if named() else self.draw.sample(found, min(count, len(found)))

    def browser(self, user: User) -> Client:
        """The browser of somebody, logged in once."""
        if user.pk not in self.browsers:
            self.browsers[user.pk] = self.scene.client(user)
        return self.browsers[user.pk]


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


def seated() -> list[Route]:
    """Addresses of an incident that need a seat."""
    return [route for route in routes() if route.verb]


def allowed(route: Route) -> list[str]:
    """The roles that may."""
    return sorted(verbs()[route.verb][0])
