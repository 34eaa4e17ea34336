"""New things get their code here, inside the action that makes them."""

from __future__ import annotations

from typing import Any

from repatria.registry.codes.models import Counter, Kind, Thing
from repatria.registry.codes.naming import code_of
from repatria.registry.people.models import Incident


def new_thing(by: Any, kind: Kind, *, laboratory: bool = True, incident: Incident | None = None) -> Thing:
    """One new thing in the actor's incident, with the next code of its kind. Call it inside a recorded action."""
    return new_things(by, kind, 1, laboratory=laboratory, incident=incident)[0]


def new_things(by: Any, kind: Kind, count: int, *, laboratory: bool = True, incident: Incident | None = None) -> list[Thing]:
    """``count`` new things with consecutive codes. ``laboratory=False``: seen by every laboratory of the incident."""
    where = incident or by.incident
    counter = Counter.objects.select_for_update().get_or_create(incident=where, kind=kind)[0]
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    holder = getattr(by, "laboratory_id", where.laboratory_id) if laboratory else None
    made = Thing.objects.bulk_create(
        Thing(incident=where, laboratory_id=holder, kind=kind, number=first + i, code=code_of(where.mark, kind, first + i))
        for i in range(count)
    )
    return list(made)
