"""Whose a sample is: the specimen at the top of its tree, or the donor of a reference sample.

The families stage is asked only where it stands; without it a donation is its own subject.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps

from repatria.registry.codes.models import Kind, Thing
from repatria.registry.laboratory.models import Sample

CHUNK = 5000


def in_chunks(ids: Iterable[Any]) -> Iterable[list[Any]]:
    """``ids`` in lists short enough for one query of any database."""
    rows = list(ids)
    return (rows[i : i + CHUNK] for i in range(0, len(rows), CHUNK))


def subjects_of(things: Iterable[int]) -> dict[int, int]:
    """Thing id of a sample, specimen or donation -> thing id of the specimen or donor it tells about."""
    asked = list(dict.fromkeys(things))
    roots: dict[int, int] = {}
    for some in in_chunks(asked):
        roots.update(Sample.objects.filter(pk__in=some).values_list("item_id", "root_id"))
    tops = {thing: roots.get(thing, thing) for thing in asked}
    donors = donors_of(set(tops.values()))
    return {thing: donors.get(top, top) for thing, top in tops.items()}


def donors_of(things: Iterable[int]) -> dict[int, int]:
    """Thing id of a donation -> thing id of its donor, for those that are donations."""
    model = donation_model()
    if model is None:
        return {}
    found: dict[int, int] = {}
    for some in in_chunks(things):
        found.update(model.objects.filter(thing__in=some).values_list("thing_id", "kin_id"))
    return found


def donation_model() -> Any:
    """The families stage's donations, or ``None`` where that stage is not installed."""
    return apps.get_model("families", "Donation") if apps.is_installed("repatria.registry.families") else None


def is_remains(thing: Thing) -> bool:
    """Whether a subject is a specimen, not a living donor."""
    return thing.kind == Kind.SPECIMEN
