"""Requests made from the OpenAPI, most of them nonsense: whatever is sent, the answer is one that the OpenAPI declares.

A fault of the program is raised here with its traceback; a status that is not declared fails.
"""

from __future__ import annotations

import json
import re
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repatria.registry.api.tests.asking import Program, key_for
from repatria.registry.api.tests.test_openapi import operations, resolve
from repatria.registry.codes.models import Thing
from repatria.registry.custody import actions as custody
from repatria.registry.inventory.tests.conftest import handed_over
from repatria.registry.people.roles import Role
from repatria.registry.people.seats import seat_of
from repatria.registry.testing.scene import Scene

OPERATIONS = sorted(operations(), key=lambda one: one[2]["operationId"])
NASTY = st.sampled_from(
    [
        "",
        " ",
        "\0",
        "é" * 300,
        "김",
        "-1",
        "1e400",
        "NaN",
        "2018-02-30",
        "0x10",
        "'; --",
        "=1+1",
        "\u202e",
        "\ud800",
        "٣",
        "9" * 400,
    ]
)
FILES = st.sampled_from([b"", b"\0", b"number\n1\n", b"a,a\n", b"\xff\xfe", b"<a/>", b"PK\x03\x04", b"x" * 70_000, b'"'])
NUMBERS = count(1)


def value(part: dict[str, Any], codes: list[str]) -> st.SearchStrategy[Any]:
    """Values for one part of the schema: mostly of its kind, sometimes of another."""
    part = resolve(part)
    wrong = st.one_of(NASTY, st.none(), st.integers(-(2**70), 2**70), st.just([]), st.just({}), st.floats())
    if "anyOf" in part:
        return st.one_of(*(value(one, codes) for one in part["anyOf"]))
    if "const" in part or "enum" in part:
        return st.one_of(*([st.sampled_from(part.get("enum") or [part["const"]])] * 6), wrong)
    if part.get("type") == "object":
        fields = {name: value(one, codes) for name, one in part.get("properties", {}).items()}
        needed = {name: one for name, one in fields.items() if name in part.get("required", [])}
        return st.fixed_dictionaries(needed, optional={n: one for n, one in fields.items() if n not in needed})
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "string": st.one_of(st.sampled_from([*codes, "2018", "1.5", "u-0001", "a b"]), NASTY, st.text(max_size=12)),
        "integer": st.integers(-3, 2**33),
        "number": st.floats(),
        "boolean": st.booleans(),
        "array": st.lists(NASTY, max_size=3),
        "null": st.none(),
    }
    return st.one_of(*([kinds.get(part.get("type", ""), wrong)] * 6), wrong)


def ask(draw: Any, programs: list[Program], codes: list[str], chosen: tuple[str, str, dict[str, Any]]) -> tuple[str, int]:
    """One request of the ``chosen`` operation, as one of the programs: its address and the status of its answer."""
    method, path, operation = chosen
    program = draw(st.sampled_from(programs))
    where = path.replace("{incident}", program.incident)
    for name in re.findall(r"{(\w+)}", where):
        segment = draw(st.one_of(st.sampled_from([*codes, "1", "2", "7"]), NASTY.filter(lambda text: text != "\ud800")))
        where = where.replace(f"{{{name}}}", segment.replace("\0", "%00").replace("/", "") or "x")
    query = {
        one["name"]: str(draw(value(one["schema"], codes))).encode("utf-8", "replace").decode()
        for one in operation.get("parameters", [])
        if one["in"] == "query" and (one.get("required") or draw(st.booleans()))
    }
    client = Client(headers={"Authorization": f"Bearer {program.key}", "Idempotency-Key": f"fuzz-{next(NUMBERS):08d}"})
    if method == "get":
        return where, client.get(where, query).status_code
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        told = draw(value(content["multipart/form-data"]["schema"], codes))
        parts = {n: str(v).encode("utf-8", "replace") for n, v in told.items() if n != "file" and isinstance(v, (str, int))}
        name = draw(st.sampled_from(["x.csv", "x.jpg", "x.xml", "../x.csv", "김.csv"]))
        return where, client.post(where, {**parts, "file": SimpleUploadedFile(name, draw(FILES))}).status_code
    body = json.dumps(draw(value(content["application/json"]["schema"], codes)) if content else {})
    return where, client.post(where, body, content_type="application/json").status_code


@pytest.fixture
def programs(scene: Scene, room: None) -> list[Program]:
    """Programs that may, together, do everything, with something to do it to."""
    handed_over(scene)
    custody.take(scene.stranger, what="box", giver="them")
    office = Program(key_for(seat_of(scene.stranger_user, "other")), "other")
    office.post("/families/missing", name="Anton Velmora", sex="M")
    office.post("/families/kin", name="Marta Velmora", sex="F")
    announced = {"title": "First receipt", "way": "joint", "new_giver": "A", "new_receiver": "B"}
    code = office.post("/intake/handovers", **announced).json()["row"]["code"]
    office.post(f"/intake/handovers/{code}/receive", number="1")
    return [office, *(Program(key_for(scene.seat(role))) for role in (Role.ANTHROPOLOGIST, Role.AUDITOR))]


def fuzz(programs: list[Program], examples: int) -> None:
    """``examples`` random requests."""
    codes = list(Thing.objects.values_list("code", flat=True))

    @settings(max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def one(data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(OPERATIONS))
        where, status = ask(data.draw, programs, codes, chosen)
        declared = chosen[2]["responses"]
        assert str(status) in {str(one) for one in declared} | {"405"}, f"{chosen[0]} {where}: {status}"

    one()


def test_nonsense_is_answered_as_declared(programs: list[Program]) -> None:
    fuzz(programs, 4000)


@pytest.mark.assurance
def test_much_nonsense_is_answered_as_declared(programs: list[Program]) -> None:
    fuzz(programs, 20_000)
