"""A client that is made from the OpenAPI document which the machine entrance serves, and from nothing else.

One method for each operation, named by its ``operationId`` and typed by its schema: a field that the document does not name, one
that is needed and missing, or a value of another type is refused here, before anything is sent. Every act gets an idempotency key.
"""

from __future__ import annotations

import json
import keyword
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from urllib.parse import quote, urlencode

Send = Callable[[str, str, Mapping[str, str], bytes | None], tuple[int, Mapping[str, str], bytes]]
"""(method, address, headers, body) -> (status, headers, body)."""
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "array": (list, tuple), "object": (dict,),
    "null": (type(None),),
}  # fmt: skip


class Misuse(TypeError):
    """A call that the document does not describe; nothing was sent."""


class Refused(Exception):
    """What the entrance answered instead of doing or telling something: ``status``, ``kind``, and a sentence that says what to do."""

    def __init__(self, status: int, kind: str, said: str) -> None:
        super().__init__(said)
        self.status, self.kind = status, kind


@dataclass(frozen=True)
class Operation:
    """One operation of the document: where it is, and the fields it takes by their place."""

    name: str
    method: str
    path: str
    words: str
    fields: Mapping[str, tuple[str, Mapping[str, Any], bool]]
    """Name -> (``path``, ``query`` or ``body``; its schema; whether it is needed). ``code_``: the ``code`` in the body, where the
    address has one too."""
    acts: bool


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation of an OpenAPI document that speaks JSON or answers with a file; uploads are left out."""
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            fields = {
                one["name"]: (one["in"], one["schema"], bool(one.get("required")))
                for one in told.get("parameters", ())
                if one["in"] in ("path", "query")
            }
            content = told.get("requestBody", {}).get("content", {})
            if content and "application/json" not in content:
                continue
            if content:
                shape = _resolved(document, content["application/json"]["schema"])
                needed = shape.get("required", ())
                for name, one in shape["properties"].items():
                    fields[name + "_" if name in fields else name] = ("body", one, name in needed)
            acts = any(one["name"] == "Idempotency-Key" for one in told.get("parameters", ()))
            yield Operation(told["operationId"], method.upper(), path, told.get("summary", ""), fields, acts)


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema, with a reference followed."""
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


class Client:
    """``Client(document, send, key, incident)``; then ``client.searching_ask(why="…")`` answers with the row that was made."""

    def __init__(self, document: Mapping[str, Any], send: Send, key: str, incident: str) -> None:
        self.document, self._send, self._key, self._incident = document, send, key, incident

    @cached_property
    def operations(self) -> dict[str, Operation]:
        """By name, as Python spells it."""
        return {one.name + ("_" if keyword.iskeyword(one.name) else ""): one for one in operations(self.document)}

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.operations]

    def __getattr__(self, name: str) -> Callable[..., Any]:
        try:
            return partial(self._call, self.operations[name])
        except KeyError:
            raise AttributeError(f"{name}: the document names no such operation") from None

    def _call(self, one: Operation, **told: Any) -> Any:
        """Hold ``told`` to the schema, send it, and answer with the row, the rows, or the bytes of a file."""
        told = {"incident": self._incident, **told}
        for name in told.keys() - one.fields.keys():
            raise Misuse(f"{one.name}: no field {name!r}; it takes {', '.join(sorted(one.fields))}")
        for name in (name for name, (_where, _schema, needed) in one.fields.items() if needed and name not in told):
            raise Misuse(f"{one.name}: {name!r} is needed")
        for name, value in told.items():
            if not self._fits(one.fields[name][1], value):
                raise Misuse(f"{one.name}: {name!r} is {value!r}, which the document does not allow")
        parts: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "body": {}}
        for name, value in told.items():
            parts[one.fields[name][0]][name.removesuffix("_")] = value
        where = one.path.format(**{name: quote(str(value), safe="") for name, value in parts["path"].items()})
        where += f"?{urlencode(parts['query'])}" if parts["query"] else ""
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        if one.acts:
            headers["Idempotency-Key"] = secrets.token_hex(16)
        status, got, body = self._send(one.method, where, headers, json.dumps(parts["body"]).encode() if one.acts else None)
        if not got.get("Content-Type", "").startswith("application/json"):
            if status != 200:
                raise Refused(status, "Unread", body[:200].decode("utf-8", "replace"))
            return body
        answer = json.loads(body)
        if status != 200:
            raise Refused(status, answer["kind"], answer["said"])
        return answer["rows"] if "rows" in answer else answer["row"]

    def _fits(self, schema: Mapping[str, Any], value: Any) -> bool:
        """Whether a value is of the type, and among the choices, that a schema gives."""
        schema = _resolved(self.document, schema)
        if "anyOf" in schema:
            return any(self._fits(one, value) for one in schema["anyOf"])
        if "enum" in schema or "const" in schema:
            return value in schema.get("enum", [schema.get("const")])
        kinds = TYPES.get(schema.get("type", ""), (object,))
        return isinstance(value, kinds) and (not isinstance(value, bool) or bool in kinds or object in kinds)
