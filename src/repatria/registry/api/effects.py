"""Effects for programs: tags, papers and what is read from them. Whoever groups bones finds nothing here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import Router, UploadedFile

from repatria.registry.api.inventory import JPEG, told_photograph
from repatria.registry.api.ways import Paper, Row, acts, brings, fetches, lists, looks
from repatria.registry.inventory import forms
from repatria.registry.inventory.actions import effects as actions
from repatria.registry.inventory.actions import photographing
from repatria.registry.inventory.models import EffectDescription
from repatria.registry.inventory.queries import effects as queries
from repatria.registry.inventory.queries import specimens as specimen_queries
from repatria.registry.people.seats import Seat

router = Router()


def _boxes(at: Seat, **_said: Any) -> Row:
    return {"boxes": queries.boxes(at), "own": queries.own_boxes(at)}


@lists(router, "/", "inventory.effects")
def effects(at: Seat, kind: str = "", text: str = "") -> Any:
    """Effects as now described."""
    return queries.effects(at, kind=kind, text=text), told


@looks(router, "/{code}", "inventory.effects")
def effect(at: Seat, code: str) -> Row:
    """One effect: every version of its description, and the names read from it. A name is a lead and never more."""
    row = queries.effect_called(at, code)
    versions = list(queries.versions(at, row))
    return {
        **told(next(v for v in versions if v.current)),
        "found_in": row.found_in.code if row.found_in else None,
        "versions": [{**told(v), "at": v.at, "reason": v.reason} for v in versions],
        "leads": [
            {"lead": x.pk, "name": x.name, "number": x.number, "how_sure": x.how_sure, "withdrawn": x.withdrawn}
            for x in queries.leads(at, row)
        ],
        "photographs": [told_photograph(p) for p in specimen_queries.photographs(at, row.item.thing)],
    }


@fetches(router, "/{code}/photographs/{pk}", "inventory.effects", JPEG)
def open_effect_photograph(at: Seat, code: str, pk: int, whole: bool = False) -> Paper:
    """Open one photograph. The opening is an act of its own and stands in the journal."""
    found, data = queries.open_effect_photograph(at, queries.effect_called(at, code), pk, whole=whole)
    return Paper(data, f"{code}-{pk}.{found.media.rpartition('/')[2]}", found.media)


@acts(router, "/", "inventory.record_effect", forms.NewEffect, _boxes)
def record(at: Seat, form: Any) -> Row:
    """Record an effect found in a container, by the container's code."""
    said = dict(form.cleaned_data)
    boxes, own = {i.code: i for i in queries.boxes(at)}, {i.code: i for i in queries.own_boxes(at)}
    made = actions.record_effect(at, boxes[said.pop("found_in")], into=own.get(said.pop("into")), **said)
    return {"code": made.code}


@acts(router, "/{code}/describe", "inventory.record_effect", forms.EffectAgain)
def describe_effect(at: Seat, form: Any, code: str) -> Row:
    """Describe an effect anew."""
    made = actions.describe_effect(at, queries.effect_called(at, code), **form.cleaned_data)
    return {"code": code, "version": made.number}


@acts(router, "/{code}/names", "inventory.record_effect", forms.Name)
def note_name(at: Seat, form: Any, code: str) -> Row:
    """Note a name as read from an effect."""
    return {"code": code, "lead": actions.note_name(at, queries.effect_called(at, code), **form.cleaned_data).pk}


@acts(router, "/{code}/names/{pk}/withdraw", "inventory.record_effect", forms.Reason)
def withdraw_name(at: Seat, form: Any, code: str, pk: int) -> Row:
    """Take back a name read wrongly; it stays readable."""
    row = queries.lead(at, queries.effect_called(at, code), pk)
    return {"code": code, "lead": actions.withdraw_name(at, row, **form.cleaned_data).pk}


@brings(router, "/{code}/photographs", "inventory.record_effect", forms.Photograph)
def photograph_effect(at: Seat, form: Any, file: UploadedFile, code: str) -> Callable[[], Row]:
    """Keep a photograph of an effect, written anew without metadata."""
    row, data = queries.effect_called(at, code), file.read()
    said = {"name": file.name or "", "caption": form.cleaned_data["caption"]}
    return lambda: told_photograph(photographing.add_effect_photograph(at, row, data, **said))


def told(row: EffectDescription) -> Row:
    """An effect as now described."""
    return {
        "code": row.effect.code,
        "version": row.number,
        "kind": row.kind,
        "description": row.description,
        "marks": row.marks,
        "text_read": row.text_read,
    }
