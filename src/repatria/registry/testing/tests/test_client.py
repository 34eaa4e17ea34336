"""The generated client: what the document does not describe is refused before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from repatria.registry.testing.client import Client, Misuse, Refused

DOCUMENT: dict[str, Any] = {
    "paths": {
        "/api/i/{incident}/bells": {
            "post": {
                "operationId": "bells_ring",
                "summary": "Ring one",
                "parameters": [
                    {"in": "path", "name": "incident", "schema": {"type": "string"}, "required": True},
                    {"in": "header", "name": "Idempotency-Key", "schema": {"type": "string"}, "required": True},
                ],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ring"}}}},
            },
            "get": {
                "operationId": "bells_bells",
                "parameters": [
                    {"in": "path", "name": "incident", "schema": {"type": "string"}, "required": True},
                    {"in": "query", "name": "limit", "schema": {"type": "integer"}},
                ],
            },
        }
    },
    "components": {
        "schemas": {
            "Ring": {
                "required": ["tone"],
                "properties": {
                    "tone": {"enum": ["high", "low"]},
                    "times": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                },
            }
        }
    },
}


class Line:
    """A line that keeps what was sent and answers what it is told to."""

    def __init__(self, answer: Any, status: int = 200, media: str = "application/json") -> None:
        self.answer, self.status, self.media = answer, status, media
        self.sent: list[tuple[str, str, Mapping[str, str], bytes | None]] = []

    def __call__(
        self, method: str, where: str, headers: Mapping[str, str], body: bytes | None
    ) -> tuple[int, Mapping[str, str], bytes]:
        self.sent.append((method, where, headers, body))
        data = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        return self.status, {"Content-Type": self.media}, data


def test_each_operation_is_a_method_and_each_act_gets_its_own_key() -> None:
    line = Line({"row": {"rung": 2}})
    client = Client(DOCUMENT, line, "secret", "a/b")
    assert {"bells_ring", "bells_bells"} <= set(dir(client))
    for _ in range(2):
        assert client.bells_ring(tone="low", times=2) == {"rung": 2}
    (method, where, headers, body), again = line.sent
    assert (method, where, json.loads(body or b"")) == ("POST", "/api/i/a%2Fb/bells", {"tone": "low", "times": 2})
    assert headers["Authorization"] == "Bearer secret"
    assert len(headers["Idempotency-Key"]) == 32 and headers["Idempotency-Key"] != again[2]["Idempotency-Key"]


def test_what_is_asked_has_no_key_and_no_body() -> None:
    line = Line({"rows": [1, 2]})
    assert Client(DOCUMENT, line, "k", "heron").bells_bells(limit=2) == [1, 2]
    method, where, headers, body = line.sent[0]
    assert (method, where, body) == ("GET", "/api/i/heron/bells?limit=2", None) and "Idempotency-Key" not in headers


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "'tone' is needed"),
        ({"tone": "low", "colour": "red"}, "no field 'colour'"),
        ({"tone": "loud"}, "'tone' is 'loud'"),
        ({"tone": "low", "times": "2"}, "'times' is '2'"),
        ({"tone": "low", "times": True}, "'times' is True"),
    ],
)
def test_what_the_document_does_not_describe_is_not_sent(told: dict[str, Any], said: str) -> None:
    line = Line({})
    with pytest.raises(Misuse, match=said):
        Client(DOCUMENT, line, "k", "heron").bells_ring(**told)
    assert not line.sent


def test_there_is_no_other_operation() -> None:
    with pytest.raises(AttributeError, match="names no such operation"):
        _ = Client(DOCUMENT, Line({}), "k", "heron").bells_melt


def test_a_refusal_is_raised_and_a_file_is_its_bytes() -> None:
    refusing = Client(DOCUMENT, Line({"kind": "NotFound", "said": "There is nothing here."}, 404), "k", "heron")
    with pytest.raises(Refused, match="nothing here") as told:
        refusing.bells_bells()
    assert (told.value.status, told.value.kind) == (404, "NotFound")
    assert Client(DOCUMENT, Line(b"%PDF", media="application/pdf"), "k", "heron").bells_bells() == b"%PDF"
    with pytest.raises(Refused):
        Client(DOCUMENT, Line(b"<h1>", 500, "text/html"), "k", "heron").bells_bells()
