"""Rows of a test's database set aside and put back exactly, past every trigger: what triggers see to is in the rows already."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, transaction

Table = dict[Any, Any]
"""The rows of a table by their primary key; on PostgreSQL the row as one text."""
TRIGGERS = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (sql LIKE '%% INSERT ON %%' OR sql LIKE '%% DELETE ON %%') "
    "AND instr(',' || %s || ',', ',' || tbl_name || ',')"
)
"""Those that speak when a row is put in, or put in the place of another."""
_REFUSED: set[int] = set()
"""Lists of rows that triggers do not let in as they are: a locked version takes no member."""


@dataclass(frozen=True)
class Rows:
    """Rows of one table: those that are new, and those that were there and became other ones."""

    table: str
    new: Any
    changed: Any
    gone: tuple[Any, ...]
    """Keys of rows that must go first: those that changed (on PostgreSQL) and those that were deleted."""


@cache
def columns(table: str) -> tuple[str, ...]:
    """The columns of a table, its primary key first."""
    model = _models()[table]
    key = model._meta.pk.column
    return (key, *(one.column for one in model._meta.local_concrete_fields if one.column != key))


def known(table: str) -> bool:
    """Whether this is a table of a model."""
    return table in _models()


@cache
def _models() -> dict[str, Any]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


@cache
def can() -> bool:
    """Whether triggers can be made to stand aside here: on PostgreSQL a superuser's work, as in our own server for tests."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        return bool(cursor.fetchone()[0] == "on")


def table(name: str) -> Table:
    """Every row of a table, as the database keeps it."""
    key, *_ = names = [f'"{one}"' for one in columns(name)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # a plus keeps Python's own types of columns away
            cursor.execute(f'SELECT {", ".join(f"+{one}" for one in names)} FROM "{name}" ORDER BY {key}')
            return {row[0]: row for row in cursor.fetchall()}
        cursor.execute(f'SELECT {key}::text, "{name}"::text FROM "{name}"')
        return dict(cursor.fetchall())


def differing(name: str, before: Table) -> Rows:
    """What became of a table since ``before``."""
    now = table(name)
    new = [key for key in now if key not in before]
    changed = [key for key in now if key in before and now[key] != before[key]]
    gone = tuple(key for key in before if key not in now)
    if connection.vendor == "sqlite":
        return Rows(name, [now[key] for key in new], [now[key] for key in changed], gone)
    return Rows(name, _copied(name, new + changed), None, (*gone, *changed))


def _copied(name: str, keys: Sequence[str]) -> bytes:
    """These rows in PostgreSQL's own form; nothing where there are none."""
    if not keys:
        return b""
    from psycopg import sql

    asked = sql.SQL("COPY (SELECT {} FROM {} WHERE {}::text = ANY({}) ORDER BY {}) TO STDOUT (FORMAT BINARY)").format(
        sql.SQL(", ").join(map(sql.Identifier, columns(name))),
        sql.Identifier(name),
        sql.Identifier(columns(name)[0]),
        sql.Literal(list(keys)),
        sql.Identifier(columns(name)[0]),
    )
    with connection.connection.cursor() as cursor, cursor.copy(asked) as stream:
        return b"".join(stream)


def put_back(shelved: Sequence[Rows]) -> None:
    """Let every table hold these rows too."""
    with nullcontext() if connection.in_atomic_block else transaction.atomic():
        (_sqlite if connection.vendor == "sqlite" else _postgres)(shelved)


def _postgres(shelved: Sequence[Rows]) -> None:
    with connection.connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for rows in shelved:
            names = ", ".join(f'"{one}"' for one in columns(rows.table))
            if rows.gone:
                cursor.execute(f'DELETE FROM "{rows.table}" WHERE {names.partition(",")[0]}::text = ANY(%s)', [list(rows.gone)])
            if rows.new:
                with cursor.copy(f'COPY "{rows.table}" ({names}) FROM STDIN (FORMAT BINARY)') as stream:
                    stream.write(rows.new)
        cursor.execute("SET LOCAL session_replication_role = origin")


def _sqlite(shelved: Sequence[Rows]) -> None:
    if id(shelved) not in _REFUSED:  # triggers mostly let rows in that they let in before; to set them aside costs more
        try:
            with transaction.atomic():
                return _fill(shelved)
        except sqlite3.IntegrityError:
            _REFUSED.add(id(shelved))
    with _triggers_aside([rows.table for rows in shelved]):
        _fill(shelved)


def _fill(shelved: Sequence[Rows]) -> None:
    raw = connection.connection
    for rows in shelved:
        names = columns(rows.table)
        into = f'INTO "{rows.table}" ({", ".join(f"{chr(34)}{one}{chr(34)}" for one in names)})'
        marks = f"VALUES ({', '.join('?' * len(names))})"
        assert not rows.gone, f"{rows.table}: rows were deleted"
        if rows.changed:  # first: of two searches one is current
            raw.executemany(f"INSERT OR REPLACE {into} {marks}", rows.changed)
        if rows.new:
            raw.executemany(f"INSERT {into} {marks}", rows.new)


@contextmanager
def _triggers_aside(tables: Sequence[str]) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS, [",".join(tables)])
        aside = cursor.fetchall()
        for name, _ in aside:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in aside:
            cursor.execute(sql)
