"""Every operation of the OpenAPI, walked: without key, as a stranger, without idempotency key, and the shape of its answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from repatria.registry.api.shapes import REFUSALS
from repatria.registry.api.tests.asking import key_for
from repatria.registry.api.urls import api
from repatria.registry.people.roles import Role
from repatria.registry.testing.scene import Scene

BANNER = "Exercise: everyone here is invented."


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI as clients get it."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return found


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of every endpoint."""
    for path, methods in schema()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def address(path: str, incident: str, operation: dict[str, Any]) -> str:
    """The address with the incident and with codes of nothing; queries that are needed are asked for."""
    kinds = {one["name"]: one["schema"] for one in operation.get("parameters", []) if one["in"] == "path"}
    filled = path.replace("{incident}", incident)
    for name in re.findall(r"{(\w+)}", filled):
        filled = filled.replace(f"{{{name}}}", "7" if kinds[name].get("type") == "integer" else "C-000012-5")
    needed = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query" and one.get("required")]
    return filled + ("?" + "&".join(f"{name}=x" for name in needed) if needed else "")


def resolve(part: dict[str, Any]) -> dict[str, Any]:
    """``part`` with a reference followed."""
    if "$ref" in part:
        found: dict[str, Any] = schema()["components"]["schemas"][part["$ref"].rpartition("/")[2]]
        return found
    return part


def least(part: dict[str, Any]) -> Any:
    """The smallest value that ``part`` of the schema takes."""
    part = resolve(part)
    if "anyOf" in part:
        return least(part["anyOf"][0])
    if "enum" in part or "const" in part:
        return part.get("const", part.get("enum", [None])[0])
    if part.get("type") == "object":
        return {name: least(part["properties"][name]) for name in part.get("required", [])}
    return {"string": "2018", "integer": max(1, int(part.get("minimum", 1))), "number": 1.5, "boolean": False, "array": []}[
        part["type"]
    ]


def send(client: Client, method: str, where: str, operation: dict[str, Any], body: Any = None, **headers: str) -> Any:
    """The request with the smallest body that fits, or ``body``."""
    if method == "get":
        return client.get(where, headers=headers)
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        told = least(content["multipart/form-data"]["schema"]) if body is None else body
        return client.post(where, {**told, "file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")}, headers=headers)
    told = (least(content["application/json"]["schema"]) if content else {}) if body is None else body
    return client.post(where, json.dumps(told), content_type="application/json", headers=headers)


def test_every_operation_is_declared_in_full() -> None:
    """Every refusal is declared, every endpoint has words and a key, every act names its idempotency key."""
    for method, path, operation in operations():
        assert {str(status) for status in (200, *REFUSALS)} <= set(operation["responses"]), path
        assert operation["summary"] and operation["security"], path
        headers = [one["name"] for one in operation.get("parameters", []) if one["in"] == "header"]
        assert headers == (["Idempotency-Key"] if method == "post" else []), path
        assert not re.search(
            r"{(?!incident|code|pk|key|seq|number|node|specimen|sample|token|label|digest|missing|individual|search)\w+}", path
        ), path


def test_it_has_no_two_operations_of_one_name() -> None:
    names = [operation["operationId"] for _method, _path, operation in operations()]
    assert len(names) == len(set(names)) > 120


@pytest.mark.django_db
def test_without_a_key_nobody_gets_anything() -> None:
    for method, path, operation in operations():
        answer = send(Client(), method, "/api" + address(path.removeprefix("/api"), "heron", operation), operation)
        assert answer.status_code == 401, f"{method} {path}"
        assert answer.json()["kind"] == "NoKey"


def test_a_stranger_finds_what_is_not_there(scene: Scene) -> None:
    """The same answer, word for word, for an incident of others and for one that does not exist."""
    client = Client(headers={"Authorization": f"Bearer {key_for(scene.stranger)}"})
    for method, path, operation in operations():
        theirs, nothing = (
            send(client, method, address(path, slug, operation), operation, **{"Idempotency-Key": "stranger-0001"})
            for slug in ("heron", "nowhere")
        )
        assert theirs.status_code == nothing.status_code == 404, f"{method} {path}: {theirs.status_code} {theirs.content[:200]}"
        assert theirs.json() == nothing.json()
        assert theirs.json()["notice"] == theirs.headers["X-Notice"] == BANNER


def test_a_key_does_only_what_it_was_made_for(scene: Scene) -> None:
    """With a key for one harmless verb, everything else is not found, whoever's key it is."""
    client = Client(headers={"Authorization": f"Bearer {key_for(scene.seat(Role.CUSTODY), 'api.tokens')}"})
    for method, path, operation in operations():
        if path.endswith("/search/"):
            continue
        answer = send(client, method, address(path, "heron", operation), operation, **{"Idempotency-Key": "scopes-0001"})
        assert answer.status_code == 404, f"{method} {path}: {answer.status_code} {answer.content[:200]}"


def test_no_act_is_done_without_an_idempotency_key(scene: Scene) -> None:
    """For whoever may do it; nothing is looked up before."""
    left = {operation["operationId"] for method, _path, operation in operations() if method == "post"}
    for role in Role:
        client = Client(headers={"Authorization": f"Bearer {key_for(scene.seat(role))}"})
        for method, path, operation in operations():
            if operation["operationId"] not in left:
                continue
            answer = send(client, method, address(path, "heron", operation), operation)
            if answer.status_code == 404:
                continue  # another role's act
            assert answer.status_code == 422 and "Idempotency-Key" in answer.json()["said"], f"{path}: {answer.content[:200]}"
            left.discard(operation["operationId"])
    assert not left
