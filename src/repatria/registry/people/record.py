"""Reading the journal of an incident as sentences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from repatria.registry.journal.entrytypes import TYPES, sentence_of
from repatria.registry.journal.models import Disclosure, Entry, Head
from repatria.registry.people.models import User
from repatria.registry.people.seats import Seat


def entries(seat: Seat, *, subject: str = "", tag: str = "", actor: str = "") -> QuerySet[Entry]:
    """The incident's entries, newest first."""
    seat.need("journal.read")
    rows = Entry.objects.filter(incident=seat.slug)
    if subject.strip():
        rows = rows.filter(subject=subject.strip().upper())
    if tag in TYPES:
        rows = rows.filter(tag=tag)
    if actor.strip():
        rows = rows.filter(actor=actor.strip())
    return rows.order_by("-seq")


def told(rows: Iterable[Entry]) -> list[Mapping[str, Any]]:
    """Each entry as a sentence with its moment and the actor's name."""
    rows = list(rows)
    disclosed: dict[int, dict[str, str]] = {}
    for row in Disclosure.objects.filter(entry__in=rows):
        disclosed.setdefault(row.entry_id, {})[row.field] = _words(row.value)
    codes = {row.actor for row in rows if row.actor.startswith("u-")}
    names = {u.code: u.called for u in User.objects.filter(pk__in=[int(c[2:]) for c in codes if c[2:].isdigit()])}
    return [
        {
            "seq": row.seq,
            "tag": row.tag,
            "at": row.at,
            "actor": row.actor,
            "name": names.get(row.actor, row.actor),
            "subject": row.subject,
            "sentence": sentence_of(row.said, disclosed.get(row.seq, {})),
        }
        for row in rows
    ]


def _words(value: str) -> str:
    """A disclosed value, kept as JSON, as a person reads it."""
    told = json.loads(value)
    return told if isinstance(told, str) else "" if told is None else value


def tags() -> list[str]:
    """Every kind of entry there is."""
    return sorted(TYPES)


def last_head(seat: Seat) -> Head | None:
    """The newest signed head."""
    seat.need("journal.head")
    return Head.objects.order_by("-size").first()
