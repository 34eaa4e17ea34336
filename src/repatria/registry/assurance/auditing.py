"""T-25: every act there is, found by looking, and the whole content of the database, to see whether an act left anything."""

from __future__ import annotations

import hashlib
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from types import FunctionType
from typing import Any

from django.apps import apps
from django.db import connection

import repatria.registry

SKIPPED = ("tests", "testing", "migrations", "assurance", "wsgi")
SESSIONS = ("django_session",)
"""Tables that hold no record: a session is not an act."""


def modules() -> Iterator[Any]:
    """Every module of the registry that serves, imported."""
    for found in pkgutil.walk_packages(repatria.registry.__path__, "repatria.registry."):
        parts = found.name.split(".")[2:]
        if not set(parts) & set(SKIPPED) and (parts[0] not in _stages() or _installed(parts[0])):
            yield import_module(found.name)


def acts() -> dict[str, Callable[..., Any]]:
    """Every recorded act of every installed stage, by its full name."""
    found: dict[str, Callable[..., Any]] = {}
    for module in modules():
        for value in vars(module).values():
            if isinstance(value, FunctionType) and hasattr(value, "entry") and hasattr(value, "verb"):
                found[f"{value.__module__}.{value.__qualname__}"] = value
    return found


def content() -> dict[str, str]:
    """A digest of every table's rows: two equal contents mean that nothing was written."""
    digests = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in SESSIONS:
                cursor.execute(f'SELECT * FROM "{table}"')
                rows = sorted(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor.fetchall())
                digests[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return digests


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The tables that differ."""
    return sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))


def _stages() -> tuple[str, ...]:
    from django.conf import settings

    return tuple(settings.STAGES)


def _installed(name: str) -> bool:
    return apps.is_installed(f"repatria.registry.{name}")
