"""How the tests of the machine entrance speak to it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from repatria.registry.api import actions
from repatria.registry.journal.models import Entry
from repatria.registry.people.roles import verbs
from repatria.registry.people.seats import Seat


def key_for(seat: Seat, *chosen: str) -> str:
    """A key of ``seat`` for ``chosen`` verbs, or for all that the seat may do."""
    wanted = chosen or tuple(verb for verb in verbs() if seat.may(verb))
    return actions.make_token(seat, name="test", verbs=wanted)[1]


@dataclass
class Program:
    """A program with a key, at work in one incident."""

    key: str
    incident: str = "heron"
    _numbers: Any = field(default_factory=lambda: count(1))

    def get(self, path: str, **query: Any) -> Any:
        """Ask for something."""
        return self._client().get(f"/api/i/{self.incident}{path}", query)

    def post(self, path: str, once: str | None = None, **told: Any) -> Any:
        """Do an act, with a fresh idempotency key unless one is given; an empty one is left out."""
        return self._client(self._once(once)).post(
            f"/api/i/{self.incident}{path}", data=json.dumps(told), content_type="application/json"
        )

    def bring(self, path: str, data: bytes, name: str, once: str | None = None, **told: Any) -> Any:
        """Bring a file."""
        parts = {**told, "file": SimpleUploadedFile(name, data)}
        return self._client(self._once(once)).post(f"/api/i/{self.incident}{path}", data=parts)

    def _once(self, once: str | None) -> str:
        return f"act-{next(self._numbers):08d}" if once is None else once

    def _client(self, once: str = "") -> Client:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return Client(headers={**headers, **({"Idempotency-Key": once} if once else {})})

    def twice(self, path: str, file: tuple[bytes, str] | None = None, **told: Any) -> Any:
        """Do an act and ask again with the same key, as after a cut line: the row, once the second answer is the first one and no
        entry and no answer came to the journal by it."""
        once = self._once(None)

        def ask() -> Any:
            return self.bring(path, *file, once=once, **told) if file else self.post(path, once=once, **told)

        before = Entry.objects.count()
        first = ask()
        assert first.status_code == 200, f"{path}: {first.status_code} {first.content.decode()[:400]}"
        done = Entry.objects.count()
        again = ask()
        assert (again.status_code, again.json()) == (200, first.json()), path
        assert Entry.objects.count() == done > before, path
        assert first.headers["X-Notice"] == first.json()["notice"]
        return first.json()["row"]
