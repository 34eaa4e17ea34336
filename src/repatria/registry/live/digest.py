"""One number for all that a registry holds, moments and secrets aside: the same seed gives the same number."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import AutoField, DateTimeField, Field, Model

from repatria.registry.journal.models import Entry
from repatria.registry.people.models import Incident

LEFT_OUT = {"journal", "api"}
SECRET = {"password", "last_login"}


def content_digest() -> str:
    """SHA-256 over every row of every stage and over what the journal says of incidents.

    Left out: numbers that the database gives, moments at or after the first incident was opened (when acts were recorded),
    passwords, the journal's hashes and commitments. Rows of one table are taken in an order of their own, not of their making.
    """
    began = Incident.objects.order_by("created").values_list("created", flat=True).first()
    whole = hashlib.sha256()
    for label in settings.STAGES:
        if label in LEFT_OUT or label not in apps.app_configs:
            continue
        for model in sorted(apps.get_app_config(label).get_models(), key=lambda m: m.__name__):
            lines = sorted(_rows(model, began))
            whole.update(f"{label}.{model.__name__} {len(lines)}\n".encode())
            for line in lines:
                whole.update(line.encode() + b"\n")
    for line in _entries():
        whole.update(line.encode() + b"\n")
    return whole.hexdigest()


def _rows(model: type[Model], began: datetime | None) -> Iterator[str]:
    fields = [f for f in model._meta.concrete_fields if not isinstance(f, AutoField) and f.attname not in SECRET]
    moments = {at for at, f in enumerate(fields) if isinstance(f, DateTimeField)}
    for row in model._default_manager.values_list(*_names(fields)).iterator(chunk_size=5_000):
        yield repr(
            tuple(
                "" if at in moments and value is not None and began is not None and value >= began else _plain(value)
                for at, value in enumerate(row)
            )
        )


def _names(fields: list[Field[Any, Any]]) -> list[str]:
    return [f.attname for f in fields]


def _plain(value: Any) -> Any:
    return json.dumps(value, sort_keys=True) if isinstance(value, (dict, list)) else str(value)


def _entries() -> Iterator[str]:
    for entry in Entry.objects.exclude(incident="").exclude(tag__startswith="live.exercise").order_by("seq"):
        said = entry.said
        yield json.dumps([said[name] for name in ("tag", "actor", "incident", "subject", "facts")], sort_keys=True)
