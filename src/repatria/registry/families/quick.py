"""Many rows into one table by one prepared statement: what ``bulk_create`` does, without building each row as an object's SQL.

Only for the bulk paths of an import, inside its recorded act; constraints and triggers hold as always.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert ``rows`` (values in the order of ``names``: fields, or their column such as ``thing_id``).

    Columns that are not named get the field's default. Nothing is returned: do not use it where the new ids are needed.
    """
    fields = [f for f in model._meta.concrete_fields if not (f.auto_created and f.primary_key)]
    column = {f.attname: f for f in fields} | {f.name: f for f in fields}
    given = [column[n] for n in names]
    rest = [f for f in fields if f not in given]
    filled = tuple(_plain(_default(f)) for f in rest)
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(f.column)) for f in (*given, *rest))
    marks = ", ".join(["%s"] * len(fields))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", [(*map(_plain, row), *filled) for row in rows])


def _default(field: Any) -> Any:
    if getattr(field, "auto_now_add", False):
        from repatria.registry.families.keeping import now

        return now()
    return field.get_default()


def _plain(value: Any) -> Any:
    """The value as the driver takes it."""
    if value is None or isinstance(value, (int, float)):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, (date, Decimal)):
        return _adapted(value)
    return json.dumps(value)


@lru_cache(maxsize=100_000)
def _adapted(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return connection.ops.adapt_decimalfield_value(value, 12, 2)
