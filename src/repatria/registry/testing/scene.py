"""The people every test of a stage meets: one of each role at work in an exercise, a colleague, a stranger, and a record."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from repatria.registry.people import actions
from repatria.registry.people.models import Incident, Laboratory, User
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import Seat, TheRegistry, seat_of
from repatria.registry.testing.keeping import kept

PASSWORD = "a long enough word 47"


@dataclass
class Scene:
    """One laboratory with one person a role in exercise ``heron``; a stranger works in exercise ``other`` of another laboratory;
    ``record`` is a public record. ``seat(Role.CUSTODY)`` is the custody officer at work; ``client(Role…)`` their browser."""

    laboratory: Laboratory = field(init=False)
    elsewhere: Laboratory = field(init=False)
    heron: Incident = field(init=False)
    other: Incident = field(init=False)
    record: Incident = field(init=False)
    users: dict[str, User] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.laboratory = actions.add_laboratory(TheRegistry(), "north", name="North Laboratory")
        self.elsewhere = actions.add_laboratory(TheRegistry(), "south", name="South Laboratory")
        make = actions.open_incident
        self.heron = make(
            TheRegistry(), "heron", mark="HERON", kind="exercise", title="Exercise Heron", laboratory=self.laboratory
        )
        self.other = make(
            TheRegistry(), "other", mark="OTHER", kind="exercise", title="Exercise Other", laboratory=self.elsewhere
        )
        self.record = make(
            TheRegistry(), "record", mark="REC", kind="record", title="A public record", laboratory=self.laboratory
        )
        for role in Role:
            self.users[role] = self.person(f"heron.{role}", role)
        self.users["second custody"] = self.person("bruno", Role.CUSTODY)
        self.stranger_user = self.person(
            "chen", *(set(Role) - {Role.ANTHROPOLOGIST, Role.AUDITOR, Role.ADMINISTRATOR, Role.QUALITY}), incident=self.other
        )

    def person(
        self, username: str, *roles: str, incident: Incident | None = None, whole: bool = False, password: str | None = None
    ) -> User:
        """A new account with ``roles`` in ``incident`` (default heron); give ``password`` only where the test logs in by it."""
        where = incident or self.heron
        user = actions.add_user(TheRegistry(), username, name=username.title(), password=password)
        for role in roles:
            actions.give_role(TheRegistry(where), user, incident=where, role=role, laboratory=where.laboratory, whole=whole)
        return user

    def seat(self, role: str, incident: Incident | None = None) -> Seat:
        """Somebody with ``role`` at work."""
        return seat_of(self.users[role], (incident or self.heron).slug)

    @cached_property
    def stranger(self) -> Seat:
        """Somebody of another laboratory, at work in another incident, with nearly every role."""
        return seat_of(self.stranger_user, "other")

    def client(self, who: str | User) -> Any:
        """A browser in which that role's person (or that user) has logged in with a second factor set up."""
        from allauth.mfa.models import Authenticator
        from django.test import Client

        user = who if isinstance(who, User) else self.users[who]
        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}})
        browser = Client(raise_request_exception=True)
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser


@kept
def fresh() -> Scene:
    """The scene as the fixture gives it."""
    return Scene()
