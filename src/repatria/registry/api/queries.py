"""What people may see of their own keys, and what the machine entrance offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from repatria.registry.api.models import Token
from repatria.registry.people.roles import verbs
from repatria.registry.people.seats import Seat
from repatria.registry.refusals import NotFound


def keys(seat: Seat) -> QuerySet[Token]:
    """The person's own keys in this incident, the newest first. Nobody sees the keys of another."""
    seat.need("api.tokens")
    return Token.objects.filter(user=seat.user, incident=seat.incident)


def key_of(seat: Seat, pk: int) -> Token:
    """One of the person's own keys."""
    row = keys(seat).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def choices(seat: Seat) -> list[tuple[str, str]]:
    """(verb, what it means) of everything that a key of this person may be made for. A key never makes keys."""
    return [(verb, str(words)) for verb, (_who, words) in sorted(verbs().items()) if seat.may(verb) and verb != "api.tokens"]


PREFIX = "/api/i/{incident}"
"""What every address begins with."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation: what it is called with (behind ``PREFIX``), what it does, the names of what it asks for."""

    method: str
    path: str
    summary: str
    asks: tuple[tuple[str, str, bool], ...]
    """(name, what it means, needed) of every query and field."""


def endpoints(schema: dict[str, Any]) -> list[tuple[str, list[Endpoint]]]:
    """(stage, its operations) as the OpenAPI ``schema`` lists them."""
    found: dict[str, list[Endpoint]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            asked = [
                (one["name"], one.get("description", ""), bool(one.get("required")))
                for one in operation.get("parameters", [])
                if one["in"] == "query"
            ]
            asked += [
                one for body in operation.get("requestBody", {}).get("content", {}).values() for one in _fields(schema, body)
            ]
            row = Endpoint(method.upper(), path.removeprefix(PREFIX), operation["summary"], tuple(asked))
            found.setdefault(operation["tags"][0], []).append(row)
    return list(found.items())


def _fields(schema: dict[str, Any], body: dict[str, Any]) -> list[tuple[str, str, bool]]:
    part = body["schema"]
    if "$ref" in part:
        part = schema["components"]["schemas"][part["$ref"].rpartition("/")[2]]
    needed = set(part.get("required", ()))
    return [(name, one.get("description", ""), name in needed) for name, one in part.get("properties", {}).items()]
